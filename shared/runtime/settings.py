"""Every setting of a service: ``IDM_…`` variables, the same in all three ways of running (the README's table)."""

import re
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


class Settings(BaseSettings):
    """Read from the environment. Raises ``ValidationError`` naming what is missing or makes no sense."""

    model_config = SettingsConfigDict(env_prefix="IDM_", extra="ignore", frozen=True)

    mongodb_uri: str = Field(description="MongoDB replica set")
    kafka_bootstrap: str = Field(description="Kafka brokers, host:port, separated by commas")
    kafka_replicas: int = Field(default=1, ge=1, description="Copies of each topic that `migrate` makes")
    kafka_instance: str | None = Field(
        default=None,
        description="A name of this process that outlives it: restarted after a crash, it reads on at once",
    )
    database_prefix: str = Field(default="idm_", description="A service's database is this and its name")
    http_host: str = Field(default="127.0.0.1", description="Address to listen on")
    http_port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on")
    public_url: str = Field(default="http://localhost:8000", description="Origin under which partners reach the APIs")
    jwks_file: Path | None = Field(default=None, description="The token issuer's public keys, as a file …")
    jwks_url: str | None = Field(default=None, description="… or as an address")
    token_issuer: str = Field(description="`iss` of tokens")
    token_audience: str = Field(default="idm", description="`aud` of tokens")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Origins of web applications elsewhere, separated by commas; none by default"
    )
    relay_poll_seconds: float = Field(default=0.1, gt=0, description="How often unsent rows are looked for")
    relay_lease_seconds: float = Field(default=10.0, ge=0.5, description="How long a dead relay keeps others waiting")
    delivery_seconds: float = Field(default=10.0, gt=0, description="How long Kafka may take to acknowledge")
    checkpoint_seconds: float = Field(default=60.0, gt=0, description="How often what was recorded is checkpointed")
    stop_seconds: float = Field(default=20.0, gt=0, description="How long a stop may take to finish requests")
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
