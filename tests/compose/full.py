"""``make compose-check FULL=1``: what the runbook says, done on a stack of its own, each command as it is there."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
from rich.console import Console

from cli.local import SERVICES
from shared.localstack.free_port import free_port
from tests.compose import partners
from tests.compose.asking import Asking
from tests.compose.engine import ROOT, Failed
from tests.compose.smoke import Smoke
from tests.compose.taking import Step, await_none

_PATIENCE_SECONDS = "90"
# Killed when the demonstration first tells of these; whoever hears the message is among the killed.
_KILLED_AT = {
    "ThemeSelected": "governance",
    "WorkshopScheduled": "events",
    "BudgetApproved": "funding",
    "WorkshopHeld": "publications",
}
_NEXT = "idm-platform:check-next"


class Full(Smoke):
    """The smoke form's first steps, then trouble of every kind, a restore and an upgrade."""

    def __init__(self, console: Console, folder: Path) -> None:
        super().__init__(console, folder)
        self._year = 2018
        self._backup = folder / "platform.backup"
        self._programs: dict[str, list[str]] = {}
        self._partner = partners.Partner(
            name="example",
            password="correct-horse-battery",
            address=f"127.0.0.1:{free_port()}",
            certificate=folder / "tls" / "tls.crt",
        )

    def _steps(self) -> Iterator[Step]:
        yield "there is an engine, with compose", self._engine
        yield "the image is built", self._build
        yield "all is healthy though no keys were given", self._up
        yield "nobody is let in without keys", self._nobody
        yield "the keys are given; partners get a listener of their own", self._partners_listen
        yield "no container may do more than it must", self._confined
        yield "each service enters its own database and topics alone", self._own
        yield "a partner gets a user", self._partner_enters
        yield "the demonstration plays while each service is killed once", self._demo_under_fire
        yield "every message and effect is there, once", self._judged
        yield "partners read in Python, Node and Java, and are refused what is internal", self._partners_read
        yield "a command is followed to its end", self._traced
        yield "three copies of governance and two of events share the work", self._many
        yield "the broker is restarted: what was decided meanwhile arrives", self._broker_away
        yield "the broker loses its data: it is rebuilt from the databases", self._broker_lost
        yield "the database is restarted: nothing is lost", self._database_away
        yield "down and up again: what was there is there", self._restarted
        yield "a password is rotated, and the old one is refused", self._rotated
        yield "the operator's password is rotated", self._operator_rotated
        yield "a backup of all four databases is taken while services run", self._backed_up
        yield "all data is removed, and restored from the backup", self._wiped_and_restored
        yield "every message and effect is there, once", self._judged
        yield "a partner sees the new epoch", self._new_epoch
        yield "old and new instances side by side, then the new alone", self._upgraded
        yield "every message and effect is there, once", self._judged
        yield "the services speak TLS with Kafka too", self._kafka_encrypted
        yield "a stream that is stuck is seen and settled", self._stuck
        yield "the proxy speaks TLS when it is given a certificate", self._encrypted

    def _partners_listen(self) -> None:
        tls = partners.certificate_for(self._folder / "tls")
        self._project.with_file("docker-compose.partners.yml")
        self._project.give(
            IDM_PARTNERS_ADDRESS=self._partner.address,
            IDM_PARTNERS_PORT=self._partner.address.rpartition(":")[2],
            IDM_PARTNERS_TLS_PATH=str(tls),
        )
        self._give_keys()
        self._project.up()
        self._let_in()

    def _partner_enters(self) -> None:
        words = ["access", "partner", self._partner.name, "--password-file", "/dev/stdin"]
        self._project.idm(*words, stdin=self._partner.password.encode())

    def _demo_under_fire(self) -> str:
        command = self._demo_command("--patience", _PATIENCE_SECONDS)
        waiting, said = dict(_KILLED_AT), list[str]()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as demo:
            assert demo.stdout is not None
            for line in demo.stdout:
                said.append(line)
                for message in [name for name in waiting if name in line]:
                    service = waiting.pop(message)
                    self._project.compose("exec", "-T", service, "sh", "-c", "kill -9 -1")
        if demo.returncode != 0:
            raise Failed(f"the demonstration ended with {demo.returncode}: {''.join(said[-12:])}")
        if waiting:
            raise Failed(f"never told, so nobody was killed: {', '.join(waiting)}")
        return f"killed: {', '.join(_KILLED_AT.values())}"

    def _partners_read(self) -> str:
        programs = self._programs = partners.commands(self._folder)
        told = []
        for language, command in programs.items():
            words = (".ThemeSelected.v1", ".WorkshopHeld.v1", ".AccountsClosed.v1", ".VolumePublished.v1")
            lines = partners.reads(command, self._partner, partners.PUBLIC, until=words)
            partners.is_refused(command, self._partner, partners.INTERNAL)
            told.append(f"{language} {len(lines)}")
        return "messages read: " + ", ".join(told)

    def _decide(self) -> tuple[str, str]:
        """Open one more cycle, which all others hear of; answers its address and the command's correlation id."""
        self._year += 1
        body = {"year": self._year, "occurred_on": f"{self._year - 1}-03-01"}
        headers = {**self._token(), "Idempotency-Key": f"check-{self._year}"}
        answer = self._http.post("/governance/v1/cycles", json=body, headers=headers)
        if answer.status_code != 201:
            raise Failed(f"cycle {self._year} was answered with {answer.status_code}: {answer.text}")
        return f"/governance/v1/cycles/cycle-{self._year}", answer.headers["x-request-id"]

    def _traced(self) -> str:
        _, correlation = self._decide()

        def done() -> str | None:
            try:
                self._said = self._project.idm("trace", correlation)
            except Failed as why:
                return str(why)
            return None

        await_none(done)
        for service in ("events", "funding", "publications"):
            if f"{service}: done" not in " ".join(self._said.split()):
                raise Failed(f"the trace does not say what {service} did: {self._said}")
        return "CycleOpened is done in events, funding and publications"

    def _many(self) -> None:
        self._project.up("--scale", "governance=3", "--scale", "events=2", "--no-recreate")
        await_none(self._three_answer)
        self._decide()
        self._judged()

    def _broker_away(self) -> str:
        self._project.compose("stop", "kafka")
        self._decide()
        self._project.compose("up", "--detach", "kafka")
        self._healthy()
        return self._judged()

    def _broker_lost(self) -> str:
        self._project.compose("rm", "--stop", "--force", "kafka")
        self._project.docker("volume", "rm", f"{self._project.name}_kafka-data")
        self._project.compose("run", "--rm", "-T", "migrate")
        self._healthy()
        for service in SERVICES:
            self._project.idm("outbox", "republish", "--service", service)
        self._partner_enters()
        self._decide()
        return self._judged()

    def _database_away(self) -> str:
        self._project.compose("stop", "mongodb")
        self._project.compose("up", "--detach", "mongodb")
        self._healthy()
        self._decide()
        return self._judged()

    def _healthy(self) -> None:
        def look() -> str | None:
            ill = [
                service_state
                for container in self._project.containers()
                if (service_state := container["State"].get("Health", {}).get("Status", "healthy")) != "healthy"
            ]
            return f"{len(ill)} containers are {ill[0]}" if ill else None

        await_none(look, seconds=120.0)

    def _rotated(self) -> None:
        self._write_secret("governance", "another-password-for-governance")
        self._project.compose("run", "--rm", "-T", "access")
        self._project.compose("restart", "governance")
        self._healthy()
        self._decide()
        self._judged()
        try:
            self._project.inside("login", "governance", "the-password-before-it")
        except Failed as why:
            if not all(f"refused by {server}" in str(why) for server in ("MongoDB", "Kafka")):
                raise
        else:
            raise Failed("another password than governance's own is accepted")

    def _write_secret(self, user: str, password: str) -> None:
        """As root, to whom the folder belongs."""
        script = f"rm /secrets/{user}/password; printf {password} >/secrets/{user}/password"
        self._project.compose("run", "--rm", "-T", "--no-deps", "passwords", "sh", "-c", script)

    def _operator_rotated(self) -> str:
        new = "another-password-for-the-operator"
        self._project.idm("access", "operator", "--password-file", "/dev/stdin", stdin=new.encode())
        self._write_secret("operator", new)
        self._project.compose("restart", "kafka")
        self._healthy()
        self._decide()
        return self._judged()

    def _stuck(self) -> None:
        """A message of a version that nobody knows stands in a stream; one behind it waits."""
        self._project.inside("spoil", "cycle-2099")
        message = "events|idm.governance.v1|cycle-2099|1"

        def not_held() -> str | None:
            try:
                self._project.idm("held", "list", "--service", "events")
            except Failed as listed:
                return None if "cycle-2099|1" in str(listed) else str(listed)
            return "nothing is held"

        await_none(not_held)
        if "unknown version" not in self._project.idm("held", "show", message, "--service", "events"):
            raise Failed("what is held does not say why")
        try:
            self._project.idm("held", "retry", message, "--service", "events")
        except Failed as still:
            if "Still dead" not in str(still):
                raise
        self._project.idm("held", "discard", message, "--service", "events", "--reason", "sent by this check")
        if "Nothing is held" not in self._project.idm("held", "list", "--service", "events"):
            raise Failed("something is still held")

    def _backed_up(self) -> str:
        self._before = self._cycle()
        self._project.into_file(self._project.command("run", "--rm", "-T", "--quiet", "idm", "backup"), self._backup)
        return f"{self._backup.stat().st_size // 1024} KiB"

    def _wiped_and_restored(self) -> None:
        self._project.compose("down", "--volumes")
        # The services only after the restore; `migrate` makes the databases and topics first.
        self._project.compose("run", "--rm", "-T", "migrate")
        self._project.idm("restore", stdin=self._backup.read_bytes())
        self._project.up()
        self._same(self._before)
        self._partner_enters()

    def _new_epoch(self) -> str:
        command = self._programs["Python"]
        lines = partners.reads(command, self._partner, partners.PUBLIC, until=(".VolumePublished.v1",))
        epochs = {line.split()[2] for line in lines}
        if len(epochs) != 1 or epochs <= {"1"}:
            raise Failed(f"a partner reads the epochs {sorted(epochs)}")
        return f"epoch {epochs.pop()}"

    def _upgraded(self) -> str:
        label = b"FROM idm-platform:check\nLABEL int.iom.idm.version=next\n"
        self._project.docker("build", "--quiet", "--tag", _NEXT, "-", stdin=label)
        self._project.give(IDM_IMAGE=_NEXT)
        self._project.compose("run", "--rm", "-T", "--no-deps", "migrate")
        with Asking(f"{self._project.url}/governance/v1/cycles") as answers:
            for service in SERVICES:
                self._replace(service)
            self._decide()
        wrong = [status for status in answers if status != 200]
        if wrong or not answers:
            raise Failed(f"{len(wrong)} of {len(answers)} requests failed meanwhile, such as with {wrong[:3]}")
        return f"{len(answers)} requests meanwhile, all answered"

    def _replace(self, service: str) -> None:
        """A second instance of the new image beside the old one; then the old one drains and goes."""
        old = [container["Id"] for container in self._project.containers(service)]
        count = len(old)
        self._project.up("--no-deps", "--no-recreate", "--scale", f"{service}={2 * count}", service)
        images = {container["Config"]["Image"] for container in self._project.containers(service)}
        if images != {_NEXT, "idm-platform:check"}:
            raise Failed(f"{service} runs {sorted(images)} side by side")
        self._project.docker("stop", *old)
        self._project.docker("rm", *old)
        self._project.up("--no-deps", "--no-recreate", "--scale", f"{service}={count}", service)
        images = {container["Config"]["Image"] for container in self._project.containers(service)}
        if images != {_NEXT}:
            raise Failed(f"{service} runs {sorted(images)} after its upgrade")

    def _kafka_encrypted(self) -> str:
        tls = self._folder / "tls"
        self._project.with_file("docker-compose.kafka-tls.yml")
        self._project.give(IDM_KAFKA_TLS_PATH=str(tls), IDM_KAFKA_CA_PATH=str(tls / "tls.crt"))
        self._project.up()
        self._decide()
        return self._judged()

    def _encrypted(self) -> None:
        tls = self._folder / "tls"
        self._project.give(IDM_TLS_PATH=str(tls))
        self._project.up("--no-deps", "proxy")
        url = self._project.url.replace("http://", "https://")
        context = httpx2.create_ssl_context(verify=str(tls / "tls.crt"))
        answer = httpx2.get(f"{url}/governance/v1/cycles", verify=context)
        if answer.status_code != 200 or "max-age" not in answer.headers.get("strict-transport-security", ""):
            raise Failed(f"by TLS it answered {answer.status_code}, {dict(answer.headers)}")
