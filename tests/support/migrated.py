"""The databases and topics of all services, made in this process: four starts of Python cost more than the work."""

from shared.contracts.topics import TOPICS
from shared.http.storage import MIGRATIONS as HTTP_MIGRATIONS
from shared.localstack.stack import Endpoints
from shared.outbox.storage import MIGRATIONS
from shared.outbox.topics import create_topics
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from tests.contracts.golden import services


async def migrate_all(endpoints: Endpoints) -> None:
    """What ``python -m services.<name> migrate`` does, for every service; e2e tests run that itself."""
    for service in services():
        store = Store.connect(endpoints.mongodb_uri, database=f"idm_{service.name}")
        try:
            await migrate(store, (*MIGRATIONS, *HTTP_MIGRATIONS, *service.migrations))
        finally:
            await store.close()
    await create_topics(endpoints.kafka_bootstrap, TOPICS)
