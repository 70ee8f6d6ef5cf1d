"""What may be done to each slate now, told by the checks of the domain that refuse it."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.governance.domain.consultation import Consultation, ConsultationState, forum_for
from services.governance.domain.cycle import Cycle
from services.governance.domain.forum import Forum
from services.governance.domain.position import Positions
from services.governance.domain.slate import Slate
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.survey_reason import obstacles_to_issue
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from shared.domain.actions import Action
from shared.http.actions import by_id, woken
from shared.persistence.driver import Document, Store


def of_theme_slate(slate: ThemeSlate, cycle: Cycle, forum: Forum, talk: Consultation) -> list[Action]:
    """``forum`` is where it can best be decided: the survey that runs on it, or a consultation (``forum_for``).
    ``talk`` is the consultation in which it is spoken about now, or the one to which it was put."""
    at = {"id": slate.id}
    conclusive, inconclusive = (
        tuple(slate.obstacles_to_determine(cycle, forum, conclusive=one)) for one in (True, False)
    )
    return [
        Action(operation="determineTheme", at=at, obstacles=conclusive),
        Action(operation="determineTheme", called="findThemeInconclusive", at=at, obstacles=inconclusive),
        Action(operation="correctTheme", at=at, obstacles=tuple(slate.obstacles_to_correct(cycle, _again(forum)))),
        Action(operation="proposeTheme", at=at, obstacles=tuple(slate.obstacles_to_propose(cycle, talk))),
        Action(operation="withdrawThemeSlate", at=at, obstacles=tuple(slate.obstacles_to_withdraw(cycle))),
        *_of_both(slate, cycle, talk),
    ]


def of_topic_slate(slate: TopicSlate, cycle: Cycle, forum: Forum, talk: Consultation) -> list[Action]:
    """``forum`` and ``talk`` as for a theme slate."""
    at = {"id": slate.id}
    inconclusive = tuple(slate.obstacles_to_leave_open(cycle, forum))
    return [
        Action(operation="selectTopics", at=at, obstacles=tuple(slate.obstacles_to_select(cycle, forum))),
        Action(operation="selectTopics", called="findTopicsInconclusive", at=at, obstacles=inconclusive),
        Action(operation="correctTopics", at=at, obstacles=tuple(slate.obstacles_to_correct(cycle, _again(forum)))),
        Action(operation="proposeTopic", at=at, obstacles=tuple(slate.obstacles_to_propose(cycle, talk))),
        Action(operation="withdrawTopicSlate", at=at, obstacles=tuple(slate.obstacles_to_withdraw(cycle))),
        *_of_both(slate, cycle, talk),
    ]


def _of_both(slate: Slate, cycle: Cycle, talk: Consultation) -> list[Action]:
    return [
        Action(operation="statePosition", obstacles=tuple(slate.obstacles_to_state(cycle, talk))),
        Action(operation="issueSurvey", obstacles=tuple(obstacles_to_issue(slate, cycle))),
    ]


def _again(forum: Forum) -> Forum:
    """The same place, to replace what was determined there."""
    if isinstance(forum, SurveyForum):
        return SurveyForum(survey=forum.survey, answered=forum.answered, correcting=True)
    return forum


async def judge_theme_slates(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    slates = [woken(ThemeSlate, document) for document in documents]
    places = await _Places.of(store, slates)
    return [of_theme_slate(one, places.cycles[one.cycle], places.forum(one), places.talk(one)) for one in slates]


async def judge_topic_slates(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    slates = [woken(TopicSlate, document) for document in documents]
    places = await _Places.of(store, slates)
    return [of_topic_slate(one, places.cycles[one.cycle], places.forum(one), places.talk(one)) for one in slates]


class _Places:
    """Where each of some slates is spoken about, and where it can best be decided; read once for all of them."""

    def __init__(
        self,
        *,
        cycles: Mapping[str, Cycle],
        own: Mapping[str, Consultation],
        attended: Consultation | None,
        open: Sequence[Consultation],
        surveys: Mapping[str, SurveyForum],
    ) -> None:
        self.cycles, self._own, self._attended, self._open, self._surveys = cycles, own, attended, open, surveys

    @classmethod
    async def of(cls, store: Store, slates: Sequence[Slate]) -> "_Places":
        consultations = store[Consultation.collection]
        last = await consultations.find_one({"attendance.0": {"$exists": True}}, sort=[("opened_on", -1), ("_id", -1)])
        going_on = await consultations.find({"state": ConsultationState.OPEN.value})
        return cls(
            cycles=await by_id(store, Cycle, (slate.cycle for slate in slates)),
            own=await by_id(store, Consultation, (slate.consultation for slate in slates)),
            attended=woken(Consultation, last) if last else None,
            open=[woken(Consultation, one) for one in going_on],
            surveys=await _surveys(store, [slate.survey for slate in slates if slate.survey is not None]),
        )

    def forum(self, slate: Slate) -> Forum:
        if slate.survey is not None:
            return self._surveys[slate.survey]
        return forum_for(slate.opened_on, own=self._own[slate.consultation], attended=self._attended)

    def talk(self, slate: Slate) -> Consultation:
        dealing = (one for one in self._open if one.deals_with(slate.id))
        return next(dealing, self._own[slate.consultation])


async def _surveys(store: Store, identifiers: Sequence[str]) -> dict[str, SurveyForum]:
    if not identifiers:
        return {}
    surveys = await by_id(store, WrittenSurvey, identifiers)
    answered = dict.fromkeys(surveys, 0)
    for document in await store[Positions.collection].find({"forum": {"$in": sorted(surveys)}}):
        response = woken(Positions, document)
        answered[response.forum] += surveys[response.forum].counted(response) is not None
    return {id: SurveyForum(survey=survey, answered=answered[id]) for id, survey in surveys.items()}
