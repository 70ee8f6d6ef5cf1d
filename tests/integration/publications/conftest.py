from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.publications.service import SERVICE
from services.publications.storage import MIGRATIONS
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from tests.support.api import Api, api_of


@pytest.fixture
async def units(store: Store) -> Units:
    await migrate(store, MIGRATIONS)
    return Units(store=store, rows=to_row)


@pytest.fixture
async def publications(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    """The surface of publications without Kafka."""
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        yield api
