"""``actions`` and refusals never disagree: random stories of one cycle, every action tried at every step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto

from hypothesis import given, settings
from hypothesis import strategies as st

from services.governance.api.actions import of_consultation, of_cycle
from services.governance.api.slate_actions import of_theme_slate, of_topic_slate
from services.governance.api.survey_actions import of_survey
from services.governance.domain.agenda import ItemState
from services.governance.domain.chain import Chain, Party
from services.governance.domain.closing import Waiver, answers
from services.governance.domain.consultation import Consultation, ConsultationState, Paper, forum_for
from services.governance.domain.cycle import Cycle
from services.governance.domain.forum import Forum
from services.governance.domain.slate import SlateState
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_choice import PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.events import WorkshopHeld, WorkshopPlanned
from shared.contracts.facts import YearFormat
from shared.contracts.governance import Origin, SurveyReason
from shared.domain.act import Act
from shared.domain.actions import Action, refuse
from shared.domain.errors import DomainError
from shared.domain.text import Language
from tests.sample import CONTEXT
from tests.unit.governance.given import body, cycle, deal_with_standing_items, option, review, text, topic
from tests.unit.governance.heard import told


@dataclass(kw_only=True)
class World:
    """One cycle on one day, and everything that was done about it."""

    cycle: Cycle
    today: date
    chain: Chain = field(default_factory=lambda: Chain(id="cycle-2018"))
    consultations: dict[str, Consultation] = field(default_factory=dict)
    theme_slate: ThemeSlate | None = None
    topic_slate: TopicSlate | None = None
    surveys: dict[str, WrittenSurvey] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    """The surveys that a body answered in time."""
    slates: int = 0
    with_bodies: bool = True
    """Whether somebody comes to the consultations that are opened from now on."""

    def copy(self) -> "World":
        return replace(
            self,
            cycle=self.cycle.model_copy(),
            consultations={id: one.model_copy() for id, one in self.consultations.items()},
            theme_slate=self.theme_slate and self.theme_slate.model_copy(),
            topic_slate=self.topic_slate and self.topic_slate.model_copy(),
            surveys={id: one.model_copy() for id, one in self.surveys.items()},
        )

    def on(self, day: date | None = None) -> Act:
        return CONTEXT.act(day or self.today)

    def scheduled(self) -> Consultation:
        id = f"consultation-{len(self.consultations) + 1}"
        one = Consultation.schedule(id=id, title=text(id), planned_on=self.today, act=self.on())
        self.consultations[id] = one
        return one

    def opened(self, day: date | None = None, *, attended: bool | None = None) -> Consultation:
        one = self.scheduled()
        one.open(act=self.on(day))
        if self.with_bodies if attended is None else attended:
            one.note_attendance(bodies=[body()], act=self.on(day))
        return one

    def named(self, kind: str) -> str:
        self.slates += 1
        return f"{kind}-{self.slates}"

    def survey_forum(self, survey: WrittenSurvey, *, correcting: bool = False) -> SurveyForum:
        return SurveyForum(survey=survey, answered=int(survey.id in self.answered), correcting=correcting)

    def forum_of(self, slate: ThemeSlate | TopicSlate) -> Forum:
        if slate.survey is not None:
            return self.survey_forum(self.surveys[slate.survey])
        attended = [one for one in self.consultations.values() if one.attendance]
        last = max(attended, key=lambda one: (one.opened_on or date.min, one.id), default=None)
        return forum_for(slate.opened_on, own=self.consultations[slate.consultation], attended=last)

    def talk_of(self, slate: ThemeSlate | TopicSlate) -> Consultation:
        going_on = (one for one in self.consultations.values() if one.state is ConsultationState.OPEN)
        dealing = (one for one in going_on if one.deals_with(slate.id))
        return next(dealing, self.consultations[slate.consultation])

    def day_in(self, forum: Forum, slate: ThemeSlate | TopicSlate) -> date:
        if isinstance(forum, SurveyForum):
            return forum.survey.closed_on or self.today
        return max(slate.opened_on, forum.opened_on or slate.opened_on)


_BOTH = (True, False)
_NOT_OF_THE_CYCLE = {
    *("openConsultation", "noteAttendance", "settleAgenda", "addPaper", "writeRecord", "closeConsultation"),
    *("answerSurvey", "extendSurvey", "remindOfSurvey", "closeSurvey", "withdrawSurvey"),
}
"""A consultation belongs to no cycle, and a survey that runs when one is closed ends by itself: these alone go on."""

_TESTED_ELSEWHERE = {("addPaper", False), ("answerSurvey", False), ("explainDeviation", True)}
"""A paper may always be added; deviations are in ``test_cycle.py``, the answer to a survey that was withdrawn in
``test_survey.py``."""

_IN_THE_WAY_OF_A_CLOSING = (
    "had not begun",
    "was held on",
    "has said nothing yet",
    "has not heard yet",
    "has not said yet what becomes of",
    "nothing to waive",
    "was closed on",
)
Attempt = Callable[[World], None]
"""The command with a payload that fits as well as any."""


def offered(world: World) -> Iterator[tuple[Action, Attempt]]:
    attempts: dict[str, Attempt] = {
        "decideFormat": _decide_format,
        "openThemeSlate": _open_theme_slate,
        "openTopicSlate": _open_topic_slate,
        "determineTheme": lambda w: _determine(w, conclusive=True),
        "findThemeInconclusive": lambda w: _determine(w, conclusive=False),
        "selectTopics": _select,
        "findTopicsInconclusive": _leave_open,
        "correctTheme": _correct_theme,
        "correctTopics": _correct_topics,
        "proposeTheme": lambda w: _propose(w, w.theme_slate),
        "proposeTopic": lambda w: _propose(w, w.topic_slate),
        "withdrawThemeSlate": lambda w: _withdraw(w, w.theme_slate),
        "withdrawTopicSlate": lambda w: _withdraw(w, w.topic_slate),
        "acknowledgeMisfit": _acknowledge,
        "explainDeviation": lambda w: w.cycle.explain_deviation(reason="They asked for it.", act=w.on()),
        "closeCycle": _close,
        "closeCycleWithWaivers": _close_with_waivers,
    }
    for action in of_cycle(world.cycle, world.chain, world.today):
        yield action, attempts[action.name]
    if world.theme_slate:
        slate = world.theme_slate
        for action in of_theme_slate(slate, world.cycle, world.forum_of(slate), world.talk_of(slate)):
            yield action, attempts.get(action.name) or _ON_BOTH[action.name, True]
    if world.topic_slate:
        put = world.topic_slate
        for action in of_topic_slate(put, world.cycle, world.forum_of(put), world.talk_of(put)):
            yield action, attempts.get(action.name) or _ON_BOTH[action.name, False]
    for id, survey in world.surveys.items():
        for action in of_survey(survey, CONTEXT.recorded_at):
            yield action, lambda w, id=id, name=action.name: _about_survey(w, id, name)  # type: ignore[misc]
    for id, one in world.consultations.items():
        for action in of_consultation(one, world.today):
            yield action, lambda w, id=id, name=action.name: _about(w, id, name)  # type: ignore[misc]


def _decide_format(world: World) -> None:
    standing = world.cycle.format and world.cycle.format.format
    format = YearFormat.COUNCIL_ONLY
    if world.cycle.year > 2002:
        conference = standing is YearFormat.TWO_WORKSHOPS
        format = YearFormat.SINGLE_CONFERENCE if conference else YearFormat.TWO_WORKSHOPS
    forum = world.opened(attended=True)
    world.cycle.decide_format(format=format, consultation=forum, deviation_reason="They asked for it.", act=world.on())


def _open_theme_slate(world: World) -> None:
    day = min(world.today, date(world.cycle.year - 1, 12, 31))
    if world.cycle.has_taken_back_a_theme_slate:
        day = world.today
    world.theme_slate = ThemeSlate.open(
        id=world.named("theme-slate"),
        cycle=world.cycle,
        consultation=world.opened(day),
        options=[option("cities"), option("youth")],
        act=world.on(day),
        replaces_because="Its options overlapped.",
    )


def _open_topic_slate(world: World) -> None:
    world.topic_slate = TopicSlate.open(
        id=world.named("topic-slate"),
        cycle=world.cycle,
        consultation=world.opened(),
        topics=[topic(one, theme=world.cycle.theme.id if world.cycle.theme else "none") for one in ("a", "b", "c")],
        act=world.on(),
        replaces_because="The theme was corrected.",
    )


def _determine(world: World, *, conclusive: bool, forum: Forum | None = None) -> None:
    assert world.theme_slate
    forum = forum or world.forum_of(world.theme_slate)
    world.theme_slate.determine(
        cycle=world.cycle,
        forum=forum,
        conclusive=conclusive,
        option="cities" if conclusive else None,
        why="It was clear, or not.",
        act=world.on(world.day_in(forum, world.theme_slate)),
    )


def _select(world: World, *, forum: Forum | None = None) -> None:
    assert world.topic_slate
    forum = forum or world.forum_of(world.topic_slate)
    world.topic_slate.select(
        cycle=world.cycle,
        forum=forum,
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, "a"), (2, "b"))],
        why="No body objected.",
        act=world.on(world.day_in(forum, world.topic_slate)),
    )


def _leave_open(world: World) -> None:
    assert world.topic_slate
    forum = world.forum_of(world.topic_slate)
    day = world.day_in(forum, world.topic_slate)
    world.topic_slate.leave_open(cycle=world.cycle, forum=forum, why="It was not clear.", act=world.on(day))


def _again(world: World, slate: ThemeSlate | TopicSlate) -> Forum:
    """The place in which it can be corrected."""
    forum = world.forum_of(slate)
    return world.survey_forum(forum.survey, correcting=True) if isinstance(forum, SurveyForum) else forum


def _correct_theme(world: World) -> None:
    slate = world.theme_slate
    assert slate
    other = "youth" if world.cycle.theme and world.cycle.theme.id == "cities" else "cities"
    forum = _again(world, slate)
    act = world.on(world.day_in(forum, slate))
    slate.correct(cycle=world.cycle, forum=forum, option=other, why="It was clear.", reason="A mistake.", act=act)


def _correct_topics(world: World) -> None:
    slate = world.topic_slate
    assert slate
    forum = _again(world, slate)
    slate.correct(
        cycle=world.cycle,
        forum=forum,
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, "c"), (2, "b"))],
        why="It was clear.",
        reason="A mistake.",
        act=world.on(world.day_in(forum, slate)),
    )


def _propose(world: World, slate: ThemeSlate | TopicSlate | None) -> None:
    assert slate
    talk, name = world.talk_of(slate), f"own-{len(slate.choices)}"
    act = world.on(max(world.today, talk.opened_on or world.today))
    if isinstance(slate, ThemeSlate):
        slate.propose(option(name, sources=[]), cycle=world.cycle, body=body(), consultation=talk, act=act)
    else:
        own = topic(name, theme=slate.theme.id)
        slate.propose(own, cycle=world.cycle, body=body(), consultation=talk, act=act)


def _withdraw(world: World, slate: ThemeSlate | TopicSlate | None) -> None:
    assert slate
    if slate.survey is not None:
        world.surveys[slate.survey].withdraw(reason="Its slate was withdrawn.", act=world.on())
    slate.withdraw(cycle=world.cycle, reason="Its options overlap.", act=world.on())


def _acknowledge(world: World) -> None:
    about = next((one.about for one in world.cycle.misfits if not one.seen), "nothing")
    world.cycle.acknowledge(about=about, reason="They stand.", act=world.on())


def _issue(world: World, slate: ThemeSlate | TopicSlate | None) -> None:
    assert slate
    id = f"survey-{len(world.surveys) + 1}"
    day = max(world.today, slate.opened_on)
    world.surveys[id] = WrittenSurvey.issue(
        id=id,
        cycle=world.cycle,
        slate=slate,
        consultation=world.consultations[slate.consultation],
        reason="more_time_requested",
        asked_for_by=["atlantis"],
        bodies=[body()],
        note=None,
        deadline=datetime.combine(day + timedelta(days=14), time(16), UTC),
        remind_at=None,
        act=world.on(day),
    )


def _state(world: World, slate: ThemeSlate | TopicSlate | None) -> None:
    """As the use case does."""
    assert slate
    refuse(slate.obstacles_to_state(world.cycle, world.talk_of(slate)))


def _about_survey(world: World, id: str, name: str) -> None:
    survey = world.surveys[id]
    if name == "answerSurvey":
        refuse(survey.obstacles_to_answer())
        if survey.state is SurveyState.OPEN:
            world.answered |= {id}
    elif name == "extendSurvey":
        later = survey.deadline + timedelta(days=7)
        survey.extend(deadline=later, reason="A mission asked.", act=world.on(max(world.today, survey.issued_on)))
    elif name == "remindOfSurvey":
        survey.remind(act=world.on(max(world.today, survey.issued_on)))
    elif name == "closeSurvey":
        survey.close(act=world.on(max(world.today, survey.deadline.date())))
    else:
        assert name == "withdrawSurvey"
        slates = [slate for slate in (world.theme_slate, world.topic_slate) if slate and slate.survey == id]
        survey.withdraw(reason="It was issued by mistake.", act=world.on())
        for slate in slates:
            slate.end_survey(id, act=world.on())


_ON_BOTH: dict[tuple[str, bool], Attempt] = {
    ("issueSurvey", True): lambda w: _issue(w, w.theme_slate),
    ("issueSurvey", False): lambda w: _issue(w, w.topic_slate),
    ("statePosition", True): lambda w: _state(w, w.theme_slate),
    ("statePosition", False): lambda w: _state(w, w.topic_slate),
}
"""By operation, and whether it is about the theme slate."""


def _close(world: World, waived: Sequence[Party] = ()) -> None:
    waivers = [Waiver(service=one, by="A. Head", reason="It is small.") for one in waived]
    world.cycle.close(chain=world.chain, waivers=waivers, act=world.on())
    world.chain = world.chain.close(on=world.today)


def _close_with_waivers(world: World) -> None:
    """Waives whoever is in the way, and nobody else; where nobody is, somebody."""
    said = answers(world.chain, own=world.cycle.open_matters())
    _close(world, [one.service for one in said if not one.is_ready] or [Party.FUNDING])


def _hear(world: World, choice: int) -> None:
    """A workshop is planned or held, or a service says that it is ready, or not yet, or of a workshop more."""
    if choice % 4 == 3:
        kind = WorkshopHeld if choice % 8 == 3 else WorkshopPlanned
        world.chain = world.chain.hear_workshop(told(kind), on=world.today)
        return
    party = (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS)[choice % 3]
    said = review(party, open=("workshop-2018-1",) if choice % 5 == 0 else (), held=("workshop-2018-1",) * (choice % 2))
    world.chain = world.chain.hear_review(party, said, on=world.today)


def _about(world: World, id: str, name: str) -> None:
    one = world.consultations[id]
    if name == "openConsultation":
        one.open(act=world.on())
    elif name == "noteAttendance":
        one.note_attendance(bodies=[body(f"borduria-{len(one.attendance)}")], act=world.on())
    elif name == "settleAgenda":
        deal_with_standing_items(one, day=world.today.isoformat())
    elif name == "addPaper":
        address = f"https://example.org/{len(one.papers)}.pdf"
        one.add_paper(Paper(title=text("A paper"), language=Language.EN, address=address), act=world.on())
    elif name == "writeRecord":
        one.write_record(text(f"Record of {world.today}"), act=world.on())
    else:
        assert name == "closeConsultation"
        one.close(act=world.on())


def _refusal(attempt: Attempt, world: World) -> DomainError | None:
    try:
        attempt(world.copy())
    except DomainError as refused:
        return refused
    return None


def _said(error: DomainError) -> tuple[str, str, str | None]:
    return error.slug, error.sentence, error.rule.number if error.rule else None


def check(world: World) -> None:
    for action, attempt in offered(world):
        refused = _refusal(attempt, world)
        assert action.allowed == (refused is None), (action, refused)
        if refused is not None:
            assert _said(refused) == _said(action.obstacles[0]), (action, refused)
    for slate, decide in ((world.theme_slate, "determineTheme"), (world.topic_slate, "selectTopics")):
        blocked = slate and any(action.name == decide and not action.allowed for action, _ in offered(world))
        for forum in world.consultations.values() if blocked else ():
            assert _refused_in(world, decide, forum.id), "no other consultation would do either"


def assert_legal(world: World) -> None:
    """No sequence of steps makes a year that the rules do not know (R1, R7, R8, R10, R13, R14, R15, R17, R18)."""
    year, slate, topics = world.cycle, world.theme_slate, world.topic_slate
    if slate is not None and slate.state is SlateState.DECIDED:
        conclusive = [one for one in slate.findings if one.determination.conclusive]
        assert conclusive
        assert all(one.determination.why for one in slate.findings)
        assert year.theme is not None
        assert year.theme.id == conclusive[-1].option
        assert year.theme.id in {one.id for one in slate.standing()}
        assert slate.survey is None
    if slate is None or slate.state is not SlateState.DECIDED:
        assert year.theme is None, "a theme comes from a slate on which somebody found the Membership's wish"
    if topics is not None:
        assert len([one for one in topics.topics if one.origin is Origin.ADMINISTRATION]) in (3, 4)
        assert topics.state is not SlateState.DECIDED or (topics.selection and len(topics.selection.workshops) == 2)
    for survey in world.surveys.values():
        assert survey.recipients
        assert survey.reason in list(SurveyReason)
        running = [one for one in (slate, topics) if one is not None and one.survey == survey.id]
        assert (survey.state in (SurveyState.OPEN, SurveyState.CLOSED)) == (len(running) == 1)
    for one in world.consultations.values():
        closed = one.state is ConsultationState.CLOSED
        assert not closed or all(item.state is not ItemState.OPEN for item in one.agenda)


def _refused_in(world: World, decide: str, forum: str) -> bool:
    def attempt(w: World) -> None:
        if decide == "determineTheme":
            _determine(w, conclusive=True, forum=w.consultations[forum])
        else:
            _select(w, forum=w.consultations[forum])

    return _refusal(attempt, world) is not None


class Start(Enum):
    NOTHING = auto()
    TOPICS_OPEN = auto()
    ALL_DECIDED_AND_SAID = auto()


STORIES = st.tuples(
    st.sampled_from([2002, 2018, 2018, 2018]),
    st.sampled_from(Start),
    st.lists(
        st.tuples(st.integers(min_value=0, max_value=99), st.sampled_from([0, 0, 1, 30, 300]), st.booleans()),
        max_size=11,
    ),
)
"""The year, how much is decided when the story begins, and for each step: which of the things allowed is done, after
how many days, and whether bodies come."""
Story = tuple[int, Start, list[tuple[int, int, bool]]]


def _begin(world: World, start: Start) -> None:
    if start is Start.NOTHING:
        return
    for decide in (_decide_format, _open_theme_slate, lambda w: _determine(w, conclusive=True)):
        decide(world)
    world.today += timedelta(days=30)
    if world.cycle.year > 2002:
        _open_topic_slate(world)
    if start is Start.TOPICS_OPEN:
        return
    if world.cycle.year > 2002:
        _select(world)
    for party in (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS):
        world.chain = world.chain.hear_review(party, review(party), on=world.today)


def played(story: Story) -> Iterator[World]:
    year, start, steps = story
    world = World(cycle=cycle(year), today=date(year - 1, 2, 1))
    _begin(world, start)
    yield world
    for choice, days, with_bodies in steps:
        world.today += timedelta(days=days)
        world.with_bodies = with_bodies
        moves = [attempt for action, attempt in offered(world) if action.allowed]
        chosen = choice % (len(moves) + 4)
        if chosen < len(moves):
            moves[chosen](world)
        elif chosen == len(moves):
            world.scheduled()
        else:
            _hear(world, choice)
        yield world


def test_an_action_is_allowed_exactly_when_its_command_is_not_refused() -> None:
    """And the stories reach every action both allowed and blocked: otherwise this would prove nothing about those that
    they miss."""
    seen: set[tuple[str, bool, bool]] = set()
    sentences: set[str] = set()

    @settings(derandomize=True, max_examples=300, deadline=None, database=None)
    @given(story=STORIES)
    def look(story: Story) -> None:
        for world in played(story):
            check(world)
            assert_legal(world)
            closed = world.cycle.closed_on is not None
            seen.update((action.name, action.allowed, closed) for action, _ in offered(world))
            closing = (action for action, _ in offered(world) if action.operation == "closeCycle")
            sentences.update(obstacle.sentence for action in closing for obstacle in action.obstacles)

    look()
    missed = [reason for reason in _IN_THE_WAY_OF_A_CLOSING if not any(reason in one for one in sentences)]
    assert missed == []
    names = {name for name, _, _ in seen}
    assert len(names) == 30
    both = {(name, allowed) for name in names for allowed in _BOTH} - _TESTED_ELSEWHERE
    assert both - {(name, allowed) for name, allowed, _ in seen} == set()
    assert {name for name, _, closed in seen if closed} == names
    assert {name for name, allowed, closed in seen if closed and allowed} == _NOT_OF_THE_CYCLE
