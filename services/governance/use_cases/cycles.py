"""What is done with cycles."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.closing import Waiver
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.past_year import PastYear, past_year_id
from services.governance.use_cases.chains import chain_of, change_chain
from services.governance.use_cases.practice import practice_of
from shared.contracts.facts import YearFormat
from shared.domain.identifiers import cycle_id
from shared.persistence.unit_of_work import UnitOfWork

WAIVERS = "waivers"
"""Who waived what at the closing, by cycle: names, and so kept beside the record."""


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
        alternates_with=await _format_before(unit, year.year) if (await practice_of(unit)).alternation else None,
    )
    unit.save(year)
    return year


async def _format_before(unit: UnitOfWork, year: int) -> YearFormat | None:
    """Of the cycle of the year before; or else as the brochure prints it."""
    before = await unit.find(Cycle, cycle_id(year - 1))
    if before is not None:
        return before.format.format if before.format else None
    past = await unit.find(PastYear, past_year_id(year - 1))
    return past.cell.format if past else None


async def explain_deviation(
    unit: UnitOfWork, *, cycle: str, reason: str, occurred_on: date | None, expected_version: int | None
) -> Cycle:
    """Say why the year repeats the format of the one before (R21)."""
    year = await unit.load(Cycle, cycle, expected_version=expected_version)
    year.explain_deviation(reason=reason, act=unit.act(occurred_on))
    unit.save(year)
    return year


async def acknowledge_misfit(
    unit: UnitOfWork, *, cycle: str, about: str, reason: str, occurred_on: date | None, expected_version: int | None
) -> Cycle:
    """A person says what follows from something that no longer fits."""
    year = await unit.load(Cycle, cycle, expected_version=expected_version)
    year.acknowledge(about=about, reason=reason, act=unit.act(occurred_on))
    unit.save(year)
    return year


async def close_cycle(
    unit: UnitOfWork,
    *,
    cycle: str,
    waivers: Sequence[Waiver],
    occurred_on: date | None,
    expected_version: int | None,
) -> Cycle:
    """Make the year read-only. The record of the year is written too, so that an answer of a service which comes
    at the same moment meets the closing. Raises ``WrongState`` ``cycle-not-ready``."""
    year = await unit.load(Cycle, cycle, expected_version=expected_version)
    act = unit.act(occurred_on)
    year.close(chain=await chain_of(unit, cycle), waivers=waivers, act=act)
    await change_chain(unit, cycle, lambda chain: chain.close(on=act.occurred_on))
    if waivers:
        names = {waiver.service.value: waiver.by.strip() for waiver in waivers}
        unit.put_document(WAIVERS, cycle, {"cycle": cycle, "by": names})
    unit.save(year)
    return year
