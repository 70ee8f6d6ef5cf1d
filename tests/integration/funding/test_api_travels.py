"""Money kept for speakers, and the ways a journey ends otherwise than planned, through the API."""

from services.funding.storage import MIGRATIONS
from tests.integration.funding.flow import BUDGET, ROOT, allowed, commit, francs, hear, held, read, ties_out
from tests.integration.funding.journeys import (
    AFTER,
    STAY,
    TRAVEL,
    approve,
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
from tests.support.api import Answer, Api


async def _reserve(funding: Api, each: str, *, travel: str = TRAVEL, if_match: str | None = "*") -> Answer:
    body = {"places": 1, "each": francs(each), "occurred_on": "2018-02-01"}
    return await funding.put(f"{travel}/reservation", body, role="finance", if_match=if_match)


async def _stands(funding: Api, until: str = "") -> dict[str, str]:
    """What stands on the accounts that travel moves, of no contribution."""
    balances = (await read(funding, f"{ROOT}/ledger/balances{until}")).body["balances"]
    travels = [one for one in balances if one["account"] in ("advance", "bank", "cost") and not one["contribution"]]
    return {one["account"]: one["value"]["amount"] for one in travels}


async def test_r55_a_place_is_kept_for_a_speaker_before_anybody_asked_and_a_participant_is_refused(
    funding: Api,
) -> None:
    await prepare(funding, "3000.00")
    assert "reserveOpenPlaces" in allowed(await read(funding, BUDGET))
    assert (await _reserve(funding, "1520.01", if_match=None)).status == 428
    assert (await _reserve(funding, "1520.01", if_match='"1"')).status == 404, "there is none of that version"
    assert (await _reserve(funding, "1520.01", travel=f"{ROOT}/travels/travel-none")).status == 404
    assert (await _reserve(funding, "1520.01", travel=f"{ROOT}/travels/none")).status == 404
    (await _reserve(funding, "1520.01")).ok()
    assert await figures(funding) == ("0.00", "0.00", "1520.01")
    (await request(funding, "guest", part="participant")).ok(201)
    await quote(funding, identifier="guest")
    (await approve(funding, identifier="guest")).refused("R55")
    (await _reserve(funding, "1520.00")).ok()
    (await approve(funding, identifier="guest")).ok()
    assert await figures(funding) == ("1480.00", "0.00", "1520.00")


async def test_r55_money_for_experts_is_not_committed_by_hand_ahead_of_speakers_who_wait(funding: Api) -> None:
    await prepare(funding, "3000.00")
    (await request(funding)).ok(201)
    (await _reserve(funding, "500.00")).ok()
    (await commit(funding, "500.01", "expert_participation")).refused("R55")
    assert (await read(funding, BUDGET)).body["commitments"] == []
    (await commit(funding, "500.00", "expert_participation")).ok()
    (await commit(funding, "600.00", "venue", id="room")).ok()
    (await commit(funding, "1900.01", "expert_participation", id="more")).refused("R59")


async def test_a_traveller_who_does_not_board_gives_the_advance_back_in_part_and_the_rest_is_written_off(
    funding: Api,
) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    await quote(funding)
    (await approve(funding)).ok()
    missed = {"ending": "did_not_board"}
    assert (await step(funding, "/ending", missed)).status == 422, "nothing is booked that could be missed"
    (await step(funding, "/booking", {"fare": francs("800.00"), "cabins": ["economy"], "reference": "X7K2QD"})).ok()
    (await pay(funding, "/advance", {"amount": francs("680.01")})).refused("R59")
    (await pay(funding, "/advance", {"amount": francs("300.00")})).ok()
    assert (await pay(funding, "/advance", {"amount": francs("1.00")})).status == 409
    ended = (await step(funding, "/ending", missed)).ok().body
    assert (ended["state"], ended["outstanding"], ended["committed"]) == ("ended", francs("300.00"), francs("1100.00"))
    assert await _stands(funding) == {"advance": "300.00", "bank": "-300.00"}
    await funding.store["ledger"].delete_many({"stream": "journey-1"})
    assert await ties_out(funding) != []
    opening = next(one for one in MIGRATIONS if one.name == "advances that are out open the ledger")
    for _ in range(2):
        await opening.run(funding.store)
    assert await ties_out(funding) == []
    (await pay(funding, "/recoveries", {"amount": francs("100.00")})).ok()
    assert await _stands(funding) == {"advance": "200.00", "bank": "-200.00"}
    assert (await pay(funding, "/recoveries", {"amount": francs("200.01")})).status == 422
    assert await figures(funding) == ("1000.00", "0.00", "0.00")
    await hear(funding, held())
    kept = await pay(funding, "/settlement", AFTER)
    assert (kept.status, "200.00 CHF of the advance" in kept.body["detail"]) == (409, True)
    settled = (await pay(funding, "/settlement", {**AFTER, "write_off": "The traveller cannot be found."})).ok().body
    assert settled["settlement"]["written_off"] == francs("200.00")
    assert (settled["settlement"]["cost"], settled["settlement"]["paid"]) == (francs("1000.00"), francs("0.00"))
    assert await figures(funding) == ("0.00", "1000.00", "0.00")
    assert await _stands(funding) == {"bank": "-1000.00", "cost": "1000.00"}
    assert await _stands(funding, "?until=2018-04-03") == {"advance": "200.00", "bank": "-200.00"}
    assert await ties_out(funding) == []


async def test_a_visit_that_was_shortened_has_a_smaller_allowance_and_the_rest_of_the_advance_comes_back(
    funding: Api,
) -> None:
    await prepare(funding)
    await booked(funding)
    (await pay(funding, "/advance", {"amount": francs("500.00")})).ok()
    await hear(funding, held())
    shorter = {**STAY, "departure": "2018-03-27"}
    (await claim(funding, stay=shorter, dsa=francs("480.01"))).refused("R56")
    claimed = (await claim(funding, stay=shorter)).ok().body
    assert (claimed["claim"]["dsa"], claimed["outstanding"]) == (francs("480.00"), francs("20.00"))
    assert (await pay(funding, "/settlement", AFTER)).status == 409
    (await pay(funding, "/recoveries", {"amount": francs("20.00"), **AFTER})).ok()
    settled = (await pay(funding, "/settlement", AFTER)).ok().body["settlement"]
    assert (settled["cost"], settled["written_off"]) == (francs("1280.00"), francs("0.00"))
    assert await ties_out(funding) == []


async def test_r57_fewer_than_three_quotes_need_a_reason(funding: Api) -> None:
    await prepare(funding)
    (await request(funding)).ok(201)
    await quote(funding, "900.00", "800.00")
    fewer = await approve(funding)
    assert (fewer.status, "Of 3 quotes there are 2" in fewer.body["detail"]) == (422, True)
    (await approve(funding, why_fewer="Only two fly there.")).ok()
    (await request(funding, "other")).ok(201)
    await quote(funding, identifier="other")
    (await approve(funding, identifier="other")).ok()


async def test_r56_meals_that_are_provided_reduce_the_allowance_of_their_day(funding: Api) -> None:
    await prepare(funding)
    meals = [("2018-03-25", ["lunch", "dinner"]), ("2018-03-28", ["breakfast"])]
    fed = {**STAY, "provided": [{"on": day, "meals": given} for day, given in meals]}
    await booked(funding, stay=fed)
    approval = (await read(funding, journey())).body["approval"]
    assert ([one["percent"] for one in approval["days"]], approval["dsa"]) == ([80, 100, 100, 35], francs("630.00"))
    (await claim(funding, stay=fed, dsa=francs("630.01"))).refused("R56")
    (await claim(funding, stay=STAY)).refused("R59")  # meals that were not provided after all need an approval
    (await claim(funding, stay=fed, dsa=francs("630.00"))).ok()
