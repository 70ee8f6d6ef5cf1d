"""AsyncAPI 3 for one service, made of the registry, the topics table, the models and the golden samples.

Own code, since the document must say what is really sent: keys, all CloudEvents headers, one message per type.
"""

import json
from collections.abc import Collection
from importlib.resources import files
from inspect import cleandoc
from typing import Any

from shared.contracts.catalogue import REGISTRY
from shared.contracts.registry import service_of, topic_for
from shared.contracts.schemas import JsonObject, schema_path, schemas_by_name
from shared.contracts.topics import Topic
from shared.domain.message import Audience, Message

_READING = """\
Messages are CloudEvents 1.0 in Kafka's binary mode: attributes are headers, the record's value is the facts as JSON.

- **Key and order**: the key is the identifier of the thing a message is about (`ce_subject`), so one thing's messages \
stay in order.
- **One number**: `ce_sequence` counts a thing's messages 1, 2, 3 … without holes. A number seen before is a \
repetition, to be dropped; a hole is a loss. Every message may come more than once.
- **From the beginning**: topics keep everything. When `ce_epoch` rises, history was restored: start over.
- **Change**: optional facts may be added; ignore what you do not know. Anything else is a new `v` of the type.
- **Absent facts** are left out, never null. Moments are UTC. Texts are given by language, gaps left out.
- **Nobody's name** is in a message; `ce_actor` is a role and, when it acted for one, a body.
"""
_AUDIENCES = {
    Audience.PUBLIC: "Partners may read it.",
    Audience.INTERNAL: "For the platform’s own services only.",
}
_TEXT: JsonObject = {"type": "string"}
_COUNT: JsonObject = {"type": "string", "pattern": "^[1-9][0-9]*$"}
HEADERS: tuple[tuple[str, JsonObject, str], ...] = (
    ("ce_specversion", {"const": "1.0"}, "Version of CloudEvents"),
    (
        "ce_id",
        {"type": "string", "format": "uuid"},
        "Identifier (UUIDv7), the same each time it is sent",
    ),
    ("ce_source", _TEXT, "The service that sends it"),
    ("ce_type", _TEXT, "Literal type and version"),
    ("ce_subject", _TEXT, "What it is about: the stream that `ce_sequence` counts"),
    ("ce_time", {"type": "string", "format": "date-time"}, "When it was recorded (UTC)"),
    ("ce_occurredon", {"type": "string", "format": "date"}, "The day it happened, perhaps earlier"),
    ("ce_dataschema", {"type": "string", "format": "uri"}, "Where the JSON Schema of the value is served"),
    ("ce_sequence", _COUNT, "Place in the stream: 1, 2, 3 … without holes"),
    ("ce_epoch", _COUNT, "Rises when a restore rewrote history: start over"),
    ("ce_partitionkey", _TEXT, "The record’s key"),
    ("ce_correlationid", _TEXT, "The act of a person, or the job, that it all began with"),
    ("ce_causationid", _TEXT, "The request or message that this one follows from"),
    ("ce_actor", {"type": "string", "pattern": "^[a-z]+(/.+)?$"}, "Role, and the body acted for: `member/atlantis`"),
    ("ce_traceparent", _TEXT, "W3C trace context, when there is one"),
    ("content-type", {"const": "application/json"}, "Form of the value"),
)
"""Every header: name, schema, meaning."""
_OPTIONAL_HEADERS = {"ce_traceparent"}


def sample_of(message: type[Message]) -> JsonObject | None:
    """The golden sample: ``{topic, key, headers, data}``; ``None`` when there is none."""
    file = files("shared.contracts").joinpath("samples", f"{message.message_type}.json")
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else None


def asyncapi_of(service: str, *, summary: str, hears: Collection[type[Message]]) -> JsonObject:
    """What ``service`` sends, and what it hears of others, on which topics and in which form."""
    sends = [message for message in REGISTRY if service_of(message) == service]
    heard = [message for message in REGISTRY if message in set(hears)]
    used = [*sends, *(message for message in heard if message not in sends)]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"IDM {service}: messages", "version": "1", "description": f"{summary}.\n\n{_READING}"},
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, used) for topic in _topics(used)},
        "operations": {
            **{f"send{name_of(message)}": _operation("send", message) for message in sends},
            **{f"receive{name_of(message)}": _operation("receive", message) for message in heard},
        },
        "components": {
            "messages": {name_of(message): _message(message) for message in used},
            "schemas": schemas_by_name(used, below="#/components/schemas/"),
        },
    }


def as_text(document: JsonObject) -> str:
    """The document as it is checked in and served."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def name_of(message: type[Message]) -> str:
    """``ThemeSelectedV1``: the name and version of the wire type."""
    name, version = message.message_type.rsplit(".", 2)[1:]
    return name + version.upper()


def _topics(messages: Collection[type[Message]]) -> list[Topic]:
    found: dict[str, Topic] = {}
    for message in messages:
        topic = topic_for(message)
        if topic is not None:
            found[topic.name] = topic
    return list(found.values())


def _channel(topic: Topic, messages: Collection[type[Message]]) -> JsonObject:
    names = [name_of(message) for message in messages if topic_for(message) == topic]
    return {
        "address": topic.name,
        "title": f"What {topic.service} tells",
        "description": _AUDIENCES[topic.audience],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {"cleanup.policy": ["delete"], "retention.ms": topic.retention_ms},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(action: str, message: type[Message]) -> JsonObject:
    topic = topic_for(message)
    channel = f"#/channels/{topic.name if topic else ''}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "summary": _first_sentence(message),
        "messages": [{"$ref": f"{channel}/messages/{name_of(message)}"}],
    }


def _message(message: type[Message]) -> JsonObject:
    described: JsonObject = {
        "name": message.message_type,
        "title": message.__name__,
        "summary": _first_sentence(message),
        "description": _said(message),
        "contentType": "application/json",
        "headers": _headers(message),
        "payload": {"$ref": f"#/components/schemas/{message.__name__}"},
        "correlationId": {"location": "$message.header#/ce_correlationid"},
        "bindings": {
            "kafka": {
                "key": {
                    "type": "string",
                    "description": f"Identifier of the {message.aggregate.replace('_', ' ')}",
                },
                "bindingVersion": "0.5.0",
            }
        },
        "x-audience": message.audience.value,
        "x-dataschema": schema_path(message.message_type),
    }
    sample = sample_of(message)
    if sample is not None:
        described["examples"] = [{"name": "golden", "headers": sample["headers"], "payload": sample["data"]}]
    return described


def _headers(message: type[Message]) -> JsonObject:
    literal = {"ce_type": message.message_type, "ce_source": f"/idm/{service_of(message)}"}
    properties: dict[str, Any] = {}
    for name, schema, meaning in HEADERS:
        fixed: JsonObject = {"const": literal[name]} if name in literal else {}
        properties[name] = {"type": "string", **schema, **fixed, "description": meaning}
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in _OPTIONAL_HEADERS],
    }


def _first_sentence(message: type[Message]) -> str:
    return " ".join(_said(message).split()).split(". ")[0].rstrip(".") + "."


def _said(message: type[Message]) -> str:
    """What the class says of itself, or its name; in Markdown."""
    return cleandoc(message.__doc__ or message.__name__).replace("``", "`")
