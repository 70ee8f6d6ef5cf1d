"""The close of a cycle (domain.md 1.8): which reports go on, which are dropped, and what waits for a person."""

from collections.abc import Callable
from datetime import date

import pytest

from services.publications.domain import log
from services.publications.domain.parts import State
from services.publications.domain.report import Report
from shared.contracts.publications import ReportsReviewed
from shared.domain.aggregate import Aggregate
from shared.domain.errors import CycleIsClosed, NotFound, RuleBroken, WrongState
from shared.domain.message import Message
from tests.unit.publications.sample import (
    AFTERWARDS,
    CLOSED_ON,
    CONTENT,
    ENGLISH,
    SESSIONS,
    WAIVER,
    act_on,
    cleared,
    closed,
    closed_without,
    cycle_of,
    held_of,
    published,
    report_of,
    volume_of,
)

FIRST, SECOND = "workshop-2018-1", "workshop-2018-2"
COUNCIL = "council-idm-session-2018"


def last(aggregate: Aggregate) -> Message:
    return aggregate.recorded[-1].message


def marks(report: Report) -> list[tuple[str, bool]]:
    return [(type(one.message).__name__, one.message.after_close) for one in report.recorded]  # type: ignore[attr-defined]


# Reports on workshops that the year was closed with


@pytest.mark.parametrize("far", ["draft", "cleared"])
def test_a_late_report_is_finished_after_the_close_and_each_act_is_marked(far: str) -> None:
    report = report_of() if far == "draft" else cleared(report_of())
    cycle = closed(report)
    assert (report.state, report.read_only, report.after_close) == (far, False, False)
    assert [one.what for one in cycle.open] == ["report-not-published"], "waived, and still open"
    before = report.version
    cleared(report).publish(act_on(AFTERWARDS))
    cycle.review(act_on(AFTERWARDS), reports=(report,))
    assert (report.state, report.after_close, cycle.open, cycle.misfits) == (State.PUBLISHED, True, (), ())
    assert marks(report)[before - 1] == ("ReportYearClosed", False)
    assert marks(report)[before:] == [
        ("ReportWritten", True),
        ("ReportSentToReview", True),
        ("ReportCleared", True),
        ("ReportPublished", True),
    ]


def test_r61_a_late_report_comes_out_in_a_volume_after_the_close() -> None:
    report = report_of()
    closed(report)
    cleared(report).publish(act_on(AFTERWARDS))
    volume = volume_of(report, editions=(ENGLISH,))
    volume.publish(act_on(AFTERWARDS), reports={FIRST: report})
    assert (volume.state, volume.after_close) == ("published", True)


def test_r63_a_report_that_the_year_did_not_wait_for_is_published_by_the_rule_or_by_a_waiver_of_its_own() -> None:
    """What governance waives is that the year waits for it, never what it has to say."""
    report = cleared(report_of(), CONTENT.model_copy(update={"lessons_learned": ()}))
    cycle = closed(report)
    assert ([one.what for one in cycle.open], report.read_only) == (["report-not-published"], False)
    with pytest.raises(RuleBroken) as refused:
        report.publish(act_on(AFTERWARDS))
    assert refused.value.rule.number == "R63"
    report.publish(act_on(AFTERWARDS), waivers=(WAIVER,))
    assert (report.state, report.after_close) == (State.PUBLISHED, True)
    report.withdraw(act_on(AFTERWARDS), reason="Somebody remembers a lesson.")
    cleared(report).publish(act_on(AFTERWARDS))
    assert (report.state, report.waived) == (State.PUBLISHED, ())


def test_a_published_report_is_corrected_after_the_close_and_marked() -> None:
    report = published(report_of())
    closed(report)
    assert (report.state, report.after_close) == (State.PUBLISHED, False)
    report.withdraw(act_on(AFTERWARDS), reason="A name is wrong.")
    cleared(report).publish(act_on(AFTERWARDS))
    assert (report.state, report.after_close) == (State.PUBLISHED, True)
    assert marks(report)[5:] == [
        ("ReportYearClosed", False),
        ("ReportWithdrawn", True),
        ("ReportWritten", True),
        ("ReportSentToReview", True),
        ("ReportCleared", True),
        ("ReportPublished", True),
    ]


def test_a_workshop_named_by_the_close_and_told_to_have_been_held_only_now_has_its_report() -> None:
    cycle = cycle_of()
    cycle.close(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=(FIRST,), reports=())
    report = Report(
        id=f"report-{FIRST}", workshop=FIRST, cycle="cycle-2018", state_since=CLOSED_ON, closed_on=CLOSED_ON
    )
    assert report.note_held(act_on(), held=held_of(), sessions=SESSIONS)
    cycle.review(act_on(), reports=(report,))
    assert (report.state, report.after_close, report.volume_due_on) == (State.DRAFT, True, date(2019, 3, 27))
    assert (cycle.misfits, cycle.held) == ((), (FIRST,))
    assert [one.what for one in cycle.open] == ["report-not-published"]


def test_facts_that_differ_after_the_close_are_taken_over_into_a_report_that_goes_on() -> None:
    for report in (report_of(), published(report_of())):
        state = report.state
        closed(report)
        assert report.note_held(act_on(AFTERWARDS), held=held_of(on=date(2018, 4, 1)), sessions=SESSIONS)
        assert (report.state, report.held, report.after_close) == (state, held_of(on=date(2018, 4, 1)), True)


# Reports on workshops that the year was closed without


def test_a_report_that_was_never_published_is_dropped_and_read_only_without_its_workshop() -> None:
    report = cleared(report_of())
    cycle = closed_without(report)
    assert (report.state, report.state_since, report.closed_on) == (State.DROPPED, CLOSED_ON, CLOSED_ON)
    assert report.key_messages == CONTENT.key_messages
    dropped = next(one.message for one in report.recorded if isinstance(one.message, log.ReportDropped))
    assert dropped.reason == "The cycle 2018 was closed on 2019-05-06 without its workshop."
    assert (cycle.open, cycle.closed_on) == ((), CLOSED_ON)
    attempts: tuple[Callable[[], None], ...] = (
        lambda: report.write(act_on(AFTERWARDS), content=CONTENT),
        lambda: report.send_to_review(act_on(AFTERWARDS)),
        lambda: report.clear(act_on(AFTERWARDS)),
        lambda: report.publish(act_on(AFTERWARDS)),
    )
    for attempt in attempts:
        with pytest.raises(CycleIsClosed) as refused:
            attempt()
        assert refused.value.sentence == (
            "The cycle 2018 was closed on 2019-05-06 without the workshop “Partnerships at work”, and its report is "
            "read-only."
        )
        assert refused.value.slug == "cycle-closed"
    with pytest.raises(CycleIsClosed, match="no volume can cover it"):
        volume_of(report)


def test_one_report_goes_on_and_the_other_is_dropped() -> None:
    named, left_out = report_of(FIRST), report_of(SECOND)
    cycle = cycle_of(named, left_out)
    cycle.close(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=(FIRST,), reports=(named, left_out))
    assert (named.state, left_out.state) == (State.DRAFT, State.DROPPED)
    assert ([one.about for one in cycle.open], [one.about for one in cycle.misfits]) == ([named.id], [SECOND])


def test_nobody_is_told_to_write_more_in_a_report_that_is_read_only() -> None:
    report = report_of()
    closed_without(report)
    for obstacles in (report.obstacles_to_write(), report.obstacles_to_clear(), report.obstacles_to_publish()):
        assert [one.slug for one in obstacles] == ["cycle-closed"]


def test_a_draft_volume_shows_no_report_whose_workshop_the_year_was_closed_without() -> None:
    report, other = report_of(FIRST), published(report_of(SECOND))
    volume = volume_of(report, other, editions=(ENGLISH,))
    closed_without(report, other)
    with pytest.raises(CycleIsClosed, match="no volume can show it"):
        volume.publish(act_on(AFTERWARDS), reports={FIRST: report, SECOND: other})
    volume.revise(act_on(AFTERWARDS), title=volume.title, original_language=volume.original_language, reports=(other,))
    volume.publish(act_on(AFTERWARDS), reports={SECOND: other})


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_report_that_was_published_before_is_corrected_even_without_its_workshop(taken_back: bool) -> None:
    report = published(report_of())
    if taken_back:
        report.withdraw(act_on(), reason="A name is wrong.")
    cycle = closed_without(report)
    assert [one.about for one in cycle.misfits] == [FIRST]
    assert (report.state, report.read_only) == (State.DRAFT if taken_back else State.PUBLISHED, False)
    if not taken_back:
        report.withdraw(act_on(AFTERWARDS), reason="A name is wrong.")
    cleared(report).publish(act_on(AFTERWARDS))
    assert (report.state, report.after_close) == (State.PUBLISHED, True)


def test_a_workshop_left_out_and_told_to_have_been_held_only_now_opens_no_report() -> None:
    report = Report(
        id=f"report-{SECOND}",
        workshop=SECOND,
        cycle="cycle-2018",
        state_since=CLOSED_ON,
        closed_on=CLOSED_ON,
        left_out=True,
    )
    assert report.note_held(act_on(AFTERWARDS), held=held_of(), sessions=SESSIONS)
    assert (report.state, report.held, report.volume_due_on) == (State.DROPPED, held_of(), None)
    assert last(report) == log.HeldAfterClose(
        held_on=date(2018, 3, 27), sections=("opening", "voice"), after_close=True
    )
    version = report.version
    assert report.note_held(act_on(AFTERWARDS), held=held_of(), sessions=SESSIONS), "the same again is nothing new"
    assert report.version == version


@pytest.mark.parametrize("called_off", [False, True])
def test_facts_that_differ_change_nothing_of_a_read_only_report(called_off: bool) -> None:
    report = report_of()
    closed_without(report)
    if called_off:
        report.note_called_off(act_on(AFTERWARDS), reason="No venue.")
    version = report.version
    for _ in range(2):
        assert not report.note_held(act_on(AFTERWARDS), held=held_of(on=date(2018, 4, 1)), sessions=SESSIONS)
    assert (report.held, report.called_off, report.state) == (held_of(), None, State.DROPPED)
    assert report.version == version + called_off, "that it was held after all is kept"


# The cycle


def test_the_close_is_final_and_told_again_records_nothing() -> None:
    report = report_of()
    cycle = closed(report)
    versions = (cycle.version, report.version)
    cycle.close(act_on(AFTERWARDS), closed_on=AFTERWARDS, held=(), reports=(report,))
    assert ((cycle.version, report.version), cycle.closed_on) == (versions, CLOSED_ON)
    assert (report.state, cycle.misfits) == (State.DRAFT, ())
    noted = next(one.message for one in cycle.recorded if isinstance(one.message, log.CycleClosingNoted))
    assert noted == log.CycleClosingNoted(closed_on=CLOSED_ON, held=(FIRST,))


def test_many_reports_are_settled_by_the_close_in_one_answer() -> None:
    cycle = closed_without(report_of(FIRST), report_of(SECOND))
    told = [one.message for one in cycle.recorded if isinstance(one.message, ReportsReviewed)]
    assert [len(one.open) for one in told] == [2, 0]


def test_what_was_held_and_left_out_waits_whichever_was_told_first() -> None:
    before = cycle_of(report_of(SECOND))
    before.review(act_on(), held=(COUNCIL,))
    before.close(act_on(), closed_on=CLOSED_ON, held=(FIRST,), reports=(report_of(SECOND),))
    after = cycle_of()
    after.close(act_on(), closed_on=CLOSED_ON, held=(FIRST,), reports=())
    for _ in range(2):
        after.review(act_on(), held=(COUNCIL,))
        after.review(act_on(), reports=(report_of(FIRST), report_of(SECOND)))
    assert after.misfits == before.misfits
    assert [(one.about, one.noted_on, one.why) for one in after.misfits] == [
        (
            COUNCIL,
            CLOSED_ON,
            "council-idm-session-2018 was recorded as held, and the cycle 2018 was closed on 2019-05-06 without it.",
        ),
        (
            SECOND,
            CLOSED_ON,
            "“Partnerships at work” was recorded as held, and the cycle 2018 was closed on 2019-05-06 without it.",
        ),
    ]


def test_what_did_not_fit_waits_once_until_a_person_saw_it_and_that_is_marked() -> None:
    cycle = closed()
    with pytest.raises(WrongState, match="nothing that did not fit"):
        cycle.acknowledge(act_on(AFTERWARDS), about=SECOND, reason="Seen.")
    for _ in range(2):
        cycle.did_not_fit(act_on(), fact="WorkshopHeld", about=SECOND, why="Too late.")
    [misfit] = cycle.misfits
    assert (misfit.noted_on, misfit.seen) == (CLOSED_ON, False)
    with pytest.raises(NotFound):
        cycle.acknowledge(act_on(AFTERWARDS), about=FIRST, reason="Seen.")
    cycle.acknowledge(act_on(AFTERWARDS), about=SECOND, reason="The Council has it.")
    assert [(one.seen, one.after_close) for one in cycle.misfits] == [(True, True)]
    assert last(cycle) == log.MisfitAcknowledged(about=SECOND, reason="The Council has it.", after_close=True)
