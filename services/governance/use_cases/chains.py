"""What is done with the record of a year: each thing heard is added to it.

Every record is one document, written whole. Two messages that change it at once meet in the database, as a review
and a closing do, and the later one is done again on what the earlier one left.
"""

from collections.abc import Callable

from services.governance.domain.chain import Chain
from shared.persistence.unit_of_work import UnitOfWork


async def chain_of(unit: UnitOfWork, cycle: str) -> Chain:
    """What was heard of the cycle so far; also of one that governance never opened."""
    document = await unit.find_document(Chain.collection, cycle)
    return Chain.of(document) if document else Chain(id=cycle)


async def change_chain(unit: UnitOfWork, cycle: str, change: Callable[[Chain], Chain]) -> None:
    """Keep what ``change`` makes of the record. Nothing is written when it is the same as before."""
    before = await chain_of(unit, cycle)
    after = change(before)
    if after != before:
        counted = after.model_copy(update={"version": before.version + 1})
        unit.put_document(Chain.collection, cycle, counted.stored())
