"""What a version does with what another one has stored: it reads it whole, or says that it cannot (decision 0021)."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.governance.domain.cycle import Cycle
from shared.contracts.facts import YearFormat
from shared.http.actions import woken
from shared.persistence.unit_of_work import WrittenByAnotherVersion, from_document, to_document
from tests.unit.governance.given import body, consultation, cycle, on


def _stored() -> dict[str, Any]:
    one = cycle()
    asked = consultation(opened="2017-03-01", bodies=[body(type="member_state")])
    one.decide_format(format=YearFormat.TWO_WORKSHOPS, consultation=asked, deviation_reason=None, act=on("2017-04-01"))
    return to_document(one)


def test_what_this_version_stored_it_reads_whole() -> None:
    assert to_document(from_document(Cycle, _stored())) == _stored()


def test_a_field_that_a_newer_version_stored_is_refused_and_not_lost_wherever_it_is() -> None:
    stored = _stored()
    in_a_part = {**stored, "format": {**stored["format"], "colour": "a secret"}}
    for document in ({**stored, "colour": "a secret"}, in_a_part):
        with pytest.raises(WrittenByAnotherVersion) as refused:
            from_document(Cycle, document)
        assert str(refused.value) == "cycle"
        assert refused.value.__cause__ is None


def test_a_value_that_a_newer_version_stored_is_refused() -> None:
    stored = _stored()
    with pytest.raises(WrittenByAnotherVersion):
        from_document(Cycle, {**stored, "format": {**stored["format"], "format": "three_evenings"}})


def test_what_is_only_looked_at_is_read_as_far_as_it_is_known() -> None:
    stored = _stored()
    newer = {**stored, "colour": "blue", "format": {**stored["format"], "colour": "blue"}}
    assert to_document(woken(Cycle, newer)) == stored
    with pytest.raises(WrittenByAnotherVersion):
        woken(Cycle, {**stored, "format": {**stored["format"], "format": "three_evenings"}})


def test_what_no_version_can_have_stored_is_a_bug() -> None:
    stored = _stored()
    with pytest.raises(ValidationError):
        from_document(Cycle, {**stored, "year": "soon"})
