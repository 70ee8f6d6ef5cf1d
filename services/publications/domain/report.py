"""The report of one workshop: opened when it was held, written, cleared, published (F53)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.publications.domain.content import Content, Point, Practice, Section, check_content, with_texts
from services.publications.domain.kinds import KINDS
from services.publications.domain.log import (
    HeldFactsCorrected,
    ReportCleared,
    ReportDropped,
    ReportOpened,
    ReportPublished,
    ReportPutIntoVolume,
    ReportTakenOutOfVolume,
    ReportWithdrawn,
    ReportWritten,
    WorkshopCalledOff,
)
from services.publications.domain.rules import CONTENT_OF_A_REPORT
from shared.contracts.events import SessionFacts, WorkshopKind
from shared.contracts.facts import ThemeRef
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText

VOLUME_WITHIN = timedelta(days=365)
"""So long after the last day of a workshop a volume that covers it is overdue (R61)."""


class State(StrEnum):
    DRAFT = "draft"
    CLEARED = "cleared"
    """Checked as it is; a change makes it a draft again."""
    PUBLISHED = "published"
    DROPPED = "dropped"
    """The workshop was cancelled or put off: there is nothing to report on, unless it is held after all."""


_OPEN = frozenset({State.DRAFT, State.CLEARED})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeldWorkshop(_Part):
    """The workshop as events told of it. ``held_on`` is its last day."""

    kind: WorkshopKind
    number: int | None = None
    title: LocalizedText
    theme: ThemeRef | None = None
    held_on: date


class InVolume(_Part):
    """A volume that covers the workshop: in preparation, or published."""

    volume: Identifier
    published: bool


class Report(Aggregate, type="report", collection="reports"):
    workshop: Identifier
    cycle: Identifier
    held: HeldWorkshop | None = None
    """Absent while nobody told that it was held."""
    state: State = State.DROPPED
    state_since: date
    sections: tuple[Section, ...] = ()
    key_messages: tuple[Point, ...] = ()
    lessons_learned: tuple[Point, ...] = ()
    effective_practices: tuple[Practice, ...] = ()
    written_on: date | None = None
    """The day its content was last changed."""
    called_off: str | None = None
    """Why the workshop was cancelled or put off."""
    volumes: tuple[InVolume, ...] = ()
    volume_due_on: date | None = None
    """The last day on which no volume that covers it is not yet overdue (R61); absent where none is due."""

    @property
    def name(self) -> str:
        """What sentences call the workshop."""
        return self.held.title.any() if self.held else self.workshop

    # What events tells: never refused, and the same again records nothing

    def note_held(self, act: Act, *, held: HeldWorkshop, sessions: Sequence[SessionFacts]) -> None:
        """The workshop was held: the report has a section for each session. What was written stays, also about
        a session that is not told of any more."""
        written = {section.session: section for section in self.sections_written}
        texts = {name: section.text for name, section in written.items()}
        told = tuple(
            Section(session=one.id, kind=one.kind, title=one.title, text=texts.get(one.id)) for one in sessions
        )
        names_told = {section.session for section in told}
        sections = (*told, *(section for name, section in written.items() if name not in names_told))
        opened = self.state is State.DROPPED
        if not opened and (self.held, self.sections) == (held, sections):
            return
        self.held, self.sections = held, sections
        self.volume_due_on = held.held_on + VOLUME_WITHIN if KINDS[held.kind].volume_due else None
        names = tuple(section.session for section in sections)
        if opened:
            self.called_off = None
            self._enter(State.DRAFT, act)
            self.record(ReportOpened(workshop=self.workshop, held_on=held.held_on, sections=names), act=act)
        else:
            self.record(HeldFactsCorrected(held_on=held.held_on, sections=names), act=act)

    def note_called_off(self, act: Act, *, reason: str) -> None:
        """The workshop was cancelled or put off. A draft is dropped, and kept as it was; what is published
        stays so until a person decides."""
        if self.called_off == reason and self.state not in _OPEN:
            return
        self.called_off = reason
        if self.state is State.PUBLISHED:
            self.record(WorkshopCalledOff(reason=reason), act=act)
            return
        self._enter(State.DROPPED, act)
        self.record(ReportDropped(reason=reason), act=act)

    @property
    def sections_written(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.text is not None)

    # What editors do

    def write(self, act: Act, *, content: Content) -> None:
        """Replace its content. A cleared report is a draft again. Raises ``InvalidInput``."""
        refuse(self.obstacles_to_write())
        check_content(content, sections=self.sections)
        before = self.state
        self.sections = with_texts(self.sections, content.sections)
        self.key_messages, self.lessons_learned = content.key_messages, content.lessons_learned
        self.effective_practices = content.effective_practices
        self.written_on = act.occurred_on
        self._enter(State.DRAFT, act)
        self.record(
            ReportWritten(
                before=before,
                sections=tuple(section.session for section in self.sections_written),
                key_messages=tuple(one.id for one in self.key_messages),
                lessons_learned=tuple(one.id for one in self.lessons_learned),
                effective_practices=tuple(one.id for one in self.effective_practices),
            ),
            act=act,
        )

    def clear(self, act: Act) -> None:
        """Somebody checked it."""
        refuse(self.obstacles_to_clear())
        self._enter(State.CLEARED, act)
        self.record(ReportCleared(), act=act)

    def publish(self, act: Act) -> None:
        """Raises ``RuleBroken`` R63, naming everything that is missing."""
        refuse(self.obstacles_to_publish())
        self._enter(State.PUBLISHED, act)
        self.record(ReportPublished(), act=act)

    def withdraw(self, act: Act, *, reason: str) -> None:
        """Take it back, to correct it; that of a workshop that was called off is dropped."""
        refuse(self.obstacles_to_withdraw())
        self._enter(State.DROPPED if self.called_off is not None else State.DRAFT, act)
        self.record(ReportWithdrawn(reason=reason), act=act)

    # The volumes that cover the workshop

    def put_into(self, act: Act, *, volume: str, published: bool) -> None:
        """A volume that covers it is prepared, or comes out."""
        others = tuple(one for one in self.volumes if one.volume != volume)
        self.volumes = (*others, InVolume(volume=volume, published=published))
        self.record(ReportPutIntoVolume(volume=volume, published=published), act=act)

    def take_out(self, act: Act, *, volume: str) -> None:
        """The volume covers it no longer, or was withdrawn."""
        self.volumes = tuple(one for one in self.volumes if one.volume != volume)
        self.record(ReportTakenOutOfVolume(volume=volume), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_write(self) -> Obstacles:
        yield from self._outside(_OPEN, "written")

    def obstacles_to_clear(self) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT}), "cleared")
        if self.written_on is None:
            yield WrongState(f"Nothing is written in the report on “{self.name}” yet.", remedy="Write it first.")

    def obstacles_to_publish(self) -> Obstacles:
        yield from self._outside(frozenset({State.CLEARED}), "published")
        missing = tuple(self._missing())
        if missing:
            yield RuleBroken(
                CONTENT_OF_A_REPORT,
                f"The report on “{self.name}” has {_listed(missing)}.",
                remedy="Write at least one of each that is missing, and have the report cleared again.",
            )

    def obstacles_to_withdraw(self) -> Obstacles:
        yield from self._outside(frozenset({State.PUBLISHED}), "withdrawn")
        out = tuple(one.volume for one in self.volumes if one.published)
        if out:
            yield WrongState(
                f"The report on “{self.name}” stands in a published volume: {', '.join(out)}.",
                remedy="Withdraw the volume first.",
            )

    def obstacles_to_be_covered(self) -> Obstacles:
        if self.state is State.DROPPED:
            yield WrongState(
                f"“{self.name}” was cancelled or put off, and no volume can cover it.",
                remedy="Leave it out, or wait until it was held.",
            )

    def obstacles_to_come_out(self) -> Obstacles:
        """Of a volume that covers the workshop: it shows no report that is not published."""
        if self.state is not State.PUBLISHED:
            yield WrongState(
                f"The report on “{self.name}” is {self.state}, not published.",
                remedy="Publish the report first, or take the workshop out of the volume.",
            )

    def _missing(self) -> Iterator[str]:
        if not self.key_messages:
            yield "no key message"
        if not self.lessons_learned:
            yield "no lesson learned"
        if not self.effective_practices:
            yield "no effective practice"

    def _outside(self, allowed: frozenset[State], done: str) -> Obstacles:
        if self.state not in allowed:
            yield WrongState(
                f"The report on “{self.name}” is {self.state} and cannot be {done}.",
                remedy=f"This is possible while it is {' or '.join(sorted(allowed, reverse=True))}.",
            )

    def _enter(self, state: State, act: Act) -> None:
        """Come into a state, or stay in it since the day it came."""
        if self.state is not state:
            self.state, self.state_since = state, act.occurred_on


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
