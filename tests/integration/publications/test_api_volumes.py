import asyncio

from shared.persistence.driver import Document
from tests.integration.publications.flow import (
    ENGLISH,
    FIRST,
    FRENCH,
    PUBLISHED_ON,
    RECORD,
    REPORT,
    ROOT,
    SECOND,
    VOLUME,
    WITHDRAWAL,
    change,
    create_volume,
    get,
    held,
    publish_report,
    publish_volume,
    set_editions,
    tell,
)
from tests.support.api import Api


async def _sent(api: Api) -> list[Document]:
    """The messages on volumes that travel."""
    where = {"recorded.aggregate": "volume", "recorded.sequence": {"$ne": None}}
    rows = await api.store["outbox"].find(where, sort=[("recorded.sequence", 1)])
    return [row["recorded"] for row in rows]


async def test_r62_numbers_are_handed_out_or_given_and_only_rise(publications: Api) -> None:
    await tell(publications, held())
    assert (await create_volume(publications, FIRST)).ok(201).body["number"] == 1
    given = (await create_volume(publications, FIRST, number=17, id="red-book-17")).ok(201).body
    assert (given["id"], given["number"]) == ("red-book-17", 17)
    assert (await create_volume(publications, FIRST)).ok(201).body["number"] == 18
    for number in (17, 16, 18, 0, -1):
        (await create_volume(publications, FIRST, number=number)).refused("R62")
    assert [one["number"] for one in (await get(publications, f"{ROOT}/volumes")).body["items"]] == [17, 1, 18]


async def test_r62_volumes_made_at_the_same_moment_have_numbers_of_their_own(publications: Api) -> None:
    workshops = [f"seminar-{number}" for number in range(5)]
    await tell(publications, *(held(workshop) for workshop in workshops))
    made = await asyncio.gather(*(create_volume(publications, workshop) for workshop in workshops))
    assert sorted(answer.ok(201).body["number"] for answer in made) == [1, 2, 3, 4, 5]
    same = await asyncio.gather(*(create_volume(publications, workshop, number=9) for workshop in workshops))
    assert sorted(answer.status for answer in same) == [201, 409, 409, 409, 409]
    for answer in same:
        if answer.status == 409:
            answer.refused("R62")


async def test_r61_a_volume_covers_a_workshop_that_was_held_or_several(publications: Api) -> None:
    (await create_volume(publications)).refused("R61")
    assert (await create_volume(publications, FIRST)).status == 404
    await tell(publications, held(FIRST), held(SECOND))
    made = (await create_volume(publications, FIRST, SECOND)).ok(201)
    assert [one["workshop"] for one in made.body["workshops"]] == [FIRST, SECOND]
    assert made.body["due_on"] == "2019-03-27"
    revised = {"title": {"en": "Other"}, "original_language": "fr", "workshops": []}
    (await change(publications, "PUT", VOLUME, "", revised)).refused("R61")
    (await change(publications, "PUT", VOLUME, "", {**revised, "workshops": [SECOND]})).ok()
    assert (await get(publications, REPORT)).ok().body["volumes"] == []
    second = (await get(publications, f"{ROOT}/reports/report-{SECOND}")).ok().body
    assert second["volumes"] == [{"volume": "volume-1", "published": False}]


async def test_r67_it_comes_out_after_the_reports_with_its_original_language(publications: Api) -> None:
    await publish_report(publications, FIRST)
    await tell(publications, held(SECOND))
    (await create_volume(publications, FIRST, SECOND)).ok(201)
    (await set_editions(publications, FRENCH)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).refused("R67")
    ready = (await set_editions(publications, FRENCH, ENGLISH)).ok()
    assert ready.body["missing_languages"] == ["es"]
    refused = await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:wrong-state")
    [action] = [one for one in ready.body["actions"] if one["name"] == "publishVolume"]
    assert [one["detail"] for one in action["blocked_by"]] == [refused.body["detail"]]
    await publish_report(publications, SECOND)
    assert (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok().body["state"] == "published"


async def test_r66_a_volume_that_comes_out_is_in_the_catalogue_and_told(publications: Api) -> None:
    await publish_volume(publications)
    record = (await get(publications, RECORD, role=None)).ok().body
    assert (record["state"], record["number"], record["listed_on"]) == ("listed", 1, "2018-09-03")
    assert record["editions"][0]["address"] == ENGLISH["address"]
    [told] = await _sent(publications)
    assert told["type"] == "int.iom.idm.publications.VolumePublished.v1"
    data = told["data"]
    assert (data["volume"], data["series_number"], data["published_on"]) == ("volume-1", 1, "2018-09-03")
    assert data["workshops"][0]["workshop"] == FIRST
    assert data["editions"][0]["identifiers"] == ENGLISH["identifiers"]


async def test_r66_a_withdrawn_volume_leaves_a_tombstone_and_its_workshops_wait_again(publications: Api) -> None:
    await publish_volume(publications)
    assert (await change(publications, "POST", VOLUME, "/withdrawal", {})).status == 422
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert (record["state"], record["editions"], record["reason"]) == ("withdrawn", [], "A table is wrong.")
    assert (await get(publications, VOLUME, role=None)).status == 404
    assert (await get(publications, REPORT)).ok().body["volumes"] == []
    assert [told["type"].split(".")[-2] for told in await _sent(publications)] == [
        "VolumePublished",
        "VolumeWithdrawn",
    ]
    again = await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)
    assert (again.status, again.body["type"]) == (409, "urn:idm:problem:wrong-state")


async def test_r66_a_later_edition_is_catalogued_and_told_at_once(publications: Api) -> None:
    await publish_volume(publications)
    (await set_editions(publications, FRENCH)).refused("R67")
    (await set_editions(publications, ENGLISH, FRENCH)).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert [one["language"] for one in record["editions"]] == ["en", "fr"]
    [_, told] = await _sent(publications)
    assert [one["language"] for one in told["data"]["editions"]] == ["en", "fr"]
    assert told["data"]["published_on"] == "2018-09-03"


async def test_r77_the_public_reads_published_volumes_and_the_catalogue(publications: Api) -> None:
    await publish_volume(publications)
    await tell(publications, held(SECOND))
    (await create_volume(publications, SECOND)).ok(201)
    for role in (None, "partner", "member"):
        items = (await get(publications, f"{ROOT}/volumes", role=role)).ok().body["items"]
        assert [(one["id"], one["due_on"], one["actions"]) for one in items] == [("volume-1", None, [])], role
        assert (await get(publications, f"{ROOT}/volumes/volume-2", role=role)).status == 404
        catalogue = (await get(publications, f"{ROOT}/catalogue", role=role)).ok().body["items"]
        assert [one["id"] for one in catalogue] == ["catalogue-volume-1"], role
    for role in ("editor", "administration", "auditor"):
        assert (await get(publications, f"{ROOT}/volumes/volume-2", role=role)).ok().body["state"] == "draft"
    assert (await get(publications, f"{ROOT}/catalogue?state=withdrawn")).ok().body["items"] == []


async def test_volumes_and_the_catalogue_come_page_by_page(publications: Api) -> None:
    await tell(publications, held())
    for _ in range(3):
        (await create_volume(publications, FIRST)).ok(201)
    page = (await get(publications, f"{ROOT}/volumes?limit=2")).ok().body
    assert [one["id"] for one in page["items"]] == ["volume-1", "volume-2"]
    assert [one["id"] for one in (await get(publications, page["next"])).ok().body["items"]] == ["volume-3"]
    assert [action["name"] for action in page["actions"]] == ["createVolume"]


async def test_an_identifier_kept_for_another_thing_is_refused(publications: Api) -> None:
    await tell(publications, held())
    for taken in ("report-workshop-2018-2", "catalogue-volume-2", "volume-9", "red-book-series"):
        answer = await create_volume(publications, FIRST, id=taken)
        assert (answer.status, answer.body["type"]) == (422, "urn:idm:problem:invalid-input"), taken
    (await create_volume(publications, FIRST, id="volume-1")).ok(201)
