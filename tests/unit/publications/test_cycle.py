from collections.abc import Callable
from datetime import date

import pytest

from services.publications.domain import log
from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.cycle import Cycle
from services.publications.domain.identity import year_of
from services.publications.domain.report import Report, State
from services.publications.domain.volume import Volume
from shared.contracts.publications import ReportsReviewed, VolumePublished, VolumeWithdrawn
from shared.domain.aggregate import Aggregate
from shared.domain.errors import NotFound, WrongState
from shared.domain.message import Message
from tests.unit.publications.sample import (
    AFTERWARDS,
    CLOSED_ON,
    CONTENT,
    ENGLISH,
    FRENCH,
    SESSIONS,
    act_on,
    cleared,
    closed,
    cycle_of,
    held_of,
    published,
    report_of,
    volume_of,
)

FIRST, SECOND = "workshop-2018-1", "workshop-2018-2"


def answers(cycle: Cycle) -> list[tuple[list[str], tuple[str, ...]]]:
    """What was told, one after the other: the slugs of what is open, and the workshops held."""
    told = [one.message for one in cycle.recorded if isinstance(one.message, ReportsReviewed)]
    return [([matter.what for matter in one.open], one.held) for one in told]


def last(aggregate: Aggregate) -> Message:
    return aggregate.recorded[-1].message


# What is open


def test_the_first_answer_is_told_at_once_and_the_same_never_again() -> None:
    cycle = Cycle(id="cycle-2018", year=2018)
    cycle.note_opened(act_on(), opened_on=date(2017, 5, 4))
    cycle.note_opened(act_on(), opened_on=date(2017, 5, 4))
    cycle.review(act_on())
    assert answers(cycle) == [([], ())]
    assert (cycle.opened_on, cycle.version) == (date(2017, 5, 4), 2)


def test_a_report_is_open_until_it_is_published_and_again_while_it_is_corrected() -> None:
    report = report_of()
    cycle = cycle_of(report)
    cleared(report)
    cycle.review(act_on(), reports=(report,))
    report.publish(act_on())
    cycle.review(act_on(), reports=(report,))
    report.withdraw(act_on(), reason="A name is wrong.")
    cycle.review(act_on(), reports=(report,))
    assert [what for what, _ in answers(cycle)] == [["report-not-published"], [], ["report-not-published"]]
    [matter] = cycle.open
    assert (matter.about, matter.why) == (
        f"report-{FIRST}",
        "The report on “Partnerships at work” is not published.",
    )


def test_a_draft_of_a_workshop_called_off_is_not_open_and_a_published_report_is() -> None:
    draft, out = report_of(FIRST), published(report_of(SECOND))
    cycle = cycle_of(draft, out)
    for report in (draft, out):
        report.note_called_off(act_on(), reason="No venue.")
    cycle.review(act_on(), reports=(draft, out))
    assert answers(cycle)[1:] == [(["report-of-called-off-workshop"], (FIRST, SECOND))]
    out.withdraw(act_on(), reason="It was never held.")
    cycle.review(act_on(), reports=(out,))
    assert answers(cycle)[2:] == [([], (FIRST, SECOND))]


def test_the_answer_is_in_order_whatever_the_order_of_hearing() -> None:
    cycle = cycle_of(report_of(SECOND))
    cycle.review(act_on(), held=("council-idm-session-2018",))
    cycle.review(act_on(), reports=(report_of(FIRST),))
    assert [matter.about for matter in cycle.open] == [f"report-{FIRST}", f"report-{SECOND}"]
    assert cycle.held == ("council-idm-session-2018", FIRST, SECOND)


def test_that_a_volume_is_due_keeps_no_cycle_open() -> None:
    report = published(report_of())
    assert report.volume_due_on is not None
    assert cycle_of(report).open == ()


@pytest.mark.parametrize("told", ["2018", "cycle-18", "cycle-2018-1", "CYCLE-2018"])
def test_what_no_service_calls_a_cycle_has_no_year(told: str) -> None:
    assert year_of("cycle-2018") == 2018
    with pytest.raises(ValueError, match="not the identifier of a cycle"):
        year_of(told)


# The close


def test_a_report_that_was_never_published_is_dropped_and_read_only() -> None:
    report = cleared(report_of())
    cycle = closed(report)
    assert (report.state, report.state_since, report.closed_on) == (State.DROPPED, CLOSED_ON, CLOSED_ON)
    assert report.key_messages == CONTENT.key_messages
    dropped = next(one.message for one in report.recorded if isinstance(one.message, log.ReportDropped))
    assert dropped.reason == "The cycle 2018 was closed on 2019-05-06 without it."
    assert (cycle.open, cycle.closed_on) == ((), CLOSED_ON)
    attempts: tuple[Callable[[], None], ...] = (
        lambda: report.write(act_on(AFTERWARDS), content=CONTENT),
        lambda: report.clear(act_on(AFTERWARDS)),
        lambda: report.publish(act_on(AFTERWARDS)),
    )
    for attempt in attempts:
        with pytest.raises(WrongState, match="The cycle 2018 was closed on 2019-05-06 without") as refused:
            attempt()
        assert refused.value.slug == "cycle-closed"
    with pytest.raises(WrongState, match="no volume can cover it") as uncovered:
        volume_of(report)
    assert uncovered.value.slug == "cycle-closed"


def test_nobody_is_told_to_write_more_in_a_report_that_is_read_only() -> None:
    report = report_of()
    closed(report)
    for obstacles in (report.obstacles_to_write(), report.obstacles_to_clear(), report.obstacles_to_publish()):
        assert [one.slug for one in obstacles] == ["cycle-closed"]


def test_a_draft_volume_shows_no_report_that_the_year_was_closed_without() -> None:
    report, other = report_of(FIRST), published(report_of(SECOND))
    volume = volume_of(report, other, editions=(ENGLISH,))
    closed(report, other)
    with pytest.raises(WrongState, match="no volume can show it") as refused:
        volume.publish(act_on(AFTERWARDS), reports={FIRST: report, SECOND: other})
    assert refused.value.slug == "cycle-closed"
    volume.revise(act_on(AFTERWARDS), title=volume.title, original_language=volume.original_language, reports=(other,))
    volume.publish(act_on(AFTERWARDS), reports={SECOND: other})


def test_a_published_report_is_corrected_after_the_close_and_marked() -> None:
    report = published(report_of())
    closed(report)
    assert (report.state, report.after_close) == (State.PUBLISHED, False)
    report.withdraw(act_on(AFTERWARDS), reason="A name is wrong.")
    cleared(report).publish(act_on(AFTERWARDS))
    assert (report.state, report.after_close) == (State.PUBLISHED, True)
    marked = [(type(one.message).__name__, one.message.after_close) for one in report.recorded]  # type: ignore[attr-defined]
    assert marked[:5] == [
        ("ReportOpened", False),
        ("ReportWritten", False),
        ("ReportCleared", False),
        ("ReportPublished", False),
        ("ReportYearClosed", False),
    ]
    assert marked[5:] == [
        ("ReportWithdrawn", True),
        ("ReportWritten", True),
        ("ReportCleared", True),
        ("ReportPublished", True),
    ]


def test_a_report_taken_back_before_the_close_is_a_draft_and_corrected_afterwards() -> None:
    report = published(report_of())
    report.withdraw(act_on(), reason="A name is wrong.")
    closed(report)
    assert not report.read_only
    cleared(report).publish(act_on(AFTERWARDS))
    assert report.state is State.PUBLISHED


def test_a_workshop_told_to_have_been_held_after_the_close_opens_no_report() -> None:
    report = Report(
        id=f"report-{SECOND}", workshop=SECOND, cycle="cycle-2018", state_since=CLOSED_ON, closed_on=CLOSED_ON
    )
    assert not report.note_held(act_on(AFTERWARDS), held=held_of(), sessions=SESSIONS)
    assert (report.state, report.held, report.volume_due_on) == (State.DROPPED, held_of(), None)
    assert last(report) == log.HeldAfterClose(
        held_on=date(2018, 3, 27), sections=("opening", "voice"), after_close=True
    )
    version = report.version
    assert report.note_held(act_on(AFTERWARDS), held=held_of(), sessions=SESSIONS), "the same again is nothing new"
    assert report.version == version


def test_facts_that_differ_after_the_close_change_nothing_of_a_read_only_report() -> None:
    report = report_of()
    closed(report)
    version = report.version
    assert not report.note_held(act_on(AFTERWARDS), held=held_of(on=date(2018, 4, 1)), sessions=SESSIONS)
    assert (report.held, report.version) == (held_of(), version)


def test_facts_that_differ_after_the_close_are_taken_over_into_a_published_report_and_marked() -> None:
    report = published(report_of())
    closed(report)
    assert report.note_held(act_on(AFTERWARDS), held=held_of(on=date(2018, 4, 1)), sessions=SESSIONS)
    assert (report.state, report.held, report.after_close) == (State.PUBLISHED, held_of(on=date(2018, 4, 1)), True)


def test_the_close_is_final_and_told_again_records_nothing() -> None:
    report = report_of()
    cycle = closed(report)
    versions = (cycle.version, report.version)
    cycle.close(act_on(AFTERWARDS), closed_on=AFTERWARDS, reports=(report,))
    assert ((cycle.version, report.version), cycle.closed_on) == (versions, CLOSED_ON)


def test_many_reports_are_settled_by_the_close_in_one_answer() -> None:
    cycle = closed(report_of(FIRST), report_of(SECOND))
    assert answers(cycle) == [(["report-not-published"] * 2, (FIRST, SECOND)), ([], (FIRST, SECOND))]


# Facts that did not fit


def test_what_did_not_fit_waits_once_since_the_close_until_a_person_saw_it() -> None:
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
    assert [one.seen for one in cycle.misfits] == [True]
    assert last(cycle) == log.MisfitAcknowledged(about=SECOND, reason="The Council has it.")


# Volumes


def _out(*reports: Report) -> tuple[Volume, CatalogueRecord]:
    volume = volume_of(*reports, editions=(ENGLISH,))
    volume.publish(act_on(), reports={report.workshop: report for report in reports})
    return volume, CatalogueRecord.listing(act_on(), volume, identifier="catalogue-volume-27")


@pytest.mark.parametrize("year_is_closed", [False, True])
def test_what_becomes_of_a_volume_is_marked_when_the_year_of_a_workshop_it_covers_is_closed(
    year_is_closed: bool,
) -> None:
    in_time, of_the_year = published(report_of(FIRST)), published(report_of(SECOND))
    if year_is_closed:
        closed(of_the_year)
    reports = (in_time, of_the_year)
    volume, record = _out(*reports)
    told = [last(volume)]
    volume.set_editions(act_on(), editions=(ENGLISH, FRENCH), reports=reports)
    record.revise(act_on(), volume)
    told.append(last(volume))
    volume.withdraw(act_on(), reason="A table is wrong.", reports=reports)
    record.withdraw(act_on(), volume, reason="A table is wrong.")
    told.append(last(volume))
    assert [type(one) for one in told] == [VolumePublished, VolumePublished, VolumeWithdrawn]
    assert [one.after_close for one in told] == [year_is_closed] * 3  # type: ignore[attr-defined]
    assert (volume.after_close, record.after_close) == (year_is_closed, year_is_closed)
    marks = {one.message.after_close for one in (*volume.recorded, *record.recorded)}  # type: ignore[attr-defined]
    assert marks == {year_is_closed}


@pytest.mark.parametrize("done", ["editions", "withdrawal"])
def test_a_volume_that_came_out_before_the_close_is_marked_by_what_is_done_afterwards(done: str) -> None:
    report = published(report_of())
    volume, record = _out(report)
    closed(report)
    assert not volume.after_close
    if done == "editions":
        volume.set_editions(act_on(AFTERWARDS), editions=(ENGLISH, FRENCH), reports=(report,))
        record.revise(act_on(AFTERWARDS), volume)
    else:
        volume.withdraw(act_on(AFTERWARDS), reason="A table is wrong.", reports=(report,))
        record.withdraw(act_on(AFTERWARDS), volume, reason="A table is wrong.")
    assert (volume.after_close, record.after_close) == (True, True)
    assert last(record).after_close  # type: ignore[attr-defined]


def test_the_mark_travels_only_where_it_is_true() -> None:
    volume, _ = _out(published(report_of()))
    assert "after_close" not in last(volume).model_dump(mode="json", exclude_none=True)
    report = published(report_of())
    closed(report)
    volume, _ = _out(report)
    assert last(volume).model_dump(mode="json", exclude_none=True)["after_close"] is True


def test_every_message_of_what_stays_open_has_the_mark() -> None:
    kinds: list[type[Message]] = [VolumePublished, VolumeWithdrawn]
    kinds += [kind for kind in vars(log).values() if isinstance(kind, type) and issubclass(kind, Message)]
    open_still = {Report.aggregate_type, Volume.aggregate_type, CatalogueRecord.aggregate_type}
    of_these = [kind for kind in kinds if getattr(kind, "aggregate", None) in open_still]
    assert len(of_these) > 10
    assert [kind for kind in of_these if "after_close" not in kind.model_fields] == []
