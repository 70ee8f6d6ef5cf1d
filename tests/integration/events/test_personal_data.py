"""One person's data: found, exported, erased, and removed once its time is over (R77, row 53)."""

import asyncio
from datetime import UTC, datetime, timedelta

from services.events.deadlines import DEADLINES
from services.events.use_cases.personal import PERSONAL
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import do_what_is_due
from tests.integration.events.flow import ROOT, WORKSHOP, hear, schedule
from tests.integration.events.marked import MARK, PLANTED, SPEAKER, everything, hold_with_a_departure, plant
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Api


async def test_one_person_s_data_is_exported_and_erased_and_what_stays_is_told(events: Api) -> None:
    await plant(events)
    await hold_with_a_departure(events)
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
    kept = await everything(events)
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
    await plant(events)
    units = Units(store=events.store, rows=to_row)

    async def clock(days: int) -> None:
        now = datetime.now(UTC) + timedelta(days=days)
        await do_what_is_due(DEADLINES, service="events", store=events.store, units=units, now=now)

    await clock(5000)
    assert MARK in str(await events.store["speakers"].find({})), "a workshop that is not over keeps its speakers"
    await hold_with_a_departure(events)
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
    await plant(events)
    await hold_with_a_departure(events)
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


async def test_what_is_personal_is_found_by_workshop_without_reading_all_of_it(events: Api) -> None:
    for entry in PERSONAL:
        indexes = await events.store[entry.collection].aggregate([{"$indexStats": {}}])
        assert any(next(iter(one["key"])) == "workshop" for one in indexes), entry.collection
