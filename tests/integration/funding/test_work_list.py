from typing import Any

from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    WORKSHOP,
    actuals,
    approve,
    cancelled,
    change,
    choose,
    draft,
    gift,
    hear,
    held,
    line,
    pledge,
    read,
    scheduled,
)
from tests.support.api import Api


async def _waiting(funding: Api, role: str = "finance", subject: str = "account-finance") -> list[str]:
    items = (await funding.get(f"{ROOT}/work-list", role=role, subject=subject)).ok().body["items"]
    return [item["what"] for item in items]


async def test_what_waits_follows_a_workshop_until_its_accounts_are_closed(funding: Api) -> None:
    assert await _waiting(funding) == []
    await hear(funding, scheduled())
    assert await _waiting(funding) == ["budget-to-draft"]
    (await draft(funding)).ok()
    assert await _waiting(funding) == []
    assert await _waiting(funding, "approver", "account-approver") == ["budget-to-approve"]
    (await approve(funding)).ok()
    assert await _waiting(funding, "approver", "account-approver") == []
    (await pledge(funding)).ok(201)
    assert await _waiting(funding) == ["agreement-to-sign"]
    (await change(funding, gift(), "/agreement")).ok()
    await hear(funding, held())
    assert await _waiting(funding) == ["actuals-to-record"]
    await actuals(funding, "venue", "interpretation", "expert_participation")
    assert await _waiting(funding) == ["accounts-to-close"]
    (await change(funding, ACCOUNTS, "/closing")).ok()
    assert await _waiting(funding) == []


async def test_r50_an_item_shows_the_rule_in_the_way_and_its_action(funding: Api) -> None:
    await hear(funding, scheduled())
    (await draft(funding, line("venue", "1"))).ok()
    answer = await funding.get(f"{ROOT}/work-list", role="approver", subject="account-approver")
    [item] = answer.ok().body["items"]
    assert (item["resource"], item["action"], item["rule"]) == (BUDGET, "approveBudget", "R50")
    assert (item["since"], item["why"]) == (
        "2018-02-01",
        "The budget of “A first workshop” is drafted, and nobody approved it.",
    )
    assert await _waiting(funding, "approver", "account-finance") == [], "who drafted it cannot approve it"


async def test_r47_a_donors_choice_waits(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, cancelled())
    [item] = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert (item["what"], item["resource"], item["rule"]) == ("donor-choice-to-record", gift(), None)
    assert item["why"].startswith(f"{WORKSHOP} does not take place, and Government of Atlantis did not say")
    assert "5000.00 CHF" in item["why"]
    (await choose(funding, "return")).ok()
    assert await _waiting(funding) == []


async def test_a_fact_that_did_not_fit_waits_until_a_person_says_what_follows(funding: Api) -> None:
    await hear(funding, scheduled(), cancelled(), held())
    [item] = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert (item["what"], item["resource"]) == ("fact-that-did-not-fit", ACCOUNTS)
    assert item["why"] == f"{WORKSHOP} is told to be held, and was cancelled."
    body = {"about": WORKSHOP, "reason": "A mistake."}
    (await change(funding, ACCOUNTS, "/acknowledgement", body)).ok()
    assert await _waiting(funding) == []


async def test_the_list_comes_page_by_page_and_for_those_who_can_settle_it(funding: Api) -> None:
    await hear(funding, *(scheduled(f"workshop-{number}") for number in range(3)))
    (await pledge(funding, workshop="workshop-0")).ok(201)
    whole = await _waiting(funding)
    assert len(whole) == 4
    found: list[Any] = []
    address = f"{ROOT}/work-list?limit=3"
    while address:
        page = await read(funding, address)
        found += [item["what"] for item in page.body["items"]]
        address = page.body["next"]
    assert found == whole
    for role in ("member", "auditor"):
        assert (await funding.get(f"{ROOT}/work-list", role=role)).status == 403
