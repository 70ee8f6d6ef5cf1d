"""The agenda: a programme by day, on the clocks of the venue."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from services.events.domain.days import zone_of
from services.events.domain.gathering import State
from services.events.domain.papers import Paper
from services.events.domain.programme import Session
from services.events.domain.speakers import Presence, Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from services.events.domain.year import Part
from shared.contracts.events import Mode, SessionKind, StakeholderGroup, Venue, WorkshopKind
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class AgendaSpeaker(Part):
    """Confirmed. ``name`` is absent for the public, and of a migrant speaker who did not agree to it (R30); so is a
    migrant speaker's ``country`` for the public."""

    role: SpeakerRole
    group: StakeholderGroup
    presence: Presence
    country: str | None
    name: str | None


class AgendaSession(Part):
    """``start`` and ``end`` bear the offset of the venue's clocks; ``ends_on`` is there when it is another day."""

    id: Identifier
    title: LocalizedText
    kind: SessionKind
    start: datetime
    end: datetime
    ends_on: date | None
    room: str | None
    languages: tuple[Language, ...]
    speakers: tuple[AgendaSpeaker, ...]
    papers: tuple[Paper, ...]


class AgendaDay(Part):
    day: date
    sessions: tuple[AgendaSession, ...]


class Agenda(Part):
    """``version`` and ``published_on`` are absent in a draft. ``revision`` rises with each version, and when days,
    place or mode became others after publication (``revised_on``)."""

    workshop: Identifier
    cycle: Identifier
    kind: WorkshopKind
    title: LocalizedText
    zone: str
    mode: Mode
    venue: Venue | None
    start: datetime
    end: datetime
    version: int | None
    published_on: date | None
    cancelled: bool
    cancelled_on: date | None = None
    postponed: bool = False
    """It was postponed once it was public, and not published again: these are the days that are off."""
    revision: int = 0
    revised_on: date | None = None
    days: tuple[AgendaDay, ...]
    papers: tuple[Paper, ...]
    """Those on the workshop as a whole."""


def agenda_of(
    workshop: Workshop,
    *,
    draft: bool,
    names: Mapping[str, str],
    unnamed: Collection[str],
    open_to_all: bool = False,
) -> Agenda | None:
    """The version published last, or with ``draft`` the programme as it is now; ``None`` where there is none. Of a
    workshop that was cancelled or postponed while it was published it is told too, with the days of then, and that
    it was: it stands in people's diaries.

    ``names`` by speaker; ``unnamed`` are the migrant speakers who did not agree to be named. Where it is
    ``open_to_all``, no migrant speaker's country is told either: of one from a country everybody would know who it is.
    """
    off = None if draft or workshop.state is State.HELD else workshop.called_off
    schedule = off or workshop.schedule
    if schedule is None or not (draft or _is_published(workshop)):
        return None
    sessions = workshop.sessions if draft or workshop.state is State.HELD else workshop.published

    zone = zone_of(schedule.zone)
    told = [_session(one, workshop.papers, zone_name=schedule.zone, names=names, unnamed=unnamed) for one in sessions]
    if open_to_all:
        told = [_without_countries_of_migrants(one) for one in told]
    last = workshop.versions[-1] if workshop.versions and not draft else None
    return Agenda(
        workshop=workshop.id,
        cycle=workshop.cycle,
        kind=workshop.kind,
        title=workshop.title,
        zone=schedule.zone,
        mode=schedule.mode,
        venue=schedule.venue,
        start=schedule.start.astimezone(zone),
        end=schedule.end.astimezone(zone),
        version=last.number if last else None,
        published_on=last.published_on if last else None,
        cancelled=workshop.state is State.CANCELLED,
        cancelled_on=workshop.state_since if workshop.state is State.CANCELLED else None,
        postponed=off is not None and workshop.state is not State.CANCELLED,
        revision=workshop.revision if last else 0,
        revised_on=workshop.placed_anew_on if last else None,
        days=tuple(
            AgendaDay(day=day, sessions=tuple(those)) for day, those in groupby(told, key=lambda one: one.start.date())
        ),
        papers=tuple(one for one in workshop.papers if one.session is None),
    )


def _is_published(workshop: Workshop) -> bool:
    cancelled = workshop.state is State.CANCELLED and workshop.cancelled_in_public
    return workshop.called_off is not None or cancelled or workshop.state in (State.PROGRAMME_PUBLISHED, State.HELD)


def _session(
    session: Session,
    papers: Sequence[Paper],
    *,
    zone_name: str,
    names: Mapping[str, str],
    unnamed: Collection[str],
) -> AgendaSession:
    zone = zone_of(zone_name)
    start, end = session.start.astimezone(zone), session.end.astimezone(zone)
    # An end at midnight belongs to the day before, as for a workshop's last day.
    last = (session.end - timedelta(milliseconds=1)).astimezone(zone).date()
    return AgendaSession(
        id=session.id,
        title=session.title,
        kind=session.kind,
        start=start,
        end=end,
        ends_on=last if last != start.date() else None,
        room=session.room,
        languages=session.languages,
        speakers=tuple(_speaker(one, names, unnamed) for one in session.speakers if one.confirmed),
        papers=tuple(one for one in papers if one.session == session.id),
    )


def _without_countries_of_migrants(session: AgendaSession) -> AgendaSession:
    speakers = (
        one.model_copy(update={"country": None}) if one.role is SpeakerRole.MIGRANT_SPEAKER else one
        for one in session.speakers
    )
    return session.model_copy(update={"speakers": tuple(speakers)})


def _speaker(speaker: Speaker, names: Mapping[str, str], unnamed: Collection[str]) -> AgendaSpeaker:
    return AgendaSpeaker(
        role=speaker.role,
        group=speaker.group,
        presence=speaker.presence,
        country=speaker.country,
        name=None if speaker.id in unnamed else names.get(speaker.id),
    )
