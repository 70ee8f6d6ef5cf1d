"""How our clients prove to Kafka who they are: the same words for aiokafka and for FastStream."""

import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512


class Protocol(StrEnum):
    """As Kafka names them. What is not ``…SSL`` is readable on the network it travels on."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class Mechanism(StrEnum):
    """How a password is proved. SCRAM never sends it; PLAIN does, so it needs TLS."""

    SCRAM_SHA_512 = "SCRAM-SHA-512"
    SCRAM_SHA_256 = "SCRAM-SHA-256"
    PLAIN = "PLAIN"


_FASTSTREAM = {
    Mechanism.SCRAM_SHA_512: SASLScram512,
    Mechanism.SCRAM_SHA_256: SASLScram256,
    Mechanism.PLAIN: SASLPlaintext,
}


@dataclass(frozen=True, kw_only=True)
class Security:
    """What a client says when it connects. The password's file is read at each connection, so a new one counts.

    ``ca_file`` holds the authorities in PEM whose signature on the broker's certificate counts; without it
    the system's do.
    """

    protocol: Protocol = Protocol.PLAINTEXT
    mechanism: Mechanism = Mechanism.SCRAM_SHA_512
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None

    @property
    def encrypted(self) -> bool:
        return self.protocol in (Protocol.SSL, Protocol.SASL_SSL)

    @property
    def named(self) -> bool:
        """Whether a user and a password are asked for."""
        return self.protocol in (Protocol.SASL_PLAINTEXT, Protocol.SASL_SSL)

    def for_aiokafka(self) -> dict[str, Any]:
        """Arguments of every aiokafka client. Raises ``OSError`` when a file cannot be read."""
        found: dict[str, Any] = {"security_protocol": self.protocol.value}
        if self.encrypted:
            found["ssl_context"] = self._context()
        if self.named:
            found |= {
                "sasl_mechanism": self.mechanism.value,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self._password(),
            }
        return found

    def for_faststream(self) -> BaseSecurity:
        """The same for FastStream, whose classes are in the clear unless they are given a context (trap 17)."""
        context = self._context() if self.encrypted else None
        if not self.named:
            return BaseSecurity(ssl_context=context, use_ssl=self.encrypted)
        return _FASTSTREAM[self.mechanism](
            username=self.user or "", password=self._password(), ssl_context=context, use_ssl=self.encrypted
        )

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)

    def _password(self) -> str:
        return self.password_file.read_text(encoding="utf-8").strip() if self.password_file else ""


OPEN = Security()
"""No user and no encryption: the local stack's broker, which listens on this machine alone."""
