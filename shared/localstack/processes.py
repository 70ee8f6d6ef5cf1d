"""The services as child processes on local servers: for ``idm run``, the demonstration and tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx2

from shared.localstack.free_port import free_port
from shared.localstack.issuer import AUDIENCE, ISSUER, Issuer
from shared.localstack.private_keys import private_keys_file
from shared.localstack.servers import StackUnavailable, die_with_parent
from shared.localstack.stack import Endpoints

START_SECONDS = 60.0
STOP_SECONDS = 40.0
_PROBE_SECONDS = 0.05


_PASSED_ON = ("IDM_MONGODB_DRIVER", "IDM_RELAY_BELL")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a service needs to know. ``folder`` takes its logs; ``database_prefix`` keeps stacks apart."""

    endpoints: Endpoints
    issuer: Issuer
    folder: Path
    database_prefix: str = "idm_"
    extra: Mapping[str, str] | None = None

    def environment(self, *, port: int) -> dict[str, str]:
        """The ``IDM_…`` variables of one service on ``port``, beside what this process has."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("IDM_") or name in _PASSED_ON
        }
        return {
            **inherited,
            "IDM_MONGODB_URI": self.endpoints.mongodb_uri,
            "IDM_KAFKA_BOOTSTRAP": self.endpoints.kafka_bootstrap,
            "IDM_KAFKA_REPLICAS": str(self.endpoints.kafka_brokers),
            "IDM_DATABASE_PREFIX": self.database_prefix,
            "IDM_JWKS_FILE": str(self.issuer.jwks_file),
            "IDM_PRIVATE_KEYS_FILE": str(private_keys_file(self.issuer.jwks_file.parent)),
            "IDM_TOKEN_ISSUER": ISSUER,
            "IDM_TOKEN_AUDIENCE": AUDIENCE,
            "IDM_HTTP_PORT": str(port),
            "IDM_PUBLIC_URL": f"http://127.0.0.1:{port}",
            **(self.extra or {}),
        }


class ServiceProcess:
    """One ``python -m services.<name> serve``. ``module`` may name a wrapper that starts the same service.

    It keeps its port through restarts, so that clients find it again.
    """

    def __init__(self, name: str, surroundings: Surroundings, *, module: str | None = None, label: str = "") -> None:
        self.name = name
        self.port = free_port()
        self.log = surroundings.folder / f"{name}{label}.log"
        self._module = module or f"services.{name}"
        self._surroundings = surroundings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended: minus the signal's number when a signal ended it, ``None`` while it runs."""
        return self._process.poll() if self._process else None

    def start(self, *, module: str | None = None, extra: Mapping[str, str] | None = None) -> None:
        """Start it in the background; :meth:`await_ready` waits for it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module or self._module, "serve"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={
                    **self._surroundings.environment(port=self.port),
                    "IDM_KAFKA_INSTANCE": f"{self.name}-{self.port}",
                    **(extra or {}),
                },
                process_group=0,  # Ctrl-C at a terminal is for the parent, which ends its children in order
                preexec_fn=die_with_parent,
            )

    def await_ready(self) -> None:
        """Wait for ``/readyz``. Raises :class:`StackUnavailable` with what it complains of."""
        deadline = time.monotonic() + START_SECONDS
        why = "no answer yet"
        while time.monotonic() < deadline:
            if not self.running:
                raise StackUnavailable(f"{self.name} ended with code {self.exit_code}: see {self.log}.")
            try:
                answer = httpx2.get(f"{self.url}/readyz", timeout=5.0)
            except httpx2.HTTPError as error:
                why = type(error).__name__
            else:
                if answer.status_code == 200:
                    return
                why = answer.text.strip()
            time.sleep(_PROBE_SECONDS)
        raise StackUnavailable(f"{self.name} is not ready after {START_SECONDS:.0f} s: {why}. See {self.log}.")

    def send(self, number: signal.Signals) -> None:
        """Send a signal to a running process."""
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """``kill -9``, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """SIGTERM, and ``kill -9`` when it has not drained in time; answers the exit code."""
        if self._process is None:
            return 0
        self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._process.returncode


def migrate(names: Sequence[str], surroundings: Surroundings) -> None:
    """Run every service's ``migrate``, all at once: each touches its own database and topics alone.

    Raises :class:`StackUnavailable` with the end of what the first that failed said.
    """
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", f"services.{name}", "migrate"],
            env=surroundings.environment(port=0),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name in names
    }
    said = {name: process.communicate()[0] for name, process in running.items()}
    for name, process in running.items():
        if process.returncode != 0:
            raise StackUnavailable(f"{name} could not be migrated: {said[name].strip()[-500:]}")
