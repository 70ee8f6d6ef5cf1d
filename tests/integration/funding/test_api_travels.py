"""Money kept for speakers, and the ways a journey ends otherwise than planned, through the API."""

from tests.integration.funding.flow import BUDGET, ROOT, allowed, commit, francs, read
from tests.integration.funding.journeys import TRAVEL, approve, figures, prepare, quote, request
from tests.support.api import Answer, Api


async def _reserve(funding: Api, each: str, *, travel: str = TRAVEL, if_match: str | None = "*") -> Answer:
    body = {"places": 1, "each": francs(each), "occurred_on": "2018-02-01"}
    return await funding.put(f"{travel}/reservation", body, role="finance", if_match=if_match)


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
