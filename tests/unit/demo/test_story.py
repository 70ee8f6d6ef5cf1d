"""The story a file becomes: its order, the messages it announces, and what is read back."""

import importlib
import io
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.demo import play
from cli.demo.client import Answer, Services
from cli.demo.closing import in_the_way
from cli.demo.failing import DemoFailed
from cli.demo.play import await_answer, steps_of
from cli.demo.readback import differing
from cli.demo.reading import read
from cli.demo.schema import Year
from cli.demo.show import Show, heard_by, together
from cli.demo.steps import Expected, Order, Reaction, Step, Told
from shared.localstack.issuer import Issuer

FILE_2018 = Path(__file__).parents[3] / "demo" / "2018.yaml"
FILE_2013 = FILE_2018.with_name("2013.yaml")


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
    assert places.index(("refusals", 2)) < places.index(("contributions", 0))
    assert places.index(("refusals", 3)) < places.index(("reports", 0)) < places.index(("volumes", 0))
    assert places[-3:] == [("closing",), ("closing",), ("refusals", 4)]


def test_the_acts_of_one_day_follow_each_other_as_they_must() -> None:
    content = _year().model_dump()
    day = content["workshops"][0]["held"]["recorded_on"]
    content["workshops"] = content["workshops"][:1]
    content["workshops"][0]["schedule"]["set_on"] = day
    content["budgets"] = [{**content["budgets"][0], "drafted_on": day, "approved_on": day}]
    contribution = content["contributions"][1]
    receipts = [{**one, "on": day} for one in contribution["receipts"]]
    content["contributions"] = [{**contribution, "pledged_on": day, "signed_on": day, "receipts": receipts}]
    actuals = [{**one, "on": day} for one in content["accounts"][0]["actuals"]]
    content["accounts"] = [{"workshop": "first_workshop", "actuals": actuals, "closed_on": day}]
    content["reports"] = [{**content["reports"][0], "written_on": day, "cleared_on": day, "published_on": day}]
    content["volumes"] = [
        {**content["volumes"][0], "workshops": ["first_workshop"], "prepared_on": day, "published_on": day}
    ]
    content |= {"closing": {"on": day}, "refusals": []}
    calls = [call.path for step in steps_of(Year.model_validate(content)) if step.day == day for call in step.calls]
    doings = [path.split("/")[-1] for path in calls]
    expected = ["schedule", "lines", "approval", "contributions", "agreement", "receipts", "held", *["actuals"] * 4]
    assert doings == [
        *expected,
        "closing",
        "content",
        "review",
        "clearance",
        "publication",
        "volumes",
        "editions",
        "signature",
        "publication",
        "closing",
    ]


def test_the_migrants_voice_is_told_when_it_is_gained_lost_and_gained_again() -> None:
    voices = [name for name in _told(steps_of(_year())) if name.startswith("MigrantsVoice")]
    assert voices == [
        "MigrantsVoiceConfirmed",
        "MigrantsVoiceConfirmed",
        "MigrantsVoiceWithdrawn",
        "MigrantsVoiceConfirmed",
    ]


def test_a_signature_tells_a_coverage_only_while_money_is_still_to_come() -> None:
    content = _year().model_dump()
    [first, *_] = content["contributions"]

    def told(**changed: Any) -> list[str]:
        story = Year.model_validate({**content, "contributions": [{**first, **changed}]})
        steps = [step for step in steps_of(story) if step.place[:1] == ("contributions",)]
        return [message.name for step in steps for message in step.told]

    pledged, received = ["ContributionPledged", "CoverageChanged"], ["ContributionReceived", "CoverageChanged"]
    assert told() == [*pledged, "CoverageChanged", *received]
    assert told(signed_on=first["receipts"][0]["on"]) == [*pledged, "CoverageChanged", *received]
    assert told(signed_on="2018-04-09") == [*pledged, *received]
    half = {"on": first["receipts"][0]["on"], "amount": "124000 CHF"}
    assert told(signed_on="2018-04-09", receipts=[half]) == [*pledged, *received, "CoverageChanged"]


@pytest.mark.parametrize("file", [FILE_2013, FILE_2018])
def test_whoever_a_story_says_reacts_does_react(file: Path) -> None:
    shown = {
        (message.name, one.service)
        for step in steps_of(read(file).year)
        for message in step.told
        for one in message.reactions
    }
    hearing = {
        (kind.__name__, service)
        for service in ("governance", "events", "funding", "publications")
        for kind in importlib.import_module(f"services.{service}.service").SERVICE.reactions
    }
    assert len(shown) > 10
    assert shown - hearing == set()


def test_who_is_said_to_hear_a_message_without_a_reaction() -> None:
    assert heard_by([Told(name="ProgrammeConfirmed", source="events")]) == "partners"
    assert heard_by([Told(name="BudgetApproved", source="funding")]) == "our services"


def test_messages_of_one_service_are_shown_together() -> None:
    told = [Told(name=name, source=source) for name, source in (("A", "x"), ("B", "x"), ("C", "y"), ("A", "x"))]
    assert [[one.name for one in group] for group in together(told)] == [["A", "B"], ["C"], ["A"]]


def _problem(status: int, **body: Any) -> Answer:
    return Answer(status=status, body=body, etag=None)


def test_a_refusal_is_met_by_its_rule_or_its_slug_and_by_nothing_else() -> None:
    by_rule = _problem(409, type="urn:idm:problem:rule", rule={"number": "R63"})
    by_slug = _problem(409, type="urn:idm:problem:cycle-closed")
    assert Expected(by="R63").is_met_by(by_rule)
    assert Expected(by="cycle-closed").is_met_by(by_slug)
    assert not Expected(by="R46").is_met_by(by_rule)
    assert not Expected(by="wrong-state").is_met_by(by_slug)
    assert not Expected(by="cycle-closed").is_met_by(_problem(200, type="urn:idm:problem:cycle-closed"))


def test_what_is_in_the_way_of_a_closing_is_told_unless_it_is_waived() -> None:
    def says(service: str, **fields: Any) -> dict[str, Any]:
        return {"service": service, "can_be_closed": False, "open": [], "not_heard_of": [], **fields}

    ready = says("governance", can_be_closed=True)
    assert in_the_way({"closing": [ready]}, waived=()) is None
    silent = {"closing": [ready, says("funding", open=None, not_heard_of=None)]}
    assert in_the_way(silent, waived=()) == "funding has said nothing yet of the year"
    assert in_the_way(silent, waived={"funding"}) is None
    matter = {"what": "report-not-published", "about": "report-a", "why": "It is not published."}
    behind = {"closing": [says("publications", open=[matter], not_heard_of=["workshop-a"])]}
    assert in_the_way(behind, waived={"funding"}) == (
        "publications does not say that the year can be closed: It is not published; it has not heard that "
        "workshop-a was held"
    )


def _chain(year: Year) -> dict[str, Any]:
    """As it is once everything in the file was heard."""
    topics = [{"number": number, "topics": [{"id": f"topic-{number}"}]} for number in (1, 2)]
    gatherings = [
        {"id": f"workshop-{year.year}-{one['number']}", "state": "held", "topics": one["topics"], "accounts": {"a": 1}}
        for one in topics
    ]
    return {
        "theme": {"id": year.determination.option},
        "topics": {"workshops": topics},
        "workshops": gatherings,
        "council_idm_session": {"id": f"council-idm-session-{year.year}", "state": "held", "topics": []},
        "volumes": [{"id": year.volumes[0].id, "published_on": "2019-03-11"}],
        "satisfaction": {"survey": "satisfaction-2018"},
        "closed_on": "2019-05-06",
    }


@pytest.mark.parametrize(
    ("part", "value", "told"),
    [
        ("theme", None, "does not show the theme “theme-2018-partnerships”"),
        ("topics", {"workshops": [{"number": 1, "topics": [{"id": "b"}]}]}, "workshop 1 does not have the topics"),
        ("workshops", [], "workshop 1 does not have the topics"),
        ("council_idm_session", None, "council-idm-session-2018 was recorded as held, and the chain shows it as miss"),
        ("volumes", [], "the volume red-book-of-2018 was published"),
        ("volumes", [{"id": "red-book-of-2018", "published_on": None}], "the volume red-book-of-2018 was published"),
        ("satisfaction", None, "the satisfaction survey of 2018 was closed, and the chain does not show it"),
        ("closed_on", None, "the cycle was closed on 2019-05-06, and the chain shows None"),
    ],
)
def test_a_year_that_does_not_read_back_as_the_file_says_is_told(part: str, value: Any, told: str) -> None:
    year = _year()
    whole = _chain(year)
    assert differing(year, whole) is None
    assert told in str(differing(year, {**whole, part: value}))
    assert differing(year, None) == "the cycle 2018 has no chain"


def test_accounts_that_do_not_read_back_are_told() -> None:
    year = _year()
    chain = _chain(year)
    chain["workshops"][1]["accounts"] = None
    assert str(differing(year, chain)).startswith("the accounts of workshop-2018-2 were closed")


@pytest.mark.parametrize(
    ("decided_on", "planned_after"),
    [("2017-04-12", "FormatDecided"), ("2017-04-03", "ThemeSelected"), ("2017-05-03", "FormatDecided")],
)
def test_a_conference_is_planned_by_the_later_of_theme_and_format(decided_on: str, planned_after: str) -> None:
    content = _year().model_dump()
    content["format"] |= {"format": "single_conference", "decided_on": decided_on}
    content |= {"topic_slate": None, "selection": None, "workshops": [], "refusals": [], "reports": []}
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
    with (
        Services(addresses={}, issuer=Issuer(tmp_path)) as services,
        pytest.raises(DemoFailed, match="seconds after TopicsSelected events shows no workshop-2018-1: see that"),
    ):
        await_answer(reaction.question, services, after="TopicsSelected", hint="see that events runs")


def test_each_effect_is_shown_below_the_other() -> None:
    written = io.StringIO()
    reactions = tuple(Reaction(service=one, effect="does it", question=lambda _: None) for one in ("a", "b"))
    told = [Told(name="First", source="s"), Told(name="Second", source="s", reactions=reactions)]
    Show(Console(file=written, width=100)).told(told, waited_seconds=[0.001, 0.02])
    lines = [line.strip() for line in written.getvalue().splitlines()]
    assert lines == ["⇢ First · Second  s → a, which does it (1 ms)", "→ b, which does it (20 ms)"]


def test_what_participants_say_goes_to_the_next_consultation_that_is_called_by_then() -> None:
    def effect(**changes: Any) -> str:
        content = _year().model_dump()
        content["satisfaction"] |= changes
        told = [one for step in steps_of(Year.model_validate(content)) for one in step.told]
        [closed] = [one for one in told if one.name == "SatisfactionSurveyClosed"]
        [reaction] = closed.reactions
        return reaction.effect

    assert effect() == (
        "puts the results on the agenda of the “Informal consultation after the second workshop of 2018”"
    )
    late = {"closed_on": "2018-11-20"}
    assert effect(**late) == "keeps the results for the next consultation’s agenda"
    with pytest.raises(ValueError, match="more participants answer than were invited"):
        effect(invited=3)


def test_each_answer_to_a_survey_has_a_token_of_its_own() -> None:
    [handed_out] = [step for step in steps_of(_year()) if step.order is Order.SATISFIED]
    tokens = [f"token-{number}" for number in range(40)]
    issued = Answer(status=201, body={"tokens": tokens}, etag=None)
    assert handed_out.then is not None
    calls = handed_out.then([issued])
    said = [dict(call.body or {}) for call in calls]
    assert len(said) == 24
    assert [one["token"] for one in said] == tokens[:24]
