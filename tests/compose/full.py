"""``make compose-check FULL=1``: what the runbook says, done on a stack of its own, each command as it is there."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
from rich.console import Console

from tests.compose import partners
from tests.compose.copies import Copies
from tests.compose.engine import ROOT, Failed
from tests.compose.outages import Outages
from tests.compose.private_keys import PrivateKeys
from tests.compose.rotations import Rotations
from tests.compose.runbook import blocks
from tests.compose.taking import Step, await_none
from tests.compose.upgrades import NOW, Upgrades

_PATIENCE_SECONDS = "90"
# Killed when the demonstration first tells of these; whoever hears the message is among the killed.
_KILLED_AT = {
    "ThemeSelected": "governance",
    "WorkshopScheduled": "events",
    "BudgetApproved": "funding",
    "WorkshopHeld": "publications",
}


class Full(Copies, Outages, Rotations, PrivateKeys, Upgrades):
    """The smoke form's first steps, then trouble of every kind, a restore and an upgrade."""

    def __init__(self, console: Console, folder: Path) -> None:
        super().__init__(console, folder)
        self._backup = folder / "platform.backup"
        self._programs: dict[str, list[str]] = {}

    def _steps(self) -> Iterator[Step]:
        yield "there is an engine, with compose", self._engine
        yield "the image is built", self._build
        yield "all is healthy though no keys were given", self._up
        yield "nobody is let in without keys", self._nobody
        yield "one port on loopback, and behind it only the APIs", self._outside
        yield "the keys are given; partners get a listener of their own", self._partners_listen
        yield "no container may do more than it must", self._confined
        yield "each service enters its own database and topics alone", self._own
        yield "a partner gets a user", self._partner_enters
        yield "nobody but partners enters where partners do, and no partner elsewhere", self._listeners_apart
        yield "the demonstration plays while each service is killed once", self._demo_under_fire
        yield "every message and effect is there, once", self._judged
        yield "partners read in Python, Node and Java, and are refused what is internal", self._partners_read
        yield "a command is followed to its end, and what is wrong is seen", self._traced
        yield "three copies of governance and two of events share the work", self._many
        yield "the broker is restarted: what was decided meanwhile arrives", self._broker_away
        yield "the broker loses its data: it is rebuilt from the databases", self._broker_lost
        yield "the database is restarted: nothing is lost", self._database_away
        yield "down and up again: what was there is there", self._restarted
        yield "a password is rotated, and the old one is refused", self._rotated
        yield "the operator's password is rotated", self._operator_rotated
        yield "the key of MongoDB is rotated", self._key_rotated
        yield "the key of private data is rotated, and what it closed is still read", self._private_key_rotated
        yield "a partner's password is rotated", self._partner_rotated
        yield "the partners' certificate is another, and the new one is served", self._certificate_rotated
        yield "a partner is put out", self._partner_put_out
        yield "the key of tokens is rotated, and the old one is refused", self._token_key_rotated
        yield "a gap is seen, and healed by sending the stream again", self._gap
        yield "a backup of all four databases is taken while services run", self._backed_up
        yield "all data is removed, and restored from the backup", self._wiped_and_restored
        yield "every message and effect is there, once", self._judged
        yield "a partner sees the new epoch", self._new_epoch
        yield "old and new instances side by side, then the new alone", self._upgraded
        yield "every message and effect is there, once", self._judged
        yield "back to the old version and on to the new one again", self._back_and_on
        yield "every message and effect is there, once", self._judged
        yield "what the new version has for the servers and the proxy is applied", self._servers_renewed
        yield "the services speak TLS with Kafka too", self._kafka_encrypted
        yield "a stream that is stuck is seen and settled", self._stuck
        yield "all is restored once more, onto small disks", self._on_small_disks
        yield "the disk of MongoDB is full: nothing acknowledged is lost", lambda: self._disk_full("mongodb")
        yield "the disk of Kafka is full: nothing acknowledged is lost", lambda: self._disk_full("kafka")
        yield "the proxy speaks TLS, and with another certificate when it is given one", self._encrypted
        yield "every command of the runbook was run", self._all_followed

    def _partners_listen(self) -> None:
        tls = partners.certificate_for(self._folder / "tls")
        self._project.give(
            IDM_PARTNERS_ADDRESS=self._partner.address,
            IDM_PARTNERS_PORT=self._partner.address.rpartition(":")[2],
            IDM_PARTNERS_TLS_PATH=str(tls),
        )
        self._give_keys()
        self._follow("Partners", 1)
        self._let_in()
        self._published.add(("kafka", "127.0.0.1"))
        self._only_published()

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
            for topic in partners.INTERNAL:
                partners.is_refused(command, self._partner, topic)
            told.append(f"{language} {len(lines)}")
        return "messages read: " + ", ".join(told)

    def _traced(self) -> str:
        _, correlation = self._decide()

        def done() -> str | None:
            try:
                self._said = self._follow("See what is wrong", REQUEST_ID=correlation)
            except Failed as why:
                return str(why)
            return None

        await_none(done)
        for service in ("events", "funding", "publications"):
            if f"{service}: done" not in " ".join(self._said.split()):
                raise Failed(f"the trace does not say what {service} did: {self._said}")
        return "CycleOpened is done in events, funding and publications"

    def _documents(self) -> list[str]:
        found = [line for line in self._project.inside("documents").splitlines() if line.startswith("documents ")]
        if not found:
            raise Failed("the databases have no collections")
        return found

    def _backed_up(self) -> str:
        self._before = self._cycle()
        self._year_before = self._year
        self._recorded = self._judged()
        self._follow("Backup")
        if (mode := stat.S_IMODE(self._backup.stat().st_mode)) != 0o600:
            raise Failed(f"the backup's mode is {mode:o}")
        self._documents_before = self._documents()
        return f"{self._backup.stat().st_size // 1024} KiB"

    def _wiped_and_restored(self) -> None:
        self._follow("Restore")
        self._same(self._before)
        self._year = self._year_before
        if (recorded := self._judged()) != self._recorded:
            raise Failed(f"there were {self._recorded}, and are now {recorded}")
        if differ := set(self._documents_before) ^ set(self._documents()):
            raise Failed(f"not the same before and after: {'; '.join(sorted(differ))}")
        self._partner_enters()

    def _on_small_disks(self) -> None:
        # With the file, compose would ask whether the volumes that are there may go.
        self._project.remove()
        # The version that the backup is of: the next one shows more of a year than it had then.
        self._project.give(IDM_IMAGE=NOW)
        self._project.with_file("tests/compose/small-disks.yml")
        self._wiped_and_restored()

    def _new_epoch(self) -> str:
        command = self._programs["Python"]
        lines = partners.reads(command, self._partner, partners.PUBLIC, until=(".VolumePublished.v1",))
        epochs = {line.split()[2] for line in lines}
        if len(epochs) != 1 or epochs <= {"1"}:
            raise Failed(f"a partner reads the epochs {sorted(epochs)}")
        return f"epoch {epochs.pop()}"

    def _restarted(self) -> None:
        before = self._cycle()
        self._follow("Stop", 1)
        self._follow("Stop", 3)
        self._same(before)
        super()._restarted()

    def _all_followed(self) -> str:
        if lacking := blocks().keys() - self._followed:
            raise Failed(f"not run were {sorted(lacking)}")
        return f"{len(self._followed)} blocks of commands"

    def _kafka_encrypted(self) -> str:
        tls, authorities = self._folder / "tls", self._folder / "kafka-ca.crt"
        authorities.write_bytes((tls / "tls.crt").read_bytes())
        self._project.give(IDM_KAFKA_TLS_PATH=str(tls), IDM_KAFKA_CA_PATH=str(authorities))
        self._follow("Start", 2, FILES="docker-compose.yml:docker-compose.partners.yml")
        self._decide()
        self._judged()
        # Another authority has signed the next certificate, for each is signed by itself.
        other = partners.certificate_for(self._folder / "next-kafka-tls")
        with authorities.open("ab") as file:
            file.write((other / "tls.crt").read_bytes())
        self._follow("Rotated secret", 7)
        self._healthy()
        partners.put_in_place(other, tls)
        self._follow("Rotated secret", 9)
        self._healthy()
        ask = "import ssl; print(ssl.get_server_certificate(('kafka', 9092)))"
        self._serves(
            tls, self._project.compose("run", "--rm", "-T", "--quiet", "--entrypoint", "python", "idm", "-c", ask)
        )
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
        partners.put_in_place(partners.certificate_for(self._folder / "next-proxy-tls"), tls)
        self._follow("Rotated secret", 8)
        self._healthy()
        self._serves(tls, partners.served_at(self._project.url.removeprefix("http://")))
