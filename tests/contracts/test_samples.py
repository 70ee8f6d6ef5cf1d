"""Every type has a golden sample, and it is exactly what is sent and what can be read."""

import json
from typing import Any, get_args

import jsonschema_rs
import pytest
from pydantic import BaseModel, ValidationError

from shared.contracts.registry import topic_for
from shared.contracts.schemas import schema_of, schema_path
from shared.domain.message import Message
from tests.contracts.golden import FOLDER, MESSAGES, ORIGIN, read

each_message = pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)


def test_every_type_has_a_sample_and_every_sample_a_type() -> None:
    assert {file.stem for file in FOLDER.glob("*")} == {kind.message_type for kind in MESSAGES}


@each_message
def test_the_sample_is_read_and_sent_again_as_the_same_bytes(kind: type[Message]) -> None:
    sample = read(kind.message_type)
    wire = sample.sent_again(kind.model_validate_json(sample.value()))
    assert {name: value.decode() for name, value in wire.headers} == sample.headers
    assert wire.value == sample.value()
    topic = topic_for(kind)
    assert topic is not None
    assert (wire.topic, wire.key.decode()) == (sample.topic, sample.key) == (topic.name, sample.headers["ce_subject"])


@each_message
def test_the_sample_fits_the_schema_that_its_dataschema_names(kind: type[Message]) -> None:
    sample, schema = read(kind.message_type), schema_of(kind)
    assert sample.headers["ce_dataschema"] == ORIGIN + schema_path(kind.message_type)
    assert schema["$id"] == schema_path(kind.message_type)
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    validator.validate(sample.data)
    for name in schema["required"]:
        assert not validator.is_valid({key: value for key, value in sample.data.items() if key != name}), name


@each_message
def test_facts_that_a_reader_does_not_know_are_ignored_at_every_depth(kind: type[Message]) -> None:
    sample = read(kind.message_type)
    read_back = kind.model_validate_json(json.dumps(_with_more(sample.data, kind)))
    assert read_back == kind.model_validate_json(sample.value())
    jsonschema_rs.validator_for(schema_of(kind)).validate(_with_more(sample.data, kind))


@each_message
def test_what_may_be_none_may_be_left_out_for_that_is_how_it_is_sent(kind: type[Message]) -> None:
    for model in _models(kind):
        for name, field in model.model_fields.items():
            if type(None) in get_args(field.annotation):
                assert not field.is_required(), f"{model.__name__}.{name} is left out when it is None, and required"


def test_a_text_in_a_language_to_come_is_left_out_and_one_without_any_we_know_is_refused() -> None:
    sample = read("int.iom.idm.events.WorkshopPlanned.v1")
    kind = next(kind for kind in MESSAGES if kind.message_type == sample.type)
    planned = kind.model_validate_json(sample.value(title={"en": "Partnerships", "pt": "Parcerias"}))
    assert planned.model_dump(mode="json", exclude_none=True)["title"] == {"en": "Partnerships"}
    with pytest.raises(ValidationError, match="title"):
        kind.model_validate_json(sample.value(title={"pt": "Parcerias"}))


def _with_more(data: Any, kind: Any) -> Any:
    """The same facts with one that nobody knows in every object that has a model."""
    if isinstance(data, list):
        return [_with_more(one, kind) for one in data]
    if not isinstance(data, dict):
        return data
    model = next((one for one in _parts(kind) if set(data) <= set(one.model_fields)), None)
    if model is None:  # figures by name: any name is known
        return data
    more = {name: _with_more(value, model.model_fields[name].annotation) for name, value in data.items()}
    return {**more, "unheard_of": {"today": True}}


def _parts(kind: Any) -> list[type[BaseModel]]:
    """The models that an annotation is made of."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for part in get_args(kind) for model in _parts(part)]


def _models(kind: type[BaseModel]) -> set[type[BaseModel]]:
    found = {kind}
    for field in kind.model_fields.values():
        for part in _parts(field.annotation):
            found |= _models(part)
    return found
