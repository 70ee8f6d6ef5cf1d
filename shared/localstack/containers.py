"""The servers as containers, for whoever has a Docker engine: the images that operators run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

from shared.localstack.external import mongodb_version
from shared.localstack.free_port import free_port
from shared.localstack.servers import KAFKA, MONGODB, START_SECONDS, TROUBLES, Server, StackUnavailable
from shared.localstack.stack import Endpoints

MONGODB_IMAGE = "mongo:8.0"
KAFKA_IMAGE = "apache/kafka:4.1.0"
_PROBE_SECONDS = 0.2
_HEAP = "-Xms256m -Xmx512m -XX:TieredStopAtLevel=1"


@contextmanager
def container_servers() -> Iterator[Endpoints]:
    """A replica set and a broker in containers, on loopback ports of this machine; removed afterwards, with their data.

    A server tells clients its own address, so each listens on the port it is reached at. Raises
    :class:`StackUnavailable` when no engine answers or a server does not start.
    """
    mongodb_port, kafka_port = free_port(), free_port()
    try:
        with _mongodb(mongodb_port) as mongodb, _kafka(kafka_port) as kafka:
            _await(mongodb, MONGODB, mongodb_port)
            _await(kafka, KAFKA, kafka_port)
            uri = f"mongodb://127.0.0.1:{mongodb_port}/?replicaSet=rs0"
            yield Endpoints(
                mongodb_uri=uri,
                kafka_bootstrap=f"127.0.0.1:{kafka_port}",
                description=f"containers {MONGODB_IMAGE} ({mongodb_version(uri)}), {KAFKA_IMAGE}",
            )
    except DockerException as error:
        raise StackUnavailable(
            f"No Docker engine answers ({type(error).__name__}): start one, or set DOCKER_HOST."
        ) from None


def _mongodb(port: int) -> DockerContainer:
    command = ["mongod", "--replSet", "rs0", "--bind_ip_all", "--port", str(port)]
    command += ["--setParameter", "transactionLifetimeLimitSeconds=15"]
    # As the local one: the files of dropped databases are let go soon.
    command += ["--setParameter", "minSnapshotHistoryWindowInSeconds=30", "--syncdelay", "5"]
    container = DockerContainer(MONGODB_IMAGE).with_command(command)
    container = container.with_tmpfs_mount("/data/db").with_tmpfs_mount("/data/configdb")
    return _on_loopback(container, port)


def _kafka(port: int) -> DockerContainer:
    # A folder that the image does not have: one it has would keep its owner, which is not the server's.
    data = "/idm-data"
    container = DockerContainer(KAFKA_IMAGE).with_tmpfs_mount(data, "mode=1777").with_env("KAFKA_HEAP_OPTS", _HEAP)
    container = _on_loopback(container, port)
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
        "LOG_DIRS": data,
        "TRANSACTION_STATE_LOG_NUM_PARTITIONS": "1",
        "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "GROUP_COORDINATOR_APPEND_LINGER_MS": "0",
    }.items():
        container = container.with_env(f"KAFKA_{name}", value)
    return container


def _on_loopback(container: DockerContainer, port: int) -> DockerContainer:
    # with_bind_ports takes no address and binds all of them.
    ports: dict[str, object] = container.ports  # type: ignore[assignment]
    ports[str(port)] = ("127.0.0.1", port)
    return container


def _await(container: DockerContainer, server: Server, port: int) -> None:
    deadline = time.monotonic() + 2 * START_SECONDS
    why: object = "no answer yet"
    while time.monotonic() < deadline:
        try:
            server.probe(port)
        except TROUBLES as error:
            why = error
        else:
            return
        inner = container.get_wrapped_container()
        inner.reload()
        if inner.status == "exited":
            end = inner.logs(tail=3).decode("utf-8", "replace").strip()
            raise StackUnavailable(f"The container of {server.name} ended at once. The end of its log: {end[-600:]}")
        time.sleep(_PROBE_SECONDS)
    raise StackUnavailable(f"The container of {server.name} does not answer on port {port}: {why}")
