"""What is done with topic slates. As with theme slates, the cycle and the consultation are written too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.governance.domain.consultation import Consultation, require_consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.topic_choice import Combination, PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import Topic, TopicSlate
from services.governance.use_cases.identity import identity
from shared.domain.identifiers import new_identifier
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewTopic:
    """A topic as it is proposed; without an ``id`` it is given one."""

    title: LocalizedText
    theme: str
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewCombination:
    """A combination asked for. Without an ``id`` it is given one, the same wherever title and sources are the same."""

    title: LocalizedText
    combined_from: tuple[str, ...]
    id: str | None = None

    @property
    def content(self) -> tuple[str, frozenset[str]]:
        return self.title.model_dump_json(), frozenset(self.combined_from)


@dataclass(frozen=True, kw_only=True)
class NewChoice:
    number: int
    topics: Sequence[PlainTopic | NewCombination]
    title: LocalizedText | None = None


async def open_topic_slate(
    unit: UnitOfWork,
    *,
    id: str | None,
    cycle: str,
    consultation: str,
    topics: Sequence[NewTopic],
    occurred_on: date | None,
) -> TopicSlate:
    """Put the three or four topics of the Administration to the Membership (R9, R10, R11)."""
    year = await unit.load(Cycle, cycle)
    forum = await unit.load(Consultation, consultation)
    slate = TopicSlate.open(
        id=identity(id),
        cycle=year,
        consultation=forum,
        topics=[Topic(id=topic.id or new_identifier(), title=topic.title, theme=topic.theme) for topic in topics],
        act=unit.act(occurred_on),
    )
    await unit.add(slate)
    unit.save(year)
    unit.save(forum)
    return slate


async def select_topics(
    unit: UnitOfWork,
    *,
    slate: str,
    workshops: Sequence[NewChoice],
    why: str,
    forum_kind: str,
    forum: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> TopicSlate:
    """Record what the Membership chose for the two workshops (R8, R13)."""
    topic_slate = await unit.load(TopicSlate, slate, expected_version=expected_version)
    require_consultation(forum_kind)
    year = await unit.load(Cycle, topic_slate.cycle)
    consultation = await unit.load(Consultation, forum)
    topic_slate.select(
        cycle=year,
        consultation=consultation,
        workshops=_identified(workshops),
        why=why,
        act=unit.act(occurred_on),
    )
    unit.save(topic_slate)
    unit.save(year)
    unit.save(consultation)
    return topic_slate


def _identified(choices: Sequence[NewChoice]) -> list[WorkshopChoice]:
    combinations = [topic for choice in choices for topic in choice.topics if isinstance(topic, NewCombination)]
    given = {topic.content: topic.id for topic in combinations if topic.id is not None}
    identifiers = {topic.content: given.get(topic.content) or new_identifier() for topic in combinations}

    def identify(topic: PlainTopic | NewCombination) -> PlainTopic | Combination:
        if isinstance(topic, PlainTopic):
            return topic
        return Combination(
            id=topic.id or identifiers[topic.content], title=topic.title, combined_from=topic.combined_from
        )

    return [
        WorkshopChoice(
            number=choice.number, title=choice.title, topics=tuple(identify(topic) for topic in choice.topics)
        )
        for choice in choices
    ]
