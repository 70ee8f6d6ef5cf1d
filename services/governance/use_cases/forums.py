"""The place in which the Membership decided, as a request names it (R8)."""

from services.governance.domain.agenda import ItemKind, brought
from services.governance.domain.consultation import Consultation
from services.governance.domain.forum import forum_kind
from services.governance.domain.position import Positions
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.use_cases.agenda import place_on_next
from shared.contracts.facts import ForumKind
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork, from_document

Place = Consultation | SurveyForum
MOST_BODIES = 2_000
"""More than the Membership will ever have."""


async def load_forum(unit: UnitOfWork, *, kind: str, id: str, correcting: bool = False) -> Place:
    """``correcting``: to replace what was determined there.

    Raises ``RuleBroken`` R8 for a kind that is no forum, else ``NotFound``.
    """
    if forum_kind(kind) is ForumKind.CONSULTATION:
        return await unit.load(Consultation, id)
    return await survey_forum(unit, await unit.load(WrittenSurvey, id), correcting=correcting)


async def survey_forum(unit: UnitOfWork, survey: WrittenSurvey, *, correcting: bool = False) -> SurveyForum:
    """With how many bodies answered in time (R16)."""
    responses = await unit.query(Positions.collection, {"forum": survey.id}, limit=MOST_BODIES)
    answered = sum(survey.counted(from_document(Positions, one)) is not None for one in responses)
    return SurveyForum(survey=survey, answered=answered, correcting=correcting)


def save_forum(unit: UnitOfWork, forum: Place) -> None:
    unit.save(forum.survey if isinstance(forum, SurveyForum) else forum)


async def return_to_the_membership(unit: UnitOfWork, forum: Place, *, slate: str, cycle: str, act: Act) -> None:
    """R17: a slate on which a survey was not conclusive is on the agenda of the next consultation."""
    if isinstance(forum, SurveyForum):
        item = brought(ItemKind.RETURNED_SLATE, about=slate, cycle=cycle, since=act.occurred_on)
        await place_on_next(unit, [item], act=act)
