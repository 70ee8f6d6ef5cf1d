"""The programme after it was published: what changed between versions, and which speakers are to be told of it."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from services.events.domain.gathering import State
from services.events.domain.log import SpeakersTold
from services.events.domain.papers import Prepared
from services.events.domain.programme import Session
from services.events.domain.speakers import Speaker
from services.events.domain.year import Part
from shared.contracts.events import Schedule
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    TIME = "time"
    ROOM = "room"
    TITLE = "title"
    KIND = "kind"
    LANGUAGES = "languages"
    SPEAKERS = "speakers"


class Change(Part):
    session: Identifier
    what: What


class Told(Part):
    """That a speaker was told, and when."""

    speaker: Identifier
    on: date


class ProgrammeVersion(Part):
    """``changes`` against the version before; none in the first."""

    number: int
    published_on: date
    changes: tuple[Change, ...] = ()
    told: tuple[Told, ...] = ()


def changes_between(before: Sequence[Session], after: Sequence[Session]) -> tuple[Change, ...]:
    """What differs, in the order of the programme now; removed sessions come last."""
    known = {one.id: one for one in before}
    found = []
    for one in after:
        was = known.pop(one.id, None)
        differs = {What.ADDED: True} if was is None else _differences(was, one)
        found += [Change(session=one.id, what=what) for what, so in differs.items() if so]
    return (*found, *(Change(session=gone, what=What.REMOVED) for gone in known))


def concerned(changes: Sequence[Change], sessions: Sequence[Session]) -> tuple[Identifier, ...]:
    """The confirmed speakers of the sessions that changed: they came for the version before."""
    changed = {one.session for one in changes}
    return tuple(one.id for each in sessions if each.id in changed for one in each.speakers if one.confirmed)


PLACED = ("start", "end", "zone", "venue", "mode")
"""What of its schedule people came for, and confirmed: capacity and languages are the secretariat’s."""


def is_placed_anew(was: Schedule | None, now: Schedule | None) -> bool:
    """Other days, another place or another mode; or none any more."""
    return was is None or now is None or any(getattr(was, one) != getattr(now, one) for one in PLACED)


def _differences(was: Session, now: Session) -> dict[What, bool]:
    return {
        What.TIME: (was.start, was.end) != (now.start, now.end),
        What.ROOM: was.room != now.room,
        What.TITLE: was.title != now.title,
        What.KIND: was.kind is not now.kind,
        What.LANGUAGES: was.languages != now.languages,
        What.SPEAKERS: _speaking(was) != _speaking(now),
    }


def _speaking(session: Session) -> set[tuple[str, str]]:
    return {(one.id, one.role.value) for one in session.speakers if one.confirmed}


class Versioned(Prepared):
    """A gathering whose programme is published, changed, and published again."""

    published_sessions: tuple[Session, ...] = ()
    """The version published last: what the public reads, whatever is drafted since."""
    versions: tuple[ProgrammeVersion, ...] = ()
    to_tell: tuple[Identifier, ...] = ()
    """Speakers of sessions, or of a workshop, that changed after publication, whom nobody told yet."""
    placed_anew: int = 0
    """How often it had other days, another place or another mode after it was published."""
    placed_anew_on: date | None = None
    called_off: Schedule | None = None
    """The days of the published programme, once it was postponed: until it is published again, whoever has it in a
    diary reads that they are off."""

    @property
    def revision(self) -> int:
        """It rises with whatever a diary has to show: each version, and each time it was placed anew."""
        return len(self.versions) + self.placed_anew

    @property
    def published(self) -> tuple[Session, ...]:
        """What the public reads; of a programme that was published before versions were kept, what it is now."""
        return self.published_sessions if self.versions else self.sessions

    @property
    def unpublished_changes(self) -> tuple[Change, ...]:
        """What was drafted since the last version; nothing before the first."""
        return changes_between(self.published_sessions, self.sessions) if self.versions else ()

    def next_version(self, act: Act) -> int:
        """The programme as it is now is published; answers the number of the version."""
        number, changes = len(self.versions) + 1, self.unpublished_changes
        version = ProgrammeVersion(number=number, published_on=act.occurred_on, changes=changes)
        self.versions, self.published_sessions = (*self.versions, version), self.sessions
        self.called_off = None
        self.to_tell = tuple(dict.fromkeys((*self.to_tell, *concerned(changes, self.sessions))))
        return number

    def schedule_on(self, act: Act, *, schedule: Schedule) -> None:
        """Set or move its dates and place; after publication its confirmed speakers are to be told."""
        was = self.schedule
        super().schedule_on(act, schedule=schedule)
        if is_placed_anew(was, schedule):
            self._note_placed_anew(act)

    def postpone(self, act: Act, *, reason: str, schedule: Schedule | None) -> None:
        was, public = self.schedule, self.state is State.PROGRAMME_PUBLISHED
        super().postpone(act, reason=reason, schedule=schedule)
        if public:
            self.called_off = was
        self._note_placed_anew(act)

    def _note_placed_anew(self, act: Act) -> None:
        if self.versions:
            self.placed_anew += 1
            self.placed_anew_on = act.occurred_on
            confirmed = (one.id for each in self.sessions for one in each.speakers if one.confirmed)
            self.to_tell = tuple(dict.fromkeys((*self.to_tell, *confirmed)))

    def require_told(self, speakers: Sequence[Speaker], *, told: bool) -> bool:
        """Whether any of these, who go, said yes to a programme that was published, and so was told. Raises
        ``WrongState`` where nobody told them: how to reach them is forgotten with them."""
        confirmed = [one.id for one in speakers if one.confirmed]
        if not confirmed or not self.versions:
            return False
        if not told:
            raise WrongState(
                f"The programme was published, and these speakers said yes: {', '.join(confirmed)}.",
                remedy="Tell them first, and say so (speakers_told): their names and contacts are forgotten.",
                slug="speakers-not-told",
            )
        return True

    def note_told(self, act: Act, *, speakers: Sequence[str]) -> None:
        """These were told of the version published last. Raises ``InvalidInput`` for whom nobody has to tell."""
        refuse(self.obstacles_to_note_told())
        strangers = [one for one in speakers if one not in self.to_tell]
        if strangers:
            raise InvalidInput(
                f"Nobody has to tell {', '.join(strangers)}.", remedy=f"To be told are: {', '.join(self.to_tell)}."
            )
        *before, last = self.versions
        told = tuple(Told(speaker=one, on=act.occurred_on) for one in dict.fromkeys(speakers))
        self.versions = (*before, last.model_copy(update={"told": (*last.told, *told)}))
        self.to_tell = tuple(one for one in self.to_tell if one not in speakers)
        self.record(SpeakersTold(version=last.number, speakers=tuple(one.speaker for one in told)), act=act)

    def obstacles_to_note_told(self) -> Obstacles:
        yield from self.obstacles_when_over("changed")
        if not self.to_tell:
            yield WrongState("No speaker has to be told of a change.", remedy="Nothing is to do.")

    def set_sessions(self, sessions: tuple[Session, ...]) -> None:
        """In order of time. A paper on a session that is gone is one on the workshop, and a speaker who is gone need
        not be told."""
        self.sessions = tuple(sorted(sessions, key=lambda one: (one.start, one.id)))
        there, speaking = {one.id for one in sessions}, {one.id for each in sessions for one in each.speakers}
        self.papers = tuple(
            one if one.session is None or one.session in there else one.model_copy(update={"session": None})
            for one in self.papers
        )
        self.to_tell = tuple(one for one in self.to_tell if one in speaking)
