"""The targets of balance that events told of: what a plan keeps where its request names none."""

from collections.abc import Awaitable, Callable

from services.funding.domain.planning import Target
from services.funding.domain.standing import BalanceBasis, standing_targets
from shared.contracts.events import BalanceTargetsChanged
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

BALANCE_TARGETS = "balance_targets"
"""One document, the last word of events."""
_THE_ONE = "balance-targets"


async def note_targets(unit: UnitOfWork, told: BalanceTargetsChanged) -> None:
    """The last word counts: words come in their order, and each once."""
    known = await unit.find_document(BALANCE_TARGETS, _THE_ONE)
    basis = BalanceBasis(
        set_on=told.set_on, versions=told.versions, revision=(known["basis"]["revision"] if known else 0) + 1
    )
    targets = [
        {"name": one.name, "countries": sorted(one.countries), "at_least_percent": one.at_least_percent}
        for one in standing_targets(told.targets)
    ]
    unit.put_document(BALANCE_TARGETS, _THE_ONE, {"basis": basis.model_dump(mode="json"), "targets": targets})


async def known_targets(
    find: Callable[[str, str], Awaitable[Document | None]],
) -> tuple[tuple[Target, ...], BalanceBasis | None]:
    """Nothing while events told of none. ``find`` reads a document by collection and identifier."""
    known = await find(BALANCE_TARGETS, _THE_ONE)
    if known is None:
        return (), None
    targets = tuple(
        Target(
            name=one["name"],
            countries=frozenset(one["countries"]),
            at_least_percent=one["at_least_percent"],
            standing=True,
        )
        for one in known["targets"]
    )
    return targets, BalanceBasis.model_validate(known["basis"])
