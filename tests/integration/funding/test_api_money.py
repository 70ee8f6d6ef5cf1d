"""Donors, earmarks, cuts, rates and commitments through the API, with the ledger behind every figure."""

import asyncio
import csv
import io
from datetime import UTC, datetime
from typing import Any

from services.funding.storage import MIGRATIONS
from services.funding.use_cases import budgets
from shared.domain.errors import RuleBroken
from shared.domain.money import Money
from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    THREE,
    WORKSHOP,
    actuals,
    allowed,
    approve,
    blocked_by,
    budgeted,
    cancelled,
    change,
    choose,
    commit,
    francs,
    gift,
    gives,
    hear,
    held,
    line,
    pledge,
    postponed,
    rate,
    read,
    receive,
    scheduled,
    ties_out,
)
from tests.integration.funding.meeting import Work, meet
from tests.support.api import Answer, Api

EUROS = {"amount": "1000.00", "currency": "EUR"}


async def test_a_donor_has_a_record_that_its_contributions_name(funding: Api) -> None:
    await hear(funding, scheduled())
    body = {"id": "atlantis", "name": "Government of Atlantis", "kind": "state"}
    (await funding.post(f"{ROOT}/donors", body, role="finance")).ok(201)
    posted = (await pledge(funding, donor=None, donor_id="atlantis")).ok(201)
    assert (posted.body["donor"], posted.body["donor_id"]) == ("Government of Atlantis", "atlantis")
    assert (await pledge(funding, id="other", donor_id="atlantis")).status == 422
    assert (await pledge(funding, id="other", donor=None)).status == 422
    assert (await pledge(funding, id="other", donor=None, donor_id="none")).status == 404
    renamed = {"name": "Republic of Atlantis", "kind": "state"}
    etag = (await read(funding, f"{ROOT}/donors/atlantis")).etag
    (await funding.put(f"{ROOT}/donors/atlantis", renamed, role="finance", if_match=etag)).ok()
    assert (await read(funding, gift())).body["donor"] == "Government of Atlantis"
    assert (await read(funding, f"{ROOT}/donors?kind=state")).body["items"][0]["name"] == "Republic of Atlantis"
    assert (await funding.get(f"{ROOT}/donors", role=None)).status == 401


async def test_terms_of_a_donor_are_kept(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding, travellers="africa", item="venue")).refused("R49")
    terms: dict[str, Any] = {
        "travellers": "africa",
        "conditions": "Not for fees.",
        "report_on": ["2018-12-31", "2018-06-30"],
    }
    posted = (await pledge(funding, **terms)).ok(201).body
    assert (posted["item"], posted["travellers"]) == ("expert_participation", "africa")
    assert (posted["conditions"], posted["report_on"]) == ("Not for fees.", ["2018-06-30", "2018-12-31"])
    reported = (await change(funding, gift(), "/report")).ok().body
    assert (reported["reports"], reported["report_due_on"]) == (["2018-02-01"], "2018-12-31")
    waiting = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert ("report-to-send", "2018-12-31") in [(one["what"], one["since"]) for one in waiting]


async def test_money_with_a_bank_reference_comes_once(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    (await pledge(funding, id="other")).ok(201)
    paid = {"amount": francs("100.00"), "reference": "ZKB 0042"}
    (await change(funding, gift(), "/receipts", paid)).ok()
    for one in ("gift", "other"):
        again = await change(funding, gift(one), "/receipts", {**paid, "reference": "zkb  0042"})
        assert (again.status, again.body["type"]) == (409, "urn:idm:problem:already-exists")
    assert [len((await read(funding, gift(one))).body["receipts"]) for one in ("gift", "other")] == [1, 0]
    (await change(funding, gift("other"), "/receipts", {**paid, "reference": "ZKB 0043"})).ok()
    tags = [(await read(funding, gift(one))).etag for one in ("gift", "other")]
    both = await asyncio.gather(
        *(
            funding.post(f"{gift(one)}/receipts", {**paid, "reference": "ZKB 0044"}, role="finance", if_match=tag)
            for one, tag in zip(("gift", "other"), tags, strict=True)
        )
    )
    assert sorted(one.status for one in both) == [200, 409]
    assert await ties_out(funding) == []


async def test_r60_amounts_that_are_huge_or_below_nothing_are_refused_and_never_an_error_of_ours(funding: Api) -> None:
    await budgeted(funding)
    most, too_much = "999999999999.99", "1000000000000.00"
    (await rate(funding, "999999999")).ok(201)
    (await rate(funding, "1", base="USD")).ok(201)
    for amount in ("1001.00", most):
        refused = await pledge(funding, id="euros", amount={"amount": amount, "currency": "EUR"})
        assert (refused.status, "beyond what is kept" in refused.body["detail"]) == (422, True)
    for number in range(2):
        (await pledge(funding, id=f"dollars-{number}", amount={"amount": most, "currency": "USD"})).ok(201)
    assert (await read(funding, BUDGET)).body["coverage"]["pledged"] == francs("1999999999999.98")
    await gives(funding)
    for amount in (too_much, "-1.00"):
        assert (await pledge(funding, amount, id="more")).status == 422
        assert (await receive(funding, amount)).status == 422
        assert (await commit(funding, amount)).status == 422
    (await commit(funding, most)).refused("R59")
    (await receive(funding, most)).refused("R47")
    assert await ties_out(funding) == []


async def test_r51_experts_above_75_percent_need_a_comment(funding: Api) -> None:
    await hear(funding, scheduled())
    lines = [line("venue", "20"), line("interpretation", "5"), line("expert_participation", "75")]
    (await change(funding, BUDGET, "/lines", {"lines": lines}, method="PUT")).ok()
    exact = (await read(funding, BUDGET)).body
    assert (exact["expert_share"], exact["share_alert"]) == ("0.7500", False)
    (await approve(funding)).ok()
    above = [*lines[:2], line("expert_participation", "75.01")]
    (await change(funding, BUDGET, "/lines", {"lines": above}, method="PUT")).ok()
    (await approve(funding)).refused("R51")
    drafted = await funding.get(BUDGET, role="approver", subject="account-approver")
    assert blocked_by(drafted, "approveBudget") == ["R51"]
    body = {"lines": above, "comment": "The venue is nearly free."}
    (await change(funding, BUDGET, "/lines", body, method="PUT")).ok()
    approved = (await approve(funding)).ok().body
    assert [one["number"] for one in approved["approvals"]] == [1, 3]


async def test_r59_commitments_stay_within_what_is_secured_and_its_earmarks(funding: Api) -> None:
    await budgeted(funding)
    (await commit(funding, "0.01")).refused("R59")
    await gives(funding, "5000.00", item="expert_participation")
    (await commit(funding, "0.01")).refused("R59")
    await gives(funding, "1000.00", id="free")
    (await commit(funding, "1000.01")).refused("R59")
    done = (await commit(funding, "1000.00")).ok()
    assert (done.body["committed"], done.body["overcommitted"]) == (francs("1000.00"), None)
    (await commit(funding, "5000.00", "expert_participation", id="travel")).ok()
    (await commit(funding, "0.01", "expert_participation", id="more")).refused("R59")
    (await change(funding, BUDGET, "/commitments/hall/release", {"reason": "Paid."})).ok()
    assert (await change(funding, BUDGET, "/commitments/hall/release", {"reason": "Again."})).status == 404
    assert await ties_out(funding) == []


async def test_r52_r54_money_is_committed_by_hand_for_what_is_covered_and_in_economy_class(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding)
    experts = "expert_participation"
    (await commit(funding, "1.00", experts, cabins=["economy", "premium economy"])).refused("R52")
    (await commit(funding, "1.00", experts, kinds=["economy_travel", "visa"])).refused("R54")
    assert (await commit(funding, "1.00", experts, cabins=[])).status == 422
    assert (await commit(funding, "1.00", experts, kinds=[], cabins=[])).status == 422
    assert (await commit(funding, "1.00", cabins=["economy"])).status == 422, "a hall has no cabins"
    done = (await commit(funding, "1.00", experts)).ok().body["commitments"]
    assert done[0]["by_hand"] == {"kinds": ["economy_travel", "dsa"], "cabins": ["economy"]}


def _committing(identifier: str) -> Work:
    return lambda unit: budgets.commit_money(
        unit,
        f"budget-{WORKSHOP}",
        identifier=identifier,
        item="venue",
        amount=Money.of("1.00", "CHF"),
        what="The last franc",
        occurred_on=None,
        expected_version=None,
    )


async def test_r59_of_two_who_commit_the_last_franc_at_once_exactly_one_wins(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "1.00")
    both = await asyncio.gather(
        *(
            funding.post(
                f"{BUDGET}/commitments",
                {"id": one, "item": "venue", "amount": francs("1.00"), "what": "The last franc"},
                role="approver",
                if_match="*",
            )
            for one in ("first", "second")
        )
    )
    [lost] = [one for one in both if one.status != 200]
    lost.refused("R59")
    [won] = (await read(funding, BUDGET)).body["commitments"]
    (await commit(funding, "0.01", id="third")).refused("R59")
    (await change(funding, BUDGET, f"/commitments/{won['id']}/release", {"reason": "Not taken up."})).ok()
    refused = await meet(funding, _committing("fourth"), _committing("fifth"))
    assert isinstance(refused, RuleBroken)
    assert refused.rule is not None
    assert refused.rule.number == "R59"
    assert [one["id"] for one in (await read(funding, BUDGET)).body["commitments"]] == ["fifth"]


async def test_r59_a_donor_who_cuts_its_pledge_leaves_what_was_committed_to_be_seen(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "1000.00")
    (await commit(funding, "800.00")).ok()
    cut = {"amount": francs("700.00"), "reason": "Letter of 4 June."}
    (await change(funding, gift(), "/reduction", cut)).ok()
    assert (await change(funding, gift(), "/reduction", cut)).status == 422
    budget = (await read(funding, BUDGET)).body
    assert (budget["committed"], budget["overcommitted"]) == (francs("800.00"), francs("100.00"))
    assert budget["coverage"]["secured"] == francs("700.00")
    waiting = (await read(funding, f"{ROOT}/work-list")).body["items"]
    assert "commitments-beyond-secured" in [one["what"] for one in waiting]
    (await commit(funding, "0.01", id="more")).refused("R59")
    assert await ties_out(funding) == []


async def test_r60_money_in_another_currency_keeps_its_original_and_its_dated_rate(funding: Api) -> None:
    await budgeted(funding)
    (await pledge(funding, amount=EUROS)).refused("R60")
    (await rate(funding, "1.10", on="2018-01-01")).ok(201)
    posted = (await pledge(funding, amount=EUROS)).ok(201).body
    assert (posted["amount"], posted["valued"]["value"]) == (EUROS, francs("1100.00"))
    assert (posted["valued"]["rate"]["on"], posted["valued"]["rate"]["source"]) == ("2018-01-01", "A bank (fictional)")
    (await rate(funding, "1.20")).ok(201)
    assert (await rate(funding, "1.30")).status == 409
    received = (await change(funding, gift(), "/receipts", {"amount": {**EUROS, "amount": "500.00"}})).ok().body
    assert (received["receipts"][0]["valued"]["value"], received["gained"]) == (francs("600.00"), francs("50.00"))
    coverage = (await read(funding, BUDGET)).body["coverage"]
    assert (coverage["pledged"], coverage["received"]) == (francs("1150.00"), francs("600.00"))
    balances = (await read(funding, f"{ROOT}/ledger/balances?contribution=gift")).body["balances"]
    assert {(one["account"], one["value"]["amount"], one["amount"]["amount"]) for one in balances} == {
        ("bank", "600.00", "500.00"),
        ("pledged", "550.00", "500.00"),
        ("contributed", "-1100.00", "-1000.00"),
        ("exchange", "-50.00", "0.00"),
    }
    late = {"amount": {**EUROS, "amount": "1.00"}, "occurred_on": "2018-03-05"}
    (await change(funding, gift(), "/receipts", late)).refused("R60")
    assert await ties_out(funding) == []


async def test_r60_a_rate_is_text_dated_and_corrected_with_a_reason(funding: Api) -> None:
    for worth in ("0", "-1", "1e3", "1.0000000001"):
        assert (await rate(funding, worth)).status == 422
    assert (await rate(funding, 1.1)).status == 422  # type: ignore[arg-type]
    assert (await rate(funding, "1", base="CHF")).status == 422
    made = (await rate(funding, "1.10")).ok(201)
    address = f"{ROOT}/rates/{made.body['id']}"
    body = {"worth": "1.01", "source": "A bank (fictional)", "reason": "Two digits were swapped."}
    assert (await funding.put(address, body, role="finance", if_match=made.etag)).ok().body["worth"] == "1.01"
    assert (await funding.put(address, body, role="finance", if_match=made.etag)).status == 412
    assert len((await read(funding, f"{ROOT}/rates?base=EUR&quote=CHF")).body["items"]) == 1


async def test_r47_put_off_to_another_year_a_workshop_is_given_to_anew(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding)
    await hear(funding, postponed(None), postponed(datetime(2018, 11, 5, 9, tzinfo=UTC)))
    assert (await read(funding, gift())).body["state"] == "pledged"
    await hear(funding, postponed(datetime(2019, 3, 5, 9, tzinfo=UTC)))
    waiting = await read(funding, gift())
    assert (waiting.body["state"], "recordDonorChoice" in allowed(waiting)) == ("awaiting_donor_choice", True)
    assert (await read(funding, BUDGET)).body["shares"] == []
    chosen = (await choose(funding, "another_workshop", workshop=WORKSHOP)).ok().body
    assert (chosen["state"], chosen["workshop"]) == ("pledged", WORKSHOP)
    assert await ties_out(funding) == []


async def test_every_figure_of_a_year_ties_out_and_the_ledger_is_a_file(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "9000.00")
    (await pledge(funding, "700.00", id="room", in_kind=True, item="venue")).ok(201)
    (await receive(funding, "4000.00")).ok()
    (await commit(funding, "1000.00")).ok()
    await hear(funding, held())
    await actuals(funding, "venue", "interpretation", "expert_participation")
    assert await ties_out(funding) == []
    (await change(funding, ACCOUNTS, "/closing")).ok()
    budget = (await read(funding, BUDGET)).body
    assert (budget["commitments"], budget["in_kind"]) == ([], francs("700.00"))
    assert budget["coverage"]["pledged"] == francs("9000.00")
    assert await ties_out(funding) == []
    exported = await funding.get(f"{ROOT}/ledger/export", role="auditor")
    rows = list(csv.DictReader(io.StringIO(exported.body)))
    bank = [row for row in rows if row["account"] == "bank"]
    assert [row["value"] for row in bank] == ["4000.00", "-900.50", "-900.50", "-900.50"]
    assert {row["act"] for row in rows} >= {"ContributionReceived", "ActualRecorded", "MoneyCommitted"}
    entries = (await read(funding, f"{ROOT}/ledger/entries?workshop={WORKSHOP}&limit=2")).body
    assert (len(entries["items"]), entries["next"] is not None) == (2, True)
    until = (await read(funding, f"{ROOT}/ledger/balances?workshop={WORKSHOP}&until=2018-01-31")).body
    assert until["balances"] == []
    assert (await funding.get(f"{ROOT}/ledger/export", role="member")).status == 403


async def test_a_planted_change_of_the_ledger_or_of_what_it_is_about_is_found(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding)
    await hear(funding, cancelled())
    assert await ties_out(funding) == []
    kept = await funding.store["ledger"].find({})
    await funding.store["ledger"].delete_many({"_id": kept[0]["_id"]})
    assert len(await ties_out(funding)) >= 1
    await funding.store["ledger"].insert_many([kept[0]])
    await funding.store["contributions"].update_many({}, {"$set": {"amount.amount": "5000.01"}})
    assert await ties_out(funding) != []


async def test_what_was_there_before_the_ledger_opens_it(funding: Api) -> None:
    await budgeted(funding, *THREE)
    await gives(funding)
    await funding.store["ledger"].delete_many({})
    assert await ties_out(funding) != []
    for _ in range(2):
        await next(one for one in MIGRATIONS if "ledger opens" in one.name).run(funding.store)
    assert await ties_out(funding) == []
    (await receive(funding, "10.00")).ok()
    assert await ties_out(funding) == []


async def test_r60_a_pledge_of_before_a_redenomination_is_paid_in_the_new_currency_to_the_last_unit(
    funding: Api,
) -> None:
    await budgeted(funding)
    (await rate(funding, "0.000002", base="VES", on="2018-02-01")).ok(201)
    old = {"amount": "1234567.89", "currency": "VES"}
    (await pledge(funding, id="gift", amount=old)).ok(201)

    async def comes(amount: str, currency: str, **fields: object) -> Answer:
        body = {"amount": {"amount": amount, "currency": currency}, "occurred_on": "2018-06-15", **fields}
        return await change(funding, gift(), "/receipts", body)

    refused = await comes("1.00", "VED")
    assert (refused.status, "redenominated" in refused.body["remedy"]) == (422, True)
    missing = await comes("1.00", "VED", redenominated=True)
    missing.refused("R60")
    assert "1 VED was worth in VES" in missing.body["remedy"]
    (await rate(funding, "7", base="VED", quote="VES", on="2018-06-14")).ok(201)
    (await comes("1.00", "VED", redenominated=True)).refused("R60")  # a rate of every day replaces no currency
    (await rate(funding, "10", base="VED", quote="VES", on="2008-01-01", redenomination=True)).ok(201)
    (await rate(funding, "1000000", base="VED", quote="VES", on="2018-03-01", redenomination=True)).ok(201)
    (await rate(funding, "2", base="VED", on="2018-06-01")).ok(201)
    assert (await comes("1.00", "VES", redenominated=True)).status == 422
    (await comes("1.24", "VED", redenominated=True)).refused("R47")
    part = (await comes("1.00", "VED", redenominated=True)).ok().body
    [receipt] = part["receipts"]
    assert (receipt["amount"]["amount"], receipt["came"]["amount"]["amount"]) == ("1000000.00", "1.00")
    assert receipt["came"]["rate"]["on"] == "2018-03-01", "the last one counts"
    assert receipt["valued"]["value"] == francs("2.00")
    whole = (await comes("0.23", "VED", redenominated=True)).ok().body
    assert (whole["state"], whole["receipts"][-1]["amount"]["amount"]) == ("received", "234567.89")
    assert await ties_out(funding) == []
