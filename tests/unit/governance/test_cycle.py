from datetime import date

import pytest

from services.governance.domain.cycle import Cycle
from shared.contracts.facts import YearFormat
from shared.contracts.governance import CycleOpened, FormatDecided
from shared.domain.act import Act, Role
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.governance.given import assert_refused, body, by, consultation, cycle, decided, later_consultation, on

TWO, ONE, COUNCIL = YearFormat.TWO_WORKSHOPS, YearFormat.SINGLE_CONFERENCE, YearFormat.COUNCIL_ONLY


def _decide(
    year: Cycle,
    format: YearFormat,
    *,
    day: str = "2017-04-01",
    reason: str | None = None,
    attended_by: str | None = "member_state",
    opened: str = "2017-03-01",
    act: Act | None = None,
) -> None:
    bodies = [body(type=attended_by)] if attended_by else []
    year.decide_format(
        format=format,
        consultation=consultation(opened=opened, bodies=bodies),
        deviation_reason=reason,
        act=act or on(day),
    )


def test_r4_a_cycle_opens_in_the_year_before_its_own() -> None:
    for day in ("2017-01-01", "2017-12-31"):
        one = Cycle.open(year=2018, act=on(day))
        assert one.id == "cycle-2018"
        assert one.recorded[0].message == CycleOpened(cycle="cycle-2018", year=2018, opened_on=date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2016-12-31", "2018-01-01"])
def test_r4_a_cycle_opened_in_another_year_is_refused(day: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Cycle.open(year=2018, act=on(day))
    assert_refused(refused, rule="R4", saying="The cycle 2018 opens in 2017")


def test_r20_the_format_is_decided_after_a_consultation_with_a_member_state() -> None:
    one = cycle()
    _decide(one, TWO)
    assert one.recorded[-1].message == FormatDecided(
        cycle="cycle-2018",
        year=2018,
        format=TWO,
        consultation="consultation-1",
        decided_on=date(2017, 4, 1),
    )


@pytest.mark.parametrize("attended_by", [None, "observer_state", "observer_organization"])
def test_r20_a_consultation_without_a_member_state_is_refused(attended_by: str | None) -> None:
    with pytest.raises(RuleBroken) as refused:
        _decide(cycle(), TWO, attended_by=attended_by)
    assert_refused(refused, rule="R20", saying="no Member State is on record as present")


def test_r20_a_consultation_of_a_later_day_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        _decide(cycle(), TWO, day="2017-04-01", opened="2017-04-02")
    assert_refused(refused, rule="R20", saying="was not yet open on 2017-04-01")
    _decide(cycle(), TWO, day="2017-04-01", opened="2017-04-01")


def test_topics_of_a_year_that_became_one_of_a_conference_stand_and_are_noted_as_no_longer_fitting() -> None:
    year, forum = decided(), later_consultation()

    def decide(format: YearFormat) -> None:
        year.decide_format(format=format, consultation=forum, deviation_reason="They asked.", act=on("2017-09-03"))

    topics = year.topics
    decide(YearFormat.SINGLE_CONFERENCE)
    [misfit] = year.misfits
    assert (misfit.fact, misfit.about, misfit.seen, year.topics) == ("FormatDecided", "topic-slate-1", False, topics)
    assert "the format of 2018 is single_conference" in misfit.why
    decide(YearFormat.TWO_WORKSHOPS)
    assert list(year.misfits) == []
    decide(YearFormat.SINGLE_CONFERENCE)
    year.acknowledge(about="topic-slate-1", reason="The conference takes both.", act=on("2017-09-04"))
    assert [one.seen for one in year.misfits] == [True]


def test_r20_nobody_but_the_administration_decides_the_format() -> None:
    for role in (Role.MEMBER, Role.SYSTEM):
        with pytest.raises(RuleBroken) as refused:
            _decide(cycle(), TWO, act=by(role, "2017-04-01"))
        assert_refused(refused, rule="R20", saying="by the Administration alone")


@pytest.mark.parametrize(("year", "format"), [(2001, COUNCIL), (2002, COUNCIL), (2003, TWO), (2003, ONE), (2018, ONE)])
def test_r74_the_formats_a_year_may_have(year: int, format: YearFormat) -> None:
    one = cycle(year)
    _decide(one, format, day=f"{year - 1}-04-01", opened=f"{year - 1}-03-01")
    assert one.format is not None
    assert one.format.format is format


@pytest.mark.parametrize(
    ("year", "format", "saying"),
    [
        (2001, TWO, "so its format is council_only"),
        (2002, ONE, "so its format is council_only"),
        (2003, COUNCIL, "belongs to 2001 and 2002 alone"),
        (2018, COUNCIL, "belongs to 2001 and 2002 alone"),
    ],
)
def test_r74_the_formats_a_year_may_not_have(year: int, format: YearFormat, saying: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        _decide(cycle(year), format, day=f"{year - 1}-04-01", opened=f"{year - 1}-03-01")
    assert_refused(refused, rule="R74", saying=saying)


def test_a_format_is_replaced_by_another_one_with_a_reason() -> None:
    one = cycle()
    _decide(one, TWO)
    _decide(one, ONE, day="2017-05-01", reason="A high-level conference was asked for.")
    assert one.format is not None
    assert (one.format.format, one.format.deviation_reason) == (ONE, "A high-level conference was asked for.")
    assert (one.version, one.sequence) == (3, 3)


def test_a_format_is_not_decided_twice_nor_replaced_without_a_reason_or_backwards() -> None:
    one = cycle()
    _decide(one, TWO)
    with pytest.raises(WrongState, match="is two_workshops already"):
        _decide(one, TWO, reason="Again.")
    for nothing in (None, "  "):
        with pytest.raises(InvalidInput, match="another one needs a reason"):
            _decide(one, ONE, reason=nothing)
    with pytest.raises(InvalidInput, match="before the decision that it replaces"):
        _decide(one, ONE, day="2017-03-31", reason="Earlier.")


def test_nothing_is_decided_before_the_cycle_was_opened() -> None:
    with pytest.raises(InvalidInput, match="before the cycle 2018 was opened"):
        _decide(cycle(), TWO, day="2017-01-31", opened="2017-01-01")
