"""What the public sees of funding (R77): nothing. Every address is asked without a token, with a marked value in every
text, and so is what partners are told: the accounts of a workshop, in which nobody is named and no donor."""

from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    WORKSHOP,
    actuals,
    change,
    commit,
    francs,
    gift,
    hear,
    held,
    line,
    planned,
    pledge,
    rate,
    receive,
    scheduled,
)
from tests.integration.funding.flow import (
    approve as approve_budget,
)
from tests.integration.funding.journeys import (
    AFTER,
    COUNTRIES,
    FARE,
    REQUESTER,
    TABLE,
    approve,
    book,
    claim,
    journey,
    pay,
    request,
    step,
)
from tests.support.api import Api
from tests.support.walk import PRIVATE, TOLD, Known, made_up, not_planted, private, walk

NEVER_SEEN = {
    *("line", "offer", "budget", "donor", "registered", "conditions", "reduced", "contract", "released", "rate"),
    *("person", "seller", "dearer", "locator", "receipt", "allowances", "countries", "venue", "target"),
}
ENCRYPTED = {"traveller", "passport", "holder", "account", "bank"}
PASSPORT = {"name": private("traveller"), "number": private("passport"), "country": "KE", "expires": "2021-01-01"}
BANK = {"holder": private("holder"), "account": private("account"), "bank": private("bank")}
STAFF = "account(finance|approver|payer|secretariat)"
SECOND = "workshop-2018-2"
KNOWN = Known(
    things={
        "donor": {"donor-1": 401},
        "budget": {f"budget-{WORKSHOP}": 401},
        "commitment": {"chairs": 401},
        "contribution": {"gift": 401},
        "rate": {"EUR-CHF-2018-02-01": 401},
        "accounts": {f"accounts-{WORKSHOP}": 401},
        "cycle": {"cycle-2018": 401},
        "sponsorship": {"journey-1": 401},
        "plan": {"plan-1": 401},
        "travel": {f"travel-{WORKSHOP}": 401},
        "table": {"dsa-2018": 401},
        "list": {"list-2018": 401},
        "resource": {"gift": 401},
        "type": {"int.iom.idm.funding.AccountsClosed.v1": 200, "none-such": 404},
    }
)


async def _money(funding: Api) -> None:
    """Donors and what they give, a budget, rates, and what is committed of it."""
    await hear(funding, scheduled(), planned(SECOND))
    donor = {"id": "donor-1", "name": private("registered"), "kind": "state"}
    (await funding.post(f"{ROOT}/donors", donor, role="finance")).ok(201)
    offers = [{"name": private("offer"), "price": francs("1000.00")}]
    lines = [line("venue", "1000", offers=offers), line("interpretation", "3000"), line("expert_participation", "6000")]
    told = {"lines": [{**one, "description": private("line")} for one in lines], "comment": private("budget")}
    (await change(funding, BUDGET, "/lines", told, method="PUT")).ok()
    (await approve_budget(funding)).ok()
    (await pledge(funding, "9000.00", donor=private("donor"), conditions=private("conditions"))).ok(201)
    (await change(funding, gift(), "/agreement")).ok()
    (await receive(funding, "4000.00")).ok()
    (await pledge(funding, "500.00", id="second", donor=None, donor_id="donor-1")).ok(201)
    less = {"amount": francs("400.00"), "reason": private("reduced")}
    (await change(funding, gift("second"), "/reduction", less)).ok()
    (await rate(funding, "1.15", source=private("rate"))).ok(201)
    for identifier in ("hall", "chairs"):
        (await commit(funding, "100.00", id=identifier, what=private("contract"))).ok()
    release = {"reason": private("released")}
    (await change(funding, BUDGET, "/commitments/hall/release", release)).ok()


async def _travel(funding: Api) -> None:
    """A traveller, from the request to the settlement, with passport and bank account."""
    for address, body, source in (("dsa-tables", TABLE, "allowances"), ("country-lists", COUNTRIES, "countries")):
        entered = {**body, "source": private(source)}
        (await funding.post(f"{ROOT}/{address}", entered, role="finance", subject="account-finance")).ok(201)
    (await request(funding, person=private("person"))).ok(201)
    for fare in ("800.00", "850.00", "900.00"):
        (await step(funding, "/quotes", {**FARE, "seller": private("seller"), "fare": francs(fare)})).ok()
    plan = {"id": "plan-1", "workshop": WORKSHOP, "targets": [{"name": private("target"), "countries": ["KE"]}]}
    venue = {"name": private("venue"), "country": "US", "city": "New York", "cost": francs("900.00")}
    (await funding.post(f"{ROOT}/plans", {**plan, "venues": [venue]}, role="finance")).ok(201)
    (await approve(funding, quote=3, reason=private("dearer"))).ok()
    (await book(funding, "900.00", reference=private("locator"), by_traveller=True)).ok()
    etag = (await funding.get(journey())).etag
    kept = {"passport": PASSPORT, "bank": BANK}
    by = {"role": "administration", "subject": REQUESTER}
    (await funding.put(f"{journey()}/private-data", kept, if_match=etag, **by)).ok()
    await hear(funding, held())
    receipts = [
        {"kind": "economy_travel", "amount": francs("10.00"), "receipt": private("receipt"), "cabins": ["economy"]}
    ]
    (await claim(funding, lines=receipts)).ok()
    (await pay(funding, "/settlement", AFTER)).ok()


async def test_r77_the_public_sees_nothing_of_money_and_travellers(funding: Api) -> None:
    await _money(funding)
    await _travel(funding)
    assert await not_planted(funding, NEVER_SEEN) == set()
    assert await not_planted(funding, ENCRYPTED) == ENCRYPTED, "it is encrypted"
    await actuals(funding, "venue", "interpretation")
    (await change(funding, ACCOUNTS, "/closing")).ok()
    assert await made_up(funding, KNOWN) == {"none-such"}
    walked = await walk(funding, KNOWN)
    assert walked.with_mark(PRIVATE) == walked.with_mark(STAFF) == []
    told = [one.text for one in walked.seen if one.address == TOLD]
    assert ["actual" in one for one in told] == [True]
    # Of a region with fewer than five travellers nothing is told.
    assert [one for one in told if "africa" in one] == []
