"""The judge of the crash schedules says nothing of a clean record, and names each fault that is planted in one."""

from typing import Any

from tests.resilience.schedules.client import Asked
from tests.resilience.schedules.judge import _answers, _doubled, _log, _states, _topics

Row = dict[str, Any]
TOPIC = "idm.events.v1"


def row(number: int, *, cause: str = "request-1", role: str = "system", **more: Any) -> Row:
    recorded = {
        "stream": "workshop-1",
        "type": "Planned",
        "topic": TOPIC,
        "version": number,
        "sequence": number,
        "causation_id": cause,
        "data": {"number": number},
        "actor": {"role": role},
        **more,
    }
    return {"_id": f"row-{number}", "recorded": recorded}


def record(number: int, identifier: str = "") -> dict[str, str]:
    return {"ce_subject": "workshop-1", "ce_sequence": str(number), "ce_id": identifier or f"row-{number}"}


def asked(**attempts: int) -> Asked:
    one = Asked(service="events", what="POST /events/v1/workshops", attempts=attempts)
    one.stream, one.version = ("workshop-1", 1) if one.acknowledged else (None, None)
    return one


ROWS = [row(1, cause="a"), row(2, cause="b")]


def test_a_clean_record_is_without_fault() -> None:
    again = [record(1), record(2), record(1), record(2)]  # what is sent twice is no fault
    assert [*_log(ROWS), *_topics(ROWS, {TOPIC: again}), *_doubled(ROWS)] == []
    assert _states({"workshops": [{"_id": "workshop-1", "version": 2, "sequence": 2}]}, ROWS) == []
    assert _answers([asked(a=200), asked(b=0, c=0), asked(d=409)], {"events": ROWS}) == []


def test_a_hole_in_the_log_is_named() -> None:
    assert "the version of workshop-1 does not count 1, 2, 3: [1, 3]" in _log([row(1), row(3)])


def test_what_is_lost_reordered_changed_or_strange_in_kafka_is_named() -> None:
    assert _topics(ROWS, {TOPIC: [record(1)]}) == [f"workshop-1 2 is not in {TOPIC}"]
    assert _topics(ROWS, {}) == [f"workshop-1 {number} is not in {TOPIC}" for number in (1, 2)]
    assert f"{TOPIC}: workshop-1 2 came before 1" in _topics(ROWS, {TOPIC: [record(2), record(1)]})
    twice = [record(1), record(2), record(2, "row-1")]
    assert f"{TOPIC}: workshop-1 2 was sent as two different messages" in _topics(ROWS, {TOPIC: twice})
    strange = _topics(ROWS, {TOPIC: [record(1), record(2), record(3, "row-9")]})
    assert strange == [f"{TOPIC} has a message of workshop-1 that the log does not have"]


def test_an_effect_made_twice_by_one_message_is_named_and_two_by_a_person_are_not() -> None:
    twice = [row(1, cause="a", data={}), row(2, cause="a", data={})]
    assert _doubled(twice) == ["workshop-1: Planned was made 2 times by one message"]
    assert _doubled([row(number, cause="a", data={}, actor={"role": "editor"}) for number in (1, 2)]) == []


def test_a_state_that_is_behind_its_log_is_named() -> None:
    behind = {"workshops": [{"_id": "workshop-1", "version": 1, "sequence": 1}]}
    assert _states(behind, ROWS) == ["workshop-1 is stored at 1 and the log goes to 2"]


def test_an_answer_that_the_log_does_not_bear_out_is_named() -> None:
    what = "POST /events/v1/workshops"
    rows = {"events": ROWS}
    assert f"{what} was acknowledged and is not there" in _answers([asked(lost=200)], rows)
    assert _answers([asked(a=0, b=0)], rows) == [f"{what}: one key had 2 effects"]
    assert _answers([asked(a=409)], rows) == [f"{what} was refused and is there"]
    assert f"{what} was answered with 500" in _answers([asked(a=500)], rows)
    [version] = _answers([asked(b=200)], {"events": [row(2, cause="b")]})
    assert version.startswith(f"{what}: the answer said version 1 of workshop-1")
