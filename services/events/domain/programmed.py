"""A gathering with its programme: sessions, speakers, the Migrant’s Voice, and publication."""

from datetime import date, timedelta

from services.events.domain.balance_log import BalanceReviewed, BalanceReviewWaived
from services.events.domain.balance_review import SignedReview, not_reviewed
from services.events.domain.days import first_day
from services.events.domain.gates import refuse_together
from services.events.domain.gathering import State
from services.events.domain.kinds import KINDS, MigrantsVoice
from services.events.domain.log import (
    MigrantsVoiceLeftOut,
    SessionAdded,
    SessionChanged,
    SessionRemoved,
    SpeakerAdded,
    SpeakerConfirmed,
    SpeakerRemoved,
    SpeakerReplaced,
    SpeakerUnconfirmed,
)
from services.events.domain.programme import (
    Session,
    check_session,
    confirmed_by_group,
    migrants_voice_sessions,
    sessions_astray,
)
from services.events.domain.rules import MIGRANTS_VOICE, MIGRANTS_VOICE_OF_A_CONFERENCE
from services.events.domain.slots import check_room, check_speakers
from services.events.domain.speakers import Speaker, obstacles_to_confirm
from services.events.domain.speaking_slots import check_slots, check_slots_kept, obstacles_of_slots, takes_over
from services.events.domain.versions import Versioned
from shared.contracts.events import BalanceReview, MigrantsVoiceConfirmed, MigrantsVoiceWithdrawn, ProgrammeConfirmed
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import AlreadyExists, NotFound, RuleBroken, WrongState

LAST_DAYS = timedelta(days=7)
"""So long before the start a programme without its Migrant's Voice is flagged instead of un-published (R28)."""


class Programmed(Versioned):
    """What a gathering’s programme is, until and after it is published."""

    balance_reviews: tuple[SignedReview, ...] = ()
    """The earlier ones stay as they were signed; the last one counts (R34)."""
    balance_waived: str | None = None
    """Why the programme goes without a review (R34)."""

    # The Migrant’s Voice

    @property
    def needs_migrants_voice(self) -> bool:
        """Whether R27 gates this workshop: by its kind, and for a conference unless left out (R29)."""
        needed = KINDS[self.kind].migrants_voice
        return needed is MigrantsVoice.REQUIRED or (
            needed is MigrantsVoice.UNLESS_LEFT_OUT and self.migrants_voice_left_out is None
        )

    def leave_out_migrants_voice(self, act: Act, *, reason: str) -> None:
        """R29: a conference may go without, for a reason. Raises ``RuleBroken`` R29 for any other kind."""
        refuse(self.obstacles_to_leave_out_migrants_voice())
        self.migrants_voice_left_out, self.migrants_voice_flagged = reason, False
        self.record(MigrantsVoiceLeftOut(reason=reason), act=act)

    # The balance

    def sign_balance_review(self, act: Act, *, review: SignedReview) -> None:
        """R34: somebody read the balance and says what follows. Again, as often as it is read anew."""
        refuse(self.obstacles_to_review_balance())
        self.balance_reviews = (*self.balance_reviews, review)
        self.record(BalanceReviewed(versions=review.versions, finding=review.finding), act=act)

    def waive_balance_review(self, act: Act, *, reason: str) -> None:
        """R34: the programme may be published without one, for a reason."""
        refuse(self.obstacles_to_waive_balance_review())
        self.balance_waived = reason
        self.record(BalanceReviewWaived(reason=reason), act=act)

    # The programme

    def session(self, identifier: str) -> Session:
        """Raises ``NotFound``."""
        for session in self.sessions:
            if session.id == identifier:
                return session
        raise NotFound("session", identifier)

    def add_session(self, act: Act, *, session: Session) -> None:
        """Raises ``InvalidInput`` for times outside the schedule, ``AlreadyExists`` for an identifier in use,
        ``WrongState`` for a room that is taken."""
        schedule = self.dated("given a session")
        check_session(session, schedule=schedule)
        check_slots(session)
        check_room(session, among=self.sessions)
        if any(one.id == session.id for one in self.sessions):
            raise AlreadyExists(
                f"The workshop has a session “{session.id}” already.", remedy="Choose another identifier."
            )
        self.set_sessions((*self.sessions, session))
        self.record(SessionAdded(session=session.id, kind=session.kind), act=act)

    def change_session(self, act: Act, *, session: Session, speakers_asked: bool) -> None:
        """Another time, room, title, kind or other languages; its speakers stay. Nobody who said yes is moved unasked:
        raises ``WrongState`` for that, for a room or a speaker that is taken at the time, and for fewer speaking slots
        than they need."""
        schedule = self.dated("changed")
        before = self.session(session.id)
        changed = session.model_copy(update={"speakers": before.speakers})
        check_session(changed, schedule=schedule)
        check_slots(changed)
        check_slots_kept(before, changed)
        check_room(changed, among=self.sessions)
        check_speakers(changed, among=self.sessions)
        confirmed = [one.id for one in before.speakers if one.confirmed]
        moved = (before.start, before.end) != (changed.start, changed.end)
        if moved and confirmed and not speakers_asked:
            raise WrongState(
                f"“{before.title.any()}” has confirmed speakers, who said yes to another time: {', '.join(confirmed)}.",
                remedy="Ask them, and say so; take back the confirmation of whoever cannot come.",
                slug="speakers-not-asked",
            )
        asked = moved and bool(confirmed)
        self.record(
            SessionChanged(
                session=changed.id, kind=changed.kind, start=changed.start, end=changed.end, speakers_asked=asked
            ),
            act=act,
        )
        self._replace(act, changed)

    def remove_session(self, act: Act, *, session: str, speakers_told: bool = False) -> Session:
        """Answers what was removed, for its speakers' names are to be forgotten. Raises ``WrongState`` where those who
        said yes to a published programme were not told."""
        self.require_open("changed")
        removed = self.session(session)
        told = self.require_told(removed.speakers, told=speakers_told)
        voices = migrants_voice_sessions(self.sessions)
        self.set_sessions(tuple(one for one in self.sessions if one.id != session))
        speakers = tuple(speaker.id for speaker in removed.speakers)
        self.record(SessionRemoved(session=session, speakers=speakers, speakers_told=told), act=act)
        self.compare_migrants_voice(act, voices)
        return removed

    def add_speaker(self, act: Act, *, session: str, speaker: Speaker) -> None:
        """Raises ``AlreadyExists`` for an identifier in use in this workshop."""
        self.require_open("changed")
        found = self.session(session)
        self._require_new(speaker.id)
        joined = found.model_copy(update={"speakers": (*found.speakers, speaker)})
        check_speakers(joined, among=self.sessions)
        message = SpeakerAdded(session=session, speaker=speaker.id, group=speaker.group, role=speaker.role)
        self.record(message, act=act)
        self._replace(act, joined)

    def confirm_speaker(self, act: Act, *, session: str, speaker: str) -> None:
        """The person said yes. The first migrant speaker confirmed for a Migrant's Voice session is told (R27). Raises
        ``RuleBroken`` R31 where the slots that are left are for governments."""
        self._set_confirmed(act, session=session, speaker=speaker, confirmed=True)

    def unconfirm_speaker(self, act: Act, *, session: str, speaker: str) -> None:
        """The person takes the yes back (R28)."""
        self._set_confirmed(act, session=session, speaker=speaker, confirmed=False)

    def remove_speaker(self, act: Act, *, session: str, speaker: str, speakers_told: bool = False) -> None:
        """Raises ``WrongState`` where one who said yes to a published programme was not told."""
        self.require_open("changed")
        found = self.session(session)
        told = self.require_told([found.speaker(speaker)], told=speakers_told)
        self.record(SpeakerRemoved(session=session, speaker=speaker, speakers_told=told), act=act)
        kept = tuple(one for one in found.speakers if one.id != speaker)
        self._replace(act, found.model_copy(update={"speakers": kept}))

    def replace_speaker(
        self, act: Act, *, session: str, speaker: str, by: Speaker, speakers_told: bool = False
    ) -> None:
        """Another person speaks in the place of this one, at once: a confirmed migrant speaker who is replaced by
        a confirmed one leaves no moment without a Migrant's Voice (R28). Raises ``WrongState`` where one who said yes
        to a published programme was not told."""
        self.require_open("changed")
        found = self.session(session)
        was = found.speaker(speaker)
        self._require_new(by.id)
        speakers = tuple(by if one.id == speaker else one for one in found.speakers)
        replaced = found.model_copy(update={"speakers": speakers})
        check_speakers(replaced, among=self.sessions)
        if by.confirmed and not takes_over(found, was, by):
            refuse(obstacles_of_slots(replaced, by))
        told = self.require_told([was], told=speakers_told)
        self.record(
            SpeakerReplaced(
                session=session,
                speaker=speaker,
                by=by.id,
                group=by.group,
                role=by.role,
                confirmed=by.confirmed,
                speakers_told=told,
            ),
            act=act,
        )
        self._replace(act, replaced)

    def speaker(self, identifier: str) -> tuple[Session, Speaker]:
        """The speaker and the session. Raises ``NotFound``."""
        for session in self.sessions:
            for speaker in session.speakers:
                if speaker.id == identifier:
                    return session, speaker
        raise NotFound("speaker", identifier)

    def without_voice_of(self, speaker: str, day: date) -> bool | None:
        """What R28 would do if this speaker's yes were taken back on that day: un-publish (true), flag (false), or
        nothing (``None``)."""
        left = [
            one.model_copy(update={"speakers": tuple(each for each in one.speakers if each.id != speaker)})
            for one in self.sessions
        ]
        if not migrants_voice_sessions(self.sessions) or migrants_voice_sessions(left) or not self._voice_binds:
            return None
        return not self._in_its_last_days(day)

    @property
    def _voice_binds(self) -> bool:
        return self.state is State.PROGRAMME_PUBLISHED and self.needs_migrants_voice

    def _require_new(self, speaker: str) -> None:
        if any(one.id == speaker for each in self.sessions for one in each.speakers):
            raise AlreadyExists(f"The workshop has a speaker “{speaker}” already.", remedy="Choose another identifier.")

    def _set_confirmed(self, act: Act, *, session: str, speaker: str, confirmed: bool) -> None:
        self.require_open("changed")
        found = self.session(session)
        refuse(obstacles_to_confirm(found.speaker(speaker), confirmed=confirmed))
        if confirmed:
            refuse(obstacles_of_slots(found, found.speaker(speaker)))
        message = SpeakerConfirmed if confirmed else SpeakerUnconfirmed
        self.record(message(session=session, speaker=speaker), act=act)
        speakers = tuple(
            one.model_copy(update={"confirmed": confirmed}) if one.id == speaker else one for one in found.speakers
        )
        self._replace(act, found.model_copy(update={"speakers": speakers}))

    def _replace(self, act: Act, session: Session) -> None:
        voices = migrants_voice_sessions(self.sessions)
        self.set_sessions((*(one for one in self.sessions if one.id != session.id), session))
        self.compare_migrants_voice(act, voices)

    def compare_migrants_voice(self, act: Act, before: tuple[str, ...]) -> None:
        """Tell when the workshop gains its first Migrant's Voice or loses its last (R28)."""
        after = migrants_voice_sessions(self.sessions)
        if after and not before:
            self.migrants_voice_flagged = False
            self.record(MigrantsVoiceConfirmed(workshop=self.id, cycle=self.cycle, session=after[0]), act=act)
        if before and not after:
            bound = self._voice_binds
            unpublished = bound and not self._in_its_last_days(act.occurred_on)
            self.migrants_voice_flagged = bound and not unpublished
            if unpublished:
                self.enter(State.SCHEDULED, act)
            self.record(
                MigrantsVoiceWithdrawn(
                    workshop=self.id, cycle=self.cycle, session=before[0], programme_unpublished=unpublished
                ),
                act=act,
            )

    def _in_its_last_days(self, day: date) -> bool:
        return self.schedule is not None and day >= first_day(self.schedule) - LAST_DAYS

    def publish_programme(self, act: Act) -> None:
        """Publish it, or publish again what changed since. Raises everything that blocks in one refusal: R27, R34."""
        self.dated("published")
        refuse_together(self.obstacles_to_publish())
        voices = migrants_voice_sessions(self.sessions)
        self.enter(State.PROGRAMME_PUBLISHED, act)
        self.migrants_voice_flagged = False
        version = self.next_version(act)
        self.record(
            ProgrammeConfirmed(
                workshop=self.id,
                cycle=self.cycle,
                sessions=tuple(session.facts() for session in self.sessions),
                speakers_by_group=confirmed_by_group(self.sessions),
                migrants_voice_sessions=voices,
                version=version,
                balance=self._balance_told(),
            ),
            act=act,
        )

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_leave_out_migrants_voice(self) -> Obstacles:
        yield from self.obstacles_when_over("changed")
        if KINDS[self.kind].migrants_voice is not MigrantsVoice.UNLESS_LEFT_OUT:
            yield RuleBroken(
                MIGRANTS_VOICE_OF_A_CONFERENCE,
                f"“{self.title.any()}” is no conference.",
                remedy="Only a conference may leave its Migrant’s Voice session out.",
            )

    def _balance_told(self) -> BalanceReview | None:
        if not self.balance_reviews:
            return None
        last = self.balance_reviews[-1]
        return BalanceReview(
            signed_on=last.signed_on, versions=last.versions, participants=last.participants, speakers=last.speakers
        )

    def obstacles_to_review_balance(self) -> Obstacles:
        yield from self.obstacles_when_over("reviewed")

    def obstacles_to_waive_balance_review(self) -> Obstacles:
        yield from self.obstacles_when_over("changed")
        if self.balance_waived is not None or not self._unreviewed:
            yield WrongState("The review is not in the way of this programme.", remedy="Nothing is to do.")

    @property
    def _unreviewed(self) -> bool:
        return KINDS[self.kind].balance_reviewed and not self.balance_reviews

    def obstacles_to_publish(self) -> Obstacles:
        yield from self.obstacles_when_undated("published")
        if not self.sessions:
            yield WrongState("The programme has no session yet.", remedy="Add at least one session.")
        yield from sessions_astray(self.sessions, self.schedule)
        yield from self._without_voice()

    def _without_voice(self) -> Obstacles:
        if self.lacks_voice:
            yield RuleBroken(
                MIGRANTS_VOICE,
                "The programme has no Migrant’s Voice session with a confirmed migrant speaker.",
                remedy="Add a Migrant’s Voice session and confirm its migrant speaker.",
            )
        if self._unreviewed and self.balance_waived is None:
            yield from not_reviewed(title=self.title.any())

    @property
    def lacks_voice(self) -> bool:
        return self.needs_migrants_voice and not migrants_voice_sessions(self.sessions)
