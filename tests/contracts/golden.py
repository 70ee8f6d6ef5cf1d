"""The golden samples as files, as rows of an outbox and as arrivals."""

import importlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from shared.contracts.catalogue import REGISTRY
from shared.contracts.cloudevents import WireMessage, to_wire
from shared.domain.act import Actor, Role
from shared.domain.aggregate import Recorded
from shared.domain.message import Message
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.persistence.context import Context
from shared.persistence.staging import Fact
from shared.runtime.service import Service

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "samples"
ORIGIN = "https://idm.example"
MESSAGES = tuple(REGISTRY)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One file: what was sent, headers as text."""

    topic: str
    key: str
    headers: dict[str, str]
    data: dict[str, Any]

    @property
    def type(self) -> str:
        return self.headers["ce_type"]

    @property
    def sequence(self) -> int:
        return int(self.headers["ce_sequence"])

    def value(self, **more: Any) -> bytes:
        """The bytes on the wire, perhaps with more facts than the file has."""
        return json.dumps({**self.data, **more}).encode()

    def arrival(self) -> Arrival:
        headers = [(name, text.encode()) for name, text in self.headers.items()]
        return Arrival(
            topic=self.topic, partition=0, offset=0, key=self.key.encode(), headers=headers, value=self.value()
        )

    def sent_again(self, message: Message) -> WireMessage:
        """What the relay makes of ``message``, recorded when, by whom and why this sample was."""
        of = self.headers
        role, _, body = of["ce_actor"].partition("/")
        context = Context(
            actor=Actor(subject="account-7", role=Role(role), body=body or None),
            recorded_at=datetime.fromisoformat(of["ce_time"]),
            correlation_id=of["ce_correlationid"],
            causation_id=of["ce_causationid"],
            traceparent=of.get("ce_traceparent"),
        )
        act = context.act(date.fromisoformat(of["ce_occurredon"]))
        recorded = Recorded(message=message, act=act, version=self.sequence, sequence=self.sequence)
        row = {**to_row(Fact(stream=self.key, recorded=recorded, context=context)), "_id": of["ce_id"]}
        return to_wire(row, epoch=int(of["ce_epoch"]), base_url=ORIGIN)


def read(name: str) -> Sample:
    """The sample of a wire type."""
    return Sample(**json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def samples() -> list[Sample]:
    """All of them, in the order in which they were sent."""
    return sorted((read(file.stem) for file in FOLDER.glob("*.json")), key=lambda one: one.headers["ce_time"])


def services() -> list[Service]:
    """Every service there is."""
    names = sorted(file.parent.name for file in (ROOT / "services").glob("*/service.py"))
    return [importlib.import_module(f"services.{name}.service").SERVICE for name in names]
