"""The shape of a topic decision: two distinct topics, or a combination that keeps its sources (R13, R73)."""

from collections.abc import Mapping, Sequence

from services.governance.domain.rules import R13, R73
from services.governance.domain.titles import same_title
from shared.contracts.facts import Fact, TopicRef
from shared.contracts.governance import SelectedWorkshop
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText

WORKSHOP_NUMBERS = [1, 2]
FEWEST_SOURCES = 2


class PlainTopic(Fact):
    """A topic taken as the slate has it."""

    topic: Identifier


class Combination(Fact):
    """A topic made from several of the slate, asked for by the Membership (F30)."""

    id: Identifier
    title: LocalizedText
    combined_from: tuple[Identifier, ...]


class WorkshopChoice(Fact):
    """What was chosen for one workshop. Without a ``title`` it bears its topic's."""

    number: int
    topics: tuple[PlainTopic | Combination, ...]
    title: LocalizedText | None = None


def judge(choices: Sequence[WorkshopChoice], *, slate: Mapping[str, LocalizedText]) -> tuple[SelectedWorkshop, ...]:
    """The two workshops of the year, by number. ``slate`` holds the titles of the slate's topics by identifier.

    Each workshop has one topic. Two plain topics are distinct; one combination may serve both workshops,
    or one beside a plain topic. Raises ``RuleBroken`` R13, and R73 when both would bear one title.
    """
    ordered = sorted(choices, key=lambda choice: choice.number)
    if [choice.number for choice in ordered] != WORKSHOP_NUMBERS:
        raise RuleBroken(
            R13,
            "A topic decision is for the two workshops of the year, numbered 1 and 2.",
            remedy="Name the workshops 1 and 2, each once.",
        )
    first, second = (_select(choice, slate) for choice in ordered)
    _judge_pair(first, second)
    return first, second


def _select(choice: WorkshopChoice, slate: Mapping[str, LocalizedText]) -> SelectedWorkshop:
    if len(choice.topics) != 1:
        raise RuleBroken(
            R13,
            f"Workshop {choice.number} would have {len(choice.topics)} topics; each of the two has one.",
            remedy="Give each workshop one topic of the slate, or one combination of several.",
        )
    chosen = choice.topics[0]
    topic = _plain(chosen, slate) if isinstance(chosen, PlainTopic) else _combined(chosen, slate)
    return SelectedWorkshop(number=choice.number, title=choice.title or topic.title, topics=(topic,))


def _plain(chosen: PlainTopic, slate: Mapping[str, LocalizedText]) -> TopicRef:
    _require_on_slate(chosen.topic, slate)
    return TopicRef(id=chosen.topic, title=slate[chosen.topic])


def _combined(chosen: Combination, slate: Mapping[str, LocalizedText]) -> TopicRef:
    sources = tuple(dict.fromkeys(chosen.combined_from))
    for source in sources:
        _require_on_slate(source, slate)
    if len(sources) < FEWEST_SOURCES:
        raise RuleBroken(
            R13,
            f"The combination “{chosen.title.any()}” names fewer than two distinct topics of the slate.",
            remedy="Name at least two topics of the slate that it combines, or choose the one topic as it is.",
        )
    if chosen.id in slate:
        raise InvalidInput(
            f"The combination “{chosen.title.any()}” bears the identifier of a topic of the slate.",
            remedy="Give it another identifier, or none.",
        )
    return TopicRef(id=chosen.id, title=chosen.title, combined_from=sources)


def _judge_pair(first: SelectedWorkshop, second: SelectedWorkshop) -> None:
    one, other = first.topics[0], second.topics[0]
    if one.id == other.id and not one.combined_from:
        raise RuleBroken(
            R13,
            f"Both workshops would have the one topic “{one.title.any()}”.",
            remedy="Choose two distinct topics, or a combination that names at least two.",
        )
    if one.id == other.id and one != other:
        raise InvalidInput(
            f"The combination “{one.id}” is given with two different titles or sources.",
            remedy="Give one combination the same way for both workshops, or two combinations an identifier each.",
        )
    if same_title(first.title, second.title):
        raise RuleBroken(
            R73,
            f"Both workshops would bear the title “{first.title.any()}”.",
            remedy="Give each workshop a title of its own.",
        )


def _require_on_slate(topic: str, slate: Mapping[str, LocalizedText]) -> None:
    if topic not in slate:
        raise RuleBroken(
            R13,
            f"The topic “{topic}” is not on this slate.",
            remedy=f"Choose among its topics: {', '.join(slate)}.",
        )
