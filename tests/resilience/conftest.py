"""A stack of its own for each test, so that its servers can be killed and its topics read from the start.

On Apache Kafka: the small broker loses the last acknowledged records when it is killed, and its groups
wait for ever for a member that was.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.localstack.apache import APACHE_KAFKA
from shared.localstack.issuer import Issuer
from shared.localstack.processes import Surroundings
from shared.localstack.stack import LocalStack
from tests.resilience.platform import Platform
from tests.support.memory import data_in_memory
from tests.support.migrated import migrate_all

HERE = Path(__file__).parent
LONGEST_SECONDS = 420
"""A wait here ends by itself after a minute and says what is missing; pytest's own limit must not come before."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with data_in_memory(tmp_path / "stack") as folder, LocalStack(folder, kafka=APACHE_KAFKA) as stack:
        surroundings = Surroundings(
            endpoints=stack.endpoints,
            issuer=Issuer(tmp_path / "issuer"),
            folder=tmp_path / "logs",
            extra={"IDM_RELAY_LEASE_SECONDS": "2", "IDM_DELIVERY_SECONDS": "3"},
        )
        # All of them: governance hears the other three, and waits while their topics are not there.
        asyncio.run(migrate_all(stack.endpoints))
        one = Platform(stack=stack, surroundings=surroundings)
        try:
            yield one
        finally:
            one.stop()
