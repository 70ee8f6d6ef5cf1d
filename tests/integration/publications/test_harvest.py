"""The catalogue as libraries harvest it: by a client that no one here wrote, over ten thousand records."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from sickle import Sickle
from sickle.oaiexceptions import IdDoesNotExist, NoRecordsMatch

from services.publications.service import SERVICE
from shared.http.acting import Platform
from shared.http.app import create_app
from shared.http.tokens import Keys, TokenVerifier
from shared.localstack.issuer import AUDIENCE, ISSUER, Issuer
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units, to_document
from tests.support.served import served
from tests.unit.publications.test_exchange import NASTY, record_of

MANY, GONE = 10_000, 1_000


def _records() -> Iterator[Document]:
    """Seven of one second, so that pages end among records that changed together; every tenth is a tombstone."""
    one = to_document(record_of())
    for number in range(1, MANY + 1):
        second = number // 7
        year = 2003 + number % 16
        yield {
            **one,
            "_id": f"catalogue-volume-{number}",
            "volume": f"volume-{number}",
            "number": number,
            "title": {"en": f"{NASTY} {number}"},
            "workshops": [{**one["workshops"][0], "cycle": f"cycle-{year}"}],
            "changed_at": f"2019-01-01T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.500Z",
            **({"state": "withdrawn", "editions": [], "withdrawn_on": "2019-01-01"} if number % 10 == 0 else {}),
        }


@pytest.fixture
def harvested(mongodb_uri: str, database_prefix: str, tmp_path: Path) -> Iterator[str]:
    """The address of a catalogue with so many records."""
    store = Store.connect(mongodb_uri, database=f"{database_prefix}harvest_publications")
    issuer = Issuer(tmp_path)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await migrate(store, SERVICE.migrations)
        await store["catalogue_records"].insert_many(list(_records()))
        yield
        await store.drop()
        await store.close()

    async def nothing_wrong() -> list[str]:
        return []

    app = create_app(
        service=SERVICE.name,
        summary=SERVICE.summary,
        routers=SERVICE.routers(),
        platform=Platform(
            units=Units(store=store, rows=to_row),
            store=store,
            verifier=TokenVerifier(keys=Keys.from_file(issuer.jwks_file), issuer=ISSUER, audience=AUDIENCE),
            public_url="https://idm.example",
        ),
        complaints=nothing_wrong,
        lifespan=lifespan,
    )
    with served(app) as address:
        yield f"{address}/publications/v1/oai"


def test_a_client_that_no_one_here_wrote_harvests_ten_thousand_records(harvested: str) -> None:
    client = Sickle(harvested)
    identity = client.Identify()
    assert (identity.protocolVersion, identity.deletedRecord) == ("2.0", "persistent")
    found = list(client.ListRecords(metadataPrefix="oai_dc"))
    assert len(found) == len({one.header.identifier for one in found}) == MANY
    assert sum(one.deleted for one in found) == GONE
    first = found[0]
    assert first.metadata["title"] == [f"{NASTY} 1".replace("\x01", "").replace("\r\n", "\n")]
    assert first.metadata["identifier"][0] == "https://idm.example/publications/v1/catalogue/catalogue-volume-1"
    assert "volume-1.fr isTranslationOf volume-1.en" in first.metadata["relation"]

    of_a_year = list(client.ListIdentifiers(metadataPrefix="oai_dc", set="year-2018"))
    assert len(of_a_year) == MANY // 16
    assert {"year-2018", "language-en"} == set(of_a_year[0].setSpecs)
    assert {"year-2003", "year-2018", "language-fr"} <= {one.setSpec for one in client.ListSets()}
    since = {"from": "2019-01-01T00:00:01Z", "until": "2019-01-01T00:00:01Z"}
    assert len(list(client.ListIdentifiers(metadataPrefix="oai_dc", **since))) == 7
    assert client.GetRecord(identifier=first.header.identifier, metadataPrefix="oai_dc").raw == first.raw
    assert [one.metadataPrefix for one in client.ListMetadataFormats()] == ["oai_dc"]
    with pytest.raises(IdDoesNotExist):
        client.GetRecord(identifier="oai:idm.example:none", metadataPrefix="oai_dc")
    with pytest.raises(NoRecordsMatch):
        client.ListRecords(**{"metadataPrefix": "oai_dc", "from": "2030-01-01"})
    by_post = Sickle(harvested, http_method="POST")
    assert by_post.Identify().repositoryName == identity.repositoryName
