"""What may be done to each thing now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.chain import Chain
from services.governance.domain.consultation import Consultation, forum_for
from services.governance.domain.cycle import Cycle
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from shared.domain.actions import Action
from shared.http.actions import by_id, judging, woken
from shared.persistence.driver import Document, Store


def of_cycle(cycle: Cycle, chain: Chain, today: date) -> list[Action]:
    """``chain`` is what the other services told of the year. The consultation that a request names is judged when
    it comes."""
    at = {"cycle": cycle.id}
    waiving = tuple(cycle.obstacles_to_close_with_waivers(chain, today))
    return [
        Action(operation="decideFormat", at=at, obstacles=tuple(cycle.obstacles_to_decide_format())),
        Action(operation="openThemeSlate", obstacles=tuple(cycle.obstacles_to_put_theme())),
        Action(operation="openTopicSlate", obstacles=tuple(cycle.obstacles_to_put_topics(today))),
        Action(operation="closeCycle", at=at, obstacles=tuple(cycle.obstacles_to_close(chain, today))),
        Action(operation="closeCycle", called="closeCycleWithWaivers", at=at, obstacles=waiving),
    ]


def of_consultation(consultation: Consultation, _: date) -> list[Action]:
    at = {"id": consultation.id}
    going_on = tuple(consultation.obstacles_to_go_on())
    return [
        Action(operation="openConsultation", at=at, obstacles=tuple(consultation.obstacles_to_open())),
        Action(operation="noteAttendance", at=at, obstacles=going_on),
        Action(operation="closeConsultation", at=at, obstacles=going_on),
    ]


def of_theme_slate(slate: ThemeSlate, cycle: Cycle, forum: Consultation) -> list[Action]:
    """``forum`` is the consultation in which it can best be decided (``forum_for``)."""
    at = {"id": slate.id}
    conclusive, inconclusive = (
        tuple(slate.obstacles_to_determine(cycle, forum, conclusive=one)) for one in (True, False)
    )
    return [
        Action(operation="determineTheme", at=at, obstacles=conclusive),
        Action(operation="determineTheme", called="findThemeInconclusive", at=at, obstacles=inconclusive),
    ]


def of_topic_slate(slate: TopicSlate, cycle: Cycle, forum: Consultation) -> list[Action]:
    """``forum`` as for a theme slate."""
    obstacles = tuple(slate.obstacles_to_select(cycle, forum))
    return [Action(operation="selectTopics", at={"id": slate.id}, obstacles=obstacles)]


async def _forums(store: Store, slates: Sequence[ThemeSlate | TopicSlate]) -> list[Consultation]:
    """For each slate the consultation in which it can best be decided, as ``forum_for`` chooses."""
    own = await by_id(store, Consultation, (slate.consultation for slate in slates))
    last = await store[Consultation.collection].find_one(
        {"attendance.0": {"$exists": True}}, sort=[("opened_on", -1), ("_id", -1)]
    )
    attended = woken(Consultation, last) if last else None
    return [forum_for(slate.opened_on, own=own[slate.consultation], attended=attended) for slate in slates]


async def chains_of(store: Store, cycles: Sequence[str]) -> list[Chain]:
    """What was heard of each of these cycles, in the same order, read at once."""
    found = await store[Chain.collection].find({"_id": {"$in": sorted(set(cycles))}})
    kept = {document["_id"]: Chain.of(document) for document in found}
    return [kept.get(cycle) or Chain(id=cycle) for cycle in cycles]


judge_consultations = judging(Consultation, of_consultation)


async def judge_cycles(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    cycles = [woken(Cycle, document) for document in documents]
    chains = await chains_of(store, [cycle.id for cycle in cycles])
    return [of_cycle(cycle, chain, today) for cycle, chain in zip(cycles, chains, strict=True)]


async def judge_theme_slates(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    slates = [woken(ThemeSlate, document) for document in documents]
    cycles = await by_id(store, Cycle, (slate.cycle for slate in slates))
    forums = await _forums(store, slates)
    return [of_theme_slate(slate, cycles[slate.cycle], forum) for slate, forum in zip(slates, forums, strict=True)]


async def judge_topic_slates(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    slates = [woken(TopicSlate, document) for document in documents]
    cycles = await by_id(store, Cycle, (slate.cycle for slate in slates))
    forums = await _forums(store, slates)
    return [of_topic_slate(slate, cycles[slate.cycle], forum) for slate, forum in zip(slates, forums, strict=True)]
