"""What arrived, byte for byte, and what can be read of it. Nothing here ever raises for what a stranger sent."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from shared.domain.identifiers import Identifier
from shared.domain.message import Message
from shared.messaging.reactions import Reaction, Reactions
from shared.persistence.driver import Document

_STREAM = TypeAdapter[str](Identifier)
_LARGEST_SEQUENCE = 2**53


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One record as Kafka gave it. ``offset`` is its place in ``topic`` and ``partition``."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    value: bytes | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a message stands: n-th of its stream (invariant 3)."""

    stream: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A message this consumer reacts to, valid, with what it follows from."""

    message: Message
    reaction: Reaction
    id: str
    correlation_id: str
    traceparent: str | None
    occurred_on: date | None


@dataclass(frozen=True, kw_only=True)
class Unwanted:
    """A message without a reaction: only its place counts."""


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """It cannot be processed, now or ever; ``why`` names fields and types, never a value."""

    why: str


Content = Wanted | Unwanted | Unreadable


def place_of(arrival: Arrival) -> Place | None:
    """The stream and sequence, or ``None`` when they cannot be told for certain."""
    headers = _texts(arrival)
    stream, sequence = headers.get("ce_subject"), headers.get("ce_sequence")
    if stream is None or sequence is None or arrival.key != stream.encode():
        return None
    if not (sequence.isascii() and sequence.isdigit()) or not 1 <= int(sequence[:20]) < _LARGEST_SEQUENCE:
        return None
    try:
        return Place(stream=_STREAM.validate_python(stream), sequence=int(sequence))
    except ValidationError:
        return None


def recorded_at_of(arrival: Arrival) -> datetime | None:
    """When the message was recorded, for a figure; ``None`` when it does not say so readably."""
    try:
        moment = datetime.fromisoformat(_texts(arrival).get("ce_time", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def content_of(arrival: Arrival, reactions: Reactions) -> Content:
    """What a consumer with these reactions makes of the record."""
    headers = _texts(arrival)
    if headers.get("ce_specversion") != "1.0" or "ce_type" not in headers:
        return Unreadable(why="not a CloudEvents 1.0 message in binary mode")
    wire_type = headers["ce_type"]
    for kind, reaction in reactions.items():
        if kind.message_type == wire_type:
            return _wanted(arrival, headers, kind, reaction)
        if kind.message_type.rpartition(".")[0] == wire_type.rpartition(".")[0]:
            return Unreadable(why=f"unknown version {wire_type}; this service reads {kind.message_type}")
    return Unwanted()


def _wanted(
    arrival: Arrival, headers: Mapping[str, str], kind: type[Message], reaction: Reaction
) -> Wanted | Unreadable:
    missing = [name for name in ("ce_id", "ce_correlationid") if not headers.get(name)]
    if missing:
        return Unreadable(why=f"missing {', '.join(missing)}")
    try:
        day = date.fromisoformat(headers["ce_occurredon"]) if "ce_occurredon" in headers else None
    except ValueError:
        return Unreadable(why="ce_occurredon is not a date")
    try:
        message = kind.model_validate_json(arrival.value or b"")
    except ValidationError as error:
        fields = (
            f"{'.'.join(map(str, one['loc'])) or 'the body'}: {one['type']}"
            for one in error.errors(include_input=False)
        )
        return Unreadable(why=f"not a valid {kind.message_type}: {'; '.join(fields)}"[:1000])
    return Wanted(
        message=message,
        reaction=reaction,
        id=headers["ce_id"],
        correlation_id=headers["ce_correlationid"],
        traceparent=headers.get("traceparent") or headers.get("ce_traceparent"),
        occurred_on=day,
    )


def fingerprint(arrival: Arrival) -> str:
    """Twelve hexadecimal digits that tell records at one place apart."""
    whole = repr((arrival.key, list(arrival.headers), arrival.value))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def _texts(arrival: Arrival) -> dict[str, str]:
    """The headers that are text; a null one or one that is not UTF-8 counts as absent."""
    texts = {}
    for name, value in arrival.headers:
        try:
            texts[name] = (value or b"").decode()
        except UnicodeDecodeError:
            continue
    return texts


def kept_of(arrival: Arrival, place: Place | None, *, consumer: str) -> Document:
    """What is kept of a record that ``consumer`` holds: all of it, byte for byte."""
    kept: Document = {
        "consumer": consumer,
        "topic": arrival.topic,
        "partition": arrival.partition,
        "offset": arrival.offset,
        "key": arrival.key,
        "headers": [[name, value] for name, value in arrival.headers],
        "value": arrival.value,
    }
    return kept if place is None else {**kept, "stream": place.stream, "sequence": place.sequence}


def arrival_of(kept: Document) -> Arrival:
    """A held message as it arrived."""
    return Arrival(
        topic=kept["topic"],
        partition=kept["partition"],
        offset=kept["offset"],
        key=kept["key"],
        headers=[(name, value) for name, value in kept["headers"]],
        value=kept["value"],
    )
