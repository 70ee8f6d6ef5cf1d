import pytest

from services.events.domain.past_list import PastList
from shared.contracts.history import PastKind
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.message import Audience
from tests.unit.history.sample import AT_COUNCIL, CONFERENCE, SEMINAR, TOPIC, WORKSHOP, act, entry_cell, list_of


def _refused(listed: PastList, rule: str, match: str, *, number: int = 9, kind: PastKind = WORKSHOP) -> None:
    version = listed.version
    with pytest.raises(RuleBroken, match=match) as refused:
        listed.enter(act(), number=number, cell=entry_cell("Another", kind))
    assert (refused.value.rule.number, listed.version) == (rule, version)


def test_r73_a_title_is_unique_within_its_year_and_free_in_another() -> None:
    for year in (2003, 2004):
        listed = list_of(year)
        listed.enter(act(), number=2, cell=entry_cell("Trade and Migration"))
        for title in ("Trade and Migration", "TRADE and Migration"):
            with pytest.raises(RuleBroken, match=f"Entry 2 of {year}") as refused:
                listed.enter(act(), number=1, cell=entry_cell(title))
            assert refused.value.rule.number == "R73"
        listed.enter(act(), number=1, cell=entry_cell("Trade and Migration and more"))


def test_r73_a_correction_takes_no_title_of_another_entry() -> None:
    listed = list_of(2005, WORKSHOP, WORKSHOP)
    with pytest.raises(RuleBroken, match="Entry 1") as refused:
        listed.enter(act(), number=2, cell=entry_cell("Title 1"))
    assert refused.value.rule.number == "R73"
    listed.enter(act(), number=2, cell=entry_cell("Title 2 in full"))
    assert [one.title for one in listed.entries] == ["Title 1", "Title 2 in full"]


@pytest.mark.parametrize(
    ("year", "kinds"),
    [
        (2001, ()),
        (2002, (TOPIC, TOPIC, TOPIC)),
        (2003, (WORKSHOP, WORKSHOP, AT_COUNCIL)),
        (2007, (WORKSHOP, WORKSHOP, SEMINAR)),
        (2013, (CONFERENCE,)),
        (2015, (CONFERENCE, SEMINAR)),
        (2017, (WORKSHOP, WORKSHOP)),
    ],
)
def test_r74_a_year_that_has_what_its_format_asks_for_is_complete(year: int, kinds: tuple[PastKind, ...]) -> None:
    listed = list_of(year, *kinds)
    listed.complete(act())
    version = listed.version
    listed.complete(act())
    assert (listed.completed, listed.version) == (True, version)


@pytest.mark.parametrize(
    ("year", "kinds", "why"),
    [
        (2003, (), "the list has 0"),
        (2003, (WORKSHOP, AT_COUNCIL), "the list has 1"),
        (2007, (WORKSHOP, SEMINAR), "two intersessional workshops, and the list has 1"),
        (2013, (), "one conference, and the list has 0"),
        (2015, (SEMINAR,), "one conference"),
    ],
)
def test_r74_a_year_that_lacks_something_is_not_complete(year: int, kinds: tuple[PastKind, ...], why: str) -> None:
    listed = list_of(year, *kinds)
    with pytest.raises(RuleBroken, match=why) as refused:
        listed.complete(act())
    assert (refused.value.rule.number, listed.completed) == ("R74", False)


@pytest.mark.parametrize(
    ("year", "kind"),
    [
        *((year, kind) for year in (2001, 2002) for kind in (WORKSHOP, CONFERENCE, SEMINAR, AT_COUNCIL)),
        *((year, kind) for year in (2013, 2015) for kind in (WORKSHOP, TOPIC)),
        *((year, kind) for year in (2003, 2012, 2014, 2018) for kind in (CONFERENCE, TOPIC)),
    ],
)
def test_r74_what_the_year_had_no_place_for_is_refused(year: int, kind: PastKind) -> None:
    _refused(list_of(year), "R74", f"no {kind.value}", kind=kind)


def test_r74_a_third_workshop_and_a_second_conference_are_refused() -> None:
    _refused(list_of(2014, WORKSHOP, WORKSHOP), "R74", "has 2 already")
    _refused(list_of(2013, CONFERENCE), "R74", "has 1 already", kind=CONFERENCE)


def test_r74_a_correction_leaves_a_complete_year_complete() -> None:
    listed = list_of(2005, WORKSHOP, WORKSHOP)
    listed.enter(act(), number=2, cell=entry_cell("Title 2", SEMINAR))
    listed.enter(act(), number=2, cell=entry_cell("Title 2", WORKSHOP))
    listed.complete(act())
    _refused(listed, "R74", "the list has 1", number=2, kind=SEMINAR)
    listed.enter(act(), number=2, cell=entry_cell("Title 2 in full"))


def test_a_complete_list_takes_no_new_entry() -> None:
    listed = list_of(2005, WORKSHOP, WORKSHOP)
    listed.complete(act())
    with pytest.raises(WrongState, match="takes no entry 3"):
        listed.enter(act(), number=3, cell=entry_cell("Late", SEMINAR))


def test_the_same_entry_again_changes_nothing_and_nothing_travels() -> None:
    listed = list_of(2005, WORKSHOP)
    listed.enter(act(), number=1, cell=entry_cell("Title 1"))
    assert listed.version == 1
    assert {(one.message.audience, one.sequence) for one in listed.recorded} == {(Audience.AUDIT, None)}
