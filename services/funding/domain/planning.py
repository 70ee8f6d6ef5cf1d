"""The question a plan answers: whom to bring, on which fares, to which venue, with the money that is secured (row 29).

Everything is in the smallest unit of one currency, as whole numbers: the solver is exact in them, and what it finds is
checked again here (:func:`broken`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.funding.domain.flow import routed
from shared.contracts.funding import CostItem, Part

VENUE = CostItem.VENUE


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An eligible expert who waits (R53). ``costs``: fare and stay at each venue; ``estimate`` is reserved for a
    speaker who is left out, before any participant is brought (R55). ``groups``: those that earmarks may name.
    ``fare``: what of the costs it is, absent where travel is not covered; ``quote``: the number of the one it is by,
    absent where none was quoted; ``elsewhere``: the venues in another place than it was asked for."""

    id: str
    part: Part
    country: str
    estimate: int
    costs: Mapping[str, int]
    groups: frozenset[str] = frozenset()
    fare: int | None = None
    quote: int | None = None
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Target:
    """A wish of balance: of those brought, so many from these countries, or so many per cent (R34). ``standing``:
    nobody demanded it, and it bends. It is kept as far as people wait who can be paid for beside the speakers (R55):
    once as many of them are brought, others may come beyond the share."""

    name: str
    countries: frozenset[str]
    at_least: int = 0
    at_least_percent: int = 0
    standing: bool = False

    def kept(self, *, inside: int, of: int, most: int) -> bool:
        """By so many ``inside`` of all who are brought, where ``most`` could be."""
        share = 100 * inside >= self.at_least_percent * of
        return inside >= self.at_least and (share or (self.standing and inside >= most))


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``earmarked`` is secured for one item alone, ``for_groups`` for travellers of one group alone, ``free`` for
    anything; ``needs`` is what the other items cost besides a hall of ``venues``, and ``held`` what is committed or
    spent on experts already, by the groups of its travellers. ``open`` is kept for speakers who are not named yet."""

    candidates: Sequence[Candidate]
    venues: Mapping[str, int]
    needs: Mapping[CostItem, int]
    earmarked: Mapping[CostItem, int]
    free: int
    for_groups: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[frozenset[str], int] = field(default_factory=dict)
    open: int = 0
    targets: Sequence[Target] = ()
    must: frozenset[str] = field(default_factory=frozenset)

    @property
    def demands(self) -> tuple[str, ...]:
        """What somebody asks for, and may give up: the names by which conflicts are told."""
        items = (f"cover:{item.value}" for item in CostItem if item is not CostItem.EXPERT_PARTICIPATION)
        targets = (f"target:{target.name}" for target in self.targets if not target.standing)
        return (*items, *targets, *(f"bring:{one}" for one in sorted(self.must)))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who is brought, and where to. ``most``: from the countries of each standing target, how many could be, with as
    many speakers as can be and the targets before it kept."""

    venue: str
    brought: frozenset[str]
    most: Mapping[str, int] = field(default_factory=dict, compare=False)


def cost_of(problem: Problem, choice: Choice) -> int:
    return sum(one.costs[choice.venue] for one in problem.candidates if one.id in choice.brought)


def inside_of(target: Target, some: Iterable[Candidate]) -> int:
    return sum(one.country in target.countries for one in some)


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
    """What may still be committed for experts in all: what is for anybody who comes, and what is for some groups
    alone (R59)."""
    return open_money(problem, venue, demands) + sum(problem.for_groups.values()) - sum(problem.held.values())


def open_money(problem: Problem, venue: str, demands: Iterable[str]) -> int:
    """What is for experts of any group: their own money and what is left of the free."""
    return problem.earmarked.get(CostItem.EXPERT_PARTICIPATION, 0) + free_left(problem, venue, demands)


def kind_of(problem: Problem, groups: frozenset[str]) -> frozenset[str]:
    """Which of the earmarked groups may pay for a traveller: all of them where nobody in particular is meant."""
    return frozenset(problem.for_groups) if not groups else groups & frozenset(problem.for_groups)


Wants = Iterable[tuple[frozenset[str], int]]
"""The groups of a traveller, and an amount."""


def paid_by_groups(problem: Problem, wants: Wants) -> dict[str, int]:
    """The most that money for some groups alone pays of what is held and of ``wants``, by group."""
    kinds = dict[frozenset[str], int]()
    for groups, amount in (*problem.held.items(), *wants):
        kind = kind_of(problem, groups)
        kinds[kind] = kinds.get(kind, 0) + amount
    named = {str(number): kind for number, kind in enumerate(kinds)}
    needs = {name: kinds[kind] for name, kind in named.items()}
    found = routed(problem.for_groups, needs, pays=lambda group, need: group in named[need])
    return {group: sum(units for (one, _), units in found.items() if one == group) for group in problem.for_groups}


def unpaid(problem: Problem, venue: str, demands: Iterable[str], wants: Wants) -> int:
    """What of ``wants`` cannot be paid beside what is held, whichever money pays for whom."""
    some = list(wants)
    total = sum(problem.held.values()) + sum(amount for _, amount in some)
    by_groups = sum(paid_by_groups(problem, some).values()) if problem.for_groups else 0
    return max(total - by_groups - open_money(problem, venue, demands), 0)


def costs_of(problem: Problem, choice: Choice) -> list[tuple[frozenset[str], int]]:
    """What each who is brought costs."""
    return [(one.groups, one.costs[choice.venue]) for one in problem.candidates if one.id in choice.brought]


def reserves_of(problem: Problem, choice: Choice) -> list[tuple[frozenset[str], int]]:
    """What speakers who are left out, and places not named yet, may still cost (R55)."""
    left_out = [one for one in problem.candidates if one.part is Part.SPEAKER and one.id not in choice.brought]
    return [*((one.groups, one.estimate) for one in left_out), (frozenset(), problem.open)]


def reserved_for(problem: Problem, choice: Choice) -> int:
    return sum(amount for _, amount in reserves_of(problem, choice))


def broken(problem: Problem, choice: Choice, demands: Iterable[str]) -> list[str]:
    """What a choice does not keep: ``money`` (R59), ``speakers`` (R55), and the names of demands
    and of standing targets, each as far as :attr:`Choice.most` says."""
    wanted, found = set(demands), []
    brought = [one for one in problem.candidates if one.id in choice.brought]
    costs, reserves = costs_of(problem, choice), reserves_of(problem, choice)
    if unpaid(problem, choice.venue, wanted, costs) or free_left(problem, choice.venue, wanted) < 0:
        found.append("money")
    participants = any(one.part is Part.PARTICIPANT for one in brought)
    if participants and unpaid(problem, choice.venue, wanted, [*costs, *reserves]):
        found.append("speakers")
    for target in problem.targets:
        inside = inside_of(target, brought)
        kept = target.kept(inside=inside, of=len(brought), most=choice.most.get(target.name, 0))
        if (target.standing or f"target:{target.name}" in wanted) and not kept:
            found.append(f"target:{target.name}")
    found += [f"bring:{one}" for one in sorted(problem.must - choice.brought) if f"bring:{one}" in wanted]
    return found
