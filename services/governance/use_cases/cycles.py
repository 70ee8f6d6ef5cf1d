"""What is done with cycles."""

from datetime import date

from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from shared.contracts.facts import YearFormat
from shared.persistence.unit_of_work import UnitOfWork


async def open_cycle(unit: UnitOfWork, *, year: int, occurred_on: date | None) -> Cycle:
    """Open the cycle of a year, in the year before (R4)."""
    cycle = Cycle.open(year=year, act=unit.act(occurred_on))
    await unit.add(cycle)
    return cycle


async def decide_format(
    unit: UnitOfWork,
    *,
    cycle: str,
    format: YearFormat,
    consultation: str,
    deviation_reason: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Cycle:
    """Record the format of the year (R20, R74).

    The consultation is only read: its opening and whom it had are never taken back, so the check holds.
    """
    year = await unit.load(Cycle, cycle, expected_version=expected_version)
    year.decide_format(
        format=format,
        consultation=await unit.load(Consultation, consultation),
        deviation_reason=deviation_reason,
        act=unit.act(occurred_on),
    )
    unit.save(year)
    return year
