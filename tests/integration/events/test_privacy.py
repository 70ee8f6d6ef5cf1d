"""Marked values in every personal field of events, and where they are found afterwards: in their own documents, in
answers to those who may read them, and nowhere else; and what else the public does not see (R77, row 53)."""

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog

from services.events.use_cases.personal import PERSONAL
from shared.contracts import topics
from shared.contracts.topics import Topic
from shared.domain.act import Role
from shared.domain.message import Audience
from shared.localstack.stack import Endpoints
from shared.observability.logs import configure_logs
from shared.outbox.lease import Lease
from shared.outbox.relay import Relay
from shared.outbox.sender import Sender
from shared.outbox.topics import create_topics
from tests.integration.events.flow import ROOT, WORKSHOP
from tests.integration.events.marked import (
    IN_CONFIDENCE,
    MARK,
    NOT_TEXT,
    PLANTED,
    everything,
    hold_with_a_departure,
    known_to,
    plant,
    plant_more,
    plant_places,
)
from tests.support.api import Api
from tests.support.probe import eventually
from tests.support.topic import read_topic
from tests.support.walk import PRIVATE, made_up, not_planted, plain, read_as, walk

CALLERS = tuple(role for role in Role if role is not Role.SYSTEM)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the service writes to its log, as it is configured in production."""
    root, output, stdout = logging.getLogger(), io.StringIO(), sys.stdout
    level, before = root.level, list(root.handlers)
    sys.stdout = output
    configure_logs(service="events", level="DEBUG")
    structlog.configure(cache_logger_on_first_use=False)  # else loggers keep it for the tests that follow
    sys.stdout = stdout
    yield output
    for handler in [one for one in root.handlers if one not in before]:
        root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def sent(
    events: Api, endpoints: Endpoints, topic_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Any]:
    """What the relay sends of it, once everything is sent."""
    own = [
        Topic(name=f"{topic_prefix}privacy.{audience.value}", service="events", audience=audience)
        for audience in (Audience.PUBLIC, Audience.INTERNAL)
    ]
    monkeypatch.setattr(topics, "TOPICS", tuple(own))
    await create_topics(endpoints.kafka_bootstrap, own)
    relay = Relay(
        service="events",
        store=events.store,
        sender=Sender(bootstrap=endpoints.kafka_bootstrap, client_id="privacy", delivery_seconds=5.0),
        lease=Lease(store=events.store, holder="privacy", seconds=2.0),
        base_url="http://idm.example",
        poll_seconds=0.05,
        lease_seconds=2.0,
    )
    task = asyncio.ensure_future(relay.run())

    async def read() -> str:
        async def unsent() -> str | None:
            left = await events.store["outbox"].count({"delivery.state": "unsent"})
            return f"{left} rows are not sent" if left else None

        await eventually(unsent)
        monkeypatch.undo()  # what services say of their topics is of those that there are
        return str([await read_topic(endpoints.kafka_bootstrap, one.name) for one in own])

    yield read
    relay.stop()
    await task


async def test_r77_nothing_personal_is_in_topics_logs_and_answers_to_others(
    events: Api, logged: io.StringIO, sent: Any
) -> None:
    texts = {(one.collection, field.name) for one in PERSONAL for field in one.fields} - NOT_TEXT
    assert set(PLANTED) == texts, "plant a marked value in every personal field of the register"
    await plant(events)
    await plant_places(events)
    await plant_more(events)
    await hold_with_a_departure(events)
    kept = await everything(events)
    for (collection, _), value in PLANTED.items():
        assert value in kept[collection], "what was planted is kept where the register says"
    beside = {one.collection for one in PERSONAL}
    assert [name for name, text in kept.items() if MARK in text and name not in beside] == []
    on_kafka = await sent()
    assert "workshop-2018-1" in on_kafka
    assert MARK not in on_kafka
    readers = {
        PLANTED[one.collection, field.name]: field.readers
        for one in PERSONAL
        for field in one.fields
        if (one.collection, field.name) in PLANTED
    }
    for role in CALLERS:
        walked = await read_as(events, await known_to(events, role), role, body="atlantis")
        hidden = {value for value, allowed in readers.items() if role not in allowed}
        assert [found for value in hidden for found in walked.with_mark(plain(value))] == [], role
    said = logged.getvalue()
    assert "holdWorkshop" in said or "/held" in said
    assert MARK not in said


async def test_r77_the_public_sees_what_is_published_and_nothing_else(events: Api) -> None:
    await plant(events)
    await plant_more(events)
    await plant_places(events)
    assert await not_planted(events, IN_CONFIDENCE) == set()
    known = await known_to(events, None)
    assert await made_up(events, known) == {"none-such", "2003"}
    walked = await walk(events, known)
    assert walked.with_mark(PRIVATE) == []
    assert len(walked.with_mark(plain("A life between two shores"))) > 4, "what is published is seen"


async def test_r77_the_public_agenda_tells_no_country_of_a_migrant_speaker(events: Api) -> None:
    await plant(events)
    for role, country in ((None, None), ("partner", None), ("member", "TN"), ("administration", "TN")):
        agenda = (await events.get(f"{WORKSHOP}/agenda", role=role, body_id="atlantis")).ok().body
        [speaker] = [one for day in agenda["days"] for each in day["sessions"] for one in each["speakers"]]
        assert (speaker["role"], speaker["country"]) == ("migrant_speaker", country)


async def test_the_register_is_for_everybody_and_names_every_reader(events: Api) -> None:
    register = (await events.get(f"{ROOT}/personal-data", role=None)).ok().body
    assert [one["collection"] for one in register["kinds"]] == [one.collection for one in PERSONAL]
    assert register["kinds"][0]["fields"][0]["readers"] == ["administration"]
