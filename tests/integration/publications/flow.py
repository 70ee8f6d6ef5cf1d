"""Steps of an editor's year, through the API, and what events and governance tell meanwhile."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.publications.reactions import REACTIONS
from shared.contracts.events import (
    ConsentUse,
    Headcount,
    Mode,
    Schedule,
    Shares,
    VoiceConsentChanged,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopKind,
    WorkshopPlanned,
    WorkshopPostponed,
)
from shared.contracts.governance import CycleClosed, CycleOpened
from shared.domain.message import Message
from shared.domain.text import Language, LocalizedText
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import Units
from tests.sample import CONTEXT
from tests.support.api import Answer, Api
from tests.unit.publications.sample import CLOSED_ON, HELD_ON, SESSIONS

ROOT = "/publications/v1"
FIRST, SECOND = "workshop-2018-1", "workshop-2018-2"
REPORT = f"{ROOT}/reports/report-{FIRST}"
VOLUME = f"{ROOT}/volumes/volume-1"
CYCLE = f"{ROOT}/cycles/cycle-2018"
RECORD = f"{ROOT}/catalogue/catalogue-volume-1"
CONTENT = {
    "sections": [{"session": "voice", "text": {"en": "A life between two shores."}}],
    "key_messages": [{"text": {"en": "Partnerships need time."}}],
    "lessons_learned": [{"id": "lesson-1", "text": {"en": "Begin with the cities."}}],
    "effective_practices": [
        {"title": {"en": "One desk"}, "kind": "programme", "country": "PH", "text": {"en": "It answers all."}}
    ],
    "occurred_on": "2018-05-02",
}
ENGLISH = {
    "language": "en",
    "formats": ["pdf", "epub"],
    "identifiers": [{"scheme": "isbn", "value": "978-92-9000-027-3", "format": "pdf"}],
    "address": "https://idm.example/bookstore/volume-1-en",
}
FRENCH = {"language": "fr", "formats": ["pdf"], "address": "https://idm.example/bookstore/volume-1-fr"}
PUBLISHED_ON = {"occurred_on": "2018-09-03"}
WITHDRAWAL = {"reason": "A table is wrong.", "occurred_on": "2018-10-01"}


def held(
    workshop: str = FIRST, *, on: date = HELD_ON, kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP
) -> WorkshopHeld:
    start = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    return WorkshopHeld(
        workshop=workshop,
        cycle=f"cycle-{on.year}",
        kind=kind,
        title=LocalizedText(en=f"The gathering {workshop}"),
        schedule=Schedule(
            start=start, end=start + timedelta(hours=9), zone="UTC", mode=Mode.ONLINE, capacity=9, languages=()
        ),
        held_on=on,
        participants=Headcount(by_group={}),
        speakers=Headcount(by_group={}),
        participant_shares=Shares(),
        speaker_shares=Shares(),
        sessions=SESSIONS,
        languages_interpreted=(Language.EN,),
    )


def agreed(workshop: str = FIRST, *uses: ConsentUse, withdrawn: tuple[ConsentUse, ...] = ()) -> VoiceConsentChanged:
    """The migrant speaker agreed to tell the story, unless other ``uses`` are named."""
    return VoiceConsentChanged(
        voice=f"voice-of-{workshop}",
        workshop=workshop,
        cycle="cycle-2018",
        session="voice",
        granted=uses or (() if withdrawn else (ConsentUse.SESSION, ConsentUse.STORY)),
        withdrawn=withdrawn,
    )


def planned(workshop: str = FIRST, *, year: int = 2018) -> WorkshopPlanned:
    return WorkshopPlanned(
        workshop=workshop,
        cycle=f"cycle-{year}",
        kind=WorkshopKind.INTERSESSIONAL_WORKSHOP,
        title=LocalizedText(en=f"The gathering {workshop}"),
    )


def cancelled(workshop: str = FIRST) -> WorkshopCancelled:
    return WorkshopCancelled(workshop=workshop, cycle="cycle-2018", reason="No venue.")


def postponed(workshop: str = FIRST) -> WorkshopPostponed:
    return WorkshopPostponed(workshop=workshop, cycle="cycle-2018", reason="A storm.")


def opened(year: int = 2018) -> CycleOpened:
    return CycleOpened(cycle=f"cycle-{year}", year=year, opened_on=date(year - 1, 5, 4))


def closed(*held: str, year: int = 2018) -> CycleClosed:
    """Governance closed the cycle with these workshops."""
    return CycleClosed(cycle=f"cycle-{year}", year=year, opened_on=date(year - 1, 5, 4), closed_on=CLOSED_ON, held=held)


async def hear(units: Units, *messages: Message) -> None:
    """Messages of events and governance arrive."""
    for message in messages:
        await units.run(CONTEXT, lambda unit, heard=message: REACTIONS[type(heard)](unit, heard))  # type: ignore[misc]


async def tell(api: Api, *messages: Message) -> None:
    """The same, to a service that has a surface."""
    await hear(Units(store=api.store, rows=to_row), *messages)


async def get(api: Api, path: str, *, role: str | None = "editor") -> Answer:
    return await api.get(path, role=role)


async def change(api: Api, method: str, thing: str, path: str, body: Any, *, role: str = "editor") -> Answer:
    """A change made for the version there is."""
    etag = (await get(api, thing)).ok().etag
    return await api.call(method, f"{thing}{path}", json=body, if_match=etag, role=role)


async def publish_report(api: Api, workshop: str = FIRST) -> Answer:
    """Held, written, reviewed, cleared and published."""
    report = f"{ROOT}/reports/report-{workshop}"
    await tell(api, held(workshop), agreed(workshop))
    (await change(api, "PUT", report, "/content", CONTENT)).ok()
    (await change(api, "POST", report, "/review", {"occurred_on": "2018-05-02"})).ok()
    (await change(api, "POST", report, "/clearance", {"occurred_on": "2018-05-03"})).ok()
    return (await change(api, "POST", report, "/publication", {"occurred_on": "2018-05-04"})).ok()


async def create_volume(api: Api, *workshops: str, **fields: Any) -> Answer:
    body = {
        "title": {"en": "Partnerships", "fr": "Partenariats"},
        "original_language": "en",
        "workshops": workshops,
        "occurred_on": "2018-06-01",
        **fields,
    }
    return await api.post(f"{ROOT}/volumes", body, role="editor")


async def set_editions(api: Api, *editions: Any, volume: str = VOLUME) -> Answer:
    body = {"editions": editions, "occurred_on": "2018-09-01"}
    return await change(api, "PUT", volume, "/editions", body)


async def publish_volume(api: Api, *workshops: str) -> Answer:
    """The first volume, from its reports to its publication."""
    for workshop in workshops or (FIRST,):
        await publish_report(api, workshop)
    (await create_volume(api, *(workshops or (FIRST,)))).ok(201)
    (await set_editions(api, ENGLISH)).ok()
    return (await change(api, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
