"""Counts of people that are shown to others than the secretariat: none of fewer than five, and none by a difference."""

from collections.abc import Iterable, Mapping

from services.events.domain.satisfaction import SMALLEST_GROUP


def without_small_groups(counts: Mapping[str, int], *, of: int) -> dict[str, int]:
    """The counts of five and more. ``of`` is how many people there are in all, as everybody reads it: where the rest is
    too small it takes the smallest group in, for the difference would tell it."""
    shown = {group: many for group, many in counts.items() if many >= SMALLEST_GROUP}
    while shown and not not_small([of - sum(shown.values())]):
        del shown[min(shown, key=lambda group: (shown[group], group))]
    return shown


def not_small(figures: Iterable[int]) -> bool:
    """Whether each of these may be shown: nobody, or at least five."""
    return all(one == 0 or one >= SMALLEST_GROUP for one in figures)
