"""The steps of a sponsored journey through the API, each by the account that may take it."""

from typing import Any

from tests.integration.funding.flow import ROOT, WORKSHOP, change, draft, francs, gift, hear, pledge, read, scheduled
from tests.integration.funding.flow import approve as approve_budget
from tests.support.api import Answer, Api

REQUESTER, APPROVER, PAYER = "account-secretariat", "account-approver", "account-payer"
TRAVEL = f"{ROOT}/travels/travel-{WORKSHOP}"
_DAY = {"occurred_on": "2018-02-01"}
AFTER = {"occurred_on": "2018-04-04"}
STAY = {"country": "US", "city": "New York", "arrival": "2018-03-25", "departure": "2018-03-28"}
TABLE = {
    "id": "dsa-2018",
    "source": "A circular",
    "valid_from": "2018-01-01",
    "shares": {"accommodation": 50, "breakfast": 5, "lunch": 10, "dinner": 10, "last_day": 40},
    "rows": [{"country": "US", "city": "New York", "rate": francs("200.00")}],
    **_DAY,
}
COUNTRIES = {"id": "list-2018", "source": "A list", "valid_from": "2018-01-01", "developing": ["KE", "NP"], **_DAY}


REQUEST = {
    "workshop": WORKSHOP,
    "country": "KE",
    "group": "government",
    "part": "speaker",
    "kinds": ["economy_travel", "dsa"],
    "stay": STAY,
    "estimate": francs("2000.00"),
    **_DAY,
}
FARE = {"fare": francs("900.00"), "cabins": ["economy", "economy"], "seller": "Atlantis Air"}

PRIVATE = {
    "passport": {"name": "Planted Person", "number": "PLANTED-PASSPORT", "country": "KE", "expires": "2021-01-01"},
    "bank": {"holder": "Planted Holder", "account": "PLANTED-ACCOUNT", "bank": "Planted Bank, Nairobi"},
}


async def prepare(funding: Api, secured: str = "5000.00", *, item: str | None = None) -> None:
    """A workshop with a budget, secured money, a table of allowances and a list of countries."""
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    (await approve_budget(funding)).ok()
    (await pledge(funding, secured, item=item)).ok(201)
    (await change(funding, gift(), "/agreement")).ok()
    for address, body in (("dsa-tables", TABLE), ("country-lists", COUNTRIES)):
        (await funding.post(f"{ROOT}/{address}", body, role="finance", subject="account-finance")).ok(201)


def journey(identifier: str = "journey-1") -> str:
    return f"{ROOT}/sponsorships/{identifier}"


async def request(funding: Api, identifier: str = "journey-1", **fields: Any) -> Answer:
    body = {**REQUEST, "id": identifier, "person": f"person-of-{identifier}", **fields}
    return await funding.post(f"{ROOT}/sponsorships", body, role="administration", subject=REQUESTER)


async def step(
    funding: Api, path: str, body: dict[str, Any] | None = None, *, identifier: str = "journey-1", **by: str
) -> Answer:
    """By the secretariat, unless another account is named."""
    caller = {"role": "administration", "subject": REQUESTER, **by}
    return await change(funding, journey(identifier), path, body, **caller)


async def quote(funding: Api, *fares: str, identifier: str = "journey-1") -> None:
    for fare in fares or ("900.00", "800.00", "850.00"):
        (await step(funding, "/quotes", {**FARE, "fare": francs(fare)}, identifier=identifier)).ok()


async def approve(funding: Api, *, identifier: str = "journey-1", subject: str = APPROVER, **fields: Any) -> Answer:
    body = {"quote": 2, **fields}
    return await step(funding, "/approval", body, identifier=identifier, role="approver", subject=subject)


async def book(funding: Api, fare: str = "800.00", *, identifier: str = "journey-1", **fields: Any) -> Answer:
    body = {"fare": francs(fare), "cabins": ["economy"], "reference": "X7K2QD", **fields}
    return await step(funding, "/booking", body, identifier=identifier)


async def pay(funding: Api, path: str, body: dict[str, Any] | None = None, *, identifier: str = "journey-1") -> Answer:
    return await step(funding, path, body, identifier=identifier, role="finance", subject=PAYER)


async def claim(funding: Api, *, identifier: str = "journey-1", **fields: Any) -> Answer:
    return await step(funding, "/claim", {"stay": STAY, **AFTER, **fields}, identifier=identifier)


async def booked(funding: Api, identifier: str = "journey-1", **fields: Any) -> None:
    """Requested, quoted, approved and booked."""
    (await request(funding, identifier, **fields)).ok(201)
    await quote(funding, identifier=identifier)
    (await approve(funding, identifier=identifier)).ok()
    (await book(funding, identifier=identifier)).ok()


async def figures(funding: Api) -> tuple[str, str, str]:
    """What is committed, spent and reserved of the workshop's money."""
    body = (await read(funding, TRAVEL)).body
    return body["committed"]["amount"], body["spent"]["amount"], body["reserved"]["amount"]
