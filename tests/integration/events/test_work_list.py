from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts.facts import YearFormat
from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    ROOT,
    WORKSHOP,
    change,
    hear,
    plan,
    publish,
    schedule,
    with_voice,
)
from tests.integration.events.sample import format_decided, topics_selected
from tests.support.api import Api

Item = tuple[str, str, str | None]


async def _waiting(events: Api, **options: Any) -> list[Item]:
    items = (await events.get(f"{ROOT}/work-list", **options)).ok().body["items"]
    return [(item["what"], item["since"], item["rule"]) for item in items]


async def _planned(events: Api) -> None:
    """One workshop of the year; it is ``workshop-2018-1``."""
    await hear(events, format_decided())
    (await plan(events, id="workshop-2018-1")).ok(201)


async def test_what_waits_follows_a_workshop_that_is_over(events: Api) -> None:
    assert await _waiting(events) == []
    await _planned(events)
    assert await _waiting(events) == [("workshop-to-schedule", "2018-01-15", None)]
    (await schedule(events)).ok()
    assert await _waiting(events) == [("attendance-to-record", "2018-03-27", None)]
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    assert await _waiting(events) == [("workshop-to-hold", "2018-03-27", "R27")]
    await with_voice(events)
    assert await _waiting(events) == [("workshop-to-hold", "2018-03-27", None)]
    (await change(events, "POST", "/held", HELD)).ok()
    assert await _waiting(events) == []


async def test_r27_waits_for_a_workshop_to_come_and_a_postponed_one_for_its_dates(events: Api) -> None:
    await _planned(events)
    (await schedule(events, "2099-03-26", "2099-03-27")).ok()
    to_confirm = ("workshop-to-confirm", "2018-01-20", "R58")
    assert await _waiting(events) == [("programme-to-publish", "2018-01-20", "R27"), to_confirm]
    [item, _] = (await events.get(f"{ROOT}/work-list")).body["items"]
    assert (item["resource"], item["action"], item["version"]) == (WORKSHOP, "publishProgramme", 2)
    assert item["why"] == "“A gathering” has dates, and its programme is not published."
    assert item["action"] in [action["name"] for action in (await events.get(item["resource"])).body["actions"]]
    (await change(events, "POST", "/postponement", {"reason": "A storm", "occurred_on": "2018-02-01"})).ok()
    assert await _waiting(events) == [("workshop-to-schedule", "2018-02-01", None)]


async def test_a_published_programme_that_loses_its_voice_waits_again(events: Api) -> None:
    await _planned(events)
    (await schedule(events)).ok()
    await with_voice(events)
    (await publish(events)).ok()
    (await schedule(events, "2099-03-26", "2099-03-27")).ok()
    to_tell = ("speakers-to-tell", "2018-02-10", None)
    assert await _waiting(events) == [to_tell, ("workshop-to-confirm", "2018-02-10", "R58")]
    speaker = "/sessions/voice/speakers/speaker-1/confirmation"
    (await change(events, "DELETE", f"{speaker}?occurred_on=2018-02-20")).ok()
    assert ("programme-to-publish", "2018-02-20") in [(what, since) for what, since, _ in await _waiting(events)]


async def test_r28_a_flagged_programme_waits_for_another_voice(events: Api) -> None:
    await _planned(events)
    (await schedule(events)).ok()
    await with_voice(events)
    (await publish(events)).ok()
    soon = datetime.now(UTC).date() + timedelta(days=3)
    (await schedule(events, soon.isoformat(), soon.isoformat())).ok()
    flagged = (await change(events, "DELETE", "/sessions/voice/speakers/speaker-1/confirmation")).ok()
    assert flagged.body["migrants_voice_flagged"]
    assert await _waiting(events) == [
        ("migrants-voice-to-replace", "2018-02-10", "R27"),
        ("speakers-to-tell", "2018-02-10", None),
        ("workshop-to-confirm", "2018-02-10", "R58"),
    ]


async def test_a_fact_that_did_not_fit_waits_until_a_person_says_what_follows(events: Api) -> None:
    await hear(events, format_decided(YearFormat.SINGLE_CONFERENCE), topics_selected())
    [item] = (await events.get(f"{ROOT}/work-list")).ok().body["items"]
    assert (item["what"], item["since"], item["action"]) == (
        "fact-that-did-not-fit",
        "2017-11-20",
        "acknowledgeMisfit",
    )
    assert item["why"] == "2018 is not a two-workshop year, and topics were selected for two workshops."
    assert item["resource"] == f"{ROOT}/calendars/2018"
    body = {"about": "topic-slate-1", "reason": "The topics wait for 2019.", "occurred_on": "2018-01-20"}
    (await change(events, "POST", "/acknowledgement", body, workshop=item["resource"])).ok()
    assert await _waiting(events) == []


async def test_nothing_waits_for_a_role_that_can_settle_nothing(events: Api) -> None:
    await _planned(events)
    assert await _waiting(events, role="member", body_id="body-1") == []
    assert (await events.get(f"{ROOT}/work-list", role="partner")).status == 403
    assert (await events.get(f"{ROOT}/work-list", role=None)).status == 401


async def test_the_list_comes_page_by_page_across_its_sources(events: Api) -> None:
    await hear(events, topics_selected(), format_decided(YearFormat.SINGLE_CONFERENCE))
    (await schedule(events)).ok()
    for number in range(3):
        (await plan(events, "expert_seminar", id=f"seminar-{number}")).ok(201)
    whole = await _waiting(events)
    assert len(whole) == 6
    read: list[Item] = []
    address = f"{ROOT}/work-list?limit=2"
    while address:
        page = (await events.get(address)).ok()
        assert ("link" in page.headers) == (page.body["next"] is not None)
        read += [(item["what"], item["since"], item["rule"]) for item in page.body["items"]]
        address = page.body["next"]
    assert read == whole
