"""A demonstration file: what its form takes, and how it says what does not fit."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cli.demo.failing import DemoFailed
from cli.demo.fields import Which
from cli.demo.reading import read
from cli.demo.refusals import (
    AssessedContribution,
    ChangeAfterClose,
    HeldWithoutMigrantsVoice,
    ReportWithoutLesson,
    ThirdThemeOption,
)
from cli.demo.sponsored import BusinessClassFare
from shared.contracts.funding import CostItem
from shared.domain.money import Money

FILE_2018 = Path(__file__).parents[3] / "demo" / "2018.yaml"
FILE_2013 = FILE_2018.with_name("2013.yaml")


def _with(folder: Path, old: str, new: str) -> Path:
    text = FILE_2018.read_text(encoding="utf-8")
    assert old in text
    path = folder / "year.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def _line(path: Path, content: str) -> int:
    return next(
        number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if content in line
    )


def test_the_file_of_2018_has_the_brochures_theme_format_and_titles() -> None:
    year = read(FILE_2018).year
    theme = "Inclusive and innovative partnerships for effective global governance of migration"
    assert (year.year, year.format.format, year.illustrative) == (2018, "two_workshops", True)
    assert year.theme_slate.options[0].title.en == theme
    assert year.selection is not None
    assert year.topic_slate is not None
    titles = {topic.id: topic.title.en for topic in year.topic_slate.topics}
    assert [titles[str(one.topic)] for one in year.selection.workshops] == [
        theme,
        "Towards effective migration governance: partnerships for capacity development",
    ]
    second = next(one for one in year.workshops if one.which is Which.SECOND_WORKSHOP)
    assert (second.schedule.start.date(), second.schedule.end.date()) == (date(2018, 10, 8), date(2018, 10, 9))
    assert [type(one) for one in year.refusals] == [
        ThirdThemeOption,
        HeldWithoutMigrantsVoice,
        AssessedContribution,
        ReportWithoutLesson,
        ChangeAfterClose,
        BusinessClassFare,
    ]


def test_the_file_of_2013_has_the_brochures_conference_and_what_public_pages_tell_of_it() -> None:
    year = read(FILE_2013).year
    assert (year.year, year.format.format, year.illustrative) == (2013, "single_conference", True)
    assert (year.topic_slate, year.selection) == (None, None)
    chosen = next(one for one in year.theme_slate.options if one.id == year.determination.option)
    assert chosen.title.en == "Diaspora Ministerial Conference"
    conference = next(one for one in year.workshops if one.which is Which.CONFERENCE)
    assert (conference.schedule.start.date(), conference.schedule.end.date()) == (date(2013, 6, 18), date(2013, 6, 19))
    [volume] = year.volumes
    assert (volume.number, volume.title.en) == (22, "Diasporas and Development: Bridging Societies and States")


@pytest.mark.parametrize("file", [FILE_2013, FILE_2018])
def test_every_body_donor_and_person_of_a_file_is_marked_as_fictional(file: Path) -> None:
    year = read(file).year
    programmes = [workshop.programme for workshop in year.workshops if workshop.programme is not None]
    names = [
        *(body.name.any() for body in year.bodies),
        *(contribution.donor for contribution in year.contributions),
        *(refusal.donor for refusal in year.refusals if isinstance(refusal, AssessedContribution)),
        *(speaker.name for one in programmes for session in one.sessions for speaker in session.speakers),
    ]
    assert len(names) > 10
    assert [name for name in names if "(fictional)" not in name] == []


def test_a_file_may_do_without_money_reports_volumes_and_the_closing(tmp_path: Path) -> None:
    text = FILE_2018.read_text(encoding="utf-8")
    start, end = text.index("budgets:"), text.index("refusals:")
    path = tmp_path / "year.yaml"
    path.write_text(text[:start] + text[end : text.index("  - attempt: assessed_contribution")], encoding="utf-8")
    year = read(path).year
    assert (year.budgets, year.contributions, year.accounts, year.reports, year.volumes) == ((), (), (), (), ())
    assert year.closing is None


def test_money_is_exact_and_of_one_currency(tmp_path: Path) -> None:
    year = read(_with(tmp_path, "amount: 203117.40 CHF", "amount: 203117.4 CHF")).year
    actual = next(one for one in year.accounts[0].actuals if one.item is CostItem.EXPERT_PARTICIPATION)
    assert actual.amount == Money.of("203117.40", "CHF")


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("number: 109", "numbr: 109", "council_session › numbr", "is not a field of this file"),
        ("why: These", "because: These", "selection › why", "is missing"),
        ("zone: Europe/Zurich", "zone: Geneva", "workshops 2 › schedule › zone", "“Geneva” is not a time zone"),
        ("capacity: 400", "capacity: many", "workshops 2 › schedule › capacity", "(the file says “many”)"),
        ("kind: panel", "kind: dance", "workshops 1 › programme › sessions 3 › kind", "should be 'plenary'"),
        ("format: two_workshops", "format: three", "format › format", "should be 'two_workshops'"),
        ("attempt: third_theme_option", "attempt: luck", "refusals 1", "third_theme_option"),
        (
            "decided_on: 2017-05-03",
            "decided_on: 2017-04-31",
            "format › decided_on",
            "day value is outside expected range",
        ),
        ("country: US", "country: USA", "workshops 1 › schedule › venue › country", "(the file says “USA”)"),
        ("id: theme-2018-option-c", "ident: c", "refusals 1 › option › id", "is missing"),
        ("estimate: 52000 CHF", "estimate: 52'000", "budgets 1 › lines 2 › estimate", "such as 42000.00 CHF"),
        ("estimate: 52000 CHF", "estimate: 1.005 CHF", "budgets 1 › lines 2 › estimate", "such as 42000.00 CHF"),
        ("item: venue, desc", "item: hotel, desc", "budgets 1 › lines 1 › item", "should be 'venue'"),
        ("approved_on: 2018-02-06", "approved_on: soon", "budgets 1 › approved_on", "(the file says “soon”)"),
        ("amount: 248000 CHF", "amount: 248000 XXX", "contributions 1 › amount", "“248000 XXX” is not an amount"),
        ("on: 2018-07-09", "on: 2918-07-09", "contributions 3 › receipts 1 › on", "lies in the future"),
        ("item: interpretation\n", "items: venue\n", "contributions 2 › items", "is not a field of this file"),
        ("closed_on: 2018-05-28", "closed: 2018-05-28", "accounts 1 › closed", "is not a field of this file"),
        ("written_on: 2018-06-18", "written: x", "reports 1 › written_on", "is missing"),
        ("kind: policy", "kind: wish", "reports 1 › effective_practices 1 › kind", "should be 'policy'"),
        ("formats: [pdf, epub]", "formats: [paper]", "volumes 1 › editions 1 › formats 1", "should be 'pdf'"),
        ("original_language: en", "original_language: de", "volumes 1 › original_language", "(the file says “de”)"),
        ("on: 2019-05-06", "at: 2019-05-06", "closing › on", "is missing"),
        ("slug: cycle-closed", "rule: R99", "refusals 5 › slug", "is missing"),
        ("amount: 15000 CHF", "amount: a lot", "refusals 3 › amount", "“a lot” is not an amount"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line_and_field(
    tmp_path: Path, old: str, new: str, field: str, reason: str
) -> None:
    path = _with(tmp_path, old, new)
    with pytest.raises(DemoFailed) as failed:
        read(path)
    told = next(line for line in str(failed.value).splitlines() if f"field “{field}”" in line)
    assert reason in told
    if reason != "is missing" and "attempt" not in old:
        assert f"line {_line(path, new.strip())}," in told


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("closing:\n  on: 2019-05-06\n", "", "change_after_close needs the section “closing” in this file"),
        (
            "rule: R63\n    workshop: first_workshop",
            "rule: R63\n    workshop: conference",
            "report_without_lesson needs a report on the conference in this file",
        ),
    ],
)
def test_a_refusal_names_the_section_it_cannot_do_without(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = _with(tmp_path, old, new)
    with pytest.raises(DemoFailed) as failed:
        read(path)
    assert str(failed.value) == f"{path}, line {_line(path, 'refusals:')}, field “refusals”: {reason}."


def test_a_section_that_does_not_fit_is_told_alone(tmp_path: Path) -> None:
    path = _with(tmp_path, "on: 2019-05-06", "on: one day")
    with pytest.raises(DemoFailed) as failed:
        read(path)
    assert str(failed.value).count("\n") == 0
    assert "field “closing › on”" in str(failed.value)


def test_today_is_not_the_future_and_tomorrow_is(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    read(_with(tmp_path, "recorded_on: 2018-11-30", f"recorded_on: {today}"))
    tomorrow = today + timedelta(days=1)
    path = _with(tmp_path, "recorded_on: 2018-11-30", f"recorded_on: {tomorrow}")
    with pytest.raises(DemoFailed, match=f"{tomorrow} lies in the future"):
        read(path)


def test_a_moment_in_the_future_is_refused_too(tmp_path: Path) -> None:
    path = _with(tmp_path, "start: 2018-03-26 09:30", "start: 2999-03-26 09:30")
    with pytest.raises(DemoFailed, match="field “workshops 1 › schedule › start”: 2999-03-26 lies in the future"):
        read(path)


def test_norway_is_a_country_and_on_is_a_word(tmp_path: Path) -> None:
    year = read(_with(tmp_path, "country: US", "country: NO")).year
    venue = year.workshops[0].schedule.venue
    assert venue is not None
    assert venue.country == "NO"
    assert year.determination.on == date(2017, 4, 12)


def test_a_text_may_be_given_in_three_languages(tmp_path: Path) -> None:
    path = _with(tmp_path, "title: Partnerships with cities (illustrative)", "title: {en: Cities, fr: Villes}")
    slate = read(path).year.topic_slate
    assert slate is not None
    assert (slate.topics[2].title.en, slate.topics[2].title.fr) == ("Cities", "Villes")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("illustrative: true", "illustrative: true\nyear: 2017", "the field “year” is given twice"),
        ("illustrative: true", "illustrative: [true", "this is not YAML"),
        ("illustrative: true", "illustrative: &a true\nother: *a", "write the value out"),
        ("illustrative: true", "illustrative: true\n? [a]\n: b", "a field’s name is a plain word"),
    ],
)
def test_what_is_no_plain_file_is_told_in_a_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(DemoFailed, match=sentence):
        read(_with(tmp_path, old, new))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "field “year”: is missing"),
        (b"\xff\xfe", "is not a text in UTF-8"),
        (b"- a\n- b\n", "line 1: should be"),
    ],
)
def test_a_file_of_another_kind_is_told_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "year.yaml"
    path.write_bytes(content)
    with pytest.raises(DemoFailed, match=sentence):
        read(path)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DemoFailed, match="cannot be read: No such file or directory"):
        read(tmp_path / "none.yaml")
