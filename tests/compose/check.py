"""``make compose-check``: the operators' stack, built, started, used from outside as they would, and removed.

Needs a Docker engine with compose v2. All of its traffic stays on a loopback port.
"""

import http.client
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from rich.console import Console
from rich.table import Table

from cli.local import SERVICES, ending_on_signals, issuer_folder
from cli.screen import console_of
from shared.domain.act import Role
from shared.localstack.issuer import Issuer
from tests.compose.engine import Failed, Project, run, service_of

_RECOVERY_SECONDS = 60.0
_LOOK_SECONDS = 0.2
_CYCLE = "/governance/v1/cycles/cycle-2018"
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
# By themselves, or by SIGTERM as Python and Java tell it; 137 would be kill -9 after the grace period.
_CLEAN_EXITS = (0, 143)


class Check:
    """The steps, in the order in which an operator would take them."""

    def __init__(self, console: Console, folder: Path) -> None:
        self._console = console
        self._folder = folder
        self._project = Project(folder)
        self._issuer = Issuer(issuer_folder(folder))
        self._http = httpx2.Client(base_url=self._project.url, timeout=20.0)
        self._table = Table("step", "", "seconds")
        self._table.columns[2].justify = "right"
        self._failure: str | None = None

    @property
    def failed(self) -> bool:
        return self._failure is not None

    def run(self) -> None:
        """Every step until one fails; the stack is removed in any case."""
        try:
            for sentence, step in self._steps():
                self._take(sentence, step)
                if self.failed:
                    break
        finally:
            if self.failed:
                self._tell_logs()
            self._take("everything is removed again, volumes too", self._project.down)
            self._http.close()
            self._console.print(self._table)
            if self._failure:
                self._console.print(self._failure, markup=False, soft_wrap=True)

    def _steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "there is an engine, with compose", self._engine
        yield "the image is built", self._build
        yield "all is healthy though no keys were given", self._project.up
        yield "nobody is let in without keys", self._nobody
        yield "the keys are given; all is healthy again", self._keys
        yield "no container may do more than it must", self._confined
        yield "one port on loopback, and behind it only the APIs", self._outside
        yield "the demonstration plays through the proxy", self._demo
        yield "a service that is killed comes back", self._killed
        yield "three copies share the work", self._scaled
        yield "a stop is clean, and what was there is there afterwards", self._restarted

    def _engine(self) -> None:
        self._project.docker("info")
        self._project.docker("compose", "version")

    def _build(self) -> None:
        self._project.compose("build")

    def _nobody(self) -> None:
        answer = self._http.get(_CYCLE, headers=self._token())
        if answer.status_code != 503 or "keys-away" not in answer.text:
            raise Failed(f"a token was answered with {answer.status_code}: {answer.text}")

    def _keys(self) -> None:
        self._project.give_keys(self._issuer.jwks_file)
        self._project.up()
        answer = self._http.get("/governance/v1/cycles", headers=self._token())
        if answer.status_code != 200:
            raise Failed(f"our token was answered with {answer.status_code}: {answer.text}")

    def _confined(self) -> None:
        for container in self._project.containers():
            name, host = service_of(container), container["HostConfig"]
            wrong = [
                sentence
                for sentence, holds in (
                    ("runs as root", container["Config"]["User"].partition(":")[0] not in ("", "0", "root")),
                    ("has capabilities", host["CapDrop"] == ["ALL"] and not host["CapAdd"]),
                    ("may gain privileges", "no-new-privileges:true" in host["SecurityOpt"]),
                    # The broker's image writes its configuration where its programs are.
                    ("may write to its image", host["ReadonlyRootfs"] or name == "kafka"),
                    ("has no bound on memory", host["Memory"] > 0),
                    ("keeps its logs for ever", "max-size" in host["LogConfig"]["Config"]),
                    ("may start any number of processes", (host["PidsLimit"] or 0) > 0),
                )
                if not holds
            ]
            if wrong:
                raise Failed(f"{name} {' and '.join(wrong)}")

    def _outside(self) -> None:
        published = {
            (service_of(container), one["HostIp"])
            for container in self._project.containers()
            for bound in (container["HostConfig"]["PortBindings"] or {}).values()
            for one in bound or ()
        }
        if published != {("proxy", "127.0.0.1")}:
            raise Failed(f"published are {sorted(published)}, and only the proxy should be, on 127.0.0.1")
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

    def _status_of(self, path: str) -> int:
        """Asked by a client that does not tidy addresses up before it sends them."""
        connection = http.client.HTTPConnection(self._project.url.removeprefix("http://"), timeout=20.0)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def _demo(self) -> None:
        against = [word for name in SERVICES for word in ("--against", f"{name}={self._project.url}")]
        where = ["--folder", str(self._folder)]
        run([sys.executable, "-m", "cli", "demo", "demo/2018.yaml", *against, *where], os.environ)

    def _killed(self) -> None:
        before = self._cycle()
        for service in SERVICES:
            # All processes of the container but its init, which ends with them; so the engine sees a crash.
            self._project.compose("exec", "-T", service, "sh", "-c", "kill -9 -1")
        self._await(self._all_came_back)
        self._same(before)

    def _all_came_back(self) -> str | None:
        for service in SERVICES:
            for container in self._project.containers(service):
                if container["RestartCount"] < 1 or container["State"].get("Health", {}).get("Status") != "healthy":
                    return f"{service} was started {container['RestartCount']} times again and is not healthy"
        return None

    def _scaled(self) -> None:
        self._project.up("--scale", "governance=3", "--no-recreate")
        self._await(self._three_answer)

    def _three_answer(self) -> str | None:
        if (status := self._http.get("/governance/v1/cycles").status_code) != 200:
            raise Failed(f"with three copies it answered {status}")
        said = self._project.compose("logs", "--no-log-prefix", "--tail", "50", "proxy")
        upstreams = set(re.findall(r'/governance/v1/cycles","status":"200".*?"upstream":"([0-9.:]+)"', said))
        return None if len(upstreams) >= 3 else f"only {len(upstreams)} of the copies answer"

    def _restarted(self) -> None:
        before = self._cycle()
        self._project.compose("stop")
        for container in self._project.containers():
            if (code := container["State"]["ExitCode"]) not in _CLEAN_EXITS:
                raise Failed(f"{service_of(container)} ended with {code}")
        self._project.compose("down")
        self._project.up()
        self._same(before)

    def _cycle(self) -> str:
        answer = self._http.get(_CYCLE, headers=self._token())
        if answer.status_code != 200:
            raise Failed(f"{_CYCLE} was answered with {answer.status_code}: {answer.text}")
        return answer.text

    def _same(self, before: str) -> None:
        if (after := self._cycle()) != before:
            raise Failed(f"the cycle was {before}\nand is now {after}")

    def _token(self) -> dict[str, str]:
        token = self._issuer.token(role=Role.ADMINISTRATION, subject="compose-check")
        return {"Authorization": f"Bearer {token}"}

    def _await(self, question: Callable[[], str | None]) -> None:
        deadline = time.monotonic() + _RECOVERY_SECONDS
        while (missing := question()) is not None:
            if time.monotonic() > deadline:
                raise Failed(f"after {_RECOVERY_SECONDS:.0f} s still: {missing}")
            time.sleep(_LOOK_SECONDS)

    def _take(self, sentence: str, step: Callable[[], None]) -> None:
        began = time.monotonic()
        outcome = "[green]ok[/]"
        try:
            with self._console.status(f"{sentence} …"):
                step()
        except (Failed, OSError, httpx2.HTTPError) as why:
            outcome = "[red]failed[/]"
            # The first failure is the reason; that the rest cannot be removed may follow from it.
            self._failure = self._failure or f"Not so: {sentence}. {str(why) or type(why).__name__}"
        self._table.add_row(sentence, outcome, f"{time.monotonic() - began:.1f}")

    def _tell_logs(self) -> None:
        try:
            self._console.print(self._project.compose("logs", "--tail", "12"), markup=False, soft_wrap=True)
        except Failed as why:
            self._console.print(f"There are no logs: {why}", markup=False, soft_wrap=True)


@contextmanager
def _checked(console: Console) -> Iterator[Check]:
    with tempfile.TemporaryDirectory(prefix="idm-compose-") as folder:
        yield Check(console, Path(folder))


def main() -> int:
    console = console_of()
    try:
        with ending_on_signals(), _checked(console) as check:
            check.run()
    except KeyboardInterrupt:
        console.print("Interrupted; what it started is removed.")
        return 1
    return int(check.failed)


if __name__ == "__main__":
    sys.exit(main())
