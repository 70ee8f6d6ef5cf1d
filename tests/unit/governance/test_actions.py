"""``actions`` and refusals never disagree: random stories of one cycle, every action tried at every step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.governance.api.actions import of_consultation, of_cycle, of_theme_slate, of_topic_slate
from services.governance.domain.chain import Chain, Party
from services.governance.domain.closing import Waiver, answers
from services.governance.domain.consultation import Consultation, forum_for
from services.governance.domain.cycle import Cycle
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_choice import PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.events import WorkshopHeld, WorkshopPlanned
from shared.contracts.facts import YearFormat
from shared.domain.act import Act
from shared.domain.actions import Action
from shared.domain.errors import DomainError
from tests.sample import CONTEXT
from tests.unit.governance.given import body, cycle, option, review, text, topic
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
    with_bodies: bool = True
    """Whether somebody comes to the consultations that are opened from now on."""

    def copy(self) -> "World":
        return replace(
            self,
            cycle=self.cycle.model_copy(),
            consultations={id: one.model_copy() for id, one in self.consultations.items()},
            theme_slate=self.theme_slate and self.theme_slate.model_copy(),
            topic_slate=self.topic_slate and self.topic_slate.model_copy(),
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

    def forum_of(self, slate: ThemeSlate | TopicSlate) -> Consultation:
        attended = [one for one in self.consultations.values() if one.attendance]
        last = max(attended, key=lambda one: (one.opened_on or date.min, one.id), default=None)
        return forum_for(slate.opened_on, own=self.consultations[slate.consultation], attended=last)

    def day_in(self, forum: Consultation, slate: ThemeSlate | TopicSlate) -> date:
        return max(slate.opened_on, forum.opened_on or slate.opened_on)


_BOTH = (True, False)
_OF_CONSULTATIONS = {"openConsultation", "noteAttendance", "closeConsultation"}
"""A consultation belongs to no cycle, so these alone go on when one is closed."""

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
        "closeCycle": _close,
        "closeCycleWithWaivers": _close_with_waivers,
    }
    for action in of_cycle(world.cycle, world.chain, world.today):
        yield action, attempts[action.name]
    if world.theme_slate:
        for action in of_theme_slate(world.theme_slate, world.cycle, world.forum_of(world.theme_slate)):
            yield action, attempts[action.name]
    if world.topic_slate:
        for action in of_topic_slate(world.topic_slate, world.cycle, world.forum_of(world.topic_slate)):
            yield action, attempts[action.name]
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
    world.theme_slate = ThemeSlate.open(
        id="theme-slate-1",
        cycle=world.cycle,
        consultation=world.opened(day),
        options=[option("cities"), option("youth")],
        act=world.on(day),
    )


def _open_topic_slate(world: World) -> None:
    world.topic_slate = TopicSlate.open(
        id="topic-slate-1",
        cycle=world.cycle,
        consultation=world.opened(),
        topics=[topic(one) for one in ("a", "b", "c")],
        act=world.on(),
    )


def _determine(world: World, *, conclusive: bool, forum: Consultation | None = None) -> None:
    assert world.theme_slate
    forum = forum or world.forum_of(world.theme_slate)
    world.theme_slate.determine(
        cycle=world.cycle,
        consultation=forum,
        conclusive=conclusive,
        option="cities" if conclusive else None,
        why="It was clear, or not.",
        act=world.on(world.day_in(forum, world.theme_slate)),
    )


def _select(world: World, *, forum: Consultation | None = None) -> None:
    assert world.topic_slate
    forum = forum or world.forum_of(world.topic_slate)
    world.topic_slate.select(
        cycle=world.cycle,
        consultation=forum,
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, "a"), (2, "b"))],
        why="No body objected.",
        act=world.on(world.day_in(forum, world.topic_slate)),
    )


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


def _refused_in(world: World, decide: str, forum: str) -> bool:
    def attempt(w: World) -> None:
        if decide == "determineTheme":
            _determine(w, conclusive=True, forum=w.consultations[forum])
        else:
            _select(w, forum=w.consultations[forum])

    return _refusal(attempt, world) is not None


STORIES = st.tuples(
    st.sampled_from([2002, 2018, 2018, 2018]),
    st.booleans(),
    st.lists(
        st.tuples(st.integers(min_value=0, max_value=99), st.sampled_from([0, 0, 1, 30, 300]), st.booleans()),
        max_size=14,
    ),
)
"""The year, whether all is decided and said when the story begins, and for each step: which of the things allowed is
done, after how many days, and whether bodies come."""
Story = tuple[int, bool, list[tuple[int, int, bool]]]


def _all_decided_and_said(world: World) -> None:
    for decide in (_decide_format, _open_theme_slate, lambda w: _determine(w, conclusive=True)):
        decide(world)
    world.today += timedelta(days=30)
    if world.cycle.year > 2002:
        _open_topic_slate(world)
        _select(world)
    for party in (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS):
        world.chain = world.chain.hear_review(party, review(party), on=world.today)


def played(story: Story) -> Iterator[World]:
    year, settled, steps = story
    world = World(cycle=cycle(year), today=date(year - 1, 2, 1))
    if settled:
        _all_decided_and_said(world)
    yield world
    for choice, days, with_bodies in steps:
        world.today += timedelta(days=days)
        world.with_bodies = with_bodies
        moves = [attempt for action, attempt in offered(world) if action.allowed]
        chosen = choice % (len(moves) + 2)
        if chosen < len(moves):
            moves[chosen](world)
        elif chosen == len(moves):
            world.scheduled()
        else:
            _hear(world, choice)
        yield world


@settings(derandomize=True, max_examples=400, deadline=None)
@given(story=STORIES)
def test_an_action_is_allowed_exactly_when_its_command_is_not_refused(story: Story) -> None:
    for world in played(story):
        check(world)


def test_the_stories_reach_every_action_both_allowed_and_blocked() -> None:
    """Otherwise the test above would prove nothing about those they miss."""
    seen: set[tuple[str, bool, bool]] = set()
    sentences: set[str] = set()

    @settings(derandomize=True, max_examples=400, deadline=None, database=None)
    @given(story=STORIES)
    def look(story: Story) -> None:
        for world in played(story):
            closed = world.cycle.closed_on is not None
            seen.update((action.name, action.allowed, closed) for action, _ in offered(world))
            closing = (action for action, _ in offered(world) if action.operation == "closeCycle")
            sentences.update(obstacle.sentence for action in closing for obstacle in action.obstacles)

    look()
    missed = [reason for reason in _IN_THE_WAY_OF_A_CLOSING if not any(reason in one for one in sentences)]
    assert missed == []
    names = {name for name, _, _ in seen}
    assert len(names) == 11
    assert {(name, allowed) for name, allowed, _ in seen} == {(name, allowed) for name in names for allowed in _BOTH}
    assert {name for name, _, closed in seen if closed} == names
    assert {name for name, allowed, closed in seen if closed and allowed} == _OF_CONSULTATIONS
