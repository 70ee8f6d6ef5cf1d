"""A proposal whom to bring to a workshop: what a person reads and accepts, and never an act (row 29).

It is made for what waits and what is secured at one moment. Who is in it is still approved one by one.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.funding.domain.planning import (
    Candidate,
    Choice,
    Problem,
    cost_of,
    costs_of,
    for_experts,
    inside_of,
    paid_by_groups,
    reserves_of,
    unpaid,
)
from services.funding.domain.standing import BalanceBasis
from services.funding.domain.travel_log import PlanAccepted, PlanProposed
from shared.contracts.funding import Part
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import DECIMALS, Money


class Verdict(StrEnum):
    BROUGHT = "brought"
    TOO_DEAR = "too_dear"
    """It costs more than is left."""
    EARMARKED = "earmarked"
    """So much is left, and earmarked for travellers of other groups."""
    SPEAKERS_FIRST = "speakers_first"
    """What is left is reserved for speakers (R55)."""
    BALANCE = "balance"
    """The money would be there, but a target of balance would not be kept."""


FOR_MONEY = frozenset({Verdict.TOO_DEAR, Verdict.EARMARKED, Verdict.SPEAKERS_FIRST})
"""Left out for want of money; with more of it more could come."""


class FareBasis(StrEnum):
    """Where the fare of a line comes from."""

    QUOTED = "quoted"
    """The cheapest quote there is (R57), to the venue of the plan."""
    QUOTED_FOR_PLANNED_PLACE = "quoted_for_planned_place"
    """The cheapest quote there is, to the place that was planned; to this venue it is another one."""
    ESTIMATED = "estimated"
    """Nothing is quoted yet: what the estimate leaves beside the stay."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlanLine(_Part):
    """One candidate, and why. ``cost``: of fare and stay at the venue that is chosen."""

    sponsorship: Identifier
    part: Part
    country: str
    cost: Money
    fare: Money | None = None
    """What of the cost it is; absent where travel is not covered, and in plans of before it was kept."""
    quote: int | None = None
    """The number of the quote that it is; absent where nothing is quoted yet."""
    fare_is: FareBasis | None = None
    verdict: Verdict


class PlanTarget(_Part):
    """A wish of balance as it was asked for, or as it stands, and ``brought`` of those who wait from these
    countries."""

    name: str
    countries: tuple[str, ...]
    at_least: int = 0
    at_least_percent: int = 0
    brought: int = 0
    waiting: int | None = None
    """Absent in plans of before it was kept."""
    standing: bool = False
    """Told by events, and kept as far as people wait who can be paid for beside the speakers."""
    most: int | None = None
    """Of those who wait as many could be paid for, with as many speakers as can be; of a standing one alone."""
    binds: bool = False
    """Whether one fewer from these countries would break it; with none from there, one more from elsewhere."""


class PlanEarmark(_Part):
    """Money for one group of travellers alone: what is secured of it, and what is ``used`` by what is committed
    already and by this plan, taken first. ``binds``: all of it is."""

    travellers: Identifier
    secured: Money
    used: Money
    binds: bool


class More(_Part):
    """What one more ``amount`` of money without an earmark would bring."""

    amount: Money
    speakers: int
    participants: int


class Plan(Aggregate, type="plan", collection="plans"):
    workshop: Identifier
    cycle: Identifier
    proposed_on: date
    travel_version: int
    budget_version: int
    """What it was made for: once either changed, it is proposed anew."""
    balance: BalanceBasis | None = None
    """Which standing targets it keeps; absent where the request named its own, or events told of none."""
    by_standing: bool = False
    """Whether it goes by the standing targets, also where there were none yet: once there are others, it is proposed
    anew."""
    venue: str | None = None
    """Absent where there is no plan: ``conflicts`` says why."""
    conflicts: tuple[str, ...] = ()
    """Demands that cannot be kept together; without any one of them there would be a plan, unless ``cut_short``."""
    cut_short: bool = False
    """The time was over before all was known: some of ``conflicts`` may not be in the way, or what one more 1,000
    would bring is not told."""
    lines: tuple[PlanLine, ...] = ()
    targets: tuple[PlanTarget, ...] = ()
    earmarks: tuple[PlanEarmark, ...] = ()
    money: Money | None = None
    """What may be committed for experts."""
    cost: Money | None = None
    left: Money | None = None
    reserved: Money | None = None
    """What speakers who are left out, and places not named yet, may still need."""
    money_binds: bool = False
    """Whether with more money more could come."""
    more: More | None = None
    accepted_on: date | None = None

    def propose(self, act: Act) -> None:
        brought = sum(line.verdict is Verdict.BROUGHT for line in self.lines)
        self.record(PlanProposed(workshop=self.workshop, brought=brought, conflicts=self.conflicts), act=act)

    def accept(self, act: Act, *, travel_version: int, budget_version: int, balance: BalanceBasis | None) -> None:
        """A person takes it as what they work by. Nothing is approved by that. ``balance``: the targets that stand
        now."""
        refuse(self.obstacles_to_accept(travel_version=travel_version, budget_version=budget_version, balance=balance))
        self.accepted_on = act.occurred_on
        self.record(PlanAccepted(), act=act)

    def obstacles_to_accept(
        self, *, travel_version: int, budget_version: int, balance: BalanceBasis | None
    ) -> Obstacles:
        if self.venue is None:
            yield WrongState("This plan brings nobody: its demands conflict.", remedy="Give up one of them.")
        if self.accepted_on is not None:
            yield WrongState(f"It was accepted on {self.accepted_on.isoformat()}.", remedy="Nothing is to do.")
        elif (self.travel_version, self.budget_version) != (travel_version, budget_version):
            yield WrongState(
                "Who waits, or what is secured, changed since it was proposed.", remedy="Have it proposed anew."
            )
        elif (self.by_standing or self.balance is not None) and self.balance != balance:
            yield WrongState("The targets of balance changed since it was proposed.", remedy="Have it proposed anew.")


def money_of(units: int, currency: str) -> Money:
    """From the smallest unit of a currency."""
    return Money(amount=Decimal(units).scaleb(-DECIMALS[currency]), currency=currency)


def units_of(money: Money) -> int:
    """In the smallest unit of its currency."""
    return int(money.amount.scaleb(DECIMALS[money.currency]))


def lines_of(problem: Problem, choice: Choice, *, currency: str) -> tuple[PlanLine, ...]:
    """Every candidate with a verdict: those who are brought first, speakers before others."""
    left = for_experts(problem, choice.venue, problem.demands) - cost_of(problem, choice)
    costs, reserves = costs_of(problem, choice), reserves_of(problem, choice)

    def short(one: Candidate, *more: tuple[frozenset[str], int]) -> bool:
        """Whether something would not be paid if this one came too, and ``more`` had to be paid."""
        wants = [*costs, (one.groups, one.costs[choice.venue]), *more]
        return bool(unpaid(problem, choice.venue, problem.demands, wants))

    found = []
    for one in problem.candidates:
        cost = one.costs[choice.venue]
        if one.id in choice.brought:
            verdict = Verdict.BROUGHT
        elif short(one):
            verdict = Verdict.TOO_DEAR if cost > left else Verdict.EARMARKED
        elif one.part is Part.PARTICIPANT and short(one, *reserves):
            verdict = Verdict.SPEAKERS_FIRST
        else:
            verdict = Verdict.BALANCE
        found.append(
            PlanLine(
                sponsorship=one.id,
                part=one.part,
                country=one.country,
                cost=money_of(cost, currency),
                fare=None if one.fare is None else money_of(one.fare, currency),
                quote=one.quote,
                fare_is=_basis(one, choice.venue),
                verdict=verdict,
            )
        )
    return tuple(sorted(found, key=lambda line: (line.verdict is not Verdict.BROUGHT, line.part is not Part.SPEAKER)))


def _basis(one: Candidate, venue: str) -> FareBasis | None:
    if one.fare is None:
        return None
    if one.quote is None:
        return FareBasis.ESTIMATED
    return FareBasis.QUOTED_FOR_PLANNED_PLACE if venue in one.elsewhere else FareBasis.QUOTED


def earmarks_of(problem: Problem, choice: Choice, *, currency: str) -> tuple[PlanEarmark, ...]:
    used = paid_by_groups(problem, costs_of(problem, choice))
    return tuple(
        PlanEarmark(
            travellers=group,
            secured=money_of(secured, currency),
            used=money_of(used[group], currency),
            binds=used[group] == secured,
        )
        for group, secured in sorted(problem.for_groups.items())
    )


def targets_of(problem: Problem, choice: Choice) -> tuple[PlanTarget, ...]:
    brought = [one for one in problem.candidates if one.id in choice.brought]
    found = []
    for target in problem.targets:
        inside, waiting = inside_of(target, brought), inside_of(target, problem.candidates)
        step, most = (-1 if inside else 1), choice.most.get(target.name)
        held_back = inside > 0 or len(brought) < len(problem.candidates) - waiting
        kept = target.kept(inside=max(inside - 1, 0), of=len(brought) + step, most=most or 0)
        found.append(
            PlanTarget(
                name=target.name,
                countries=tuple(sorted(target.countries)),
                at_least=target.at_least,
                at_least_percent=target.at_least_percent,
                brought=inside,
                waiting=waiting,
                standing=target.standing,
                most=most,
                binds=held_back and not kept,
            )
        )
    return tuple(found)
