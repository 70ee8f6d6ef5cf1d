"""The servers as containers, for whoever has a Docker engine: the images that operators run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from shared.localstack.free_port import free_port
from shared.localstack.servers import KAFKA, MONGODB, START_SECONDS, TROUBLES, StackUnavailable
from shared.localstack.stack import Endpoints

MONGODB_IMAGE = "mongo:8.0"
KAFKA_IMAGE = "apache/kafka:4.1.0"
_PROBE_SECONDS = 0.2


@contextmanager
def container_servers() -> Iterator[Endpoints]:
    """A replica set and a broker in containers, on loopback ports of this machine; removed afterwards.

    A server tells clients its own address, so each listens on the port it is reached at. Raises
    :class:`StackUnavailable` when no engine answers or a server does not start.
    """
    mongodb_port, kafka_port = free_port(), free_port()
    try:
        with _mongodb(mongodb_port), _kafka(kafka_port):
            _await("mongodb", MONGODB.probe, mongodb_port)
            _await("kafka", KAFKA.probe, kafka_port)
            yield Endpoints(
                mongodb_uri=f"mongodb://127.0.0.1:{mongodb_port}/?replicaSet=rs0",
                kafka_bootstrap=f"127.0.0.1:{kafka_port}",
                description=f"containers {MONGODB_IMAGE}, {KAFKA_IMAGE}",
            )
    except DockerException as error:
        raise StackUnavailable(
            f"No Docker engine answers ({type(error).__name__}): start one, or set DOCKER_HOST."
        ) from None


def _mongodb(port: int) -> DockerContainer:
    command = ["mongod", "--replSet", "rs0", "--bind_ip_all", "--port", str(port)]
    command += ["--setParameter", "transactionLifetimeLimitSeconds=15"]
    return _on_loopback(DockerContainer(MONGODB_IMAGE).with_command(command), port)


def _kafka(port: int) -> DockerContainer:
    container = _on_loopback(DockerContainer(KAFKA_IMAGE), port)
    for name, value in {
        "NODE_ID": "1",
        "PROCESS_ROLES": "broker,controller",
        "CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "LISTENERS": f"PLAINTEXT://:{port},CONTROLLER://:9093",
        "ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "AUTO_CREATE_TOPICS_ENABLE": "false",
        "OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "OFFSETS_TOPIC_NUM_PARTITIONS": "1",
        "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }.items():
        container = container.with_env(f"KAFKA_{name}", value)
    return container


def _on_loopback(container: DockerContainer, port: int) -> DockerContainer:
    # with_bind_ports takes no address and binds all of them.
    ports: dict[str, object] = container.ports  # type: ignore[assignment]
    ports[str(port)] = ("127.0.0.1", port)
    return container


def _await(name: str, probe: Callable[[int], None], port: int) -> None:
    deadline = time.monotonic() + 2 * START_SECONDS
    why: object = "no answer yet"
    while time.monotonic() < deadline:
        try:
            probe(port)
        except TROUBLES as error:
            why = error
            time.sleep(_PROBE_SECONDS)
        else:
            return
    raise StackUnavailable(f"The container of {name} does not answer on port {port}: {why}")
