"""A real MongoDB and a Kafka-protocol broker as child processes on one folder (design.md 8; decision 0004)."""

import fcntl
import json
import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from shared.localstack.apache import apache_brokers
from shared.localstack.free_port import free_port
from shared.localstack.servers import KAFKA, MONGODB, Server, StackUnavailable, await_ready, die_with_parent

STOP_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Where the infrastructure is, and in words what it is."""

    mongodb_uri: str
    kafka_bootstrap: str
    description: str
    kafka_brokers: int = 1


def chosen_kafka() -> tuple[Server, ...]:
    """The brokers that ``IDM_LOCAL_KAFKA`` names: ``noida`` (small, the default) or ``apache`` (Java 17 and Maven).

    Of Apache Kafka there are as many as ``IDM_LOCAL_KAFKA_BROKERS`` says: one, or three.
    """
    name, count = os.environ.get("IDM_LOCAL_KAFKA", "noida"), os.environ.get("IDM_LOCAL_KAFKA_BROKERS", "1")
    if name not in ("noida", "apache"):
        raise StackUnavailable(f"IDM_LOCAL_KAFKA={name} is not known: use noida or apache.")
    if count not in ("1", "3") or (name == "noida" and count != "1"):
        raise StackUnavailable(f"There cannot be {count} brokers of {name}: of apache there are 1 or 3, of noida 1.")
    return apache_brokers(int(count)) if name == "apache" else (KAFKA,)


class LocalStack:
    """``with LocalStack(folder) as stack: stack.endpoints``.

    Ports are chosen once per folder, so a server that is restarted has the address it had. mongod
    and Apache Kafka keep what they acknowledged through ``kill -9``; the small broker through a SIGTERM only.
    Raises :class:`StackUnavailable` when another stack uses the folder or a server cannot start.
    """

    def __init__(self, folder: Path, *, kafka: Server | None = None, brokers: Sequence[Server] = ()) -> None:
        self.folder = folder
        self.brokers = tuple(brokers) or ((kafka,) if kafka else chosen_kafka())
        self.servers = (MONGODB, *self.brokers)
        self._state: dict[str, Any] = {}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock: int | None = None

    @property
    def endpoints(self) -> Endpoints:
        mongodb, *kafka = (self._state["servers"][server.name]["port"] for server in self.servers)
        several = f" ({len(kafka)} brokers)" if len(kafka) > 1 else ""
        return Endpoints(
            mongodb_uri=f"mongodb://127.0.0.1:{mongodb}/?replicaSet=rs0",
            kafka_bootstrap=",".join(f"127.0.0.1:{port}" for port in kafka),
            description=f"{MONGODB.version()}, {self.brokers[0].version()}{several}",
            kafka_brokers=len(kafka),
        )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start both servers and wait until they answer; what a killed stack left running here is ended first."""
        self._take_lock()
        try:
            self._state = read_state(self.folder)
            end_orphans(self._state)
            self._state = {"keeper": identity(os.getpid()), "servers": self._ports()}
            for server in self.servers:
                self._spawn(server)
            for server in self.servers:
                self._await(server)
        except BaseException:
            self.stop()
            raise

    def launch(self, server: Server) -> None:
        """Start one server at the port it has, and wait until it answers."""
        self._spawn(server)
        self._await(server)

    def _spawn(self, server: Server) -> None:
        entry = self._state["servers"][server.name]
        data = self.folder / "data" / server.data
        log = self._log(server)
        for folder in (data, log.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                server.command(server.program(), entry["port"], data),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,  # Ctrl-C at a terminal is for the parent, which ends its children in order
                preexec_fn=die_with_parent,
            )
        self._processes[server.name] = process
        entry["process"] = identity(process.pid)
        self._write_state()

    def _await(self, server: Server) -> None:
        port = self._state["servers"][server.name]["port"]
        await_ready(server, port=port, process=self._processes[server.name], log=self._log(server))

    def _log(self, server: Server) -> Path:
        return self.folder / "logs" / f"{server.name}.log"

    def kill(self, server: Server) -> None:
        """``kill -9``, and wait until it is gone."""
        process = self._processes[server.name]
        process.kill()
        process.wait()

    def stop(self) -> None:
        """End both servers, politely first; nothing is left behind."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()
        if self._lock is not None:
            for entry in self._state.get("servers", {}).values():
                entry.pop("process", None)
            self._state.pop("keeper", None)
            self._write_state()
            os.close(self._lock)
            self._lock = None

    def _ports(self) -> dict[str, dict[str, Any]]:
        known = self._state.get("servers", {})
        servers = {}
        for server in self.servers:
            port = known.get(server.name, {}).get("port")
            servers[server.name] = {"port": port if port and _is_free(port) else free_port()}
        # A replica set remembers the address it was initiated with, so its port may not move with its data.
        moved = known.get(MONGODB.name, {}).get("port") not in (None, servers[MONGODB.name]["port"])
        if moved and (self.folder / "data" / MONGODB.name).exists():
            raise StackUnavailable(
                f"Port {known[MONGODB.name]['port']} of the database in {self.folder} is taken by another program: "
                "end that program, or remove the data with `idm stack reset`."
            )
        return servers

    def _take_lock(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            keeper = read_state(self.folder).get("keeper", {}).get("pid", "unknown")
            raise StackUnavailable(
                f"Another local stack (process {keeper}) uses {self.folder}: "
                "stop it (Ctrl-C there, or `idm stack stop`), or choose another folder."
            ) from None
        self._lock = lock

    def _write_state(self) -> None:
        path = self.folder / "stack.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(self._state, indent=1), encoding="utf-8")
        fresh.replace(path)


def read_state(folder: Path) -> dict[str, Any]:
    """What the last stack on this folder wrote down: ``{}`` when there was none."""
    path = folder / "stack.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def identity(pid: int) -> dict[str, float]:
    """A process is its number *and* its start time (seconds since 1970): numbers are used again."""
    return {"pid": pid, "started": psutil.Process(pid).create_time()}


def is_alive(recorded: dict[str, float] | None) -> bool:
    """True when this very process still runs, not another one with its number."""
    if not recorded:
        return False
    try:
        process = psutil.Process(int(recorded["pid"]))
        return process.create_time() == recorded["started"] and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_orphans(state: dict[str, Any]) -> None:
    """End the servers that a killed stack recorded, by number and start time, and no others."""
    for entry in state.get("servers", {}).values():
        recorded = entry.get("process")
        if is_alive(recorded):
            process = psutil.Process(int(recorded["pid"]))
            process.send_signal(signal.SIGKILL)
            process.wait(STOP_SECONDS)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
