"""The question a plan answers: whom to bring, on which fares, to which venue, with the money that is secured (row 29).

Everything is in the smallest unit of one currency, as whole numbers: the solver is exact in them, and what it finds is
checked again here (:func:`broken`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.contracts.funding import CostItem, Part

VENUE = CostItem.VENUE


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An eligible expert who waits (R53). ``costs``: fare and stay at each venue; ``estimate`` is reserved for a
    speaker who is left out, before any participant is brought (R55)."""

    id: str
    part: Part
    country: str
    estimate: int
    costs: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A wish of balance: of those brought, so many from these countries, or so many per cent (R34)."""

    name: str
    countries: frozenset[str]
    at_least: int = 0
    at_least_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``earmarked`` is secured for one item alone, ``free`` for any; ``needs`` is what the other items cost besides a
    hall of ``venues``, and ``held`` what is committed or spent on experts already. ``open`` is kept for speakers
    who are not named yet."""

    candidates: Sequence[Candidate]
    venues: Mapping[str, int]
    needs: Mapping[CostItem, int]
    earmarked: Mapping[CostItem, int]
    free: int
    held: int = 0
    open: int = 0
    targets: Sequence[Target] = ()
    must: frozenset[str] = field(default_factory=frozenset)

    @property
    def demands(self) -> tuple[str, ...]:
        """What somebody asks for, and may give up: the names by which conflicts are told."""
        items = (f"cover:{item.value}" for item in CostItem if item is not CostItem.EXPERT_PARTICIPATION)
        targets = (f"target:{target.name}" for target in self.targets)
        return (*items, *targets, *(f"bring:{one}" for one in sorted(self.must)))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who is brought, and where to."""

    venue: str
    brought: frozenset[str]


def cost_of(problem: Problem, choice: Choice) -> int:
    return sum(one.costs[choice.venue] for one in problem.candidates if one.id in choice.brought)


def merit(problem: Problem, choice: Choice) -> tuple[int, int, int]:
    """More speakers first (R55), then more participants, then less money, the hall's among it (R57)."""
    parts = [one.part for one in problem.candidates if one.id in choice.brought]
    spent = cost_of(problem, choice) + problem.venues[choice.venue]
    return parts.count(Part.SPEAKER), parts.count(Part.PARTICIPANT), -spent


def free_left(problem: Problem, venue: str, demands: Iterable[str]) -> int:
    """What is left of the free money once the other items are covered, from what is earmarked for them first; below
    nothing when it is too little."""
    wanted, taken = set(demands), 0
    for item in CostItem:
        if item is not CostItem.EXPERT_PARTICIPATION and f"cover:{item.value}" in wanted:
            need = problem.needs.get(item, 0) + (problem.venues[venue] if item is VENUE else 0)
            taken += max(need - problem.earmarked.get(item, 0), 0)
    return problem.free - taken


def for_experts(problem: Problem, venue: str, demands: Iterable[str]) -> int:
    """What may still be committed for experts: their own money and what is left of the free (R59)."""
    own = problem.earmarked.get(CostItem.EXPERT_PARTICIPATION, 0)
    return own + free_left(problem, venue, demands) - problem.held


def reserved_for(problem: Problem, choice: Choice) -> int:
    """What speakers who are left out, and places not named yet, may still cost (R55)."""
    left_out = (one.estimate for one in problem.candidates if one.part is Part.SPEAKER and one.id not in choice.brought)
    return problem.open + sum(left_out)


def broken(problem: Problem, choice: Choice, demands: Iterable[str]) -> list[str]:
    """What a choice does not keep: ``money`` (R59), ``speakers`` (R55), and the names of demands."""
    wanted, found = set(demands), []
    brought = [one for one in problem.candidates if one.id in choice.brought]
    cost, money = cost_of(problem, choice), for_experts(problem, choice.venue, wanted)
    if cost > money or free_left(problem, choice.venue, wanted) < 0:
        found.append("money")
    if any(one.part is Part.PARTICIPANT for one in brought) and cost + reserved_for(problem, choice) > money:
        found.append("speakers")
    for target in problem.targets:
        inside = sum(one.country in target.countries for one in brought)
        short = inside < target.at_least or 100 * inside < target.at_least_percent * len(brought)
        if f"target:{target.name}" in wanted and short:
            found.append(f"target:{target.name}")
    found += [f"bring:{one}" for one in sorted(problem.must - choice.brought) if f"bring:{one}" in wanted]
    return found
