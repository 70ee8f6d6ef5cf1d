"""``docker compose`` of this checkout, as a project of its own that leaves nothing behind."""

import json
import os
import re
import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shared.localstack.free_port import free_port
from shared.localstack.issuer import AUDIENCE, ISSUER

ROOT = Path(__file__).parents[2]
_SOCKET = Path("/var/run/docker.sock")
_COMMAND_SECONDS = 900.0
_TOLD_CHARACTERS = 3_000


class Failed(Exception):
    """A step did not do what it must; the text says what happened instead."""


def run(command: list[str], environment: Mapping[str, str]) -> str:
    """Run it in the checkout; answers what it wrote. Raises :class:`Failed` with the end of that when it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_COMMAND_SECONDS,
        )
    except FileNotFoundError:
        raise Failed(f"There is no program “{command[0]}” here.") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"“{' '.join(command)}” takes longer than {_COMMAND_SECONDS:.0f} s.") from None
    if done.returncode != 0:
        raise Failed(f"“{' '.join(command)}” ended with {done.returncode}:\n{done.stdout[-_TOLD_CHARACTERS:].strip()}")
    return done.stdout


class Project:
    """One unique project. ``folder`` is for its own files; an operator's ``.env`` and ``IDM_…`` do not reach it.

    Names of images given in the environment (``IDM_…_IMAGE``) do: they say what there is on this machine.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"idm-check-{secrets.token_hex(4)}"
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self._no_variables = folder / "no.env"
        self._no_variables.touch()
        self._environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("IDM_", "COMPOSE_")) or re.fullmatch(r"IDM_[A-Z]+_IMAGE", name)
            },
            "IDM_IMAGE": "idm-platform:check",
            "IDM_PROXY_PORT": str(port),
            "IDM_PUBLIC_URL": self.url,
            "IDM_TOKEN_ISSUER": ISSUER,
            "IDM_TOKEN_AUDIENCE": AUDIENCE,
        }
        if "DOCKER_CONTEXT" not in os.environ and _SOCKET.exists():
            self._environment.setdefault("DOCKER_HOST", f"unix://{_SOCKET}")

    def give_keys(self, jwks: Path) -> None:
        """From the next ``up`` on, tokens are checked against this file."""
        self._environment["IDM_JWKS_PATH"] = str(jwks)

    def docker(self, *words: str) -> str:
        return run(["docker", *words], self._environment)

    def compose(self, *words: str) -> str:
        """Raises :class:`Failed`, as all of these."""
        files = ["--file", "docker-compose.yml", "--env-file", str(self._no_variables)]
        return self.docker("compose", *files, "--project-name", self.name, "--progress", "quiet", *words)

    def up(self, *words: str) -> None:
        """Until everything is healthy."""
        self.compose("up", "--detach", "--wait", "--wait-timeout", "180", *words)

    def containers(self, service: str | None = None) -> list[dict[str, Any]]:
        """What the engine says of each container of the project, or of one service."""
        label = "com.docker.compose"
        wanted = ["--filter", f"label={label}.project={self.name}"]
        if service is not None:
            wanted += ["--filter", f"label={label}.service={service}"]
        found = self.docker("ps", "--all", "--quiet", *wanted).split()
        return list(json.loads(self.docker("inspect", *found))) if found else []

    def down(self) -> None:
        """Remove it with its volumes. Raises :class:`Failed` when something of it is left."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")
        project = f"label=com.docker.compose.project={self.name}"
        for kind in ("container", "volume", "network"):
            every = ["--all"] if kind == "container" else []
            if left := self.docker(kind, "ls", *every, "--quiet", "--filter", project).split():
                raise Failed(f"{kind} left behind: {', '.join(left)}")


def service_of(container: Mapping[str, Any]) -> str:
    return str(container["Config"]["Labels"]["com.docker.compose.service"])
