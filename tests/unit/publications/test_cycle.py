from datetime import date

import pytest

from services.publications.domain import log
from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.cycle import Cycle
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.contracts.publications import ReportsReviewed, VolumePublished, VolumeWithdrawn
from shared.domain.aggregate import Aggregate
from shared.domain.message import Message
from tests.unit.publications.sample import (
    AFTERWARDS,
    ENGLISH,
    FRENCH,
    act_on,
    cleared,
    closed,
    cycle_of,
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
