"""A workshop’s programme from the form in which Indico exports an event with its sessions."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field, StringConstraints

from services.events.api.forms import Languages, OccurredOn
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.programme_import import Clock, Entry
from services.events.use_cases import programme
from shared.contracts.events import SessionKind
from shared.domain.identifiers import Identifier, new_identifier
from shared.domain.text import Language, LocalizedText, Text
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input

router = APIRouter(prefix="/events/v1/workshops/{workshop}", tags=["programme"])
MOST_SESSIONS = 500
_FIRST, _LAST = dt.date(1970, 1, 1), dt.date(2999, 12, 31)


class IndicoPart(Input):
    """Indico says much more of an event than a programme has; that is passed over. Its numbers may be identifiers."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class IndicoTime(IndicoPart):
    date: dt.date = Field(ge=_FIRST, le=_LAST, examples=["2018-03-26"])
    time: dt.time = Field(examples=["10:00:00"])
    tz: str | None = Field(
        default=None, max_length=60, description="IANA time zone; the venue’s when left out", examples=["Europe/Zurich"]
    )
    offset: Annotated[str, StringConstraints(pattern=r"^[+-]([01]\d|2[0-3]):[0-5]\d$")] | None = Field(
        default=None,
        description="From UTC, as our export has it: tells which, where clocks that are put back show a time twice",
        examples=["+01:00"],
    )

    def clock(self) -> Clock:
        there = dt.time.fromisoformat(f"00:00{self.offset}").tzinfo if self.offset else self.time.tzinfo
        return Clock(time=dt.datetime.combine(self.date, self.time, tzinfo=there), zone=self.tz)


class OwnPart(IndicoPart):
    """What a session of ours has and Indico’s has not; our export says it in a part of its own."""

    kind: SessionKind | None = None
    languages: Languages | None = None
    title: LocalizedText | None = None


class IndicoSession(IndicoPart):
    id: Identifier | None = Field(default=None, description="The server makes one when it is left out")
    title: Text
    startDate: IndicoTime
    endDate: IndicoTime
    room: Annotated[str, StringConstraints(max_length=300)] | None = Field(
        default=None, description="Empty for the main room"
    )
    idm: OwnPart = OwnPart()


class IndicoEvent(IndicoPart):
    # A list: a tuple of which one entry is bad would be said to be empty as well.
    sessions: list[IndicoSession] = Field(min_length=1, max_length=MOST_SESSIONS)


class IndicoExport(IndicoPart):
    results: list[IndicoEvent] = Field(min_length=1, max_length=1, description="One event")


class ImportProgramme(Input):
    export: IndicoExport = Field(description="What Indico answers to `/export/event/ID.json?detail=sessions`")
    language: Language = Field(default=Language.EN, description="Of the titles, where a session does not say it")
    languages: Languages = Field(default=(), description="Of the sessions that do not say theirs")
    kind: SessionKind = Field(default=SessionKind.OTHER, description="Of the sessions that do not say theirs")
    occurred_on: OccurredOn = None

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                place=f"export.results.0.sessions.{number}",
                id=one.id or new_identifier(),
                title=one.idm.title or LocalizedText.model_validate({self.language.value: one.title}),
                kind=one.idm.kind or self.kind,
                start=one.startDate.clock(),
                end=one.endDate.clock(),
                languages=self.languages if one.idm.languages is None else one.idm.languages,
                room=one.room or None,
            )
            for number, one in enumerate(self.export.results[0].sessions)
        )


@router.post("/programme/import", status_code=201, operation_id="importProgramme", responses=PROBLEMS)
async def import_programme(workshop: str, body: ImportProgramme, offers: Offering, command: Staff) -> WorkshopView:
    """Add the sessions of an event as Indico exports it, of up to 500, each by the rules of one entered by hand: all or
    none. When any does not fit, every such entry is named with its place, its field and the reason.

    Speakers and papers are passed over: whoever speaks is entered with group, role and consent, which Indico does not
    know.
    """
    entries = body.entries()
    return await view_of(
        await command.run(
            lambda unit: programme.import_programme(unit, workshop, entries=entries, occurred_on=body.occurred_on)
        ),
        offers,
        command,
    )
