"""A judge of plans that asks nothing of the code it judges: every choice there is, by the wording of the rules.

Money is counted by sums alone: what is needed can be paid when, whichever groups are looked at, those whom nobody else
pays for need no more than these groups' money and what is for anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, combinations

from services.funding.domain.planning import Candidate, Choice, Problem, Target


def _sets(of: list[str]) -> list[frozenset[str]]:
    return [frozenset(some) for some in chain.from_iterable(combinations(of, size) for size in range(len(of) + 1))]


def every(problem: Problem) -> list[Choice]:
    groups = _sets([one.id for one in problem.candidates])
    return [Choice(venue=venue, brought=brought) for brought in groups for venue in problem.venues]


@dataclass(frozen=True)
class Judge:
    problem: Problem
    demands: tuple[str, ...]

    def best(self) -> list[Choice]:
        """Most speakers; then each standing target kept as far as that allows; then most participants; then the least
        money."""
        kept = [one for one in every(self.problem) if self.keeps(one)]
        kept = _most(kept, lambda one: len(self._speakers(one)))
        for target in self.problem.targets:
            if target.standing:
                kept = self._bent(target, kept)
        kept = _most(kept, lambda one: len(one.brought))
        return _most(kept, lambda one: -self._price(one))

    def keeps(self, choice: Choice) -> bool:
        for demand in self.demands:
            kind, _, name = demand.partition(":")
            if kind == "bring" and name not in choice.brought:
                return False
            if kind == "target" and not self._on_target(name, choice):
                return False
        wanted = [(one.groups, one.costs[choice.venue]) for one in self._brought(choice)]
        wanted += self.problem.held.items()
        if not self._payable(wanted, choice.venue):
            return False
        if len(self._speakers(choice)) == len(choice.brought):
            return True
        # Somebody who does not speak comes: money for every speaker stays (R55).
        for one in self.problem.candidates:
            if one.part.value == "speaker" and one.id not in choice.brought:
                wanted.append((one.groups, one.estimate))
        return self._payable([*wanted, (frozenset(), self.problem.open)], choice.venue)

    def _payable(self, wanted: list[tuple[frozenset[str], int]], venue: str) -> bool:
        anybody = self.problem.free
        for item, own in self.problem.earmarked.items():
            if item.value == "expert_participation":
                continue
            need = self.problem.needs.get(item, 0) + (self.problem.venues[venue] if item.value == "venue" else 0)
            if f"cover:{item.value}" in self.demands and need > own:
                anybody -= need - own
        if anybody < 0:
            return False
        anybody += sum(own for item, own in self.problem.earmarked.items() if item.value == "expert_participation")
        for groups in _sets(list(self.problem.for_groups)):
            theirs = sum(self.problem.for_groups[one] for one in groups)
            # Who is of no group in particular may be paid by the money of any.
            others = set(self.problem.for_groups) - groups
            alone = sum(cost for of, cost in wanted if not (others & of if of else others))
            if alone > theirs + anybody:
                return False
        return True

    def _on_target(self, name: str, choice: Choice) -> bool:
        [target] = [one for one in self.problem.targets if one.name == name]
        inside = self._inside(target, choice)
        return inside >= target.at_least and 100 * inside >= target.at_least_percent * len(choice.brought)

    def _bent(self, target: Target, kept: list[Choice]) -> list[Choice]:
        """The share, or as many from these countries as any of these choices brings."""
        most = max((self._inside(target, one) for one in kept), default=0)
        return [
            one
            for one in kept
            if 100 * self._inside(target, one) >= target.at_least_percent * len(one.brought)
            or self._inside(target, one) == most
        ]

    def _inside(self, target: Target, choice: Choice) -> int:
        return len([one for one in self._brought(choice) if one.country in target.countries])

    def _brought(self, choice: Choice) -> list[Candidate]:
        return [one for one in self.problem.candidates if one.id in choice.brought]

    def _speakers(self, choice: Choice) -> list[Candidate]:
        return [one for one in self._brought(choice) if one.part.value == "speaker"]

    def _price(self, choice: Choice) -> int:
        return self.problem.venues[choice.venue] + sum(one.costs[choice.venue] for one in self._brought(choice))


def _most(some: list[Choice], figure: Callable[[Choice], int]) -> list[Choice]:
    most = max(map(figure, some), default=0)
    return [one for one in some if figure(one) == most]
