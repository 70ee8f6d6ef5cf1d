import pytest

from tests.integration.governance.story import Story
from tests.support.api import Answer

_WHERE_A_CYCLE_IS_SHOWN = (
    "/cycles",
    "/work-list",
    *(f"/cycles/cycle-2018{part}" for part in ("", "/decisions", "/decisions/on/2018-01-01", "/chain", "/year")),
)


async def _format(governance: Story, format: str, *, year: int = 2018, **changes: str) -> Answer:
    body = {"format": format, "consultation": "consultation-1", "occurred_on": f"{year - 1}-04-01", **changes}
    return await governance.post(f"/cycles/cycle-{year}/format", body)


async def test_r4_a_cycle_opens_in_the_year_before(governance: Story) -> None:
    answer = (await governance.post("/cycles", {"year": 2018, "occurred_on": "2017-12-31"})).ok(201)
    assert (answer.body["id"], answer.body["opened_on"], answer.etag) == ("cycle-2018", "2017-12-31", '"1"')
    (opened,) = await governance.messages("CycleOpened")
    assert (opened["data"], opened["sequence"], opened["audience"]) == (
        {"cycle": "cycle-2018", "year": 2018, "opened_on": "2017-12-31"},
        1,
        "public",
    )
    assert (await governance.cycle()).body["type"] == "urn:idm:problem:already-exists"


async def test_r4_a_cycle_opened_in_another_year_is_refused(governance: Story) -> None:
    for day in ("2016-12-31", "2018-01-01"):
        (await governance.post("/cycles", {"year": 2018, "occurred_on": day})).refused("R4")
    assert await governance.messages("CycleOpened") == []


async def test_cycles_are_public_and_opened_by_the_administration(governance: Story) -> None:
    for year in (2017, 2018):
        (await governance.cycle(year)).ok(201)
    listed = (await governance.get("/cycles", role=None)).ok()
    assert [one["year"] for one in listed.body["items"]] == [2017, 2018]
    (await governance.get("/cycles/cycle-2018", role=None)).ok()
    assert (await governance.get("/cycles/cycle-1999/decisions", role=None)).status == 404
    for role in ("member", "auditor", "editor"):
        assert (await governance.post("/cycles", {"year": 2019}, role=role, body_id="atlantis")).status == 403
    assert (await governance.post("/cycles", {"year": 2000})).status == 422


async def test_r20_a_consultation_with_a_member_state_carries_the_format(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    decided = (await _format(governance, "two_workshops")).ok()
    assert decided.body["format"]["format"] == "two_workshops"
    (message,) = await governance.messages("FormatDecided")
    assert message["data"] == {
        "cycle": "cycle-2018",
        "year": 2018,
        "format": "two_workshops",
        "consultation": "consultation-1",
        "decided_on": "2017-04-01",
    }


async def test_r20_a_consultation_without_a_member_state_does_not(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    (await governance.body("borduria", "observer_state")).ok(201)
    await governance.consultation(bodies=("borduria",))
    (await _format(governance, "two_workshops")).refused("R20")
    (await governance.body()).ok(201)
    (await governance.post("/consultations/consultation-1/attendance", {"bodies": ["atlantis"]})).ok()
    (await _format(governance, "two_workshops")).ok()


async def test_r20_a_member_does_not_decide_the_format(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    body = {"format": "two_workshops", "consultation": "consultation-1"}
    answer = await governance.post("/cycles/cycle-2018/format", body, role="member", body_id="atlantis")
    assert answer.status == 403


@pytest.mark.parametrize(
    ("year", "format", "accepted"),
    [
        (2002, "council_only", True),
        (2002, "two_workshops", False),
        (2003, "two_workshops", True),
        (2003, "single_conference", True),
        (2003, "council_only", False),
    ],
)
async def test_r74_council_only_belongs_to_2001_and_2002(
    governance: Story, year: int, format: str, accepted: bool
) -> None:
    (await governance.cycle(year)).ok(201)
    await governance.consultation(opened=f"{year - 1}-03-01")
    answer = await _format(governance, format, year=year)
    if accepted:
        answer.ok()
    else:
        answer.refused("R74")


async def test_a_format_is_replaced_by_another_with_a_reason(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    (await _format(governance, "two_workshops")).ok()
    assert (await _format(governance, "two_workshops")).body["type"] == "urn:idm:problem:wrong-state"
    assert (await _format(governance, "single_conference")).status == 422
    (await _format(governance, "single_conference", deviation_reason="A conference was asked for.")).ok()
    assert [message["sequence"] for message in await governance.messages("FormatDecided")] == [2, 3]
    assert (await _format(governance, "a_picnic")).status == 422


async def test_the_decisions_of_a_cycle_lead_from_the_theme_to_the_topics(governance: Story) -> None:
    (await governance.cycle(2019)).ok(201)
    empty = (await governance.get("/cycles/cycle-2019/decisions", role=None)).ok().body
    assert (empty["format"], empty["theme"], empty["topics"]) == (None, None, None)
    await governance.with_topic_slate()
    (await _format(governance, "two_workshops")).ok()
    (await governance.select()).ok()
    decided = (await governance.get("/cycles/cycle-2018/decisions", role=None)).ok().body
    assert decided["format"]["consultation"] == "consultation-1"
    assert (decided["theme"]["id"], decided["theme"]["sources"]) == ("cities", ["suggestion-cities"])
    assert decided["theme"]["decided_in"] == {"kind": "consultation", "id": "consultation-1", "on": "2017-03-02"}
    assert decided["topics"]["decided_in"]["id"] == "consultation-2"
    assert [workshop["topics"][0]["id"] for workshop in decided["topics"]["workshops"]] == ["a", "b"]
    assert (await governance.get("/cycles/cycle-2018", role=None)).body["theme"]["title"]["en"] == "Theme cities"


async def test_a_part_of_a_cycle_that_another_version_wrote_is_shown_as_before_and_not_changed(
    governance: Story,
) -> None:
    """Decision 0021: such an instance runs beside a newer one, and for longer when an operator goes back."""
    (await governance.cycle()).ok(201)
    await governance.consultation()
    (await _format(governance, "two_workshops")).ok()
    shown = [await governance.get(path) for path in _WHERE_A_CYCLE_IS_SHOWN]
    cycles = governance.store["cycles"]
    assert await cycles.update_many({"_id": "cycle-2018"}, {"$set": {"format.colour": "blue"}}) == 1
    for path, before in zip(_WHERE_A_CYCLE_IS_SHOWN, shown, strict=True):
        assert (await governance.get(path)).ok().body == before.ok().body, path
    refused = await _format(governance, "single_conference", deviation_reason="Two venues were not to be had.")
    assert (refused.status, refused.body["type"]) == (503, "urn:idm:problem:written-by-another-version")
    kept = await cycles.find_one({"_id": "cycle-2018"})
    assert kept is not None
    assert (kept["format"]["colour"], kept["format"]["format"]) == ("blue", "two_workshops")
