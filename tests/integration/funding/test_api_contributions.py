from tests.integration.funding.flow import (
    BUDGET,
    ROOT,
    WORKSHOP,
    allowed,
    blocked_by,
    cancelled,
    change,
    choose,
    draft,
    francs,
    gift,
    hear,
    pledge,
    read,
    receive,
    scheduled,
    ties_out,
    told,
)
from tests.support.api import Api

OTHER = "workshop-2018-2"


async def test_r46_a_voluntary_contribution_is_posted_and_an_assessed_one_refused(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding, kind="assessed")).refused("R46")
    posted = (await pledge(funding, kind="voluntary")).ok(201)
    assert posted.body["amount"] == {"amount": "5000.00", "currency": "CHF"}
    assert (posted.body["state"], posted.body["cycle"]) == ("pledged", "cycle-2018")
    assert allowed(posted) == {"signContribution", "receiveContribution", "reduceContribution", "reportToDonor"}
    assert await told(funding, "gift") == ["ContributionPledged"]


async def test_r49_an_earmark_is_a_cost_item(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding, item="travel")).refused("R49")
    assert (await pledge(funding, item="venue")).ok(201).body["item"] == "venue"


async def test_a_workshop_without_a_budget_takes_no_contribution(funding: Api) -> None:
    missing = await pledge(funding)
    assert (missing.status, missing.body["type"]) == (404, "urn:idm:problem:not-found")
    await hear(funding, scheduled(), cancelled())
    assert (await pledge(funding)).status == 409


async def test_r48_pledged_and_received_are_told_apart(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    (await receive(funding, "2000.00")).ok()
    part = (await read(funding, BUDGET)).body["coverage"]
    assert [part[one]["amount"] for one in ("pledged", "received", "secured")] == ["5000.00", "2000.00", "2000.00"]
    whole = (await receive(funding, "3000.00")).ok()
    assert whole.body["state"] == "received"
    assert [one["amount"]["amount"] for one in whole.body["receipts"]] == ["2000.00", "3000.00"]
    assert await told(funding, "gift") == ["ContributionPledged", "ContributionReceived", "ContributionReceived"]


async def test_r47_more_than_was_pledged_is_a_new_pledge(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    (await receive(funding, "5000.01")).refused("R47")
    full = (await receive(funding, "5000.00")).ok()
    assert blocked_by(full, "receiveContribution") == ["R47"]
    (await receive(funding, "0.01")).refused("R47")
    (await pledge(funding, "0.01", id="gift-2")).ok(201)


async def test_r47_a_contribution_goes_to_no_other_workshop_while_its_own_is_not_cancelled(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(OTHER))
    (await pledge(funding)).ok(201)
    (await choose(funding, "another_workshop", workshop=OTHER)).refused("R47")
    (await choose(funding, "return")).refused("R47")


async def test_r47_the_donor_of_a_cancelled_workshop_chooses_another(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(OTHER))
    (await draft(funding)).ok()
    (await draft(funding, resource=f"{ROOT}/budgets/budget-{OTHER}")).ok()
    (await pledge(funding)).ok(201)
    (await change(funding, gift(), "/agreement")).ok()
    await hear(funding, cancelled())
    waiting = await read(funding, gift())
    assert waiting.body["state"] == "awaiting_donor_choice"
    assert "recordDonorChoice" in allowed(waiting)
    assert (await read(funding, BUDGET)).body["coverage"]["share"] == "0.0000"
    assert (await choose(funding, "another_workshop")).status == 422
    assert (await choose(funding, "return", workshop=OTHER)).status == 422
    assert (await choose(funding, "another_workshop", workshop=WORKSHOP)).status == 409
    assert (await choose(funding, "another_workshop", workshop="none-such")).status == 404
    assert (await choose(funding, "another_workshop", workshop=OTHER, reason="")).status == 422
    chosen = (await choose(funding, "another_workshop", workshop=OTHER)).ok()
    assert (chosen.body["workshop"], chosen.body["state"], chosen.body["reason"]) == (OTHER, "pledged", "Letter.")
    other = (await read(funding, f"{ROOT}/budgets/budget-{OTHER}")).body
    assert (other["coverage"]["secured"]["amount"], other["coverage"]["share"]) == ("5000.00", "0.5000")
    assert await told(funding, "gift") == ["ContributionPledged", "ContributionPledged"]


async def test_r47_the_donor_of_a_cancelled_workshop_takes_it_back(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, cancelled())
    (await receive(funding, "100.00")).ok()
    returned = (await choose(funding, "return")).ok()
    assert (returned.body["state"], allowed(returned)) == ("returned", {"reportToDonor"})
    assert (await receive(funding, "1.00")).status == 409
    assert (await read(funding, BUDGET)).body["shares"] == []


async def test_r48_a_donor_takes_a_part_back_and_gives_the_rest_to_another_workshop(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(OTHER))
    (await draft(funding, resource=f"{ROOT}/budgets/budget-{OTHER}")).ok()
    (await pledge(funding, item="venue")).ok(201)
    (await receive(funding, "3000.00")).ok()
    (await choose(funding, "return", amount=francs("100.00"))).refused("R47")
    await hear(funding, cancelled())
    (await choose(funding, "return", amount=francs("3000.01"))).refused("R48")
    for wrong in (francs("0.00"), francs("-1.00"), {"amount": "1.00", "currency": "EUR"}):
        assert (await choose(funding, "return", amount=wrong)).status == 422
    assert (await choose(funding, "another_workshop", workshop=OTHER, amount=francs("1.00"))).status == 422
    part = (await choose(funding, "return", amount=francs("3000.00"))).ok()
    assert (part.body["state"], part.body["amount"], part.body["item"]) == (
        "awaiting_donor_choice",
        francs("2000.00"),
        "venue",
    )
    assert [one["amount"] for one in part.body["returns"]] == [francs("3000.00")]
    assert "recordDonorChoice" in allowed(part)
    assert await ties_out(funding) == []
    report = (await read(funding, f"{gift()}/report")).body
    figures = [report[one]["amount"] for one in ("pledged", "received", "returned", "paid_in_all", "left", "to_come")]
    assert (figures, report["ties_out"]) == (["5000.00", "3000.00", "3000.00", "0.00", "0.00", "2000.00"], True)
    drawn = await funding.get(f"{BUDGET}/contributions.svg", role="finance")
    assert "2000.00 CHF pledged, 0.00 CHF received, without 3000.00 CHF that went back" in drawn.body
    (await choose(funding, "another_workshop", workshop=OTHER)).ok()
    (await receive(funding, "2000.00")).ok()
    other = (await read(funding, f"{ROOT}/budgets/budget-{OTHER}")).body
    assert other["coverage"]["secured"] == francs("2000.00")
    assert await ties_out(funding) == []


async def test_lists_say_what_can_be_posted_and_are_filtered(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(OTHER))
    for number in range(3):
        (await pledge(funding, id=f"gift-{number}", workshop=WORKSHOP if number else OTHER)).ok(201)
    listed = (await read(funding, f"{ROOT}/contributions?workshop={WORKSHOP}&state=pledged")).body
    assert [one["id"] for one in listed["items"]] == ["gift-1", "gift-2"]
    assert [one["name"] for one in listed["actions"]] == ["pledgeContribution"]
    assert (await pledge(funding, id=f"budget-{WORKSHOP}")).status == 422
    assert (await pledge(funding, id="gift-1")).status == 409
