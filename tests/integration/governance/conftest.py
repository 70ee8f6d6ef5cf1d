"""Governance on a real database, through its use cases and through its API."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.governance.service import SERVICE
from services.governance.storage import MIGRATIONS
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from tests.integration.governance.story import Story
from tests.support.api import api_of


@pytest.fixture
async def units(store: Store) -> Units:
    await migrate(store, MIGRATIONS)
    return Units(store=store, rows=to_row)


@pytest.fixture
async def governance(store: Store, tmp_path: Path) -> AsyncIterator[Story]:
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        yield Story(api)
