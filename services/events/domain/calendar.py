"""The calendar of one year: which workshops it has room for (R24) and which days are taken (R25).

Every act that one of these rules guards is written here too. Otherwise two people who plan the last
place at the same moment would each read a free one, and both would commit.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from services.events.domain.kinds import KINDS, CouncilSessionRule
from services.events.domain.log import (
    CalendarOpened,
    CouncilSessionEntered,
    DaysBooked,
    DaysFreed,
    FactDidNotFit,
    FactFitsNow,
    FormatNoted,
    MisfitAcknowledged,
    PlaceFreed,
    PlaceTaken,
    ThemeNoted,
    TopicsNoted,
)
from services.events.domain.rules import COUNCIL_SESSIONS, WORKSHOPS_OF_THE_YEAR
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import ThemeRef, YearFormat
from shared.contracts.governance import SelectedWorkshop
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import NotFound, RuleBroken, WrongState
from shared.domain.identifiers import Identifier

_ORDINALS = {1: "first", 2: "second"}
_FORMAT_OF = {
    WorkshopKind.INTERSESSIONAL_WORKSHOP: YearFormat.TWO_WORKSHOPS,
    WorkshopKind.HIGH_LEVEL_CONFERENCE: YearFormat.SINGLE_CONFERENCE,
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Part):
    """A workshop of the year that was not cancelled."""

    workshop: Identifier
    kind: WorkshopKind
    number: int | None = None


class BookedDays(_Part):
    """A workshop's local days. It may belong to another year's cycle, when it was postponed."""

    workshop: Identifier
    kind: WorkshopKind
    first: date
    last: date


class CouncilDays(_Part):
    """A Council session's days, both included. A session across new year stands in both calendars."""

    session: Identifier
    number: int
    start: date
    end: date


class Misfit(_Part):
    """A fact of governance that the year had no room for when it came. ``seen`` once a person dealt with it."""

    fact: str
    about: str
    why: str
    noted_on: date
    seen: bool = False


class Selection(_Part):
    """What the Membership selected for the year's two workshops, kept until the year has the format for it."""

    slate: Identifier
    theme: ThemeRef
    workshops: tuple[SelectedWorkshop, ...]


class Calendar(Aggregate, type="calendar", collection="calendars"):
    year: int
    format: YearFormat | None = None
    theme: ThemeRef | None = None
    selection: Selection | None = None
    places: tuple[Place, ...] = ()
    days: tuple[BookedDays, ...] = ()
    council_sessions: tuple[CouncilDays, ...] = ()
    misfits: tuple[Misfit, ...] = ()

    def open(self, act: Act) -> None:
        self.record(CalendarOpened(year=self.year), act=act)

    # What governance decides

    def note_format(self, act: Act, *, format: YearFormat) -> None:
        """The year's format, as last decided. Nothing is recorded when it is known already."""
        if self.format is not format:
            self.record(FormatNoted(before=self.format, after=format), act=act)
            self.format = format

    def note_theme(self, act: Act, *, theme: ThemeRef) -> None:
        self.theme = theme
        self.record(ThemeNoted(theme=theme), act=act)

    def note_selection(self, act: Act, *, selection: Selection) -> None:
        """The topics of the year's workshops. Nothing is recorded when they are known already."""
        if self.selection != selection:
            self.selection = selection
            self.record(TopicsNoted(slate=selection.slate), act=act)

    @property
    def misplaced(self) -> tuple[str, ...]:
        """The counted workshops that the year's format has no place for, since it changed after they were planned."""
        return tuple(place.workshop for place in self.counted if self.format not in (None, _FORMAT_OF[place.kind]))

    def did_not_fit(self, act: Act, *, fact: str, about: str, why: str) -> None:
        """Keep a fact that cannot take effect, once, where a person sees it (invariant 6)."""
        if any((one.fact, one.about, one.why) == (fact, about, why) for one in self.misfits):
            return
        others = tuple(one for one in self.misfits if (one.fact, one.about) != (fact, about))
        self.misfits = (*others, Misfit(fact=fact, about=about, why=why, noted_on=act.occurred_on))
        self.record(FactDidNotFit(fact=fact, about=about, why=why), act=act)

    def acknowledge(self, act: Act, *, about: str, reason: str) -> None:
        """A person saw what did not fit about something, and says what follows from it. Raises ``NotFound``."""
        refuse(self.obstacles_to_acknowledge())
        if not any(misfit.about == about and not misfit.seen for misfit in self.misfits):
            raise NotFound("misfit", about)
        self.misfits = tuple(
            misfit.model_copy(update={"seen": True}) if misfit.about == about else misfit for misfit in self.misfits
        )
        self.record(MisfitAcknowledged(about=about, reason=reason), act=act)

    def obstacles_to_acknowledge(self) -> Obstacles:
        if all(misfit.seen for misfit in self.misfits):
            yield WrongState(f"In {self.year} nothing that did not fit waits for a person.", remedy="Nothing is to do.")

    def settle(self, act: Act, *, about: str) -> None:
        """What did not fit does now. Nothing is recorded when there was no such misfit."""
        left = tuple(misfit for misfit in self.misfits if misfit.about != about)
        if left != self.misfits:
            self.misfits = left
            self.record(FactFitsNow(about=about), act=act)

    # R24

    @property
    def counted(self) -> tuple[Place, ...]:
        """The workshops that R24 counts."""
        return tuple(place for place in self.places if KINDS[place.kind].counted)

    def free_number(self) -> int | None:
        """The number the next intersessional workshop would have; ``None`` when both are taken."""
        taken = {place.number for place in self.counted}
        return next((number for number in _ORDINALS if number not in taken), None)

    def obstacle(self, *, kind: WorkshopKind, number: int | None) -> str | None:
        """Why the year has no place for such a workshop (R24), or ``None``.

        While the format is not known, what no format allows is refused and the rest is not.
        """
        if not KINDS[kind].counted:
            return None
        conferences = [place for place in self.counted if place.kind is WorkshopKind.HIGH_LEVEL_CONFERENCE]
        workshops = [place for place in self.counted if place.kind is WorkshopKind.INTERSESSIONAL_WORKSHOP]
        if kind is WorkshopKind.HIGH_LEVEL_CONFERENCE:
            if self.format not in (None, YearFormat.SINGLE_CONFERENCE):
                return f"{self.year} is not a conference year."
            if conferences:
                return f"{self.year} has its conference already ({conferences[0].workshop})."
            if workshops:
                return f"{self.year} has intersessional workshops planned ({_named(workshops)})."
            return None
        if self.format not in (None, YearFormat.TWO_WORKSHOPS):
            return f"{self.year} is not a two-workshop year and has no intersessional workshop."
        if conferences:
            return f"{self.year} has a conference planned ({conferences[0].workshop})."
        for place in workshops:
            if place.number is not None and place.number == number:
                return f"{self.year} has its {_ORDINALS[number]} intersessional workshop already ({place.workshop})."
        if len(workshops) >= len(_ORDINALS):
            return f"{self.year} has its two intersessional workshops already ({_named(workshops)})."
        if number not in _ORDINALS:
            return f"The intersessional workshops of a year are numbered 1 and 2, not {number}."
        return None

    def obstacles_to_take_place(self, *, kind: WorkshopKind, number: int | None) -> Obstacles:
        why = self.obstacle(kind=kind, number=number)
        if why is not None:
            yield RuleBroken(
                WORKSHOPS_OF_THE_YEAR,
                why,
                remedy="Cancel the workshop that stands in the way, or plan an expert seminar, which is not counted.",
            )

    def take_place(self, act: Act, *, workshop: str, kind: WorkshopKind, number: int | None) -> None:
        """Enter a workshop of this year. Raises ``RuleBroken`` R24 when there is no room for it."""
        refuse(self.obstacles_to_take_place(kind=kind, number=number))
        self.places = (*self.places, Place(workshop=workshop, kind=kind, number=number))
        self.record(PlaceTaken(workshop=workshop, kind=kind, number=number), act=act)

    def free_place(self, act: Act, *, workshop: str) -> None:
        """A cancelled workshop counts no longer (R24)."""
        self.places = tuple(place for place in self.places if place.workshop != workshop)
        self.record(PlaceFreed(workshop=workshop), act=act)

    # R25

    def book(self, act: Act, *, workshop: str, kind: WorkshopKind, first: date, last: date) -> None:
        """Take a workshop's days instead of those it had. Raises ``RuleBroken`` R25."""
        rule = KINDS[kind].council_session
        if rule is CouncilSessionRule.OUTSIDE:
            for session in self.council_sessions:
                if first <= session.end and session.start <= last:
                    raise RuleBroken(
                        COUNCIL_SESSIONS,
                        f"{_span(first, last)} overlaps the Council’s session {session.number} "
                        f"({_span(session.start, session.end)}).",
                        remedy="Choose days before or after the Council session.",
                    )
        if rule is CouncilSessionRule.INSIDE and not any(
            session.start <= first and last <= session.end for session in self.council_sessions
        ):
            raise RuleBroken(
                COUNCIL_SESSIONS,
                f"{_span(first, last)} lies in no registered Council session.",
                remedy="Choose days inside a Council session, or register the session first.",
            )
        others = tuple(days for days in self.days if days.workshop != workshop)
        self.days = (*others, BookedDays(workshop=workshop, kind=kind, first=first, last=last))
        self.record(DaysBooked(workshop=workshop, first=first, last=last), act=act)

    def free_days(self, act: Act, *, workshop: str) -> None:
        """The workshop is cancelled, put off, or moved to another year."""
        self.days = tuple(days for days in self.days if days.workshop != workshop)
        self.record(DaysFreed(workshop=workshop), act=act)

    def enter_council_session(self, act: Act, *, session: str, number: int, start: date, end: date) -> None:
        """Raises ``RuleBroken`` R25 when an intersessional workshop has some of these days already."""
        for days in self.days:
            outside = KINDS[days.kind].council_session is CouncilSessionRule.OUTSIDE
            if outside and days.first <= end and start <= days.last:
                raise RuleBroken(
                    COUNCIL_SESSIONS,
                    f"The session ({_span(start, end)}) overlaps the intersessional workshop {days.workshop} "
                    f"({_span(days.first, days.last)}).",
                    remedy=f"Move {days.workshop} to other days first, then register the session.",
                )
        entry = CouncilDays(session=session, number=number, start=start, end=end)
        self.council_sessions = (*self.council_sessions, entry)
        self.record(CouncilSessionEntered(session=session, number=number, start=start, end=end), act=act)


def _named(places: list[Place]) -> str:
    return ", ".join(place.workshop for place in places)


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
