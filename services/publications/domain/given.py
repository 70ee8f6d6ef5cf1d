"""What a report gave to the bank of practices: each key message, lesson and practice that was ever published has its
identifier for good, and nothing of another kind is given it afterwards."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.publications.domain.content import Point, Practice
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier


class Kind(StrEnum):
    KEY_MESSAGE = "key_message"
    LESSON = "lesson"
    POLICY = "policy"
    PROGRAMME = "programme"


_PRACTICES = frozenset({Kind.POLICY, Kind.PROGRAMME})


class Gone(StrEnum):
    """Why nobody reads it any more."""

    TAKEN_BACK = "taken_back"
    LEFT_OUT = "left_out"
    CALLED_OFF = "called_off"


WHY_GONE: Mapping[Gone, str] = {
    Gone.TAKEN_BACK: "The report was taken back to be corrected; what it still says then is at this address again.",
    Gone.LEFT_OUT: "The report was corrected, and does not say it any more.",
    Gone.CALLED_OFF: "The workshop was called off, and its report was taken back.",
}
"""For everybody to read. What an editor wrote of it is not for everybody, nor whether a person asked for it (R30)."""


class Given(BaseModel):
    """One of them. ``gone_on`` and ``why`` are absent while it is published."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    kind: Kind
    published_on: date
    gone_on: date | None = None
    why: Gone | None = None


def kinds_of(
    key_messages: Iterable[Point], lessons_learned: Iterable[Point], effective_practices: Iterable[Practice]
) -> dict[Identifier, Kind]:
    """Which identifier stands for what."""
    return {
        **{one.id: Kind.KEY_MESSAGE for one in key_messages},
        **{one.id: Kind.LESSON for one in lessons_learned},
        **{one.id: Kind(one.kind) for one in effective_practices},
    }


def published_again(before: Iterable[Given], kinds: Mapping[Identifier, Kind], *, on: date) -> tuple[Given, ...]:
    """Once a report is published with these: what was given before, and is not among them, was left out, and is gone
    since the report was taken back."""
    known = {one.id: one for one in before}

    def each() -> Iterator[Given]:
        for one in known.values():
            if one.id not in kinds:
                yield one.model_copy(update={"gone_on": one.gone_on or on, "why": Gone.LEFT_OUT})
        for identifier, kind in kinds.items():
            first = known[identifier].published_on if identifier in known else on
            yield Given(id=identifier, kind=kind, published_on=first)

    return tuple(each())


def all_gone(
    before: Iterable[Given], kinds: Mapping[Identifier, Kind], *, published_on: date, on: date, why: Gone
) -> tuple[Given, ...]:
    """Once the report with these is taken back. ``published_on`` is of those that came out before it was kept what a
    report gave."""
    known = {one.id: one for one in before}
    gone = tuple(
        Given(
            id=name,
            kind=kind,
            published_on=known[name].published_on if name in known else published_on,
            gone_on=on,
            why=why,
        )
        for name, kind in kinds.items()
    )
    return (*(one for one in known.values() if one.id not in kinds), *gone)


def gone_because(before: Iterable[Given], why: Gone) -> tuple[Given, ...]:
    """Once a report that was taken back stays so for this reason. What was left out before is gone for its own."""
    return tuple(one if one.why in (None, Gone.LEFT_OUT) else one.model_copy(update={"why": why}) for one in before)


def check_not_used_again(before: Iterable[Given], kinds: Mapping[Identifier, Kind]) -> None:
    """Raises ``InvalidInput`` for an identifier that stood, in a published report, for something of another kind, also
    where that was left out since. A text may change, a policy turn out to be a programme, and what was left out come
    back at its address: by mistake it may have been."""
    again = sorted(one.id for one in before if one.id in kinds and _sort(one.kind) != _sort(kinds[one.id]))
    if again:
        raise InvalidInput(
            f"Identifiers stood for something else when the report was published: {', '.join(again)}.",
            remedy="Give what is new an identifier of its own, or leave it out: their addresses stay theirs.",
        )


def _sort(kind: Kind) -> frozenset[Kind]:
    return _PRACTICES if kind in _PRACTICES else frozenset({kind})
