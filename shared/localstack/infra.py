"""Which MongoDB and Kafka to use: ``IDM_INFRA`` says (design.md 8)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from shared.localstack.external import external_servers
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints, LocalStack


@contextmanager
def open_infra(folder: Path) -> Iterator[Endpoints]:
    """``local`` (default) starts servers on ``folder``, ``containers`` starts them in Docker.

    ``external`` takes IDM_MONGODB_URI and IDM_KAFKA_BOOTSTRAP.

    The description says which of the three it is, and the versions. Raises :class:`StackUnavailable` with one
    sentence when it cannot be had.
    """
    infra = os.environ.get("IDM_INFRA", "local")
    if infra == "local":
        with LocalStack(folder) as stack:
            yield replace(stack.endpoints, description=f"local {stack.endpoints.description}")
    elif infra == "containers":
        from shared.localstack.containers import container_servers  # a development dependency

        with container_servers() as endpoints:
            yield endpoints
    elif infra == "external":
        yield external_servers()
    else:
        raise StackUnavailable(f"IDM_INFRA={infra} is not known: use local, containers or external.")
