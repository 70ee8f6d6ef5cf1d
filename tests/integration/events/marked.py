"""Events with a marked value in every personal field of the register, and in what else is not for the public (R77)."""

import json

from shared.domain.act import Role
from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    MIGRANT,
    PLENARY,
    ROOT,
    VOICE,
    WORKSHOP,
    change,
    council_session,
    hear,
    publish,
    schedule,
)
from tests.integration.events.sample import OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Api
from tests.support.walk import Known, private

MARK = "Zzyzx"
PLANTED: dict[tuple[str, str], str] = {
    ("speakers", "name"): f"{MARK}-name",
    ("speakers", "contact"): f"{MARK}-contact@marked.example",
    ("participants", "name"): f"{MARK}-participant",
    ("participants", "email"): f"{MARK.lower()}-participant@marked.example",
    ("participants", "function"): f"{MARK}-function",
    ("participant_needs", "diet"): f"{MARK}-diet",
    ("participant_needs", "access_needs"): f"{MARK}-access",
    ("care_notes", "note"): f"{MARK}-note",
    ("interpreters", "name"): f"{MARK}-interpreter",
    ("interpreters", "contact"): f"{MARK}-interpreter@marked.example",
    ("waived_by", "by"): f"{MARK}-waived",
    ("network_contacts", "name"): f"{MARK}-network-name",
    ("network_contacts", "contact"): f"{MARK}-network@marked.example",
    ("network_contacts", "organisation"): f"{MARK}-organisation",
    ("departures", "by"): f"{MARK}-by",
    ("invitees", "name"): f"{MARK}-invitee",
    ("invitees", "email"): f"{MARK}-invitee@marked.example",
    ("balance_signatures", "by"): f"{MARK}-signed",
    ("invitation_waivers", "by"): f"{MARK}-closed",
}
"""Where each marked value goes, by the register's collections and fields."""
NOT_TEXT = {("speakers", "sex"), ("participants", "gender"), ("invitees", "language")}
SPEAKER = f"{WORKSHOP}/speakers/speaker-1"


async def plant(events: Api) -> None:
    """Through the API, in every personal field that it takes; each person twice, for one is purged and one erased."""
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    (await schedule(events)).ok()
    (await events.post(f"{WORKSHOP}/sessions", VOICE)).ok(201)
    for identifier in ("speaker-1", "speaker-2"):
        person = {
            **MIGRANT,
            "id": identifier,
            "name": PLANTED["speakers", "name"],
            "contact": PLANTED["speakers", "contact"],
        }
        (await events.post(f"{WORKSHOP}/sessions/voice/speakers", person)).ok(201)
    etag = (await events.get(f"{SPEAKER}/consents")).ok().etag
    note = {"note": PLANTED["care_notes", "note"], "readers": ["account-8"]}
    (await events.put(f"{SPEAKER}/care-note", note, if_match=etag, subject="account-8")).ok()
    assignment = {
        **{"id": "a-1", "session": "voice", "interpreter": "i-1", "into": "fr", "occurred_on": "2018-02-02"},
        **{field: PLANTED["interpreters", field] for field in ("name", "contact")},
    }
    (await events.post(f"{WORKSHOP}/interpretation/assignments", assignment)).ok(201)
    waiver = {
        "rule": "confirmed-below-coverage",
        "by": PLANTED["waived_by", "by"],
        "reason": private("pledge"),
    }
    (await change(events, "POST", "/confirmation", {"waivers": [waiver], "occurred_on": "2018-02-02"})).ok()
    (await events.post(f"{WORKSHOP}/seats", {"approval": "automatic"})).ok(201)
    registered = {field: PLANTED["participants", field] for field in ("name", "email", "function")}
    registered |= {field: PLANTED["participant_needs", field] for field in ("diet", "access_needs")}
    (await events.post(f"{WORKSHOP}/registrations", {**registered, "group": "government"})).ok(201)
    addressed = {field: PLANTED["invitees", field] for field in ("name", "email")}
    invited = {"organization": private("invited"), "group": "academia", "language": "fr", **addressed}
    invitation = (await events.post(f"{WORKSHOP}/invitations", invited)).ok(201).body["id"]
    (await events.post(f"{ROOT}/invitations/{invitation}/sending", {}, if_match="*")).ok()
    closes = {"waived_by": PLANTED["invitation_waivers", "by"], "waived": private("reasoned")}
    (await events.post(f"{WORKSHOP}/invitation-list/closing", closes, if_match="*")).ok()
    joins = {field: PLANTED["network_contacts", field] for field in ("name", "contact", "organisation")}
    (await events.post(f"{WORKSHOP}/network", {**joins, "opted_in": True})).ok(201)
    confirmation = "/sessions/voice/speakers/speaker-1/confirmation"
    (await change(events, "POST", confirmation, {"occurred_on": "2018-02-03"})).ok()
    signs = {"by": PLANTED["balance_signatures", "by"], "finding": private("finding"), "occurred_on": "2018-02-04"}
    (await change(events, "POST", "/balance-review", signs)).ok()
    (await publish(events)).ok()


async def hold_with_a_departure(events: Api) -> None:
    (await change(events, "DELETE", "/sessions/voice/speakers/speaker-1/confirmation")).ok()
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    departure = {"by": PLANTED["departures", "by"], "reason": "The speaker fell ill."}
    (await change(events, "POST", "/held", {**HELD, "migrants_voice_departure": departure})).ok()


async def everything(events: Api) -> dict[str, str]:
    return {name: str(await events.store[name].find({})) for name in await events.store.collections()}


IN_CONFIDENCE = {
    *("agreement", "offday", "draft", "draftroom", "draftpaper", "venue", "invited", "finding", "reasoned", "pledge"),
}
"""What names nobody, and is not for the public."""
SECOND = f"{ROOT}/workshops/workshop-2018-2"


async def plant_more(events: Api) -> None:
    """What was drafted since the programme came out, another one in preparation, and what is agreed in the house."""
    drafted = {"title": {"en": private("draft")}, "room": private("draftroom")}
    (await events.post(f"{WORKSHOP}/sessions", {**PLENARY, **drafted, "id": "late"})).ok(201)
    (await schedule(events, "2018-10-08", "2018-10-09", workshop=SECOND)).ok()
    later = {"start": "2018-10-08T10:00:00-04:00", "end": "2018-10-08T11:00:00-04:00"}
    (await events.post(f"{SECOND}/sessions", {**PLENARY, **drafted, **later})).ok(201)
    address = f"https://idm.example/{private('draftpaper')}"
    paper = {"title": {"en": private("draftpaper")}, "language": "en", "address": address}
    (await events.post(f"{SECOND}/papers", paper)).ok(201)
    agreement = {"kind": "contract", "signed_on": "2018-01-29", "reference": private("agreement")}
    partner = {"id": "agency", "name": "An agency", "expertise": ["partnerships"], "agreement": agreement}
    (await events.post(f"{WORKSHOP}/partners", partner)).ok(201)
    survey = {"cycle": "cycle-2018", "deadline": "2018-10-19T22:00:00Z", "occurred_on": "2018-10-10"}
    (await events.post(f"{ROOT}/satisfaction-surveys", {**survey, "reason": private("offday")})).ok(201)


async def plant_places(events: Api) -> None:
    """What stands beside the gatherings: venues, holidays, the Council's sessions, and the brochure's list."""
    venue = {"city": "New York", "country": "US", "zone": "America/New_York", "capacity": 150}
    (await events.post(f"{ROOT}/venues", {**venue, "id": "hall", "name": private("venue")})).ok(201)
    days = [{"day": "2018-12-25", "name": "A day off"}]
    (await events.put(f"{ROOT}/official-holidays/US/2018", {"source": "A gazette", "days": days}, if_match="*")).ok()
    (await council_session(events)).ok(201)
    past = {"printed_title": "A past gathering", "kind": "intersessional_workshop", "lines": [248]}
    (await events.put(f"{ROOT}/history/2018/entries/1", past)).ok(201)


async def known_to(events: Api, role: Role | None) -> Known:
    """What there is, and how a caller is answered who asks for it; ``None`` is the public."""
    [invitation], [registration] = [await events.store[name].find({}) for name in ("invitations", "registrations")]
    [row] = await events.store["outbox"].find({}, sort=[("_id", 1)], limit=1)
    things: dict[str, dict[str, int]] = {
        "workshop": {"workshop-2018-1": 200},
        "session": {"council-session-109": 200},
        "year": {"2018": 200, "2003": 404},
        "of": {"US": 200},
        "number": {"1": 200, "2": 404},
        "survey": {"satisfaction-2018": 200},
        "type": {"int.iom.idm.events.WorkshopScheduled.v1": 200, "none-such": 404},
        "venue": {"hall": 200},
        "speaker": {"speaker-1": 200},
        "invitation": {str(invitation["_id"]): 200},
        "registration": {str(registration["_id"]): 200},
        "resource": {"workshop-2018-1": 200},
        "correlation_id": {str(row["recorded"]["correlation_id"]): 200},
        "id": {"none-such": 404},
    }
    if role is Role.MEMBER:
        # Neither is of the member's body.
        things |= {name: dict.fromkeys(things[name], 404) for name in ("invitation", "registration")}
    if role is not None:
        # A care note is for its readers alone; of a year without voices there is a report that says so.
        care, voices = "/workshops/workshop-2018-1/speakers/speaker-1/care-note", "/calendars/2003/migrants-voice"
        return Known(things=things, otherwise={care: 403, voices: 200, "/balance-targets": 404})
    things["workshop"]["workshop-2018-2"] = 200
    agendas = [f"/agenda{form}" for form in ("", ".ics", ".pdf", "/indico.json")]
    drafts = {f"/workshops/{one}{form}?draft=true": 403 for one in things["workshop"] for form in agendas}
    nothing_out = {f"/workshops/workshop-2018-2{form}": 404 for form in agendas}
    answer = json.dumps({"token": "7KQF-2MXA-9R4D-WC0E", "event": 5, "materials": 4}).encode()
    return Known(
        things=things,
        queries={"cycle": ("cycle-2018",), "year": ("2018",)},
        sent={"answerSatisfactionSurvey": [({"Content-Type": "application/json"}, answer, 409)]},
        otherwise={**nothing_out, **drafts},
    )
