"""A broker of Apache Kafka that asks for users: in the clear, by TLS, and openly for whoever makes the users."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from shared.localstack.apache import APACHE_KAFKA
from shared.localstack.free_port import free_port
from shared.localstack.servers import Server
from shared.localstack.stack import LocalStack
from shared.outbox.security import Mechanism, Protocol, Security

_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


@dataclass(frozen=True, kw_only=True)
class SecuredKafka:
    """``open_at`` is for the operator alone; users enter at the other two."""

    mongodb_uri: str
    open_at: str
    sasl_at: str
    tls_at: str
    folder: Path

    def entering(
        self,
        user: str,
        password: str,
        *,
        tls: bool = False,
        ca_file: Path | None = None,
        mechanism: Mechanism = Mechanism.SCRAM_SHA_512,
    ) -> Security:
        file = self.folder / f"{user}-{password}"
        file.write_text(password + "\n", "utf-8")
        return Security(
            protocol=Protocol.SASL_SSL if tls else Protocol.SASL_PLAINTEXT,
            mechanism=mechanism,
            user=user,
            password_file=file,
            ca_file=ca_file,
        )

    @property
    def authority(self) -> Path:
        return self.folder / "tls.crt"


@contextmanager
def secured_kafka(folder: Path) -> Iterator[SecuredKafka]:
    """With a MongoDB beside it. Raises ``StackUnavailable`` where Java or Maven are missing."""
    folder.mkdir()
    _certify(folder)
    sasl, tls = free_port(), free_port()
    with LocalStack(folder / "stack", kafka=_asking(APACHE_KAFKA, folder, sasl=sasl, tls=tls)) as stack:
        yield SecuredKafka(
            mongodb_uri=stack.endpoints.mongodb_uri,
            open_at=stack.endpoints.kafka_bootstrap,
            sasl_at=f"127.0.0.1:{sasl}",
            tls_at=f"127.0.0.1:{tls}",
            folder=folder,
        )


def _asking(server: Server, folder: Path, *, sasl: int, tls: int) -> Server:
    def command(program: Path, port: int, data: Path) -> list[str]:
        words = server.command(program, port, data)
        file = data / "server.properties"
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("listener.security")]
        own = f"SASL://127.0.0.1:{sasl},TLS://127.0.0.1:{tls}"
        lines = [f"{line},{own}" if line.startswith(("listeners=", "advertised.")) else line for line in lines]
        lines += [
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SASL_SSL",
            "inter.broker.listener.name=PLAINTEXT",
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users=User:ANONYMOUS",
            *(
                f"listener.name.{name}.sasl.enabled.mechanisms=SCRAM-SHA-512,SCRAM-SHA-256\n"
                f"listener.name.{name}.scram-sha-512.sasl.jaas.config={_LOGIN}\n"
                f"listener.name.{name}.scram-sha-256.sasl.jaas.config={_LOGIN}"
                for name in ("sasl", "tls")
            ),
            "listener.name.tls.ssl.keystore.type=PEM",
            f"listener.name.tls.ssl.keystore.location={folder.resolve() / 'tls.pem'}",
        ]
        file.write_text("\n".join(lines) + "\n", "utf-8")
        return words

    return replace(server, command=command)


def _certify(folder: Path) -> None:
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files],
        check=True,
        capture_output=True,
        env=os.environ,
    )
    both = (folder / "tls.key").read_text("utf-8") + (folder / "tls.crt").read_text("utf-8")
    (folder / "tls.pem").write_text(both, "utf-8")
