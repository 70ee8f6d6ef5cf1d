"""The steps of a year that are the same for both slates: consultations, written surveys, the format, the close."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from services.governance.domain.chain import Party
from services.governance.domain.closing import Waiver
from services.governance.domain.consultation import Consultation
from services.governance.domain.forum import Forum
from services.governance.domain.position import Position, PositionKind, Positions, SourceDocument
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.facts import ForumKind, YearFormat
from shared.domain.act import Role
from shared.domain.actions import refuse
from shared.domain.errors import DomainError, InvalidInput
from tests.unit.governance.given import body, by, cycle, deal_with_standing_items, review, text
from tests.unit.governance.world import World
from tests.unit.governance.year_model import INPUT, STATE, Asked, Model, Put, Talk

T = TypeVar("T")
SEEN: Counter[tuple[str, str]] = Counter()
"""How often each step was done, or refused and by what."""
SELDOM = st.sampled_from([False, False, False, True])
BACK = st.sampled_from([0, 0, 0, 1, 2, 3])
"""How many before the newest."""
MOSTLY = st.sampled_from([True, True, True, False])
FORUM = st.tuples(st.booleans(), BACK)
"""A survey rather than a consultation, where there is one, and how many before the newest."""


def newest(things: Sequence[T], back: int) -> T:
    return things[-1 - min(back, len(things) - 1)]


class YearSteps(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.model = Model(today=date(2017, 2, 1))
        self.world = World(cycle=cycle(), today=self.model.today)
        self.said: dict[tuple[str, str], Positions] = {}
        for party in (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS):
            self.world.chain = self.world.chain.hear_review(party, review(party), on=self.model.today)

    def attempt(self, step: str, do: Callable[[World], None], expected: set[str]) -> bool:
        """Whether it was done. That, and by what it is refused, is as the model has it."""
        after = self.world.copy()
        refused = _refusal(do, after)
        if refused is None:
            assert expected == set(), (step, expected)
            self.world = after
        else:
            assert refused in expected, (step, refused, expected)
        SEEN[step, refused or "done"] += 1
        return refused is None

    def talk_on(self, slate: Put, back: int) -> Talk:
        """The newest that deals with it; or one of any."""
        dealing = [one for one in self.model.talks if slate.id in one.dealt_with]
        return dealing[-1] if back == 0 and dealing else newest(self.model.talks, back)

    def forum_on(self, slate: Put, where: tuple[bool, int]) -> Talk | Asked:
        in_writing, back = where
        return newest(self.model.surveys, back) if in_writing and self.model.surveys else self.talk_on(slate, back)

    def in_domain(self, world: World, forum: Talk | Asked, *, again: bool = False) -> Forum:
        if isinstance(forum, Talk):
            return world.consultations[forum.id]
        survey = world.surveys[forum.id]
        in_time = [one for (asked, _), one in self.said.items() if asked == survey.id and survey.counted(one)]
        return SurveyForum(survey=survey, answered=len(in_time), correcting=again)

    def slate_of(self, world: World, id: str) -> ThemeSlate | TopicSlate:
        [found] = [one for one in (world.theme_slate, world.topic_slate) if one is not None and one.id == id]
        return found

    @rule(days=st.sampled_from([0, 1, 1, 15, 15, 100]))
    def days_pass(self, days: int) -> None:
        self.model.today += timedelta(days=days)
        self.world.today = self.model.today

    # Consultations

    @rule(came=st.sampled_from(["members", "members", "observers", "nobody"]), reasoned=MOSTLY)
    def a_consultation_opens(self, came: str, reasoned: bool) -> None:
        model, id = self.model, f"consultation-{len(self.model.talks)}"
        others = sum(one.opened.year == model.today.year for one in model.talks)

        def do(world: World) -> None:
            world.consultations[id] = one = Consultation.schedule(
                id=id,
                title=text(id),
                planned_on=world.today,
                act=world.on(),
                others_in_its_year=others,
                reason="There is much to say." if reasoned else None,
            )
            one.open(act=world.on())
            there = {"members": [body()], "observers": [world.observer]}.get(came, [])
            if there:
                one.note_attendance(bodies=there, act=world.on())

        gone = {"R1"} if came == "observers" and model.observer_left else set()
        if self.attempt("schedule", do, gone | ({"R2"} if others >= 3 and not reasoned else set())):
            came_as = "members" if came == "observers" and model.observer_became_a_member else came
            model.talks.append(Talk(id=id, opened=model.today, came=came_as))

    @rule(sure=SELDOM)
    def the_observer_becomes_a_member(self, sure: bool) -> None:
        """A body that changes its type in the middle of a year: what it was part of before keeps the type it had."""
        model = self.model
        if not sure:
            return

        def do(world: World) -> None:
            world.observer.change_type(type="member_state", communication="A note.", act=world.on())

        refused = {STATE} if model.observer_left or model.observer_became_a_member else set()
        if self.attempt("become a member", do, refused):
            model.observer_became_a_member = model.today

    @rule(sure=SELDOM)
    def the_observer_leaves(self, sure: bool) -> None:
        model = self.model
        if not sure:
            return

        def do(world: World) -> None:
            world.observer.leave(communication="A note.", act=world.on())

        same_day = {INPUT} if model.observer_became_a_member == model.today else set()
        if self.attempt("leave", do, {STATE} if model.observer_left else same_day):
            model.observer_left = model.today

    @precondition(lambda self: self.model.talks)
    @rule(back=BACK, handled=MOSTLY)
    def a_consultation_closes(self, back: int, handled: bool) -> None:
        talk = newest(self.model.talks, back)

        def do(world: World) -> None:
            one = world.consultations[talk.id]
            if handled:
                deal_with_standing_items(one, day=world.today.isoformat())
            one.close(act=world.on())

        if self.attempt("close consultation", do, {STATE} if talk.closed else set() if handled else {"R3"}):
            talk.closed = self.model.today

    # Written surveys, entered after they took place

    @precondition(lambda self: self.model.theme_slate)
    @rule(
        topics=st.booleans(),
        back=BACK,
        reason=st.sampled_from(["not_conclusive", "not_conclusive", "more_time_requested", "curiosity"]),
        by_the_administration=MOSTLY,
    )
    def a_survey_is_issued(self, topics: bool, back: int, reason: str, by_the_administration: bool) -> None:
        model = self.model
        slate = model.topic_slate if topics and model.topic_slate else model.theme_slate
        assert slate is not None
        talk = self.talk_on(slate, back)
        id = f"survey-{len(model.surveys)}"
        deadline = datetime.combine(model.today + timedelta(days=14), time(16), UTC)

        def do(world: World) -> None:
            world.surveys[id] = WrittenSurvey.issue(
                id=id,
                cycle=world.cycle,
                slate=self.slate_of(world, slate.id),
                consultation=world.consultations[talk.id],
                reason=reason,
                asked_for_by=[world.observer.id],
                bodies=[body(), world.observer],
                note=None,
                deadline=deadline,
                remind_at=None,
                act=world.on() if by_the_administration else by(Role.FINANCE, world.today.isoformat()),
            )

        expected = model.to_issue(slate, talk, reason=reason) | (set() if by_the_administration else {"R15"})
        if self.attempt("issue", do, expected):
            asked = {"atlantis"} if model.observer_left else {"atlantis", "borduria"}
            slate.survey = Asked(id=id, slate=slate.id, issued=model.today, deadline=deadline.date(), asked=asked)
            model.surveys.append(slate.survey)

    @precondition(lambda self: self.model.surveys)
    @rule(back=BACK, name=st.sampled_from(["atlantis", "borduria", "newcomer"]))
    def a_body_answers(self, back: int, name: str) -> None:
        asked = newest(self.model.surveys, back)
        before = self.said.get((asked.id, name))

        def do(world: World) -> None:
            survey = world.surveys[asked.id]
            refuse(survey.obstacles_to_answer())
            type = survey.require_asked(name)
            response = before.model_copy() if before else _begin(survey, name, type)
            response.state(
                [Position(option=survey.options[0].id, kind=PositionKind.SUPPORT)],
                options=[one.id for one in survey.options],
                comment=None,
                source=SourceDocument(kind="call", reference="A call", on=world.today),
                act=world.on(),
            )
            self.said[asked.id, name] = response

        refused = {STATE} if asked.state in ("withdrawn", "yes", "no") else set()
        if self.attempt("answer", do, refused | ({"R1"} if name not in asked.asked else set())):
            asked.answered = asked.answered or self.model.today <= asked.deadline

    @precondition(lambda self: self.model.surveys)
    @rule(back=BACK)
    def a_survey_closes(self, back: int) -> None:
        asked = newest(self.model.surveys, back)
        early = {INPUT} if self.model.today < asked.deadline else set()
        refused = {STATE} if asked.state != "open" else early
        if self.attempt("close survey", lambda world: world.surveys[asked.id].close(act=world.on()), refused):
            asked.state = "closed"

    # The format, and the close

    @precondition(lambda self: self.model.talks)
    @rule(
        back=BACK,
        format=st.sampled_from([*YearFormat, YearFormat.TWO_WORKSHOPS, YearFormat.TWO_WORKSHOPS]),
        by_the_administration=MOSTLY,
    )
    def the_format_is_decided(self, back: int, format: YearFormat, by_the_administration: bool) -> None:
        model, talk = self.model, newest(self.model.talks, back)

        def do(world: World) -> None:
            act = world.on() if by_the_administration else by(Role.MEMBER, world.today.isoformat())
            forum = world.consultations[talk.id]
            world.cycle.decide_format(format=format, consultation=forum, deviation_reason="They asked.", act=act)

        expected = model.to_decide_the_format(talk, format=format, by_the_administration=by_the_administration)
        if self.attempt("decide format", do, expected):
            model.format = format.value

    @precondition(lambda self: self.model.today.year > 2017 or len(self.model.talks) == 2)
    @rule(waived=st.sampled_from([False, False, True]))
    def the_year_is_closed(self, waived: bool) -> None:
        waivers = [Waiver(service=Party.GOVERNANCE, by="A. Head", reason="It is small.")] if waived else []

        def do(world: World) -> None:
            world.cycle.close(chain=world.chain, waivers=waivers, act=world.on())

        if self.attempt("close year", do, self.model.to_close(waived=waived)):
            self.model.closed = True


def _refusal(do: Callable[[World], None], world: World) -> str | None:
    """By which rule, or for what; each says what is wrong and what to do."""
    try:
        do(world)
    except DomainError as error:
        if not (error.sentence and error.remedy):
            raise AssertionError("a refusal says what is wrong and what to do") from error
        return error.rule.number if error.rule else INPUT if isinstance(error, InvalidInput) else STATE
    return None


def _begin(survey: WrittenSurvey, name: str, type: str) -> Positions:
    return Positions.begin(
        forum_kind=ForumKind.WRITTEN_SURVEY,
        forum=survey.id,
        cycle=survey.cycle,
        slate_kind=survey.kind,
        slate=survey.slate,
        body=name,
        type=survey.require_asked(name),
    )


def withdraw(world: World, slate: ThemeSlate | TopicSlate) -> None:
    """As the use case does: a survey that runs on it goes with it."""
    if slate.survey is not None:
        world.surveys[slate.survey].withdraw(reason="Its slate was withdrawn.", act=world.on())
    slate.withdraw(cycle=world.cycle, reason="Its options overlap.", act=world.on())
