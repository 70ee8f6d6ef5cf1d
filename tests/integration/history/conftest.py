"""Each of the two services on a database of its own; ``imported`` is the project's table, sent through its API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from cli.history_table import HistoryFile, read
from services.events.service import SERVICE as EVENTS
from services.governance.service import SERVICE as GOVERNANCE
from shared.persistence.driver import Store
from tests.support.api import Api, api_of

FILE = Path(__file__).parents[3] / "history" / "idm-history.json"


@pytest.fixture
def table() -> HistoryFile:
    return read(FILE)


@pytest.fixture
async def governance(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    async with api_of(GOVERNANCE, store=store, folder=tmp_path) as api:
        yield api


@pytest.fixture
async def events(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    async with api_of(EVENTS, store=store, folder=tmp_path) as api:
        yield api


Import = Callable[[], Awaitable[list[int]]]


@pytest.fixture
def import_years(governance: Api, table: HistoryFile) -> Import:
    """Import governance's part of the whole table; answers the statuses."""

    async def run() -> list[int]:
        return [
            (await governance.put(f"/governance/v1/history/{row.year}", table.year_cell(row))).status
            for row in table.rows
        ]

    return run


@pytest.fixture
def import_entries(events: Api, table: HistoryFile) -> Import:
    """Import events' part of the whole table, and complete each year; answers the statuses of the entries."""

    async def run() -> list[int]:
        statuses = []
        for row in table.rows:
            for number, cell in enumerate(table.entry_cells(row), start=1):
                put = await events.put(f"/events/v1/history/{row.year}/entries/{number}", cell)
                statuses.append(put.status)
            (await events.post(f"/events/v1/history/{row.year}/completion")).ok()
        return statuses

    return run
