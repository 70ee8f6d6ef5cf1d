"""The operators' stack, built, started, used from outside as they would, and removed: what CI does.

Needs a Docker engine with compose v2. All of its traffic stays on a loopback port.
"""

import http.client
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
from rich.console import Console

from cli.local import SERVICES, issuer_folder
from shared.domain.act import Role
from shared.localstack.issuer import Issuer
from tests.compose.asking import Watching
from tests.compose.draining import longest_drain_seconds
from tests.compose.engine import ROOT, Failed, Project, run, service_of
from tests.compose.runbook import block
from tests.compose.taking import Step, Taking, await_none

CYCLE = "/governance/v1/cycles/cycle-2018"
_NOT_FOR_THE_OUTSIDE = (
    "/readyz",
    "/livez",
    "/metrics",
    "/governance",
    "/governance/../readyz",
    "/governance/%2e%2e/metrics",
    "/events/..%2freadyz",
    "//metrics",
)
# It writes the passwords into a folder of the operator's, and ends.
_ROOT = {"passwords": {"CAP_DAC_OVERRIDE", "CAP_FOWNER"}}
# MongoDB and Kafka make the operator's user at their first start; `access` enters both as that user.
_OPERATORS = {"access", "mongodb", "kafka"}
# The servers and the proxy; a service has bounds of its own.
_ENDED_SECONDS = 60
# By themselves, or by SIGTERM as Python and Java tell it; 137 would be kill -9 after the grace period.
CLEAN_EXITS = (0, 143)


class Smoke:
    """The steps, in the order in which an operator would take them."""

    def __init__(self, console: Console, folder: Path) -> None:
        self._console = console
        self._folder = folder
        self._project = Project(folder)
        self._issuer = Issuer(issuer_folder(folder))
        self._http = httpx2.Client(base_url=self._project.url, timeout=20.0)
        self._taking = Taking(console)
        self._published = {("proxy", "127.0.0.1")}
        self._followed: set[tuple[str, int]] = set()

    @property
    def failed(self) -> bool:
        return self._taking.failure is not None

    def run(self) -> None:
        """Every step until one fails; the stack is removed in any case."""
        try:
            self._taking.take_all(self._steps())
        finally:
            if self.failed:
                self._tell_logs()
            self._taking.take("everything is removed again, volumes too", self._project.down)
            self._http.close()
            self._taking.show()

    def _steps(self) -> Iterator[Step]:
        yield "there is an engine, with compose", self._engine
        yield "the image is built", self._build
        yield "all is healthy though no keys were given", self._up
        yield "nobody is let in without keys", self._nobody
        yield "the keys are given; all is healthy again", self._keys
        yield "no container may do more than it must", self._confined
        yield "one port on loopback, and behind it only the APIs", self._outside
        yield "each service enters its own database and topics alone", self._own
        yield "the demonstration plays through the proxy", self._demo
        yield "every message and effect is there, once", self._judged
        yield "every figure that the alerts ask for is there", self._figures
        yield "a service that is killed comes back", self._killed
        yield "three copies share the work", self._scaled
        yield "a stop is clean, and what was there is there afterwards", self._restarted

    def _follow(self, heading: str, number: int = 1, **words: str) -> str:
        """The runbook's own commands."""
        self._followed.add((heading, number))
        return self._project.follow(block(heading, number, **words))

    def _engine(self) -> None:
        self._project.docker("info")
        self._project.docker("compose", "version")

    def _build(self) -> None:
        self._project.compose("build")

    def _up(self) -> str:
        """The first start: passwords are made, and nobody on this machine sees one among the processes."""
        with Watching(lambda: self._project.compose("top", "kafka"), until="kafka.Kafka") as processes:
            self._follow("Start")
        seen = "\n".join(processes)
        if "StorageTool" not in seen:
            raise Failed("nobody saw how Kafka's storage was made")
        if shown := [user for user in ("operator", *SERVICES) if self._project.password_of(user) in seen]:
            raise Failed(f"the password of {', '.join(shown)} stands on a command line")
        return f"{len(processes)} looks at Kafka's processes"

    def _nobody(self) -> None:
        answer = self._http.get(CYCLE, headers=self._token())
        if answer.status_code != 503 or "keys-away" not in answer.text:
            raise Failed(f"a token was answered with {answer.status_code}: {answer.text}")

    def _keys(self) -> None:
        self._give_keys()
        # Nothing else has changed; without what they depend on it is quicker.
        self._project.up("--no-deps", *SERVICES)
        self._let_in()

    def _give_keys(self) -> None:
        self._project.give(IDM_JWKS_PATH=str(self._issuer.jwks_file))

    def _let_in(self) -> None:
        answer = self._http.get("/governance/v1/cycles", headers=self._token())
        if answer.status_code != 200:
            raise Failed(f"our token was answered with {answer.status_code}: {answer.text}")

    def _confined(self) -> None:
        for container in self._project.containers():
            name, host, config = service_of(container), container["HostConfig"], container["Config"]
            once = host["RestartPolicy"]["Name"] == "no"
            grace = longest_drain_seconds() if name in SERVICES else _ENDED_SECONDS
            shown = {one["Destination"] for one in container["Mounts"]}
            wrong = [
                sentence
                for sentence, holds in (
                    ("runs as root", name in _ROOT or _user(container) not in ("", "0", "root")),
                    ("has capabilities", host["CapDrop"] == ["ALL"] and _added(container) <= _ROOT.get(name, set())),
                    ("may gain privileges", "no-new-privileges:true" in host["SecurityOpt"]),
                    ("may write to its image", host["ReadonlyRootfs"]),
                    ("is on a network", name not in _ROOT or host["NetworkMode"] == "none"),
                    ("has no bound on memory", host["Memory"] > 0),
                    ("keeps its logs for ever", "max-size" in host["LogConfig"]["Config"]),
                    ("may start any number of processes", (host["PidsLimit"] or 0) > 0),
                    ("is shown the operator's password", name in _OPERATORS or "/run/idm/operator" not in shown),
                    ("is shown what is private", name in SERVICES or "/run/idm/private" not in shown),
                    ("is not asked how it is", once or "Healthcheck" in config),
                    ("is killed before it has drained", once or config["StopTimeout"] >= grace),
                )
                if not holds
            ]
            if wrong:
                raise Failed(f"{name} {' and '.join(wrong)}")

    def _outside(self) -> None:
        self._only_published()
        for path in _NOT_FOR_THE_OUTSIDE:
            if (status := self._status_of(path)) not in (403, 404):
                raise Failed(f"{path} was answered from outside with {status}")
        for service in SERVICES:
            answer = self._http.get(f"/{service}/v1/openapi.json", headers={"X-Request-ID": "from-outside"})
            if answer.status_code != 200 or answer.headers.get("x-request-id") != "from-outside":
                raise Failed(f"{service} answered {answer.status_code}, {dict(answer.headers)}")
        large = self._http.post("/governance/v1/cycles", content=b"x" * 3_000_000)
        if large.status_code != 413:
            raise Failed(f"a body of 3 MB was answered with {large.status_code}")

    def _only_published(self) -> None:
        published = {
            (service_of(container), one["HostIp"])
            for container in self._project.containers()
            for bound in (container["HostConfig"]["PortBindings"] or {}).values()
            for one in bound or ()
        }
        if published != self._published:
            raise Failed(f"published are {sorted(published)}, and only these should be: {sorted(self._published)}")

    def _status_of(self, path: str) -> int:
        """Asked by a client that does not tidy addresses up before it sends them."""
        connection = http.client.HTTPConnection(self._project.url.removeprefix("http://"), timeout=20.0)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def _own(self) -> None:
        self._project.inside("enter", *SERVICES)

    def _demo(self) -> None:
        run(self._demo_command(), os.environ)

    def _demo_command(self, *more: str) -> list[str]:
        against = [word for name in SERVICES for word in ("--against", f"{name}={self._project.url}")]
        where = ["--folder", str(self._folder)]
        return [sys.executable, "-m", "cli", "demo", "demo/2018.yaml", *against, *where, *more]

    def _judged(self) -> str:
        def settled() -> str | None:
            try:
                self._project.inside("settled")
            except Failed as why:
                return str(why)
            return None

        await_none(settled)
        return self._project.inside("judge").strip()

    def _figures(self) -> str:
        there = set(self._project.inside("figures").split())
        alerts = (ROOT / "docker" / "observability" / "alerts.yml").read_text("utf-8")
        asked = {re.sub("_(total|bucket|count)$", "", name) for name in re.findall(r"\bidm_[a-z_]+", alerts)}
        if lacking := asked - there:
            raise Failed(f"no service has {', '.join(sorted(lacking))}")
        return f"{len(asked)} asked for"

    def _killed(self) -> None:
        before = self._cycle()
        for service in SERVICES:
            # All processes of the container but its init, which ends with them; so the engine sees a crash.
            self._project.compose("exec", "-T", service, "sh", "-c", "kill -9 -1")
        await_none(self._all_came_back)
        self._same(before)

    def _all_came_back(self) -> str | None:
        for service in SERVICES:
            for container in self._project.containers(service):
                if container["RestartCount"] < 1 or container["State"].get("Health", {}).get("Status") != "healthy":
                    return f"{service} was started {container['RestartCount']} times again and is not healthy"
        return None

    def _scaled(self) -> None:
        self._project.up("--no-deps", "--no-recreate", "--scale", "governance=3", "governance")
        await_none(lambda: self._copies_answer("/governance/v1/cycles", 3))

    def _copies_answer(self, path: str, count: int) -> str | None:
        if (status := self._http.get(path).status_code) != 200:
            raise Failed(f"with {count} copies {path} answered {status}")
        said = self._project.compose("logs", "--no-log-prefix", "--tail", "50", "proxy")
        upstreams = set(re.findall(rf'{path}","status":"200".*?"upstream":"([0-9.:]+)"', said))
        return None if len(upstreams) >= count else f"only {len(upstreams)} of {count} copies answer {path}"

    def _restarted(self) -> None:
        before = self._cycle()
        self._follow("Stop", 1)
        for container in self._project.containers():
            if (code := container["State"]["ExitCode"]) not in CLEAN_EXITS:
                raise Failed(f"{service_of(container)} ended with {code}")
        self._follow("Stop", 2)
        self._follow("Stop", 3)
        self._same(before)

    def _cycle(self) -> str:
        answer = self._http.get(CYCLE, headers=self._token())
        if answer.status_code != 200:
            raise Failed(f"{CYCLE} was answered with {answer.status_code}: {answer.text}")
        return answer.text

    def _same(self, before: str) -> None:
        if (after := self._cycle()) != before:
            raise Failed(f"the cycle was {before}\nand is now {after}")

    def _token(self, role: Role = Role.ADMINISTRATION) -> dict[str, str]:
        token = self._issuer.token(role=role, subject="compose-check")
        return {"Authorization": f"Bearer {token}"}

    def _tell_logs(self) -> None:
        try:
            self._console.print(self._project.compose("logs", "--tail", "12"), markup=False, soft_wrap=True)
        except Failed as why:
            self._console.print(f"There are no logs: {why}", markup=False, soft_wrap=True)


def _user(container: Mapping[str, Any]) -> str:
    return str(container["Config"]["User"]).partition(":")[0]


def _added(container: Mapping[str, Any]) -> set[str]:
    """As the engine names them, whether the file did so with CAP_ or without."""
    added = container["HostConfig"]["CapAdd"] or ()
    return {name if name.startswith("CAP_") else f"CAP_{name}" for name in added}
