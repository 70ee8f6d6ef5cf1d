"""A gate: all that still blocks is said at once, and what somebody may lift is lifted by name and for a reason."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from services.events.domain.holidays import Holidays, holidays_in
from services.events.domain.interpretation import Assignment, gaps_in
from services.events.domain.interpretation_terms import Terms
from services.events.domain.programme import Session
from services.events.domain.rules import COVERED, INTERPRETED, OFFICIAL_HOLIDAYS
from services.events.domain.year import Part
from shared.contracts.events import InterpretationEstimated, Schedule
from shared.domain.actions import Obstacles
from shared.domain.errors import DomainError, RuleBroken, WrongState
from shared.domain.waivers import Waived, Waiver, lifted

COVERAGE_TO_CONFIRM = Decimal("0.75")
"""The share of its estimate that secured money must cover before a workshop is confirmed (R58)."""


class Passed(Part):
    """The gate was passed on that day, with what was lifted for it."""

    on: date
    waived: tuple[Waived, ...] = ()


class Around(Part):
    """What a gate looks at beside the workshop itself: tables of holidays, and what funding told of its money."""

    holidays: tuple[Holidays, ...] = ()
    budgeted: bool = False
    """Whether its kind has a budget at all (A16)."""
    assignments: tuple[Assignment, ...] = ()
    """Who interprets what."""
    terms: Terms = Terms()
    """The house's terms for interpretation."""
    estimate: InterpretationEstimated | None = None
    """What funding was told last that interpretation will cost."""
    coverage: str | None = None
    """Secured ÷ estimate as funding told it last; absent while it told nothing, or there is no estimate."""


def pass_gate(obstacles: Iterable[DomainError], *, on: date, waivers: Sequence[Waiver]) -> Passed:
    """Raises one refusal that says everything that is left, and ``InvalidInput`` for a waiver of what does not block or
    what nobody may lift."""
    left, waived = lifted(obstacles, waivers=waivers)
    refuse_together(left)
    return Passed(on=on, waived=waived)


def refuse_together(obstacles: Iterable[DomainError]) -> None:
    """One refusal that says everything, by the first rule among them, if there is one; ``blocked_by`` has each."""
    left = list(obstacles)
    if left:
        refused = left[0] if len(left) == 1 else _together(left)
        refused.blocked_by = tuple(left)
        raise refused


def _together(left: Sequence[DomainError]) -> DomainError:
    sentence = " ".join(dict.fromkeys(one.sentence for one in left))
    remedy = " ".join(dict.fromkeys(one.remedy for one in left))
    rule = next((one.rule for one in left if one.rule), None)
    return RuleBroken(rule, sentence, remedy=remedy) if rule else WrongState(sentence, remedy=remedy)


def on_holidays(schedule: Schedule, around: Around) -> Obstacles:
    falls = [f"{one.day.isoformat()} ({one.name}, {of})" for of, one in holidays_in(schedule, around.holidays)]
    if falls:
        yield RuleBroken(
            OFFICIAL_HOLIDAYS,
            f"The workshop falls on official holidays: {', '.join(falls)}.",
            remedy="Choose other days, or confirm it so by name and for a reason.",
        )


def below_coverage(around: Around) -> Obstacles:
    if not around.budgeted:
        return
    if around.coverage is None:
        yield RuleBroken(
            COVERED,
            "Funding has told of no estimate, so that nobody knows how far the money reaches.",
            remedy="Have the budget drafted, or confirm it so by name and for a reason.",
        )
    elif Decimal(around.coverage) < COVERAGE_TO_CONFIRM:
        yield RuleBroken(
            COVERED,
            f"Secured money covers {Decimal(around.coverage):.1%} of the estimate, and not {COVERAGE_TO_CONFIRM:.0%}.",
            remedy="Find more money, or confirm it so by name and for a reason.",
        )


def lacking_interpretation(sessions: Sequence[Session], around: Around) -> Obstacles:
    """R38: of plenary sessions alone; what else is missing is shown in the grid."""
    gaps = [one for one in gaps_in(sessions, around.assignments, around.terms) if one.plenary]
    if gaps:
        missing = ", ".join(f"{one.session} into {one.into.value} ({one.assigned} of {one.needed})" for one in gaps)
        yield RuleBroken(
            INTERPRETED,
            f"Plenary sessions lack interpreters: {missing}.",
            remedy="Assign interpreters, or declare it ready without by name and for a reason.",
        )
