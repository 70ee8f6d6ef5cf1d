"""``python -m services.<name> serve | migrate | contracts``: the verbs of every service.

``contracts`` prints the AsyncAPI document; with a folder it writes it there, and with the word ``release``
after it also the JSON Schemas that later ones are compared with.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from shared.contracts.asyncapi import as_text, asyncapi_of
from shared.contracts.catalogue import REGISTRY
from shared.contracts.registry import service_of
from shared.contracts.schemas import schema_of
from shared.contracts.topics import TOPICS
from shared.http.storage import MIGRATIONS as HTTP_MIGRATIONS
from shared.observability.logs import configure_logs
from shared.outbox.storage import MIGRATIONS
from shared.outbox.topics import create_topics
from shared.persistence.migrations import migrate
from shared.runtime.running import serve
from shared.runtime.service import Service
from shared.runtime.settings import Settings, complaints_of

_USAGE = "usage: python -m services.{name} serve | migrate | contracts [FOLDER [release]]"


def main(service: Service, words: Sequence[str]) -> int:
    """Run one verb; answers the exit code."""
    if list(words[:1]) == ["contracts"] and list(words[2:]) in ([], ["release"]):
        _contracts(service, Path(words[1]) if len(words) > 1 else None, release=len(words) > 2)
        return 0
    if list(words) not in (["serve"], ["migrate"]):
        print(_USAGE.format(name=service.name), file=sys.stderr)
        return 2
    try:
        settings = Settings()
    except ValidationError as error:
        print("\n".join(complaints_of(error)), file=sys.stderr)
        return 2
    configure_logs(service=service.name, level=settings.log_level)
    if words[0] == "migrate":
        print(asyncio.run(_migrate(service, settings)))
    else:
        serve(service, settings)
    return 0


def _contracts(service: Service, folder: Path | None, *, release: bool) -> None:
    document = as_text(asyncapi_of(service.name, summary=service.summary, hears=service.reactions))
    if folder is None:
        print(document, end="")
        return
    (folder / f"{service.name}.asyncapi.json").write_text(document, "utf-8")
    for message in REGISTRY:
        if release and service_of(message) == service.name:
            file = folder / "released" / f"{message.message_type}.schema.json"
            file.write_text(as_text(schema_of(message)), "utf-8")


async def _migrate(service: Service, settings: Settings) -> str:
    store = settings.store(service.name)
    try:
        ran = await migrate(store, (*MIGRATIONS, *HTTP_MIGRATIONS, *service.migrations))
        topics = [topic for topic in TOPICS if topic.service == service.name]
        made = await create_topics(
            settings.kafka_bootstrap,
            topics,
            replicas=settings.kafka_replicas,
            security=settings.security(service=service.name),
        )
    finally:
        await store.close()
    return f"{service.name}: {len(ran)} migrations run, topics made: {', '.join(made) or 'none'}"
