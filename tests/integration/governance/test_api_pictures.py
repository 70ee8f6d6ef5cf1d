"""Pictures over HTTP."""

from xml.etree import ElementTree

from shared.contracts.events import WorkshopHeld
from shared.contracts.publications import VolumePublished
from tests.integration.governance.story import Story
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
    cell = {"theme": "Migration Challenges in the 21st Century", "format": "council_only", "lines": [224]}
    (await governance.api.put("/governance/v1/history/2001", cell)).ok(201)
    await governance.with_theme()
    answer = (await governance.get("/pictures/themes.svg?language=fr", role=None)).ok()
    root = ElementTree.fromstring(answer.body)
    assert root[1].text == (
        "2001: Migration Challenges in the 21st Century (Council alone). 2018: Theme cities (not decided)."
    )
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
