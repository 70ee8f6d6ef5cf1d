"""What is done with the years of the past."""

from services.governance.domain.past_year import PastYear, past_year_id
from shared.contracts.history import YearCell
from shared.persistence.unit_of_work import UnitOfWork


async def import_past_year(unit: UnitOfWork, *, year: int, cell: YearCell, reason: str | None) -> PastYear:
    """Enter the year, or restate it (R75). The same again changes nothing."""
    past = await unit.find(PastYear, past_year_id(year))
    if past is None:
        past = PastYear.enter(unit.act(), year=year, cell=cell)
        await unit.add(past)
    else:
        past.restate(unit.act(), cell=cell, reason=reason)
        unit.save(past)
    return past
