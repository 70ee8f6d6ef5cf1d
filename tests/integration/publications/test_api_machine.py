"""What a machine translated is marked in every answer (R68)."""

from typing import Any

import pytest

from services.publications.storage import MIGRATIONS
from shared.persistence.migrations import migrate
from tests.integration.publications.flow import (
    CONTENT,
    ENGLISH,
    FIRST,
    FRENCH,
    PUBLISHED_ON,
    RECORD,
    REPORT,
    ROOT,
    VOLUME,
    agreed,
    change,
    create_volume,
    get,
    held,
    set_editions,
    tell,
)
from tests.support.api import Api

LESSON = {"id": "lesson-1", "text": {"en": "Begin with the cities.", "fr": "Commencer par les villes."}}
BY_MACHINE: dict[str, Any] = {**CONTENT, "lessons_learned": [LESSON], "machine_languages": ["fr"]}


async def test_r68_what_a_machine_translated_is_marked_in_reports_the_bank_its_export_and_the_catalogue(
    publications: Api,
) -> None:
    await tell(publications, held(), agreed())
    only_french = {**BY_MACHINE, "lessons_learned": [{**LESSON, "text": {"fr": "Commencer par les villes."}}]}
    (await change(publications, "PUT", REPORT, "/content", only_french)).refused("R68")
    (await change(publications, "PUT", REPORT, "/content", BY_MACHINE)).ok()
    unsaid = {name: one for name, one in BY_MACHINE.items() if name != "machine_languages"}
    for sent, kept in ((unsaid, ["fr"]), ({**unsaid, "machine_languages": []}, []), (BY_MACHINE, ["fr"])):
        assert (await change(publications, "PUT", REPORT, "/content", sent)).ok().body["machine_languages"] == kept
    for step in ("/review", "/clearance", "/publication"):
        (await change(publications, "POST", REPORT, step, {})).ok()
    for role in (None, "editor"):
        assert (await get(publications, REPORT, role=role)).ok().body["machine_languages"] == ["fr"]
    entry = await get(publications, f"{ROOT}/bank/report-{FIRST}.lesson-1", role=None)
    assert entry.ok().body["machine_languages"] == ["fr"]
    lines = (await get(publications, f"{ROOT}/bank/export?in_language=fr", role=None)).ok().body.splitlines()
    assert lines[0].endswith(",machine_languages")
    assert [line.endswith(",fr") for line in lines if "Commencer" in line] == [True]
    assert [line.endswith(",") for line in lines if "One desk" in line] == [True]
    (await create_volume(publications, FIRST)).ok(201)
    (await set_editions(publications, ENGLISH, {**FRENCH, "translated_by": "machine"})).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    editions = (await get(publications, RECORD, role=None)).ok().body["editions"]
    assert [(one.get("translated_by"), one.get("official")) for one in editions] == [(None, None), ("machine", False)]
    exported = (await get(publications, f"{RECORD}/export?format=ris&language=fr", role=None)).ok().body
    assert "N1  - Translation by a machine, not official" in exported
    records, name = publications.store["catalogue_records"], "records with a machine's translation are harvested anew"
    harvest = f"{ROOT}/oai?verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00Z"
    for translator, harvested in (("person", False), ("machine", True)):
        before = {"editions.1.translated_by": translator, "changed_at": "2019-04-01T00:00:00.000Z"}
        await records.update_many({}, {"$set": before})
        await publications.store["migrations"].delete_many({"_id": name})
        assert await migrate(publications.store, MIGRATIONS) == [name]
        answer = (await get(publications, harvest, role=None)).ok().body
        assert ("Translation by a machine, not official" in answer) is harvested
        assert ("noRecordsMatch" in answer) is not harvested


@pytest.mark.parametrize(("translator", "original"), [("person", True), ("machine", False)])
async def test_r68_an_original_that_was_switched_before_that_took_signatures_back_is_put_right(
    publications: Api, translator: str, original: bool
) -> None:
    await tell(publications, held(), agreed())
    (await create_volume(publications, FIRST)).ok(201)
    (await set_editions(publications, ENGLISH, {**FRENCH, "translated_by": translator})).ok()
    volumes, name = publications.store["volumes"], "a switched original has no signature of the text before"
    for switched, official in ((False, [True, False]), (True, [False, original])):
        if switched:
            await volumes.update_many({}, {"$set": {"original_language": "fr"}})
        await publications.store["migrations"].delete_many({"_id": name})
        assert await migrate(publications.store, MIGRATIONS) == [name]
        volume = (await get(publications, VOLUME)).ok().body
        assert [one.get("official", True) for one in volume["editions"]] == official
    board = (await get(publications, f"{ROOT}/language-board")).ok().body
    [english] = [one for one in board["items"][0]["languages"] if one["language"] == "en"]
    assert english["lacks"][0] == {"what": "signature", "since": None}, "since when was not written down"
