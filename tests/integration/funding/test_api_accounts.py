from typing import Any

from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    WORKSHOP,
    actuals,
    allowed,
    blocked_by,
    cancelled,
    change,
    cost,
    draft,
    francs,
    hear,
    held,
    rate,
    read,
    scheduled,
    ties_out,
    told,
)
from tests.support.api import Api

MAJOR = ("venue", "interpretation", "expert_participation")


async def test_accounts_close_after_the_workshop_was_held_and_what_it_cost_is_told(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    early = await change(funding, ACCOUNTS, "/closing")
    assert (early.status, early.body["type"]) == (409, "urn:idm:problem:wrong-state")
    assert (await change(funding, ACCOUNTS, "/actuals", {"item": "venue", "amount": francs("1")})).status == 409
    await hear(funding, held())
    await actuals(funding, *MAJOR[:2])
    assert blocked_by(await read(funding, ACCOUNTS), "closeAccounts") == ["wrong-state"]
    assert (await change(funding, ACCOUNTS, "/closing")).status == 409
    await actuals(funding, *MAJOR[2:])
    closed = (await change(funding, ACCOUNTS, "/closing")).ok()
    assert (closed.body["stage"], allowed(closed)) == ("closed", set())
    assert (await read(funding, BUDGET)).body["stage"] == "closed"
    assert await told(funding, f"accounts-{WORKSHOP}") == ["AccountsClosed"]
    [row] = await funding.store["outbox"].find({"recorded.type": "int.iom.idm.funding.AccountsClosed.v1"})
    data = row["recorded"]["data"]
    assert (data["estimate"], data["actual"]) == (francs("10000.00"), francs("2701.50"))
    assert [one["item"] for one in data["items"]] == list(MAJOR)


async def test_r49_a_cost_belongs_to_one_of_the_four_items(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    await hear(funding, held())
    (await change(funding, ACCOUNTS, "/actuals", {"item": "travel", "amount": francs("1")})).refused("R49")
    await actuals(funding, "other")


async def test_r52_r54_what_experts_did_cost_beyond_journeys_was_covered_and_in_economy_class(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    await hear(funding, held())
    economy = cost("expert_participation")
    for wrong, rule in (({"cabins": ["economy", "business"]}, "R52"), ({"kinds": ["dsa", "honorarium"]}, "R54")):
        (await change(funding, ACCOUNTS, "/actuals", {**economy, **wrong})).refused(rule)
    lacks: tuple[dict[str, Any], ...] = ({"cabins": []}, {"kinds": [], "cabins": []}, {"item": "venue"})
    for lacking in lacks:
        assert (await change(funding, ACCOUNTS, "/actuals", {**economy, **lacking})).status == 422, lacking
    recorded = (await change(funding, ACCOUNTS, "/actuals", economy)).ok().body["actuals"]
    assert recorded[0]["by_hand"] == {"kinds": ["economy_travel", "dsa"], "cabins": ["economy"]}
    lodged = {**economy, "kinds": ["accommodation"], "cabins": []}
    (await change(funding, ACCOUNTS, "/actuals", lodged)).ok()
    (await change(funding, ACCOUNTS, "/actuals", {"item": "expert_participation", "amount": francs("0")})).ok()


async def test_without_an_estimate_there_is_no_currency_to_settle_in(funding: Api) -> None:
    await hear(funding, scheduled(), held())
    assert blocked_by(await read(funding, ACCOUNTS), "recordActual") == ["wrong-state"]
    (await draft(funding)).ok()
    assert "recordActual" in allowed(await read(funding, ACCOUNTS))
    euros = {"item": "venue", "amount": {"amount": "800.00", "currency": "EUR"}}
    (await change(funding, ACCOUNTS, "/actuals", euros)).refused("R60")


async def test_r60_a_cost_in_another_currency_is_kept_at_its_worth_beside_its_original(funding: Api) -> None:
    await hear(funding, scheduled(), held())
    (await draft(funding)).ok()
    (await rate(funding, "1.15")).ok(201)
    euros = {"item": "venue", "amount": {"amount": "800.00", "currency": "EUR"}}
    [actual] = (await change(funding, ACCOUNTS, "/actuals", euros)).ok().body["actuals"]
    assert (actual["amount"], actual["original"]["amount"]) == (francs("920.00"), euros["amount"])
    assert actual["original"]["rate"] == {"worth": "1.15", "on": "2018-02-01", "source": "A bank (fictional)"}
    assert await ties_out(funding) == []


async def test_a_misfit_is_acknowledged_once_and_stays_on_record(funding: Api) -> None:
    await hear(funding, scheduled(), held(), cancelled())
    assert "acknowledgeMisfit" in allowed(await read(funding, ACCOUNTS))
    body = {"about": WORKSHOP, "reason": "It was held."}
    assert (await change(funding, ACCOUNTS, "/acknowledgement", {**body, "about": "other"})).status == 404
    seen = (await change(funding, ACCOUNTS, "/acknowledgement", body)).ok()
    assert [one["seen"] for one in seen.body["misfits"]] == [True]
    assert (await change(funding, ACCOUNTS, "/acknowledgement", body)).status == 409
