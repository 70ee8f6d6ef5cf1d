from datetime import UTC, date, datetime

import pytest

from services.events.domain.days import check_schedule, first_day, last_day, zone_of
from services.events.domain.identity import check_own_id, year_of
from shared.contracts.events import Mode, Schedule
from shared.domain.errors import InvalidInput, NotFound
from tests.unit.events.sample import schedule_on


def _moved(**changes: object) -> Schedule:
    return schedule_on().model_copy(update=changes)


def test_days_are_those_of_the_place_not_utc() -> None:
    late = _moved(start=datetime(2018, 3, 27, 1, tzinfo=UTC), end=datetime(2018, 3, 28, 3, 59, tzinfo=UTC))
    assert (first_day(late), last_day(late)) == (date(2018, 3, 26), date(2018, 3, 27))
    auckland = _moved(zone="Pacific/Auckland", end=datetime(2018, 3, 27, 12, tzinfo=UTC))
    assert last_day(auckland) == date(2018, 3, 28)


def test_an_end_at_midnight_belongs_to_the_day_before() -> None:
    assert last_day(_moved(end=datetime(2018, 3, 28, 4, tzinfo=UTC))) == date(2018, 3, 27)


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "America", "localtime", "", "Europe/"])
def test_a_zone_is_one_of_the_iana_database(name: str) -> None:
    with pytest.raises(InvalidInput, match="is not a time zone"):
        zone_of(name)


def test_a_schedule_makes_sense_in_itself() -> None:
    check_schedule(schedule_on())
    check_schedule(_moved(mode=Mode.ONLINE, venue=None))
    for wrong, why in (
        (_moved(end=schedule_on().start), "ends before"),
        (_moved(venue=None), "needs a venue"),
        (_moved(venue=None, mode=Mode.HYBRID), "needs a venue"),
        (_moved(mode=Mode.ONLINE), "no venue"),
        (_moved(end=datetime(2019, 3, 27, tzinfo=UTC)), "longer than 31 days"),
        (_moved(capacity=0), "at least one person"),
        (_moved(languages=()), "has a language"),
        (_moved(zone="Geneva"), "time zone"),
    ):
        with pytest.raises(InvalidInput, match=why):
            check_schedule(wrong)


def test_a_cycle_is_named_by_its_year() -> None:
    assert year_of("cycle-2018") == 2018
    for wrong in ("2018", "cycle-18", "cycle-2018-1"):
        with pytest.raises(NotFound):
            year_of(wrong)


def test_an_own_identifier_takes_none_that_a_decision_needs() -> None:
    check_own_id("seminar-on-return", meant=None)
    check_own_id("workshop-2018-1", meant="workshop-2018-1")
    for kept in ("workshop-2018-1", "conference-2019", "calendar-2019", "council-session-109"):
        with pytest.raises(InvalidInput, match="kept for something else"):
            check_own_id(kept, meant="workshop-2019-1")
