"""Every setting of a service: ``IDM_…`` variables (the README's table)."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.outbox.security import Mechanism, Protocol, Security
from shared.persistence.driver import Driver, Login, Store
from shared.persistence.private_fields import PrivateFields

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


class Connections(BaseSettings):
    """Where MongoDB and Kafka are and how to enter: what a service needs, and an operator's command too."""

    model_config = SettingsConfigDict(env_prefix="IDM_", extra="ignore", frozen=True)

    mongodb_uri: str = Field(description="MongoDB replica set")
    mongodb_driver: Driver = Field(
        default=Driver.MOTOR, description="The driver's client: `motor`, or `pymongo` (decision 0013)"
    )
    mongodb_user: str | None = Field(default=None, description="User of MongoDB; without it the service's own name")
    mongodb_password_file: Path | None = Field(
        default=None, description="That user's password, as a file; without it MongoDB asks for none"
    )
    kafka_bootstrap: str = Field(description="Kafka brokers, host:port, separated by commas")
    kafka_security: Protocol = Field(
        default=Protocol.PLAINTEXT,
        description="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL. Without SSL, whoever is on that network reads along",
    )
    kafka_mechanism: Mechanism = Field(
        default=Mechanism.SCRAM_SHA_512,
        description="SCRAM-SHA-512, SCRAM-SHA-256, or PLAIN, which sends the password and so needs SASL_SSL",
    )
    kafka_user: str | None = Field(default=None, description="User of Kafka; without it the service's own name")
    kafka_password_file: Path | None = Field(default=None, description="That user's password, as a file")
    kafka_ca_file: Path | None = Field(
        default=None, description="Authorities whose signature on the brokers' certificates counts (PEM)"
    )
    kafka_replicas: int = Field(default=1, ge=1, description="Copies of each topic that `migrate` makes")
    kafka_instance: str | None = Field(
        default=None,
        description="A name of this process that outlives it: restarted after a crash, it reads on at once",
    )
    database_prefix: str = Field(default="idm_", description="A service's database is this and its name")
    private_keys_file: Path | None = Field(
        default=None, description="Keys of encrypted fields, one a line: the first encrypts, all decrypt"
    )

    @field_validator("kafka_password_file", "kafka_ca_file", "mongodb_password_file")
    @classmethod
    def _is_readable(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                file.read_bytes()
            except OSError as error:
                raise ValueError(f"{file} cannot be read: {error.strerror}") from None
        return file

    @field_validator("private_keys_file")
    @classmethod
    def _has_keys(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                PrivateFields.from_file(file)
            except OSError as error:
                raise ValueError(f"{file} cannot be read: {error.strerror}") from None
            except ValueError as error:
                raise ValueError(f"{file}: {error}") from None
        return file

    @model_validator(mode="after")
    def _security_fits(self) -> Self:
        named = self.kafka_security in (Protocol.SASL_PLAINTEXT, Protocol.SASL_SSL)
        if named != (self.kafka_password_file is not None):
            raise ValueError("IDM_KAFKA_PASSWORD_FILE belongs to SASL_PLAINTEXT and SASL_SSL, and to no other")
        if self.kafka_ca_file and self.kafka_security not in (Protocol.SSL, Protocol.SASL_SSL):
            raise ValueError("IDM_KAFKA_CA_FILE belongs to SSL and SASL_SSL: nothing else is encrypted")
        if self.kafka_security is Protocol.SASL_PLAINTEXT and self.kafka_mechanism is Mechanism.PLAIN:
            raise ValueError("PLAIN would send the password readable: use SASL_SSL, or a SCRAM mechanism")
        if self.mongodb_password_file and self.mongodb_uri.partition("://")[2].partition("/")[0].count("@"):
            raise ValueError("IDM_MONGODB_URI names a user already: give the password in one way only")
        return self

    def security(self, *, service: str) -> Security:
        """How the service proves to Kafka who it is."""
        return Security(
            protocol=self.kafka_security,
            mechanism=self.kafka_mechanism,
            user=self.kafka_user or service,
            password_file=self.kafka_password_file,
            ca_file=self.kafka_ca_file,
        )

    def private_fields(self) -> PrivateFields | None:
        """What encrypts private fields; ``None`` where no key was given, so that none can be kept."""
        return PrivateFields.from_file(self.private_keys_file) if self.private_keys_file else None

    def store(self, service: str, *, user: str | None = None) -> Store:
        """The service's own database, entered as ``user`` or as the service; nothing is sent yet."""
        return Store.connect(
            self.mongodb_uri,
            database=self.database_of(service),
            login=self.login(service=user or service),
            driver=self.mongodb_driver,
        )

    def database_of(self, service: str) -> str:
        return f"{self.database_prefix}{service}"

    def login(self, *, service: str) -> Login | None:
        """How the service proves to MongoDB who it is; ``None`` where it asks for nothing."""
        if self.mongodb_password_file is None:
            return None
        return Login(user=self.mongodb_user or service, password_file=self.mongodb_password_file)


class Settings(Connections):
    """Read from the environment. Raises ``ValidationError`` naming what is missing or makes no sense."""

    http_host: str = Field(default="127.0.0.1", description="Address to listen on")
    http_port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on")
    public_url: str = Field(default="http://localhost:8000", description="Origin under which partners reach the APIs")
    contact_email: str = Field(
        default="publications@iom.int",
        pattern=r"^[^\s@<>]+@[^\s@<>]+$",
        description="Whom partners write to; harvesters of the catalogue are told it",
    )
    jwks_file: Path | None = Field(default=None, description="The token issuer's public keys, as a file …")
    jwks_url: str | None = Field(default=None, description="… or as an address")
    token_issuer: str = Field(description="`iss` of tokens")
    token_audience: str = Field(default="idm", description="`aud` of tokens")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Origins of web applications elsewhere, separated by commas; none by default"
    )
    relay_poll_seconds: float = Field(default=0.1, gt=0, description="How often unsent rows are looked for")
    relay_bell: Literal["commit", "changes"] = Field(
        default="commit",
        description="What wakes the relay before it looks: a `commit` of its own process, or also those of other "
        "instances, by a change stream (`changes`; decision 0014)",
    )
    relay_lease_seconds: float = Field(default=10.0, ge=0.5, description="How long a dead relay keeps others waiting")
    delivery_seconds: float = Field(default=10.0, gt=0, description="How long Kafka may take to acknowledge")
    checkpoint_seconds: float = Field(default=60.0, gt=0, description="How often what was recorded is checkpointed")
    stop_seconds: float = Field(
        default=20.0,
        gt=0,
        description="How long a stop may take to finish requests; 40 at most under docker compose",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _apart(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if _ORIGIN.fullmatch(origin) is None:
                raise ValueError(f"“{origin}” is not an origin: write https://host or https://host:port, and no *")
        return origins

    @model_validator(mode="after")
    def _one_key_source(self) -> Self:
        if (self.jwks_file is None) == (self.jwks_url is None):
            raise ValueError("set exactly one of IDM_JWKS_FILE and IDM_JWKS_URL")
        return self


def complaints_of(error: ValidationError) -> list[str]:
    """A line for each setting that is missing or makes no sense, with the variable's name."""
    return [
        f"{'IDM_' + '_'.join(map(str, one['loc'])).upper() if one['loc'] else 'settings'}: {one['msg']}"
        for one in error.errors()
    ]
