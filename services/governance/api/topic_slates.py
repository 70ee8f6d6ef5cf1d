"""Topic slates over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.governance.api.access import Administration, Membership
from services.governance.api.actions import judge_topic_slates
from services.governance.api.forum import DecidedInInput
from services.governance.domain.theme_slate import SlateState
from services.governance.domain.topic_choice import PlainTopic
from services.governance.domain.topic_slate import Topic, TopicSelection
from services.governance.queries import narrowed_by
from services.governance.use_cases import topic_slates
from services.governance.use_cases.topic_slates import NewChoice, NewCombination, NewTopic
from shared.contracts.facts import ThemeRef
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText, Text
from shared.http.actions import ActedView, Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["topic slates"])


class TopicInput(Input):
    id: Identifier | None = Field(default=None, examples=["housing"])
    title: LocalizedText = Field(examples=[{"en": "Housing"}])
    theme: Identifier = Field(description="The chosen theme of the cycle (R11)", examples=["inclusive-cities"])


class OpenTopicSlate(Input):
    id: Identifier | None = None
    cycle: Identifier = Field(examples=["cycle-2018"])
    consultation: Identifier = Field(examples=["consultation-2017-2"])
    topics: list[TopicInput] = Field(max_length=50)
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-09-01"])


class PlainTopicInput(Input):
    """A topic as the slate has it."""

    topic: Identifier = Field(examples=["housing"])

    def meant(self) -> PlainTopic:
        return PlainTopic(topic=self.topic)


class CombinationInput(Input):
    """A topic made from at least two of the slate. Given alike for both workshops, it is one combination."""

    id: Identifier | None = Field(default=None, examples=["housing-and-work"])
    title: LocalizedText = Field(examples=[{"en": "Housing and work"}])
    combined_from: list[Identifier] = Field(max_length=50, examples=[["housing", "work"]])

    def meant(self) -> NewCombination:
        return NewCombination(id=self.id, title=self.title, combined_from=tuple(self.combined_from))


class WorkshopInput(Input):
    number: int = Field(description="1 first, 2 second", examples=[1])
    title: LocalizedText | None = Field(default=None, description="The topic's title if left out")
    topics: list[PlainTopicInput | CombinationInput] = Field(max_length=50)


class SelectTopics(Input):
    workshops: list[WorkshopInput] = Field(max_length=50)
    why: Text = Field(examples=["No body objected."])
    decided_in: DecidedInInput
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-09-01"])


class TopicSlateView(ActedView):
    cycle: str
    consultation: str
    theme: ThemeRef
    opened_on: date
    state: SlateState
    topics: tuple[Topic, ...]
    selection: TopicSelection | None


@router.post("/topic-slates", status_code=201, operation_id="openTopicSlate", responses=PROBLEMS)
async def open_topic_slate(body: OpenTopicSlate, offers: Offering, command: Administration) -> TopicSlateView:
    """Put three or four topics for the two workshops to the Membership (R10), in a consultation that is open.

    The theme was decided before, in an earlier consultation (R9), and every topic names it (R11). A year
    with a single conference has no topic slate, nor have 2001 and 2002 (R74).
    """
    topics = [NewTopic(id=topic.id, title=topic.title, theme=topic.theme) for topic in body.topics]
    opened = await command.run(
        lambda unit: topic_slates.open_topic_slate(
            unit,
            id=body.id,
            cycle=body.cycle,
            consultation=body.consultation,
            topics=topics,
            occurred_on=body.occurred_on,
        )
    )
    return await offers.one(TopicSlateView, to_document(opened), judge=judge_topic_slates, to=command.actor)


@router.post("/topic-slates/{id}/selection", operation_id="selectTopics", responses=PROBLEMS)
async def select_topics(
    id: str, body: SelectTopics, expected: ExpectedVersion, offers: Offering, command: Administration
) -> TopicSlateView:
    """Record what the Membership chose for the two workshops.

    Either two distinct topics, one for each workshop, or a combination that names at least two topics of
    the slate; it may serve one workshop or both (R13). The two bear different titles (R73). The decision
    names the consultation in which the Membership took it (R8).
    """
    workshops = [
        NewChoice(number=one.number, title=one.title, topics=[topic.meant() for topic in one.topics])
        for one in body.workshops
    ]
    selected = await command.run(
        lambda unit: topic_slates.select_topics(
            unit,
            slate=id,
            workshops=workshops,
            why=body.why,
            forum_kind=body.decided_in.kind,
            forum=body.decided_in.id,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(TopicSlateView, to_document(selected), judge=judge_topic_slates, to=command.actor)


@router.get("/topic-slates", operation_id="listTopicSlates", responses=PROBLEMS)
async def list_topic_slates(
    reader: Membership, paging: Paging, offers: Offering, cycle: str | None = None
) -> Listing[TopicSlateView]:
    """The topic slates, in order of identifier; `cycle` narrows the list."""
    return await offers.listing(
        TopicSlateView,
        narrowed_by(cycle=cycle),
        collection="topic_slates",
        paging=paging,
        judge=judge_topic_slates,
        to=reader.actor,
        creates=[Action(operation="openTopicSlate")],
    )


@router.get("/topic-slates/{id}", operation_id="getTopicSlate", responses=PROBLEMS)
async def get_topic_slate(id: str, offers: Offering, reader: Membership) -> TopicSlateView:
    """One topic slate, with what was chosen from it."""
    return await offers.one(
        TopicSlateView, await reader.one("topic_slates", id), judge=judge_topic_slates, to=reader.actor
    )
