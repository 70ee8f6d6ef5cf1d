"""A session's slot: on the venue's clock, in a room that is free, with speakers who do not speak elsewhere then."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from services.events.domain.days import zone_of
from services.events.domain.programme import Session
from shared.contracts.events import Schedule, SessionKind, StakeholderGroup
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class NewSession(BaseModel):
    """A session as somebody writes it down. A time without offset is what the clocks of the venue show."""

    model_config = ConfigDict(frozen=True)

    id: Identifier
    title: LocalizedText
    kind: SessionKind
    start: datetime
    end: datetime
    languages: tuple[Language, ...]
    room: str | None = None
    speaking_slots: int | None = None
    reserved_slots: dict[StakeholderGroup, int] = Field(default_factory=dict)

    def at(self, schedule: Schedule) -> Session:
        """The same with moments. Raises ``InvalidInput`` for a time that the venue's clocks skip, or show twice."""
        return Session(
            id=self.id,
            title=self.title,
            kind=self.kind,
            start=moment_there(self.start, zone=schedule.zone),
            end=moment_there(self.end, zone=schedule.zone),
            languages=self.languages,
            room=self.room,
            speaking_slots=self.speaking_slots,
            reserved_slots=self.reserved_slots,
        )


def moment_there(time: datetime, *, zone: str) -> datetime:
    """The moment at which the venue's clocks show ``time``; one with an offset is a moment already."""
    if time.tzinfo is not None:
        return time
    there = time.replace(tzinfo=zone_of(zone))
    if there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) != time:
        raise InvalidInput(
            f"The clocks in {zone} are put forward and never show {time.isoformat(sep=' ', timespec='minutes')}.",
            remedy="Choose a time before or after the change to summer time.",
        )
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        raise InvalidInput(
            f"The clocks in {zone} are put back and show {time.isoformat(sep=' ', timespec='minutes')} twice.",
            remedy=f"Give the offset: {there.isoformat()} for the first, {there.replace(fold=1).isoformat()} for the "
            "second.",
        )
    return there.astimezone(UTC)


def check_room(session: Session, *, among: Iterable[Session]) -> None:
    """Raises ``WrongState`` when another session has its room at the same time."""
    for other in _at_the_same_time(session, among):
        if other.room == session.room:
            raise WrongState(
                f"“{other.title.any()}” ({other.id}) takes place in {_called(session.room)} at that time.",
                remedy="Choose another time, or name a room of its own for one of them.",
                slug="room-taken",
            )


def check_speakers(session: Session, *, among: Iterable[Session]) -> None:
    """Raises ``WrongState`` when one of its speakers speaks in another session at the same time."""
    for other in _at_the_same_time(session, among):
        persons = {one.person for one in other.speakers if one.person is not None}
        for speaker in session.speakers:
            if speaker.person in persons:
                raise WrongState(
                    f"The speaker {speaker.id} speaks in “{other.title.any()}” ({other.id}) at that time.",
                    remedy="Choose another time for one of the sessions, or another speaker.",
                    slug="speaker-double-booked",
                )


def _at_the_same_time(session: Session, among: Iterable[Session]) -> Iterator[Session]:
    """Sessions that only touch are one after the other."""
    for other in among:
        if other.id != session.id and session.start < other.end and other.start < session.end:
            yield other


def _called(room: str | None) -> str:
    return f"the room “{room}”" if room else "the main room"
