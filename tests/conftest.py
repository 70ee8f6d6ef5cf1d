"""The infrastructure of a test run: real servers, started once, when the first test asks for them."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import structlog

from shared.localstack.infra import open_infra
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import Driver, Store
from shared.persistence.migrations import migrate

_FOLDERS = ("unit", "conformance", "contracts", "integration", "resilience", "architecture", "e2e")
_INFRA: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    # structlog's own default draws every variable of a traceback, which takes seconds.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, plain])
    for folder in _FOLDERS:
        config.addinivalue_line("markers", f"{folder}: a test in tests/{folder}/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = Path(item.path).relative_to(Path(__file__).parent).parts[0]
        if folder in _FOLDERS:
            item.add_marker(folder)


def pytest_report_header() -> str:
    return f"idm: aiokafka {version('aiokafka')}, motor {version('motor')}, pymongo {version('pymongo')}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _INFRA:
        terminalreporter.write_line(f"idm: ran on {line}")


@pytest.fixture(scope="session")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoints]:
    """One MongoDB and one broker for the whole run, as IDM_INFRA says."""
    try:
        with open_infra(tmp_path_factory.mktemp("stack")) as found:
            _INFRA.append(found.description)
            yield found
    except StackUnavailable as why:
        pytest.exit(str(why))


@pytest.fixture(scope="session")
def mongodb_uri(endpoints: Endpoints) -> str:
    return endpoints.mongodb_uri


@pytest.fixture
async def store(mongodb_uri: str) -> AsyncIterator[Store]:
    """A migrated database of its own for one test."""
    driver = Driver(os.environ.get("IDM_MONGODB_DRIVER", Driver.MOTOR))
    one = Store.connect(mongodb_uri, database=f"idm_test_{secrets.token_hex(6)}_events", driver=driver)
    await migrate(one, MIGRATIONS)
    yield one
    await one.drop()
    await one.close()
