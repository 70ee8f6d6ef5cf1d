from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.persistence.driver import Store
from tests.integration.http.sample import SERVICE
from tests.support.api import Api, api_of


@pytest.fixture
async def notes(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    """The surface of the sample service."""
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        yield api
