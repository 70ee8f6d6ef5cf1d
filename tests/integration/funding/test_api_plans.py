import time
from datetime import date

from services.funding.domain.eligibility import Reading
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Stay
from services.funding.domain.travel import Travel
from shared.contracts.events import BalanceTarget, BalanceTargetsChanged, StakeholderGroup
from shared.contracts.funding import CoveredKind, Part
from shared.domain.money import Money
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.funding.flow import (
    ROOT,
    WORKSHOP,
    allowed,
    blocked_by,
    change,
    francs,
    gives,
    hear,
    pledge,
    read,
)
from tests.integration.funding.journeys import COUNTRIES, STAY, TABLE, approve, figures, prepare, quote, request
from tests.sample import CONTEXT
from tests.support.api import Answer, Api

PLAN = f"{ROOT}/plans/plan-1"


async def _propose(funding: Api, identifier: str = "plan-1", **fields: object) -> Answer:
    body = {"id": identifier, "workshop": WORKSHOP, **fields}
    return await funding.post(f"{ROOT}/plans", body, role="finance", subject="account-finance")


async def _waiting(funding: Api) -> None:
    """Two speakers and a participant, with 3,000 left for experts once hall and interpretation are covered."""
    await prepare(funding, "7000.00")
    for identifier, fields in (("one", {}), ("two", {"country": "NP"}), ("guest", {"part": "participant"})):
        (await request(funding, identifier, **fields)).ok(201)
        await quote(funding, identifier=identifier)


async def test_r55_r59_a_plan_brings_speakers_first_and_is_accepted_by_a_person_without_approving_anybody(
    funding: Api,
) -> None:
    await _waiting(funding)
    plan = (await _propose(funding)).ok(201)
    assert [(line["sponsorship"], line["verdict"]) for line in plan.body["lines"]] == [
        ("one", "brought"),
        ("two", "brought"),
        ("guest", "too_dear"),
    ]
    assert (plan.body["money"], plan.body["cost"], plan.body["left"]) == (
        francs("3000.00"),
        francs("2960.00"),
        francs("40.00"),
    )
    assert plan.body["more"] == {"amount": francs("1000.00"), "speakers": 0, "participants": 0}
    assert "acceptPlan" in allowed(plan)
    (await change(funding, PLAN, "/acceptance")).ok()
    assert await figures(funding) == ("0.00", "0.00", "4000.00"), "nothing is committed by it"
    (await _propose(funding, "plan-2")).ok(201)
    (await approve(funding, identifier="one")).ok()
    stale = f"{ROOT}/plans/plan-2"
    assert blocked_by(await read(funding, stale), "acceptPlan") == ["wrong-state"]
    assert (await change(funding, stale, "/acceptance")).status == 409


async def test_r57_venues_are_compared_and_demands_that_conflict_are_named(funding: Api) -> None:
    await _waiting(funding)
    here = {"country": "US", "city": "New York"}
    venues = [{"name": "Palace", "cost": francs("1500.00"), **here}, {"name": "Hall", "cost": francs("900.00"), **here}]
    compared = (await _propose(funding, venues=venues)).ok(201).body
    fares = {(line["fare"]["amount"], line["quote"], line["fare_is"]) for line in compared["lines"]}
    assert (compared["venue"], fares) == ("Hall", {("800.00", 2, "quoted")})
    target = {"name": "All of Nepal", "countries": ["NP"], "at_least": 2}
    none = (await _propose(funding, "plan-2", targets=[target], must=["one"])).ok(201)
    assert (none.body["venue"], none.body["conflicts"]) == (None, ["target:All of Nepal"])
    assert blocked_by(none, "acceptPlan") == ["wrong-state"]
    assert (await _propose(funding, "plan-3", must=["nobody"])).status == 422
    assert (await _propose(funding, "plan-3", venues=[venues[0], venues[0]])).status == 422
    assert len((await read(funding, f"{ROOT}/plans")).body["items"]) == 2


async def test_r57_a_fare_that_nobody_quoted_to_the_venue_of_the_plan_is_marked(funding: Api) -> None:
    await prepare(funding, "9000.00")
    for identifier, fields in (("quoted", {}), ("unquoted", {}), ("lodged", {"kinds": ["dsa"]})):
        (await request(funding, identifier, **fields)).ok(201)
    await quote(funding, identifier="quoted")
    table = {"id": "dsa-2", "source": "A circular", "valid_from": "2018-01-02", "occurred_on": "2018-02-01"}
    rows = [{"country": "US", "city": city, "rate": francs("200.00")} for city in ("New York", "Boston")]
    (await funding.post(f"{ROOT}/dsa-tables", {**TABLE, **table, "rows": rows}, role="finance")).ok(201)
    boston = {"name": "Boston", "country": "US", "city": "Boston", "cost": francs("900.00")}

    def fares(plan: Answer) -> dict[str, tuple[str | None, int | None, str | None]]:
        return {
            line["sponsorship"]: (line["fare"] and line["fare"]["amount"], line["quote"], line["fare_is"])
            for line in plan.ok(201).body["lines"]
        }

    planned = fares(await _propose(funding))
    assert planned == {
        "quoted": ("800.00", 2, "quoted"),
        "unquoted": ("1320.00", None, "estimated"),
        "lodged": (None, None, None),
    }
    elsewhere = fares(await _propose(funding, "plan-2", venues=[boston]))
    assert elsewhere == {**planned, "quoted": ("800.00", 2, "quoted_for_planned_place")}


async def test_r59_money_for_travellers_of_one_group_is_planned_and_committed_for_these_alone(funding: Api) -> None:
    await prepare(funding, "4500.00")
    grouped = {**COUNTRIES, "id": "list-2", "valid_from": "2018-01-02", "groups": {"ldc": ["NP"]}}
    (await funding.post(f"{ROOT}/country-lists", grouped, role="finance", subject="account-finance")).ok(201)
    misspelt = await pledge(funding, "2000.00", id="least", travellers="LDCs")
    assert (misspelt.status, "Perhaps “ldc” is meant" in misspelt.body["detail"]) == (422, True)
    await gives(funding, "3000.00", id="least", travellers="ldc")
    for identifier, country in (("kenya", "KE"), ("nepal", "NP")):
        (await request(funding, identifier, country=country)).ok(201)
        await quote(funding, identifier=identifier)
    plan = (await _propose(funding)).ok(201).body
    assert {line["sponsorship"]: line["verdict"] for line in plan["lines"]} == {
        "nepal": "brought",
        "kenya": "earmarked",
    }
    assert plan["earmarks"] == [
        {"travellers": "ldc", "secured": francs("3000.00"), "used": francs("1480.00"), "binds": False}
    ]
    (await approve(funding, identifier="nepal")).ok()
    assert "ldc" in (await read(funding, f"{ROOT}/sponsorships/nepal")).body["groups"]


def _africa(low: float) -> BalanceTargetsChanged:
    band = BalanceTarget(axis="region", value="africa", low=low, high=1.0, countries=("KE", "TN"))
    return BalanceTargetsChanged(set_on=date(2018, 1, 12), versions={"region": "M49-2026"}, targets=(band,))


async def test_targets_that_events_told_of_are_kept_unless_the_request_has_its_own(funding: Api) -> None:
    await hear(funding, _africa(0.1), _africa(0.9))
    await _waiting(funding)
    (await request(funding, "three", country="NP")).ok(201)
    await quote(funding, identifier="three")
    plan = (await _propose(funding)).ok(201).body
    basis = {"set_on": "2018-01-12", "versions": {"region": "M49-2026"}, "revision": 2}
    assert plan["balance"] == basis
    [target] = plan["targets"]
    assert (target["name"], target["at_least_percent"], target["standing"]) == ("region: africa", 90, True)
    assert (target["brought"], target["most"], target["binds"]) == (1, 1, True)
    brought = [line["sponsorship"] for line in plan["lines"] if line["verdict"] == "brought"]
    assert ("one" in brought, len(brought)) == (True, 2), "no speaker stays at home for it (R55)"
    free = (await _propose(funding, "plan-2", targets=[])).ok(201).body
    assert (free["balance"], free["targets"]) == (None, [])
    assert len([line for line in free["lines"] if line["verdict"] == "brought"]) == 2
    await hear(funding, _africa(0.2))
    assert blocked_by(await read(funding, PLAN), "acceptPlan") == ["wrong-state"]
    assert (await change(funding, PLAN, "/acceptance")).status == 409
    assert "acceptPlan" in allowed(await read(funding, f"{ROOT}/plans/plan-2"))


async def test_a_plan_of_before_any_targets_were_told_is_refused_and_one_with_its_own_is_accepted(funding: Api) -> None:
    await _waiting(funding)
    early = (await _propose(funding)).ok(201)
    assert (early.body["balance"], early.body["by_standing"], "acceptPlan" in allowed(early)) == (None, True, True)
    own = (await _propose(funding, "plan-2", targets=[])).ok(201).body
    assert (own["balance"], own["by_standing"]) == (None, False)
    await hear(funding, _africa(0.2))
    assert blocked_by(await read(funding, PLAN), "acceptPlan") == ["wrong-state"]
    assert (await change(funding, PLAN, "/acceptance")).status == 409
    (await change(funding, f"{ROOT}/plans/plan-2", "/acceptance")).ok()


async def _crowd(unit: UnitOfWork) -> None:
    """500 wait, each with a quote: as they would be after 500 requests."""
    act = unit.act(date(2018, 2, 1))
    travel = await unit.load(Travel, f"travel-{WORKSHOP}")
    some = []
    for number in range(500):
        one = Sponsorship.request(
            act,
            id=f"journey-{number}",
            workshop=WORKSHOP,
            cycle=travel.cycle,
            person=f"person-{number}",
            country=("KE", "NP")[number % 2],
            group=StakeholderGroup.GOVERNMENT,
            part=Part.PARTICIPANT if number % 5 else Part.SPEAKER,
            kinds=(CoveredKind.ECONOMY_TRAVEL, CoveredKind.DSA),
            reading=Reading.DEVELOPING_COUNTRY,
            country_list="list-2018",
            stay=Stay.model_validate(STAY),
            estimate=Money.of("3000.00", "CHF"),
            accommodation=None,
        )
        fare = Money.of(f"{400 + number * 37 % 900}.00", "CHF")
        one.quote(act, fare=fare, cabins=["economy"], seller="Atlantis Air")
        travel.note(act, one)
        some.append(one)
    await unit.add_all(some)
    unit.save(travel)


async def test_a_plan_for_500_who_wait_is_proposed_within_seconds(funding: Api) -> None:
    await prepare(funding, "254000.00")
    body = {"places": 0, "each": francs("1.00"), "occurred_on": "2018-02-01"}
    (await funding.put(f"{ROOT}/travels/travel-{WORKSHOP}/reservation", body, role="finance", if_match="*")).ok()
    await Units(store=funding.store, rows=to_row).run(CONTEXT, _crowd)
    started = time.monotonic()
    plan = (await _propose(funding)).ok(201).body
    assert time.monotonic() - started < 30
    brought = [line["part"] for line in plan["lines"] if line["verdict"] == "brought"]
    assert (len(plan["lines"]), plan["cut_short"]) == (500, False)
    assert (brought.count("speaker"), 50 < brought.count("participant") < 400) == (100, True)
