"""Where the report of a workshop stands, and what is heard of the speakers there meanwhile (R30)."""

from collections.abc import Collection
from datetime import date

from pydantic import Field

from services.publications.domain.closing import closed_without
from services.publications.domain.consent import StoryConsent, Voiced
from services.publications.domain.given import Given
from services.publications.domain.log import StoryConsentNoted
from services.publications.domain.parts import HeldWorkshop, State
from shared.contracts.events import ConsentUse
from shared.domain.act import Act
from shared.domain.actions import Obstacles
from shared.domain.errors import CycleIsClosed, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.message import Message
from shared.domain.moment import Moment
from shared.domain.waivers import Waived

_STANDS = {state: "in review" if state is State.REVIEW else state.value for state in State}


class Reported(Voiced):
    """Base of a report."""

    workshop: Identifier
    cycle: Identifier
    held: HeldWorkshop | None = None
    """Absent while nobody told that it was held."""
    state: State = State.DROPPED
    state_since: date
    called_off: str | None = None
    """Why the workshop was cancelled or put off."""
    first_published_on: date | None = None
    public_at: Moment | None = None
    """When the server last wrote that it was published or taken back; absent while it never was."""
    waived: tuple[Waived, ...] = Field(default=(), exclude_if=lambda waived: not waived)
    """While it is published: what was lifted for that, and why (R63)."""
    given: tuple[Given, ...] = ()
    """Everything that it ever gave to the bank of practices."""
    closed_on: date | None = None
    """The day governance closed the workshop's cycle."""
    left_out: bool = False
    """Governance closed the cycle without the workshop: it did not name it among those that were held."""

    def record(self, message: Message, *, act: Act) -> None:
        self.after_close = self.closed_on is not None
        super().record(message, act=act)

    @property
    def read_only(self) -> bool:
        """The cycle was closed without the workshop, and its report was never published: nobody writes it any
        more. One that was published before is corrected, as an erratum."""
        return self.left_out and self.first_published_on is None

    @property
    def name(self) -> str:
        """What sentences call the workshop."""
        return self.held.title.any() if self.held else self.workshop

    @property
    def stands(self) -> str:
        """What sentences say that it is."""
        return _STANDS[self.state]

    def note_consent(
        self, act: Act, *, told: StoryConsent, speaks: bool = True, withdrawn: Collection[ConsentUse] = ()
    ) -> None:
        """A speaker gave or took back the consent to the story, or does not speak after all (R30). From a draft
        what is told of the session goes at once when it is taken back; of a published report a person takes it out, and
        a name or a picture of any. ``withdrawn`` are all uses that are taken back now; the same again records
        nothing."""
        names = self.note_taken_back(act, voice=told.voice, session=told.session, withdrawn=withdrawn)
        known = told in self.consents if speaks else all(one.voice != told.voice for one in self.consents)
        if known and not names:
            return
        removed = self.take_consent(told, speaks=speaks, published=self.state is State.PUBLISHED)
        if removed and self.state in (State.REVIEW, State.CLEARED):
            self._enter(State.DRAFT, act)
        self.record(
            StoryConsentNoted(
                session=told.session,
                given=bool(told.given),
                withdrawn=told.withdrawn,
                speaks=speaks,
                removed=removed,
                taken_back=tuple(one.use for one in self.taken_back if one.voice == told.voice),
            ),
            act=act,
        )

    def obstacles_of_stories(self) -> Obstacles:
        """A session may turn out to be a Migrant’s Voice after it was written of."""
        if self.told_all_the_same and not self.read_only:
            yield self.without_consent(self.told_all_the_same, name=self.name)
        if not self.read_only:
            yield from self.obstacles_of_names(self.name)

    def _outside(self, allowed: frozenset[State], done: str) -> Obstacles:
        if self.read_only:
            yield self._year_is_closed(
                "its report is read-only",
                remedy="After the close, go on with reports on the workshops that it named as held.",
            )
        elif self.state not in allowed:
            yield WrongState(
                f"The report on “{self.name}” is {self.stands} and cannot be {done}.",
                remedy=f"This is possible while it is {' or '.join(_STANDS[one] for one in State if one in allowed)}.",
            )

    def _year_is_closed(self, so: str, *, remedy: str) -> CycleIsClosed:
        return closed_without(self.cycle, self.closed_on, name=self.name, so=so, remedy=remedy)

    def _enter(self, state: State, act: Act) -> None:
        """Come into a state, or stay in it since the day it came."""
        if self.state is not state:
            if State.PUBLISHED in (state, self.state):
                self.public_at = act.recorded_at
            self.state, self.state_since = state, act.occurred_on
