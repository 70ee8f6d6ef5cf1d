from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.funding.service import SERVICE
from shared.persistence.driver import Store
from tests.support.api import Api, api_of


@pytest.fixture
async def funding(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    """The surface of funding without Kafka."""
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        yield api
