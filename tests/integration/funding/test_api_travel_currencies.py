"""Sponsored travel whose allowances, quotes and receipts are in other currencies than the budget (R60)."""

from typing import Any

from tests.integration.funding.flow import ROOT, francs, hear, held, rate, read, ties_out
from tests.integration.funding.journeys import (
    FARE,
    REQUESTER,
    TABLE,
    approve,
    book,
    claim,
    figures,
    journey,
    pay,
    prepare,
    quote,
    request,
    step,
)
from tests.support.api import Api


def dollars(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


async def _allowances_in_dollars(funding: Api) -> None:
    rows = [{"country": "US", "city": "New York", "rate": dollars("200.00")}]
    table = {**TABLE, "id": "dsa-usd", "valid_from": "2018-01-02", "rows": rows}
    (await funding.post(f"{ROOT}/dsa-tables", table, role="finance")).ok(201)


def _receipt(amount: str, currency: str = "USD") -> dict[str, Any]:
    money = {"amount": amount, "currency": currency}
    return {"kind": "economy_travel", "amount": money, "receipt": "R-1", "cabins": ["economy"]}


async def test_r60_an_allowance_and_receipts_in_other_currencies_are_valued_and_keep_their_original(
    funding: Api,
) -> None:
    await prepare(funding)
    await _allowances_in_dollars(funding)
    (await request(funding)).ok(201)
    await quote(funding)
    (await approve(funding)).refused("R60")
    (await rate(funding, "0.95", base="USD")).ok(201)
    approval = (await approve(funding)).ok().body["approval"]
    assert (approval["dsa"], approval["days"][0]["amount"]) == (francs("646.00"), dollars("200.00"))
    of_the_day = {"worth": "0.95", "on": "2018-02-01", "source": "A bank (fictional)"}
    assert approval["days"][0]["valued"] == {"value": francs("190.00"), "rate": of_the_day}
    (await book(funding, by_traveller=True)).ok()
    (await rate(funding, "1.10", base="USD", on="2018-04-01")).ok(201)
    await hear(funding, held())
    (await claim(funding, lines=[_receipt("90000", "XOF")])).refused("R60")
    (await claim(funding, lines=[_receipt("727.28")])).refused("R59")  # 800.01 CHF, and 800 was committed
    claimed = (await claim(funding, lines=[_receipt("727.27")])).ok().body["claim"]
    assert claimed["dsa"] == francs("646.00"), "by the rate that was approved"
    assert claimed["lines"][0]["amount"] == dollars("727.27")
    assert claimed["lines"][0]["valued"]["value"] == francs("800.00")
    settlement = (await pay(funding, "/settlement", {"occurred_on": "2018-04-05"})).ok().body["settlement"]
    assert (settlement["cost"], settlement["paid"]) == (francs("1446.00"), francs("1446.00"))
    assert await ties_out(funding) == []


async def test_r60_quotes_in_other_currencies_are_compared_by_their_worth_on_their_day(funding: Api) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    (await step(funding, "/quotes", {**FARE, "fare": dollars("900.00")})).refused("R60")
    (await rate(funding, "0.95", base="USD")).ok(201)
    await quote(funding, "860.00", "850.00")
    quoted = (await step(funding, "/quotes", {**FARE, "fare": dollars("894.74")})).ok().body["quotes"][2]
    assert (quoted["fare"], quoted["valued"]["value"]) == (dollars("894.74"), francs("850.00"))
    (await step(funding, "/quotes", {**FARE, "fare": dollars("894.72")})).ok()
    (await approve(funding, quote=3)).refused("R57")  # 850.00, and the fourth is 849.98
    approval = (await approve(funding, quote=4)).ok().body["approval"]
    assert (approval["fare"], approval["saving"]) == (francs("849.98"), francs("10.02"))


async def test_r60_a_rate_is_missed_only_for_a_fare_that_may_be_quoted(funding: Api) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    fare = {**FARE, "fare": dollars("900.00")}
    before = (await read(funding, journey())).etag
    (await step(funding, "/quotes", {**fare, "cabins": ["economy", "business"]})).refused("R52")
    (await step(funding, "/quotes", fare)).refused("R60")
    await quote(funding)
    stale = await funding.post(f"{journey()}/quotes", fare, if_match=before, role="administration", subject=REQUESTER)
    assert stale.status == 412
    (await approve(funding)).ok()
    late = await step(funding, "/quotes", fare)
    assert (late.status, late.body["type"], late.body.get("rule")) == (409, "urn:idm:problem:wrong-state", None)


async def test_r60_a_ticket_in_the_currency_of_its_quote_is_booked_and_claimed_at_the_rate_of_that(
    funding: Api,
) -> None:
    await prepare(funding)
    (await rate(funding, "0.95", base="USD")).ok(201)
    (await request(funding)).ok(201)
    (await step(funding, "/quotes", {**FARE, "fare": dollars("894.72")})).ok()
    (await approve(funding, quote=1, why_fewer="Nobody else flies there.")).ok()
    bought = {"fare": dollars("894.73"), "cabins": ["economy"], "reference": "X7K2QD", "by_traveller": True}
    (await step(funding, "/booking", bought)).refused("R59")
    booking = (await step(funding, "/booking", {**bought, "fare": dollars("894.72")})).ok().body["booking"]
    assert (booking["fare"], booking["valued"]["value"]) == (dollars("894.72"), francs("849.98"))
    assert (await figures(funding))[0] == "1529.98"
    assert await ties_out(funding) == []
    (await rate(funding, "1.10", base="USD", on="2018-04-01")).ok(201)
    await hear(funding, held())
    (await claim(funding, lines=[_receipt("894.73")])).refused("R59")
    line = (await claim(funding, lines=[_receipt("894.72")])).ok().body["claim"]["lines"][0]
    assert (line["amount"], line["valued"]) == (dollars("894.72"), booking["valued"])
    settlement = (await pay(funding, "/settlement", {"occurred_on": "2018-04-05"})).ok().body["settlement"]
    assert settlement["cost"] == francs("1529.98")
    assert await ties_out(funding) == []
