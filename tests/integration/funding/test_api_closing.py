"""A closed cycle through the API: what is refused, what goes on and is marked, and what people see of it."""

from typing import Any

import pytest

from shared.contracts.events import WorkshopKind
from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    CYCLE,
    ROOT,
    WORKSHOP,
    allowed,
    approve,
    blocked_by,
    cancelled,
    change,
    choose,
    closed,
    draft,
    francs,
    gift,
    hear,
    held,
    opened,
    planned,
    pledge,
    read,
    receive,
    scheduled,
    settle,
)
from tests.support.api import Answer, Api

NEXT_YEAR = "workshop-2019-1"
CYCLE_VIEW = f"{ROOT}/cycles/{CYCLE}"


def _refused_by_close(answer: Answer) -> None:
    assert (answer.status, answer.body["type"]) == (409, "urn:idm:problem:cycle-closed")
    assert answer.body["detail"].startswith("The cycle 2018 was closed on 2019-05-06, and ")


async def _recorded(funding: Api, name: str) -> list[dict[str, Any]]:
    rows = await funding.store["outbox"].find({"recorded.type": f"int.iom.idm.funding.{name}.v1"}, sort=[("_id", 1)])
    return [row["recorded"]["data"] for row in rows]


async def test_no_budget_is_drafted_or_approved_in_a_closed_cycle(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    before = await read(funding, BUDGET)
    assert (before.body["closed_on"], allowed(before)) == (
        None,
        {"draftBudget", "pledgeContribution", "reserveOpenPlaces"},
    )
    await hear(funding, closed())
    _refused_by_close(await draft(funding))
    _refused_by_close(await approve(funding))
    seen = await read(funding, BUDGET)
    assert (seen.body["closed_on"], allowed(seen)) == ("2019-05-06", set())
    assert blocked_by(seen, "draftBudget") == ["cycle-closed"]
    asked = await funding.get(BUDGET, role="approver", subject="account-approver")
    assert blocked_by(asked, "approveBudget") == ["cycle-closed"]


async def test_no_contribution_is_pledged_or_signed_for_in_a_closed_cycle(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, closed())
    _refused_by_close(await pledge(funding, id="gift-2"))
    assert blocked_by(await read(funding, BUDGET), "pledgeContribution") == ["cycle-closed"]
    _refused_by_close(await change(funding, gift(), "/agreement"))
    seen = await read(funding, gift())
    assert (seen.body["closed_on"], allowed(seen)) == (
        "2019-05-06",
        {"receiveContribution", "reduceContribution", "reportToDonor"},
    )
    assert blocked_by(seen, "signContribution") == ["cycle-closed"]


async def test_money_that_arrives_after_close_is_recorded_and_marked(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    (await receive(funding, "2000.00")).ok()
    await hear(funding, closed())
    received = (await receive(funding, "3000.00")).ok()
    assert [one["after_close"] for one in received.body["receipts"]] == [False, True]
    assert [one.get("after_close") for one in await _recorded(funding, "ContributionReceived")] == [None, True]
    assert (await read(funding, BUDGET)).body["coverage"]["received"] == francs("5000.00")


async def test_a_donor_chooses_after_close_but_no_workshop_of_a_closed_cycle(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled("workshop-2018-2"), scheduled(NEXT_YEAR, cycle="cycle-2019"))
    (await pledge(funding)).ok(201)
    (await pledge(funding, id="gift-2")).ok(201)
    await hear(funding, cancelled(), closed())
    _refused_by_close(await choose(funding, "another_workshop", workshop="workshop-2018-2"))
    given = (await choose(funding, "another_workshop", workshop=NEXT_YEAR)).ok()
    assert [given.body[one] for one in ("cycle", "closed_on", "after_close")] == ["cycle-2019", None, True]
    assert "signContribution" in allowed(given)
    returned = (await choose(funding, "return", identifier="gift-2")).ok()
    assert (returned.body["state"], returned.body["after_close"]) == ("returned", True)
    assert [one["after_close"] for one in await _recorded(funding, "DonorChose")] == [True, True]


async def test_accounts_are_settled_after_close_and_marked(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    await hear(funding, held(), closed())
    seen = await read(funding, ACCOUNTS)
    assert (seen.body["closed_on"], seen.body["after_close"]) == ("2019-05-06", False)
    settled = (await settle(funding)).ok()
    assert (settled.body["stage"], settled.body["after_close"]) == ("closed", True)
    assert [one["after_close"] for one in settled.body["actuals"]] == [True] * 3
    assert [one["after_close"] for one in await _recorded(funding, "ActualRecorded")] == [True] * 3
    assert [one["after_close"] for one in await _recorded(funding, "AccountsClosed")] == [True]


@pytest.mark.parametrize("fact", ["WorkshopPlanned", "WorkshopScheduled", "WorkshopHeld"])
async def test_a_workshop_heard_of_too_late_is_seen_by_a_person_and_takes_no_contribution(
    funding: Api, fact: str
) -> None:
    late = {"WorkshopPlanned": planned(), "WorkshopScheduled": scheduled(), "WorkshopHeld": held()}
    await hear(funding, closed(held=()), late[fact])
    assert (await read(funding, BUDGET)).body["closed_on"] == "2019-05-06"
    _refused_by_close(await draft(funding))
    _refused_by_close(await pledge(funding))
    [misfit] = (await read(funding, ACCOUNTS)).body["misfits"]
    assert (misfit["fact"], misfit["about"], misfit["seen"]) == (fact, WORKSHOP, False)
    assert misfit["why"].endswith(" only after the cycle 2018 was closed on 2019-05-06.")
    [item] = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert (item["what"], item["why"]) == ("fact-that-did-not-fit", misfit["why"])
    body = {"about": WORKSHOP, "reason": "It is known."}
    seen = (await change(funding, ACCOUNTS, "/acknowledgement", body)).ok()
    assert [(one["seen"], one["after_close"]) for one in seen.body["misfits"]] == [(True, True)]
    assert [one["after_close"] for one in await _recorded(funding, "MisfitAcknowledged")] == [True]


async def test_a_workshop_held_that_is_heard_of_too_late_is_settled_without_a_budget(funding: Api) -> None:
    await hear(funding, closed(), held())
    assert (await settle(funding)).ok().body["stage"] == "closed"
    [told] = await _recorded(funding, "AccountsClosed")
    assert (told["estimate"], told["actual"]) == (francs("0.00"), francs("2701.50"))


async def test_the_work_list_asks_for_no_decision_after_close(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled("workshop-2018-2"))
    (await pledge(funding)).ok(201)
    (await draft(funding)).ok()

    async def waiting(role: str) -> list[str]:
        answer = await funding.get(f"{ROOT}/work-list", role=role, subject=f"account-{role}")
        return [one["what"] for one in answer.ok().body["items"]]

    assert sorted(await waiting("finance")) == ["agreement-to-sign", "budget-to-draft", "workshop-no-go"]
    assert await waiting("approver") == ["budget-to-approve"]
    await hear(funding, closed())
    assert (await waiting("finance"), await waiting("approver")) == ([], [])
    await hear(funding, held())
    assert await waiting("finance") == ["actuals-to-record"]


async def test_the_money_of_a_workshop_that_was_never_held_goes_back_or_elsewhere_after_close(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(NEXT_YEAR, cycle="cycle-2019"))
    (await draft(funding)).ok()
    (await pledge(funding)).ok(201)
    (await pledge(funding, id="gift-2")).ok(201)
    (await receive(funding, "2000.00")).ok()
    await hear(funding, closed(held=()))
    budget, accounts = await read(funding, BUDGET), await read(funding, ACCOUNTS)
    for seen in (budget, accounts):
        assert [seen.body[one] for one in ("stage", "lapsed", "closed_on")] == ["called_off", True, "2019-05-06"]
    assert (budget.body["shares"], budget.body["coverage"]["pledged"]) == ([], francs("0.00"))
    refused = await change(funding, ACCOUNTS, "/closing")
    assert (refused.status, refused.body["detail"]) == (
        409,
        f"The workshop {WORKSHOP} was not held before its cycle was closed.",
    )
    assert allowed(accounts) == {"recordActual"}, "a hall that is paid all the same"
    waiting = await read(funding, gift())
    assert (waiting.body["state"], waiting.body["closed_on"]) == ("awaiting_donor_choice", "2019-05-06")
    assert allowed(waiting) == {"receiveContribution", "reduceContribution", "reportToDonor", "recordDonorChoice"}
    items = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert sorted(one["what"] for one in items if "2019" not in one["resource"]) == ["donor-choice-to-record"] * 2
    given = (await choose(funding, "another_workshop", workshop=NEXT_YEAR)).ok()
    assert [given.body[one] for one in ("cycle", "closed_on", "after_close")] == ["cycle-2019", None, True]
    returned = (await choose(funding, "return", identifier="gift-2")).ok()
    assert (returned.body["state"], returned.body["after_close"]) == ("returned", True)
    assert (await read(funding, CYCLE_VIEW)).body["open"] == []


async def test_a_gathering_without_a_budget_that_the_cycle_was_closed_without_is_seen_by_a_person(funding: Api) -> None:
    council = "council-idm-session-2018"
    kind = WorkshopKind.COUNCIL_IDM_SESSION
    await hear(funding, held(council, kind))
    assert blocked_by(await read(funding, CYCLE_VIEW), "acknowledgeCycleMisfit") == ["wrong-state"]
    body = {"about": council, "reason": "Nothing was paid for it."}
    assert (await change(funding, CYCLE_VIEW, "/acknowledgement", body)).status == 409
    await hear(funding, closed())
    await hear(funding, held(council, kind), closed())
    [item] = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert (item["what"], item["resource"]) == ("fact-that-did-not-fit", CYCLE_VIEW)
    assert item["action"] == "acknowledgeCycleMisfit"
    assert item["why"] == f"{council} was recorded as held, and the cycle 2018 was closed without it."
    assert (await change(funding, CYCLE_VIEW, "/acknowledgement", {**body, "about": WORKSHOP})).status == 404
    assert (await change(funding, CYCLE_VIEW, "/acknowledgement", body, role="approver")).status == 403
    seen = (await change(funding, CYCLE_VIEW, "/acknowledgement", body)).ok()
    assert [(one["about"], one["seen"], one["after_close"]) for one in seen.body["misfits"]] == [(council, True, True)]
    assert (await read(funding, f"{ROOT}/work-list")).body["items"] == []
    assert (await read(funding, CYCLE_VIEW)).body["open"] == []


async def test_a_cycle_shows_what_is_open_what_was_held_and_when_it_was_closed(funding: Api) -> None:
    assert (await funding.get(CYCLE_VIEW, role="finance")).status == 404
    await hear(funding, scheduled(), held("council-idm-session-2018"))
    seen = await read(funding, CYCLE_VIEW)
    assert {name: seen.body[name] for name in ("id", "year", "opened_on", "closed_on", "held")} == {
        "id": CYCLE,
        "year": 2018,
        "opened_on": None,
        "closed_on": None,
        "held": ["council-idm-session-2018"],
    }
    assert {"what": "accounts-not-closed", "about": f"accounts-{WORKSHOP}"}.items() <= seen.body["open"][-1].items()
    assert seen.etag == f'"{seen.body["version"]}"'
    await hear(funding, opened(), closed())
    seen = await read(funding, CYCLE_VIEW)
    assert (seen.body["opened_on"], seen.body["closed_on"]) == ("2017-05-04", "2019-05-06")


async def test_a_cycle_is_read_by_those_who_read_accounts(funding: Api) -> None:
    await hear(funding, opened())
    for role, status in (
        ("finance", 200),
        ("approver", 200),
        ("administration", 200),
        ("auditor", 200),
        (None, 401),
        ("member", 403),
        ("partner", 403),
    ):
        assert (await funding.get(CYCLE_VIEW, role=role, body_id="atlantis")).status == status, role


async def test_an_identifier_that_a_cycle_may_need_is_given_to_no_contribution(funding: Api) -> None:
    await hear(funding, scheduled())
    assert (await pledge(funding, id="cycle-2019")).status == 422
