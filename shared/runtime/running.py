"""A service while it runs: its store, relay, consumer and HTTP surface, started and stopped in order."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvicorn
from fastapi import FastAPI

from shared.domain.identifiers import new_identifier
from shared.http.acting import Platform
from shared.http.app import create_app
from shared.http.storage import MIGRATIONS as HTTP_MIGRATIONS
from shared.http.tokens import Keys, TokenVerifier
from shared.messaging.consumer import LANE_LIMIT_SECONDS, Consumer
from shared.messaging.held import HeldMessages
from shared.messaging.inbox import Inbox
from shared.observability.metrics import CHECKPOINT, GAPS, HELD, READY, UNSENT, UNSENT_AGE
from shared.observability.watchdog import Part, Watchdog
from shared.outbox.bell import ChangeBell
from shared.outbox.checkpoints import Checkpoints
from shared.outbox.lease import Lease
from shared.outbox.operations import waiting
from shared.outbox.relay import Relay
from shared.outbox.rows import to_row
from shared.outbox.sender import Sender
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import DatabaseTrouble
from shared.persistence.migrations import missing
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import keep
from shared.runtime.service import Service, topics_heard
from shared.runtime.settings import Settings
from shared.runtime.surface import routers_of

_log = structlog.get_logger(__name__)
BROKEN_EXIT_CODE = 71
_LOOK_SECONDS = 1.0
_FIGURES_SECONDS = 10.0
_ANSWER_SECONDS = 4.0


class Running:
    """Everything of one service in one process. Readable top to bottom: what is made, started, stopped."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.store = settings.store(service.name)
        security = settings.security(service=service.name)
        self.watchdog = Watchdog()
        self.relay = Relay(
            service=service.name,
            store=self.store,
            sender=Sender(
                bootstrap=settings.kafka_bootstrap,
                client_id=f"idm.{service.name}",
                delivery_seconds=settings.delivery_seconds,
                security=security,
            ),
            lease=Lease(store=self.store, holder=new_identifier(), seconds=settings.relay_lease_seconds),
            base_url=settings.public_url,
            poll_seconds=settings.relay_poll_seconds,
            lease_seconds=settings.relay_lease_seconds,
            beat=self.watchdog.part("the relay", limit_seconds=LANE_LIMIT_SECONDS).beat,
        )
        self.units = Units(store=self.store, rows=to_row, after_commit=self.relay.ring)
        inbox = Inbox(consumer=service.name, store=self.store, units=self.units, reactions=service.reactions)
        self.held = HeldMessages(consumer=service.name, store=self.store, units=self.units, inbox=inbox)
        self.consumer = Consumer(
            service=service.name,
            bootstrap=settings.kafka_bootstrap,
            topics=topics_heard(service),
            inbox=inbox,
            watchdog=self.watchdog,
            instance=settings.kafka_instance,
            security=security,
        )
        self.bell = ChangeBell(store=self.store, ring=self.relay.ring) if settings.relay_bell == "changes" else None
        self._waits_for: str | None = "starting"

    def app(self) -> FastAPI:
        """The HTTP surface; the rest starts and stops with it."""
        keys = (
            Keys.from_file(self.settings.jwks_file)
            if self.settings.jwks_file is not None
            else Keys.from_address(self.settings.jwks_url or "")
        )
        app = create_app(
            service=self.service.name,
            summary=self.service.summary,
            routers=routers_of(self.service),
            platform=Platform(
                units=self.units,
                store=self.store,
                verifier=TokenVerifier(
                    keys=keys, issuer=self.settings.token_issuer, audience=self.settings.token_audience
                ),
                private=self.settings.private_fields(),
                public_url=self.settings.public_url.rstrip("/"),
                contact_email=self.settings.contact_email,
            ),
            complaints=self.complaints,
            lifespan=self._lifespan,
            cors_origins=self.settings.cors_origins,
            examples=self.service.examples,
        )
        app.state.held = self.held
        return app

    async def complaints(self) -> list[str]:
        """What is wrong, a sentence each; empty when the service is ready."""
        found = [text for text in (self._waits_for, self.relay.trouble, *self.consumer.complaints) if text]
        try:
            await asyncio.wait_for(self.store.ping(), _ANSWER_SECONDS)
        except (DatabaseTrouble, TimeoutError) as away:
            found.append(f"the database does not answer: {type(away).__name__}")
        return [*found, *self.watchdog.complaints()]

    @asynccontextmanager
    async def _lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        self.watchdog.start()
        heart = asyncio.create_task(self._heart(self.watchdog.part("the event loop", limit_seconds=LANE_LIMIT_SECONDS)))
        figures = asyncio.create_task(self._figures())
        checkpoints = asyncio.create_task(self._checkpoints())
        work = asyncio.create_task(self._work())
        work.add_done_callback(_must_not_end)
        try:
            yield
        finally:
            # HTTP has drained by now. Consumer first, so that what its last batch recorded is still sent.
            work.remove_done_callback(_must_not_end)
            await self.consumer.stop()
            self.relay.stop()
            work.cancel() if self._waits_for else await work
            heart.cancel()
            figures.cancel()
            checkpoints.cancel()
            self.watchdog.close()
            await self.store.close()

    async def _work(self) -> None:
        while (reason := await self._not_migrated()) is not None:
            self._waits_for = reason
            await asyncio.sleep(_LOOK_SECONDS)
        self._waits_for = None
        relay = asyncio.create_task(self.relay.run())
        bell = asyncio.create_task(self.bell.run()) if self.bell else None
        if bell:
            bell.add_done_callback(_must_not_end)
        clock = asyncio.create_task(
            keep(self.service.deadlines, service=self.service.name, store=self.store, units=self.units)
        )
        try:
            await asyncio.gather(self.consumer.run(), relay)
        finally:
            relay.cancel()
            if bell:
                bell.cancel()
            clock.cancel()

    async def _not_migrated(self) -> str | None:
        try:
            names = await missing(self.store, (*MIGRATIONS, *HTTP_MIGRATIONS, *self.service.migrations))
        except DatabaseTrouble as away:
            return f"the database does not answer: {type(away).__name__}"
        return f"not migrated: run `python -m services.{self.service.name} migrate` ({names[0]} …)" if names else None

    async def _heart(self, part: Part) -> None:
        while True:
            part.beat()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _figures(self) -> None:
        """What operators watch at /metrics and no request or message brings by itself."""
        name = self.service.name
        while True:
            READY.labels(name).set(not await self.complaints())
            try:
                for state, count in (await self.held.counts()).items():
                    HELD.labels(name, state).set(count)
                GAPS.labels(name).set(await self.held.gaps())
                unsent, age = await waiting(self.store)
                UNSENT.labels(name).set(unsent)
                UNSENT_AGE.labels(name).set(age or 0)
            except Exception as error:  # figures that stand still would lie; whatever it was is told and tried again
                _log.warning("figures not read", error=type(error).__name__)
            await asyncio.sleep(_FIGURES_SECONDS)

    async def _checkpoints(self) -> None:
        """Each one's hash goes to the service's own log too, which who writes to the database does not write."""
        checkpoints = Checkpoints(store=self.store)
        while True:
            await asyncio.sleep(self.settings.checkpoint_seconds)
            try:
                written = None if self._waits_for else await checkpoints.write()
            except Exception as error:  # the next one covers what this one would have; whatever it was is told
                _log.warning("no checkpoint of the log", error=type(error).__name__)
                continue
            if written is not None:
                number = written["_id"]
                _log.info("checkpoint of the log", number=number, rows=written["rows"], hash=written["hash"])
                CHECKPOINT.labels(self.service.name).set(number)


def _must_not_end(task: "asyncio.Task[None]") -> None:
    """Relay and consumer wait out all trouble; one that ends has a bug, and a half-dead process helps nobody."""
    if task.cancelled():
        return
    _log.critical("the message path ended", exc_info=task.exception())
    os._exit(BROKEN_EXIT_CODE)


def serve(service: Service, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return (invariant 9)."""
    uvicorn.run(
        Running(service, settings).app(),
        host=settings.http_host,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.stop_seconds),
    )
