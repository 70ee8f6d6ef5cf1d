"""Run in a container beside the servers, with the operator's passwords: ``python -m tests.compose.inside VERB``.

``judge`` reads four databases and all topics from the start and prints every fault; ``settled`` prints what is
still to travel; ``enter SERVICE…`` tries, as that service, what it must not be able to do, and looks for what the
operator must not be shown; ``login USER PASSWORD`` tries to enter; ``spoil STREAM`` sends a message that no service
knows; ``forget TOPIC`` removes all that Kafka has of it; ``figures`` prints what every service measures; ``documents``
how many of them each database has in each collection; ``copies SERVICE`` what each of its copies has taken from Kafka.
"""

import asyncio
import os
import socket
import ssl
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError
from prometheus_client.parser import text_string_to_metric_families as _families
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from shared.contracts.topics import TOPICS
from tests.resilience.schedules import judge

_KAFKA = "kafka:9092"
_ANSWER_SECONDS = 10.0
_NOT_ALLOWED = 13
_TO_THE_END = -1
# What grows or goes with time, or is begun anew by a restore.
_BY_ITSELF = {"leases", "checkpoints", "makings", "platform", "positions"}


def _password(user: str) -> str:
    return (Path("/run/idm") / user / "password").read_text("utf-8").strip()


def _uri(user: str) -> str:
    return f"mongodb://{user}:{quote(_password(user))}@mongodb:27017/?replicaSet=idm&authSource=admin"


def _security(user: str) -> dict[str, Any]:
    # As the services do it: docker-compose.kafka-tls.yml changes these two variables.
    protocol, authority = os.environ["IDM_KAFKA_SECURITY"], os.environ.get("IDM_KAFKA_CA_FILE")
    return {
        "security_protocol": protocol,
        "ssl_context": ssl.create_default_context(cafile=authority) if protocol == "SASL_SSL" else None,
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": user,
        "sasl_plain_password": _password(user),
    }


async def _enter(user: str) -> list[str]:
    """What a service could do that it must not, a sentence each."""
    found = []
    with MongoClient[dict[str, Any]](_uri(user), serverSelectionTimeoutMS=5_000) as client:
        client[f"idm_{user}"]["outbox"].find_one()
        for other in judge.HEARS:
            try:
                client[f"idm_{other}"]["outbox"].find_one()
            except OperationFailure as refused:
                if refused.code != _NOT_ALLOWED or other == user:
                    raise
            else:
                if other != user:
                    found.append(f"{user} reads the database of {other}")
    for topic in TOPICS:
        if topic.service != user and await _writes(user, topic.name):
            found.append(f"{user} writes to {topic.name}")
        if await _reads(user, topic.name) != (topic.name in judge.HEARS[user]):
            found.append(f"{user} reads {topic.name}: {topic.name not in judge.HEARS[user]}")
    return found


def _shown() -> list[str]:
    """What the operator's commands are shown beside passwords, such as the keys of what is private."""
    return [f"shown is {file}" for file in Path("/run/idm").rglob("*") if file.is_file() and file.name != "password"]


async def _login(user: str, password: str) -> list[str]:
    """Who does not let this user in."""
    found = []
    with MongoClient[dict[str, Any]](
        "mongodb://mongodb:27017/?replicaSet=idm", username=user, password=password, serverSelectionTimeoutMS=5_000
    ) as client:
        try:
            client[f"idm_{user}"]["outbox"].find_one()
        except OperationFailure:
            found.append("refused by MongoDB")
    producer = AIOKafkaProducer(
        bootstrap_servers=_KAFKA,
        **{**_security("operator"), "sasl_plain_username": user, "sasl_plain_password": password},
    )
    try:
        await producer.start()
    except KafkaError:
        found.append("refused by Kafka")
    finally:
        await producer.stop()
    return found


def _figures() -> set[str]:
    """The names of all figures that every service has at /metrics."""
    said = [urlopen(f"http://{service}:8000/metrics", timeout=_ANSWER_SECONDS).read() for service in judge.HEARS]
    return set.intersection(*({family.name for family in _families(one.decode())} for one in said))


def _documents() -> list[str]:
    """Leases, positions and such apart."""
    found = judge.Databases(_uri("operator")).of
    return [
        f"documents {service} {name} {len(documents)}"
        for service, collections in sorted(found.items())
        for name, documents in sorted(collections.items())
        if name not in _BY_ITSELF
    ]


def _copies(service: str) -> list[str]:
    """Each copy's address, and how many messages it has taken since it started."""
    found = socket.getaddrinfo(service, 8000, socket.AF_INET, socket.SOCK_STREAM)
    said = []
    for address in sorted({str(one[4][0]) for one in found}):
        text = urlopen(f"http://{address}:8000/metrics", timeout=_ANSWER_SECONDS).read().decode()
        samples = [sample for family in _families(text) for sample in family.samples]
        taken = sum(one.value for one in samples if one.name == "idm_consumer_messages_total")
        said.append(f"copy {address} {taken:.0f}")
    return said


async def _spoil(stream: str) -> None:
    headers = {
        "ce_specversion": "1.0",
        "ce_type": "int.iom.idm.governance.CycleOpened.v9",
        "ce_id": "spoiled",
        "ce_source": "/idm/governance",
        "ce_subject": stream,
        "ce_sequence": "1",
        "ce_epoch": "1",
    }
    producer = AIOKafkaProducer(bootstrap_servers=_KAFKA, **_security("operator"))
    await producer.start()
    try:
        sent = [(name, value.encode()) for name, value in headers.items()]
        await producer.send_and_wait("idm.governance.v1", b"{}", key=stream.encode(), headers=sent)
    finally:
        await producer.stop()


async def _forget(topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=_KAFKA, **_security("operator"))
    await admin.start()
    try:
        [described] = await admin.describe_topics([topic])
        partitions = [TopicPartition(topic, one["partition"]) for one in described["partitions"]]
        await admin.delete_records({one: RecordsToDelete(_TO_THE_END) for one in partitions})
    finally:
        await admin.close()


async def _writes(user: str, topic: str) -> bool:
    producer = AIOKafkaProducer(bootstrap_servers=_KAFKA, **_security(user))
    await producer.start()
    try:
        await asyncio.wait_for(producer.send_and_wait(topic, b"x", partition=0), _ANSWER_SECONDS)
    except TopicAuthorizationFailedError:
        return False
    finally:
        await producer.stop()
    return True


async def _reads(user: str, topic: str) -> bool:
    consumer = AIOKafkaConsumer(bootstrap_servers=_KAFKA, enable_auto_commit=False, **_security(user))
    await consumer.start()
    try:
        if topic not in await consumer.topics():
            return False  # not even shown that it is there
        consumer.assign([TopicPartition(topic, 0)])
        consumer.seek(TopicPartition(topic, 0), 0)
        await asyncio.wait_for(consumer.getmany(timeout_ms=300), _ANSWER_SECONDS)
    except TopicAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()
    return True


def main(words: list[str]) -> int:
    if words == ["settled"]:
        found = [one] if (one := judge.unsettled(_uri("operator"))) else []
    elif words == ["judge"]:
        found = asyncio.run(judge.faults(_uri("operator"), _KAFKA, [], [], security=_security("operator")))
        rows = sum(len(judge.Databases(_uri("operator")).rows(service)) for service in judge.HEARS)
        print(f"{rows} recorded, {len(found)} faults")
    elif words[:1] == ["enter"]:
        found = [*_shown(), *(fault for user in words[1:] for fault in asyncio.run(_enter(user)))]
    elif words == ["figures"]:
        print("\n".join(sorted(_figures())))
        found = []
    elif words == ["documents"]:
        print("\n".join(_documents()))
        found = []
    elif words[:1] == ["copies"]:
        print("\n".join(_copies(*words[1:])))
        found = []
    elif words[:1] == ["spoil"]:
        asyncio.run(_spoil(*words[1:]))
        found = []
    elif words[:1] == ["forget"]:
        asyncio.run(_forget(*words[1:]))
        found = []
    elif words[:1] == ["login"]:
        found = asyncio.run(_login(*words[1:]))
    else:
        found = ["usage: settled | judge | enter SERVICE… | documents | copies SERVICE | and those that the head names"]
    print("\n".join(found), end="")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
