"""Calendar entries as iCalendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Alarm, Calendar, Event, vText

from services.governance.domain.calendar import CalendarEntry, EntryKind, following
from services.governance.domain.days import zone_there
from shared.domain.text import Language, LocalizedText

_PRODUCT = "-//IOM//International Dialogue on Migration//EN"
_EVERY = timedelta(hours=1)
_CATEGORY = {
    EntryKind.CONSULTATION: "Consultation",
    EntryKind.GATHERING: "Workshop",
    EntryKind.DEADLINE: "Deadline",
}


def icalendar_of(entries: Iterable[CalendarEntry], *, name: str, language: Language) -> bytes:
    """The feed. The same entries make the same bytes, in whatever order they come."""
    feed = Calendar()
    feed.add("prodid", _PRODUCT)
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", _EVERY, parameters={"VALUE": "DURATION"})
    for entry in sorted(entries, key=lambda one: one.id):
        feed.add_component(_event(entry, language))
    feed.add_missing_timezones()
    return bytes(feed.to_ical())


def _event(entry: CalendarEntry, language: Language) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@governance.idm.iom.int")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    text, written = _in(language, entry.title)
    event.add("summary", vText(text, params={"LANGUAGE": written}))
    event.add("categories", [_CATEGORY[entry.kind]])
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.day is not None and entry.last_day is not None:
        event.add("dtstart", entry.day)
        event.add("dtend", following(entry.last_day))
        event.add("transp", "TRANSPARENT")
    elif entry.start is not None:
        zone = zone_there(entry.zone)
        event.add("dtstart", entry.start.astimezone(zone))
        if entry.end is not None:  # RFC 5545 wants it later than the start: a moment has none
            event.add("dtend", entry.end.astimezone(zone))
        event.add("transp", "TRANSPARENT" if entry.cancelled or entry.end is None else "OPAQUE")
    if entry.place is not None:
        event.add("location", f"{entry.place.name}, {entry.place.city}, {entry.place.country}")
    if entry.note is not None:
        event.add("description", entry.note)
    if entry.alarm_before is not None:
        event.add_component(_alarm(entry.alarm_before, text))
    return event


def _alarm(before: timedelta, text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -before)
    return alarm


def _in(language: Language, title: LocalizedText) -> tuple[str, str]:
    """The title in the language asked for, or in the first there is, and which one that is."""
    for one in (language, *Language):
        text = getattr(title, one.value)
        if text is not None:
            return str(text), one.value
    return title.any(), Language.EN.value
