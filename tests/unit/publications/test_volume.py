from datetime import date

import pytest

from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.catalogue_record import State as RecordState
from services.publications.domain.identity import check_own_id
from services.publications.domain.report import Report
from services.publications.domain.series import Series
from services.publications.domain.standing import State
from services.publications.domain.volume import Volume
from shared.contracts.events import WorkshopKind
from shared.contracts.publications import VolumePublished, VolumeWithdrawn
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.sample import ENGLISH, FRENCH, act_on, published, report_of, volume_of

LATER = date(2019, 3, 12)


def _published() -> tuple[Volume, Report]:
    report = published(report_of())
    volume = volume_of(report, editions=(ENGLISH,))
    volume.publish(act_on(LATER), reports={report.workshop: report})
    return volume, report


# R62


def test_r62_numbers_rise_and_may_leave_some_out() -> None:
    series = Series(id="red-book-series")
    for number in (1, 2, 17):
        series.hand_out(act_on(), number=number, volume=f"volume-{number}")
    assert (series.last, series.version) == (17, 3)


@pytest.mark.parametrize(
    ("number", "why"),
    [(17, "belongs to volume-17 already"), (2, "belongs to volume-2 already"), (16, "not higher than the last, 17")],
)
def test_r62_a_number_that_is_taken_or_does_not_rise_is_refused(number: int, why: str) -> None:
    series = Series(id="red-book-series")
    for taken in (2, 17):
        series.hand_out(act_on(), number=taken, volume=f"volume-{taken}")
    with pytest.raises(RuleBroken, match=why) as refused:
        series.hand_out(act_on(), number=number, volume="another")
    assert refused.value.rule.number == "R62"
    assert series.last == 17


@pytest.mark.parametrize("number", [0, -1])
def test_r62_numbers_begin_at_one(number: int) -> None:
    with pytest.raises(RuleBroken, match="not higher than the last, 0"):
        Series(id="red-book-series").hand_out(act_on(), number=number, volume="another")


# R61


def test_r61_a_volume_covers_one_workshop_or_several() -> None:
    first, second = report_of("workshop-2018-1"), report_of("workshop-2018-2")
    assert [one.workshop for one in volume_of(first).workshops] == ["workshop-2018-1"]
    both = volume_of(first, second)
    assert [one.workshop for one in both.workshops] == ["workshop-2018-1", "workshop-2018-2"]
    assert both.due_on == date(2019, 3, 27)


def test_r61_a_volume_that_covers_nothing_is_refused() -> None:
    volume = volume_of()
    with pytest.raises(RuleBroken, match="covers no workshop") as refused:
        volume.revise(act_on(), title=volume.title, original_language=Language.EN, reports=())
    assert refused.value.rule.number == "R61"


def test_a_seminar_may_be_covered_and_is_not_due() -> None:
    assert volume_of(report_of(kind=WorkshopKind.EXPERT_SEMINAR)).due_on is None


def test_a_workshop_is_named_once_and_was_held() -> None:
    with pytest.raises(InvalidInput, match="named more than once"):
        volume_of(report_of(), report_of())
    dropped = report_of()
    dropped.note_called_off(act_on(), reason="No venue.")
    with pytest.raises(WrongState, match="was cancelled or put off"):
        volume_of(dropped)


# Publication


def test_r67_without_an_edition_in_the_original_language_it_does_not_come_out() -> None:
    report = published(report_of())
    for editions in ((), (FRENCH,)):
        volume = volume_of(report, editions=editions)
        with pytest.raises(RuleBroken, match="no edition in its original language, “en”") as refused:
            volume.publish(act_on(), reports={report.workshop: report})
        assert refused.value.rule.number == "R67"


def test_r67_with_it_the_volume_comes_out_and_is_told() -> None:
    volume, _ = _published()
    message = volume.recorded[-1].message
    assert isinstance(message, VolumePublished)
    assert (message.series_number, message.published_on, message.editions) == (27, LATER, (ENGLISH,))
    assert [one.workshop for one in message.workshops] == ["workshop-2018-1"]


def test_it_comes_out_when_the_report_on_each_workshop_is_published() -> None:
    ready, draft = published(report_of("workshop-2018-1")), report_of("workshop-2018-2")
    volume = volume_of(ready, draft, editions=(ENGLISH,))
    reports = {one.workshop: one for one in (ready, draft)}
    with pytest.raises(WrongState, match="is draft, not published"):
        volume.publish(act_on(), reports=reports)
    published(draft)
    volume.publish(act_on(), reports=reports)
    assert volume.state is State.PUBLISHED


def test_a_published_volume_is_not_revised_and_not_published_again() -> None:
    volume, report = _published()
    with pytest.raises(WrongState, match="cannot be revised"):
        volume.revise(act_on(), title=LocalizedText(en="Other"), original_language=Language.EN, reports=(report,))
    with pytest.raises(WrongState, match="cannot be published"):
        volume.publish(act_on(), reports={report.workshop: report})


def test_r67_a_later_edition_of_a_published_volume_is_told_and_the_original_one_stays() -> None:
    volume, report = _published()
    volume.set_editions(act_on(), editions=(ENGLISH, FRENCH), reports=(report,))
    message = volume.recorded[-1].message
    assert isinstance(message, VolumePublished)
    assert (message.editions, message.published_on) == ((ENGLISH, FRENCH.model_copy(update={"official": False})), LATER)
    with pytest.raises(RuleBroken) as refused:
        volume.set_editions(act_on(), editions=(FRENCH,), reports=(report,))
    assert refused.value.rule.number == "R67"
    with pytest.raises(InvalidInput, match="more than one edition"):
        volume.set_editions(act_on(), editions=(ENGLISH, ENGLISH), reports=(report,))


def test_a_withdrawal_is_told_with_its_reason_and_for_good() -> None:
    volume, report = _published()
    volume.withdraw(act_on(LATER), reason="A table is wrong.", reports=(report,))
    message = volume.recorded[-1].message
    assert isinstance(message, VolumeWithdrawn)
    assert (message.reason, message.withdrawn_on, message.editions) == ("A table is wrong.", LATER, (ENGLISH,))
    with pytest.raises(WrongState, match="is withdrawn"):
        volume.withdraw(act_on(), reason="Again.", reports=(report,))
    with pytest.raises(WrongState, match="is withdrawn"):
        volume.set_editions(act_on(), editions=(ENGLISH,), reports=(report,))
    with pytest.raises(WrongState, match="is withdrawn"):
        volume.publish(act_on(), reports={report.workshop: report})


def test_r66_a_tombstone_says_what_there_was_and_offers_nothing() -> None:
    volume, _ = _published()
    record = CatalogueRecord.listing(act_on(LATER), volume, identifier="catalogue-volume-27")
    assert (record.state, record.editions, record.listed_on) == (RecordState.LISTED, (ENGLISH,), LATER)
    record.withdraw(act_on(LATER), volume, reason="A table is wrong.")
    assert (record.state, record.editions, record.number) == (RecordState.WITHDRAWN, (), 27)
    assert (record.reason, record.withdrawn_on) == ("A table is wrong.", LATER)


@pytest.mark.parametrize("taken", ["report-x", "catalogue-volume-1", "red-book-series", "volume-3"])
def test_an_identifier_that_another_thing_needs_is_refused(taken: str) -> None:
    with pytest.raises(InvalidInput, match="kept for something else"):
        check_own_id(taken, meant="volume-27")
    check_own_id("volume-27", meant="volume-27")
    check_own_id("red-book-27", meant="volume-27")
