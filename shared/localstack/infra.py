"""Which MongoDB and Kafka to use: ``IDM_INFRA`` says (design.md 8)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints, LocalStack


@contextmanager
def open_infra(folder: Path) -> Iterator[Endpoints]:
    """``local`` (default) starts servers on ``folder``, ``containers`` starts them in Docker.

    ``external`` takes IDM_MONGODB_URI and IDM_KAFKA_BOOTSTRAP.

    Raises :class:`StackUnavailable` with one sentence when neither can be had.
    """
    infra = os.environ.get("IDM_INFRA", "local")
    if infra == "local":
        with LocalStack(folder) as stack:
            yield stack.endpoints
    elif infra == "containers":
        from shared.localstack.containers import container_servers  # a development dependency

        with container_servers() as endpoints:
            yield endpoints
    elif infra == "external":
        try:
            yield Endpoints(
                mongodb_uri=os.environ["IDM_MONGODB_URI"],
                kafka_bootstrap=os.environ["IDM_KAFKA_BOOTSTRAP"],
                description="external servers",
            )
        except KeyError as missing:
            raise StackUnavailable(f"IDM_INFRA=external needs {missing.args[0]} set to the server's address.") from None
    else:
        raise StackUnavailable(f"IDM_INFRA={infra} is not known: use local, containers or external.")
