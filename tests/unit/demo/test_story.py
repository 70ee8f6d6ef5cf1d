"""The story a file becomes: its order, the messages it announces, and what is counted afterwards."""

import io
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.demo import play
from cli.demo.client import Services
from cli.demo.counting import doubled, holes
from cli.demo.failing import DemoFailed
from cli.demo.play import await_reaction, steps_of
from cli.demo.reading import read
from cli.demo.schema import Year
from cli.demo.show import Show
from cli.demo.steps import Reaction, Step, Told
from shared.localstack.issuer import Issuer

FILE_2018 = Path(__file__).parents[3] / "demo" / "2018.yaml"


def _year() -> Year:
    return read(FILE_2018).year


def _told(steps: list[Step]) -> list[str]:
    return [message.name for step in steps for message in step.told]


def test_steps_stand_by_day_and_each_refusal_before_what_it_would_have_been() -> None:
    steps = steps_of(_year())
    assert [step.day for step in steps] == sorted(step.day for step in steps)
    places = [step.place for step in steps]
    assert places.index(("refusals", 0)) < places.index(("theme_slate",)) < places.index(("determination",))
    assert places.index(("refusals", 1)) < places.index(("workshops", 1, "held"))


def test_the_migrants_voice_is_told_when_it_is_gained_lost_and_gained_again() -> None:
    voices = [name for name in _told(steps_of(_year())) if name.startswith("MigrantsVoice")]
    assert voices == [
        "MigrantsVoiceConfirmed",
        "MigrantsVoiceConfirmed",
        "MigrantsVoiceWithdrawn",
        "MigrantsVoiceConfirmed",
    ]


@pytest.mark.parametrize(
    ("decided_on", "planned_after"),
    [("2017-03-14", "FormatDecided"), ("2017-03-01", "ThemeSelected"), ("2017-04-03", "FormatDecided")],
)
def test_a_conference_is_planned_by_the_later_of_theme_and_format(decided_on: str, planned_after: str) -> None:
    content = _year().model_dump()
    content["format"] |= {"format": "single_conference", "decided_on": decided_on}
    content |= {"topic_slate": None, "selection": None, "workshops": [], "refusals": []}
    told = _told(steps_of(Year.model_validate(content)))
    expected = {"ThemeSelected": 1, "FormatDecided": 0}
    expected[planned_after] += 1
    for name, count in expected.items():
        following = told[told.index(name) + 1 :]
        assert len(list(takewhile("WorkshopPlanned".__eq__, following))) == count, told


def test_a_reaction_that_does_not_come_is_told_with_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(play, "WAIT_SECONDS", 0.05)
    reaction = Reaction(
        service="events", effect="plans the two workshops", question=lambda _: "events shows no workshop-2018-1"
    )
    message = Told(name="TopicsSelected", source="governance", reaction=reaction)
    with (
        Services(addresses={}, issuer=Issuer(tmp_path)) as services,
        pytest.raises(DemoFailed, match="seconds after TopicsSelected events shows no workshop-2018-1"),
    ):
        await_reaction(message, reaction, services, Show(Console(file=io.StringIO())))


def _row(stream: str, version: int, sequence: int | None = None, **recorded: Any) -> dict[str, Any]:
    return {"recorded": {"stream": stream, "version": version, "sequence": sequence, **recorded}}


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
