"""Which money pays for what, when some of it may pay for some things alone: a maximum flow (decision 0016).

Exact: amounts are counted in the smallest unit of their currency, as whole numbers.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from services.funding.domain.earmarks import Earmark, Need
from shared.contracts.funding import CostItem
from shared.domain.money import DECIMALS, Money

Payments = dict[tuple[str, str], Money]
"""(source, need) → how much of it; pairs of nothing are left out."""
_START, _END = ("start", ""), ("end", "")
Node = tuple[str, str]


def payments(
    sources: Mapping[str, tuple[Earmark, Money]], needs: Mapping[str, tuple[Need, Money]], *, currency: str
) -> Payments:
    """The most that ``sources`` can pay of ``needs``, as their earmarks allow.

    Needs are served in their order, each from the sources in theirs: of several ways to pay as much, the first ones
    are paid first, by the first. What was paid of a need is never taken back, only paid by another source.
    """
    unit = Decimal(10) ** DECIMALS[currency]

    def units(money: Money) -> int:
        money.require_currency(currency)
        return max(int(money.amount * unit), 0)

    found = routed(
        {name: units(money) for name, (_, money) in sources.items()},
        {need: units(money) for need, (_, money) in needs.items()},
        pays=lambda source, need: sources[source][0].pays(needs[need][0]),
    )
    return {pair: Money(amount=Decimal(amount) / unit, currency=currency) for pair, amount in found.items()}


def routed(
    sources: Mapping[str, int], needs: Mapping[str, int], *, pays: Callable[[str, str], bool]
) -> dict[tuple[str, str], int]:
    """The same in whole numbers: (source, need) → how much of it; pairs of nothing are left out."""
    rest: dict[Node, dict[Node, int]] = {}

    def edge(start: Node, end: Node, units: int) -> None:
        rest.setdefault(start, {})[end] = units
        rest.setdefault(end, {}).setdefault(start, 0)

    for name, most in sources.items():
        edge(_START, ("source", name), most)
    for need, wanted in needs.items():
        edge(("need", need), _END, 0)
        for name, most in sources.items():
            if most and pays(name, need):
                edge(("source", name), ("need", need), most)
        rest[("need", need)][_END] = wanted
        while path := _path(rest):
            units = min(rest[start][end] for start, end in path)
            for start, end in path:
                rest[start][end] -= units
                rest[end][start] += units
    return {
        (name, need): units
        for need in needs
        for name in sources
        if (units := rest[("need", need)].get(("source", name), 0)) > 0
    }


def _path(rest: dict[Node, dict[Node, int]]) -> list[tuple[Node, Node]]:
    """A shortest way from start to end on which something still flows; empty when there is none."""
    came: dict[Node, Node] = {_START: _START}
    waiting = deque([_START])
    while waiting:
        here = waiting.popleft()
        for there, units in rest.get(here, {}).items():
            if units and there not in came:
                came[there] = here
                waiting.append(there)
    if _END not in came:
        return []
    path, here = [], _END
    while here != _START:
        path.append((came[here], here))
        here = came[here]
    return path[::-1]


def most_paid(sources: Iterable[tuple[Earmark, Money]], needs: Iterable[tuple[Need, Money]], *, currency: str) -> Money:
    """The most that can be paid in all, whichever pays for which."""
    return Money.total(paid_by_item(sources, needs, currency=currency).values(), currency=currency)


def paid_by_item(
    sources: Iterable[tuple[Earmark, Money]], needs: Iterable[tuple[Need, Money]], *, currency: str
) -> dict[CostItem, Money]:
    """What is paid of each item that something is needed of, where as much as can be is paid in all.

    What is wished alike, and what is needed alike, is counted as one: so it takes no longer with every donor, line and
    commitment.
    """
    given, wanted = dict[Earmark, Money](), dict[Need, Money]()
    nothing = Money.none(currency)
    for earmark, money in sources:
        given[earmark] = given.get(earmark, nothing) + money
    for need, money in needs:
        wanted[need] = wanted.get(need, nothing) + money
    found = payments(
        {str(number): one for number, one in enumerate(given.items())},
        {str(number): one for number, one in enumerate(wanted.items())},
        currency=currency,
    )
    by_item = dict[CostItem, Money]()
    for number, need in enumerate(wanted):
        by_item[need.item] = by_item.get(need.item, nothing) + paid_of(found, str(number), currency=currency)
    return by_item


def paid_of(found: Payments, need: str, *, currency: str) -> Money:
    """What is paid of a need."""
    return Money.total((money for (_, one), money in found.items() if one == need), currency=currency)


def total_of(found: Payments, *, currency: str) -> Money:
    """All that is paid."""
    return Money.total(found.values(), currency=currency)
