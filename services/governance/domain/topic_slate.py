"""A topic slate: the three or four topics for the two workshops of a year, and which the Membership chose."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from services.governance.domain.chosen import ChosenTopics
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.log import SlateKind, TopicSlateOpened
from services.governance.domain.rules import R10, R11
from services.governance.domain.theme_slate import SlateState
from services.governance.domain.topic_choice import WorkshopChoice, judge
from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef, TopicRef, YearFormat
from shared.contracts.governance import SelectedWorkshop, TopicsSelected
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText

FEWEST_TOPICS, MOST_TOPICS = 3, 4


class Topic(Fact):
    """A possible topic, and the identifier of the theme it belongs to (R11)."""

    id: Identifier
    title: LocalizedText
    theme: Identifier


class TopicSelection(Fact):
    workshops: tuple[SelectedWorkshop, ...]
    decided_in: DecidedIn
    determination: Determined


class TopicSlate(Aggregate, type="topic_slate", collection="topic_slates"):
    cycle: Identifier
    consultation: Identifier
    theme: ThemeRef
    opened_on: date
    state: SlateState = SlateState.OPEN
    topics: tuple[Topic, ...]
    selection: TopicSelection | None = None

    @classmethod
    def open(cls, *, id: str, cycle: Cycle, consultation: Consultation, topics: Sequence[Topic], act: Act) -> Self:
        """Put the Administration's topics to the Membership (R9, R10, R11). Cycle and consultation record it."""
        chosen = cycle.put_topics(slate=id, consultation=consultation, act=act)
        theme = ThemeRef(id=chosen.id, title=chosen.title)
        _judge_topics(topics, theme)
        consultation.put_forward(kind=SlateKind.TOPICS, slate=id, act=act)
        slate = cls(
            id=id,
            cycle=cycle.id,
            consultation=consultation.id,
            theme=theme,
            opened_on=act.occurred_on,
            topics=tuple(topics),
        )
        slate.record(
            TopicSlateOpened(
                slate=id,
                cycle=cycle.id,
                consultation=consultation.id,
                theme=theme.id,
                topics=tuple(TopicRef(id=topic.id, title=topic.title) for topic in topics),
            ),
            act=act,
        )
        return slate

    def select(
        self, *, cycle: Cycle, consultation: Consultation, workshops: Sequence[WorkshopChoice], why: str, act: Act
    ) -> None:
        """Record what the Membership chose for the two workshops (R8, R13)."""
        refuse(self.obstacles_to_select(cycle, consultation))
        if not why.strip():
            raise InvalidInput("A determination says why.", remedy="Say in a sentence what the consultation showed.")
        selected = judge(workshops, slate={topic.id: topic.title for topic in self.topics})
        decided_in = consultation.find(
            kind=SlateKind.TOPICS, slate=self.id, slate_opened_on=self.opened_on, conclusive=True, act=act
        )
        determination = Determined(conclusive=True, why=why)
        cycle.settle_topics(
            ChosenTopics(slate=self.id, workshops=selected, decided_in=decided_in, determination=determination),
            act=act,
        )
        self.state = SlateState.DECIDED
        self.selection = TopicSelection(workshops=selected, decided_in=decided_in, determination=determination)
        self.record(
            TopicsSelected(
                cycle=self.cycle,
                year=cycle.year,
                theme=self.theme,
                format=YearFormat.TWO_WORKSHOPS,
                slate=self.id,
                workshops=selected,
                decided_in=decided_in,
                determination=determination,
            ),
            act=act,
        )

    def obstacles_to_select(self, cycle: Cycle, consultation: Consultation) -> Obstacles:
        """What is in the way of selecting in this consultation, whatever else the payload says."""
        yield from cycle.obstacles_once_closed()
        if self.state is SlateState.DECIDED:
            yield WrongState(
                "The topics of this slate are selected already.", remedy="Read the decisions of the cycle; they stand."
            )
        elif cycle.closed_on is None:
            yield from cycle.obstacles_to_settle_topics()
        yield from consultation.obstacles_to_find(conclusive=True)


def _judge_topics(topics: Sequence[Topic], theme: ThemeRef) -> None:
    if not FEWEST_TOPICS <= len(topics) <= MOST_TOPICS:
        raise RuleBroken(
            R10,
            f"The Administration proposes three or four topics, and this slate has {len(topics)}.",
            remedy="Put three or four topics on the slate.",
        )
    if len({topic.id for topic in topics}) != len(topics):
        raise InvalidInput("Two topics bear the same identifier.", remedy="Give each topic its own.")
    for topic in topics:
        if topic.theme != theme.id:
            raise RuleBroken(
                R11,
                f"The topic “{topic.title.any()}” names the theme “{topic.theme}”, "
                f"and the theme of its year is “{theme.id}” ({theme.title.any()}).",
                remedy="Link every topic to the chosen theme.",
            )
