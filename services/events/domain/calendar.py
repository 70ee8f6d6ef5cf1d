"""The calendar of one year: which workshops it has room for (R24) and which days are taken (R25).

Every act that one of these rules guards is written here too. Otherwise two people who plan the last
place at the same moment would each read a free one, and both would commit.
"""

from collections.abc import Collection
from datetime import date

from services.events.domain.closing import Answer, answer_of, cycle_closed
from services.events.domain.council_days import check_events_inside, check_no_workshop_in, is_inside, span
from services.events.domain.kinds import KINDS, CouncilSessionRule
from services.events.domain.log import (
    CalendarOpened,
    CouncilSessionDaysCorrected,
    CouncilSessionEntered,
    CycleClosingNoted,
    DaysBooked,
    DaysFreed,
    FactDidNotFit,
    FactFitsNow,
    FormatNoted,
    MisfitAcknowledged,
    PlaceFreed,
    PlaceHeld,
    PlaceTaken,
    ThemeNoted,
    TopicsNoted,
)
from services.events.domain.place_log import SeminarPresented
from services.events.domain.rules import (
    COUNCIL_SESSIONS,
    PRESENTED_AT_THE_COUNCIL,
    SATISFACTION_SURVEY,
    WORKSHOPS_OF_THE_YEAR,
)
from services.events.domain.satisfaction_log import SatisfactionSurveyNoted
from services.events.domain.year import ORDINALS, BookedDays, CouncilDays, Place, Selection
from shared.contracts.events import WorkshopKind, WorkshopsReviewed
from shared.contracts.facts import ThemeRef, YearFormat
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.identifiers import Identifier, cycle_id
from shared.domain.message import Message
from shared.domain.misfits import Misfit, anything_waits, is_noted, seen_by_a_person

_FORMAT_OF = {
    WorkshopKind.INTERSESSIONAL_WORKSHOP: YearFormat.TWO_WORKSHOPS,
    WorkshopKind.HIGH_LEVEL_CONFERENCE: YearFormat.SINGLE_CONFERENCE,
}


class Calendar(Aggregate, type="calendar", collection="calendars"):
    year: int
    format: YearFormat | None = None
    theme: ThemeRef | None = None
    selection: Selection | None = None
    places: tuple[Place, ...] = ()
    days: tuple[BookedDays, ...] = ()
    council_sessions: tuple[CouncilDays, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    told: Answer | None = None
    """What governance was last told about the cycle: whether it can be closed."""
    satisfaction_survey: Identifier | None = None
    """The year's one survey (R40)."""
    closed_on: date | None = None
    """The day the cycle was closed; the year is read-only since."""

    def open(self, act: Act) -> None:
        self.record(CalendarOpened(year=self.year), act=act)

    # The close of the cycle

    def record(self, message: Message, *, act: Act) -> None:
        """Note that something happened, and tell governance at once when the year now answers otherwise.

        It is here and not in the use cases, so that none of them can forget it. Whoever records a message
        changes the year first. A closed year tells nothing more: nobody waits for it.
        """
        super().record(message, act=act)
        answer = answer_of(year=self.year, format=self.format, places=self.places, misfits=self.misfits)
        if self.closed_on is None and answer != self.told:
            self.told = answer
            told = WorkshopsReviewed(cycle=cycle_id(self.year), year=self.year, open=answer.open, held=answer.held)
            super().record(told, act=act)

    @property
    def not_held(self) -> tuple[str, ...]:
        """The workshops of the year that are not recorded as held."""
        return tuple(place.workshop for place in self.places if place.held_on is None)

    def close(self, act: Act, *, closed_on: date, held: Collection[str]) -> None:
        """Governance closed the cycle: the year is read-only. Nothing is recorded when it is closed already.

        ``held`` are the workshops that governance knew to be held; one that it did not know of is a misfit.
        """
        if self.closed_on is not None:
            return
        self.closed_on = closed_on
        self.record(CycleClosingNoted(closed_on=closed_on, not_held=self.not_held), act=act)
        for place in self.places:
            if place.held_on is not None and place.workshop not in held:
                why = f"{place.workshop} was recorded as held, and the cycle {self.year} was closed without it."
                self.did_not_fit(act, fact="CycleClosed", about=place.workshop, why=why)

    def obstacles_when_closed(self) -> Obstacles:
        """``WrongState`` (``cycle-closed``) of whatever would change a closed year."""
        if self.closed_on is not None:
            yield cycle_closed(year=self.year, closed_on=self.closed_on)

    # What governance decides

    def note_format(self, act: Act, *, format: YearFormat) -> None:
        """The year's format, as last decided. Nothing is recorded when it is known already."""
        if self.format is format:
            return
        if self.closed_on is not None:
            what = f"The format “{format.replace('_', ' ')}”"
            self._came_late(act, self.closed_on, fact="FormatDecided", about=cycle_id(self.year), what=what)
            return
        before, self.format = self.format, format
        self.record(FormatNoted(before=before, after=format), act=act)

    def note_theme(self, act: Act, *, theme: ThemeRef) -> None:
        if self.closed_on is not None:
            what = f"The theme “{theme.title.any()}”"
            self._came_late(act, self.closed_on, fact="ThemeSelected", about=theme.id, what=what)
            return
        self.theme = theme
        self.record(ThemeNoted(theme=theme), act=act)

    def note_selection(self, act: Act, *, selection: Selection) -> None:
        """The topics of the year's workshops. Nothing is recorded when they are known already."""
        if self.selection == selection:
            return
        if self.closed_on is not None:
            what = f"The choice of topics ({selection.slate})"
            self._came_late(act, self.closed_on, fact="TopicsSelected", about=selection.slate, what=what)
            return
        self.selection = selection
        self.record(TopicsNoted(slate=selection.slate), act=act)

    def _came_late(self, act: Act, closed_on: date, *, fact: str, about: str, what: str) -> None:
        """A fact about a closed year changes nothing of it, and is not lost either."""
        why = f"{what} came after the cycle {self.year} was closed on {closed_on.isoformat()}, and changes nothing."
        self.did_not_fit(act, fact=fact, about=about, why=why)

    @property
    def misplaced(self) -> tuple[str, ...]:
        """The counted workshops that the year's format has no place for, since it changed after they were planned."""
        return tuple(place.workshop for place in self.counted if self.format not in (None, _FORMAT_OF[place.kind]))

    def did_not_fit(self, act: Act, *, fact: str, about: str, why: str) -> None:
        """Keep a fact that cannot take effect, once, where a person sees it (invariant 6)."""
        if is_noted(self.misfits, fact=fact, about=about, why=why):
            return
        others = tuple(one for one in self.misfits if (one.fact, one.about) != (fact, about))
        # What came too late may have happened long ago; it waits for a person since the close at the earliest.
        noted_on = max(act.occurred_on, self.closed_on or act.occurred_on)
        self.misfits = (*others, Misfit(fact=fact, about=about, why=why, noted_on=noted_on))
        self.record(FactDidNotFit(fact=fact, about=about, why=why), act=act)

    def acknowledge(self, act: Act, *, about: str, reason: str) -> None:
        """A person saw what did not fit about something, and says what follows from it. Raises ``NotFound``."""
        refuse(self.obstacles_to_acknowledge())
        late = self.closed_on is not None
        self.misfits = seen_by_a_person(self.misfits, about=about, after_close=late)
        self.record(MisfitAcknowledged(about=about, reason=reason, after_close=late), act=act)

    def obstacles_to_acknowledge(self) -> Obstacles:
        if not anything_waits(self.misfits):
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
        return next((number for number in ORDINALS if number not in taken), None)

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
                return f"{self.year} has its {ORDINALS[number]} intersessional workshop already ({place.workshop})."
        if len(workshops) >= len(ORDINALS):
            return f"{self.year} has its two intersessional workshops already ({_named(workshops)})."
        if number not in ORDINALS:
            return f"The intersessional workshops of a year are numbered 1 and 2, not {number}."
        return None

    def obstacles_to_take_place(self, *, kind: WorkshopKind, number: int | None) -> Obstacles:
        yield from self.obstacles_when_closed()
        why = self.obstacle(kind=kind, number=number)
        if why is not None:
            yield RuleBroken(
                WORKSHOPS_OF_THE_YEAR,
                why,
                remedy="Cancel the workshop that stands in the way, or plan an expert seminar, which is not counted.",
            )

    def take_place(self, act: Act, *, workshop: str, kind: WorkshopKind, number: int | None) -> None:
        """Enter a workshop of this year. Raises ``RuleBroken`` R24 when there is no room for it, ``WrongState``
        when the year is closed."""
        refuse(self.obstacles_to_take_place(kind=kind, number=number))
        self.places = (*self.places, Place(workshop=workshop, kind=kind, number=number))
        self.record(PlaceTaken(workshop=workshop, kind=kind, number=number), act=act)

    def free_place(self, act: Act, *, workshop: str) -> None:
        """A cancelled workshop counts no longer (R24). Raises ``WrongState`` when the year is closed."""
        refuse(self.obstacles_when_closed())
        self.places = tuple(place for place in self.places if place.workshop != workshop)
        self.record(PlaceFreed(workshop=workshop), act=act)

    def hold_place(self, act: Act, *, workshop: str, held_on: date) -> None:
        """Its workshop was held. Raises ``WrongState`` when the year is closed."""
        refuse(self.obstacles_when_closed())
        self.places = tuple(
            place.model_copy(update={"held_on": held_on}) if place.workshop == workshop else place
            for place in self.places
        )
        self.record(PlaceHeld(workshop=workshop, held_on=held_on), act=act)

    # R26

    def obstacles_to_present(self) -> Obstacles:
        yield from self.obstacles_when_closed()
        if not any(place.kind is WorkshopKind.EXPERT_SEMINAR for place in self.places):
            yield WrongState(f"{self.year} has no expert seminar.", remedy="Nothing is to do.")

    def present(self, act: Act, *, workshop: str, council_session: str) -> None:
        """An expert seminar is presented at that session. Raises ``RuleBroken`` R26 for anything else."""
        refuse(self.obstacles_to_present())
        if not any(one.workshop == workshop and one.kind is WorkshopKind.EXPERT_SEMINAR for one in self.places):
            raise RuleBroken(
                PRESENTED_AT_THE_COUNCIL,
                f"{workshop} is no expert seminar of {self.year}.",
                remedy="Name an expert seminar of this year.",
            )
        self.places = tuple(
            place.model_copy(update={"presented_at": council_session}) if place.workshop == workshop else place
            for place in self.places
        )
        self.record(SeminarPresented(workshop=workshop, council_session=council_session), act=act)

    # R40

    def note_survey(self, act: Act, *, survey: str) -> None:
        """The year has its satisfaction survey. Raises ``RuleBroken`` R40 when it has one already, ``WrongState``
        when the year is closed."""
        refuse(self.obstacles_to_survey())
        self.satisfaction_survey = survey
        self.record(SatisfactionSurveyNoted(survey=survey, opened_on=act.occurred_on), act=act)

    def obstacles_to_survey(self) -> Obstacles:
        yield from self.obstacles_when_closed()
        if self.satisfaction_survey is not None:
            yield RuleBroken(
                SATISFACTION_SURVEY,
                f"{self.year} has its satisfaction survey already ({self.satisfaction_survey}).",
                remedy="Read that one.",
            )
        if not self.counted:
            yield RuleBroken(
                SATISFACTION_SURVEY,
                f"{self.year} has neither a workshop nor a conference.",
                remedy="Plan them first.",
            )

    # R25

    def book(self, act: Act, *, workshop: str, kind: WorkshopKind, first: date, last: date) -> None:
        """Take a workshop's days instead of those it had. Raises ``RuleBroken`` R25.

        Also in a closed year: a workshop of another cycle may have been put off into it.
        """
        rule = KINDS[kind].council_session
        if rule is CouncilSessionRule.OUTSIDE:
            for session in self.council_sessions:
                if first <= session.end and session.start <= last:
                    raise RuleBroken(
                        COUNCIL_SESSIONS,
                        f"{span(first, last)} overlaps the Council’s session {session.number} "
                        f"({span(session.start, session.end)}).",
                        remedy="Choose days before or after the Council session.",
                    )
        if rule is CouncilSessionRule.INSIDE and not is_inside(self.council_sessions, first=first, last=last):
            raise RuleBroken(
                COUNCIL_SESSIONS,
                f"{span(first, last)} lies in no registered Council session.",
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
        """Raises ``RuleBroken`` R25 when an intersessional workshop has some of these days already,
        ``WrongState`` when the year is closed."""
        refuse(self.obstacles_when_closed())
        check_no_workshop_in(self.days, start=start, end=end)
        entry = CouncilDays(session=session, number=number, start=start, end=end)
        self.council_sessions = (*self.council_sessions, entry)
        self.record(CouncilSessionEntered(session=session, number=number, start=start, end=end), act=act)

    def correct_council_session(self, act: Act, *, session: str, number: int, start: date, end: date) -> None:
        """The session has other days, perhaps in another year. Raises ``RuleBroken`` R25 when an intersessional
        workshop has some of them, or an event of the Council would lie in no session, ``WrongState`` when the year is
        closed."""
        refuse(self.obstacles_when_closed())
        check_no_workshop_in(self.days, start=start, end=end)
        others = tuple(one for one in self.council_sessions if one.session != session)
        entry = CouncilDays(session=session, number=number, start=start, end=end)
        after = (*others, entry) if start.year <= self.year <= end.year else others
        check_events_inside(self.days, after)
        self.council_sessions = after
        self.record(CouncilSessionDaysCorrected(session=session, number=number, start=start, end=end), act=act)


def _named(places: list[Place]) -> str:
    return ", ".join(place.workshop for place in places)
