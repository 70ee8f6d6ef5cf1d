import pytest

from shared.domain.money import Money
from tests.integration.funding.flow import (
    BUDGET,
    ROOT,
    THREE,
    WORKSHOP,
    allowed,
    approve,
    blocked_by,
    change,
    draft,
    francs,
    gift,
    hear,
    line,
    pledge,
    read,
    receive,
    scheduled,
    told,
)
from tests.support.api import Api


async def test_r50_a_budget_is_drafted_by_finance_and_approved_by_an_approver(funding: Api) -> None:
    await hear(funding, scheduled())
    drafted = (await draft(funding)).ok()
    assert (drafted.body["currency"], drafted.body["approved_on"]) == ("CHF", None)
    approved = (await approve(funding)).ok()
    assert approved.body["approved_on"] == "2018-02-01"
    assert await told(funding, f"budget-{WORKSHOP}") == ["CoverageChanged", "BudgetApproved"]


async def test_r50_what_lacks_a_major_item_is_not_approved(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding, *THREE[1:], line("venue", "0"))).ok()
    seen = await funding.get(BUDGET, role="approver", subject="account-approver")
    assert (allowed(seen), blocked_by(seen, "approveBudget")) == (set(), ["R50"])
    (await approve(funding)).refused("R50")
    (await draft(funding, *THREE[1:], line("venue", "0", reason="In kind."))).ok()
    (await approve(funding)).ok()


async def test_whoever_drafted_it_does_not_approve_it_and_is_told_so_before(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    seen = await funding.get(BUDGET, role="approver", subject="account-finance")
    assert blocked_by(seen, "approveBudget") == ["drafter-does-not-approve"]
    refused = await approve(funding, subject="account-finance")
    assert (refused.status, refused.body["type"]) == (403, "urn:idm:problem:drafter-does-not-approve")
    assert (await change(funding, BUDGET, "/approval", role="finance")).status == 403


async def test_r49_a_line_of_no_item_is_refused_by_its_rule_and_of_two_by_its_shape(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding, line("travel", "1"))).refused("R49")
    two = {**line("venue", "1"), "item": ["venue", "other"]}
    assert (await draft(funding, two)).status == 422
    (await draft(funding, line("other", "1"))).ok()


@pytest.mark.parametrize(
    "estimate",
    [
        {"amount": 12.5, "currency": "CHF"},
        {"amount": "12.505", "currency": "CHF"},
        {"amount": "-1", "currency": "CHF"},
        {"amount": "1", "currency": "XXX"},
        {"amount": "1", "currency": "CHF", "rate": "2"},
        {"amount": "1"},
    ],
)
async def test_what_is_no_money_is_refused(funding: Api, estimate: dict[str, object]) -> None:
    await hear(funding, scheduled())
    assert (await draft(funding, {**THREE[0], "estimate": estimate})).status == 422
    mixed = await draft(funding, THREE[0], line("other", "1", estimate={"amount": "1", "currency": "EUR"}))
    assert (mixed.status, mixed.body["type"]) == (422, "urn:idm:problem:invalid-input")


async def test_r58_a_budget_shows_its_coverage_in_all_and_per_item(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    (await pledge(funding, "4000.00", item="expert_participation")).ok(201)
    assert (await read(funding, BUDGET)).body["coverage"]["share"] == "0.0000"
    (await receive(funding, "1000.10")).ok()
    assert (await read(funding, BUDGET)).body["coverage"]["share"] == "0.1000"
    (await change(funding, gift(), "/agreement")).ok()
    coverage = (await read(funding, BUDGET)).body["coverage"]
    assert (coverage["secured"], coverage["share"]) == ({"amount": "4000.00", "currency": "CHF"}, "0.4000")
    assert coverage["received"]["amount"] == "1000.10"
    assert {one["item"]: one["share"] for one in coverage["items"]} == {
        "venue": "0.0000",
        "interpretation": "0.0000",
        "expert_participation": "0.6666",
    }
    assert await told(funding, f"budget-{WORKSHOP}") == ["CoverageChanged"] * 4


async def test_money_is_stored_as_text_and_comes_back_exactly(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding, line("venue", "999999999999.99"))).ok()
    document = await funding.store["budgets"].find_one({"_id": f"budget-{WORKSHOP}"})
    assert document is not None
    stored = document["lines"][0]["estimate"]
    assert stored == {"amount": "999999999999.99", "currency": "CHF"}
    assert Money.model_validate(stored) == Money.of("999999999999.99", "CHF")


async def test_a_change_is_made_for_the_version_that_was_read(funding: Api) -> None:
    await hear(funding, scheduled())
    body = {"lines": THREE}
    assert (await funding.put(f"{BUDGET}/lines", body, role="finance")).status == 428
    first = (await read(funding, BUDGET)).etag
    (await draft(funding)).ok()
    assert (await funding.put(f"{BUDGET}/lines", body, role="finance", if_match=first)).status == 412


async def test_lists_are_filtered_and_nothing_is_public(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled("workshop-2018-2"))
    listed = (await read(funding, f"{ROOT}/budgets?workshop=workshop-2018-2")).body["items"]
    assert [one["id"] for one in listed] == ["budget-workshop-2018-2"]
    assert (await read(funding, f"{ROOT}/budgets?cycle=cycle-2019")).body["items"] == []
    for path in ("budgets", "contributions", "accounts"):
        for role, status in (("administration", 200), ("auditor", 200), (None, 401), ("member", 403), ("partner", 403)):
            answer = await funding.get(f"{ROOT}/{path}", role=role, body_id="atlantis")
            assert answer.status == status, (path, role)
            assert status != 200 or answer.body["actions"] == []


async def test_r57_a_dearer_venue_is_drafted_with_a_reason_alone(funding: Api) -> None:
    await hear(funding, scheduled())
    offers = [{"name": "Palace", "price": francs("1500.00")}, {"name": "Hall", "price": francs("900.00")}]
    dear = line("venue", "1000", offers=offers)
    (await draft(funding, dear, *THREE[1:])).refused("R57")
    assert (await read(funding, BUDGET)).body["lines"] == []
    [venue, *_] = (await draft(funding, {**dear, "reason": "It has booths."}, *THREE[1:])).ok().body["lines"]
    assert venue["saving"] == francs("500.00")
