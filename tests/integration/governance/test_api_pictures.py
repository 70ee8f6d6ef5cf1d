"""Pictures over HTTP."""

from xml.etree import ElementTree

from shared.contracts.events import WorkshopHeld
from shared.contracts.publications import VolumePublished
from tests.integration.governance.story import Story
from tests.support.api import Answer
from tests.unit.governance.heard import told


async def test_the_timeline_of_a_cycle_has_its_decisions_gatherings_and_volumes(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopHeld), told(VolumePublished))
    answer = (await governance.get("/cycles/cycle-2018/timeline.svg", role=None)).ok()
    assert answer.headers["content-type"] == "image/svg+xml"
    description = ElementTree.fromstring(answer.body)[1].text or ""
    for part in (
        "2017-02-01: The cycle was opened",
        "2017-03-02: The theme was chosen",
        "2017-09-02: The topics were selected",
        "2018-03-26 to 2018-03-27: ",
        "2019-03-12: No. 27: ",
    ):
        assert part in description
    assert "consultation" not in description
    member = (await governance.get("/cycles/cycle-2018/timeline.svg", role="member")).ok()
    assert "2017-09-01: consultation-2 (consultation)" in member.body
    again = await governance.get("/cycles/cycle-2018/timeline.svg", role=None, headers={"If-None-Match": answer.etag})
    assert again.status == 304
    assert (await governance.get("/cycles/cycle-2019/timeline.svg", role=None)).status == 404


async def test_the_themes_of_all_years_are_those_printed_and_those_chosen(governance: Story) -> None:
    empty = ElementTree.fromstring((await governance.get("/pictures/themes.svg", role=None)).ok().body)
    assert (empty[1].text, float(empty.attrib["width"]) < 2_000) == ("No year is on record.", True)
    cell = {"theme": "Migration Challenges in the 21st Century", "format": "council_only", "lines": [224]}
    (await governance.api.put("/governance/v1/history/2001", cell)).ok(201)
    await governance.with_theme()
    answer = (await governance.get("/pictures/themes.svg?language=fr", role=None)).ok()
    root = ElementTree.fromstring(answer.body)
    assert root[1].text == (
        "2001: Migration Challenges in the 21st Century (Council alone). 2018: Theme cities (not decided)."
    )
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def _said(answer: Answer) -> str:
    return ElementTree.fromstring(answer.ok().body)[1].text or ""


async def test_a_temperature_and_who_answered_are_drawn_from_a_survey(governance: Story) -> None:
    """Before anybody answered, while it runs, and once it is closed."""
    await governance.with_inconclusive_theme()
    (await governance.body("borduria", "observer_organization")).ok(201)
    (await governance.written_survey()).ok(201)
    reading = "/temperature.svg?kind=theme&slate=theme-slate-1&forum=survey-1"
    who = "/written-surveys/survey-1/participation.svg"
    assert _said(await governance.get(reading)) == "No position was taken. A reading, and no decision."
    assert _said(await governance.get(who, role="member")).startswith("member state: 0 of ")
    (await governance.answer()).ok(201)
    assert ", member state: 1 " in _said(await governance.get(reading))
    assert (await governance.get(reading, role="member")).status == 403, "it would sway others"
    assert "member state: 1 of " in _said(await governance.get(who, role="member"))
    by_region = _said(await governance.get(f"{who}?by=region", role="member"))
    assert "1 of " in by_region
    assert "member state" not in by_region
    (await governance.post("/written-surveys/survey-1/closing", {"occurred_on": "2017-04-11"})).ok()
    (await governance.answer(said={"body": "borduria", "occurred_on": "2017-04-11"})).ok(201)
    assert "observer organization: 0 of 1" in _said(await governance.get(who, role="member")), "it came late"
    assert "1 support" in _said(await governance.get(f"{reading}&by=region", role="member"))
    for path in (reading, who):
        assert (await governance.get(path, role=None)).status == 401
        assert (await governance.get(path, role="partner")).status == 403
    assert (await governance.get("/written-surveys/none/participation.svg")).status == 404
