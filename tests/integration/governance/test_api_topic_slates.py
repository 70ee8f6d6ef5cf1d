from typing import Any

import pytest

from tests.integration.governance.story import Story, topics, workshops

AB = {"title": {"en": "A and B"}, "combined_from": ["a", "b"]}


async def test_r9_r10_r11_a_topic_slate_opens(governance: Story) -> None:
    await governance.with_theme()
    answer = (await governance.topic_slate()).ok(201)
    assert answer.body["theme"]["id"] == "cities"
    listed = (await governance.get("/topic-slates?cycle=cycle-2018", role="member")).ok()
    assert [one["id"] for one in listed.body["items"]] == ["topic-slate-1"]
    again = await governance.topic_slate(id="topic-slate-2")
    assert again.body["type"] == "urn:idm:problem:wrong-state"


async def test_r9_before_the_theme_is_refused(governance: Story) -> None:
    await governance.with_theme_slate()
    await governance.consultation("consultation-2", opened="2017-09-01")
    (await governance.topic_slate()).refused("R9")
    (await governance.determine()).ok()
    (await governance.topic_slate()).ok(201)


async def test_r9_in_the_themes_consultation_or_one_of_the_same_day_is_refused(governance: Story) -> None:
    await governance.with_theme()
    await governance.consultation("same-day", opened="2017-03-01")
    await governance.consultation("next-day", opened="2017-03-02")
    for forum in ("consultation-1", "same-day"):
        (await governance.topic_slate(consultation=forum)).refused("R9")
    (await governance.topic_slate(consultation="next-day")).ok(201)


@pytest.mark.parametrize("ids", ["", "ab", "abcde"])
async def test_r10_two_and_five_topics_are_refused(governance: Story, ids: str) -> None:
    await governance.with_theme()
    (await governance.topic_slate(topics=topics(*ids))).refused("R10")


async def test_r10_four_topics_are_accepted(governance: Story) -> None:
    await governance.with_theme()
    (await governance.topic_slate(topics=topics(*"abcd"))).ok(201)


async def test_r11_a_topic_of_another_theme_is_refused(governance: Story) -> None:
    await governance.with_theme()
    (await governance.topic_slate(topics=[*topics("a", "b"), *topics("c", theme="youth")])).refused("R11")


async def test_a_conference_year_has_no_topic_slate(governance: Story) -> None:
    await governance.with_theme()
    decided = {"format": "single_conference", "consultation": "consultation-1", "occurred_on": "2017-04-01"}
    (await governance.post("/cycles/cycle-2018/format", decided)).ok()
    answer = await governance.topic_slate()
    assert (answer.status, answer.body["type"]) == (409, "urn:idm:problem:wrong-state")
    assert "no topics are chosen" in answer.body["detail"]


async def test_r74_2002_has_no_topic_slate(governance: Story) -> None:
    (await governance.cycle(2002)).ok(201)
    await governance.consultation("consultation-2", opened="2001-03-01")
    (await governance.topic_slate(cycle="cycle-2002", occurred_on="2001-03-01")).refused("R74")


async def test_r8_r13_two_distinct_topics(governance: Story) -> None:
    await governance.with_topic_slate()
    answer = (await governance.select()).ok()
    assert answer.body["state"] == "decided"
    (message,) = await governance.messages("TopicsSelected")
    assert message["data"] == {
        "cycle": "cycle-2018",
        "year": 2018,
        "theme": {"id": "cities", "title": {"en": "Theme cities"}},
        "format": "two_workshops",
        "slate": "topic-slate-1",
        "workshops": [
            {
                "number": number,
                "title": {"en": f"Topic {id}"},
                "topics": [{"id": id, "title": {"en": f"Topic {id}"}, "combined_from": []}],
            }
            for number, id in ((1, "a"), (2, "b"))
        ],
        "decided_in": {"kind": "consultation", "id": "consultation-2", "on": "2017-09-02"},
        "determination": {"conclusive": True, "why": "No body objected."},
    }
    assert (await governance.select()).body["type"] == "urn:idm:problem:wrong-state"


async def test_r13_one_combination_serves_both_workshops(governance: Story) -> None:
    await governance.with_topic_slate()
    answer = (await governance.select(workshops=workshops([AB], [AB], en="A and B in practice"))).ok()
    first, second = answer.body["selection"]["workshops"]
    assert first["topics"] == second["topics"]
    assert (first["title"]["en"], second["title"]["en"]) == ("A and B", "A and B in practice")
    assert first["topics"][0]["combined_from"] == ["a", "b"]
    assert len(first["topics"][0]["id"]) == 36


async def test_r13_a_combination_beside_a_plain_topic(governance: Story) -> None:
    await governance.with_topic_slate()
    answer = (await governance.select(workshops=workshops([{"topic": "c"}], [{**AB, "id": "ab"}]))).ok()
    assert [one["topics"][0]["id"] for one in answer.body["selection"]["workshops"]] == ["c", "ab"]


@pytest.mark.parametrize(
    "chosen",
    [
        workshops([{"topic": "a"}], [{"topic": "a"}], en="Part two"),
        workshops([{"topic": "a"}, {"topic": "b"}], [{"topic": "c"}]),
        workshops([{"topic": "a"}], []),
        workshops([{"topic": "a"}], [{"topic": "z"}]),
        workshops([{"topic": "c"}], [{**AB, "combined_from": ["a"]}]),
        workshops([{"topic": "c"}], [{**AB, "combined_from": ["a", "a"]}]),
        workshops([{"topic": "c"}], [{**AB, "combined_from": ["a", "z"]}]),
        workshops([{"topic": "a"}], [{"topic": "b"}])[:1],
        [*workshops([{"topic": "a"}], [{"topic": "b"}]), {"number": 3, "topics": [{"topic": "c"}]}],
    ],
)
async def test_r13_anything_else_is_refused(governance: Story, chosen: list[dict[str, Any]]) -> None:
    await governance.with_topic_slate()
    (await governance.select(workshops=chosen)).refused("R13")
    assert await governance.messages("TopicsSelected") == []


async def test_r73_the_two_workshops_bear_different_titles(governance: Story) -> None:
    await governance.with_topic_slate()
    (await governance.select(workshops=workshops([AB], [AB]))).refused("R73")


async def test_a_topic_is_plain_or_a_combination_and_not_both(governance: Story) -> None:
    await governance.with_topic_slate()
    both = workshops([{"topic": "a", **AB}], [{"topic": "b"}])
    assert (await governance.select(workshops=both)).status == 422


async def test_r8_the_administration_alone_cannot_select(governance: Story) -> None:
    await governance.with_theme()
    await governance.consultation("empty", opened="2017-09-01", bodies=())
    (await governance.topic_slate(consultation="empty")).ok(201)
    (await governance.select(decided_in={"kind": "consultation", "id": "empty"})).refused("R8")
    (await governance.select(decided_in={"kind": "corridor", "id": "empty"})).refused("R8")
    (await governance.select()).ok()


async def test_topic_slates_are_not_for_the_public_nor_written_by_members(governance: Story) -> None:
    await governance.with_topic_slate()
    assert (await governance.get("/topic-slates/topic-slate-1", role=None)).status == 401
    (await governance.get("/topic-slates/topic-slate-1", role="auditor")).ok()
    path = "/topic-slates/topic-slate-1/selection"
    selection = {
        "workshops": workshops([{"topic": "a"}], [{"topic": "b"}]),
        "why": "x",
        "decided_in": {"kind": "consultation", "id": "consultation-2"},
    }
    assert (await governance.post(path, selection, role="member", body_id="atlantis")).status == 403
    assert (await governance.post(path, selection, if_match=None)).status == 428
    assert (await governance.post(path, selection, if_match='"7"')).status == 412
