"""Every action of a :class:`World`, each with its command and a payload that fits as well as any."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from services.governance.api.actions import of_consultation, of_cycle
from services.governance.api.slate_actions import of_theme_slate, of_topic_slate
from services.governance.api.survey_actions import of_survey
from services.governance.domain.agenda import Paper
from services.governance.domain.chain import Party
from services.governance.domain.closing import Waiver, answers
from services.governance.domain.forum import Forum
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_choice import PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.events import WorkshopHeld, WorkshopPlanned
from shared.contracts.facts import YearFormat
from shared.domain.actions import Action, refuse
from shared.domain.errors import DomainError
from shared.domain.text import Language
from tests.sample import CONTEXT
from tests.unit.governance.given import body, deal_with_standing_items, option, review, text, topic
from tests.unit.governance.heard import told
from tests.unit.governance.world import World

Attempt = Callable[[World], None]
"""The command with a payload that fits as well as any."""


def offered(world: World) -> Iterator[tuple[Action, Attempt]]:
    attempts: dict[str, Attempt] = {
        "decideFormat": decide_format,
        "openThemeSlate": open_theme_slate,
        "openTopicSlate": open_topic_slate,
        "determineTheme": lambda w: determine(w, conclusive=True),
        "findThemeInconclusive": lambda w: determine(w, conclusive=False),
        "selectTopics": select,
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


def decide_format(world: World) -> None:
    standing = world.cycle.format and world.cycle.format.format
    format = YearFormat.COUNCIL_ONLY
    if world.cycle.year > 2002:
        conference = standing is YearFormat.TWO_WORKSHOPS
        format = YearFormat.SINGLE_CONFERENCE if conference else YearFormat.TWO_WORKSHOPS
    forum = world.opened(attended=True)
    world.cycle.decide_format(format=format, consultation=forum, deviation_reason="They asked for it.", act=world.on())


def open_theme_slate(world: World) -> None:
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


def open_topic_slate(world: World) -> None:
    world.topic_slate = TopicSlate.open(
        id=world.named("topic-slate"),
        cycle=world.cycle,
        consultation=world.opened(),
        topics=[topic(one, theme=world.cycle.theme.id if world.cycle.theme else "none") for one in ("a", "b", "c")],
        act=world.on(),
        replaces_because="The theme was corrected.",
    )


def determine(world: World, *, conclusive: bool, forum: Forum | None = None) -> None:
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


def select(world: World, *, forum: Forum | None = None) -> None:
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
    # Not the ones that stand.
    first = "a" if slate.selection and slate.selection.workshops[0].topics[0].id == "c" else "c"
    slate.correct(
        cycle=world.cycle,
        forum=forum,
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, first), (2, "b"))],
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


def hear(world: World, choice: int) -> None:
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


def refusal_of(attempt: Attempt, world: World) -> DomainError | None:
    try:
        attempt(world.copy())
    except DomainError as refused:
        return refused
    return None


def said(error: DomainError) -> tuple[str, str, str | None]:
    return error.slug, error.sentence, error.rule.number if error.rule else None
