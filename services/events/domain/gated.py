"""A workshop on its way: confirmed, its programme published, ready, held."""

from collections.abc import Sequence
from enum import StrEnum

from services.events.domain.gates import (
    Around,
    Passed,
    below_coverage,
    lacking_interpretation,
    on_holidays,
    pass_gate,
)
from services.events.domain.gathering import State
from services.events.domain.place_log import ReadinessLost, VolumeNoted, WorkshopConfirmed, WorkshopReady
from services.events.domain.programme import Session
from services.events.domain.programmed import Programmed
from services.events.domain.rules import INTERPRETED, MIGRANTS_VOICE
from services.events.domain.versions import is_placed_anew
from services.events.domain.year import Part
from shared.contracts.events import Schedule
from shared.domain.act import Act
from shared.domain.actions import Obstacles
from shared.domain.errors import WrongState
from shared.domain.identifiers import Identifier
from shared.domain.waivers import Waiver


class Stage(StrEnum):
    """Where a workshop stands, as people say it: its state, and the gates it passed in it."""

    PLANNED = "planned"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    PROGRAMME_PUBLISHED = "programme_published"
    READY = "ready"
    HELD = "held"
    REPORTED = "reported"
    """A published volume contains its report."""
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class VolumeRef(Part):
    """A volume of the Red Book series that contains its report, as publications told it last."""

    volume: Identifier
    series_number: int
    address: str | None
    """Where its first edition can be read or obtained."""
    withdrawn: bool = False


def stage_of(state: State, *, confirmed: bool, ready: bool, reported: bool) -> Stage:
    if state is State.HELD and reported:
        return Stage.REPORTED
    if state is State.SCHEDULED and confirmed:
        return Stage.CONFIRMED
    if state is State.PROGRAMME_PUBLISHED and ready:
        return Stage.READY
    return Stage(state.value)


class Gated(Programmed):
    confirmed: Passed | None = None
    """Place, days and money were found good. Another place or other days must be confirmed anew."""
    ready: Passed | None = None
    volumes: tuple[VolumeRef, ...] = ()

    def note_volume(self, act: Act, *, volume: VolumeRef) -> bool:
        """Publications told of it, whatever became of the workshop here. Answers whether that was news."""
        if volume in self.volumes:
            return False
        self.volumes = (*(one for one in self.volumes if one.volume != volume.volume), volume)
        self.record(VolumeNoted(volume=volume.volume, withdrawn=volume.withdrawn), act=act)
        return True

    def confirm(self, act: Act, *, around: Around, waivers: Sequence[Waiver]) -> Passed:
        """Raises everything that blocks in one refusal: R25's holidays, R58."""
        self.confirmed = pass_gate(self.obstacles_to_confirm(around), on=act.occurred_on, waivers=waivers)
        self.record(WorkshopConfirmed(waived=self.confirmed.waived), act=act)
        return self.confirmed

    def declare_ready(self, act: Act, *, around: Around, waivers: Sequence[Waiver]) -> Passed:
        """Raises everything that blocks in one refusal: R27, R38."""
        self.ready = pass_gate(self.obstacles_to_declare_ready(around), on=act.occurred_on, waivers=waivers)
        self.record(WorkshopReady(waived=self.ready.waived), act=act)
        return self.ready

    def enter(self, state: State, act: Act) -> None:
        super().enter(state, act)
        if state not in (State.PROGRAMME_PUBLISHED, State.HELD):
            self.ready = None

    def set_sessions(self, sessions: tuple[Session, ...]) -> None:
        """A session that is new, gone or otherwise: what was ready was so for the programme before."""
        if [one.facts() for one in self.sessions] != [one.facts() for one in sessions]:
            self.ready = None
        super().set_sessions(sessions)

    def compare_migrants_voice(self, act: Act, before: tuple[str, ...]) -> None:
        """In its last days a workshop that loses its last Migrant's Voice stays published and is flagged (R28); ready
        it is no more, for that asks for one (R27)."""
        super().compare_migrants_voice(act, before)
        if self.ready is not None and self.lacks_voice:
            self.ready = None
            self.record(ReadinessLost(rule=MIGRANTS_VOICE.number), act=act)

    def lose_interpretation(self, act: Act, *, around: Around) -> None:
        """An interpreter was released. A workshop that was ready is so no longer when a plenary lacks one now (R38),
        unless that was waived."""
        if self.ready is None or any(one.slug == INTERPRETED.slug for one in self.ready.waived):
            return
        if any(lacking_interpretation(self.sessions, around)):
            self.ready = None
            self.record(ReadinessLost(rule=INTERPRETED.number), act=act)

    def schedule_on(self, act: Act, *, schedule: Schedule) -> None:
        """Set or move its dates and place, until it is held."""
        self._compare_schedules(schedule)
        super().schedule_on(act, schedule=schedule)

    def postpone(self, act: Act, *, reason: str, schedule: Schedule | None) -> None:
        self._compare_schedules(schedule)
        super().postpone(act, reason=reason, schedule=schedule)

    def _compare_schedules(self, now: Schedule | None) -> None:
        """Other days, another place or another mode: what was confirmed and ready was so for those before."""
        if is_placed_anew(self.schedule, now):
            self.confirmed = self.ready = None

    def obstacles_to_confirm(self, around: Around) -> Obstacles:
        yield from self.obstacles_when_undated("confirmed")
        if self.confirmed is not None:
            yield WrongState(f"“{self.title.any()}” is confirmed already.", remedy="Nothing is to do.")
        if self.schedule is not None:
            yield from on_holidays(self.schedule, around)
            yield from below_coverage(around)

    def obstacles_to_declare_ready(self, around: Around) -> Obstacles:
        yield from self.obstacles_outside(frozenset({State.PROGRAMME_PUBLISHED}), "declared ready")
        if self.ready is not None:
            yield WrongState(f"“{self.title.any()}” is ready already.", remedy="Nothing is to do.")
        if self.confirmed is None:
            yield WrongState(f"“{self.title.any()}” is not confirmed.", remedy="Confirm it first.")
        if self.unpublished_changes:
            yield WrongState("The programme changed since it was published.", remedy="Publish it again.")
        if self.to_tell:
            yield WrongState(
                f"Speakers were not told what changed: {', '.join(self.to_tell)}.", remedy="Tell them, and record it."
            )
        yield from self._without_voice()
        yield from lacking_interpretation(self.sessions, around)
