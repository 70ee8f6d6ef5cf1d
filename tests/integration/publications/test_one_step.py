"""R66: a volume and its catalogue record change in one step, or not at all."""

import asyncio
from typing import Any

import pytest

from services.publications.storage import MIGRATIONS
from services.publications.use_cases import reports, volumes
from shared.domain.errors import WrongState
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.publications.flow import (
    ENGLISH,
    FIRST,
    FRENCH,
    PUBLISHED_ON,
    ROOT,
    VOLUME,
    WITHDRAWAL,
    change,
    create_volume,
    publish_report,
    publish_volume,
    set_editions,
)
from tests.sample import CONTEXT
from tests.support.api import Api

REFUSED_BY_THE_DATABASE: Document = {"bsonType": "object", "required": ["never_there"]}


async def _state(store: Store) -> dict[str, list[Document]]:
    names = [*(one.name.removeprefix("collection ") for one in MIGRATIONS), "outbox"]
    return {name: await store[name].find({}, sort=[("_id", 1)]) for name in names}


async def _volumes_in_the_catalogue(store: Store) -> list[tuple[str, str, str]]:
    """Each record with its state and that of its volume, which is there."""
    volumes = {one["_id"]: one["state"] for one in await store["volumes"].find({})}
    records = await store["catalogue_records"].find({}, sort=[("_id", 1)])
    assert {one["volume"] for one in records} == {name for name, state in volumes.items() if state != "draft"}
    return [(one["_id"], one["state"], volumes[one["volume"]]) for one in records]


async def _prepared(api: Api) -> None:
    await publish_report(api)
    (await create_volume(api, FIRST)).ok(201)
    (await set_editions(api, ENGLISH)).ok()


async def test_r66_the_two_are_always_told_alike(publications: Api) -> None:
    store = publications.store
    await _prepared(publications)
    assert await _volumes_in_the_catalogue(store) == []
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    assert await _volumes_in_the_catalogue(store) == [("catalogue-volume-1", "listed", "published")]
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    assert await _volumes_in_the_catalogue(store) == [("catalogue-volume-1", "withdrawn", "withdrawn")]


async def test_r66_a_catalogue_write_that_fails_takes_the_publication_back(publications: Api) -> None:
    await _prepared(publications)
    await _fails_and_leaves_everything(publications, "POST", "/publication", PUBLISHED_ON)
    assert await _volumes_in_the_catalogue(publications.store) == []
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    assert await _volumes_in_the_catalogue(publications.store) == [("catalogue-volume-1", "listed", "published")]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "/withdrawal", WITHDRAWAL), ("PUT", "/editions", {"editions": [ENGLISH, FRENCH]})],
)
async def test_r66_a_catalogue_write_that_fails_takes_back_what_follows_a_publication(
    method: str, path: str, body: Any, publications: Api
) -> None:
    await publish_volume(publications)
    await _fails_and_leaves_everything(publications, method, path, body)
    assert await _volumes_in_the_catalogue(publications.store) == [("catalogue-volume-1", "listed", "published")]
    (await change(publications, method, VOLUME, path, body)).ok()


async def test_r66_a_volume_write_that_fails_takes_the_catalogue_record_back(publications: Api) -> None:
    await _prepared(publications)
    await _fails_and_leaves_everything(publications, "POST", "/publication", PUBLISHED_ON, collection="volumes")


async def _fails_and_leaves_everything(
    api: Api, method: str, path: str, body: Any, *, collection: str = "catalogue_records"
) -> None:
    """The database refuses the writes of one collection: nothing of the command stays."""
    before = await _state(api.store)
    await api.store.set_validator(collection, REFUSED_BY_THE_DATABASE)
    refused = await change(api, method, VOLUME, path, body)
    assert refused.body["type"] == "urn:idm:problem:cannot-be-stored"
    assert await _state(api.store) == before
    [again] = [one for one in MIGRATIONS if one.name == f"collection {collection}"]
    await again.run(api.store)


async def test_the_migrations_may_run_twice(publications: Api) -> None:
    assert await migrate(publications.store, MIGRATIONS) == []
    for migration in MIGRATIONS:
        await migration.run(publications.store)


async def test_a_volume_comes_out_or_its_report_is_taken_back_never_both(publications: Api) -> None:
    await _prepared(publications)
    units = Units(store=publications.store, rows=to_row)

    async def come_out(unit: UnitOfWork) -> None:
        await volumes.publish_volume(unit, "volume-1", occurred_on=None, expected_version=None)

    async def take_back(unit: UnitOfWork) -> None:
        await reports.withdraw_report(
            unit, f"report-{FIRST}", reason="A name is wrong.", occurred_on=None, expected_version=None
        )

    results = await asyncio.gather(*(units.run(CONTEXT, act) for act in (come_out, take_back)), return_exceptions=True)
    assert [type(one) for one in results if one is not None] == [WrongState], results


async def test_a_volume_made_twice_by_one_request_is_one(publications: Api) -> None:
    await publish_report(publications)
    once = {"Idempotency-Key": "key-1"}
    body = {"title": {"en": "Partnerships"}, "original_language": "en", "workshops": [FIRST]}
    for _ in range(2):
        made = await publications.post(f"{ROOT}/volumes", body, role="editor", headers=once)
        assert made.ok(201).body["number"] == 1
