"""What is left of a contribution, through the API: after the accounts are closed, and of a cancelled workshop."""

from services.funding.storage import MIGRATIONS
from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    CYCLE,
    ROOT,
    WORKSHOP,
    actuals,
    allowed,
    blocked_by,
    budgeted,
    cancelled,
    change,
    choose,
    draft,
    francs,
    gift,
    gives,
    hear,
    held,
    read,
    receive,
    reviews,
    scheduled,
    ties_out,
)
from tests.support.api import Api

SECOND = "workshop-2018-2"


async def _settled(funding: Api) -> None:
    """2,701.50 was spent, and the accounts are closed."""
    await hear(funding, held())
    await actuals(funding, "venue", "interpretation", "expert_participation")
    (await change(funding, ACCOUNTS, "/closing")).ok()


async def test_r47_a_surplus_waits_for_its_donor_and_the_cycle_with_it(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "2701.51")
    await gives(funding, "900.50", id="hall", item="venue")
    for identifier, amount in (("gift", "2701.51"), ("hall", "900.50")):
        (await receive(funding, amount, identifier=identifier)).ok()
    assert blocked_by(await read(funding, gift()), "recordDonorChoice") == ["R47"]
    await _settled(funding)
    paid, hall = await read(funding, gift()), await read(funding, gift("hall"))
    assert (paid.body["surplus"], paid.body["spent"]) == (francs("900.51"), francs("1801.00"))
    assert (hall.body["surplus"], blocked_by(hall, "recordDonorChoice")) == (None, ["R47"])
    assert "recordDonorChoice" in allowed(paid)
    [item] = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert (item["what"], item["resource"], item["since"]) == ("surplus-to-settle", gift(), "2018-02-01")
    assert item["why"].startswith("900.51 CHF is left of what Government of Atlantis gave to workshop-2018-1")
    assert (await reviews(funding))[-1] == ([("gift", "donor-choice-awaited")], [WORKSHOP])
    (await choose(funding, "return", identifier="hall")).refused("R47")
    (await choose(funding, "return", amount=francs("900.52"))).refused("R48")
    back = (await choose(funding, "return", amount=francs("0.51"))).ok().body
    assert (back["surplus"], back["amount"]) == (francs("900.00"), francs("2701.00"))
    assert await ties_out(funding) == []
    (await choose(funding, "return")).ok()
    (await choose(funding, "return")).refused("R47")
    assert (await reviews(funding))[-1] == ([], [WORKSHOP])
    assert (await read(funding, f"{gift()}/report")).body["left"] == francs("0.00")
    assert (await read(funding, BUDGET)).body["coverage"]["secured"] == francs("3602.01"), "as it was at the closing"
    assert await ties_out(funding) == []


async def test_r47_a_surplus_is_given_to_another_workshop_as_a_new_pledge(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "3000.00")
    (await receive(funding, "3000.00")).ok()
    await hear(funding, scheduled(SECOND))
    second = f"{ROOT}/budgets/budget-{SECOND}"
    (await draft(funding, resource=second)).ok()
    await _settled(funding)
    chosen = (await choose(funding, "another_workshop", workshop=SECOND)).ok().body
    assert (chosen["workshop"], chosen["amount"], chosen["surplus"]) == (WORKSHOP, francs("2701.50"), None)
    [given] = chosen["returns"]
    new = (await read(funding, gift(given["became"]))).body
    assert (new["workshop"], new["amount"], new["state"]) == (SECOND, francs("298.50"), "received")
    assert (await read(funding, second)).body["coverage"]["secured"] == francs("298.50")
    assert await ties_out(funding) == []


async def test_r47_money_that_comes_late_pays_and_frees_what_another_gift_paid(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "2701.50")
    await gives(funding, "900.50", id="hall", item="venue")
    (await receive(funding, "2701.50")).ok()
    await _settled(funding)
    assert (await read(funding, gift())).body["surplus"] is None
    (await receive(funding, "900.50", identifier="hall")).ok()
    assert (await read(funding, gift())).body["surplus"] == francs("900.50")
    assert (await read(funding, gift("hall"))).body["surplus"] is None
    assert await ties_out(funding) == []


async def test_r48_what_a_cancelled_workshop_did_cost_cannot_go_back(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "1000.00")
    await gives(funding, "500.00", id="travel", item="expert_participation")
    for identifier, amount in (("gift", "1000.00"), ("travel", "500.00")):
        (await receive(funding, amount, identifier=identifier)).ok()
    await hear(funding, cancelled())
    hall = {"item": "venue", "amount": francs("400.00")}
    misfits = (await change(funding, ACCOUNTS, "/actuals", hall)).ok().body["misfits"]
    assert [(one["about"], one["seen"]) for one in misfits] == [("venue", False)], "a person says who bears it"
    for more in ("1000.00", "600.01"):
        refused = await choose(funding, "return", amount=francs(more))
        refused.refused("R48")
        assert "what is spent cannot go back" in refused.body["detail"]
    (await choose(funding, "return", amount=francs("600.00"))).ok()
    (await choose(funding, "return", identifier="travel")).ok()
    states = [(await read(funding, gift(one))).body["state"] for one in ("gift", "travel")]
    assert states == ["received", "returned"]
    balances = (await read(funding, f"{ROOT}/ledger/balances?workshop={WORKSHOP}")).body["balances"]
    assert sum(float(one["value"]["amount"]) for one in balances if one["account"] == "bank") == 0
    seen = {"about": "venue", "reason": "The donor bears it."}
    (await change(funding, ACCOUNTS, "/acknowledgement", seen)).ok()
    assert (await read(funding, f"{ROOT}/cycles/{CYCLE}")).body["open"] == []
    assert await ties_out(funding) == []


async def _migrates(funding: Api, name: str) -> None:
    await next(one for one in MIGRATIONS if name in one.name).run(funding.store)


async def test_r47_what_was_settled_before_surpluses_were_noted_waits_for_its_donor_after_the_upgrade(
    funding: Api,
) -> None:
    await budgeted(funding)
    await gives(funding, "2701.51")
    (await receive(funding, "2701.51")).ok()
    await _settled(funding)
    unknown = {"spent": None, "surplus": None, "surplus_since": None}
    await funding.store["contributions"].update_many({}, {"$set": unknown})
    await funding.store["ledger"].delete_many({})
    await _migrates(funding, "ledger opens")
    (await choose(funding, "return")).refused("R47")
    await _migrates(funding, "of before are counted")
    before = await read(funding, gift())
    await _migrates(funding, "of before are counted")
    after = await read(funding, gift())
    assert (after.etag, after.body["surplus"]) == (before.etag, francs("0.01"))
    (await choose(funding, "return")).ok()
    assert await ties_out(funding) == []


async def test_r58_coverage_that_a_version_before_counted_is_counted_and_told_anew(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "900.50", item="venue")
    counted = (await read(funding, BUDGET)).body["coverage"]
    [document] = await funding.store["budgets"].find({})
    document["coverage"]["items"][0] |= {"secured": francs("9000.50"), "share": "10.0000"}
    await funding.store["budgets"].update_many({}, {"$set": {"coverage": document["coverage"]}})
    assert await ties_out(funding) != []
    await _migrates(funding, "of before are counted")
    assert (await read(funding, BUDGET)).body["coverage"] == counted
    assert await ties_out(funding) == []
