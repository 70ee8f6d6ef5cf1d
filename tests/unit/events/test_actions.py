"""``actions`` and refusals never disagree: random stories of a workshop and its year, each action tried each time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from services.events.api.actions import of_calendar, of_programme, of_workshop
from services.events.domain.calendar import Calendar
from services.events.domain.closing import answer_of
from services.events.domain.gates import Around
from services.events.domain.holidays import Holiday, Holidays
from services.events.domain.log import CycleClosingNoted, FactDidNotFit, MisfitAcknowledged
from services.events.domain.programme_import import Clock, Entry, enter_programme
from services.events.domain.workshop import Workshop
from shared.contracts.events import SessionKind, WorkshopKind, WorkshopsReviewed
from shared.contracts.facts import YearFormat
from shared.domain.act import Act
from shared.domain.actions import Action
from shared.domain.errors import DomainError
from shared.domain.identifiers import new_identifier
from shared.domain.text import Language, LocalizedText
from shared.domain.waivers import Waiver
from tests.unit.events.sample import (
    HEADS,
    SPEAKERS,
    act_on,
    calendar_of,
    migrant,
    paper_of,
    schedule_on,
    session_of,
    with_voice,
    workshop_of,
)


@dataclass(kw_only=True)
class World:
    """A workshop and a calendar on one day. ``dice`` decides what a payload leaves open."""

    workshop: Workshop
    calendar: Calendar
    today: date = date(2018, 1, 20)
    dice: int = 0

    def copy(self) -> "World":
        """What is tried on it leaves no trace here, also not in what the calendar recorded."""
        calendar = self.calendar.model_copy()
        calendar._recorded = list(self.calendar.recorded)  # the rest of it is never changed in place
        return replace(self, workshop=self.workshop.model_copy(), calendar=calendar)

    @property
    def act(self) -> Act:
        return act_on(self.today)


Attempt = Callable[[World], object]
"""The command with a payload that fits as well as any."""


def offered(world: World) -> Iterator[tuple[Action, Attempt]]:
    for action in of_workshop(world.workshop, world.today, AROUND):
        yield action, _OF_WORKSHOP[action.name]
    for action in of_programme(world.workshop):
        yield action, lambda w, action=action: _about_programme(w, action)  # type: ignore[misc]
    for action in of_calendar(world.calendar, world.today):
        yield action, _OF_CALENDAR[action.name]


def _schedule(world: World) -> None:
    first = date(2018, 3, 26) + timedelta(days=world.dice % 2 * 30)
    world.workshop.schedule_on(world.act, schedule=schedule_on(first, first + timedelta(days=1)))


def _postpone(world: World) -> None:
    world.workshop.postpone(world.act, reason="A storm.", schedule=schedule_on() if world.dice % 2 else None)


def _add_session(world: World) -> None:
    """Inside the schedule there is, which moves."""
    start = (world.workshop.schedule or schedule_on()).start
    kind = SessionKind.PLENARY if world.dice % 3 == 0 else SessionKind.MIGRANTS_VOICE
    session = session_of(new_identifier(), kind)
    timed = session.model_copy(update={"start": start, "end": start + timedelta(hours=1)})
    world.workshop.add_session(world.act, session=timed)


def _import_programme(world: World) -> None:
    start = (world.workshop.schedule or schedule_on()).start
    entry = Entry(
        place="sessions.0",
        id=new_identifier(),
        title=LocalizedText(en="A session"),
        kind=SessionKind.PLENARY,
        start=Clock(time=start),
        end=Clock(time=start + timedelta(hours=1)),
        languages=(Language.EN,),
        room=new_identifier(),
    )
    enter_programme(world.workshop, world.act, entries=[entry])


def _hold(world: World, *, departure: bool = False) -> None:
    world.workshop.hold(
        world.act,
        languages_interpreted=(),
        partners=(),
        public_documents=(),
        departure_by="The head" if departure else None,
        departure_reason="The speaker fell ill." if departure else None,
    )


def _count(world: World) -> None:
    world.workshop.record_attendance(world.act, participants=HEADS, speakers=SPEAKERS, reason="Counted again.")


AROUND = Around(
    holidays=(
        Holidays(
            id="holidays-US-2018",
            of="US",
            year=2018,
            source="A list",
            days=(Holiday(day=date(2018, 4, 25), name="A day off"),),
        ),
    )
)
"""The second of the two dates that a story may move to falls on a holiday."""


def _confirm(world: World, *, waivers: Sequence[Waiver]) -> None:
    world.workshop.confirm(world.act, around=AROUND, waivers=waivers)


def _publish_with_waiver(world: World) -> None:
    world.workshop.waive_balance_review(world.act, reason="The speakers were named on the last day.")
    world.workshop.publish_programme(world.act)


_OF_WORKSHOP: dict[str, Attempt] = {
    "scheduleWorkshop": _schedule,
    "postponeWorkshop": _postpone,
    "cancelWorkshop": lambda w: w.workshop.cancel(w.act, reason="No venue."),
    "addSession": _add_session,
    "importProgramme": _import_programme,
    "addPartner": lambda w: w.workshop.add_partner(
        w.act, id=new_identifier(), name=new_identifier(), expertise=["workshop"]
    ),
    "removePartner": lambda w: w.workshop.remove_partner(w.act, partner=w.workshop.partners[0].id),
    "leaveOutMigrantsVoice": lambda w: w.workshop.leave_out_migrants_voice(w.act, reason="A panel stands for it."),
    "confirmWorkshop": lambda w: _confirm(w, waivers=()),
    "declareReady": lambda w: w.workshop.declare_ready(w.act, around=AROUND, waivers=()),
    "addPaper": lambda w: w.workshop.add_paper(w.act, paper=paper_of(new_identifier())),
    "recordSpeakersTold": lambda w: w.workshop.note_told(w.act, speakers=w.workshop.to_tell[:1]),
    "publishProgramme": lambda w: w.workshop.publish_programme(w.act),
    "recordAttendance": _count,
    "importAttendance": _count,
    "holdWorkshop": _hold,
}


def _about_programme(world: World, action: Action) -> None:
    workshop, session, speaker = world.workshop, action.at.get("session", ""), action.at.get("speaker", "")
    if action.name == "removePaper":
        workshop.remove_paper(world.act, paper=action.at["paper"])
    elif action.name == "changeSession":
        start = (workshop.schedule or schedule_on()).start
        times = {"start": start, "end": start + timedelta(hours=1), "room": session}
        changed = workshop.session(session).model_copy(update=times)
        workshop.change_session(world.act, session=changed, speakers_asked=True)
    elif action.name == "addSpeaker":
        workshop.add_speaker(world.act, session=session, speaker=migrant(new_identifier()))
    elif action.name == "removeSession":
        workshop.remove_session(world.act, session=session, speakers_told=True)
    elif action.name == "confirmSpeaker":
        workshop.confirm_speaker(world.act, session=session, speaker=speaker)
    elif action.name == "unconfirmSpeaker":
        workshop.unconfirm_speaker(world.act, session=session, speaker=speaker)
    elif action.name == "replaceSpeaker":
        workshop.replace_speaker(
            world.act, session=session, speaker=speaker, by=migrant(new_identifier()), speakers_told=True
        )
    else:
        assert action.name == "removeSpeaker"
        workshop.remove_speaker(world.act, session=session, speaker=speaker, speakers_told=True)


def _take_place(kind: WorkshopKind) -> Attempt:
    def attempt(world: World) -> None:
        number = world.calendar.free_number() if kind is WorkshopKind.INTERSESSIONAL_WORKSHOP else None
        world.calendar.take_place(world.act, workshop=new_identifier(), kind=kind, number=number)

    return attempt


def _acknowledge(world: World) -> None:
    about = next((one.about for one in world.calendar.misfits if not one.seen), "nothing")
    world.calendar.acknowledge(world.act, about=about, reason="It waits for next year.")


def _present(world: World) -> None:
    seminar = next((one.workshop for one in world.calendar.places if one.kind is WorkshopKind.EXPERT_SEMINAR), "none")
    world.calendar.present(world.act, workshop=seminar, council_session="council-session-109")


_OF_CALENDAR: dict[str, Attempt] = {
    "planIntersessionalWorkshop": _take_place(WorkshopKind.INTERSESSIONAL_WORKSHOP),
    "planConference": _take_place(WorkshopKind.HIGH_LEVEL_CONFERENCE),
    "presentSeminar": _present,
    "acknowledgeMisfit": _acknowledge,
    "openSatisfactionSurvey": lambda w: w.calendar.note_survey(w.act, survey="satisfaction-2018"),
}


def _close(world: World) -> None:
    """As the reaction on ``CycleClosed`` does it."""
    world.calendar.close(world.act, closed_on=world.today, held=())
    if world.workshop.state not in _OVER:
        world.workshop.lapse(world.act, closed_on=world.today)


_OVER = ("held", "cancelled", "lapsed")


def _facts(world: World) -> list[Attempt]:
    """What governance may tell meanwhile, and what a cancellation or a workshop held does."""
    formats = (YearFormat.TWO_WORKSHOPS, YearFormat.SINGLE_CONFERENCE)
    seminar = WorkshopKind.EXPERT_SEMINAR
    return [
        lambda w: w.calendar.note_format(w.act, format=formats[w.dice % 2]),
        lambda w: w.calendar.did_not_fit(w.act, fact="TopicsSelected", about=f"slate-{w.dice % 2}", why="No room."),
        *([] if world.calendar.closed_on else [_free_places, _hold_places, _take_place(seminar)]),
    ]


def _free_places(world: World) -> None:
    for place in world.calendar.places:
        world.calendar.free_place(world.act, workshop=place.workshop)


def _hold_places(world: World) -> None:
    for place in world.calendar.places:
        world.calendar.hold_place(world.act, workshop=place.workshop, held_on=world.today)


GATES = ("confirmWorkshop", "declareReady")
GATES_OF_DATED = ("publishProgramme", "holdWorkshop")
"""They say every rule at once; a state in which they cannot be, such as without dates, by itself."""


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
            dated = not any(world.workshop.obstacles_when_undated("passed"))
            if action.name in GATES or (action.name in GATES_OF_DATED and dated):
                told = [_said(one) for one in action.obstacles]
                assert [_said(one) for one in refused.blocked_by] == told, "a gate says everything"
                assert all(one.sentence in refused.sentence for one in action.obstacles)
            else:
                assert _said(refused) == _said(action.obstacles[0]), (action, refused)
        if action.obstacles and all(one.rule and one.rule.lifted_by for one in action.obstacles):
            waivers = [Waiver(rule=one.slug, by="The head", reason="So be it.") for one in action.obstacles]
            lifted: dict[str, Attempt] = {
                "holdWorkshop": lambda w: _hold(w, departure=True),
                "confirmWorkshop": lambda w: _confirm(w, waivers=waivers),  # noqa: B023
                "declareReady": lambda w: w.workshop.declare_ready(w.act, around=AROUND, waivers=waivers),  # noqa: B023
                "publishProgramme": _publish_with_waiver,
            }
            assert _refusal(lifted[action.name], world) is None, "who may lift the rule lifts it"
    check_what_was_told(world.calendar)


def check_what_was_told(calendar: Calendar) -> None:
    """Governance knows how the year stands, was told nothing twice, and is told nothing of a closed year."""
    told = [one.message for one in calendar.recorded if isinstance(one.message, WorkshopsReviewed)]
    answers = [(one.open, one.held) for one in told]
    assert all(one != other for one, other in pairwise(answers))
    if calendar.closed_on is None:
        now = answer_of(year=calendar.year, format=calendar.format, places=calendar.places, misfits=calendar.misfits)
        assert answers[-1] == (now.open, now.held)
    else:
        assert isinstance(calendar.recorded[-1].message, (CycleClosingNoted, FactDidNotFit, MisfitAcknowledged))


def _confirmed(workshop: Workshop) -> Workshop:
    workshop.confirm(act_on(), around=AROUND, waivers=())
    return workshop


def _changed_since(workshop: Workshop) -> Workshop:
    """Published again with another title of a session whose speaker said yes, and was not told of it yet; with a paper
    and a partner."""
    workshop.add_paper(act_on(), paper=paper_of("paper-1"))
    workshop.add_partner(act_on(), id="partner-1", name="A partner", expertise=["workshop"])
    [session] = workshop.sessions
    retitled = session.model_copy(update={"title": LocalizedText(en="Another title")})
    workshop.change_session(act_on(), session=retitled, speakers_asked=True)
    workshop.publish_programme(act_on())
    return workshop


STARTS: dict[str, Callable[[WorkshopKind], Workshop]] = {
    "planned": lambda kind: workshop_of(kind, scheduled=False),
    "scheduled": workshop_of,
    "with a Migrant’s Voice": lambda kind: with_voice(workshop_of(kind)),
    "published": lambda kind: _changed_since(with_voice(workshop_of(kind), published=True)),
    "confirmed": lambda kind: _confirmed(with_voice(workshop_of(kind), published=True)),
}
STORIES = st.tuples(
    st.sampled_from(list(WorkshopKind)),
    st.sampled_from(list(STARTS)),
    st.lists(st.tuples(st.integers(min_value=0, max_value=999), st.sampled_from([0, 0, 0, 1, 40])), max_size=14),
)
"""The kind, how far it is to begin with, and for each step: what is done, after how many days."""
Story = tuple[WorkshopKind, str, list[tuple[int, int]]]


def played(story: Story) -> Iterator[World]:
    kind, start, steps = story
    world = World(workshop=STARTS[start](kind), calendar=calendar_of(None))
    yield world
    for choice, days in steps:
        world.today += timedelta(days=days)
        world.dice = choice
        # What ends the story is left for the end of a list of moves, and so is chosen seldom.
        moves = [attempt for action, attempt in offered(world) if action.allowed and action.name != "cancelWorkshop"]
        moves += _facts(world)
        if choice % 29 == 0:
            moves = [_OF_WORKSHOP["cancelWorkshop"]] if world.workshop.state not in _OVER else moves
        if choice % 31 == 0 and world.calendar.closed_on is None:
            moves = [_close]
        moves[choice % len(moves)](world)
        yield world


def test_an_action_is_allowed_exactly_when_its_command_is_not_refused() -> None:
    """The stories reach every action, both allowed and blocked; otherwise they would prove nothing about those they
    miss."""
    seen: set[tuple[str, bool]] = set()
    rules: set[str] = set()
    closed: set[str] = set()

    @settings(derandomize=True, max_examples=300, database=None)
    @given(story=STORIES)
    def look(story: Story) -> None:
        for world in played(story):
            check(world)
            for action, _ in offered(world):
                seen.add((action.name, action.allowed))
                rules.update(one.rule.number for one in action.obstacles if one.rule)
                closed.update(action.name for one in action.obstacles[:1] if one.slug == "cycle-closed")

    look()
    names = {name for name, _ in seen}
    assert len(names) == 29
    assert seen == {(name, allowed) for name in names for allowed in (True, False)}
    assert rules == {"R24", "R25", "R27", "R29", "R34", "R38", "R39", "R40"}
    assert closed == names - {"acknowledgeMisfit"}, "a closed cycle is in the way of all but one"
