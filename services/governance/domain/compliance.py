"""How a year keeps the rules that warn, and on what each answer rests (R2, R3, R18 to R22, R40,
and R42)."""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from services.governance.domain.chain import Chain, WorkshopState
from services.governance.domain.consultation import MOST_WITHOUT_A_REASON
from services.governance.domain.cycle import Cycle
from services.governance.domain.rules import R2, R3, R18, R19, R20, R21, R22, R40, R42
from services.governance.domain.year_steps import Forum
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import Fact, YearFormat
from shared.domain.errors import Rule

FEWEST_CONSULTATIONS = 2


class Kept(StrEnum):
    KEPT = "kept"
    NOT_YET = "not_yet"
    """There is still time, and it is on its way."""
    AT_RISK = "at_risk"
    """There is still time, and nothing is planned for it."""
    NOT_KEPT = "not_kept"
    NOTICE = "notice"
    """It is not as usual, which is allowed."""
    NOT_ON_RECORD = "not_on_record"
    """Nothing on the platform says whether it was kept."""


class Compliance(Fact):
    """One rule and one year. ``sentence`` is the rule's own; ``detail`` says what was found."""

    rule: str
    sentence: str
    state: Kept
    detail: str


class StandingItems(Fact):
    """What a closed consultation did with its three standing items. ``open`` are those that were neither handled nor
    marked as not applicable."""

    consultation: Forum
    open: tuple[str, ...]


class YearFacts(Fact):
    """What is known of a year beside its cycle and its chain. ``standing_items`` are those of closed consultations."""

    forums: tuple[Forum, ...]
    format_before: YearFormat | None = None
    """The format of the year before; ``None`` when it is not known."""
    alternation: bool = False
    """Whether it is the practice of the house now that formats alternate."""
    standing_items: tuple[StandingItems, ...] = ()


def compliance_of(cycle: Cycle, chain: Chain, facts: YearFacts, *, today: date) -> tuple[Compliance, ...]:
    year = _Judged(cycle, chain, facts, today=today)
    checks: Sequence[tuple[Rule, Callable[[], tuple[Kept, str]]]] = (
        (R2, year.consultations),
        (R3, year.items),
        (R18, year.findings),
        (R19, year.binding),
        (R20, year.format),
        (R21, year.alternation),
        (R22, year.session),
        (R40, year.survey),
        (R42, year.benchmark),
    )
    return tuple(_told(rule, *check()) for rule, check in checks)


def _told(rule: Rule, state: Kept, detail: str) -> Compliance:
    return Compliance(rule=rule.number, sentence=rule.sentence, state=state, detail=detail)


class _Judged:
    def __init__(self, cycle: Cycle, chain: Chain, facts: YearFacts, *, today: date) -> None:
        self.cycle, self.chain, self.facts, self.today = cycle, chain, facts, today
        self.over = cycle.closed_on is not None or today.year > cycle.year

    def consultations(self) -> tuple[Kept, str]:
        """A consultation belongs to its calendar year (domain.md 1.8)."""
        held = [one for one in self.facts.forums if one.opened_on and one.opened_on.year == self.cycle.year]
        planned = [one for one in self.facts.forums if one.opened_on is None and one.planned_on.year == self.cycle.year]
        said = f"{_count(held)} opened in {self.cycle.year}"
        if len(held) > MOST_WITHOUT_A_REASON:
            return Kept.NOTICE, f"{said}, more than two to three."
        if len(held) >= FEWEST_CONSULTATIONS:
            return Kept.KEPT, f"{said}."
        if self.over:
            return Kept.NOT_KEPT, f"{said}, below two to three."
        enough = len(held) + len(planned) >= FEWEST_CONSULTATIONS
        return Kept.NOT_YET if enough else Kept.AT_RISK, f"{said}, {len(planned)} more planned."

    def items(self) -> tuple[Kept, str]:
        closed = [one for one in self.facts.standing_items if _in_year(one.consultation, self.cycle.year)]
        left = [one for one in closed if one.open]
        if left:
            named = ", ".join(f"“{one.consultation.title.any()}” ({', '.join(one.open)})" for one in left)
            return Kept.NOT_KEPT, f"Left open: {named}."
        if not closed:
            return Kept.NOT_YET, f"No consultation of {self.cycle.year} is closed."
        return Kept.KEPT, f"All were handled in {_count(closed)}."

    def findings(self) -> tuple[Kept, str]:
        decided = {"theme": self.cycle.theme, "topics": self.cycle.topics}
        lacking = [what for what, one in decided.items() if one and not one.determination.why.strip()]
        if lacking:
            return Kept.NOT_KEPT, f"No reason is on record for: {', '.join(lacking)}."
        told = [f"{what} in “{one.decided_in.id}” on {one.decided_in.on}" for what, one in decided.items() if one]
        return (Kept.KEPT, f"Found and reasoned: {'; '.join(told)}.") if told else (Kept.NOT_YET, "Nothing is decided.")

    def binding(self) -> tuple[Kept, str]:
        return Kept.KEPT, "What the platform records of the dialogue has no binding kind."

    def format(self) -> tuple[Kept, str]:
        format = self.cycle.format
        if format is not None:
            return Kept.KEPT, f"{format.format.value}, decided on {format.decided_on}, cites “{format.consultation}”."
        if self.over:
            return Kept.NOT_KEPT, "No format was recorded."
        started = self.cycle.topics is not None or any(one.state for one in self.chain.workshops)
        return Kept.AT_RISK if started else Kept.NOT_YET, "No format is recorded yet."

    def alternation(self) -> tuple[Kept, str]:
        """What was noticed when the format was decided stays, whatever the practice became."""
        format, before = self.cycle.format, self.facts.format_before
        if format is None:
            return Kept.NOT_YET, "No format is recorded yet."
        why = f"The reason given: {format.deviation_reason}" if format.deviation_reason else "Nobody has said why."
        if format.repeats_last_year:
            return Kept.NOTICE, f"{format.format.value}, as in the year before. {why}"
        if not self.facts.alternation:
            return Kept.KEPT, "The house has not agreed that formats alternate, so nothing is to be noticed."
        if before is None:
            return Kept.NOT_ON_RECORD, f"The format of {self.cycle.year - 1} is not on record."
        if format.format is before:
            then = "when it was decided the house did not alternate, or that year had another format"
            return Kept.NOTICE, f"{before.value}, as in {self.cycle.year - 1}; {then}."
        return Kept.KEPT, f"{before.value} in {self.cycle.year - 1}, {format.format.value} in {self.cycle.year}."

    def session(self) -> tuple[Kept, str]:
        sessions = [
            one
            for one in self.chain.workshops
            if one.kind is WorkshopKind.COUNCIL_IDM_SESSION and one.state is not WorkshopState.CANCELLED
        ]
        held = [one for one in sessions if one.state is WorkshopState.HELD]
        if held:
            return Kept.KEPT, f"Held on {max(one.held_on for one in held if one.held_on)}."
        if self.over:
            return Kept.NOT_KEPT, "No IDM session at the Council was told as held."
        return (Kept.NOT_YET, "It is planned.") if sessions else (Kept.AT_RISK, "None is planned.")

    def survey(self) -> tuple[Kept, str]:
        told = self.chain.satisfaction
        if told is not None:
            return Kept.KEPT, f"Closed on {told.closed_on}: {told.respondents} of {told.invited} answered."
        format = self.cycle.format
        if format is not None and format.format is YearFormat.COUNCIL_ONLY:
            return Kept.NOT_ON_RECORD, "The year has neither a workshop nor a conference to ask at."
        if self.over:
            return Kept.NOT_KEPT, "No satisfaction survey was told as closed."
        return Kept.NOT_YET, "None is closed yet."

    def benchmark(self) -> tuple[Kept, str]:
        told = self.chain.satisfaction
        if told is None:
            return Kept.NOT_YET if not self.over else Kept.NOT_ON_RECORD, "No satisfaction survey is closed."
        event, materials = told.satisfied_with_event, told.satisfied_with_materials
        if event is None or materials is None:
            return Kept.NOT_ON_RECORD, f"{told.respondents} answered: too few to be measured."
        said = f"{_percent(event)} with the event, {_percent(materials)} with the background materials."
        return (Kept.KEPT if told.benchmark_passed else Kept.NOT_KEPT), said


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _count(things: Sequence[object]) -> str:
    return "1 consultation" if len(things) == 1 else f"{len(things)} consultations"


def _in_year(forum: Forum, year: int) -> bool:
    return forum.closed_on is not None and (forum.opened_on or forum.planned_on).year == year
