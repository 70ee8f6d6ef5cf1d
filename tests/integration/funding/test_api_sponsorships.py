import asyncio
from typing import Any

import pytest

from services.funding.storage import MIGRATIONS
from services.funding.use_cases import sponsorships
from shared.domain.errors import WrongState
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork
from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    WORKSHOP,
    actuals,
    allowed,
    blocked_by,
    cancelled,
    change,
    closed,
    cost,
    francs,
    hear,
    held,
    read,
    ties_out,
    told,
)
from tests.integration.funding.journeys import (
    AFTER,
    APPROVER,
    COUNTRIES,
    PAYER,
    REQUESTER,
    STAY,
    TRAVEL,
    approve,
    book,
    booked,
    claim,
    figures,
    journey,
    pay,
    prepare,
    quote,
    request,
    step,
)
from tests.integration.funding.meeting import Work, hearing, meet
from tests.support.api import Api

ALL: dict[str, Any] = {"kinds": ["economy_travel", "dsa", "accommodation"], "accommodation": francs("300.00")}


async def spent_on_experts(funding: Api) -> list[dict[str, str]]:
    found = (await read(funding, ACCOUNTS)).body["actuals"]
    return [one["amount"] for one in found if one["item"] == "expert_participation"]


async def test_a_journey_from_its_request_to_the_accounts(funding: Api) -> None:
    await prepare(funding)
    asked = (await request(funding, **ALL)).ok(201)
    assert (asked.body["reading"], asked.body["narrow"]) == ("developing_country", True)
    assert await figures(funding) == ("0.00", "0.00", "2000.00")
    await quote(funding)
    assert "approveSponsorship" in allowed(await funding.get(journey(), role="approver", subject=APPROVER))
    approved = (await approve(funding)).ok()
    assert approved.body["approval"]["saving"] == francs("100.00")
    assert approved.body["committed"] == francs("1480.00"), "800 of fare, 3 × 100 + 80 of allowance, 300 of lodging"
    assert (await read(funding, BUDGET)).body["committed"] == francs("1480.00")
    drawn = await funding.get(f"{TRAVEL}/brought.svg", role="finance")
    assert (drawn.status, "africa: 1 speakers, 0 other participants." in drawn.body) == (200, True)
    (await pay(funding, "/advance", {"amount": francs("200.00")})).ok()
    (await book(funding)).ok()
    await hear(funding, held())
    receipt = {"kind": "accommodation", "amount": francs("290.00"), "receipt": "R-1"}
    (await claim(funding, lines=[receipt])).ok()
    await actuals(funding, "venue", "interpretation")
    in_all = cost("expert_participation", "1900.50")
    early = await change(funding, ACCOUNTS, "/actuals", in_all)
    assert (early.status, "1 are not settled" in early.body["detail"]) == (409, True), "it would be counted twice"
    assert blocked_by(await read(funding, ACCOUNTS), "closeAccounts") == ["wrong-state"] * 2
    assert (await change(funding, ACCOUNTS, "/closing")).status == 409
    settled = (await pay(funding, "/settlement", AFTER)).ok()
    assert settled.body["settlement"]["paid"] == francs("470.00")
    assert await figures(funding) == ("0.00", "1470.00", "0.00")
    assert await spent_on_experts(funding) == [francs("1470.00")]
    (await change(funding, ACCOUNTS, "/actuals", in_all)).ok()
    assert await spent_on_experts(funding) == [francs("1900.50")], "in all, the journey among it"
    low = cost("expert_participation", "1469.99")
    assert (await change(funding, ACCOUNTS, "/actuals", low)).status == 422
    journeys_alone = {"item": "expert_participation", "amount": francs("1470.00")}
    (await change(funding, ACCOUNTS, "/actuals", journeys_alone)).ok()
    a_cent_more = {**journeys_alone, "amount": francs("1470.01")}
    assert (await change(funding, ACCOUNTS, "/actuals", a_cent_more)).status == 422, "of what, and in which class?"
    (await change(funding, ACCOUNTS, "/closing")).ok()
    assert await told(funding, "journey-1") == ["SponsorshipApproved"]
    assert (await claim(funding)).status == 409


@pytest.mark.parametrize("cabin", ["business", "premium economy"])
async def test_r52_no_fare_above_economy_is_quoted_booked_or_reimbursed(funding: Api, cabin: str) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    fare = {"fare": francs("800.00"), "cabins": ["economy", cabin]}
    (await step(funding, "/quotes", {**fare, "seller": "Atlantis Air"})).refused("R52")
    await quote(funding)
    (await approve(funding)).ok()
    (await book(funding, cabins=["economy", cabin])).refused("R52")
    (await book(funding, by_traveller=True)).ok()
    line = {"kind": "economy_travel", "amount": francs("800.00"), "receipt": "R-1", "cabins": [cabin]}
    (await claim(funding, lines=[line])).refused("R52")
    (await claim(funding, lines=[{**line, "cabins": ["economy"]}])).ok()


async def test_r53_an_expert_of_a_developing_country_or_civil_society_and_nobody_else(funding: Api) -> None:
    await prepare(funding)
    (await request(funding, country="CH")).refused("R53")
    wider = (await request(funding, country="CH", group="civil_society")).ok(201)
    assert (wider.body["reading"], wider.body["narrow"]) == ("civil_society", False)
    assert (await request(funding, "early", occurred_on="2017-12-31")).status == 409, "no list was in force"
    (await request(funding, "landlocked", country="MD")).refused("R53")
    grouped = {**COUNTRIES, "id": "list-2", "valid_from": "2018-01-02", "groups": {"lldc": ["MD", "NP"]}}
    (await funding.post(f"{ROOT}/country-lists", grouped, role="finance", subject="account-finance")).ok(201)
    landlocked = (await request(funding, "landlocked", country="MD", person="person-2")).ok(201).body
    assert (landlocked["reading"], landlocked["narrow"]) == ("developing_group", False)
    assert {"lldc", "developing_country"} <= set(landlocked["groups"])


async def test_r54_other_kinds_are_not_covered(funding: Api) -> None:
    await prepare(funding)
    (await request(funding, kinds=["dsa", "visa"])).refused("R54")
    await booked(funding)
    line = {"kind": "honorarium", "amount": francs("1.00"), "receipt": "R-1"}
    (await claim(funding, lines=[line])).refused("R54")


async def test_r55_a_participant_waits_for_speakers_and_a_refused_visa_gives_the_money_to_who_waits(
    funding: Api,
) -> None:
    await prepare(funding, "3000.00")
    (await request(funding, "guest", part="participant")).ok(201)
    (await request(funding)).ok(201)
    for identifier in ("guest", "journey-1"):
        await quote(funding, identifier=identifier)
    assert (await read(funding, TRAVEL)).body["queue"] == ["journey-1", "guest"]
    (await approve(funding, identifier="guest")).refused("R55")
    (await approve(funding)).ok()
    (await change(funding, TRAVEL, "/reservation", {"places": 1, "each": francs("100.00")}, method="PUT")).ok()
    (await approve(funding, identifier="guest")).refused("R55")
    (await step(funding, "/ending", {"ending": "visa_refused"})).ok()
    assert await told(funding, "journey-1") == ["SponsorshipApproved", "SponsorshipReleased"]
    (await approve(funding, identifier="guest")).ok()


async def test_r56_accommodation_that_is_provided_reduces_the_allowance(funding: Api) -> None:
    await prepare(funding)
    lodged = {**STAY, "provided": [{"on": f"2018-03-{day}", "accommodation": True} for day in (25, 26, 27)]}
    (await request(funding, stay=lodged, **ALL)).refused("R56")
    await booked(funding, stay=lodged)
    assert (await read(funding, journey())).body["approval"]["dsa"] == francs("380.00")
    (await claim(funding, stay=lodged, dsa=francs("380.01"))).refused("R56")
    (await claim(funding, stay=lodged, dsa=francs("999999999999.99"))).refused("R56")
    for amount in ("-1.00", "1000000000000.00"):
        line = {"kind": "economy_travel", "amount": francs(amount), "receipt": "R-1", "cabins": ["economy"]}
        assert (await claim(funding, stay=lodged, dsa=francs(amount))).status == 422
        assert (await claim(funding, stay=lodged, lines=[line])).status == 422
    (await claim(funding, stay=lodged, dsa=francs("380.00"))).ok()


async def test_r57_a_dearer_fare_needs_a_reason(funding: Api) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    await quote(funding)
    (await approve(funding, quote=1)).refused("R57")
    dearer = (await approve(funding, quote=1, reason="The others arrive too late.")).ok()
    assert dearer.body["approval"]["saving"] == francs("0.00")


async def test_r59_of_two_approvals_of_the_last_franc_exactly_one_wins(funding: Api) -> None:
    await prepare(funding, "1480.00", item="expert_participation")
    for identifier in ("one", "other"):
        (await request(funding, identifier)).ok(201)
        await quote(funding, identifier=identifier)
    answers = await asyncio.gather(*(approve(funding, identifier=identifier) for identifier in ("one", "other")))
    [lost] = [answer for answer in answers if answer.status != 200]
    lost.refused("R59")
    assert await figures(funding) == ("1480.00", "0.00", "2000.00")
    assert blocked_by(
        await funding.get(lost.body["instance"].removesuffix("/approval"), role="approver", subject=APPROVER),
        "approveSponsorship",
    ) == ["R59"]


async def test_r59_money_for_the_venue_pays_no_journey(funding: Api) -> None:
    await prepare(funding, item="venue")
    (await request(funding)).ok(201)
    await quote(funding)
    (await approve(funding)).refused("R59")


async def test_requester_approver_and_payer_are_three_whatever_their_roles(funding: Api) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    await quote(funding)
    refused = await approve(funding, subject=REQUESTER)
    assert (refused.status, refused.body["type"]) == (403, "urn:idm:problem:requester-does-not-approve")
    (await approve(funding)).ok()
    for subject, slug in ((REQUESTER, "requester-does-not-pay"), (APPROVER, "approver-does-not-pay")):
        body = {"amount": francs("10.00")}
        refused = await step(funding, "/advance", body, role="finance", subject=subject)
        assert (refused.status, refused.body["type"]) == (403, f"urn:idm:problem:{slug}")
    assert (await step(funding, "/approval", role="finance", subject=PAYER)).status == 403


async def _approving(unit: UnitOfWork) -> None:
    await sponsorships.approve_sponsorship(
        unit, "late", quote=2, reason=None, why_fewer=None, occurred_on=None, expected_version=None
    )


async def _booking(unit: UnitOfWork) -> None:
    fare = Money.of("800.00", "CHF")
    await sponsorships.book_travel(
        unit,
        "late",
        fare=fare,
        cabins=["economy"],
        reference="X7K2QD",
        by_traveller=False,
        occurred_on=None,
        expected_version=None,
    )


@pytest.mark.parametrize(
    ("step", "cancelled_first", "state", "committed"),
    [
        (_approving, False, "released", "0.00"),
        (_booking, True, "released", "0.00"),
        (_booking, False, "ended", "800.00"),
    ],
)
async def test_a_cancellation_and_a_decision_on_a_journey_meet_whichever_is_first(
    funding: Api, step: Work, cancelled_first: bool, state: str, committed: str
) -> None:
    await prepare(funding)
    (await request(funding, "late")).ok(201)
    await quote(funding, identifier="late")
    if step is _booking:
        (await approve(funding, identifier="late")).ok()
    told_of = hearing(cancelled())
    refused = await meet(funding, *((step, told_of) if cancelled_first else (told_of, step)))
    assert isinstance(refused, WrongState) == cancelled_first
    assert (await read(funding, journey("late"))).body["state"] == state
    assert (await read(funding, BUDGET)).body["commitments"] == []
    assert (await figures(funding))[0] == committed, "a ticket that is paid waits for its settlement"
    assert await ties_out(funding) == []


async def test_a_workshop_is_cancelled_while_a_journey_is_approved_and_what_was_paid_waits_for_a_person(
    funding: Api,
) -> None:
    await prepare(funding)
    await booked(funding)
    (await request(funding, "late")).ok(201)
    await quote(funding, identifier="late")

    refused = await meet(funding, _approving, hearing(cancelled()))
    assert "does not take place" in str(refused)
    states = {one["id"]: one["state"] for one in (await read(funding, f"{ROOT}/sponsorships")).body["items"]}
    assert states == {"journey-1": "ended", "late": "released"}
    assert await figures(funding) == ("800.00", "0.00", "0.00")
    (await pay(funding, "/settlement", {"ticket": francs("150.00"), **AFTER})).ok()
    assert [one["about"] for one in (await read(funding, ACCOUNTS)).body["misfits"]] == ["journey-1"]
    assert await figures(funding) == ("0.00", "150.00", "0.00")
    assert await spent_on_experts(funding) == [francs("150.00")]
    assert await ties_out(funding) == []
    stands = (await read(funding, f"{ROOT}/ledger/balances?workshop={WORKSHOP}")).body["balances"]
    assert [one["value"] for one in stands if one["account"] == "cost"] == [francs("150.00")]


async def test_after_close_nobody_is_sponsored_and_claims_go_on_marked(funding: Api) -> None:
    await prepare(funding)
    await booked(funding)
    (await request(funding, "late")).ok(201)
    await hear(funding, held(), closed())
    assert (await request(funding, "later")).body["type"] == "urn:idm:problem:cycle-closed"
    assert (await book(funding, identifier="late")).body["type"] == "urn:idm:problem:cycle-closed"
    assert (await claim(funding)).ok().body["claim"]["after_close"]
    assert (await pay(funding, "/settlement", AFTER)).ok().body["settlement"]["after_close"]


async def test_what_waits_follows_a_journey(funding: Api) -> None:
    async def waiting(role: str, subject: str) -> list[str]:
        items = (await funding.get(f"{ROOT}/work-list", role=role, subject=subject)).ok().body["items"]
        return [item["what"] for item in items if item["resource"] == journey()]

    await prepare(funding)
    (await request(funding)).ok(201)
    assert await waiting("administration", REQUESTER) == ["fare-to-quote"]
    await quote(funding)
    assert await waiting("approver", APPROVER) == ["sponsorship-to-approve"]
    assert await waiting("approver", REQUESTER) == []
    (await approve(funding)).ok()
    assert await waiting("administration", REQUESTER) == ["travel-to-book"]
    (await book(funding)).ok()
    await hear(funding, held())
    (await claim(funding)).ok()
    assert await waiting("finance", PAYER) == ["travel-to-settle"]
    assert await waiting("finance", APPROVER) == []
    (await pay(funding, "/settlement", AFTER)).ok()
    assert await waiting("finance", PAYER) == []


async def test_tables_and_lists_are_entered_once_and_read(funding: Api) -> None:
    await prepare(funding)
    assert (await read(funding, f"{ROOT}/dsa-tables/dsa-2018")).body["rows"][0]["rate"] == francs("200.00")
    assert (await read(funding, f"{ROOT}/country-lists/list-2018")).body["developing"] == ["KE", "NP"]
    for address in ("dsa-tables", "country-lists"):
        assert len((await read(funding, f"{ROOT}/{address}")).body["items"]) == 1


async def test_persons_sponsored_before_places_named_them_are_not_sponsored_again(funding: Api) -> None:
    await prepare(funding)
    for identifier in ("journey-1", "journey-2", "journey-3"):
        (await request(funding, identifier)).ok(201)
    before = await funding.store["travels"].find_one({})
    await funding.store["travels"].update_many({}, {"$unset": {"places.0.person": ""}})
    await funding.store["travels"].update_many({}, {"$set": {"places.1.person": None}})
    migration = next(one for one in MIGRATIONS if one.name == "places name their persons")
    for _ in range(2):
        await migration.run(funding.store)
        assert await funding.store["travels"].find_one({}) == before, "its version too"
    for identifier in ("journey-1", "journey-2", "journey-3"):
        again = await request(funding, "again", person=f"person-of-{identifier}")
        assert (again.status, again.body["type"]) == (409, "urn:idm:problem:person-sponsored-already")
