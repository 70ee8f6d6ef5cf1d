"""How a service enters MongoDB and Kafka: what the settings refuse, and what the clients are told."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from faststream.kafka.security import parse_security
from pydantic import ValidationError

from shared.outbox.security import OPEN, Mechanism, Protocol, Security
from shared.runtime.settings import Settings, complaints_of


def _settings(**more: Any) -> Settings:
    needed = {"mongodb_uri": "mongodb://db/", "kafka_bootstrap": "k:9092", "token_issuer": "i", "jwks_url": "http://j"}
    return Settings(**{**needed, **more})


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("secret-of-events\n", "utf-8")
    return file


def _refused(**more: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        _settings(**more)
    return "\n".join(complaints_of(refused.value))


def test_a_password_without_sasl_and_sasl_without_a_password_are_refused(password: Path) -> None:
    assert "belongs to SASL" in _refused(kafka_password_file=password)
    assert "belongs to SASL" in _refused(kafka_security="SASL_SSL")
    assert _settings(kafka_security="SASL_SSL", kafka_password_file=password).kafka_security is Protocol.SASL_SSL


def test_plain_in_the_clear_is_refused_and_scram_is_not(password: Path) -> None:
    clear = {"kafka_security": "SASL_PLAINTEXT", "kafka_password_file": password}
    assert "readable" in _refused(**clear, kafka_mechanism="PLAIN")
    assert _settings(**clear).kafka_mechanism is Mechanism.SCRAM_SHA_512
    assert _settings(**{**clear, "kafka_security": "SASL_SSL"}, kafka_mechanism="PLAIN")


def test_authorities_are_for_what_is_encrypted(tmp_path: Path, password: Path) -> None:
    assert "IDM_KAFKA_CA_FILE" in _refused(
        kafka_security="SASL_PLAINTEXT", kafka_password_file=password, kafka_ca_file=password
    )


def test_a_file_that_is_not_there_is_told_by_the_name_of_its_variable(tmp_path: Path) -> None:
    said = _refused(mongodb_password_file=tmp_path / "nothing")
    assert said.startswith("IDM_MONGODB_PASSWORD_FILE: ")
    assert "No such file" in said


def test_a_password_is_given_to_mongodb_in_one_way(password: Path) -> None:
    assert "one way only" in _refused(mongodb_uri="mongodb://a:b@db/", mongodb_password_file=password)


def test_the_user_is_the_service_unless_it_is_said(password: Path) -> None:
    both = {"kafka_security": "SASL_SSL", "kafka_password_file": password, "mongodb_password_file": password}
    own = _settings(**both)
    login = own.login(service="events")
    assert login is not None
    assert (login.user, own.security(service="events").user) == ("events", "events")
    assert login.for_driver() == {"username": "events", "password": "secret-of-events", "authSource": "admin"}
    other = _settings(**both, kafka_user="a", mongodb_user="b")
    assert (other.security(service="events").user, other.login(service="events")) != ("events", login)
    assert _settings().login(service="events") is None


@pytest.mark.parametrize("mechanism", list(Mechanism))
@pytest.mark.parametrize("protocol", list(Protocol))
def test_trap_17_both_clients_are_told_the_same_and_what_is_ssl_has_a_context(
    protocol: Protocol, mechanism: Mechanism, password: Path
) -> None:
    security = Security(protocol=protocol, mechanism=mechanism, user="events", password_file=password)
    told, faststream = security.for_aiokafka(), parse_security(security.for_faststream())
    assert isinstance(told.pop("ssl_context", None), ssl.SSLContext) is security.encrypted
    assert isinstance(faststream.pop("ssl_context", None), ssl.SSLContext) is security.encrypted
    assert told == faststream
    assert told["security_protocol"] == protocol.value
    assert ("sasl_plain_password" in told) is security.named


def test_the_local_stack_is_open() -> None:
    assert OPEN.for_aiokafka() == {"security_protocol": "PLAINTEXT"}
