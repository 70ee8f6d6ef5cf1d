"""What is counted after a year was played, and what makes the count fail."""

from typing import Any

import pytest

from cli.demo.counting import REVIEWS, Counts, doubled, holes, judge, topics_by_hearer
from cli.demo.failing import DemoFailed
from cli.demo.steps import Told
from cli.local import SERVICES

_GOOD = Counts(sent=2, effects=0, doubled=0, held=0)


def _row(stream: str, version: int, sequence: int | None = None, **recorded: Any) -> dict[str, Any]:
    return {"recorded": {"stream": stream, "version": version, "sequence": sequence, **recorded}}


def _sent(service: str, name: str, stream: str, number: int = 1) -> dict[str, Any]:
    return _row(stream, number, number, type=f"int.iom.idm.{service}.{name}.v1")


def test_an_effect_of_one_cause_is_doubled_only_when_it_says_the_same_of_the_same_stream() -> None:
    effect = {"causation_id": "1", "stream": "calendar-2018", "type": "PlaceTaken", "data": {"workshop": "a"}}
    others = [{**effect, "data": {"workshop": "b"}}, {**effect, "causation_id": "2"}, {**effect, "stream": "b"}]
    assert doubled([effect, *others]) == 0
    assert doubled([effect, *others, dict(effect), dict(effect)]) == 2


def test_a_stream_has_a_hole_when_a_version_or_a_sequence_is_missing_or_twice() -> None:
    whole = [_row("whole", 1, 1), _row("whole", 2), _row("whole", 3, 2)]
    assert holes(whole) == []
    assert holes([*whole, _row("a", 2), _row("b", 1, 1), _row("b", 2, 3), _row("c", 1), _row("c", 1)]) == [
        "a",
        "b",
        "c",
    ]


def test_every_service_reads_what_its_own_table_of_reactions_needs() -> None:
    heard = topics_by_hearer(SERVICES)
    assert set(heard) == set(SERVICES)
    assert set(heard["events"]) == {"idm.governance.v1", "idm.funding.internal.v1", "idm.publications.v1"}
    assert "idm.governance.v1" in heard["funding"]
    assert {"idm.events.v1", "idm.funding.internal.v1", "idm.publications.v1"} <= set(heard["governance"])


def test_streams_of_two_services_may_have_one_name() -> None:
    rows = {name: [_sent(name, "A", "cycle-2018")] for name in ("governance", "funding")}
    judge(_GOOD, rows, [Told(name="A", source="governance"), Told(name="A", source="funding")])
    rows["funding"].append(_sent("funding", "A", "cycle-2018", number=3))
    with pytest.raises(DemoFailed, match="a hole in their numbers: cycle-2018 of funding"):
        judge(_GOOD, rows, [])


def test_reviews_of_the_year_travel_without_being_told_and_nothing_else_does() -> None:
    assert sorted(REVIEWS) == ["AccountsReviewed", "ReportsReviewed", "WorkshopsReviewed"]
    rows = {"events": [_sent("events", "WorkshopsReviewed", "calendar-2018"), _sent("events", "WorkshopHeld", "w")]}
    judge(_GOOD, rows, [Told(name="WorkshopHeld", source="events")])
    with pytest.raises(DemoFailed, match="than the story tells: WorkshopHeld 1 instead of 0"):
        judge(_GOOD, rows, [])
    with pytest.raises(DemoFailed, match="than the story tells: WorkshopHeld 1 instead of 2"):
        judge(_GOOD, rows, [Told(name="WorkshopHeld", source="events")] * 2)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (Counts(sent=0, effects=0, doubled=0, held=1), "1 messages are held"),
        (Counts(sent=0, effects=0, doubled=2, held=0), "2 effects were made twice"),
    ],
)
def test_what_is_held_or_doubled_fails(counts: Counts, sentence: str) -> None:
    with pytest.raises(DemoFailed, match=sentence):
        judge(counts, {}, [])
