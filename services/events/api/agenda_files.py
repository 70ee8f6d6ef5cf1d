"""An agenda as files: PDF for print, iCalendar for diaries, and JSON as Indico exports its events."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event, vText

from services.events.api import agenda_words as words
from services.events.domain.agenda import Agenda, AgendaSession, AgendaSpeaker
from services.events.domain.papers import Paper
from shared.domain.text import Language, LocalizedText
from shared.http.pdf import set_pdf

_TEMPLATE = Path(__file__).with_name("agenda.typ").read_bytes()
_PRODUCT = "-//IOM//International Dialogue on Migration//EN"


async def pdf_of(agenda: Agenda, language: Language) -> bytes:
    """Everything goes into the template as data, so that no text of a person is ever taken for markup."""
    content = json.dumps(content_of(agenda, language), ensure_ascii=False)
    return await asyncio.to_thread(_set, content, _stamp(agenda))


def _set(content: str, day: datetime) -> bytes:
    """Tagged, and the same bytes for the same agenda: fonts are the setter's own, the day is the agenda's."""
    return set_pdf(_TEMPLATE, name="agenda", content=content, day=day)


def content_of(agenda: Agenda, language: Language) -> dict[str, Any]:
    """What the template sets."""
    published = agenda.version and agenda.published_on
    head = [
        f"{words.long_day(agenda.start.date(), language)} – {words.long_day(agenda.end.date(), language)}",
        *([words.CANCELLED[language]] if agenda.cancelled else []),
        *([words.POSTPONED[language]] if agenda.postponed else []),
        words.MODES[agenda.mode][language],
        *([f"{agenda.venue.name}, {agenda.venue.city}, {agenda.venue.country}"] if agenda.venue else []),
        words.TIMES[language].format(zone=agenda.zone),
        words.VERSION[language].format(number=agenda.version, day=words.long_day(published, language))
        if published
        else words.DRAFT[language],
    ]
    return {
        "lang": language.value,
        "title": f"{words.AGENDA[language]}: {_in(agenda.title, language)}",
        "head": head,
        "papers_title": words.PAPERS[language],
        "days": [
            {
                "title": words.long_day(day.day, language),
                "sessions": [_session(one, language) for one in day.sessions],
            }
            for day in agenda.days
        ],
        "papers": [_paper(one, language) for one in agenda.papers],
    }


def _session(session: AgendaSession, language: Language) -> dict[str, Any]:
    until = (
        f" ({words.UNTIL[language].format(day=words.long_day(session.ends_on, language))})" if session.ends_on else ""
    )
    spoken = ", ".join(words.LANGUAGE_NAMES[one][language] for one in session.languages)
    return {
        "time": f"{session.start:%H:%M}–{session.end:%H:%M}{until}",
        "title": _in(session.title, language),
        "lines": [
            " · ".join((words.KINDS[session.kind][language], *([session.room] if session.room else []))),
            f"{words.LANGUAGES[language]}: {spoken}",
        ],
        "speakers": [_speaker(one, language) for one in session.speakers],
        "papers": [_paper(one, language) for one in session.papers],
    }


def _speaker(speaker: AgendaSpeaker, language: Language) -> str:
    how = words.PRESENCES.get(speaker.presence, {}).get(language)
    parts = (speaker.name or words.UNNAMED[language], speaker.country, how)
    return f"{words.ROLES[speaker.role][language]}: {', '.join(part for part in parts if part)}"


def _paper(paper: Paper, language: Language) -> dict[str, str]:
    spoken = words.LANGUAGE_NAMES[paper.language][language]
    return {"text": f"{_in(paper.title, language)} ({spoken})", "address": paper.address}


def icalendar_of(agenda: Agenda, language: Language) -> bytes:
    """A diary entry for each session. A session keeps its UID, and its SEQUENCE rises with each version, and when days,
    place or mode are others; of a workshop that was cancelled it rises once more, so that diaries that have the entry
    mark it as cancelled, as they do while it is postponed."""
    feed = Calendar()
    feed.add("prodid", _PRODUCT)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("name", _in(agenda.title, language))
    for session in (one for day in agenda.days for one in day.sessions):
        feed.add_component(_entry(agenda, session, language))
    feed.add_missing_timezones()
    return bytes(feed.to_ical())


def _entry(agenda: Agenda, session: AgendaSession, language: Language) -> Event:
    entry = Event()
    entry.add("uid", f"{agenda.workshop}.{session.id}@events.idm.iom.int")
    entry.add("sequence", agenda.revision + agenda.cancelled)
    entry.add("dtstamp", _stamp(agenda))
    entry.add("summary", vText(_in(session.title, language)))
    entry.add("categories", [words.KINDS[session.kind][language]])
    entry.add("status", _status(agenda))
    entry.add("dtstart", session.start)
    entry.add("dtend", session.end)
    place = (session.room, agenda.venue.name if agenda.venue else None, agenda.venue.city if agenda.venue else None)
    if any(place):
        entry.add("location", ", ".join(part for part in place if part))
    return entry


def _status(agenda: Agenda) -> str:
    if agenda.cancelled or agenda.postponed:
        return "CANCELLED"
    return "CONFIRMED" if agenda.version else "TENTATIVE"


def indico_of(agenda: Agenda, language: Language, *, url: str) -> dict[str, Any]:
    """As ``/export/event/ID.json?detail=sessions`` of Indico has it, so that what reads Indico's exports reads this.
    What Indico has no place for stands in ``idm`` and ``offset``, so that ``importProgramme`` reads the same sessions.
    """
    place = agenda.venue
    event = {
        "_type": "Conference",
        "_fossil": "conferenceMetadataWithSessions",
        "id": agenda.workshop,
        "type": "meeting",
        "title": _in(agenda.title, language),
        "description": "",
        "url": url,
        "timezone": agenda.zone,
        "startDate": _time(agenda.start, agenda.zone),
        "endDate": _time(agenda.end, agenda.zone),
        "location": f"{place.city}, {place.country}" if place else "",
        "address": place.name if place else "",
        "room": None,
        "category": agenda.cycle,
        "keywords": [agenda.kind.value],
        "contributions": [],
        "material": [_material(one, language) for one in agenda.papers],
        "sessions": [_indico_session(one, agenda, language) for day in agenda.days for one in day.sessions],
    }
    return {
        "_type": "HTTPAPIResult",
        "count": 1,
        "complete": True,
        "ts": int(_stamp(agenda).timestamp()),
        "url": url,
        "results": [event],
    }


def _indico_session(session: AgendaSession, agenda: Agenda, language: Language) -> dict[str, Any]:
    return {
        "_type": "Session",
        "_fossil": "sessionMetadata",
        "id": session.id,
        "title": _in(session.title, language),
        "description": "",
        "startDate": _time(session.start, agenda.zone),
        "endDate": _time(session.end, agenda.zone),
        "idm": {
            "kind": session.kind.value,
            "languages": [one.value for one in session.languages],
            "title": session.title.model_dump(exclude_none=True),
        },
        "location": agenda.venue.name if agenda.venue else "",
        "address": "",
        "room": session.room or "",
        "isPoster": False,
        "numSlots": 1,
        "color": "#EEE0EF",
        "textColor": "#1D041F",
        "material": [_material(one, language) for one in session.papers],
        "sessionConveners": [
            {"_type": "SessionChair", "fullName": one.name, "affiliation": one.country or ""}
            for one in session.speakers
            if one.name
        ],
        "contributions": [],
    }


def _time(moment: datetime, zone: str) -> dict[str, str]:
    """With the offset, which Indico does not write: in the night in which clocks are put back a time is shown twice."""
    return {
        "date": moment.date().isoformat(),
        "time": moment.time().isoformat(),
        "tz": zone,
        "offset": moment.isoformat()[-6:],
    }


def _material(paper: Paper, language: Language) -> dict[str, str]:
    return {"_type": "Material", "id": paper.id, "title": _in(paper.title, language), "url": paper.address}


def _stamp(agenda: Agenda) -> datetime:
    """The last day on which it was cancelled, published or placed anew; of a draft the workshop's own, so that the same
    draft makes the same bytes."""
    days = [one for one in (agenda.cancelled_on, agenda.published_on, agenda.revised_on) if one is not None]
    day = max(days, default=agenda.start.date())
    return datetime.combine(day, datetime.min.time(), UTC)


def _in(text: LocalizedText, language: Language) -> str:
    return getattr(text, language.value) or text.any()
