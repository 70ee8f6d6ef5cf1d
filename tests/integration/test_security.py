"""A broker that asks who one is: our clients enter as their service, and may do what follows from what it hears."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError

from cli.access import PARTNERS_MECHANISM
from shared.contracts.cloudevents import WireMessage
from shared.contracts.rights import rights_of_partner, rights_of_service
from shared.contracts.topics import TOPICS
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import Inbox
from shared.observability.watchdog import Watchdog
from shared.outbox.operations import count_records
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.security import OPEN, Mechanism, Security
from shared.outbox.sender import Sender
from shared.outbox.storage import MIGRATIONS
from shared.outbox.topics import create_topics
from shared.outbox.users import kafka_users
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from tests.integration.test_inbox import _arrival
from tests.support.probe import eventually
from tests.support.secured import SecuredKafka, secured_kafka
from tests.support.tally import REACTIONS

OWN, OTHER, INTERNAL = "idm.governance.v1", "idm.funding.v1", "idm.funding.internal.v1"
_HEARD = {"governance": ["idm.events.v1"], "events": [OWN]}
_PASSWORDS = {name: f"the-password-of-{name}" for name in ("governance", "events", "partner")}


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    with secured_kafka(tmp_path_factory.mktemp("secured") / "kafka") as found:
        asyncio.run(_grant(found))
        yield found


async def _grant(kafka: SecuredKafka) -> None:
    async with kafka_users(kafka.open_at, OPEN) as users:
        for name, heard in _HEARD.items():
            await users.set_password(name, password=_PASSWORDS[name])
            await users.allow(name, rights_of_service(name, hears=heard))
        await users.set_password("partner", password=_PASSWORDS["partner"], mechanism=PARTNERS_MECHANISM)
        await users.allow("partner", rights_of_partner("partner"))
    await create_topics(kafka.open_at, TOPICS)


def _as(kafka: SecuredKafka, name: str) -> Security:
    mechanism = PARTNERS_MECHANISM if name == "partner" else Mechanism.SCRAM_SHA_512
    return kafka.entering(name, _PASSWORDS[name], mechanism=mechanism)


@pytest.fixture
async def store(kafka: SecuredKafka) -> AsyncIterator[Store]:
    one = Store.connect(kafka.mongodb_uri, database=f"idm_test_{secrets.token_hex(6)}_events")
    await migrate(one, MIGRATIONS)
    yield one
    await one.drop()
    await one.close()


def _wire(topic: str, stream: str) -> WireMessage:
    arrival = _arrival(stream, 1)
    headers = [(name, value) for name, value in arrival.headers if value is not None]
    return WireMessage(topic=topic, key=arrival.key or b"", headers=headers, value=arrival.value or b"")


async def _sent(kafka: SecuredKafka, security: Security, topic: str, *, at: str | None = None) -> BaseException | None:
    sender = Sender(bootstrap=at or kafka.sasl_at, client_id="test", delivery_seconds=8.0, security=security)
    try:
        [fate] = await sender.send([_wire(topic, f"cycle-{secrets.token_hex(4)}")])
        return fate
    finally:
        await sender.close()


async def _reads(kafka: SecuredKafka, security: Security, topic: str) -> bool:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.sasl_at, enable_auto_commit=False, **security.for_aiokafka())
    await consumer.start()
    try:
        if topic not in await consumer.topics():
            return False  # not even shown that it is there
        consumer.assign([TopicPartition(topic, 0)])
        consumer.seek(TopicPartition(topic, 0), 0)
        await asyncio.wait_for(consumer.getmany(timeout_ms=300), 10)
    except TopicAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()
    return True


async def test_a_service_writes_its_own_topic_and_is_refused_on_anothers(kafka: SecuredKafka) -> None:
    governance = _as(kafka, "governance")
    assert await _sent(kafka, governance, OWN) is None
    assert isinstance(await _sent(kafka, governance, OTHER), KafkaError)
    assert await count_records(kafka.open_at, [topic for topic in TOPICS if topic.name == OTHER]) == 0


async def test_each_reads_what_it_hears_and_nothing_else(kafka: SecuredKafka) -> None:
    read = {
        name: [topic.name for topic in TOPICS if await _reads(kafka, _as(kafka, name), topic.name)]
        for name in _PASSWORDS
    }
    public = [topic.name for topic in TOPICS if not topic.name.endswith("internal.v1")]
    assert read == {**_HEARD, "partner": public}
    assert INTERNAL not in read["partner"]


async def test_a_partner_writes_nowhere(kafka: SecuredKafka) -> None:
    assert isinstance(await _sent(kafka, _as(kafka, "partner"), OWN), KafkaError)


@pytest.mark.parametrize(("name", "other"), [("governance", PARTNERS_MECHANISM), ("partner", Mechanism.SCRAM_SHA_512)])
async def test_a_password_counts_under_one_mechanism_alone(kafka: SecuredKafka, name: str, other: Mechanism) -> None:
    """So a listener that takes only the partners' lets in nobody else, and the services' no partner."""
    for security, enters in (
        (_as(kafka, name), True),
        (kafka.entering(name, _PASSWORDS[name], mechanism=other), False),
    ):
        producer = AIOKafkaProducer(bootstrap_servers=kafka.sasl_at, **security.for_aiokafka())
        try:
            await asyncio.wait_for(producer.start(), 20)
        except KafkaError:
            assert not enters
        else:
            assert enters
        finally:
            await producer.stop()


async def test_another_password_is_refused_and_a_new_one_counts(kafka: SecuredKafka) -> None:
    assert isinstance(await _sent(kafka, kafka.entering("governance", "guessed"), OWN), KafkaError | OSError)
    async with kafka_users(kafka.open_at, OPEN) as users:
        await users.set_password("rotated", password="first-password-of-it")
        await users.allow("rotated", rights_of_service("governance", hears=[]))
        assert await _sent(kafka, kafka.entering("rotated", "first-password-of-it"), OWN) is None
        await users.set_password("rotated", password="second-password-of-it")
        assert await _sent(kafka, kafka.entering("rotated", "first-password-of-it"), OWN) is not None
        assert await _sent(kafka, kafka.entering("rotated", "second-password-of-it"), OWN) is None


async def test_rights_that_no_longer_follow_are_taken_away(kafka: SecuredKafka) -> None:
    wide, narrow = (rights_of_service("funding", hears=heard) for heard in ([OWN, OTHER], [OWN]))
    async with kafka_users(kafka.open_at, OPEN) as users:
        assert await users.allow("narrowed", wide) == (len(wide), 0)
        assert await users.allow("narrowed", wide) == (0, 0)
        # The version before still runs beside the one that hears less.
        assert await users.allow("narrowed", narrow, keep=True) == (0, 0)
        assert await users.rights_of("narrowed") == wide
        assert await users.allow("narrowed", narrow) == (0, 1)
        assert await users.rights_of("narrowed") == narrow


async def test_a_message_goes_from_one_service_to_another_as_their_users(kafka: SecuredKafka, store: Store) -> None:
    assert await _sent(kafka, _as(kafka, "governance"), OWN) is None
    inbox = Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)
    consumer = Consumer(
        service="events",
        bootstrap=kafka.sasl_at,
        topics=[OWN],
        inbox=inbox,
        watchdog=Watchdog(),
        security=_as(kafka, "events"),
    )
    running = asyncio.create_task(consumer.run())

    async def nothing() -> str | None:
        return None if await store[COLLECTION].count({}) else f"nothing was done: {consumer.complaints}"

    try:
        await eventually(nothing)
    finally:
        await consumer.stop()
        await asyncio.wait_for(running, 30)


async def test_a_consumer_that_may_not_read_says_so(kafka: SecuredKafka, store: Store) -> None:
    inbox = Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)
    consumer = Consumer(
        service="events",
        bootstrap=kafka.sasl_at,
        topics=[INTERNAL],
        inbox=inbox,
        watchdog=Watchdog(),
        security=_as(kafka, "events"),
    )
    running = asyncio.create_task(consumer.run())

    async def silent() -> str | None:
        said = " ".join(consumer.complaints)
        return None if "Authorization" in said else f"it says: {said}"

    try:
        await eventually(silent)
    finally:
        await consumer.stop()
        await asyncio.wait_for(running, 30)


async def test_trap_17_by_tls_the_certificate_is_checked(kafka: SecuredKafka) -> None:
    known = kafka.entering("governance", _PASSWORDS["governance"], tls=True, ca_file=kafka.authority)
    stranger = kafka.entering("governance", _PASSWORDS["governance"], tls=True)
    assert await _sent(kafka, known, OWN, at=kafka.tls_at) is None
    assert await _sent(kafka, stranger, OWN, at=kafka.tls_at) is not None
    producer = AIOKafkaProducer(bootstrap_servers=kafka.tls_at, **_as(kafka, "governance").for_aiokafka())
    with pytest.raises(KafkaError):
        await asyncio.wait_for(producer.start(), 20)
    await producer.stop()
