"""The closing of a cycle over HTTP: who must have said so, who may waive it, and what is read-only afterwards."""

import json

import pytest

from services.governance.domain.chain import Party
from shared.contracts.closing import OpenMatter
from shared.contracts.events import WorkshopCancelled, WorkshopHeld, WorkshopPlanned
from shared.persistence.driver import Store
from tests.integration.governance.story import Story, chain_in, said, waiver
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


async def test_r65_a_missing_public_document_refuses_the_close_until_it_is_there(
    governance: Story,
) -> None:
    why = "A public document (agenda) is missing from the page of workshop-2018-1 (R65)."
    missing = OpenMatter(what="public-document-missing", about="document-1", why=why)
    reviewed = review(Party.PUBLICATIONS)
    await governance.with_decisions()
    await governance.hear(*said(), reviewed.model_copy(update={"open": (missing,)}))
    assert _not_ready(await governance.close()).endswith(f"publications: {why}")
    await governance.hear(reviewed)
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
