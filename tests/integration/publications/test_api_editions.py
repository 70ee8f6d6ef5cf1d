"""Editions, translations, imprint and numbers, over HTTP."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from services.publications.service import SERVICE
from shared.persistence.driver import Store
from tests.integration.publications.flow import (
    ENGLISH,
    FIRST,
    FRENCH,
    PUBLISHED_ON,
    RECORD,
    ROOT,
    VOLUME,
    change,
    create_volume,
    get,
    held,
    publish_report,
    publish_volume,
    set_editions,
    tell,
)
from tests.support.api import Api, api_of

BY_MACHINE = {**FRENCH, "translated_by": "machine"}
DAY = {"occurred_on": "2018-09-05"}


async def test_r62_numbers_are_unique_and_rise_in_a_race_of_three_instances(
    publications: Api, mongodb_uri: str, tmp_path: Path
) -> None:
    await tell(publications, held())
    async with AsyncExitStack() as stack:
        instances = []
        for number in range(3):
            store = Store.connect(mongodb_uri, database=publications.store.database)
            stack.push_async_callback(store.close)
            folder = tmp_path / str(number)
            folder.mkdir()
            instances.append(await stack.enter_async_context(api_of(SERVICE, store=store, folder=folder)))
        made = await asyncio.gather(*(create_volume(instances[turn % 3], FIRST) for turn in range(9)))
    done = [answer.body["number"] for answer in made if answer.status == 201]
    assert {answer.status for answer in made} <= {201, 412}
    series = await publications.store["series"].find_one({})
    assert series is not None
    assert [one["number"] for one in series["numbers"]] == sorted(done) == list(range(1, len(done) + 1))


async def test_r68_a_machines_translation_is_marked_until_a_person_signs(publications: Api) -> None:
    await publish_volume(publications)
    wrong = await set_editions(publications, {**ENGLISH, "translated_by": "machine"})
    wrong.refused("R68")
    (await set_editions(publications, ENGLISH, FRENCH)).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert [one.get("official", True) for one in record["editions"]] == [True, False], "nobody named, nobody signed"
    (await set_editions(publications, ENGLISH, BY_MACHINE)).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert [one.get("official", True) for one in record["editions"]] == [True, False]
    assert record["editions"][1]["translated_by"] == "machine"
    [board] = (await get(publications, f"{ROOT}/language-board")).ok().body["items"]
    lacks = {one["language"]: [lack["what"] for lack in one["lacks"]] for one in board["languages"]}
    assert lacks == {"en": [], "fr": ["signature"], "es": ["edition", "title"]}
    volume = (await get(publications, VOLUME)).ok().body
    [action] = [one for one in volume["actions"] if one["name"] == "signLanguage"]
    assert action["href"] == f"{VOLUME}/languages/fr/signature"
    (await change(publications, "POST", VOLUME, "/languages/fr/signature", DAY)).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert [one.get("official", True) for one in record["editions"]] == [True, True]
    assert (await change(publications, "POST", VOLUME, "/languages/es/signature", DAY)).status == 409


async def test_r68_a_title_that_a_machine_made_is_for_staff_until_a_person_signs(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST, machine_titles=["en"])).refused("R68")
    (await create_volume(publications, FIRST, machine_titles=["fr"])).ok(201)
    (await set_editions(publications, ENGLISH)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    assert (await get(publications, VOLUME)).ok().body["title"]["fr"] == "Partenariats"
    for path in (VOLUME, RECORD):
        assert (await get(publications, path, role=None)).ok().body["title"]["fr"] is None
    (await change(publications, "POST", VOLUME, "/languages/fr/signature", DAY)).ok()
    for path in (VOLUME, RECORD):
        assert (await get(publications, path, role=None)).ok().body["title"]["fr"] == "Partenariats"


async def test_r69_a_volume_comes_out_with_its_notice_in_all_its_languages(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    (await set_editions(publications, ENGLISH, FRENCH)).ok()
    english = {"notice": {"en": "Opinions are the authors’."}, "print_code": "07_12", **DAY}
    (await change(publications, "PUT", VOLUME, "/imprint", english)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).refused("R69")
    both = {**english, "notice": {"en": "Opinions are the authors’.", "fr": "Les opinions sont celles des auteurs."}}
    (await change(publications, "PUT", VOLUME, "/imprint", both)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    public = (await get(publications, VOLUME, role=None)).ok().body
    assert (public["imprint"]["issn"], public["imprint"]["print_code"]) == ("1726-2224", "07_12")
    (await change(publications, "PUT", VOLUME, "/imprint", english)).refused("R69")


async def test_numbers_that_the_world_knows_editions_by_are_checked(publications: Api) -> None:
    await tell(publications, held())
    (await create_volume(publications, FIRST)).ok(201)
    for scheme, value in (("isbn", "978-92-9000-027-1"), ("issn", "1726-2225")):
        edition = {**ENGLISH, "identifiers": [{"scheme": scheme, "value": value}]}
        assert (await set_editions(publications, edition)).status == 422
    for wrong in ({"issn": "1726-2225"}, {"print_code": "2018"}):
        assert (await change(publications, "PUT", VOLUME, "/imprint", {**wrong, **DAY})).status == 422
