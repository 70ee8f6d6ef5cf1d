"""A migrant speaker's consents, use by use, and who may read the care notes (R30).

It is a record of its own and not a part of the workshop: consent is given and taken back at any time, also long after
the workshop was held and its cycle closed.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from services.events.domain.programmed import Programmed
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.voice_log import CareNoteErased, CareNoteWritten, VoiceEntered
from services.events.domain.year import Part
from shared.contracts.events import ConsentUse, VoiceConsentChanged
from shared.domain.act import Act, Actor
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, NotAllowed, WrongState
from shared.domain.identifiers import Identifier


class ConsentForm(StrEnum):
    """How the person said yes."""

    WRITTEN = "written"
    RECORDED = "recorded"
    SPOKEN = "spoken"


class Consent(Part):
    use: ConsentUse
    given_on: date
    form: ConsentForm | None = None
    withdrawn_on: date | None = None


class Voice(Aggregate, type="voice", collection="voices"):
    """``id`` is the speaker's. ``care_readers`` are accounts; the note itself stands beside the record."""

    workshop: Identifier
    cycle: Identifier
    session: Identifier
    consents: tuple[Consent, ...] = ()
    speaks: bool = True
    """False once the person does not speak in the session after all, before it took place."""
    care_readers: tuple[str, ...] = ()

    def enter(self, act: Act) -> None:
        self.record(VoiceEntered(workshop=self.workshop, session=self.session), act=act)

    @property
    def granted(self) -> tuple[ConsentUse, ...]:
        """The uses agreed to now."""
        return tuple(one.use for one in self.consents if one.withdrawn_on is None)

    @property
    def withdrawn(self) -> tuple[ConsentUse, ...]:
        return tuple(one.use for one in self.consents if one.withdrawn_on is not None)

    def note_speaks(self, act: Act, speaks: bool) -> None:
        """The person was removed or replaced, took the yes back, or gives it again. Told where something was agreed to:
        of nobody else anything was told."""
        if self.consents and speaks is not self.speaks:
            self.speaks = speaks
            self._tell(act, self.consents, closed=False)

    def give(self, act: Act, *, uses: Sequence[ConsentUse], form: ConsentForm | None, closed: bool) -> None:
        """The person agrees to these uses. ``closed``: the cycle is closed already."""
        refuse(self.obstacles_to_give())
        new = [use for use in ConsentUse if use in uses and use not in self.granted]
        if not new:
            raise WrongState("All of that is agreed to already.", remedy="Nothing is to do.")
        kept = tuple(one for one in self.consents if one.use not in new)
        given = tuple(Consent(use=use, given_on=act.occurred_on, form=form) for use in new)
        self._tell(act, (*kept, *given), closed=closed)

    def withdraw(
        self, act: Act, *, uses: Sequence[ConsentUse], closed: bool, over: bool = True
    ) -> tuple[ConsentUse, ...]:
        """The person takes back the yes to these uses; answers those that were agreed to. Never too late. Unless the
        workshop is ``over``, who takes the yes to the session back does not speak in it."""
        refuse(self.obstacles_to_withdraw())
        gone = tuple(use for use in self.granted if use in uses)
        if not gone:
            raise WrongState("None of that is agreed to.", remedy=f"Agreed to are: {', '.join(self.granted)}.")
        if ConsentUse.SESSION in gone and not over:
            self.speaks = False
        self._tell(
            act,
            tuple(
                one.model_copy(update={"withdrawn_on": act.occurred_on}) if one.use in gone else one
                for one in self.consents
            ),
            closed=closed,
        )
        return gone

    def _tell(self, act: Act, consents: tuple[Consent, ...], *, closed: bool) -> None:
        order = list(ConsentUse)
        self.consents = tuple(sorted(consents, key=lambda one: order.index(one.use)))
        self.record(
            VoiceConsentChanged(
                voice=self.id,
                workshop=self.workshop,
                cycle=self.cycle,
                session=self.session,
                granted=self.granted,
                withdrawn=self.withdrawn,
                after_close=closed,
                speaks=self.speaks,
            ),
            act=act,
        )

    # Care notes: what the speaker needs to be safe and well, for those who look after the person

    def write_care_note(self, act: Act, *, readers: Sequence[str]) -> None:
        """Who writes it names the accounts that may read it, and is one of them. One that is there is changed by its
        readers alone."""
        if self.care_readers:
            self.require_reader(act.actor)
        self.care_readers = tuple(sorted({*readers, act.actor.subject}))
        self.record(CareNoteWritten(readers=self.care_readers), act=act)

    def erase_care_note(self, act: Act) -> None:
        self.require_reader(act.actor)
        self.care_readers = ()
        self.record(CareNoteErased(), act=act)

    def require_reader(self, actor: Actor) -> None:
        """Raises ``NotAllowed`` for whoever is not named, whatever the role; also when there is no note to read."""
        if actor.subject not in self.care_readers:
            raise NotAllowed(
                "Care notes on a speaker are read by the members of staff that they name, and you are not one of them.",
                remedy="Ask the colleague who looks after the speaker.",
                slug="care-note-not-for-you",
            )

    # What is in the way whatever the payload says

    def obstacles_to_give(self) -> Obstacles:
        if set(self.granted) == set(ConsentUse):
            yield WrongState("Everything is agreed to already.", remedy="Nothing is to do.")

    def obstacles_to_withdraw(self) -> Obstacles:
        if not self.granted:
            yield WrongState("Nothing is agreed to that could be taken back.", remedy="Nothing is to do.")


def require_migrant(speaker: Speaker) -> None:
    """Raises ``InvalidInput``: consents are those of migrant speakers."""
    if speaker.role is not SpeakerRole.MIGRANT_SPEAKER:
        raise InvalidInput(
            f"The speaker {speaker.id} is no migrant speaker.",
            remedy="Record consents of migrant speakers alone (R30).",
        )


def what_follows(use: ConsentUse, *, voice: Voice, workshop: Programmed, day: date) -> str:
    """In a sentence, what the withdrawal of this consent would do on that day: told before it is done."""
    if use is ConsentUse.SESSION:
        return _without_session(workshop.without_voice_of(voice.id, day), over=workshop.held_on is not None)
    return {
        ConsentUse.STORY: "Publications is told: the story goes out of drafts, and what is published is flagged.",
        ConsentUse.NAME: "The agenda names the speaker no longer, and publications is told.",
        ConsentUse.PICTURE: "Publications is told to take the picture out.",
    }[use]


def _without_session(unpublishes: bool | None, *, over: bool) -> str:
    if over:
        return "The workshop was held, and what was said there was said; the story has a consent of its own."
    if unpublishes is None:
        return "The speaker is not confirmed any more."
    if unpublishes:
        return "The speaker is not confirmed any more, and the published programme is un-published (R28)."
    return "The speaker is not confirmed any more, and the published programme is flagged (R28): it is ready no more."
