"""A workshop's sessions and who speaks in them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from services.events.domain.speakers import Speaker, SpeakerRole
from shared.contracts.events import AxisShares, Headcount, Schedule, SessionFacts, SessionKind, Shares, StakeholderGroup
from shared.domain.actions import Obstacles
from shared.domain.errors import InvalidInput, NotFound, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment
from shared.domain.text import Language, LocalizedText


class Session(BaseModel):
    """One session of the programme. Moments are UTC."""

    model_config = ConfigDict(extra="forbid")

    id: Identifier
    title: LocalizedText
    kind: SessionKind
    start: Moment
    end: Moment
    languages: tuple[Language, ...]
    room: str | None = None
    """Absent for the main room."""
    speaking_slots: int | None = None
    """How many may speak, moderators aside; absent where it is not limited."""
    reserved_slots: dict[StakeholderGroup, int] = Field(default_factory=dict)
    """Of these, so many for a group; R31 orders the others."""
    speakers: tuple[Speaker, ...] = ()

    @property
    def gives_migrants_voice(self) -> bool:
        """A Migrant's Voice session with at least one confirmed migrant speaker (R27)."""
        return self.kind is SessionKind.MIGRANTS_VOICE and any(
            speaker.confirmed and speaker.role is SpeakerRole.MIGRANT_SPEAKER for speaker in self.speakers
        )

    def speaker(self, identifier: str) -> Speaker:
        """Raises ``NotFound``."""
        for speaker in self.speakers:
            if speaker.id == identifier:
                return speaker
        raise NotFound("speaker", identifier)

    def facts(self) -> SessionFacts:
        return SessionFacts(
            id=self.id,
            title=self.title,
            kind=self.kind,
            start=self.start,
            end=self.end,
            languages=self.languages,
            room=self.room,
        )

    def facts_as_held(self) -> SessionFacts:
        """The same, with how many persons were confirmed to speak: whether each did, nobody writes down."""
        persons = {one.person or one.id: one.group for one in self.speakers if one.confirmed}
        return self.facts().model_copy(update={"speakers_by_group": dict(Counter(persons.values()))})


def check_session(session: Session, *, schedule: Schedule) -> None:
    """Raises ``InvalidInput`` when its times make no sense or lie outside the workshop's."""
    if session.end <= session.start:
        raise InvalidInput("The session ends before it starts.", remedy="Give an end after the start.")
    if not lies_within(session, schedule):
        raise InvalidInput(
            "The session lies outside the workshop’s own times.",
            remedy="Choose times inside the workshop’s schedule, or reschedule the workshop.",
        )
    if not session.languages:
        raise InvalidInput("A session has a language.", remedy="Name at least one of en, fr, es.")


def lies_within(session: Session, schedule: Schedule) -> bool:
    return schedule.start <= session.start and session.end <= schedule.end


def sessions_astray(sessions: Iterable[Session], schedule: Schedule | None) -> Obstacles:
    """A session outside the workshop's own times took place in another gathering, if anywhere."""
    astray = [one.id for one in sessions if schedule and not lies_within(one, schedule)]
    if astray:
        yield WrongState(
            f"Sessions lie outside the workshop’s own times: {', '.join(astray)}.",
            remedy="Remove them and add them at times inside the schedule.",
        )


def migrants_voice_sessions(sessions: Iterable[Session]) -> tuple[str, ...]:
    """The sessions that satisfy R27."""
    return tuple(session.id for session in sessions if session.gives_migrants_voice)


def confirmed_by_group(sessions: Iterable[Session]) -> dict[StakeholderGroup, int]:
    """How many confirmed speaking slots each group has; a group without any is absent."""
    return dict(Counter(speaker.group for session in sessions for speaker in session.speakers if speaker.confirmed))


def shares_of(heads: Headcount, axes: AxisShares | None = None) -> Shares:
    """R33's arithmetic: government heads ÷ all heads; ``None`` when there was nobody to count."""
    total = sum(heads.by_group.values())
    government = heads.by_group.get(StakeholderGroup.GOVERNMENT, 0) / total if total else None
    return Shares(government=government, axes=axes)


def check_heads(heads: Headcount) -> None:
    """Raises ``InvalidInput`` for a negative figure, more heads for bodies than heads, or others in and outside the
    room than all."""
    total = sum(heads.by_group.values())
    figures = (*heads.by_group.values(), *heads.by_body_type.values(), *heads.by_presence.values())
    if any(figure < 0 for figure in figures):
        raise InvalidInput("A number of heads is never negative.", remedy="Give 0 or more.")
    if sum(heads.by_body_type.values()) > total:
        raise InvalidInput(
            "More people came for a body than came at all.", remedy="Check the figures by group and by type of body."
        )
    if heads.by_presence and sum(heads.by_presence.values()) != total:
        raise InvalidInput(
            "Those in the room and those who were there remotely do not add up to all who came.",
            remedy="Check the figures by group and by presence; or leave the presence out.",
        )


def check_countries(heads: Headcount, countries: Mapping[str, int]) -> None:
    """Raises ``InvalidInput`` for a negative figure, or more people from countries than people."""
    if any(figure < 0 for figure in countries.values()):
        raise InvalidInput("A number of heads is never negative.", remedy="Give 0 or more.")
    if sum(countries.values()) > sum(heads.by_group.values()):
        raise InvalidInput(
            "More people came from countries than came at all.", remedy="Check the figures by group and by country."
        )
