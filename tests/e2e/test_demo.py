"""The demonstration, as a person plays it: on a stack of its own, and against a platform that runs."""

import re
from pathlib import Path

import pytest
import yaml

from cli.local import SERVICES
from shared.localstack.issuer import Issuer
from shared.localstack.servers import KAFKA
from tests.e2e.conftest import Platform
from tests.e2e.idm import FILE_2018, ON_THE_SMALL_BROKER, ROOT, changed, idm, said

_AFTERMATH = (
    "registration",
    "interpretation",
    "satisfaction",
    "budgets",
    "contributions",
    "accounts",
    "travel",
    "reports",
    "volumes",
    "closing",
)

_LESSONS = re.search(
    r"    lessons_learned:\n      - en: Training(?:.*\n)*?(?=    effective)", FILE_2018.read_text(encoding="utf-8")
)[0]  # type: ignore[index]
"""Those of the report on the second workshop."""


def test_the_year_2018_is_played_to_its_close_on_servers_of_its_own() -> None:
    """As `make demo` plays it: on the small broker, and with its Red Book."""
    played = idm("demo", "demo/2018.yaml", extra=ON_THE_SMALL_BROKER)
    told = said(played)
    assert played.returncode == 0, played.stdout + played.stderr
    for line in (
        f"governance, events, funding, publications on MongoDB 6.0.5, {KAFKA.version()}",
        "Illustrative.",
        "2001–2017 imported: 17 years, 33 entries and 1 derived from its year’s theme.",
        "CycleOpened governance → events, which opens its calendar of 2018",
        "→ publications, which begins to keep what is open in it",
        "ThemeSelected governance → events, which plans the Council IDM session",
        "TopicsSelected governance → events, which plans the two workshops",
        "WorkshopPlanned × 2 events → funding, which opens its budget",
        "WorkshopScheduled events → funding, which notes the day by which money must be in",
        "BudgetApproved funding → our services",
        "ContributionPledged · CoverageChanged funding → governance, which notes the coverage",
        "WorkshopHeld events → funding, which begins to settle its accounts",
        "→ publications, which opens its report, with a section for each session",
        "SatisfactionSurveyClosed events → governance, which puts the results on the agenda of the “Informal",
        "participants: 87.5 % satisfied with the event, 87.5 % with the background materials (24 of 40 answered)",
        "AccountsClosed funding → governance, which adds its cost to the year",
        "VolumePublished publications → governance, which adds it to the year",
        "✗ refused, as it should be R4:",
        "✗ refused, as it should be R27:",
        "✗ refused, as it should be R46:",
        "✗ refused, as it should be R63:",
        "has no lesson learned.",
        "who is told: “place 1; governments first, R31”",
        "who is told: “place 3; governments first, R31”",
        "reads the waiting list: government has the seat, and the others moved up",
        "one interpreter into ES is missing (R38)",
        "the session has no gap",
        "Member State A reads the slate over the API: 2 options",
        "reads what each service says of the year: nothing is open",
        "CycleClosed governance → events, which keeps 2018 read-only from now on",
        "→ funding, which keeps 2018 read-only from now on",
        "→ publications, which keeps 2018 read-only from now on",
        "✗ refused, as it should be cycle-closed “The cycle 2018 was closed on 2019-05-06, and its workshops are read-",
        "suggested in: IDM session at the Council of 2016",
        "workshop-2018-1 held on 27 March 2018 → 100 % covered → Red Book No. 27",
        "workshop-2018-2 held on 9 October 2018 → 75 % covered → Red Book No. 27",
        "council-idm-session-2018 held on 29 November 2018",
        "2018, closed on 6 May 2019 and read-only since",
        "at risk: 52000.00 CHF is missing; 52000.00 CHF of it must be in by 2018-02-24.",
        "✗ refused, as it should be R52:",
        "speaker from KE, CHF 2,640: brought; participant from NP, CHF 2,790: brought;",
        "demo-output/contribution-2018-1.en.pdf (",
        "CHF 240,167.40 paid, ties out to the ledger",
        "6 refusals as expected",
    ):
        assert line in told
    assert played.stdout.splitlines()[-1] == "messages sent 134 · effects 71 · doubled 0 · held 0"
    output = ROOT / "demo-output"
    assert (output / "contribution-2018-1.en.pdf").read_bytes().startswith(b"%PDF-")
    # A Red Book in three languages, each file and message with the verdict of its checker; and a harvest.
    assert len(re.findall("✓ passed", told)) == 12
    assert "✗ did not pass" not in told
    for language in ("en", "fr", "es"):
        assert f"{language.upper()} EPUB, " in told
        # Titles of the theme, the workshop and its sessions too: nothing is in another language than its edition.
        assert f"{language.upper()} text: 0 passages untranslated" in told
        for suffix, begins in (("epub", b"PK"), ("pdf", b"%PDF-"), ("html", b"<?xml")):
            assert (output / f"red-book-28-{language}.{suffix}").read_bytes().startswith(begins)
    for name, element in (("red-book-28.onix.xml", b"<ONIXMessage"), ("catalogue.xml", b"<record")):
        assert element in (output / name).read_bytes()
    assert "Red Book No. 28 is out; Sickle harvested 2 of the catalogue by OAI-PMH." in told
    # Its practices say where, about what, with whom and what shows it: the facets of the bank.
    assert "The bank of practices has 10 entries, which anybody may search:" in told
    assert "by region: africa 1, americas 1, asia 1, europe 1" in told
    assert "by policy domain: capacity-development 2, governance 2, cities 1, diasporas 1, partnerships 1" in told
    # Persons are not named where everybody reads.
    for person in ("Speaker Two", "A professor", "Interpreter One"):
        assert person not in told
    assert played.stderr == ""


def test_the_conference_year_2013_is_played_to_its_close_on_servers_of_its_own() -> None:
    played = idm("demo", "demo/2013.yaml")
    told = said(played)
    assert played.returncode == 0, played.stdout + played.stderr
    for line in (
        "2001–2012 imported: 12 years,",
        "FormatDecided governance → events, which notes the format and plans the conference",
        "WorkshopPlanned events → funding, which opens its budget",
        "WorkshopScheduled events → funding, which notes the day by which money must be in",
        "✗ refused, as it should be R46:",
        "✗ refused, as it should be cycle-closed",
        "The year 2013: “Diaspora Ministerial Conference”",
        "Conference: held",
        "18–19 June 2013, Geneva",
        "conference-2013 held on 19 June 2013 → 92 % covered → Red Book No. 22",
        "2013, closed on 3 February 2014 and read-only since",
    ):
        assert line in told
    assert "topic 1" not in told
    assert played.stdout.splitlines()[-1] == "messages sent 86 · effects 43 · doubled 0 · held 0"
    assert played.stderr == ""


def test_it_is_played_against_a_platform_that_runs_and_only_once(platform: Platform, tmp_path: Path) -> None:
    file = changed(tmp_path, year=2008)
    played = idm("demo", file, *platform.options)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "workshop-2008-2 held on 9 October 2008 → 75 % covered → Red Book No. " in said(played)
    assert "these services' databases are not ours to read" in said(played)
    books = idm("funding", "verify", "--folder", platform.folder)
    assert books.returncode == 0, books.stdout
    assert "Every figure ties out to the ledger, to the cent." in said(books)
    again = idm("demo", file, *platform.options)
    assert again.returncode == 1
    assert "The cycle 2008 is entered already on these services" in said(again)


def test_a_conference_year_of_governance_and_events_alone_is_played_too(platform: Platform, tmp_path: Path) -> None:
    """Without money, reports, volumes and a closing, and with a conference that follows from the theme."""
    file = changed(tmp_path, year=2010)
    year = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for section in ("topic_slate", "selection", *_AFTERMATH):
        del year[section]
    year["format"]["format"] = "single_conference"
    year["workshops"] = [{**year["workshops"][0], "which": "conference"}]
    year["refusals"] = year["refusals"][:1]
    file.write_text(yaml.safe_dump(year, allow_unicode=True), encoding="utf-8")
    played = idm("demo", file, *platform.options)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "FormatDecided governance → events, which notes the format and plans the conference" in said(played)
    assert "conference-2010 held on 27 March 2010" in said(played)
    assert "read-only since" not in said(played)


def test_a_year_is_closed_without_what_a_named_person_waives(platform: Platform, tmp_path: Path) -> None:
    """And not closed, saying why, without that waiver."""
    unpublished = ("    cleared_on: 2018-12-10\n    published_on: 2018-12-17\n", "")
    volume = ("workshops: [first_workshop, second_workshop]", "workshops: [first_workshop]")
    waiver = (
        "closing:\n  on: 2019-05-06\n",
        "closing:\n  on: 2019-05-06\n  waivers:\n"
        "    - {service: publications, by: Person One (fictional), reason: The report is late.}\n",
    )
    played = idm("demo", changed(tmp_path, unpublished, volume, waiver, year=2005), *platform.options)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "closes the cycle of 2005, without what is open in publications" in said(played)
    assert "2005, closed on 6 May 2006 and read-only since" in said(played)
    assert "Person One" not in said(played)

    played = idm("demo", changed(tmp_path, unpublished, volume, year=2004), *platform.options)
    assert played.returncode == 1
    assert "publications does not say that the year can be closed: " in said(played)
    assert "field “closing”." in said(played)


@pytest.mark.parametrize(
    ("year", "changes", "sentence"),
    [
        (
            2012,
            [("on: 2018-10-10", "on: 2018-03-28"), ("workshop: second_workshop", "workshop: first_workshop")],
            "field “refusals 2”: this was to be refused by R27 and was not refused.",
        ),
        (
            2014,
            [("rule: R4", "rule: R5")],
            "field “refusals 1”: this was to be refused by R5 and was refused by the rule R4: The Administration",
        ),
        (
            2006,
            [("{number: 2, topic: topic-2018-capacity}", "{number: 2, topic: topic-2018-partnerships}")],
            "field “selection”: governance refused this by R13: Both workshops would have the one topic",
        ),
        (
            2016,
            [(_LESSONS, "")],
            "field “reports 2 › published_on”: publications refused this by R63: The report on",
        ),
        (
            2011,
            [
                (
                    "donor: Ruritania Development Fund (fictional)\n    workshop: first",
                    "donor: B\n    workshop: council_idm_session #",
                )
            ],
            "field “contributions 2”: funding refused this: ",
        ),
    ],
)
def test_it_fails_when_a_refusal_does_not_come_is_another_rules_or_is_not_expected(
    platform: Platform, tmp_path: Path, year: int, changes: list[tuple[str, str]], sentence: str
) -> None:
    played = idm("demo", changed(tmp_path, *changes, year=year), *platform.options)
    assert played.returncode == 1
    assert sentence in said(played)


def test_a_file_with_an_error_names_line_and_field_before_anything_is_started(tmp_path: Path) -> None:
    file = changed(tmp_path, ("capacity: 400", "seats: 400"))
    line = 1 + file.read_text(encoding="utf-8").splitlines().index("      seats: 400")
    played = idm("demo", file)
    assert played.returncode == 1
    assert f"line {line}, field “workshops 2 › schedule › seats”: is not a field of this file" in said(played)
    assert "field “workshops 2 › schedule › capacity”: is missing." in said(played)


def test_a_date_in_the_future_stops_it_with_a_sentence(tmp_path: Path) -> None:
    played = idm("demo", changed(tmp_path, ("decided_on: 2017-05-03", "decided_on: 2917-05-03")))
    assert played.returncode == 1
    assert "field “format › decided_on”: 2917-05-03 lies in the future" in said(played)


@pytest.mark.parametrize(
    ("against", "sentence"),
    [
        (["--against", "governance=http://127.0.0.1:9"], "Give --against for events, funding, publications too."),
        (["--against", "billing=http://127.0.0.1:9"], "“billing=http://127.0.0.1:9” is not an address of a service"),
        (
            [word for name in SERVICES for word in ("--against", f"{name}=http://127.0.0.1:9")],
            "governance does not answer at http://127.0.0.1:9 (ConnectError): see that it runs, and try again.",
        ),
    ],
)
def test_services_that_cannot_be_reached_are_told_in_a_sentence(
    tmp_path: Path, against: list[str], sentence: str
) -> None:
    Issuer(tmp_path / "issuer")
    played = idm("demo", FILE_2018, *against, "--folder", tmp_path)
    assert played.returncode == 1
    assert sentence in said(played)
