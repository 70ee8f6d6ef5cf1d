"""The closing of a cycle over HTTP: who must have said so, who may waive it, and what is read-only afterwards."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.governance.domain.chain import Party
from services.governance.domain.closing import Waiver
from services.governance.reactions import REACTIONS
from services.governance.use_cases.chains import chain_of
from services.governance.use_cases.cycles import close_cycle
from services.governance.use_cases.theme_slates import determine_theme
from shared.contracts.events import WorkshopCancelled, WorkshopHeld, WorkshopPlanned
from shared.contracts.funding import AccountsReviewed
from shared.domain.errors import WrongState
from shared.domain.message import Message
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.governance.story import Story, chain_in, said, waiver
from tests.sample import CONTEXT
from tests.support.api import Answer
from tests.unit.governance.given import review
from tests.unit.governance.heard import told

FIRST = "workshop-2018-1"
NOT_READY, CLOSED = "urn:idm:problem:cycle-not-ready", "urn:idm:problem:cycle-closed"
READ_ONLY = "The cycle 2018 was closed on 2019-05-06, and its decisions are read-only."


def _not_ready(answer: Answer) -> str:
    assert (answer.status, answer.body["type"]) == (409, NOT_READY), answer.body
    assert answer.body["remedy"]
    return str(answer.body["detail"])


async def _everywhere(store: Store, word: str) -> list[str]:
    """The collections with a document that has this word."""
    names = ["outbox", "idempotency", "cycles", "chains", "waivers", "consultations", "theme_slates"]
    return [name for name in names if any(word in json.dumps(one, default=str) for one in await store[name].find({}))]


async def test_a_cycle_is_closed_when_every_service_has_said_that_it_can_be(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopHeld), *said(held=(FIRST,)))
    closed = (await governance.close()).ok()
    assert (closed.body["closed_on"], closed.body["waived"]) == ("2019-05-06", [])
    [message] = await governance.messages("CycleClosed")
    assert (message["audience"], message["topic"], message["occurred_on"]) == (
        "public",
        "idm.governance.v1",
        "2019-05-06",
    )
    assert message["data"] == {
        "cycle": "cycle-2018",
        "year": 2018,
        "opened_on": "2017-02-01",
        "closed_on": "2019-05-06",
        "format": "two_workshops",
        "theme": {"id": "cities", "title": {"en": "Theme cities"}},
        "held": [FIRST],
        "waived": [],
    }
    public = (await governance.get("/cycles/cycle-2018", role=None)).ok().body
    assert (public["closed_on"], public["actions"]) == ("2019-05-06", [])
    kept = await chain_in(governance.store)
    assert (kept["closed_on"], kept["counted_as_held"]) == ("2019-05-06", [FIRST])
    again = await governance.close()
    assert (again.status, again.body["type"]) == (409, CLOSED)


@pytest.mark.parametrize("silent", range(3))
async def test_a_service_that_says_nothing_keeps_the_cycle_open(governance: Story, silent: int) -> None:
    await governance.with_decisions()
    messages = said()
    waiting = messages.pop(silent)
    await governance.hear(*messages)
    party = ("events", "funding", "publications")[silent]
    assert _not_ready(await governance.close()) == f"The cycle 2018 cannot be closed yet. {party} has said nothing yet."
    await governance.hear(waiting)
    (await governance.close()).ok()


@pytest.mark.parametrize("party", [Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS])
async def test_what_a_service_still_has_to_do_keeps_the_cycle_open(governance: Story, party: Party) -> None:
    await governance.with_decisions()
    await governance.hear(*said(), review(party, open=("thing-1",)))
    assert _not_ready(await governance.close()).endswith(f"{party.value}: thing-1 is not settled.")
    await governance.hear(review(party))
    (await governance.close()).ok()


@pytest.mark.parametrize("party", [Party.FUNDING, Party.PUBLICATIONS])
async def test_a_service_that_has_not_heard_of_a_workshop_held_keeps_the_cycle_open(
    governance: Story, party: Party
) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopHeld), *said(held=(FIRST,)), review(party))
    title = told(WorkshopHeld).title.any()
    sentence = f"{party.value}: It has not heard yet that “{title}” took place."
    assert _not_ready(await governance.close()).endswith(sentence)
    await governance.hear(review(party, held=(FIRST,)))
    (await governance.close()).ok()


async def test_an_answer_of_events_from_before_a_workshop_was_planned_keeps_the_cycle_open(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said(), told(WorkshopPlanned))
    title = told(WorkshopPlanned).title.any()
    assert _not_ready(await governance.close()).endswith(f"events: It has not said yet what becomes of “{title}”.")
    await governance.hear(told(WorkshopCancelled, workshop=FIRST))
    (await governance.close()).ok()


async def test_governance_keeps_it_open_until_its_own_decisions_are_taken(governance: Story) -> None:
    await governance.with_theme()
    await governance.hear(*said())
    assert _not_ready(await governance.close()).endswith(
        "governance: The format of 2018 is not decided. The topics of the workshops of 2018 are not selected."
    )
    conference = {"format": "single_conference", "consultation": "consultation-1", "occurred_on": "2017-04-01"}
    (await governance.post("/cycles/cycle-2018/format", conference)).ok()
    (await governance.close()).ok()


async def test_what_is_in_the_way_is_told_among_the_actions_as_it_is_refused(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said()[:2])
    refused = await governance.close()
    for body in (
        (await governance.get("/cycles/cycle-2018")).body,
        (await governance.get("/cycles")).body["items"][0],
    ):
        actions = {one["name"]: one for one in body["actions"]}
        assert actions["closeCycleWithWaivers"]["allowed"]
        assert not actions["closeCycle"]["allowed"]
        [blocking] = actions["closeCycle"]["blocked_by"]
        assert (blocking["slug"], blocking["detail"]) == ("cycle-not-ready", refused.body["detail"])
        assert {one["href"] for name, one in actions.items() if name.startswith("close")} == {
            "/governance/v1/cycles/cycle-2018/closing"
        }
    await governance.hear(said()[2])
    allowed = await governance.actions()
    assert (allowed["closeCycle"], allowed["closeCycleWithWaivers"]) == (True, False)


async def test_where_nothing_is_in_the_way_no_waiver_is_taken_and_the_actions_say_so(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    refused = await governance.close(waiver("funding"))
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:nothing-to-waive")
    actions = {one["name"]: one for one in (await governance.get("/cycles/cycle-2018")).ok().body["actions"]}
    [blocking] = actions["closeCycleWithWaivers"]["blocked_by"]
    assert (blocking["slug"], blocking["detail"]) == ("nothing-to-waive", refused.body["detail"])
    assert await governance.messages("CycleClosed") == []
    assert await governance.store["waivers"].count({}) == 0
    (await governance.close()).ok()


# Waivers


async def test_a_named_and_reasoned_waiver_stands_for_a_service(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said(), review(Party.FUNDING, open=("accounts-1",)))
    closed = (await governance.close(waiver("funding"))).ok()
    expected = [
        {
            "service": "funding",
            "reason": "It is a small one.",
            "open": ["not-settled"],
        }
    ]
    assert closed.body["waived"] == expected
    [message] = await governance.messages("CycleClosed")
    assert message["data"]["waived"] == expected


async def test_g10_who_waives_is_kept_beside_the_record_and_nowhere_else(
    governance: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    await governance.with_decisions()
    await governance.hear(*said()[:1])
    named = [waiver("funding", by="Ada Head"), waiver("publications", by="Ben Deputy")]
    assert (await governance.close({**named[0], "reason": " "}, named[1])).status == 422
    answer = (await governance.close(*named, headers={"Idempotency-Key": "one"})).ok()
    assert "Ada Head" not in json.dumps(answer.body)
    assert await _everywhere(governance.store, "Ada Head") == ["waivers"]
    assert await _everywhere(governance.store, "It is a small one.") == ["outbox", "cycles"]
    kept = await governance.store["waivers"].find_one({"_id": "cycle-2018"})
    assert kept == {
        "_id": "cycle-2018",
        "cycle": "cycle-2018",
        "by": {"funding": "Ada Head", "publications": "Ben Deputy"},
    }
    assert "Ada Head" not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    "waivers",
    [
        [waiver("funding", by=" ")],
        [waiver("funding", reason=" ")],
        [{"service": "funding", "reason": "It is a small one."}],
        [{"service": "funding", "by": "Ada Head"}],
        [waiver("catering")],
        [waiver("funding"), waiver("funding")],
        [waiver("funding"), waiver("events")],
        [waiver("funding"), waiver("governance")],
    ],
)
async def test_a_waiver_without_name_or_reason_or_of_nothing_or_twice_is_unfit(
    governance: Story, waivers: list[dict[str, str]]
) -> None:
    await governance.with_decisions()
    await governance.hear(*said(), review(Party.FUNDING, open=("accounts-1",)))
    assert (await governance.close(*waivers)).status == 422
    assert await governance.messages("CycleClosed") == []
    assert await governance.store["waivers"].count({}) == 0
    (await governance.close(waiver("funding"))).ok()


async def test_the_day_lies_in_the_year_or_later(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    for day, status in (("2017-12-31", 422), ("2099-01-01", 422), ("2018-01-01", 200)):
        body = {"occurred_on": day}
        assert (await governance.post("/cycles/cycle-2018/closing", body)).status == status, day


async def test_the_day_does_not_lie_before_a_workshop_that_was_held(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopHeld), *said(held=(FIRST,)))
    early = await governance.post("/cycles/cycle-2018/closing", {"occurred_on": "2018-03-26"})
    assert (early.status, "was held on 2018-03-27" in early.body["detail"]) == (422, True)
    (await governance.post("/cycles/cycle-2018/closing", {"occurred_on": "2018-03-27"})).ok()


async def test_the_administration_alone_closes_a_cycle_that_it_has_read(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    for role in ("member", "finance", "approver", "editor", "auditor"):
        assert (await governance.close(role=role, body_id="atlantis")).status == 403, role
    assert (await governance.close(role=None)).status == 401
    assert (await governance.close(if_match=None)).status == 428
    assert (await governance.close(if_match='"1"')).status == 412
    assert (await governance.post("/cycles/cycle-1999/closing", {}, if_match='"1"')).status == 404


async def test_a_closing_that_is_sent_again_is_answered_and_not_made_again(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    etag = (await governance.get("/cycles/cycle-2018")).etag
    first, again = [await governance.close(if_match=etag, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert first.ok().body == again.ok().body
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await governance.messages("CycleClosed")) == 1


# Afterwards


async def _closed_with_everything_open(governance: Story) -> None:
    """2018 is closed by waiver of governance, though a theme slate is open in it and nothing is decided."""
    await governance.with_theme_slate()
    await governance.hear(*said())
    (await governance.close(waiver("governance"))).ok()


async def test_a_closed_cycle_takes_no_decision_any_more(governance: Story) -> None:
    await _closed_with_everything_open(governance)
    before = await governance.store["outbox"].count({})
    format = {"format": "two_workshops", "consultation": "consultation-1", "occurred_on": "2017-04-01"}
    refusals = [
        await governance.post("/cycles/cycle-2018/format", format),
        await governance.theme_slate(id="theme-slate-2"),
        await governance.determine(),
        await governance.determine(conclusive=False, option=None),
        await governance.topic_slate(consultation="consultation-1"),
    ]
    for answer in refusals:
        assert (answer.status, answer.body["type"], answer.body["detail"]) == (409, CLOSED, READ_ONLY)
    assert await governance.store["outbox"].count({}) == before
    assert not any((await governance.actions()).values())
    assert not any((await governance.actions("/theme-slates/theme-slate-1")).values())
    [row] = (await governance.get("/theme-slates")).body["items"]
    assert {one["blocked_by"][0]["slug"] for one in row["actions"]} == {"cycle-closed"}


async def test_the_topics_of_a_closed_cycle_are_selected_no_more(governance: Story) -> None:
    await governance.with_topic_slate()
    await governance.hear(*said())
    assert await governance.actions("/topic-slates/topic-slate-1") == {"selectTopics": True}
    (await governance.close(waiver("governance"))).ok()
    answer = await governance.select()
    assert (answer.status, answer.body["type"], answer.body["detail"]) == (409, CLOSED, READ_ONLY)
    assert await governance.actions("/topic-slates/topic-slate-1") == {"selectTopics": False}


async def test_consultations_and_other_cycles_go_on(governance: Story) -> None:
    await _closed_with_everything_open(governance)
    (await governance.post("/consultations/consultation-1/closing", {"occurred_on": "2017-03-02"})).ok()
    (await governance.cycle(2019)).ok(201)
    format = {"format": "two_workshops", "consultation": "consultation-1", "occurred_on": "2018-04-01"}
    (await governance.post("/cycles/cycle-2019/format", format)).ok()


async def test_a_fact_that_comes_after_the_closing_is_never_refused(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    (await governance.close()).ok()
    before = (await governance.get("/cycles/cycle-2018")).body
    await governance.hear(told(WorkshopHeld), review(Party.FUNDING, open=("accounts-1",)))
    chain = (await governance.get("/cycles/cycle-2018/chain")).ok().body
    assert chain["workshops"] == []
    assert [(one["what"], one["about"], one["changed"]) for one in chain["after_close"]] == [
        ("WorkshopHeld", FIRST, False)
    ]
    assert (await governance.get("/cycles/cycle-2018")).body == before


# What waits


async def _waits(governance: Story, **options: Any) -> list[Document]:
    return list((await governance.get("/work-list", **options)).ok().body["items"])


async def test_a_cycle_waits_to_be_closed_once_its_year_is_over_and_nothing_is_in_the_way(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said()[:2])
    assert "cycle-to-close" not in [one["what"] for one in await _waits(governance)]
    await governance.hear(said()[2])
    assert "cycle-kept-open" not in [one["what"] for one in await _waits(governance)]
    [item] = [one for one in await _waits(governance) if one["what"] == "cycle-to-close"]
    assert item == {
        "id": "cycle-to-close:cycle-2018",
        "version": item["version"],
        "what": "cycle-to-close",
        "resource": "/governance/v1/cycles/cycle-2018",
        "since": "2019-01-01",
        "why": "The year 2018 is over, and every service has said that its cycle can be closed.",
        "action": "closeCycle",
        "rule": None,
    }
    assert await _waits(governance, role="member") == []
    (await governance.close()).ok()
    assert "cycle-to-close" not in [one["what"] for one in await _waits(governance)]


async def test_a_cycle_that_something_keeps_open_after_its_year_waits_to_be_waived_or_settled(
    governance: Story,
) -> None:
    await governance.with_decisions()
    await governance.hear(*said()[:2])
    [item] = [one for one in await _waits(governance) if one["what"] == "cycle-kept-open"]
    assert item == {
        "id": "cycle-kept-open:cycle-2018",
        "version": item["version"],
        "what": "cycle-kept-open",
        "resource": "/governance/v1/cycles/cycle-2018",
        "since": "2019-01-01",
        "why": "The year 2018 is over. The cycle 2018 cannot be closed yet. publications has said nothing yet.",
        "action": "closeCycleWithWaivers",
        "rule": None,
    }
    assert (await governance.actions())[item["action"]]
    assert await _waits(governance, role="member") == []
    (await governance.close(waiver("publications"))).ok()
    assert "cycle-kept-open" not in [one["what"] for one in await _waits(governance)]


async def test_a_year_that_is_not_over_does_not_wait_to_be_closed(governance: Story) -> None:
    """Though it may be closed: it has begun."""
    year = datetime.now(UTC).year
    cycle, before = f"cycle-{year}", year - 1
    (await governance.cycle(year)).ok(201)
    await governance.consultation(opened=f"{before}-03-01")
    (await governance.theme_slate(cycle=cycle, occurred_on=f"{before}-03-01")).ok(201)
    (await governance.determine(occurred_on=f"{before}-03-02")).ok()
    format = {"format": "single_conference", "consultation": "consultation-1", "occurred_on": f"{before}-04-01"}
    (await governance.post(f"/cycles/{cycle}/format", format)).ok()
    await governance.hear(*(one.model_copy(update={"year": year, "cycle": cycle}) for one in said()))
    assert (await governance.actions(f"/cycles/{cycle}"))["closeCycle"]
    assert [one["what"] for one in await _waits(governance)] == ["consultation-to-close"]
    await governance.hear(review(Party.FUNDING, year=year, open=("accounts-1",)))
    assert not (await governance.actions(f"/cycles/{cycle}"))["closeCycle"]
    assert [one["what"] for one in await _waits(governance)] == ["consultation-to-close"]


async def test_nothing_else_of_a_closed_cycle_waits(governance: Story) -> None:
    await governance.with_theme_slate()
    await governance.hear(*said())
    waiting = {one["what"] for one in await _waits(governance)}
    assert {"format-to-decide", "theme-to-determine"} <= waiting
    (await governance.close(waiver("governance"))).ok()
    assert {one["what"] for one in await _waits(governance)} == {"consultation-to-close"}


# Two at once


async def _meeting(store: Store, first: Any, second: Any) -> int:
    """Run ``first``; when it has read, and before it writes, ``second`` is done. Answers how often it began."""
    begun = 0

    async def interrupted(unit: UnitOfWork) -> None:
        nonlocal begun
        begun += 1
        await chain_of(unit, "cycle-2018")
        if begun == 1:
            await second()
        await first(unit)

    await Units(store=store, rows=to_row).run(CONTEXT, interrupted)
    return begun


async def _close_in(unit: UnitOfWork, *waivers: Waiver) -> None:
    await close_cycle(unit, cycle="cycle-2018", waivers=waivers, occurred_on=None, expected_version=None)


async def test_an_answer_that_comes_while_a_cycle_is_being_closed_is_not_overlooked(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    open: Message = review(Party.FUNDING, open=("accounts-1",))
    with pytest.raises(WrongState) as refused:
        await _meeting(governance.store, _close_in, lambda: governance.hear(open))
    assert refused.value.slug == "cycle-not-ready"
    assert await governance.messages("CycleClosed") == []


async def test_a_closing_meets_an_answer_that_is_being_noted_and_is_kept(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())

    async def note(unit: UnitOfWork) -> None:
        await REACTIONS[AccountsReviewed](unit, review(Party.FUNDING, open=("accounts-1",)))

    async def close() -> None:
        (await governance.close()).ok()

    assert await _meeting(governance.store, note, close) == 2
    kept = await chain_in(governance.store)
    assert (kept["closed_on"], len(kept["reviews"]["funding"]["open"])) == ("2019-05-06", 1)


async def test_a_finding_and_a_closing_at_once_meet_in_the_cycle_whatever_was_found(governance: Story) -> None:
    await governance.with_theme_slate()
    await governance.hear(*said())

    async def find_nothing(unit: UnitOfWork) -> None:
        await determine_theme(
            unit,
            slate="theme-slate-1",
            conclusive=False,
            option=None,
            why="It was not clear.",
            forum_kind="consultation",
            forum="consultation-1",
            occurred_on=CONTEXT.recorded_at.date(),
            expected_version=None,
        )

    async def close() -> None:
        (await governance.close(waiver("governance"))).ok()

    with pytest.raises(WrongState) as refused:
        await _meeting(governance.store, find_nothing, close)
    assert refused.value.slug == "cycle-closed"
    assert await governance.messages("ThemeFoundInconclusive") == []
