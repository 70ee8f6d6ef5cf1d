"""The solver of plans: an integer programme, solved by HiGHS. It knows whole numbers and nothing of money or people.

Questions after one another, each keeping what the one before found: as many speakers as can be, then each standing
target of balance as far as that allows, then as many participants as can be, then as little money.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from services.funding.domain.planning import VENUE, Candidate, Choice, Problem, Target, broken, kind_of
from shared.contracts.funding import CostItem, Part
from shared.domain.errors import WrongState

SECOND = 1_000_000_000
"""Of the monotonic clock, in nanoseconds: whole numbers, as all here."""
_Expression = Any  # HiGHS builds them by operators, and types them wider than they are
_OPTIONS = {
    "mip_rel_gap": "0",
    "mip_abs_gap": "0.5",
    "mip_feasibility_tolerance": "1e-9",
    "primal_feasibility_tolerance": "1e-9",
    "random_seed": "1",
}


class NotSolved(WrongState):
    """The time was not enough, or what was found does not hold when it is counted again in whole numbers."""

    slug = "no-plan-in-time"

    def __init__(self) -> None:
        super().__init__(
            "No plan was shown to be the best within the time there is.",
            remedy="Ask again with fewer venues or targets of balance.",
        )


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Demands that cannot be kept together; none where the money is too little without any of them. ``smallest``:
    none of them could be left out of it; else the time was over before that was shown."""

    demands: tuple[str, ...]
    smallest: bool


def solve(problem: Problem, demands: tuple[str, ...], *, until: int | None = None) -> Choice | None:
    """The best choice that keeps ``demands``; ``None`` when there is none. ``until``: on the monotonic clock, in
    nanoseconds, when all of it ends. Raises :class:`NotSolved`."""
    model = _Model(problem, demands, until)
    choice: Choice | None = None
    for step in model.steps:
        if not step():
            return None
        choice = model.choice()
    if choice is None or broken(problem, choice, demands):
        raise NotSolved()
    return choice


def conflict(problem: Problem, *, until: int | None = None) -> Conflict:
    """Of a problem without a plan: which demands are in the way. Each half of them is tried beside what is known to be
    needed (QuickXplain, Junker 2004), so that few of many are found soon. Never raises :class:`NotSolved`."""
    # A standing target bends, and so is never in the way.
    asked = replace(problem, targets=[target for target in problem.targets if not target.standing])
    shown = asked.demands

    def fit(demands: tuple[str, ...]) -> bool:
        nonlocal shown
        if _Model(asked, demands, until).fits():
            return True
        shown = min(shown, demands, key=len)
        return False

    try:
        return Conflict(demands=_needed((), asked.demands, fit) if fit(()) else (), smallest=True)
    except NotSolved:
        return Conflict(demands=shown, smallest=False)


def _needed(
    beside: tuple[str, ...], some: tuple[str, ...], fit: Callable[[tuple[str, ...]], bool], *, grown: bool = False
) -> tuple[str, ...]:
    """The fewest of ``some`` that do not fit ``beside`` these, where all of them do not. ``grown``: it is not known
    whether these fit already."""
    if grown and not fit(beside):
        return ()
    if len(some) == 1:
        return some
    first, second = some[: len(some) // 2], some[len(some) // 2 :]
    of_second = _needed((*beside, *first), second, fit, grown=True)
    return (*_needed((*beside, *of_second), first, fit, grown=bool(of_second)), *of_second)


class _Model:
    def __init__(self, problem: Problem, demands: tuple[str, ...], until: int | None) -> None:
        self._problem = problem
        self._until = until
        import highspy  # with numpy, which only a process that plans shall load

        self._highs = highs = highspy.Highs()
        self._statuses = highspy.HighsModelStatus
        highs.silent()
        for name, value in _OPTIONS.items():
            highs.setOptionValue(name, value)
        self._venues = {venue: highs.addBinary() for venue in problem.venues}
        self._comes = {(one.id, venue): highs.addBinary() for one in problem.candidates for venue in problem.venues}
        any_participant = highs.addBinary()
        highs.addConstr(self._sum(self._venues.values()) == 1)
        for one in problem.candidates:
            for venue, chosen in self._venues.items():
                highs.addConstr(self._comes[one.id, venue] <= chosen)
        # Money that is earmarked pays its own item, free money any: what an item takes of it is a variable.
        taken = []
        for item in CostItem:
            if item is not CostItem.EXPERT_PARTICIPATION and f"cover:{item.value}" in demands:
                taken.append(part := highs.addVariable(lb=0))
                halls = [problem.venues[venue] * chosen for venue, chosen in self._venues.items()]
                need = self._sum(halls if item is VENUE else []) + problem.needs.get(item, 0)
                highs.addConstr(part + problem.earmarked.get(item, 0) >= need)
        highs.addConstr(self._sum(taken) <= problem.free)
        own = problem.earmarked.get(CostItem.EXPERT_PARTICIPATION, 0)
        money = own + problem.free - self._sum(taken)
        # What each kind of traveller needs, by the groups whose money may pay for it; a kind for each, or fewer.
        held = self._kinds(problem.held.items())
        costs = self._kinds((one.groups, self._cost(one)) for one in problem.candidates)
        self._pay(held, costs, from_open=money)
        # A participant comes only from what the speakers who do not come may still need leaves (R55).
        speakers = [one for one in problem.candidates if one.part is Part.SPEAKER]
        reserves = self._kinds([(one.groups, one.estimate * (1 - self._brought(one.id))) for one in speakers])
        kept = self._kinds([(frozenset(), problem.open)])
        most = sum(one.estimate + max(one.costs.values()) for one in problem.candidates)
        most += problem.open + sum(problem.held.values())
        self._pay(held, costs, reserves, kept, from_open=money + most * (1 - any_participant))
        for one in problem.candidates:
            if one.part is Part.PARTICIPANT:
                highs.addConstr(self._brought(one.id) <= any_participant)
        for target in problem.targets:
            if f"target:{target.name}" in demands and not target.standing:
                inside, share = self._inside(target)
                highs.addConstr(inside >= target.at_least)
                highs.addConstr(share >= 0)
        for one in problem.candidates:
            if f"bring:{one.id}" in demands:
                highs.addConstr(self._brought(one.id) == 1)
        cost = self._sum(self._cost(one) for one in problem.candidates)
        halls = self._sum(problem.venues[venue] * chosen for venue, chosen in self._venues.items())
        participants = [one for one in problem.candidates if one.part is Part.PARTICIPANT]
        counted = [
            [partial(self._reach, self._sum(self._brought(one.id) for one in some))] if some else []
            for some in (speakers, participants)
        ]
        bending = [partial(self._bend, target) for target in problem.targets if target.standing]
        self._most: dict[str, int] = {}
        self.steps: tuple[Callable[[], bool], ...] = (
            *counted[0],
            *bending,
            *counted[1],
            partial(self._reach, -1 * (cost + halls)),
        )

    def fits(self) -> bool:
        """Whether there is any choice at all."""
        # To find any is quicker without the work that pays off where the best is looked for.
        self._highs.setOptionValue("presolve", "off")
        return self._best(self._sum([])) is not None

    def _reach(self, goal: _Expression) -> bool:
        """As much of it as can be, and at least as much from now on; false when nothing fits."""
        best = self._best(goal)
        if best is not None:
            self._highs.addConstr(goal >= best)
        return best is not None

    def _bend(self, target: Target) -> bool:
        """From now on either the share, or as many from these countries as can be; false when nothing fits."""
        inside, share = self._inside(target)
        best = self._best(inside)
        if best is None:
            return False
        self._most[target.name] = best
        by_share = self._highs.addBinary()
        most = target.at_least_percent * len(self._problem.candidates)
        self._highs.addConstr(share >= most * by_share - most)
        self._highs.addConstr(inside >= best - best * by_share)
        return True

    def _best(self, goal: _Expression) -> int | None:
        if self._until is not None:
            left = self._until - time.monotonic_ns()
            if left <= 0:
                raise NotSolved()
            self._highs.setOptionValue("time_limit", left / SECOND)
        self._highs.maximize(goal)
        status = self._highs.getModelStatus()
        if status == self._statuses.kInfeasible:
            return None
        if status != self._statuses.kOptimal:
            raise NotSolved()
        best: int = round(self._highs.getObjectiveValue())
        return best

    def _inside(self, target: Target) -> tuple[_Expression, _Expression]:
        """How many are brought from its countries, and what they are above its share, in hundredths of a person."""
        inside = self._sum(self._brought(one.id) for one in self._problem.candidates if one.country in target.countries)
        return inside, 100 * inside - target.at_least_percent * self._sum(self._comes.values())

    def _sum(self, parts: Iterable[_Expression]) -> _Expression:
        return self._highs.qsum(list(parts))

    def _cost(self, one: Candidate) -> _Expression:
        """What the candidate costs, at whichever venue; nothing when left out."""
        return self._sum(one.costs[venue] * self._comes[one.id, venue] for venue in self._problem.venues)

    def _kinds(self, wants: Iterable[tuple[frozenset[str], _Expression]]) -> dict[frozenset[str], list[_Expression]]:
        found: dict[frozenset[str], list[_Expression]] = {}
        for groups, wanted in wants:
            found.setdefault(kind_of(self._problem, groups), []).append(wanted)
        return found

    def _pay(self, *wanted: dict[frozenset[str], list[_Expression]], from_open: _Expression) -> None:
        """All of it is paid: by what is for some groups alone, each for its own travellers, and the rest by the open
        money. What a group pays of a kind is a variable."""
        kinds = list(dict.fromkeys(kind for wants in wanted for kind in wants))
        needs = {kind: self._sum(one for wants in wanted for one in wants.get(kind, ())) for kind in kinds}
        paid = {(group, kind): self._highs.addVariable(lb=0) for kind in kinds for group in sorted(kind)}
        for group, most in self._problem.for_groups.items():
            if of_group := [part for (one, _), part in paid.items() if one == group]:
                self._highs.addConstr(self._sum(of_group) <= most)
        for kind, need in needs.items():
            by_groups = [part for (_, of), part in paid.items() if of == kind]
            if by_groups:
                self._highs.addConstr(self._sum(by_groups) <= need)
        self._highs.addConstr(self._sum(needs.values()) - self._sum(paid.values()) <= from_open)

    def _brought(self, candidate: str) -> _Expression:
        """1 when the candidate comes, to whichever venue."""
        return self._sum(self._comes[candidate, venue] for venue in self._venues)

    def choice(self) -> Choice:
        venue = next(name for name, chosen in self._venues.items() if round(self._highs.val(chosen)))
        brought = {one for (one, _), comes in self._comes.items() if round(self._highs.val(comes))}
        return Choice(venue=venue, brought=frozenset(brought), most=dict(self._most))
