"""The small broker in the place of the run's: what `make run` and `make demo` have."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.localstack.servers import KAFKA
from shared.localstack.stack import Endpoints, LocalStack
from tests.support.memory import data_in_memory


@pytest.fixture(scope="package")
def small_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    with (
        data_in_memory(tmp_path_factory.mktemp("small")) as folder,
        LocalStack(folder, kafka=KAFKA) as stack,
    ):
        yield stack.endpoints.kafka_bootstrap


@pytest.fixture
def endpoints(servers: Endpoints, small_broker: str) -> Endpoints:
    return replace(servers, kafka_bootstrap=small_broker, description=KAFKA.version())
