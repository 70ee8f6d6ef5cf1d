"""The JSON Schema of what a message carries, as partners get it from the address in ``dataschema``."""

from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema

from shared.domain.message import Message

JsonObject = dict[str, Any]


class _Told(GenerateJsonSchema):
    """What travels: an absent fact is left out, never null, and a reader meets fields it does not know yet."""

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        # A default is what our reader assumes; it says nothing of what was sent.
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        described = super().model_schema(schema)
        if described.get("additionalProperties") is False:
            del described["additionalProperties"]
        return described

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_path(message_type: str) -> str:
    """Where the schema of a wire type is served: the path of ``dataschema``."""
    return f"/{message_type.split('.')[3]}/v1/schemas/{message_type}"


def schema_of(message: type[Message]) -> JsonObject:
    """The schema of ``data`` of one message type, complete in itself."""
    described = message.model_json_schema(schema_generator=_Told)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": schema_path(message.message_type),
        **described,
    }


def schemas_by_name(messages: Iterable[type[Message]], *, below: str) -> JsonObject:
    """Several messages' schemas and those of their parts, by class name; they refer to one another ``below``."""
    models: list[tuple[type[Message], Any]] = [(message, "validation") for message in messages]
    _, described = models_json_schema(models, ref_template=below + "{model}", schema_generator=_Told)
    return dict(described.get("$defs", {}))
