"""A slate that is withdrawn takes the survey on it along."""

from services.governance.domain.slate import Slate
from services.governance.domain.survey import WrittenSurvey
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork


async def withdraw_survey_on(unit: UnitOfWork, slate: Slate, *, reason: str, act: Act) -> None:
    if slate.survey is None:
        return
    survey = await unit.load(WrittenSurvey, slate.survey)
    survey.withdraw(reason=reason, act=act)
    unit.save(survey)
