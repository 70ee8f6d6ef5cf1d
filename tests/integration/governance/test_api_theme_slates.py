import pytest

from tests.integration.governance.story import Story, themes


async def test_r4_r5_a_slate_with_two_options_opens(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    answer = (await governance.theme_slate()).ok(201)
    assert (answer.body["state"], [one["id"] for one in answer.body["options"]]) == ("open", ["cities", "youth"])
    listed = (await governance.get("/theme-slates?cycle=cycle-2018", role="member")).ok()
    assert [one["id"] for one in listed.body["items"]] == ["theme-slate-1"]
    assert (await governance.get("/theme-slates?cycle=cycle-2019")).body["items"] == []


async def test_r4_one_and_three_options_are_refused(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    for options in (themes(), themes("a"), themes("a", "b", "c")):
        (await governance.theme_slate(options=options)).refused("R4")
    assert (await governance.get("/theme-slates/theme-slate-1")).status == 404


async def test_r4_a_slate_opens_in_the_year_before(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    (await governance.theme_slate(occurred_on="2018-01-01")).refused("R4")
    (await governance.theme_slate(occurred_on="2017-12-31")).ok(201)


@pytest.mark.parametrize("sources", [[], [{"kind": "rumour", "reference": "heard in a corridor"}]])
async def test_r5_an_option_without_a_proper_source_is_refused(
    governance: Story, sources: list[dict[str, str]]
) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    first, second = themes("cities", "youth")
    (await governance.theme_slate(options=[first, {**second, "sources": sources}])).refused("R5")


async def test_identifiers_are_made_when_none_are_given(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    unnamed = [{name: value for name, value in one.items() if name != "id"} for one in themes("cities", "youth")]
    answer = (await governance.theme_slate(id=None, options=unnamed)).ok(201)
    assert len({answer.body["id"], *(one["id"] for one in answer.body["options"])}) == 3


async def test_one_theme_slate_for_a_cycle_in_an_open_consultation(governance: Story) -> None:
    await governance.with_theme_slate()
    again = await governance.theme_slate(id="theme-slate-2")
    assert (again.status, again.body["type"]) == (409, "urn:idm:problem:wrong-state")
    assert (await governance.theme_slate(id="theme-slate-2", cycle="cycle-1999")).status == 404
    (await governance.cycle(2019)).ok(201)
    (await governance.close_consultation()).ok()
    closed = await governance.theme_slate(id="theme-slate-2", cycle="cycle-2019", occurred_on="2018-03-02")
    assert "is closed" in closed.body["detail"]


async def test_r7_r8_the_membership_selects_the_theme(governance: Story) -> None:
    await governance.with_theme_slate()
    answer = (await governance.determine()).ok()
    assert answer.body["state"] == "decided"
    (message,) = await governance.messages("ThemeSelected")
    assert (message["stream"], message["sequence"], message["occurred_on"]) == ("theme-slate-1", 1, "2017-03-02")
    assert message["data"] == {
        "cycle": "cycle-2018",
        "year": 2018,
        "theme": {"id": "cities", "title": {"en": "Theme cities"}},
        "slate": "theme-slate-1",
        "origin": "administration",
        "sources": ["suggestion-cities"],
        "decided_in": {"kind": "consultation", "id": "consultation-1", "on": "2017-03-02"},
        "determination": {"conclusive": True, "why": "Every body that spoke preferred it."},
    }


async def test_r7_one_theme_for_a_year_and_from_its_slate(governance: Story) -> None:
    await governance.with_theme_slate()
    (await governance.determine(option="oceans")).refused("R7")
    (await governance.determine()).ok()
    assert (await governance.determine(option="youth")).body["type"] == "urn:idm:problem:wrong-state"
    (await governance.theme_slate(id="theme-slate-2")).refused("R7")


async def test_r8_the_administration_alone_cannot_adopt(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation(bodies=())
    (await governance.theme_slate()).ok(201)
    answer = await governance.determine()
    answer.refused("R8")
    assert "the Administration alone cannot adopt" in answer.body["detail"]
    (await governance.body("borduria", "observer_organization")).ok(201)
    (await governance.post("/consultations/consultation-1/attendance", {"bodies": ["borduria"]})).ok()
    (await governance.determine()).ok()


async def test_r8_a_corridor_is_no_forum(governance: Story) -> None:
    await governance.with_theme_slate()
    unknown = await governance.determine(decided_in={"kind": "written_survey", "id": "survey-1"})
    assert unknown.status == 404
    (await governance.determine(decided_in={"kind": "corridor", "id": "x"})).refused("R8")


async def test_an_inconclusive_consultation_leaves_the_slate_open(governance: Story) -> None:
    await governance.with_theme_slate()
    answer = (await governance.determine(conclusive=False, option=None, why="Views were divided.")).ok()
    assert (answer.body["state"], len(answer.body["findings"])) == ("open", 1)
    assert await governance.messages("ThemeSelected") == []
    await governance.consultation("consultation-2", opened="2017-09-01")
    later = {"kind": "consultation", "id": "consultation-2"}
    (await governance.determine(decided_in=later, occurred_on="2017-09-01")).ok()


@pytest.mark.parametrize(
    "unfit",
    [
        {"why": " "},
        {"option": None},
        {"conclusive": False},
        {"occurred_on": "2017-02-28"},
        {"decided_in": None},
        {"votes": 3},
    ],
)
async def test_a_determination_that_makes_no_sense_is_refused(governance: Story, unfit: dict[str, object]) -> None:
    await governance.with_theme_slate()
    assert (await governance.determine(**unfit)).status == 422


async def test_what_a_consultation_showed_is_recorded_after_its_closing_on_a_day_it_was_open(
    governance: Story,
) -> None:
    await governance.with_theme_slate()
    (await governance.close_consultation()).ok()
    assert (await governance.determine(occurred_on="2017-03-03")).status == 422
    (await governance.determine(occurred_on="2017-03-02")).ok()


async def test_theme_slates_are_not_for_the_public_nor_written_by_members(governance: Story) -> None:
    await governance.with_theme_slate()
    assert (await governance.get("/theme-slates/theme-slate-1", role=None)).status == 401
    (await governance.get("/theme-slates/theme-slate-1", role="auditor")).ok()
    path = "/theme-slates/theme-slate-1/determination"
    finding = {"conclusive": False, "why": "x", "decided_in": {"kind": "consultation", "id": "consultation-1"}}
    assert (await governance.post(path, finding, role="member", body_id="atlantis")).status == 403
    assert (await governance.post(path, finding, if_match=None)).status == 428
    assert (await governance.post(path, finding, if_match='"7"')).status == 412
