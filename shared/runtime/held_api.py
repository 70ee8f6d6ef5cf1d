"""Held messages over HTTP, for the operator: ``/<service>/v1/held``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from shared.domain.act import Role
from shared.domain.text import Text
from shared.http.acting import Command, Reader, acting_as, reading_as
from shared.http.idempotency import REPLAYED
from shared.http.schemas import PROBLEMS, Input
from shared.messaging.held import HeldMessages
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import Transaction


class GiveUp(Input):
    reason: Text = Field(description="Why the message is given up; kept with it", examples=["sent by mistake"])


class HeldView(BaseModel):
    """A held message. ``stream`` and ``sequence`` are absent when they cannot be read."""

    id: str
    state: str
    why: str
    topic: str
    partition: int
    offset: int
    stream: str | None = None
    sequence: int | None = None
    held_at: datetime

    @classmethod
    def of(cls, document: Document) -> "HeldView":
        return cls.model_validate({"id": document["_id"], **document})


class HeldMessage(HeldView):
    """With what arrived: headers and body as text, unreadable bytes shown as �."""

    headers: list[tuple[str, str | None]]
    body: str | None
    discarded: dict[str, Any] | None = None

    @classmethod
    def of(cls, document: Document) -> "HeldMessage":
        headers = [(name, _text(value)) for name, value in document["headers"]]
        return cls.model_validate(
            {"id": document["_id"], **document, "headers": headers, "body": _text(document["value"])}
        )


class HeldList(BaseModel):
    """``dead`` and ``waiting`` count all of them; ``items`` are the first ones, dead ones first."""

    dead: int
    waiting: int
    items: list[HeldView]


class Outcome(BaseModel):
    """``why`` says why it is still dead; absent when it was done, and what waited behind it too."""

    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Request:
    """A command on held messages, which are no aggregates: its key is kept as every other command's is."""

    command: Command

    async def recall(self, transaction: Transaction) -> str | None:
        """Raises ``HttpProblem`` (422) when the key was used for another request, and for a mere try: whether a message
        can be done is seen by doing it."""
        self.command.require_in_earnest()
        keyed = self.command.keyed
        known = await keyed.known(transaction.unit(self.command.context)) if keyed else None
        if known is None:
            return None
        self.command.response.headers[REPLAYED] = "true"
        return str(known["resource"])

    def keep(self, transaction: Transaction, *, resource: str, version: int) -> None:
        if self.command.keyed:
            unit = transaction.unit(self.command.context)
            self.command.keyed.note(unit, kind="held_message", resource=resource, version=version)
            unit.keep()


def _held(request: Request) -> HeldMessages:
    """The app keeps it in ``app.state.held``, beside its platform."""
    found: HeldMessages = request.app.state.held
    return found


Held = Annotated[HeldMessages, Depends(_held)]


def held_router(service: str) -> APIRouter:
    """List, show, retry and discard, as ``idm held`` does."""
    router = APIRouter(prefix=f"/{service}/v1/held", tags=["held messages"])

    @router.get("", operation_id="listHeld", summary="What is held, and why", responses=PROBLEMS)
    async def listed(
        reader: Annotated[Reader, reading_as(Role.OPERATOR, Role.AUDITOR)],
        held: Held,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> HeldList:
        """Messages that could not be processed (dead) and those that wait behind them or behind a gap."""
        items = [HeldView.of(document) for document in await held.listed(limit=limit)]
        return HeldList(**await held.counts(), items=items)

    @router.get("/{id:path}", operation_id="getHeld", summary="One held message, byte for byte", responses=PROBLEMS)
    async def one(id: str, reader: Annotated[Reader, reading_as(Role.OPERATOR)], held: Held) -> HeldMessage:
        """With headers and body as they arrived."""
        return HeldMessage.of(await held.one(id))

    @router.post("/{id:path}/retry", operation_id="retryHeld", summary="Try it again", responses=PROBLEMS)
    async def retry(id: str, command: Annotated[Command, acting_as(Role.OPERATOR)], held: Held) -> Outcome:
        """Do it and what waits behind it, or say why it is still dead. Messages of a stream go in their order."""
        return Outcome(why=await held.retry(id, request=_Request(command=command)))

    @router.post("/{id:path}/discard", operation_id="discardHeld", summary="Give it up", responses=PROBLEMS)
    async def discard(
        id: str, body: GiveUp, command: Annotated[Command, acting_as(Role.OPERATOR)], held: Held
    ) -> HeldMessage:
        """It is kept with who gave it up and why; what waited behind it is done."""
        await held.discard(id, by=command.actor.subject, reason=body.reason, request=_Request(command=command))
        return HeldMessage.of(await held.one(id))

    return router


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "replace")
