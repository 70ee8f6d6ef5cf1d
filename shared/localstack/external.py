"""Servers that somebody else runs: asked whether they answer, and what they are."""

import asyncio
import os

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints

_ANSWER_SECONDS = 5.0


def external_servers() -> Endpoints:
    """Those of ``IDM_MONGODB_URI`` and ``IDM_KAFKA_BOOTSTRAP``; the description names no user and no password.

    Raises :class:`StackUnavailable` when an address is not given, or nothing answers there.
    """
    try:
        mongodb, kafka = os.environ["IDM_MONGODB_URI"], os.environ["IDM_KAFKA_BOOTSTRAP"]
    except KeyError as missing:
        raise StackUnavailable(f"IDM_INFRA=external needs {missing.args[0]} set to the server's address.") from None
    description = f"external {mongodb_version(mongodb)}, {asyncio.run(_kafka(kafka))}"
    return Endpoints(mongodb_uri=mongodb, kafka_bootstrap=kafka, description=description)


def mongodb_version(uri: str) -> str:
    """“MongoDB 8.0.4”, asked of the server. Raises :class:`StackUnavailable` when it is away or no replica set."""
    milliseconds = int(_ANSWER_SECONDS * 1000)
    try:
        with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=milliseconds) as client:
            replica_set = "setName" in client.admin.command("hello")
            version = client.server_info()["version"]
    except PyMongoError as error:
        raise StackUnavailable(
            f"No MongoDB answers at the address in IDM_MONGODB_URI within {_ANSWER_SECONDS:.0f} s "
            f"({type(error).__name__}): start it, or give its address."
        ) from None
    if not replica_set:
        raise StackUnavailable(
            "The MongoDB at the address in IDM_MONGODB_URI is no replica set, so it has no transactions: "
            "start it with --replSet and initiate it."
        )
    return f"MongoDB {version}"


async def _kafka(bootstrap: str) -> str:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=int(_ANSWER_SECONDS * 1000))
    try:
        await admin.start()
        brokers = len((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError) as error:
        raise StackUnavailable(
            f"No Kafka answers at {bootstrap} ({type(error).__name__}): start it, or give its address "
            "in IDM_KAFKA_BOOTSTRAP."
        ) from None
    finally:
        await admin.close()
    # Kafka's protocol does not tell the broker's version.
    return f"Kafka of {brokers} broker{'s' if brokers > 1 else ''} at {bootstrap}"
