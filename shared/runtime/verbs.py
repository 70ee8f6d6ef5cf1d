"""``python -m services.<name> serve | migrate | contracts``: the verbs of every service."""

import asyncio
import json
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from shared.contracts.catalogue import REGISTRY
from shared.contracts.registry import service_of
from shared.contracts.topics import TOPICS
from shared.observability.logs import configure_logs
from shared.outbox.storage import MIGRATIONS
from shared.outbox.topics import create_topics
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.runtime.running import serve
from shared.runtime.service import Service
from shared.runtime.settings import Settings

_USAGE = "usage: python -m services.{name} serve | migrate | contracts"


def main(service: Service, words: Sequence[str]) -> int:
    """Run one verb; answers the exit code."""
    if list(words) == ["contracts"]:
        print(json.dumps(schemas_of(service.name), indent=2, ensure_ascii=False))
        return 0
    if list(words) not in (["serve"], ["migrate"]):
        print(_USAGE.format(name=service.name), file=sys.stderr)
        return 2
    try:
        settings = Settings()
    except ValidationError as error:
        for one in error.errors():
            name = "IDM_" + "_".join(map(str, one["loc"])).upper() if one["loc"] else "settings"
            print(f"{name}: {one['msg']}", file=sys.stderr)
        return 2
    configure_logs(service=service.name, level=settings.log_level)
    if words[0] == "migrate":
        print(asyncio.run(_migrate(service, settings)))
    else:
        serve(service, settings)
    return 0


def schemas_of(service: str) -> dict[str, object]:
    """The JSON Schema of every message this service sends, by wire type."""
    return {
        kind.message_type: kind.model_json_schema(mode="serialization")
        for kind in REGISTRY
        if service_of(kind) == service
    }


async def _migrate(service: Service, settings: Settings) -> str:
    store = Store.connect(settings.mongodb_uri, database=f"{settings.database_prefix}{service.name}")
    try:
        ran = await migrate(store, (*MIGRATIONS, *service.migrations))
        topics = [topic for topic in TOPICS if topic.service == service.name]
        made = await create_topics(settings.kafka_bootstrap, topics, replicas=settings.kafka_replicas)
    finally:
        store.close()
    return f"{service.name}: {len(ran)} migrations run, topics made: {', '.join(made) or 'none'}"
