"""What may be done to each written survey and each position now."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from services.governance.domain.position import Positions
from services.governance.domain.survey import WrittenSurvey
from shared.domain.act import Act, Actor, Role
from shared.domain.actions import Action
from shared.domain.moment import to_millisecond
from shared.http.actions import judging, woken
from shared.persistence.driver import Document, Store

_SOMEBODY = Actor(subject="somebody", role=Role.ADMINISTRATION)


def of_survey(survey: WrittenSurvey, now: datetime) -> list[Action]:
    at = {"id": survey.id}
    act = Act.of(actor=_SOMEBODY, recorded_at=to_millisecond(now), occurred_on=None)
    return [
        Action(operation="answerSurvey", at=at, obstacles=tuple(survey.obstacles_to_answer())),
        Action(operation="extendSurvey", at=at, obstacles=tuple(survey.obstacles_to_extend(act))),
        Action(operation="remindOfSurvey", at=at, obstacles=tuple(survey.obstacles_to_go_on())),
        Action(operation="closeSurvey", at=at, obstacles=tuple(survey.obstacles_to_close(act))),
        Action(operation="withdrawSurvey", at=at, obstacles=tuple(survey.obstacles_to_withdraw())),
    ]


async def judge_surveys(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    """Running deadlines are judged by the moment, and not by the day (invariant 12)."""
    now = datetime.now(UTC)
    return [of_survey(woken(WrittenSurvey, document), now) for document in documents]


def of_positions(stated: Positions, _: date) -> list[Action]:
    obstacles = tuple(stated.obstacles_to_confirm())
    return [Action(operation="confirmPositions", at={"id": stated.id}, obstacles=obstacles)]


judge_positions = judging(Positions, of_positions)
