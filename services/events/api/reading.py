"""What answers are made of where a rule of the domain is needed to read it: gates, agendas, the year's voices."""

from collections.abc import Sequence

from services.events.domain.agenda import Agenda, agenda_of
from services.events.domain.gates import Around
from services.events.domain.holidays import Holidays, tables_for
from services.events.domain.interpretation import Interpretation, interpretation_id
from services.events.domain.interpretation_terms import TERMS, InterpretationTerms
from services.events.domain.speakers import Sex, SpeakerRole
from services.events.domain.voice import Voice
from services.events.domain.voice_report import VoicesOfYear, voices_of_year
from services.events.domain.workshop import Workshop
from services.events.queries import sees_drafts
from services.events.use_cases.gates import COVERAGES, around
from services.events.use_cases.programme import SPEAKERS
from shared.contracts.events import ConsentUse
from shared.domain.act import Role
from shared.domain.errors import NotAllowed, NotFound
from shared.domain.identifiers import cycle_id
from shared.http.acting import Reader
from shared.http.actions import by_id, woken
from shared.persistence.driver import Store


async def voices_in(store: Store, year: int) -> VoicesOfYear:
    """R30's report. Sexes are read from what is kept of persons, so what was erased is not stated any more."""
    workshops = [woken(Workshop, one) for one in await store["workshops"].find({"cycle": cycle_id(year)})]
    ours = {"workshop": {"$in": [one.id for one in workshops]}}
    people = await store[SPEAKERS].find(ours)
    voices = [woken(Voice, one) for one in await store[Voice.collection].find(ours)]
    return voices_of_year(
        year,
        workshops,
        sexes={one["_id"]: Sex(one["sex"]) for one in people if one.get("sex")},
        granted={one.id: one.granted for one in voices},
    )


async def read_agenda(reader: Reader, workshop: str, *, draft: bool) -> Agenda:
    """As the reader may see it. Raises ``NotFound`` where nothing is published, ``NotAllowed`` for others' drafts."""
    staff = reader.actor is not None and reader.actor.role is Role.ADMINISTRATION
    if draft and not staff:
        raise NotAllowed("Drafts of a programme are for the secretariat.", remedy="Ask for the published agenda.")
    found = woken(Workshop, await reader.one("workshops", workshop))
    names, unnamed = {}, set()
    if staff:
        people = await reader.store[SPEAKERS].find({"workshop": workshop})
        names = {one["_id"]: one["name"] for one in people if one.get("name")}
        voices = [woken(Voice, one) for one in await reader.store[Voice.collection].find({"workshop": workshop})]
        agreed = {one.id for one in voices if ConsentUse.NAME in one.granted}
        migrants = {
            one.id
            for session in (*found.sessions, *found.published_sessions)
            for one in session.speakers
            if one.role is SpeakerRole.MIGRANT_SPEAKER
        }
        unnamed = migrants - agreed
    agenda = agenda_of(found, draft=draft, names=names, unnamed=unnamed, open_to_all=not sees_drafts(reader.actor))
    if agenda is None:
        raise NotFound("published agenda", workshop)
    return agenda


async def around_workshops(store: Store, workshops: Sequence[Workshop]) -> dict[str, Around]:
    """What the gates of these workshops look at, read at once for all of them."""
    wanted = {table for one in workshops if one.schedule for table in tables_for(one.schedule)}
    tables = await by_id(store, Holidays, wanted) if wanted else {}
    interpretations = await by_id(store, Interpretation, (interpretation_id(one.id) for one in workshops))
    terms = await by_id(store, InterpretationTerms, [TERMS])
    told = {one["_id"]: one for one in await store[COVERAGES].find({"_id": {"$in": [one.id for one in workshops]}})}
    return {
        one.id: around(
            one,
            holidays=[tables[table] for table in (tables_for(one.schedule) if one.schedule else ()) if table in tables],
            told=told.get(one.id),
            interpretation=interpretations.get(interpretation_id(one.id)),
            terms=terms.get(TERMS),
        )
        for one in workshops
    }
