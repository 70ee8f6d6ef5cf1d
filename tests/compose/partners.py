"""A partner's programs, as docs/partners.md prints them, against the listener that is for partners."""

import asyncio
import contextlib
import logging
import os
import queue
import secrets
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.localstack.apache import libraries
from tests.compose.engine import ROOT, Failed, run

PROGRAMS = ROOT / "docs" / "partners"
PUBLIC = ("idm.governance.v1", "idm.events.v1", "idm.funding.v1", "idm.publications.v1")
INTERNAL = ("idm.events.internal.v1", "idm.funding.internal.v1", "idm.publications.internal.v1")
_PACKAGES = ("kafkajs@2.2.4", "cloudevents@10.0.0")
_SECONDS = 60.0
_REFUSALS = ("TopicAuthorization", "TOPIC_AUTHORIZATION_FAILED", "not authorized", "Not authorized")


@dataclass(frozen=True, kw_only=True)
class Partner:
    """One partner: its name is its user's."""

    name: str
    password: str
    address: str
    certificate: Path

    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("IDM_", "PYTHON"))},
            "IDM_KAFKA": self.address,
            "IDM_CA": str(self.certificate),
            "IDM_USER": self.name,
            "IDM_PASSWORD": self.password,
            # Another each time: a member that was killed is waited for.
            "IDM_GROUP": f"partner.{self.name}.{secrets.token_hex(4)}",
        }


def certificate_for(folder: Path) -> Path:
    """A folder with a key and a certificate for this machine and for the broker's container, signed by itself."""
    folder.mkdir()
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:kafka"]
    files = ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files], os.environ)
    # The images' own users read it; this key is for this check alone.
    (folder / "tls.key").chmod(0o644)
    return folder


def put_in_place(tls: Path, place: Path) -> None:
    """The key and certificate of one folder in the place of those of another."""
    for name in ("tls.key", "tls.crt"):
        shutil.copy(tls / name, place / name)


def served_at(address: str) -> str:
    """The certificate, in PEM, with which this host:port speaks TLS."""
    host, _, port = address.rpartition(":")
    return ssl.get_server_certificate((host, int(port)))


def enters(user: Partner, mechanism: str) -> bool:
    """Whether the listener for partners lets this user in, who proves the password so."""
    # A refusal is an answer here, and no trouble to tell of.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    return asyncio.run(_enters(user, mechanism))


def stays(user: Partner, mechanism: str, *meanwhile: Callable[[], None]) -> list[bool]:
    """Whether somebody who has entered is still answered after each of these was done, one after another."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    return asyncio.run(_stays(user, mechanism, meanwhile))


async def _stays(user: Partner, mechanism: str, meanwhile: Sequence[Callable[[], None]]) -> list[bool]:
    consumer = AIOKafkaConsumer(**_as(user, mechanism))
    await consumer.start()
    try:
        await consumer.topics()  # the start closes the connection that it made
        found = []
        for one in meanwhile:
            await asyncio.to_thread(one)
            try:
                found.append(set(PUBLIC) <= await asyncio.wait_for(consumer.topics(), _SECONDS))
            except (KafkaError, TimeoutError):
                found.append(False)
        return found
    finally:
        await consumer.stop()


def _as(user: Partner, mechanism: str) -> dict[str, Any]:
    return {
        "bootstrap_servers": user.address,
        "security_protocol": "SASL_SSL",
        "ssl_context": ssl.create_default_context(cafile=user.certificate),
        "sasl_mechanism": mechanism,
        "sasl_plain_username": user.name,
        "sasl_plain_password": user.password,
    }


async def _enters(user: Partner, mechanism: str) -> bool:
    producer = AIOKafkaProducer(**_as(user, mechanism))
    try:
        await producer.start()
    except KafkaError:
        return False
    finally:
        await producer.stop()
    return True


def commands(folder: Path) -> dict[str, list[str]]:
    """How each program is started; what it needs is fetched and compiled first."""
    node, java = folder / "node", folder / "java"
    node.mkdir()
    java.mkdir()
    shutil.copy(PROGRAMS / "subscribe.mjs", node)
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(node), *_PACKAGES], os.environ)
    jars = f"{libraries()}/*"
    run(["javac", "-cp", jars, "-d", str(java), str(PROGRAMS / "Subscribe.java")], os.environ)
    return {
        "Python": [str(ROOT / ".venv/bin/python"), str(PROGRAMS / "subscribe.py")],
        "Node": ["node", str(node / "subscribe.mjs")],
        "Java": ["java", "-cp", f"{java}:{jars}", "Subscribe"],
    }


def reads(command: Sequence[str], partner: Partner, topics: Sequence[str], *, until: Sequence[str]) -> list[str]:
    """The lines it prints until each of these words was in one. Raises :class:`Failed` with what was not."""
    missing, lines = set(until), list[str]()
    with _running([*command, *topics], partner) as told:
        for line in told:
            lines.append(line)
            missing -= {word for word in missing if word in line}
            if not missing:
                return lines
    raise Failed(f"{command[0]} did not read {', '.join(sorted(missing))}: {lines[-3:]}")


def is_refused(command: Sequence[str], partner: Partner, topic: str) -> None:
    """Raises :class:`Failed` unless it is told that this topic is not for it."""
    lines = list[str]()
    with _running([*command, topic], partner) as told:
        for line in told:
            lines.append(line)
            if any(word in line for word in _REFUSALS):
                return
    raise Failed(f"{command[0]} was not refused on {topic}: {lines[-3:]}")


@contextmanager
def _running(command: list[str], partner: Partner) -> Iterator[Iterator[str]]:
    """What a program writes, line by line, until it ends or a minute has passed; it is ended afterwards."""
    process = subprocess.Popen(
        command,
        env=partner.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    found: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            found.put(line.strip())
        found.put(None)

    def told() -> Iterator[str]:
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                if (line := found.get(timeout=1.0)) is None:
                    return
                yield line

    reading = threading.Thread(target=read)
    reading.start()
    try:
        yield told()
    finally:
        process.kill()
        process.wait()
        reading.join()
