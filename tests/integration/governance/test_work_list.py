from typing import Any

from tests.integration.governance.story import Story

KEPT_OPEN = ("cycle-kept-open", "2019-01-01", None)
"""The year 2018 is over, and no other service says anything of its cycle."""


async def _waiting(governance: Story, **options: Any) -> list[tuple[str, str, str | None]]:
    items = (await governance.get("/work-list", **options)).ok().body["items"]
    return [(item["what"], item["since"], item["rule"]) for item in items]


async def test_what_waits_follows_the_year(governance: Story) -> None:
    assert await _waiting(governance) == []
    (await governance.cycle()).ok(201)
    assert await _waiting(governance) == [
        ("format-to-decide", "2017-02-01", None),
        ("theme-slate-to-open", "2017-02-01", None),
        KEPT_OPEN,
    ]
    planned = {"id": "consultation-1", "title": {"en": "The first"}, "planned_on": "2017-03-01"}
    (await governance.post("/consultations", planned)).ok(201)
    assert ("consultation-to-open", "2017-03-01", None) in await _waiting(governance)
    (await governance.post("/consultations/consultation-1/opening", {"occurred_on": "2017-03-02"})).ok()
    (await governance.theme_slate(occurred_on="2017-03-02")).ok(201)
    assert await _waiting(governance) == [
        ("format-to-decide", "2017-02-01", None),
        ("attendance-to-note", "2017-03-02", None),
        ("consultation-to-close", "2017-03-02", "R3"),
        ("theme-to-determine", "2017-03-02", "R8"),
        KEPT_OPEN,
    ]
    (await governance.body()).ok(201)
    present = {"bodies": ["atlantis"], "occurred_on": "2017-03-02"}
    (await governance.post("/consultations/consultation-1/attendance", present)).ok()
    assert ("theme-to-determine", "2017-03-02", None) in await _waiting(governance)
    (await governance.determine()).ok()
    (await governance.close_consultation()).ok()
    assert await _waiting(governance) == [
        ("format-to-decide", "2017-02-01", None),
        ("topic-slate-to-open", "2017-03-02", None),
        KEPT_OPEN,
    ]
    await governance.consultation("consultation-2", opened="2017-09-01")
    (await governance.topic_slate()).ok(201)
    assert ("topics-to-select", "2017-09-01", None) in await _waiting(governance)
    (await governance.select()).ok()
    body = {"format": "two_workshops", "consultation": "consultation-2", "occurred_on": "2017-09-01"}
    (await governance.post("/cycles/cycle-2018/format", body)).ok()
    assert await _waiting(governance) == [("consultation-to-close", "2017-09-01", "R3"), KEPT_OPEN]


async def test_an_item_leads_to_its_thing_and_names_the_action_that_settles_it(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    [item, *_] = (await governance.get("/work-list")).ok().body["items"]
    assert item == {
        "id": "format-to-decide:cycle-2018",
        "version": 1,
        "what": "format-to-decide",
        "resource": "/governance/v1/cycles/cycle-2018",
        "since": "2017-02-01",
        "why": "The format of 2018 is not decided yet.",
        "action": "decideFormat",
        "rule": None,
    }
    thing = (await governance.api.get(item["resource"])).ok().body
    assert item["action"] in [action["name"] for action in thing["actions"]]


async def test_nothing_waits_for_a_role_that_can_settle_nothing(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    assert await _waiting(governance, role="member") == []
    assert (await governance.get("/work-list", role="auditor")).status == 403
    assert (await governance.get("/work-list", role=None)).status == 401


async def test_the_list_comes_page_by_page_and_every_item_once(governance: Story) -> None:
    for year in (2016, 2018, 2017):
        (await governance.cycle(year)).ok(201)
    for number in (1, 2):
        await governance.consultation(f"consultation-{number}", opened="2016-02-01", bodies=())
    whole = (await governance.get("/work-list")).ok().body["items"]
    assert len(whole) == 13
    assert whole == sorted(whole, key=lambda item: (item["since"], item["what"], item["id"]))
    for limit in (1, 2, 3, 9):
        read, address = [], f"/work-list?limit={limit}"
        while address:
            page = (await governance.get(address)).ok().body
            assert len(page["items"]) <= limit
            read += page["items"]
            address = (page["next"] or "").removeprefix("/governance/v1")
        assert read == whole, limit
    assert (await governance.get("/work-list?after=bm9uZQ")).status == 422
