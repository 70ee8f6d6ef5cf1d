"""The letter of an invitation as a PDF in English, French or Spanish: tagged, and the same bytes for the same one."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts.events import Mode, Schedule
from shared.domain.text import Language, LocalizedText
from shared.http.pdf import set_pdf

_TEMPLATE = Path(__file__).with_name("invitation_letter.typ").read_bytes()
_WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("invitation_letter.json").read_text("utf-8"))


def letter_of(
    *,
    to: str,
    title: LocalizedText,
    theme: LocalizedText | None,
    year: int,
    schedule: Schedule | None,
    language: Language,
) -> dict[str, Any]:
    """What the template sets. A title that is missing in the language stands in another one."""
    words = _WORDS[language.value]

    def told(text: LocalizedText) -> str:
        return str(getattr(text, language.value) or text.any())

    theme_line = [words["theme"].format(theme=told(theme))] if theme else []
    spoken = ", ".join(words["spoken"][one.value] for one in schedule.languages) if schedule else words["open"]
    return {
        "lang": language.value,
        "title": words["title"].format(title=told(title)),
        "to": words["to"].format(to=to),
        "paragraphs": [words["dear"].format(year=year), *theme_line, words["equal"], words["answer"]],
        "facts": [
            [words["when"], _days(schedule) if schedule else words["open"]],
            [words["where"], _place(schedule, words)],
            [words["languages"], spoken],
        ],
        "closing": words["closing"],
    }


async def pdf_of(letter: dict[str, Any], *, day: date) -> bytes:
    return await asyncio.to_thread(_set, json.dumps(letter, ensure_ascii=False), day)


def _set(content: str, day: date) -> bytes:
    """Fonts are those that the setter carries, and the day is the letter’s: nothing hangs on this machine."""
    return set_pdf(_TEMPLATE, name="letter", content=content, day=datetime.combine(day, datetime.min.time(), UTC))


def _days(schedule: Schedule) -> str:
    """In the venue's own time."""
    start, end = (moment.astimezone(ZoneInfo(schedule.zone)) for moment in (schedule.start, schedule.end))
    return f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M} ({schedule.zone})"


def _place(schedule: Schedule | None, words: dict[str, Any]) -> str:
    if schedule is None:
        return str(words["open"])
    parts = [f"{schedule.venue.name}, {schedule.venue.city} ({schedule.venue.country})"] if schedule.venue else []
    if schedule.mode is not Mode.IN_PERSON:
        parts.append(words["online"])
    return "; ".join(parts)
