"""What is done with the practice of the house."""

from services.governance.domain.practice import PRACTICE, AdviceThresholds, Practice
from shared.persistence.unit_of_work import UnitOfWork


async def practice_of(unit: UnitOfWork) -> Practice:
    """As agreed last; everything is off before."""
    return await unit.find(Practice, PRACTICE) or Practice.none_yet()


async def agree_practice(
    unit: UnitOfWork, *, alternation: bool, notice_days: int | None, advice: AdviceThresholds | None
) -> Practice:
    """Record it whole."""
    known = await unit.find(Practice, PRACTICE)
    practice = known or Practice.none_yet()
    practice.agree(alternation=alternation, notice_days=notice_days, advice=advice, act=unit.act())
    if known is None:
        await unit.add(practice)
    else:
        unit.save(practice)
    return practice
