"""What every figure stands on: real servers, databases and topics of its own, services as processes."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from motor.motor_asyncio import AsyncIOMotorClient

from shared.contracts.topics import TOPICS, Topic
from shared.domain.act import Role
from shared.domain.message import Audience
from shared.http.storage import MIGRATIONS as HTTP_MIGRATIONS
from shared.localstack.apache import APACHE_KAFKA
from shared.localstack.issuer import AUDIENCE, ISSUER, Issuer
from shared.localstack.processes import ServiceProcess, Surroundings
from shared.localstack.servers import KAFKA
from shared.localstack.stack import Endpoints, LocalStack
from shared.outbox.storage import MIGRATIONS
from shared.outbox.topics import create_topics
from shared.persistence.driver import Driver, Store
from shared.persistence.migrations import Migration, migrate
from shared.runtime.running import Running
from shared.runtime.service import Service
from shared.runtime.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Ground:
    """``quick`` makes everything tiny: it shows that a figure runs, and measures nothing."""

    endpoints: Endpoints
    folder: Path
    quick: bool
    prefix: str = field(default_factory=lambda: f"bench_{secrets.token_hex(4)}_")

    @classmethod
    @contextmanager
    def opened(cls, *, quick: bool) -> Iterator["Ground"]:
        """Servers of its own, so that no figure meets what another left behind, in a database, a topic or a group.

        Apache Kafka, as operators run it; tiny sizes, which measure nothing, take the small broker: it is there
        sooner. Raises :class:`StackUnavailable`.
        """
        kafka = KAFKA if quick else APACHE_KAFKA
        with tempfile.TemporaryDirectory(prefix="idm-bench-") as folder, LocalStack(Path(folder), kafka=kafka) as stack:
            yield cls(endpoints=stack.endpoints, folder=Path(folder), quick=quick)

    def size(self, full: int, *, quick: int) -> int:
        return quick if self.quick else full

    def new_prefix(self) -> str:
        """A prefix of databases that nobody else has."""
        return f"{self.prefix}{secrets.token_hex(3)}_"

    @property
    def issuer(self) -> Issuer:
        return Issuer(self.folder / "issuer")

    @asynccontextmanager
    async def store(
        self,
        *,
        migrations: Sequence[Migration] = (),
        prefix: str | None = None,
        service: str = "sample",
        driver: Driver = Driver.MOTOR,
    ) -> AsyncIterator[Store]:
        """A database with every collection, index and validator that a service's has; dropped afterwards."""
        database = f"{prefix or self.new_prefix()}{service}"
        one = Store.connect(self.endpoints.mongodb_uri, database=database, driver=driver)
        try:
            await migrate(one, (*MIGRATIONS, *HTTP_MIGRATIONS, *migrations))
            yield one
        finally:
            await one.drop()
            await one.close()

    @contextmanager
    def driver(self) -> Iterator[Any]:
        """The bare driver: the same one that the platform uses, without the platform."""
        client: Any = AsyncIOMotorClient(self.endpoints.mongodb_uri, w="majority", maxPoolSize=100)
        try:
            yield client
        finally:
            client.close()

    async def topic(self) -> str:
        """A new topic, with as many partitions as the platform's own."""
        one = Topic(name=f"idm.bench.{secrets.token_hex(6)}", service="governance", audience=Audience.PUBLIC)
        await create_topics(self.endpoints.kafka_bootstrap, [one])
        return one.name

    async def platform_topics(self) -> None:
        """The topics of the platform itself, as `migrate` makes them."""
        await create_topics(self.endpoints.kafka_bootstrap, TOPICS)

    def surroundings(self, *, prefix: str, extra: Mapping[str, str] | None = None) -> Surroundings:
        return Surroundings(
            endpoints=self.endpoints,
            issuer=self.issuer,
            folder=self.folder / "logs",
            database_prefix=prefix,
            extra={"IDM_LOG_LEVEL": "WARNING", **(extra or {})},
        )

    @contextmanager
    def process(
        self, name: str, *, prefix: str = "", module: str | None = None, extra: Mapping[str, str] | None = None
    ) -> Iterator[ServiceProcess]:
        """A real service, or bare code in ``module``, as a process of its own. It is ready when it is handed over."""
        one = ServiceProcess(
            name, self.surroundings(prefix=prefix, extra=extra), module=module, label=secrets.token_hex(3)
        )
        try:
            one.start()
            one.await_ready()
            yield one
        finally:
            one.stop()

    @asynccontextmanager
    async def surface(self, service: Service, *, prefix: str) -> AsyncIterator[httpx2.AsyncClient]:
        """A service's whole HTTP surface on the database ``prefix`` + its name, in this process and without Kafka."""
        settings = Settings(
            mongodb_uri=self.endpoints.mongodb_uri,
            kafka_bootstrap=self.endpoints.kafka_bootstrap,
            database_prefix=prefix,
            jwks_file=self.issuer.jwks_file,
            token_issuer=ISSUER,
            token_audience=AUDIENCE,
        )
        running = Running(service, settings)
        transport = httpx2.ASGITransport(app=running.app())
        async with httpx2.AsyncClient(transport=transport, base_url="http://idm.example", headers=self.headers) as one:
            yield one
        await running.store.close()

    @property
    def headers(self) -> dict[str, str]:
        token = self.issuer.token(role=Role.ADMINISTRATION, subject="account-bench")
        return {"Authorization": f"Bearer {token}", "If-Match": "*"}
