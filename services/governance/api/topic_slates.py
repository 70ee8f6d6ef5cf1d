"""Topic slates over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field, computed_field

from services.governance.api.access import Administration, Membership, speaking_for
from services.governance.api.forum import DecidedInInput
from services.governance.api.slate_actions import judge_topic_slates
from services.governance.api.slate_forms import (
    REPLACES,
    ProposalInput,
    SlateView,
    SourceInput,
    WithdrawOption,
    WithdrawSlate,
    missing_in,
)
from services.governance.api.surveys import Body
from services.governance.domain.topic_choice import PlainTopic
from services.governance.domain.topic_slate import Topic, TopicSelection, TopicSlate
from services.governance.queries import narrowed_by
from services.governance.use_cases import topic_slates
from services.governance.use_cases.slates import withdraw_option, withdraw_slate
from services.governance.use_cases.topic_slates import NewChoice, NewCombination, NewTopic
from shared.contracts.facts import ThemeRef
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText, Text
from shared.http.actions import Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["topic slates"])


class TopicInput(Input):
    id: Identifier | None = Field(default=None, examples=["housing"])
    title: LocalizedText = Field(examples=[{"en": "Housing"}])
    description: LocalizedText | None = None
    theme: Identifier = Field(description="The chosen theme of the cycle (R11)", examples=["inclusive-cities"])
    sources: list[SourceInput] = Field(default_factory=list, max_length=100)
    domains: list[Text] = Field(
        default_factory=list,
        max_length=20,
        description="Other policy domains it touches, in words of your own: no list restricts them (R44)",
        examples=[["housing", "urban planning"]],
    )

    def meant(self) -> NewTopic:
        return NewTopic(
            id=self.id,
            title=self.title,
            description=self.description,
            theme=self.theme,
            sources=[source.meant() for source in self.sources],
            domains=self.domains,
        )


class ProposeTopic(ProposalInput):
    topic: TopicInput


class OpenTopicSlate(Input):
    id: Identifier | None = None
    cycle: Identifier = Field(examples=["cycle-2018"])
    consultation: Identifier = Field(examples=["consultation-2017-2"])
    topics: list[TopicInput] = Field(max_length=50)
    replaces_because: Text | None = REPLACES
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
    """`workshops` are given when the forum was conclusive, and only then."""

    conclusive: bool = True
    workshops: list[WorkshopInput] = Field(default_factory=list, max_length=50)
    why: Text = Field(examples=["No body objected."])
    decided_in: DecidedInInput
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-09-01"])


class CorrectTopics(Input):
    """`why` is what the forum showed, `reason` what was recorded wrongly."""

    workshops: list[WorkshopInput] = Field(max_length=50)
    why: Text = Field(examples=["No body objected."])
    reason: Text = Field(examples=["The two were entered in the wrong order."])
    decided_in: DecidedInInput
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-09-01"])


class TopicSlateView(SlateView):
    """`findings` are all determinations, the last of which stands; `earlier_selections` those that were corrected."""

    theme: ThemeRef
    topics: tuple[Topic, ...]
    selection: TopicSelection | None
    earlier_selections: tuple[TopicSelection, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def missing_languages(self) -> dict[str, tuple[Language, ...]]:
        """In which languages the texts of a topic are still missing, by topic."""
        return missing_in(self.topics)


@router.post("/topic-slates", status_code=201, operation_id="openTopicSlate", responses=PROBLEMS)
async def open_topic_slate(body: OpenTopicSlate, offers: Offering, command: Administration) -> TopicSlateView:
    """Put three or four topics for the two workshops to the Membership (R10), in a consultation that is open.

    The theme was decided before, in an earlier consultation (R9), and every topic names it (R11). A year
    with a single conference has no topic slate, nor have 2001 and 2002 (R74).
    """
    opened = await command.run(
        lambda unit: topic_slates.open_topic_slate(
            unit,
            id=body.id,
            cycle=body.cycle,
            consultation=body.consultation,
            topics=[topic.meant() for topic in body.topics],
            occurred_on=body.occurred_on,
            replaces_because=body.replaces_because,
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
    names the consultation or the written survey in which the Membership took it (R8). With `conclusive: false`
    nothing is chosen and the slate stays open; a survey returns it to the next consultation (R17).
    """
    selected = await command.run(
        lambda unit: topic_slates.select_topics(
            unit,
            slate=id,
            conclusive=body.conclusive,
            workshops=_meant(body.workshops),
            why=body.why,
            forum_kind=body.decided_in.kind,
            forum=body.decided_in.id,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(TopicSlateView, to_document(selected), judge=judge_topic_slates, to=command.actor)


@router.post("/topic-slates/{id}/correction", operation_id="correctTopics", responses=PROBLEMS)
async def correct_topics(
    id: str, body: CorrectTopics, expected: ExpectedVersion, offers: Offering, command: Administration
) -> TopicSlateView:
    """Replace a choice that was recorded wrongly by another; the one before stays on record.

    `TopicsSelected` goes out again and says that it supersedes. Workshops that were planned are not undone: events
    shows what no longer fits.
    """
    corrected = await command.run(
        lambda unit: topic_slates.correct_topics(
            unit,
            slate=id,
            workshops=_meant(body.workshops),
            why=body.why,
            reason=body.reason,
            forum_kind=body.decided_in.kind,
            forum=body.decided_in.id,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(TopicSlateView, to_document(corrected), judge=judge_topic_slates, to=command.actor)


@router.post("/topic-slates/{id}/proposals", operation_id="proposeTopic", responses=PROBLEMS)
async def propose_topic(
    id: str, body: ProposeTopic, expected: ExpectedVersion, offers: Offering, command: Body
) -> TopicSlateView:
    """A body of the Membership adds a topic within the theme (R11), while a consultation on the slate is open (R12).

    There may be any number of them. The secretariat may record what a body proposed, and names the body.
    """
    proposed = await command.run(
        lambda unit: topic_slates.propose_topic(
            unit,
            slate=id,
            topic=body.topic.meant(),
            body=speaking_for(command, body.body),
            consultation=body.consultation,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(TopicSlateView, to_document(proposed), judge=judge_topic_slates, to=command.actor)


@router.post("/topic-slates/{id}/options/{option}/withdrawal", operation_id="withdrawTopic", responses=PROBLEMS)
async def withdraw_topic(
    id: str, option: str, body: WithdrawOption, expected: ExpectedVersion, offers: Offering, command: Body
) -> TopicSlateView:
    """The body that proposed a topic takes it back. It stays on record, and cannot be chosen any more."""
    withdrawn = await command.run(
        lambda unit: withdraw_option(
            unit,
            TopicSlate,
            slate=id,
            option=option,
            body=speaking_for(command, body.body),
            reason=body.reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(TopicSlateView, to_document(withdrawn), judge=judge_topic_slates, to=command.actor)


@router.post("/topic-slates/{id}/withdrawal", operation_id="withdrawTopicSlate", responses=PROBLEMS)
async def withdraw_topic_slate(
    id: str, body: WithdrawSlate, expected: ExpectedVersion, offers: Offering, command: Administration
) -> TopicSlateView:
    """Take the whole slate back, with a reason. A survey that runs on it is withdrawn too; another slate may open.

    A decided one is taken back only where its theme was replaced since; its choice stands until another is made.
    """
    withdrawn = await command.run(
        lambda unit: withdraw_slate(
            unit, TopicSlate, slate=id, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(TopicSlateView, to_document(withdrawn), judge=judge_topic_slates, to=command.actor)


def _meant(workshops: list[WorkshopInput]) -> list[NewChoice]:
    return [
        NewChoice(number=one.number, title=one.title, topics=[topic.meant() for topic in one.topics])
        for one in workshops
    ]


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
