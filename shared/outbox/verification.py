"""Whether anybody changed the log: every seal and checkpoint is made again and compared (decision 0012)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.outbox.checkpoints import checkpoint_hash
from shared.outbox.rows import COLLECTION
from shared.outbox.storage import CHECKPOINTS
from shared.persistence.driver import Document, Store
from shared.persistence.seals import hash_of


class What(StrEnum):
    """What is wrong with a row, a stream or a checkpoint."""

    EDITED = "edited"
    """The row says something else than when it was written."""
    REMOVED = "removed"
    """A row is not there."""
    OUT_OF_PLACE = "out-of-place"
    """The row was not written after the one that stands before it: rows were exchanged, or the one before is new."""
    UNSEALED = "unsealed"
    """The row has no hash: it was written around the platform, or before the platform sealed its log."""
    REWRITTEN = "rewritten"
    """The row is another one than a checkpoint, or the state of the thing itself, says."""
    CHECKPOINT = "checkpoint"
    """A checkpoint was edited or removed."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """``version`` counts the messages of ``stream``; both name the checkpoint where it is about one."""

    what: What
    stream: str
    version: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Verified:
    """``head`` is the newest checkpoint as an auditor notes it: its number, a colon, its hash."""

    rows: int
    streams: int
    checkpoints: int = 0
    uncovered: int
    """Rows that no checkpoint covers yet."""
    head: str | None = None
    findings: Sequence[Finding]


class Walk:
    """Goes over rows in order of stream and version, each once. ``claims`` are the hashes that checkpoints say.

    Without ``whole`` a stream may begin late: a part of the log was exported, and what came before is not known.
    """

    def __init__(self, *, claims: Mapping[tuple[str, int], str], whole: bool = True) -> None:
        self.rows = 0
        self.last: dict[str, tuple[int, str | None]] = {}
        """Version and hash of the last row of each stream."""
        self.findings: dict[tuple[What, str, int], Finding] = {}
        self._claims = claims
        self._whole = whole

    def row(self, row: Document) -> None:
        recorded, seal = row["recorded"], row.get("seal") or {}
        stream, version, made = recorded["stream"], recorded["version"], seal.get("hash")
        unknown = not self._whole and stream not in self.last
        before, before_hash = self.last.get(stream, (version - 1 if unknown else 0, None))
        for missing in range(before + 1, version):
            self._note(What.REMOVED, stream, missing, "is not in the log.")
        self.rows += 1
        self.last[stream] = (version, made)
        if made is None:
            self._note(What.UNSEALED, stream, version, "has no hash.")
        elif made != hash_of(row, before=seal.get("before")):
            self._note(What.EDITED, stream, version, "says something else than when it was written.")
        elif version == before + 1 and seal.get("before") != before_hash and not unknown:
            self._note(What.OUT_OF_PLACE, stream, version, "was not written after the row that stands before it.")
        if self._claims.get((stream, version), made) != made:
            self._note(What.REWRITTEN, stream, version, "is another one than at its checkpoint.")

    def ends(self) -> int:
        """After the last row: notes what checkpoints say and the log has not; answers how many rows they cover."""
        latest: dict[str, int] = {}
        for stream, version in self._claims:
            latest[stream] = max(version, latest.get(stream, 0))
        covered = 0
        for stream, version in sorted(latest.items()):
            here, _ = self.last.get(stream, (0, None))
            covered += min(version, here)
            for missing in range(here + 1, version + 1):
                self._note(What.REMOVED, stream, missing, "is not in the log, and was at its checkpoint.")
        return covered

    def state(self, stream: str, *, version: int, seal: str | None) -> None:
        """The thing itself says how many messages were recorded of it, and the hash of the last one."""
        here, made = self.last.get(stream, (0, None))
        for missing in range(here + 1, version + 1):
            self._note(What.REMOVED, stream, missing, "is not in the log, and the thing itself says it was recorded.")
        if here > version:
            self._note(What.REWRITTEN, stream, here, "was never recorded, by what the thing itself says.")
        elif here == version and seal != made:
            self._note(What.REWRITTEN, stream, here, "is another one than the thing itself says.")

    def _note(self, what: What, stream: str, version: int, sentence: str) -> None:
        found = Finding(what=what, stream=stream, version=version, sentence=f"Message {version} of {stream} {sentence}")
        self.findings.setdefault((what, stream, version), found)


@dataclass(kw_only=True)
class Checked:
    """The chain of checkpoints, by itself: what each claims of the log, and what is wrong with it."""

    number: int = 0
    head: str | None = None
    claims: dict[tuple[str, int], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def check_checkpoints(checkpoints: Iterable[Document], *, noted: str | None = None) -> Checked:
    """``noted`` is a checkpoint as an auditor wrote it down elsewhere: number, colon, hash."""
    checked, last, waits = Checked(), None, noted
    for checkpoint in checkpoints:
        number = checkpoint["_id"]
        if number != checked.number + 1 or checkpoint["before"] != last:
            checked.findings.append(_about(number, "does not follow the one before: one was removed or replaced."))
        if checkpoint["hash"] != checkpoint_hash(checkpoint):
            checked.findings.append(_about(number, "says something else than when it was written."))
        last = checkpoint["hash"]
        checked.number, checked.head = number, f"{number}:{last}"
        waits = None if waits == checked.head else waits
        checked.claims.update({(one["stream"], one["version"]): one["hash"] for one in checkpoint["moved"]})
    if waits is not None:
        number = waits.partition(":")[0]
        checked.findings.append(_about(int(number) if number.isdecimal() else 0, "is not the one that was noted."))
    return checked


def _about(number: int, sentence: str) -> Finding:
    return Finding(
        what=What.CHECKPOINT, stream="checkpoint", version=number, sentence=f"Checkpoint {number} {sentence}"
    )


def verify_rows(rows: Iterable[Document], *, whole: bool) -> Verified:
    """Compare rows that were exported with their seals; without ``whole`` they are a part of the log."""
    walk = Walk(claims={}, whole=whole)
    for row in sorted(rows, key=lambda one: (one["recorded"]["stream"], one["recorded"]["version"])):
        walk.row(row)
    found = list(walk.findings.values())
    return Verified(rows=walk.rows, streams=len(walk.last), uncovered=walk.rows, findings=found)


async def verify_log(
    store: Store, *, noted: str | None = None, progress: Callable[[int], None] = lambda rows: None
) -> Verified:
    """Compare the whole log with its seals, its checkpoints and the state of every thing. Reads all rows, while the
    service may go on. Raises ``DatabaseTrouble``."""
    # First what claims something of the log, then the log: what is recorded meanwhile is claimed by nothing yet.
    checked = check_checkpoints(await store[CHECKPOINTS].find({}, sort=[("_id", 1)]), noted=noted)
    states = await _states(store)
    walk = Walk(claims=checked.claims)
    async for row in store[COLLECTION].stream({}, sort=[("recorded.stream", 1), ("recorded.version", 1)]):
        walk.row(row)
        if walk.rows % 1_000 == 0:
            progress(walk.rows)
    covered = walk.ends()
    for stream in sorted({*states, *walk.last}):
        state = states.get(stream)
        here, _ = walk.last.get(stream, (0, None))
        if state is None or here > state.version:
            # It is new, or went on since it was read; else a row was put in.
            state = await _state_of(store, stream)
            if state is not None and state.version > here:
                continue
        walk.state(stream, version=state.version if state else 0, seal=state.seal if state else None)
    return Verified(
        rows=walk.rows,
        streams=len(walk.last),
        checkpoints=checked.number,
        uncovered=walk.rows - covered,
        head=checked.head,
        findings=[*checked.findings, *walk.findings.values()],
    )


@dataclass(frozen=True, kw_only=True)
class _State:
    version: int
    seal: str | None


_HAS_A_STREAM = {"version": {"$exists": True}, "sequence": {"$exists": True}}
"""Whatever counts the messages it sent; read models and what is kept beside the record do not."""
_SHORT = {"version": 1, "seal": 1}


async def _states(store: Store) -> dict[str, _State]:
    states: dict[str, _State] = {}
    for collection in await store.collections():
        async for document in store[collection].stream(_HAS_A_STREAM, projection=_SHORT):
            states[document["_id"]] = _State(version=document["version"], seal=document.get("seal"))
    return states


async def _state_of(store: Store, stream: str) -> _State | None:
    for collection in await store.collections():
        found = await store[collection].find_one({"_id": stream, **_HAS_A_STREAM}, projection=_SHORT)
        if found is not None:
            return _State(version=found["version"], seal=found.get("seal"))
    return None
