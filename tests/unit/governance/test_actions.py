"""``actions`` and refusals never disagree: random stories of one cycle, every action tried at every step."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum, auto

from hypothesis import given, settings
from hypothesis import strategies as st

from services.governance.domain.agenda import ItemState
from services.governance.domain.chain import Party
from services.governance.domain.consultation import ConsultationState
from services.governance.domain.slate import SlateState
from services.governance.domain.survey import SurveyState
from shared.contracts.governance import Origin, SurveyReason
from tests.unit.governance.attempts import (
    decide_format,
    determine,
    hear,
    offered,
    open_theme_slate,
    open_topic_slate,
    refusal_of,
    said,
    select,
)
from tests.unit.governance.given import cycle, review
from tests.unit.governance.world import World

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


def check(world: World) -> None:
    for action, attempt in offered(world):
        refused = refusal_of(attempt, world)
        assert action.allowed == (refused is None), (action, refused)
        if refused is not None:
            assert said(refused) == said(action.obstacles[0]), (action, refused)
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
            determine(w, conclusive=True, forum=w.consultations[forum])
        else:
            select(w, forum=w.consultations[forum])

    return refusal_of(attempt, world) is not None


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
    for decide in (decide_format, open_theme_slate, lambda w: determine(w, conclusive=True)):
        decide(world)
    world.today += timedelta(days=30)
    if world.cycle.year > 2002:
        open_topic_slate(world)
    if start is Start.TOPICS_OPEN:
        return
    if world.cycle.year > 2002:
        select(world)
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
            hear(world, choice)
        yield world


def test_an_action_is_allowed_exactly_when_its_command_is_not_refused() -> None:
    """And the stories reach every action both allowed and blocked: otherwise this would prove nothing about those that
    they miss."""
    seen: set[tuple[str, bool, bool]] = set()
    sentences: set[str] = set()

    @settings(derandomize=True, max_examples=300, database=None)
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
