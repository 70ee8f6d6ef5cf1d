"""Interpretation of a workshop: who interprets what into which language, and what is missing (R38)."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from services.events.domain.days import zone_of
from services.events.domain.interpretation_log import InterpreterAssigned, InterpreterReleased
from services.events.domain.interpretation_terms import Terms
from services.events.domain.programme import Session
from services.events.domain.year import Part
from shared.contracts.events import InterpretationEstimated, SessionKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import AlreadyExists, NotFound, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import Language


class Assignment(Part):
    """An interpreter works into a language in one session. Who it is stands beside the record."""

    id: Identifier
    session: Identifier
    interpreter: Identifier
    into: Language


class Gap(Part):
    """A session lacks interpreters into a language."""

    session: Identifier
    plenary: bool
    into: Language
    assigned: int
    needed: int


def languages_needed(session: Session) -> tuple[Language, ...]:
    """The languages a session is interpreted into: a plenary into all three, any other into its own where it has
    several. The only language that is spoken needs nobody."""
    wanted = tuple(Language) if session.kind is SessionKind.PLENARY else session.languages
    return tuple(one for one in wanted if session.languages != (one,))


def minutes_of(session: Session) -> int:
    return int((session.end - session.start) / timedelta(minutes=1))


def gaps_in(sessions: Sequence[Session], assignments: Sequence[Assignment], terms: Terms) -> tuple[Gap, ...]:
    """What is missing, session by session; an assignment to a session that is gone counts for nothing."""
    found = []
    for session in sessions:
        needed = terms.team(minutes_of(session))
        for into in languages_needed(session):
            assigned = sum(one.session == session.id and one.into is into for one in assignments)
            if assigned < needed:
                plenary = session.kind is SessionKind.PLENARY
                found.append(Gap(session=session.id, plenary=plenary, into=into, assigned=assigned, needed=needed))
    return tuple(found)


def unrested(
    sessions: Sequence[Session], assignments: Sequence[Assignment], terms: Terms, *, zone: str
) -> tuple[tuple[Identifier, str], ...]:
    """Interpreters who are in two places, without a break, or at work too long in a day; each with a sentence."""
    by_id = {one.id: one for one in sessions}
    work: dict[str, list[Session]] = {}
    for one in assignments:
        if one.session in by_id:
            work.setdefault(one.interpreter, []).append(by_id[one.session])
    found = []
    for interpreter, those in sorted(work.items()):
        those.sort(key=lambda one: (one.start, one.id))
        for session, following in pairwise(those):
            pause = int((following.start - session.end) / timedelta(minutes=1))
            if pause < 0:
                found.append((interpreter, f"works in {session.id} and {following.id} at the same time"))
            elif pause < terms.break_minutes:
                found.append((interpreter, f"has {pause} minutes between {session.id} and {following.id}"))
        days: dict[date, int] = {}
        for session in those:
            day = session.start.astimezone(zone_of(zone)).date()
            days[day] = days.get(day, 0) + minutes_of(session)
        found += [
            (interpreter, f"works {minutes} minutes on {day.isoformat()}, and not at most {terms.daily_minutes}")
            for day, minutes in sorted(days.items())
            if minutes > terms.daily_minutes
        ]
    return tuple(found)


class Interpretation(Aggregate, type="interpretation", collection="interpretations"):
    workshop: Identifier
    cycle: Identifier
    assignments: tuple[Assignment, ...] = ()
    told: InterpretationEstimated | None = None
    """The estimate that funding was told last."""

    def assign(self, act: Act, *, assignment: Assignment, sessions: Sequence[Session], terms: Terms, zone: str) -> None:
        """Raises ``WrongState`` for an interpreter who would be in two places, or would not rest."""
        if all(one.id != assignment.session for one in sessions):
            raise NotFound("session", assignment.session)
        if any(one.id == assignment.id for one in self.assignments):
            raise AlreadyExists(
                f"There is an assignment “{assignment.id}” already.", remedy="Choose another identifier."
            )
        same = (assignment.session, assignment.interpreter)
        if any((one.session, one.interpreter) == same for one in self.assignments):
            raise WrongState(
                f"{assignment.interpreter} works in {assignment.session} already, and into one language at a time.",
                remedy="Release the interpreter from the session first.",
            )
        wanted = (*self.assignments, assignment)
        before = unrested(sessions, self.assignments, terms, zone=zone)
        trouble = [one for one in unrested(sessions, wanted, terms, zone=zone) if one not in before]
        if trouble:
            raise WrongState(
                f"{trouble[0][0]} {trouble[0][1]}.",
                remedy="Assign somebody else, or change the house’s terms for interpretation.",
                slug="interpreter-unrested",
            )
        self.assignments = wanted
        self.record(
            InterpreterAssigned(
                assignment=assignment.id,
                session=assignment.session,
                interpreter=assignment.interpreter,
                into=assignment.into,
            ),
            act=act,
        )

    def release(self, act: Act, *, assignment: str) -> Assignment:
        found = next((one for one in self.assignments if one.id == assignment), None)
        if found is None:
            raise NotFound("assignment", assignment)
        self.assignments = tuple(one for one in self.assignments if one.id != assignment)
        self.record(InterpreterReleased(assignment=assignment), act=act)
        return found

    def tell_estimate(self, act: Act, *, estimate: InterpretationEstimated) -> None:
        """Raises ``WrongState`` when funding knows it already."""
        refuse(self._obstacles_to_tell(estimate))
        self.told = estimate
        self.record(estimate, act=act)

    def _obstacles_to_tell(self, estimate: InterpretationEstimated) -> Obstacles:
        if estimate == self.told:
            yield WrongState(f"Funding knows this estimate of {estimate.estimate} already.", remedy="Nothing is to do.")


def interpretation_id(workshop: str) -> str:
    return f"interpretation-{workshop}"
