"""A topic slate: the three or four topics for the two workshops of a year, and which the Membership chose."""

from collections.abc import Sequence
from typing import ClassVar, Self

from services.governance.domain.body import Body
from services.governance.domain.chosen import ChosenTopics
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.forum import Forum
from services.governance.domain.rules import R10, R11, R12
from services.governance.domain.slate import Finding, Option, Slate, SlateState, judge_titles, require_why
from services.governance.domain.slate_log import (
    TopicProposed,
    TopicsFoundInconclusive,
    TopicSlateOpened,
    TopicSlateSurveyed,
    TopicSlateWithdrawn,
    TopicSurveyEnded,
    TopicWithdrawn,
)
from services.governance.domain.topic_choice import WorkshopChoice, judge
from shared.contracts.facts import DecidedIn, Determined, Fact, ForumKind, ThemeRef, TopicRef, YearFormat
from shared.contracts.governance import SelectedWorkshop, SlateKind, TopicsSelected
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, Rule, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.message import Message

FEWEST_TOPICS, MOST_TOPICS = 3, 4


class Topic(Option):
    """A possible topic, and the identifier of the theme it belongs to (R11). ``domains`` are other policy domains it
    touches, in words of one's own: no list restricts them (R44)."""

    theme: Identifier
    domains: tuple[str, ...] = ()


class TopicSelection(Fact):
    workshops: tuple[SelectedWorkshop, ...]
    decided_in: DecidedIn
    determination: Determined


class TopicSlate(Slate, type="topic_slate", collection="topic_slates"):
    slate_kind: ClassVar[SlateKind] = SlateKind.TOPICS
    proposal_rule: ClassVar[Rule] = R12

    theme: ThemeRef
    topics: tuple[Topic, ...]
    selection: TopicSelection | None = None
    earlier_selections: tuple[TopicSelection, ...] = ()
    """Those that a correction superseded, the oldest first."""
    findings: tuple[Finding, ...] = ()

    @property
    def choices(self) -> tuple[Topic, ...]:
        return self.topics

    @classmethod
    def open(
        cls,
        *,
        id: str,
        cycle: Cycle,
        consultation: Consultation,
        topics: Sequence[Topic],
        act: Act,
        replaces_because: str | None = None,
    ) -> Self:
        """Put the Administration's topics to the Membership (R9, R10, R11). Cycle and consultation record it."""
        chosen = cycle.put_topics(slate=id, consultation=consultation, act=act, replaces_because=replaces_because)
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
            replaces_because=replaces_because,
        )
        slate.record(
            TopicSlateOpened(
                slate=id,
                cycle=cycle.id,
                consultation=consultation.id,
                theme=theme.id,
                topics=tuple(TopicRef(id=topic.id, title=topic.title) for topic in topics),
                replaces_because=replaces_because,
            ),
            act=act,
        )
        return slate

    def propose(self, topic: Topic, *, cycle: Cycle, body: Body | None, consultation: Consultation, act: Act) -> None:
        """A body of the Membership adds a topic within the theme (R11, R12)."""
        proposer = self.judge_proposal(cycle=cycle, body=body, consultation=consultation, option=topic, act=act)
        _judge_theme(topic, self.theme)
        self.topics += (topic.proposed(by=proposer.id, in_=consultation.id, on=act.occurred_on),)
        self.record(
            TopicProposed(slate=self.id, option=topic.id, body=proposer.id, consultation=consultation.id), act=act
        )

    def withdraw_option(self, option: str, *, body: str | None, reason: str, act: Act) -> None:
        """The body that proposed it takes it back."""
        self.topics = self.without(self.topics, option, body=body, reason=reason, act=act)
        self.record(TopicWithdrawn(slate=self.id, option=option, reason=reason), act=act)

    def withdraw(self, *, cycle: Cycle, reason: str, act: Act) -> None:
        """Take the whole slate back, also a decided one whose theme was replaced: what was chosen stands until other
        topics are."""
        refuse(self.obstacles_to_withdraw(cycle))
        cycle.take_back_topic_slate(slate=self.id, act=act)
        self.close_for_good(reason=reason, message=TopicSlateWithdrawn(slate=self.id, reason=reason), act=act)

    def put_in_writing(self, survey: str, *, act: Act) -> None:
        self.begin_survey(survey, message=TopicSlateSurveyed(slate=self.id, survey=survey), act=act)

    def survey_ended(self, survey: str) -> Message:
        return TopicSurveyEnded(slate=self.id, survey=survey)

    def select(self, *, cycle: Cycle, forum: Forum, workshops: Sequence[WorkshopChoice], why: str, act: Act) -> None:
        """Record what the Membership chose for the two workshops (R8, R13)."""
        refuse(self.obstacles_to_select(cycle, forum))
        self._choose(cycle, forum, workshops, why=why, act=act, supersedes=cycle.topics.slate if cycle.topics else None)
        self.state = SlateState.DECIDED

    def leave_open(self, *, cycle: Cycle, forum: Forum, why: str, act: Act) -> None:
        """The forum showed no clear wish: the slate stays open."""
        refuse(self.obstacles_to_leave_open(cycle, forum))
        require_why(why)
        determination = Determined(conclusive=False, why=why)
        decided_in = self._found_in(forum, conclusive=False, act=act)
        self.findings += (Finding(determination=determination, decided_in=decided_in),)
        cycle.leave_topics_open(slate=self.id, act=act)
        self.record(TopicsFoundInconclusive(slate=self.id, cycle=self.cycle, forum=forum.id, why=why), act=act)

    def correct(
        self,
        *,
        cycle: Cycle,
        forum: Forum,
        workshops: Sequence[WorkshopChoice],
        why: str,
        reason: str,
        act: Act,
    ) -> None:
        """Another determination supersedes the one that stands; that one stays on record (R18)."""
        refuse(self.obstacles_to_correct(cycle, forum))
        if not reason.strip():
            raise InvalidInput("A correction says what was wrong.", remedy="Say in reason what was recorded wrongly.")
        assert self.selection is not None
        before, corrected = self.selection, len(self.findings)
        if before.workshops == self._judged(workshops) and before.decided_in.id == forum.id:
            raise WrongState(
                "The determination that stands says the same.", remedy="Correct it only where it was recorded wrongly."
            )
        self._choose(cycle, forum, workshops, why=why, act=act, supersedes=self.id)
        self.earlier_selections += (before,)
        last = self.findings[-1].model_copy(update={"corrects": corrected, "correction_reason": reason})
        self.findings = (*self.findings[:-1], last)

    # What is in the way whatever else the payload says

    def obstacles_to_select(self, cycle: Cycle, forum: Forum) -> Obstacles:
        """What is in the way of selecting in this forum."""
        yield from cycle.obstacles_once_closed()
        yield from self.obstacles_unless_open()
        if self.state is SlateState.OPEN and cycle.closed_on is None:
            yield from self.obstacles_while_surveyed(forum)
            yield from cycle.obstacles_to_settle_topics(slate=self.id)
        yield from forum.obstacles_to_find(conclusive=True)

    def obstacles_to_leave_open(self, cycle: Cycle, forum: Forum) -> Obstacles:
        yield from cycle.obstacles_once_closed()
        yield from self.obstacles_unless_open()
        if self.state is SlateState.OPEN:
            yield from self.obstacles_while_surveyed(forum)
        yield from forum.obstacles_to_find(conclusive=False)

    def obstacles_to_correct(self, cycle: Cycle, forum: Forum) -> Obstacles:
        yield from cycle.obstacles_once_closed()
        if self.state is not SlateState.DECIDED:
            yield WrongState(
                "There is no choice of topics on this slate to correct.",
                remedy="Record what the consultation or the survey showed.",
            )
        yield from cycle.obstacles_without_workshops()
        yield from forum.obstacles_to_find(conclusive=True)

    def obstacles_to_withdraw(self, cycle: Cycle) -> Obstacles:
        yield from cycle.obstacles_once_closed()
        if self.state is SlateState.DECIDED and cycle.theme is not None and cycle.theme.id != self.theme.id:
            return
        yield from self.obstacles_unless_open()

    def _choose(
        self,
        cycle: Cycle,
        forum: Forum,
        workshops: Sequence[WorkshopChoice],
        *,
        why: str,
        act: Act,
        supersedes: str | None,
    ) -> None:
        require_why(why)
        selected = self._judged(workshops)
        decided_in = self._found_in(forum, conclusive=True, act=act)
        determination = Determined(conclusive=True, why=why)
        cycle.settle_topics(
            ChosenTopics(slate=self.id, workshops=selected, decided_in=decided_in, determination=determination),
            act=act,
        )
        self.selection = TopicSelection(workshops=selected, decided_in=decided_in, determination=determination)
        self.findings += (Finding(determination=determination, decided_in=decided_in),)
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
                supersedes=supersedes,
            ),
            act=act,
        )

    def _judged(self, workshops: Sequence[WorkshopChoice]) -> tuple[SelectedWorkshop, ...]:
        return judge(workshops, slate={topic.id: topic.title for topic in self.topics if topic.stands})

    def _found_in(self, forum: Forum, *, conclusive: bool, act: Act) -> DecidedIn:
        decided_in = forum.find(
            kind=SlateKind.TOPICS, slate=self.id, slate_opened_on=self.opened_on, conclusive=conclusive, act=act
        )
        if forum.kind is ForumKind.WRITTEN_SURVEY:
            self.survey = None
        return decided_in


def _judge_topics(topics: Sequence[Topic], theme: ThemeRef) -> None:
    if not FEWEST_TOPICS <= len(topics) <= MOST_TOPICS:
        raise RuleBroken(
            R10,
            f"The Administration proposes three or four topics, and this slate has {len(topics)}.",
            remedy="Put three or four topics on the slate.",
        )
    if len({topic.id for topic in topics}) != len(topics):
        raise InvalidInput("Two topics bear the same identifier.", remedy="Give each topic its own.")
    judge_titles(topics)
    for topic in topics:
        _judge_theme(topic, theme)


def _judge_theme(topic: Topic, theme: ThemeRef) -> None:
    if topic.theme != theme.id:
        raise RuleBroken(
            R11,
            f"The topic “{topic.title.any()}” names the theme “{topic.theme}”, "
            f"and the theme of its year is “{theme.id}” ({theme.title.any()}).",
            remedy="Link every topic to the chosen theme.",
        )
