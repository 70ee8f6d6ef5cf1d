"""Random histories of one gathering, legal and illegal: its programme, gates and seats keep every rule after each step,
and what the actions offer is what is not refused."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.events.api.actions import of_programme, of_workshop
from services.events.domain.days import last_day
from services.events.domain.gated import Stage, stage_of
from services.events.domain.gates import Around
from services.events.domain.gathering import OPEN, State
from services.events.domain.interpretation import Assignment, Interpretation, gaps_in
from services.events.domain.registration import LIVE, Attends, Registration, RegistrationState, Seat
from services.events.domain.seats import Approval, Seats
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from services.events.use_cases.seating import seat_or_wait
from shared.contracts.events import Mode, Schedule, SessionKind, StakeholderGroup, WorkshopKind
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import DomainError
from shared.domain.text import Language
from shared.domain.waivers import Waiver
from shared.persistence.unit_of_work import from_document, to_document
from tests.unit.events.sample import HEADS, REVIEW, SPEAKERS, STAFF, act_on, schedule_on, session_of, workshop_of

A = TypeVar("A", bound=Aggregate)
FIRST = date(2018, 3, 26)
DAYS = st.sampled_from([FIRST, FIRST, date(2018, 4, 16)])
CAPACITY = st.integers(1, 4)
KINDS = st.sampled_from([SessionKind.MIGRANTS_VOICE, SessionKind.PLENARY, SessionKind.PANEL])
SESSIONS = st.sampled_from(["s0", "s1"])
PEOPLE = st.sampled_from(["p0", "p1"])
GROUPS = st.sampled_from([StakeholderGroup.GOVERNMENT, StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.MIGRANT])
BODIES = st.sampled_from([None, "atlantis", "borduria"])
STRIKES = [[Mode.IN_PERSON], [Mode.HYBRID], [Mode.ONLINE], [Mode.ONLINE, Mode.IN_PERSON], [Mode.ONLINE, Mode.HYBRID]]
RARELY = st.sampled_from([False, False, False, True])
NO_COVERAGE = Waiver(rule="confirmed-below-coverage", by="A. Head", reason="A pledge is on its way.")
SEEN: Counter[tuple[str, str]] = Counter()
"""How often each step was done, or refused."""


def woken(one: A) -> A:
    """As the next request finds it."""
    return from_document(type(one), to_document(one))


def gathering(kind: WorkshopKind) -> Workshop:
    """With room for two, so that somebody waits."""
    made = workshop_of(kind, scheduled=False)
    made.schedule_on(act_on(), schedule=schedule_on().model_copy(update={"capacity": 2}))
    return woken(made)


def refused_by(do: Callable[[], object]) -> DomainError | None:
    try:
        do()
    except DomainError as refusal:
        return refusal
    return None


class Event(RuleBasedStateMachine):
    KIND = WorkshopKind.INTERSESSIONAL_WORKSHOP

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2018, 2, 1)
        self.moment = datetime(2026, 3, 1, tzinfo=UTC)
        self.workshop = gathering(self.KIND)
        self.interpretation = Interpretation(id="i", workshop="workshop-2018-1", cycle="cycle-2018")
        self.people: dict[str, Registration] = {}
        self.seats = Seats.open(
            self.act(),
            workshop="workshop-2018-1",
            capacity=200,
            mode=Mode.IN_PERSON,
            approval=Approval.AUTOMATIC,
            per_delegation=2,
            reserved={StakeholderGroup.MIGRANT: 1},
        )
        self.follow()

    def act(self) -> Act:
        self.moment += timedelta(seconds=1)
        return Act.of(actor=STAFF, recorded_at=self.moment, occurred_on=self.today)

    @property
    def around(self) -> Around:
        return Around(budgeted=True, assignments=self.interpretation.assignments)

    def attempt(self, step: str, do: Callable[[Workshop], object], *, at: dict[str, str] | None = None) -> bool:
        """Whether it was done. With ``at`` no payload decides, and the actions must have told it."""
        after = woken(self.workshop)
        told = [*of_workshop(self.workshop, self.today, self.around), *of_programme(self.workshop)]
        address = {"workshop": self.workshop.id, **(at or {})}
        offered = [one.allowed for one in told if one.operation == step and dict(one.at) == address]
        refusal = refused_by(lambda: do(after))
        if refusal is not None:
            SEEN[step, "refused"] += 1
            assert at is None or offered in ([False], []), (step, refusal.sentence)
            assert refusal.sentence
            assert refusal.remedy
            return False
        SEEN[step, "done"] += 1
        assert at is None or offered == [True], step
        assert after.version == self.workshop.version + len(after.recorded)
        self.workshop = after
        return True

    @initialize(begun=st.sampled_from(["ready in its last days", "on its last day", "ready", "published", "planned"]))
    def begin(self, begun: str) -> None:
        """Most histories begin where the secretariat has done some of its work."""
        self.find_room(2, [Mode.HYBRID])
        for group in (StakeholderGroup.GOVERNMENT, StakeholderGroup.CIVIL_SOCIETY):
            self.register(group, None, online=False, many=2)
        if begun == "planned":
            return
        self.add_session("s0", SessionKind.MIGRANTS_VOICE, None)
        self.add_speaker("s0", "p0", StakeholderGroup.MIGRANT, migrant=True)
        self.answer(0, yes=True)
        self.review()
        self.publish()
        if begun == "published":
            return
        self.confirm()
        self.get_ready()
        if begun != "ready":
            self.today = FIRST + timedelta(days=1 if begun == "on its last day" else -3)

    # Dates and place

    @rule(days=st.sampled_from([1, 1, 7, 30]))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(
        what=st.sampled_from(["nothing", "nothing", "other days", "a strike"]),
        first=DAYS,
        capacity=CAPACITY,
        modes=st.sampled_from(STRIKES),
    )
    def schedule(self, what: str, first: date, capacity: int, modes: list[Mode]) -> None:
        """A strike leaves the days: the room goes, and may come back."""
        if what == "other days":
            self.move_to(schedule_on(first, first + timedelta(days=1)))
        if what != "nothing":
            self.find_room(capacity, modes)

    def find_room(self, capacity: int, modes: list[Mode]) -> None:
        for mode in modes:
            if self.workshop.schedule is not None:
                venue = None if mode is Mode.ONLINE else schedule_on(FIRST, FIRST).venue
                changed = {"mode": mode, "venue": venue, "capacity": capacity}
                self.move_to(self.workshop.schedule.model_copy(update=changed))

    def move_to(self, wanted: Schedule) -> None:
        if self.attempt("scheduleWorkshop", lambda one: one.schedule_on(self.act(), schedule=wanted)):
            self.follow()

    @rule(what=st.sampled_from(["nothing"] * 3 + ["postpone", "postpone to a day", "cancel"]))
    def disrupt(self, what: str) -> None:
        if what == "cancel":
            self.attempt("cancelWorkshop", lambda one: one.cancel(self.act(), reason="No host."), at={})
        elif what != "nothing":
            later = schedule_on(date(2019, 2, 4), date(2019, 2, 5)) if what == "postpone to a day" else None
            if self.attempt("postponeWorkshop", lambda one: one.postpone(self.act(), reason="Why.", schedule=later)):
                self.follow()

    # The programme

    @rule(session=SESSIONS, kind=KINDS, slots=st.sampled_from([None, 1, 2]))
    def add_session(self, session: str, kind: SessionKind, slots: int | None) -> None:
        new = session_of(session, kind).model_copy(update={"speaking_slots": slots})
        self.attempt("addSession", lambda one: one.add_session(self.act(), session=new))

    @rule(session=SESSIONS)
    def remove_session(self, session: str) -> None:
        self.attempt(
            "removeSession",
            lambda one: one.remove_session(self.act(), session=session, speakers_told=True),
            at={"session": session},
        )

    @rule(session=SESSIONS, person=PEOPLE, group=GROUPS, migrant=st.booleans())
    def add_speaker(self, session: str, person: str, group: StakeholderGroup, migrant: bool) -> None:
        role = SpeakerRole.MIGRANT_SPEAKER if migrant else SpeakerRole.PANELLIST
        new = Speaker(id=person, group=StakeholderGroup.MIGRANT if migrant else group, role=role)
        self.attempt("addSpeaker", lambda one: one.add_speaker(self.act(), session=session, speaker=new))

    @rule(session=SESSIONS, turned=RARELY, slots=st.sampled_from([None, 1]), later=st.sampled_from([0, 30]))
    def change_session(self, session: str, turned: bool, slots: int | None, later: int) -> None:
        """``turned``: into one of another kind, and its speakers were not asked."""
        kinds = {one.id: one.kind for one in self.workshop.sessions}
        was = session_of(session, SessionKind.PANEL if turned else kinds.get(session, SessionKind.PANEL))
        moved, asked = timedelta(minutes=later), not turned
        new = was.model_copy(update={"start": was.start + moved, "end": was.end + moved, "speaking_slots": slots})
        self.attempt("changeSession", lambda one: one.change_session(self.act(), session=new, speakers_asked=asked))

    def slot(self, which: int) -> dict[str, str]:
        those = [(session.id, one.id) for session in self.workshop.sessions for one in session.speakers]
        session, speaker = those[which % len(those)] if those else ("s0", "p0")
        return {"session": session, "speaker": speaker}

    @rule(which=st.integers(0, 3), by=st.sampled_from(["p0", "p1", "p2"]), removed=st.booleans(), migrant=st.booleans())
    def give_up(self, which: int, by: str, removed: bool, migrant: bool) -> None:
        """A speaker is removed, or gives the place to another who said yes."""
        at = self.slot(which)
        if removed:
            self.attempt("removeSpeaker", lambda one: one.remove_speaker(self.act(), **at, speakers_told=True), at=at)
            return
        role, group = SpeakerRole.PANELLIST, StakeholderGroup.GOVERNMENT
        if migrant:
            role, group = SpeakerRole.MIGRANT_SPEAKER, StakeholderGroup.MIGRANT
        new = Speaker(id=by, group=group, role=role, confirmed=True)
        self.attempt("replaceSpeaker", lambda one: one.replace_speaker(self.act(), by=new, speakers_told=True, **at))

    @rule(meant=st.booleans())
    def leave_out_the_voice(self, meant: bool) -> None:
        if meant:
            why = "Ministers only."
            self.attempt(
                "leaveOutMigrantsVoice", lambda one: one.leave_out_migrants_voice(self.act(), reason=why), at={}
            )

    @rule(which=st.integers(0, 3), yes=st.booleans())
    def answer(self, which: int, yes: bool) -> None:
        at = self.slot(which)
        if yes:
            self.attempt("confirmSpeaker", lambda one: one.confirm_speaker(self.act(), **at), at=at)
        else:
            self.attempt("unconfirmSpeaker", lambda one: one.unconfirm_speaker(self.act(), **at), at=at)

    @rule()
    def review(self) -> None:
        self.attempt("signBalanceReview", lambda one: one.sign_balance_review(self.act(), review=REVIEW))

    @rule()
    def publish(self) -> None:
        self.attempt("publishProgramme", lambda one: one.publish_programme(self.act()), at={})

    @rule()
    def tell(self) -> None:
        speakers = self.workshop.to_tell
        self.attempt("recordSpeakersTold", lambda one: one.note_told(self.act(), speakers=speakers), at={})

    # The gates, and the day

    @rule()
    def confirm(self) -> None:
        waived = [NO_COVERAGE]
        self.attempt("confirmWorkshop", lambda one: one.confirm(self.act(), around=self.around, waivers=waived))

    @rule(session=SESSIONS, into=st.sampled_from(list(Language)), number=st.integers(0, 1))
    def interpret(self, session: str, into: Language, number: int) -> None:
        after, who = self.interpreters(), f"{into}{number}"
        new = Assignment(id=f"{session}-{who}", session=session, interpreter=who, into=into)
        those, terms = self.workshop.sessions, self.around.terms
        if not refused_by(
            lambda: after.assign(self.act(), assignment=new, sessions=those, terms=terms, zone="Europe/Zurich")
        ):
            self.interpretation = woken(after)

    def interpreters(self) -> Interpretation:
        return woken(self.interpretation) if self.interpretation.version else self.interpretation

    @rule(session=SESSIONS, into=st.sampled_from(list(Language)))
    def release(self, session: str, into: Language) -> None:
        after = self.interpreters()
        if refused_by(lambda: after.release(self.act(), assignment=f"{session}-{into}0")):
            return
        self.interpretation = woken(after)
        one = woken(self.workshop)
        one.lose_interpretation(self.act(), around=self.around)
        self.workshop = one

    @rule()
    def get_ready(self) -> None:
        self.attempt("declareReady", lambda one: one.declare_ready(self.act(), around=self.around, waivers=()), at={})

    @rule()
    def count(self) -> None:
        self.attempt(
            "recordAttendance",
            lambda one: one.record_attendance(self.act(), participants=HEADS, speakers=SPEAKERS, reason="A slip."),
            at={},
        )

    @rule(in_order=st.booleans())
    def hold(self, in_order: bool) -> None:
        """``in_order``: when its days are over, and with those who came counted."""
        if in_order and self.workshop.schedule is not None:
            self.today = max(self.today, last_day(self.workshop.schedule))
            self.count()
        self.attempt(
            "holdWorkshop",
            lambda one: one.hold(
                self.act(),
                languages_interpreted=(),
                partners=(),
                public_documents=(),
                departure_by=None,
                departure_reason=None,
            ),
            at={},
        )

    # Registrations: what the use cases do, without a database

    def follow(self) -> None:
        schedule = self.workshop.schedule
        if schedule is not None and self.seats.follow(self.act(), capacity=schedule.capacity, mode=schedule.mode):
            if schedule.mode is not Mode.ONLINE:
                self.bring_into_room()
            self.give_on()

    def bring_into_room(self) -> None:
        for one in self.people.values():
            if one.state is RegistrationState.ACCEPTED and (one.seat, one.attends) == (Seat.ONLINE, Attends.ROOM):
                act = self.act()
                one.sit(act, seat=self.seats.bring_into_room(act, one, gender=None))
                SEEN["broughtIntoRoom", "done"] += 1

    def give_on(self) -> None:
        if self.workshop.state not in OPEN:
            return
        for one in self.waiting:
            seat = self.seats.seat_for(group=one.group, body=one.body, attends=one.attends)
            if seat is not None:
                act = self.act()
                assert self.seats.take(act, one, gender=None) is seat
                one.accept(act, seat=seat)

    @property
    def waiting(self) -> list[Registration]:
        those = (one for one in self.people.values() if one.state is RegistrationState.WAITING)
        return sorted(those, key=lambda one: one.queue)

    @rule(group=GROUPS, body=BODIES, online=st.booleans(), many=st.integers(1, 3))
    def register(self, group: StakeholderGroup, body: str | None, online: bool, many: int) -> None:
        attends = Attends.ONLINE if online else Attends.ROOM
        if refused_by(lambda: self.workshop.dated("registered for")) or refused_by(
            lambda: self.seats.check_attends(attends)
        ):
            return
        new = {"workshop": "workshop-2018-1", "group": group, "body": body, "country": "CH" if body else None}
        for _ in range(many):
            id = f"r{len(self.people)}"
            one = Registration.receive(self.act(), id=id, attends=attends, **new)  # type: ignore[arg-type]
            seat_or_wait(self.act(), self.seats, one, gender=None)
            SEEN["registerParticipant", one.state.value] += 1
            self.people[id] = one

    @rule(which=st.integers(0, 7), what=st.sampled_from(["withdraws", "goes on line", "comes into the room"]))
    def leave(self, which: int, what: str) -> None:
        if not self.people:
            return
        one = self.people[f"r{which % len(self.people)}"]
        if what == "withdraws":
            self.withdraw(one)
        else:
            self.change_presence(one, Attends.ONLINE if what == "goes on line" else Attends.ROOM)

    def withdraw(self, one: Registration) -> None:
        if one.state not in LIVE:
            return
        act, seat = self.act(), one.seat
        one.withdraw(act)
        if seat is None:
            self.seats.leave_waiting_list(act, one)
        else:
            self.seats.give_back(act, one, seat, gender=None)
            self.give_on()

    def change_presence(self, one: Registration, attends: Attends) -> None:
        if refused_by(lambda: self.workshop.dated("registered for")):
            return
        if [*one.obstacles_to_attend(attends)] or refused_by(lambda: self.seats.check_attends(attends)):
            SEEN["changePresence", "refused"] += 1
            return
        SEEN["changePresence", "done"] += 1
        act = self.act()
        one.attend(act, attends=attends, seat=self.seats.attend(act, one, attends=attends, gender=None))
        self.give_on()

    # What holds after every step

    @invariant()
    def r27_r34_what_is_published_has_a_voice_and_a_review(self) -> None:
        one = self.workshop
        if one.state is State.PROGRAMME_PUBLISHED:
            assert one.balance_reviews
            assert not one.lacks_voice or one.migrants_voice_flagged
        if one.state is State.HELD:
            assert not one.lacks_voice
            assert one.attendance is not None
            assert one.held_on is not None
            assert one.held_on <= self.today

    @invariant()
    def r27_r38_what_is_ready_lacks_nothing(self) -> None:
        one = self.workshop
        stage = stage_of(one.state, confirmed=one.confirmed is not None, ready=one.ready is not None, reported=False)
        if stage is Stage.READY:
            assert one.confirmed is not None
            assert not one.lacks_voice
            assert not [gap for gap in gaps_in(one.sessions, self.around.assignments, self.around.terms) if gap.plenary]

    @invariant()
    def r31_speaking_slots_are_never_more_than_there_are(self) -> None:
        for session in self.workshop.sessions:
            if session.speaking_slots is not None and session.kind is not SessionKind.MIGRANTS_VOICE:
                assert sum(one.confirmed for one in session.speakers) <= session.speaking_slots

    @invariant()
    def seats_are_what_registrations_say(self) -> None:
        seated = [one for one in self.people.values() if one.state is RegistrationState.ACCEPTED]
        assert self.seats.taken == sum(one.seat is not Seat.ONLINE for one in seated)
        assert self.seats.online == sum(one.seat is Seat.ONLINE for one in seated)
        assert self.seats.by_group == Counter(one.group for one in seated)
        assert self.seats.by_country == Counter(one.country for one in seated if one.country)
        assert self.seats.waiting == len(self.waiting)
        governments = sum(one.group is StakeholderGroup.GOVERNMENT for one in self.waiting)
        assert self.seats.waiting_governments == governments
        assert [one.group is StakeholderGroup.GOVERNMENT for one in self.waiting] == (
            [True] * governments + [False] * (len(self.waiting) - governments)
        )

    @invariant()
    def whoever_wants_the_room_is_counted_in_it_while_there_is_one(self) -> None:
        if self.seats.mode is not Mode.ONLINE:
            wanted = [one.seat for one in self.people.values() if one.seat and one.attends is Attends.ROOM]
            assert Seat.ONLINE not in wanted
            assert self.seats.overbooked == max(0, len(wanted) - self.seats.capacity)

    @invariant()
    def r31_nobody_waits_beside_a_seat_that_fits(self) -> None:
        if self.workshop.state in OPEN:
            for one in self.waiting:
                assert self.seats.seat_for(group=one.group, body=one.body, attends=one.attends) is None


class Conference(Event):
    """It may leave out the Migrant's Voice (R29)."""

    KIND = WorkshopKind.HIGH_LEVEL_CONFERENCE


Event.TestCase.settings = settings(derandomize=True, max_examples=120, stateful_step_count=30)
Conference.TestCase.settings = settings(Event.TestCase.settings, max_examples=40)
TestEvent = Event.TestCase
TestConference = Conference.TestCase


def test_the_histories_reach_what_they_are_about() -> None:
    """Else they would prove nothing. It follows the histories of this file."""
    done = ("confirmSpeaker", "cancelWorkshop", "changeSession", "removeSpeaker", "replaceSpeaker")
    both = ("publishProgramme", "declareReady", "holdWorkshop", "leaveOutMigrantsVoice", "changePresence")
    for step in (*done, *both):
        assert SEEN[step, "done"], step
    for step in both:
        assert SEEN[step, "refused"], step
    assert SEEN["broughtIntoRoom", "done"]
    assert SEEN["registerParticipant", "accepted"]
    assert SEEN["registerParticipant", "waiting"]
