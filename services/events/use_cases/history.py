"""What is done with the entries of past years."""

from services.events.domain.past_entry import PastEntry, past_entry_id
from services.events.domain.past_list import PastList, past_list_id
from shared.contracts.history import EntryCell
from shared.persistence.unit_of_work import UnitOfWork


async def import_past_entry(
    unit: UnitOfWork, *, year: int, number: int, cell: EntryCell, reason: str | None
) -> PastEntry:
    """Enter the entry in its year's list, or restate it (R73, R74, R75). The same again changes nothing."""
    entry = await unit.find(PastEntry, past_entry_id(year, number))
    if entry is None:
        entry = PastEntry.enter(unit.act(), year=year, number=number, cell=cell)
        await unit.add(entry)
    else:
        entry.restate(unit.act(), cell=cell, reason=reason)
        unit.save(entry)
    listed = await _list_or_new(unit, year)
    listed.enter(unit.act(), number=number, cell=entry.cell)
    await _keep(unit, listed)
    return entry


async def complete_past_list(unit: UnitOfWork, *, year: int) -> PastList:
    """The year has all its entries (R74). Again changes nothing."""
    listed = await _list_or_new(unit, year)
    listed.complete(unit.act())
    await _keep(unit, listed)
    return listed


async def _list_or_new(unit: UnitOfWork, year: int) -> PastList:
    return await unit.find(PastList, past_list_id(year)) or PastList(id=past_list_id(year), year=year)


async def _keep(unit: UnitOfWork, listed: PastList) -> None:
    """New when all that it ever recorded was recorded now."""
    if listed.version == len(listed.recorded):
        await unit.add(listed)
    else:
        unit.save(listed)
