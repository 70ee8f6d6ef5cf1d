import pytest

from services.events.domain.past_entry import PastEntry
from shared.contracts.events import PastEntryRecorded
from shared.contracts.history import EntryCell
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.message import Audience
from tests.unit.history.sample import CONFERENCE, act, entry_cell


def _imported(cell: EntryCell | None = None) -> PastEntry:
    return PastEntry.enter(act(), year=2004, number=2, cell=cell or entry_cell())


def test_r75_printed_text_lines_and_doubt_are_kept() -> None:
    cell = entry_cell(flag="**", footnote="At the Council.", doubt="D3: two things.", subtopics=("One", "Two"))
    entry = _imported(cell)
    assert (entry.id, entry.cell, entry.imported) == ("history-2004-2", cell, cell)


def test_r75_the_same_again_changes_nothing() -> None:
    entry = _imported()
    entry.restate(act(), cell=entry_cell(), reason=None)
    entry.restate(act(), cell=entry_cell(), reason="For no reason.")
    assert (entry.version, entry.corrections) == (2, ())


def test_r75_a_cell_that_differs_needs_a_reason() -> None:
    entry = _imported()
    with pytest.raises(RuleBroken, match=r"Entry 2 of 2004 .* differs in official_title") as refused:
        entry.restate(act(), cell=entry_cell(official_title="Trade and Migration: In Full"), reason=None)
    assert (refused.value.rule.number, entry.version) == ("R75", 2)


def test_r75_a_correction_stands_beside_what_was_imported_and_is_audited() -> None:
    entry = _imported()
    entry.restate(act(), cell=entry_cell("Trade & Migration"), reason="Read again.")
    assert (entry.imported.printed_title, entry.cell.printed_title) == ("Trade and Migration", "Trade & Migration")
    [correction] = entry.corrections
    assert (correction.fields, correction.before, correction.reason) == (
        ("printed_title",),
        entry.imported,
        "Read again.",
    )
    assert entry.recorded[-2].message.model_dump(mode="json") == {
        "year": 2004,
        "number": 2,
        "fields": ["printed_title"],
        "before": {"printed_title": "Trade and Migration"},
        "after": {"printed_title": "Trade & Migration"},
        "reason": "Read again.",
    }


def test_r75_what_was_imported_does_not_undo_a_correction_unless_a_reason_says_so() -> None:
    entry = _imported()
    entry.restate(act(), cell=entry_cell(doubt="Unclear."), reason="Noted by a reader.")
    entry.restate(act(), cell=entry_cell(), reason=None)
    assert (entry.version, entry.cell.doubt) == (4, "Unclear.")
    entry.restate(act(), cell=entry_cell(), reason="It is clear.")
    assert (entry.version, entry.cell.doubt) == (6, None)


def test_only_a_conference_is_derived_from_the_theme() -> None:
    derived = entry_cell(kind=CONFERENCE, derived_from_theme=True)
    assert _imported(derived).cell.derived_from_theme
    with pytest.raises(InvalidInput, match="Only a conference"):
        _imported(entry_cell(derived_from_theme=True))
    with pytest.raises(InvalidInput, match="Only a conference"):
        _imported().restate(act(), cell=entry_cell(derived_from_theme=True), reason="Why not.")


def test_r75_what_stands_and_what_was_imported_travel_together_and_why_stays_in_the_log() -> None:
    entry = _imported()
    entry.restate(act(), cell=entry_cell(doubt="Unclear."), reason="Noted by a reader.")
    assert [one.message for one in entry.recorded if one.message.audience is Audience.PUBLIC] == [
        PastEntryRecorded(year=2004, number=2, cell=entry_cell(), imported=entry_cell()),
        PastEntryRecorded(year=2004, number=2, cell=entry_cell(doubt="Unclear."), imported=entry_cell()),
    ]


def test_what_was_imported_before_there_was_a_message_is_told_once() -> None:
    told = _imported()
    told.tell_if_never_told(act())
    assert told.version == 2
    old = _imported()
    never = type(old)(**{**dict(old), "version": 1, "sequence": 0})
    never.tell_if_never_told(act())
    assert [(one.message, one.sequence) for one in never.recorded] == [(old.recorded[-1].message, 1)]
