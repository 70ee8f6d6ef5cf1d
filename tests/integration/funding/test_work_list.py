from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    SCHEDULE,
    THREE,
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
    receive,
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
    assert await _waiting(funding) == ["workshop-no-go"]
    assert await _waiting(funding, "approver", "account-approver") == ["budget-to-approve"]
    (await approve(funding)).ok()
    assert await _waiting(funding, "approver", "account-approver") == []
    (await pledge(funding)).ok(201)
    assert await _waiting(funding) == ["agreement-to-sign", "workshop-no-go"]
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


async def test_r58_a_workshop_that_cannot_be_paid_for_waits_until_it_can(funding: Api) -> None:
    soon, later = (datetime.now(UTC).date() + timedelta(days=days) for days in (31, 29))
    for number, day, said in (
        (1, soon, ("workshop-at-risk", "“A first workshop” is at risk: 10000.00 CHF is missing;")),
        (2, later, ("workshop-no-go", "“A first workshop” cannot be held as things stand: 10000.00 CHF had to be in")),
    ):
        workshop = f"workshop-2018-{number}"
        budget = BUDGET.replace(WORKSHOP, workshop)
        starts = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        day_of = SCHEDULE.model_copy(update={"start": starts, "end": starts + timedelta(days=1)})
        await hear(funding, scheduled(workshop, schedule=day_of))
        assert await _waiting(funding) == ["budget-to-draft"], "what has no estimate says so, and nothing else"
        (await change(funding, budget, "/lines", {"lines": list(THREE)}, method="PUT")).ok()
        [item] = (await read(funding, f"{ROOT}/work-list")).body["items"]
        assert (item["what"], item["resource"], item["action"]) == (said[0], budget, "pledgeContribution")
        assert item["why"].startswith(said[1])
        assert date.fromisoformat(item["since"]) <= datetime.now(UTC).date()
        assert await _waiting(funding, "approver", "account-approver") == ["budget-to-approve"] * number
        seen = (await read(funding, f"{budget}/feasibility")).body["now"]
        assert (seen["verdict"], seen["since"]) == (said[0].removeprefix("workshop-").replace("-", "_"), item["since"])
        (await pledge(funding, "10000.00", id=f"gift-{number}", workshop=workshop)).ok(201)
        assert sorted(await _waiting(funding)) == ["agreement-to-sign", said[0]], "a promise is not secured (R48)"
        (await change(funding, gift(f"gift-{number}"), "/agreement")).ok()
        (await receive(funding, "10000.00", identifier=f"gift-{number}")).ok()
        assert await _waiting(funding) == []


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
