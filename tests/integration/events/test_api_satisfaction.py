"""The satisfaction survey over HTTP: from its tokens to its results, without a trace of who said what (R40 to R43)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.events.deadlines import DEADLINES
from services.events.use_cases.satisfaction import BALLOT_BOXES, BOXES, TOKENS, hash_of
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import do_what_is_due
from tests.integration.events.flow import ROOT, hear, last_told, schedule, told
from tests.integration.events.sample import CLOSED, OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Answer, Api

SURVEYS = f"{ROOT}/satisfaction-surveys"
SURVEY = f"{SURVEYS}/satisfaction-2018"
SECOND = f"{ROOT}/workshops/workshop-2018-2"
PAST = {"cycle": "cycle-2018", "deadline": "2018-10-19T22:00:00Z", "occurred_on": "2018-10-09"}


async def _second_workshop(events: Api) -> None:
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    (await schedule(events, "2018-10-08", "2018-10-09", workshop=SECOND)).ok()


async def _open(events: Api, **changes: Any) -> Answer:
    return await events.post(SURVEYS, {**PAST, **changes})


async def _running(events: Api) -> datetime:
    """A survey whose deadline lies ahead; answers the deadline."""
    await _second_workshop(events)
    deadline = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    (await _open(events, deadline=deadline.isoformat())).ok(201)
    return deadline


async def _tokens(events: Api, count: int) -> list[str]:
    issued = (await events.post(f"{SURVEY}/tokens", {"count": count})).ok(201).body
    return list(issued["tokens"])


async def _answer(events: Api, token: str, event: int = 5, materials: int = 5, **said: Any) -> Answer:
    body = {"token": token, "event": event, "materials": materials, **said}
    return await events.post(f"{SURVEY}/answers", body, role=None)


async def _close(events: Api, day: str = "2018-10-20") -> Answer:
    etag = (await events.get(SURVEY)).ok().etag
    return await events.post(f"{SURVEY}/closing", {"occurred_on": day}, if_match=etag)


async def _clock(events: Api, now: datetime) -> None:
    units = Units(store=events.store, rows=to_row)
    await do_what_is_due(DEADLINES, service="events", store=events.store, units=units, now=now)


async def test_r40_one_survey_opened_during_the_second_workshop(events: Api) -> None:
    await hear(events, OPENED, format_decided())
    (await _open(events)).refused("R40")
    await hear(events, theme_selected(), topics_selected())
    (await _open(events)).refused("R40")
    (await schedule(events, "2018-10-08", "2018-10-09", workshop=SECOND)).ok()
    (await _open(events, occurred_on="2018-10-10")).refused("R40")
    waiting = (await events.get(f"{ROOT}/work-list")).ok().body["items"]
    assert ("satisfaction-survey-to-open", "2018-10-08") in {(one["what"], one["since"]) for one in waiting}
    opened = (await _open(events)).ok(201).body
    assert (opened["id"], opened["off_its_day"], opened["by_the_clock"]) == ("satisfaction-2018", None, False)
    assert opened["workshops"] == ["workshop-2018-1", "workshop-2018-2"]
    (await _open(events)).refused("R40")
    waiting = (await events.get(f"{ROOT}/work-list")).ok().body["items"]
    whats = {one["what"] for one in waiting}
    assert ("satisfaction-survey-to-open" in whats, "satisfaction-survey-to-close" in whats) == (False, True)


async def test_r40_on_another_day_for_a_reason_and_in_no_closed_year(events: Api) -> None:
    await _second_workshop(events)
    late = (await _open(events, occurred_on="2018-10-10", reason="The last session ran over.")).ok(201)
    assert late.body["off_its_day"] == "The last session ran over."
    for path in (SURVEY, SURVEYS):
        assert "ran over" not in str((await events.get(path, role=None)).ok().body), "why is for the house"
    await hear(events, CLOSED)
    assert (await _open(events)).body["type"] == "urn:idm:problem:cycle-closed"
    # Closing a cycle freezes workshops; what participants say may come in still.
    [token] = await _tokens(events, 1)
    (await _answer(events, token)).ok()
    assert (await _close(events)).ok().body["state"] == "closed"


async def test_r43_two_figures_with_n_and_response_rate_go_to_governance(events: Api) -> None:
    await _second_workshop(events)
    (await _open(events)).ok(201)
    tokens = await _tokens(events, 25)
    for number, token in enumerate(tokens[:20]):
        group = {"group": "government"} if number < 17 else {"group": "migrant"}
        (await _answer(events, token, 5 if number < 17 else 3, 4 if number < 16 else 1, **group)).ok()
    assert (await events.get(SURVEY)).ok().body["answered"] == 20
    open_to_all = (await events.get(SURVEY, role=None)).ok().body
    assert (open_to_all["results"], "answered" in open_to_all, "batches" in open_to_all) == (None, False, False)
    closed = (await _close(events)).ok().body
    results = closed["results"]
    assert (results["invited"], results["respondents"], results["response_rate"]) == (25, 20, 0.8)
    assert (results["satisfied_with_event"], results["satisfied_with_materials"]) == (0.85, 0.8)
    assert results["benchmark_passed"] is False
    # Three migrants are too few to be shown, and with 17 of 20 shown they could be reckoned.
    assert (results["by_group"], results["others"]["respondents"]) == ({}, 20)
    assert await told(events, "satisfaction-2018") == ["SatisfactionSurveyClosed"]
    message = await last_told(events, "satisfaction-2018")
    assert (message["respondents"], message["satisfied_with_materials"], message["benchmark_passed"]) == (
        20,
        0.8,
        False,
    )
    assert (message["closed_on"], message["scale"]) == (
        "2018-10-20",
        "1 (not at all) to 5 (very); satisfied are 4 and 5",
    )
    [year] = (await events.get(f"{ROOT}/satisfaction", role=None)).ok().body["years"]
    assert (year["year"], year["results"]["respondents"]) == (2018, 20)
    picture = (await events.get(f"{ROOT}/pictures/satisfaction.svg?language=es", role=None)).ok().body
    assert "2018: el evento 85.0 %, los documentos de antecedentes 80.0 %" in picture


async def test_r41_of_four_answers_no_share_is_told_to_anybody(events: Api) -> None:
    await _second_workshop(events)
    (await _open(events)).ok(201)
    for token in await _tokens(events, 4):
        (await _answer(events, token)).ok()
    results = (await _close(events)).ok().body["results"]
    assert (results["respondents"], results["satisfied_with_event"], results["benchmark_passed"]) == (4, None, None)
    message = await last_told(events, "satisfaction-2018")
    assert not {"satisfied_with_event", "satisfied_with_materials", "benchmark_passed"} & {
        name for name, value in message.items() if value is not None
    }


async def test_r41_of_five_answers_both_figures_are_told_with_n_and_response_rate(events: Api) -> None:
    await _second_workshop(events)
    (await _open(events)).ok(201)
    for number, token in enumerate((await _tokens(events, 10))[:5]):
        (await _answer(events, token, event=5, materials=1 if number < 2 else 4)).ok()
    results = (await _close(events)).ok().body["results"]
    message = await last_told(events, "satisfaction-2018")
    for said in (results, message):
        assert (said["satisfied_with_event"], said["satisfied_with_materials"]) == (1.0, 0.6)
        assert (said["respondents"], said["invited"], said["response_rate"]) == (5, 10, 0.5)


@pytest.mark.parametrize(("satisfied", "of", "passed"), [(4, 5, False), (5, 6, True)])
async def test_r42_the_benchmark_is_passed_above_80_percent_and_not_at_80(
    satisfied: int, of: int, passed: bool, events: Api
) -> None:
    await _second_workshop(events)
    (await _open(events)).ok(201)
    for number, token in enumerate(await _tokens(events, of)):
        mark = 4 if number < satisfied else 3
        (await _answer(events, token, event=mark, materials=mark)).ok()
    results = (await _close(events)).ok().body["results"]
    assert (results["satisfied_with_event"], results["benchmark_passed"]) == (
        pytest.approx(satisfied / of, abs=1e-4),
        passed,
    )
    assert (await last_told(events, "satisfaction-2018"))["benchmark_passed"] is passed


async def test_a_token_is_good_for_one_answer_also_when_it_comes_twice_at_once(events: Api) -> None:
    await _running(events)
    token, other = await _tokens(events, 2)
    answers = await asyncio.gather(*(_answer(events, token) for _ in range(5)))
    assert sorted(one.status for one in answers) == [200, 409, 409, 409, 409]
    used = next(one for one in answers if one.status == 409)
    never = await _answer(events, "AAAA-AAAA-AAAA-AAAA")
    assert (never.status, never.body["type"]) == (409, "urn:idm:problem:token-not-usable")
    # Whether somebody answered is not told either.
    assert (used.body["detail"], used.body["remedy"]) == (never.body["detail"], never.body["remedy"])
    beyond = await _answer(events, other, 6)
    assert (beyond.status, "1 to 5" in beyond.body["remedy"]) == (422, True)
    (await _answer(events, other.lower().replace("-", " "))).ok()
    assert (await events.get(SURVEY)).ok().body["answered"] == 2


async def test_nothing_that_is_kept_links_an_answer_to_a_token_a_person_or_a_time(events: Api) -> None:
    await _running(events)
    tokens = await _tokens(events, 3)
    before = [row["_id"] for row in await events.store["outbox"].find({})]
    for token in tokens:
        key = {"Idempotency-Key": f"key-{token}"}
        body = {"token": token, "event": 4, "materials": 1, "group": "academia"}
        (await events.post(f"{SURVEY}/answers", body, role="administration", headers=key)).ok()
    assert [row["_id"] for row in await events.store["outbox"].find({})] == before
    everything = {name: await events.store[name].find({}) for name in await events.store.collections()}
    assert all(token not in str(everything) for token in tokens)
    assert all(f"key-{token}" not in str(everything) for token in tokens)
    assert {tuple(sorted(one)) for one in everything[TOKENS]} == {("_id", "batch", "survey", "usable")}
    assert {one["_id"] for one in everything[TOKENS]} == {hash_of("satisfaction-2018", token) for token in tokens}
    counts = [count for box in everything[BALLOT_BOXES] for count in box["counts"].items()]
    assert sum(count["answered"] for _, count in counts) == 3
    assert {tuple(sorted(one)) for one in everything[BALLOT_BOXES]} == {("_id", "counts", "open", "survey")}


async def test_the_clock_closes_it_once_though_three_instances_look_at_once(events: Api) -> None:
    deadline = await _running(events)
    await _clock(events, deadline - timedelta(milliseconds=1))
    assert await told(events, "satisfaction-2018") == []
    await asyncio.gather(*(_clock(events, deadline) for _ in range(3)))
    await _clock(events, deadline + timedelta(days=1))
    assert await told(events, "satisfaction-2018") == ["SatisfactionSurveyClosed"]
    [row] = await events.store["outbox"].find({"recorded.type": {"$regex": "SatisfactionSurveyClosed"}})
    assert row["recorded"]["actor"]["role"] == "system"
    message = row["recorded"]["data"]
    assert (message["respondents"], message["invited"], message.get("response_rate")) == (0, 0, None)
    token_after = await _answer(events, "AAAA-AAAA-AAAA-AAAA")
    assert "is closed" in token_after.body["detail"]
    boxes = await events.store[BALLOT_BOXES].find({})
    assert [(box["open"], box["counts"]) for box in boxes] == [(False, {})] * BOXES


async def test_an_answer_that_meets_the_closing_is_counted_or_refused(events: Api) -> None:
    await _second_workshop(events)
    (await _open(events)).ok(201)
    tokens = await _tokens(events, 12)
    done = await asyncio.gather(*(_answer(events, token) for token in tokens), _close(events))
    counted = sum(one.status == 200 for one in done[:-1])
    if done[-1].status != 200:
        (await _close(events)).ok()
    results = (await events.get(SURVEY)).ok().body["results"]
    assert results["respondents"] == counted


async def test_tokens_that_were_lost_are_withdrawn_and_not_counted_as_invitations(events: Api) -> None:
    await _running(events)
    [used, unused] = await _tokens(events, 2)
    (await _answer(events, used)).ok()
    path = f"{SURVEY}/tokens/1/withdrawal"
    etag = (await events.get(SURVEY)).ok().etag
    assert (await events.post(path, if_match=etag)).ok().body["invited"] == 1
    assert (await _answer(events, unused)).status == 409
    key = {"Idempotency-Key": "again"}
    first = (await events.post(f"{SURVEY}/tokens", {"count": 2}, headers=key)).ok(201).body
    again = (await events.post(f"{SURVEY}/tokens", {"count": 2}, headers=key)).ok(201).body
    assert (len(first["tokens"]), again["tokens"], again["invited"]) == (2, [], 3)


async def test_it_is_extended_and_asked_in_three_languages(events: Api) -> None:
    deadline = await _running(events)
    etag = (await events.get(SURVEY)).ok().etag
    later = (deadline + timedelta(days=1)).isoformat()
    assert (await events.post(f"{SURVEY}/extension", {"deadline": later}, if_match=etag)).ok().body["version"] == 2
    form = (await events.get(f"{SURVEY}/form", role=None)).ok().body
    assert all(set(form[name]) == {"en", "fr", "es"} for name in ("event", "materials", "group", "notice"))
    assert form["scale"] == {"lowest": 1, "highest": 5, "satisfied_from": 4}
    assert len(form["groups"]) == 7


@pytest.mark.parametrize("scale", [{"lowest": 5, "highest": 5}, {"satisfied_from": 1}, {"highest": 90}])
async def test_a_scale_that_makes_no_sense_is_refused(scale: dict[str, int], events: Api) -> None:
    await _second_workshop(events)
    assert (await _open(events, scale=scale)).status == 422
    assert (await events.get(SURVEY)).status == 404
