"""A programme from a file: all of its sessions by the rules of one that is entered by hand, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.events.domain.days import zone_of
from services.events.domain.programme import Session
from services.events.domain.slots import moment_there
from services.events.domain.workshop import Workshop
from shared.contracts.events import Schedule, SessionKind
from shared.domain.act import Act
from shared.domain.errors import AlreadyExists, InvalidInput, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText

START, END = "startDate", "endDate"
_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time as a file has it: what the clocks of ``zone`` show, or those of the venue where it names none. With an
    offset it is one moment, also in the night in which they show it twice."""

    time: datetime
    zone: str | None = None

    def moment(self, *, venue: str) -> datetime:
        """Raises ``InvalidInput`` for no zone, a time that the clocks skip or show twice, and another offset than
        theirs."""
        zone = self.zone or venue
        if self.time.tzinfo and self.zone:
            there = self.time.astimezone(zone_of(zone))
            if there.utcoffset() != self.time.utcoffset():
                raise InvalidInput(
                    f"The clocks in {zone} are not at the offset of {self.time.isoformat()} then.",
                    remedy="Correct the time, its offset or its zone.",
                )
        return moment_there(self.time, zone=zone)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A session of the file; ``place`` is where in the file it stands."""

    place: str
    id: Identifier
    title: LocalizedText
    kind: SessionKind
    start: Clock
    end: Clock
    languages: tuple[Language, ...]
    room: str | None


class ProgrammeRefused(InvalidInput):
    """A programme with any entry that does not fit; nothing of it was entered. ``fields`` are all of them."""

    slug = "import-refused"

    def __init__(self, bad: Sequence[tuple[str, str]]) -> None:
        shown = "; ".join(f"{place}: {reason}" for place, reason in bad[:_SHOWN])
        more = f"; and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        super().__init__(
            f"{len(bad)} field{'s do' if len(bad) > 1 else ' does'} not fit, and nothing was entered. {shown}{more}",
            remedy="Correct these entries and send the whole programme again.",
        )
        self.fields = list(bad)


def enter_programme(workshop: Workshop, act: Act, *, entries: Sequence[Entry]) -> None:
    """Add each session as if it were entered by hand, after those before it. Raises ``WrongState`` for a workshop
    without dates or one that is over, and :class:`ProgrammeRefused` with everything else that does not fit: the
    workshop is then not to be saved."""
    schedule = workshop.dated("given a session")
    bad = [
        (f"{entry.place}.{field}", reason)
        for entry in entries
        for field, reason in _enter(workshop, act, entry, schedule)
    ]
    if bad:
        raise ProgrammeRefused(bad)


def _enter(workshop: Workshop, act: Act, entry: Entry, schedule: Schedule) -> list[tuple[str, str]]:
    """What does not fit in this entry, by its fields in the file; nothing when it was added."""
    bad: list[tuple[str, str]] = []
    moments: list[datetime] = []
    for field, clock in ((START, entry.start), (END, entry.end)):
        try:
            moments.append(clock.moment(venue=schedule.zone))
        except InvalidInput as refused:
            bad.append((field, _said(refused)))
    if bad:
        return bad
    session = Session(
        id=entry.id,
        title=entry.title,
        kind=entry.kind,
        start=moments[0],
        end=moments[1],
        languages=entry.languages,
        room=entry.room,
    )
    try:
        workshop.add_session(act, session=session)
    except AlreadyExists as refused:
        return [("id", _said(refused))]
    except WrongState as refused:
        return [("room", _said(refused))]
    except InvalidInput as refused:
        return [(_unfit(session, schedule), _said(refused))]
    return []


def _unfit(session: Session, schedule: Schedule) -> str:
    """The field of which ``check_session`` speaks."""
    if session.start < session.end and not schedule.start <= session.start < schedule.end:
        return START
    return END if session.end <= session.start or session.end > schedule.end else "idm.languages"


def _said(refused: AlreadyExists | WrongState | InvalidInput) -> str:
    return f"{refused.sentence} {refused.remedy}"
