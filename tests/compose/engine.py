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
_ENDS_ALL = re.compile(r"^docker compose (?:down|stop)\b(?! \w)", re.MULTILINE)
_SURE_SINCE = 23
"""The engine's version. One before it, now and then, locks up for good when several containers leave a network in the
same moment."""


class Failed(Exception):
    """A step did not do what it must; the text says what happened instead."""


def run(command: list[str], environment: Mapping[str, str], *, stdin: bytes | None = None, folder: Path = ROOT) -> str:
    """Run it in the checkout or there; answers what it wrote. Raises :class:`Failed` with the end of that."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(environment),
            input=stdin or b"",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=_COMMAND_SECONDS,
        )
    except FileNotFoundError:
        raise Failed(f"There is no program “{command[0]}” here.") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"“{' '.join(command)}” takes longer than {_COMMAND_SECONDS:.0f} s.") from None
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0:
        raise Failed(f"“{' '.join(command)}” ended with {done.returncode}:\n{said[-_TOLD_CHARACTERS:].strip()}")
    return said


class Project:
    """One unique project. ``folder`` is for its own files; an operator's ``.env`` and ``IDM_…`` do not reach it.

    Names of images given in the environment (``IDM_…_IMAGE``) do: they say what there is on this machine.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"idm-check-{secrets.token_hex(4)}"
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self._folder = folder
        (folder / "no.env").touch()
        self._secrets = folder / "secrets"
        self._secrets.mkdir()
        self._environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("IDM_", "COMPOSE_")) or re.fullmatch(r"IDM_[A-Z]+_IMAGE", name)
            },
            # In the environment, so that an operator's commands can be run as they are written.
            "COMPOSE_FILE": str(ROOT / "docker-compose.yml"),
            "COMPOSE_PROJECT_NAME": self.name,
            "COMPOSE_ENV_FILES": str(folder / "no.env"),
            "COMPOSE_PROGRESS": "quiet",
            "IDM_IMAGE": "idm-platform:check",
            "IDM_PROXY_PORT": str(port),
            "IDM_PUBLIC_URL": self.url,
            "IDM_SECRETS_PATH": str(self._secrets),
            "IDM_TOKEN_ISSUER": ISSUER,
            "IDM_TOKEN_AUDIENCE": AUDIENCE,
        }
        if "DOCKER_CONTEXT" not in os.environ and _SOCKET.exists():
            self._environment.setdefault("DOCKER_HOST", f"unix://{_SOCKET}")

    def give(self, **variables: str) -> None:
        """Variables of compose from the next command on."""
        self._environment.update(variables)

    def with_file(self, name: str) -> None:
        """One more compose file beside the first, named from the checkout."""
        self._environment["COMPOSE_FILE"] += f":{ROOT / name}"

    def docker(self, *words: str, stdin: bytes | None = None) -> str:
        return run(["docker", *words], self._environment, stdin=stdin)

    def compose(self, *words: str, stdin: bytes | None = None) -> str:
        """Raises :class:`Failed`, as all of these."""
        return self.docker("compose", *words, stdin=stdin)

    def follow(self, commands: str) -> str:
        """Run what an operator would type, in the folder of this project's files; only the names of volumes and the
        place of compose's files differ. What is exported stays, as in an operator's shell.
        """
        commands = commands.replace(" idm_", f" {self.name}_").replace("docker-compose.", f"{ROOT}/docker-compose.")
        self._environment.update(re.findall(r"^export (\w+)=(\S+)$", commands, re.MULTILINE))
        if _ENDS_ALL.search(commands):
            self._stop_each()
        return run(["bash", "-euc", commands], self._environment, folder=self._folder)

    def password_of(self, user: str) -> str:
        return (self._secrets / user / "password").read_text("utf-8").strip()

    def key_of_mongodb(self) -> str:
        return (self._secrets / "mongodb" / "key").read_text("utf-8").strip()

    def private_keys_of(self, service: str) -> list[str]:
        return (self._secrets / "private-keys" / service / "keys").read_text("utf-8").split()

    def idm(self, *words: str, stdin: bytes | None = None) -> str:
        """A command of the operator's, as the runbook has it."""
        return self.compose("run", "--rm", "-T", "--quiet", "idm", *words, stdin=stdin)

    def inside(self, *words: str) -> str:
        """Our own look at the servers, from a container beside them (tests/compose/inside.py)."""
        checkout = ["--volume", f"{ROOT}:/checkout:ro", "--workdir", "/checkout", "--entrypoint", "python"]
        return self.compose("run", "--rm", "-T", "--quiet", *checkout, "idm", "-m", "tests.compose.inside", *words)

    def up(self, *words: str) -> None:
        """Until everything is healthy."""
        self.compose("up", "--detach", "--wait", "--wait-timeout", "600", *words)

    def containers(self, service: str | None = None) -> list[dict[str, Any]]:
        """What the engine says of each container of the project, or of one service."""
        label = "com.docker.compose"
        wanted = ["--filter", f"label={label}.project={self.name}"]
        if service is not None:
            wanted += ["--filter", f"label={label}.service={service}"]
        found = self.docker("ps", "--all", "--quiet", *wanted).split()
        return list(json.loads(self.docker("inspect", *found))) if found else []

    def remove(self) -> None:
        """Containers, networks and volumes."""
        self._stop_each()
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "20")

    def _stop_each(self) -> None:
        """One after the other, servers last, where the engine does not take them together."""
        if int(self.docker("version", "--format", "{{.Server.Version}}").split(".")[0]) >= _SURE_SINCE:
            return
        running = [one for one in self.containers() if one["State"]["Running"]]
        for one in sorted(running, key=lambda one: service_of(one) in ("kafka", "mongodb")):
            self.docker("stop", one["Id"])

    def down(self) -> None:
        """Remove it with its volumes. Raises :class:`Failed` when something of it is left."""
        self.remove()
        if self._secrets.stat().st_uid != os.geteuid() or os.geteuid():
            # Its files are root's; only a container of root's can remove them for us.
            self.compose("run", "--rm", "-T", "--no-deps", "passwords", "sh", "-c", "rm -rf /secrets/*")
        project = f"label=com.docker.compose.project={self.name}"
        for kind in ("container", "volume", "network"):
            every = ["--all"] if kind == "container" else []
            if left := self.docker(kind, "ls", *every, "--quiet", "--filter", project).split():
                raise Failed(f"{kind} left behind: {', '.join(left)}")


def service_of(container: Mapping[str, Any]) -> str:
    return str(container["Config"]["Labels"]["com.docker.compose.service"])
