"""What is done with written surveys, by people and by the clock."""

from collections.abc import Sequence
from datetime import date, datetime

from services.governance.domain.body import Body
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from services.governance.use_cases.forums import MOST_BODIES
from services.governance.use_cases.identity import identity
from shared.contracts.governance import SlateKind
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork, from_document


async def load_slate(unit: UnitOfWork, kind: SlateKind, slate: str) -> ThemeSlate | TopicSlate:
    if kind is SlateKind.THEME:
        return await unit.load(ThemeSlate, slate)
    return await unit.load(TopicSlate, slate)


async def issue_survey(
    unit: UnitOfWork,
    *,
    id: str | None,
    kind: SlateKind,
    slate: str,
    consultation: str,
    reason: str,
    asked_for_by: Sequence[str],
    note: LocalizedText | None,
    deadline: datetime,
    remind_at: datetime | None,
    occurred_on: date | None,
) -> WrittenSurvey:
    """Put a slate to every body of the Membership in writing (R14, R15)."""
    asked = await load_slate(unit, kind, slate)
    year = await unit.load(Cycle, asked.cycle)
    found = await unit.query(Body.collection, {}, limit=MOST_BODIES)
    registered = [from_document(Body, one) for one in found]
    survey = WrittenSurvey.issue(
        id=identity(id),
        cycle=year,
        slate=asked,
        consultation=await unit.load(Consultation, consultation),
        reason=reason,
        asked_for_by=asked_for_by,
        bodies=registered,
        note=note,
        deadline=deadline,
        remind_at=remind_at,
        act=unit.act(occurred_on),
    )
    await unit.add(survey)
    unit.save(asked)
    unit.save(year)
    return survey


async def extend_survey(
    unit: UnitOfWork,
    *,
    survey: str,
    deadline: datetime,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> WrittenSurvey:
    one = await unit.load(WrittenSurvey, survey, expected_version=expected_version)
    one.extend(deadline=deadline, reason=reason, act=unit.act(occurred_on))
    unit.save(one)
    return one


async def remind(
    unit: UnitOfWork, *, survey: str, occurred_on: date | None, expected_version: int | None
) -> WrittenSurvey:
    one = await unit.load(WrittenSurvey, survey, expected_version=expected_version)
    one.remind(act=unit.act(occurred_on))
    unit.save(one)
    return one


async def close_survey(
    unit: UnitOfWork, *, survey: str, occurred_on: date | None, expected_version: int | None
) -> WrittenSurvey:
    """For a survey that is entered after it took place; the clock closes the others."""
    one = await unit.load(WrittenSurvey, survey, expected_version=expected_version)
    one.close(act=unit.act(occurred_on))
    unit.save(one)
    return one


async def withdraw_survey(
    unit: UnitOfWork, *, survey: str, reason: str, occurred_on: date | None, expected_version: int | None
) -> WrittenSurvey:
    """Nobody needs to answer any more; the slate stays open."""
    one = await unit.load(WrittenSurvey, survey, expected_version=expected_version)
    slate = await load_slate(unit, one.kind, one.slate)
    act = unit.act(occurred_on)
    one.withdraw(reason=reason, act=act)
    slate.end_survey(one.id, act=act)
    unit.save(one)
    unit.save(slate)
    return one


async def close_on_time(unit: UnitOfWork, survey: str) -> None:
    """By the clock. Whoever comes second finds it closed and changes nothing."""
    one = await unit.load(WrittenSurvey, survey)
    if one.is_due(unit.context.recorded_at):
        one.close(act=unit.act())
        unit.save(one)


async def remind_on_time(unit: UnitOfWork, survey: str) -> None:
    """By the clock, once."""
    one = await unit.load(WrittenSurvey, survey)
    if one.reminder_is_due(unit.context.recorded_at):
        one.remind(act=unit.act())
        unit.save(one)
