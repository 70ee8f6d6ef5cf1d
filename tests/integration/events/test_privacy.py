"""Marked values in every personal field of events, and where they are found afterwards: in their own documents, in
answers to those who may read them, and nowhere else (R77, invariant 10, row 53)."""

import asyncio
import io
import json
import logging
import re
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from services.events.deadlines import DEADLINES
from services.events.service import SERVICE
from services.events.use_cases.personal import PERSONAL
from shared.contracts import topics
from shared.contracts.topics import Topic
from shared.domain.act import Role
from shared.domain.message import Audience
from shared.http.permissions import permissions_of
from shared.localstack.stack import Endpoints
from shared.observability.logs import configure_logs
from shared.outbox.lease import Lease
from shared.outbox.relay import Relay
from shared.outbox.rows import to_row
from shared.outbox.sender import Sender
from shared.outbox.topics import create_topics
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import do_what_is_due
from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    MIGRANT,
    ROOT,
    VOICE,
    WORKSHOP,
    change,
    hear,
    publish,
    schedule,
)
from tests.integration.events.sample import OPENED, body_listed, format_decided, theme_selected, topics_selected
from tests.support.api import Api
from tests.support.probe import eventually
from tests.support.topic import read_topic

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
CALLERS = (None, *(role for role in Role if role is not Role.SYSTEM))


async def _plant(events: Api) -> None:
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
        "reason": "A pledge is on its way.",
    }
    (await change(events, "POST", "/confirmation", {"waivers": [waiver], "occurred_on": "2018-02-02"})).ok()
    (await events.post(f"{WORKSHOP}/seats", {"approval": "automatic"})).ok(201)
    registered = {field: PLANTED["participants", field] for field in ("name", "email", "function")}
    registered |= {field: PLANTED["participant_needs", field] for field in ("diet", "access_needs")}
    (await events.post(f"{WORKSHOP}/registrations", {**registered, "group": "government"})).ok(201)
    addressed = {field: PLANTED["invitees", field] for field in ("name", "email")}
    invited = {"organization": "A university", "group": "academia", "language": "fr", **addressed}
    invitation = (await events.post(f"{WORKSHOP}/invitations", invited)).ok(201).body["id"]
    (await events.post(f"{ROOT}/invitations/{invitation}/sending", {}, if_match="*")).ok()
    closes = {"waived_by": PLANTED["invitation_waivers", "by"], "waived": "Nobody else works on this."}
    (await events.post(f"{WORKSHOP}/invitation-list/closing", closes, if_match="*")).ok()
    joins = {field: PLANTED["network_contacts", field] for field in ("name", "contact", "organisation")}
    (await events.post(f"{WORKSHOP}/network", {**joins, "opted_in": True})).ok(201)
    confirmation = "/sessions/voice/speakers/speaker-1/confirmation"
    (await change(events, "POST", confirmation, {"occurred_on": "2018-02-03"})).ok()
    signs = {"by": PLANTED["balance_signatures", "by"], "finding": "In balance.", "occurred_on": "2018-02-04"}
    (await change(events, "POST", "/balance-review", signs)).ok()
    (await publish(events)).ok()


async def _hold_with_a_departure(events: Api) -> None:
    (await change(events, "DELETE", "/sessions/voice/speakers/speaker-1/confirmation")).ok()
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    departure = {"by": PLANTED["departures", "by"], "reason": "The speaker fell ill."}
    (await change(events, "POST", "/held", {**HELD, "migrants_voice_departure": departure})).ok()


async def _everything(events: Api) -> dict[str, str]:
    return {name: str(await events.store[name].find({})) for name in await events.store.collections()}


def _addresses(**made: str) -> Iterator[str]:
    known = {"workshop": "workshop-2018-1", "session": "voice", "speaker": "speaker-1", "year": "2018", "of": "US"}
    known |= made
    for one in permissions_of(SERVICE.routers()):
        if one.method == "GET":
            yield re.sub(r"{(\w+)(?::path)?}", lambda found: known.get(found[1], "workshop-2018-1"), one.path)
    for path in ("/audit", "/audit/resources/workshop-2018-1", "/audit/export", "/work-list"):
        yield f"{ROOT}{path}"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the service writes to its log, as it is configured in production."""
    root, output, stdout = logging.getLogger(), io.StringIO(), sys.stdout
    level, before = root.level, list(root.handlers)
    sys.stdout = output
    configure_logs(service="events", level="DEBUG")
    structlog.configure(cache_logger_on_first_use=False)  # else loggers keep it for the tests that follow
    sys.stdout = stdout
    yield output
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def sent(
    events: Api, endpoints: Endpoints, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Any]:
    """What the relay sends of it, once everything is sent."""
    own = [
        Topic(name=f"{topic_prefix}privacy.{audience.value}", service="events", audience=audience)
        for audience in (Audience.PUBLIC, Audience.INTERNAL)
    ]
    monkeypatch.setattr(topics, "TOPICS", tuple(own))
    await create_topics(endpoints.kafka_bootstrap, own)
    relay = Relay(
        service="events",
        store=events.store,
        sender=Sender(bootstrap=endpoints.kafka_bootstrap, client_id="privacy", delivery_seconds=5.0),
        lease=Lease(store=events.store, holder="privacy", seconds=2.0),
        base_url="http://idm.example",
        poll_seconds=0.05,
        lease_seconds=2.0,
    )
    task = asyncio.ensure_future(relay.run())

    async def read() -> str:
        async def unsent() -> str | None:
            left = await events.store["outbox"].count({"delivery.state": "unsent"})
            return f"{left} rows are not sent" if left else None

        await eventually(unsent)
        return str([await read_topic(endpoints.kafka_bootstrap, one.name) for one in own])

    yield read
    relay.stop()
    await task


async def test_r77_nothing_personal_is_in_topics_logs_and_answers_to_others(
    events: Api, logged: io.StringIO, sent: Any
) -> None:
    texts = {(one.collection, field.name) for one in PERSONAL for field in one.fields} - NOT_TEXT
    assert set(PLANTED) == texts, "plant a marked value in every personal field of the register"
    await _plant(events)
    await _hold_with_a_departure(events)
    kept = await _everything(events)
    for (collection, _), value in PLANTED.items():
        assert value in kept[collection], "what was planted is kept where the register says"
    beside = {one.collection for one in PERSONAL}
    assert [name for name, text in kept.items() if MARK in text and name not in beside] == []
    on_kafka = await sent()
    assert "workshop-2018-1" in on_kafka
    assert MARK not in on_kafka
    readers = {
        PLANTED[one.collection, field.name]: field.readers
        for one in PERSONAL
        for field in one.fields
        if (one.collection, field.name) in PLANTED
    }
    [invitation], [registration] = [await events.store[name].find({}) for name in ("invitations", "registrations")]
    for role in CALLERS:
        for address in _addresses(invitation=invitation["_id"], registration=registration["_id"]):
            answer = await events.get(address, role=role and role.value, body_id="atlantis")
            said = json.dumps(answer.body) if not isinstance(answer.body, str) else answer.body
            shown = {value for value in readers if value in said}
            assert {value for value in shown if role not in readers[value]} == set(), (role, address)
    said = logged.getvalue()
    assert "holdWorkshop" in said or "/held" in said
    assert MARK not in said


async def test_one_person_s_data_is_exported_and_erased_and_what_stays_is_told(events: Api) -> None:
    await _plant(events)
    await _hold_with_a_departure(events)
    path = f"{ROOT}/personal-data"
    for role in (None, "auditor", "member", "finance"):
        assert (await events.post(f"{path}/export", {"text": MARK}, role=role, body_id="a")).status in (401, 403)
    found = (await events.post(f"{path}/export", {"text": "ZZYZX-NAME"})).ok().body["found"]
    assert [(one["collection"], one["record"]) for one in found] == [
        ("speakers", "speaker-1"),
        ("speakers", "speaker-2"),
    ]
    assert found[0]["values"]["contact"] == PLANTED["speakers", "contact"]
    assert found[0]["purge_on"] is not None
    [noted] = (await events.post(f"{path}/export", {"text": PLANTED["care_notes", "note"]})).ok().body["found"]
    assert (noted["values"], noted["withheld"]) == ({}, ["note"])
    [signed] = (await events.post(f"{path}/export", {"text": PLANTED["balance_signatures", "by"]})).ok().body["found"]
    assert [one["name"] for one in signed["values"]["by"]] == [PLANTED["balance_signatures", "by"]]
    assert (await events.post(f"{path}/export", {"text": "confirmed-below"})).ok().body["found"] == []
    both = [{"collection": one["collection"], "record": one["record"]} for one in found]
    departure = {"collection": "departures", "record": "workshop-2018-1"}
    refused = await events.post(f"{path}/erasure", {"records": [*both, departure], "ground": "person_asked"})
    assert (refused.status, "answers for it" in refused.body["detail"]) == (409, True)
    assert MARK in str(await events.store["speakers"].find({})), "nothing is half erased"
    erased = (await events.post(f"{path}/erasure", {"records": both, "ground": "person_asked"})).ok(201).body
    assert [one["fields"] for one in erased["records"]] == [["name", "contact", "sex"]] * 2
    assert any("heads" in one.lower() for one in erased["what_stays"])
    assert (await events.post(f"{path}/export", {"text": "zzyzx-name"})).ok().body["found"] == []
    again = await events.post(f"{path}/erasure", {"records": both[:1], "ground": "person_asked"})
    assert again.status == 404
    kept = await _everything(events)
    assert [name for name, text in kept.items() if PLANTED["speakers", "name"] in text] == []
    [row] = await events.store["outbox"].find({"recorded.type": {"$regex": "PersonalDataErased"}})
    assert row["recorded"]["data"]["ground"] == "person_asked"


async def test_r77_diets_and_access_needs_are_the_secretariat_s_alone_and_go_with_the_person(events: Api) -> None:
    await hear(events, body_listed("atlantis"), topics_selected())
    (await schedule(events)).ok()
    (await events.post(f"{WORKSHOP}/seats", {"approval": "automatic"})).ok(201)
    list_, diet = f"{WORKSHOP}/registrations", "No nuts"
    person = {"name": "Amina Example", "diet": diet, "access_needs": "No steps"}
    made = (await events.post(list_, person, role="member", body_id="atlantis")).ok(201).body
    address = f"{ROOT}/registrations/{made['id']}"
    for path in (address, list_):
        assert "No nuts" not in str((await events.get(path, role="member", body_id="atlantis")).ok().body)
        assert "No nuts" in str((await events.get(path)).ok().body)
    assert "No nuts" not in str(made)
    assert "No nuts" not in (await events.get(f"{list_}/export")).ok().body
    assert "No nuts" in (await events.get(f"{list_}/export?needs=true")).ok().body
    both = (await events.post(f"{ROOT}/personal-data/export", {"text": "amina example"})).ok().body["found"]
    assert [(one["collection"], one["values"].get("diet")) for one in both] == [
        ("participants", None),
        ("participant_needs", diet),
    ]
    change = f"{address}/participant"
    assert (await events.put(change, person, if_match="*")).status == 409  # nothing else is told
    changed = (await events.put(change, {**person, "diet": None}, if_match="*")).ok().body
    assert (changed["participant"]["diet"], changed["participant"]["access_needs"]) == (None, "No steps")
    [row] = await events.store["outbox"].find({"recorded.type": {"$regex": "RegistrationDetailsChanged"}})
    assert row["recorded"]["data"]["fields"] == []
    spelled = (await events.put(change, {"name": "Amina Exemple"}, if_match="*")).ok().body["participant"]
    assert (spelled["name"], spelled["access_needs"]) == ("Amina Exemple", "No steps"), "what is left out stays"
    record = {"collection": "participants", "record": made["id"]}
    erased = await events.post(f"{ROOT}/personal-data/erasure", {"records": [record], "ground": "person_asked"})
    assert [one["collection"] for one in erased.ok(201).body["records"]] == ["participants", "participant_needs"]
    other = (await events.post(list_, {**person, "name": "Bo Example"}, role="member", body_id="atlantis")).ok(201)
    (await events.post(f"{ROOT}/registrations/{other.body['id']}/withdrawal", {}, if_match="*")).ok()
    assert all(one.get("removed") for one in await events.store["participant_needs"].find({}))


async def test_the_clock_removes_what_is_personal_once_its_time_is_over(events: Api) -> None:
    await _plant(events)
    units = Units(store=events.store, rows=to_row)

    async def clock(days: int) -> None:
        now = datetime.now(UTC) + timedelta(days=days)
        await do_what_is_due(DEADLINES, service="events", store=events.store, units=units, now=now)

    await clock(5000)
    assert MARK in str(await events.store["speakers"].find({})), "a workshop that is not over keeps its speakers"
    await _hold_with_a_departure(events)
    speakers, departures = (
        next(one for one in PERSONAL if one.collection == name) for name in ("speakers", "departures")
    )
    await clock(speakers.kept_days - 1)
    assert MARK in str(await events.store["speakers"].find({}))
    await asyncio.gather(*(clock(speakers.kept_days) for _ in range(3)))
    assert MARK not in str(await events.store["speakers"].find({}))
    assert MARK in str(await events.store["departures"].find({}))
    purges = f"{ROOT}/personal-data/purges"
    for role in (None, "member", "editor"):
        assert (await events.get(purges, role=role, body_id="a")).status in (401, 403)
    [report] = (await events.get(purges, role="auditor")).ok().body["items"]
    [named] = [one for one in report["purged"] if one["collection"] == "speakers"]
    assert (report["id"], named["records"]) == ("workshop-2018-1", len(await events.store["speakers"].find({})))
    assert named["on"] == (datetime.now(UTC) + timedelta(days=speakers.kept_days)).date().isoformat()
    [left] = [one for one in report["kept"] if one["collection"] == "departures"]
    assert (left["records"], left["why"]) == (1, departures.must_stay)
    assert MARK not in str(report)
    await clock(departures.kept_days)
    [report] = (await events.get(purges)).ok().body["items"]
    assert (len(report["purged"]), report["kept"]) == (len(PERSONAL), [])
    rows = await events.store["outbox"].find({"recorded.type": {"$regex": "PersonalDataPurged"}})
    assert sorted(row["recorded"]["data"]["collection"] for row in rows) == sorted(one.collection for one in PERSONAL)
    named = (await events.get(f"{WORKSHOP}/speakers")).ok().body["speakers"]
    assert {one["name"] for one in named} == {None}
    assert (await events.get(f"{WORKSHOP}/balance")).ok().body["signed_by"] == []
    [invitation] = (await events.get(f"{WORKSHOP}/invitations")).ok().body["items"]
    assert (invitation["name"], invitation["email"], invitation["language"]) == (None, None, None)
    assert (await events.get(f"{ROOT}/invitations/{invitation['id']}")).ok().body["name"] is None


async def test_nothing_is_entered_any_more_once_its_time_is_over(events: Api) -> None:
    await _plant(events)
    await _hold_with_a_departure(events)
    units = Units(store=events.store, rows=to_row)
    now = datetime.now(UTC) + timedelta(days=730)
    await do_what_is_due(DEADLINES, service="events", store=events.store, units=units, now=now)
    [registration] = await events.store["registrations"].find({})
    details = {"name": PLANTED["participants", "name"]}
    path = f"{ROOT}/registrations/{registration['_id']}/participant"
    assert (await events.put(path, details, if_match="*")).status == 409
    assert MARK not in str(await events.store["participant_needs"].find({}))
    note = {"note": PLANTED["care_notes", "note"]}
    assert (await events.put(f"{SPEAKER}/care-note", note, if_match="*", subject="account-8")).status == 409
    assert MARK not in str([await events.store[name].find({}) for name in ("participants", "care_notes")])


async def test_r77_the_public_agenda_tells_no_country_of_a_migrant_speaker(events: Api) -> None:
    await _plant(events)
    for role, country in ((None, None), ("partner", None), ("member", "TN"), ("administration", "TN")):
        agenda = (await events.get(f"{WORKSHOP}/agenda", role=role, body_id="atlantis")).ok().body
        [speaker] = [one for day in agenda["days"] for each in day["sessions"] for one in each["speakers"]]
        assert (speaker["role"], speaker["country"]) == ("migrant_speaker", country)


async def test_the_register_is_for_everybody_and_names_every_reader(events: Api) -> None:
    register = (await events.get(f"{ROOT}/personal-data", role=None)).ok().body
    assert [one["collection"] for one in register["kinds"]] == [one.collection for one in PERSONAL]
    assert register["kinds"][0]["fields"][0]["readers"] == ["administration"]


async def test_what_is_personal_is_found_by_workshop_without_reading_all_of_it(events: Api) -> None:
    for entry in PERSONAL:
        indexes = await events.store[entry.collection].aggregate([{"$indexStats": {}}])
        assert any(next(iter(one["key"])) == "workshop" for one in indexes), entry.collection
