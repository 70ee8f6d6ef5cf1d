"""What is done with topic slates. As with theme slates, the cycle and the consultation are written too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.slate import Source
from services.governance.domain.topic_choice import Combination, PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import Topic, TopicSlate
from services.governance.use_cases.forums import load_forum, return_to_the_membership, save_forum
from services.governance.use_cases.identity import identity
from services.governance.use_cases.slates import check_cited, load_to_propose
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import new_identifier
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewTopic:
    """A topic as it is proposed; without an ``id`` it is given one."""

    title: LocalizedText
    theme: str
    description: LocalizedText | None = None
    sources: Sequence[Source] = ()
    domains: Sequence[str] = ()
    id: str | None = None

    def made(self) -> Topic:
        return Topic(
            id=self.id or new_identifier(),
            title=self.title,
            description=self.description,
            theme=self.theme,
            sources=tuple(self.sources),
            domains=tuple(self.domains),
        )


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
    replaces_because: str | None = None,
) -> TopicSlate:
    """Put the three or four topics of the Administration to the Membership (R9, R10, R11)."""
    year = await unit.load(Cycle, cycle)
    forum = await unit.load(Consultation, consultation)
    await check_cited(unit, (source for topic in topics for source in topic.sources))
    slate = TopicSlate.open(
        id=identity(id),
        cycle=year,
        consultation=forum,
        topics=[topic.made() for topic in topics],
        act=unit.act(occurred_on),
        replaces_because=replaces_because,
    )
    await unit.add(slate)
    unit.save(year)
    unit.save(forum)
    return slate


async def propose_topic(
    unit: UnitOfWork,
    *,
    slate: str,
    topic: NewTopic,
    body: str | None,
    consultation: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> TopicSlate:
    """A body adds a topic (R12). Without a ``consultation`` it is the one to which the slate was put."""
    topic_slate, year, proposer, forum = await load_to_propose(
        unit, TopicSlate, slate, body=body, consultation=consultation, expected_version=expected_version
    )
    await check_cited(unit, topic.sources)
    topic_slate.propose(topic.made(), cycle=year, body=proposer, consultation=forum, act=unit.act(occurred_on))
    unit.save(topic_slate)
    unit.save(forum)
    return topic_slate


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
    conclusive: bool = True,
) -> TopicSlate:
    """Record what the Membership chose for the two workshops (R8, R13), or that its wish was not clear.

    A survey that was not conclusive returns the slate to the next consultation (R17).
    """
    topic_slate = await unit.load(TopicSlate, slate, expected_version=expected_version)
    place = await load_forum(unit, kind=forum_kind, id=forum)
    year = await unit.load(Cycle, topic_slate.cycle)
    act = unit.act(occurred_on)
    if conclusive:
        topic_slate.select(cycle=year, forum=place, workshops=_identified(workshops), why=why, act=act)
    elif workshops:
        raise InvalidInput(
            "What was not conclusive chose no topics.", remedy="Leave out the workshops, or say that it was conclusive."
        )
    else:
        topic_slate.leave_open(cycle=year, forum=place, why=why, act=act)
    unit.save(topic_slate)
    unit.save(year)
    save_forum(unit, place)
    if not conclusive:
        await return_to_the_membership(unit, place, slate=slate, cycle=year.id, act=act)
    return topic_slate


async def correct_topics(
    unit: UnitOfWork,
    *,
    slate: str,
    workshops: Sequence[NewChoice],
    why: str,
    reason: str,
    forum_kind: str,
    forum: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> TopicSlate:
    """Another determination supersedes the one that stands (R18)."""
    topic_slate = await unit.load(TopicSlate, slate, expected_version=expected_version)
    place = await load_forum(unit, kind=forum_kind, id=forum, correcting=True)
    year = await unit.load(Cycle, topic_slate.cycle)
    topic_slate.correct(
        cycle=year,
        forum=place,
        workshops=_identified(workshops),
        why=why,
        reason=reason,
        act=unit.act(occurred_on),
    )
    unit.save(topic_slate)
    unit.save(year)
    save_forum(unit, place)
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
