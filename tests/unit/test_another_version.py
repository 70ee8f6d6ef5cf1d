"""What a version does with what another one has stored: it reads it whole, or says that it cannot (decision 0021)."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.events.api.registration_views import RegistrationView, SeatsView
from services.funding.api.views import ContributionView
from services.funding.queries import entry_of
from services.governance.domain.cycle import Cycle
from shared.contracts.facts import YearFormat
from shared.http.actions import woken
from shared.persistence.reading import WrittenByAnotherVersion
from shared.persistence.unit_of_work import from_document, to_document
from tests.unit.events.sample import registration_of, seats_of
from tests.unit.funding.sample import act_on, contribution_of, francs
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


def test_a_view_leaves_out_what_a_newer_version_stored_in_a_part() -> None:
    gift = contribution_of()
    gift.sign(act_on())
    gift.receive(act_on(), amount=francs("1.00"))
    stored = to_document(gift)
    newer = {**stored, "colour": "blue", "receipts": [{**stored["receipts"][0], "colour": "blue"}]}
    assert ContributionView.of(newer) == ContributionView.of(stored)
    seats = to_document(seats_of(2))
    assert SeatsView.of({**seats, "colour": "blue"}) == SeatsView.of(seats)


def test_what_is_added_up_leaves_out_nothing() -> None:
    stored = {"_id": "e", "stream": "a-1", "version": 1, "act": "a", "on": "2018-02-01", "postings": []}
    stored["recorded_at"] = "2018-02-01T12:00:00.000Z"
    assert entry_of(stored).id == "e"
    with pytest.raises(WrittenByAnotherVersion):
        entry_of({**stored, "colour": "blue"})


def test_a_view_says_of_a_state_that_it_does_not_know_that_another_version_wrote_it() -> None:
    stored = to_document(registration_of())
    assert RegistrationView.of(stored).id == stored["_id"]
    with pytest.raises(WrittenByAnotherVersion) as refused:
        RegistrationView.of({**stored, "state": "a secret"})
    assert str(refused.value) == "RegistrationView"
    assert refused.value.__cause__ is None


def test_what_no_version_can_have_stored_is_a_bug() -> None:
    stored = _stored()
    with pytest.raises(ValidationError):
        from_document(Cycle, {**stored, "year": "soon"})
    with pytest.raises(ValidationError):
        RegistrationView.of({**to_document(registration_of()), "received_at": "soon"})
