import pytest

from services.governance.domain.past_year import PastYear
from shared.contracts.facts import YearFormat
from shared.contracts.governance import PastYearRecorded
from shared.contracts.history import YearCell
from shared.domain.errors import RuleBroken
from shared.domain.message import Audience
from tests.unit.history.sample import act, year_cell

FORMATS = {
    2001: YearFormat.COUNCIL_ONLY,
    2002: YearFormat.COUNCIL_ONLY,
    2003: YearFormat.TWO_WORKSHOPS,
    2012: YearFormat.TWO_WORKSHOPS,
    2013: YearFormat.SINGLE_CONFERENCE,
    2014: YearFormat.TWO_WORKSHOPS,
    2015: YearFormat.SINGLE_CONFERENCE,
    2016: YearFormat.TWO_WORKSHOPS,
    2018: YearFormat.TWO_WORKSHOPS,
}


def _imported(cell: YearCell | None = None) -> PastYear:
    return PastYear.enter(act(), year=2004, cell=cell or year_cell())


@pytest.mark.parametrize(("year", "format"), FORMATS.items())
def test_r74_a_year_has_the_format_that_it_had(year: int, format: YearFormat) -> None:
    assert PastYear.enter(act(), year=year, cell=year_cell(format)).cell.format is format


@pytest.mark.parametrize(("year", "format"), FORMATS.items())
def test_r74_another_format_is_refused_on_import_and_in_a_correction(year: int, format: YearFormat) -> None:
    for other in set(YearFormat) - {format}:
        with pytest.raises(RuleBroken, match=f"format of {year} was {format.value}") as refused:
            PastYear.enter(act(), year=year, cell=year_cell(other))
        assert refused.value.rule.number == "R74"
        past = PastYear.enter(act(), year=year, cell=year_cell(format))
        with pytest.raises(RuleBroken, match="not " + other.value) as refused:
            past.restate(act(), cell=year_cell(other), reason="A mistake.")
        assert (refused.value.rule.number, past.version) == ("R74", 2)


def test_r75_printed_text_lines_and_doubt_are_kept() -> None:
    cell = year_cell(year_flag="*", footnote="At the Council.", lines=(246, 247), doubt="D5: written otherwise.")
    past = _imported(cell)
    assert (past.id, past.cell, past.imported) == ("history-2004", cell, cell)


def test_r75_the_same_again_changes_nothing() -> None:
    past = _imported()
    past.restate(act(), cell=year_cell(), reason=None)
    past.restate(act(), cell=year_cell(), reason="For no reason.")
    assert (past.version, past.corrections) == (2, ())


def test_r75_a_cell_that_differs_needs_a_reason() -> None:
    past = _imported()
    with pytest.raises(RuleBroken, match="differs in theme, lines") as refused:
        past.restate(act(), cell=year_cell(theme="Valuing", lines=(1,)), reason=None)
    assert (refused.value.rule.number, past.version) == ("R75", 2)


def test_r75_a_correction_stands_beside_what_was_imported_and_is_audited() -> None:
    past = _imported()
    past.restate(act(), cell=year_cell(theme="Valuing migration"), reason="Read again.")
    past.restate(act(), cell=year_cell(theme="Valuing migrants"), reason="And again.")
    assert (past.imported.theme, past.cell.theme) == ("Valuing Migration", "Valuing migrants")
    assert [one.before.theme for one in past.corrections] == ["Valuing Migration", "Valuing migration"]
    last = past.recorded[-2].message.model_dump(mode="json")
    assert last == {
        "year": 2004,
        "fields": ["theme"],
        "before": {"theme": "Valuing migration"},
        "after": {"theme": "Valuing migrants"},
        "reason": "And again.",
    }


def test_r75_what_was_imported_does_not_undo_a_correction_unless_a_reason_says_so() -> None:
    past = _imported()
    past.restate(act(), cell=year_cell(doubt="Unclear."), reason="Noted by a reader.")
    past.restate(act(), cell=year_cell(), reason=None)
    assert (past.version, past.cell.doubt) == (4, "Unclear.")
    past.restate(act(), cell=year_cell(), reason="It is clear.")
    assert (past.version, past.cell.doubt, len(past.corrections)) == (6, None, 2)


def test_r75_what_stands_and_what_was_imported_travel_together_and_why_stays_in_the_log() -> None:
    past = _imported()
    past.restate(act(), cell=year_cell(doubt="Unclear."), reason="Noted by a reader.")
    assert [one.message for one in past.recorded if one.message.audience is Audience.PUBLIC] == [
        PastYearRecorded(year=2004, cell=year_cell(), imported=year_cell()),
        PastYearRecorded(year=2004, cell=year_cell(doubt="Unclear."), imported=year_cell()),
    ]


def test_what_was_imported_before_there_was_a_message_is_told_once() -> None:
    told = _imported()
    told.tell_if_never_told(act())
    assert told.version == 2
    old = _imported()
    never = type(old)(**{**dict(old), "version": 1, "sequence": 0})
    never.tell_if_never_told(act())
    assert [(one.message, one.sequence) for one in never.recorded] == [(old.recorded[-1].message, 1)]
