"""The infrastructure of a test run: real servers, started once, when the first test asks for them."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zlib import crc32

import hypothesis
import pytest
import structlog

from shared.localstack.infra import open_infra
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import Driver, Store
from shared.persistence.migrations import migrate
from shared.runtime.service import Service
from tests.support import examples
from tests.support.database import SharedDatabase, drop_all
from tests.support.memory import data_in_memory

_FOLDERS = ("unit", "conformance", "contracts", "integration", "resilience", "architecture", "e2e")
_INFRA: list[str] = []
_LONGEST_NAME = 32
_SERVICES = ("governance", "events", "funding", "publications", "notes")
"""The fixtures that migrate a database for a service."""


def pytest_configure(config: pytest.Config) -> None:
    # What operators run; `make run` and `make demo` have the small broker, and tests/integration/small_broker too.
    os.environ.setdefault("IDM_LOCAL_KAFKA", "apache")
    # structlog's own default draws every variable of a traceback, which takes seconds.
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, plain])
    # How long an example takes says how busy the machine is.
    hypothesis.settings.register_profile("idm", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("idm")
    for folder in _FOLDERS:
        config.addinivalue_line("markers", f"{folder}: a test in tests/{folder}/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = Path(item.path).relative_to(Path(__file__).parent).parts[0]
        if folder in _FOLDERS:
            item.add_marker(folder)


def pytest_report_header() -> str:
    kind = os.environ.get("IDM_INFRA", "local")
    broker = f", IDM_LOCAL_KAFKA={os.environ['IDM_LOCAL_KAFKA']}" if kind == "local" else ""
    clients = ", ".join(f"{name} {version(name)}" for name in ("aiokafka", "motor", "pymongo"))
    return f"idm: IDM_INFRA={kind}{broker}; {clients}"


def pytest_sessionfinish(session: pytest.Session) -> None:
    if examples.RECORDS:
        examples.write()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["idm_infra"] = _INFRA


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """One of several processes has ended: what it ran on is told by the one that reports."""
    _INFRA.extend(getattr(node, "workeroutput", {}).get("idm_infra", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in sorted(set(_INFRA)):
        terminalreporter.write_line(f"idm: ran on {line}")


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Endpoints]:
    """One MongoDB and one broker for the whole run, as IDM_INFRA says."""
    try:
        with data_in_memory(tmp_path_factory.mktemp("stack")) as folder, open_infra(folder) as found:
            _INFRA.append(found.description)
            yield found
    except StackUnavailable as why:
        # Not pytest.exit: a process that ends by it is started again by the one that reports, which does not say why.
        request.session.shouldstop = str(why)
        pytest.fail(str(why), pytrace=False)


@pytest.fixture(scope="session")
def endpoints(servers: Endpoints) -> Endpoints:
    """What tests use. A folder whose tests need another broker puts its own in this place."""
    return servers


@pytest.fixture(scope="session")
def mongodb_uri(servers: Endpoints) -> str:
    return servers.mongodb_uri


@pytest.fixture(scope="session")
def database_prefix(servers: Endpoints) -> Iterator[str]:
    """What the names of this run's databases begin with; all of them are removed at its end."""
    prefix = f"idm_test_{secrets.token_hex(4)}_"
    yield prefix
    drop_all(servers.mongodb_uri, prefix=prefix)


@pytest.fixture
async def store(mongodb_uri: str, database_prefix: str, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A migrated database without a document. The tests of a file have one for each service, one after the other."""
    driver = Driver(os.environ.get("IDM_MONGODB_DRIVER", Driver.MOTOR))
    database = f"{database_prefix}{_kept_for(request)}_events"
    one = SharedDatabase.connect(mongodb_uri, database=database, driver=driver)
    await migrate(one, MIGRATIONS)
    yield one
    await one.empty()
    await one.close()


def _kept_for(request: pytest.FixtureRequest) -> str:
    """The file and the services that the test asks for: two services may have different rules for one collection.

    32 letters at most, for a database's name has 63, and “publications” comes after it.
    """
    given = getattr(request.node, "callspec", None)
    services = [name for name in _SERVICES if name in request.fixturenames]
    services += [one.name for one in given.params.values() if isinstance(one, Service)] if given else []
    name = "_".join((request.path.parent.name, request.path.stem.removeprefix("test_"), *services))
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 8]}{crc32(name.encode()):08x}"
