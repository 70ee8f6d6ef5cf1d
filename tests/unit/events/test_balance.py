"""R34 and R35 in the domain: shares on three axes by versioned tables, bands, and whom to invite next."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.domain.balance import (
    Band,
    Candidate,
    bands_of,
    imbalance,
    read,
    whom_to_invite_next,
)
from services.events.domain.balance_targets import TARGETS_ID, BalanceTargets
from services.events.domain.classification import WEIGHED, Axis, Classification, Table
from services.events.domain.small_groups import without_small_groups
from services.events.use_cases.classifications import COUNTRIES, SHIPPED, tables_of
from shared.contracts.events import BalanceTarget, BalanceTargetsChanged
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, WrongState
from tests.unit.events.sample import act_on


def table_of(axis: Axis, values: Mapping[str, tuple[str, ...]], version: str = "v1") -> Table:
    return Table(axis=axis, version=version, dated=date(2018, 1, 1), source="A handbook", values=values)


TABLES = {
    Axis.REGION: table_of(Axis.REGION, {"africa": ("TN", "KE"), "europe": ("CH", "FR")}),
    Axis.DEVELOPMENT: table_of(Axis.DEVELOPMENT, {"developed": ("CH", "FR"), "developing": ("TN", "KE")}),
    Axis.MIGRATION_ROLE: table_of(
        Axis.MIGRATION_ROLE, {"origin": ("TN", "KE"), "transit": ("TN",), "destination": ("CH", "FR", "TN")}
    ),
}
HALF = Band(low=0.4, high=0.6)
BANDS = {
    Axis.REGION: {"africa": HALF, "europe": HALF},
    Axis.DEVELOPMENT: {"developing": HALF},
    Axis.MIGRATION_ROLE: {"transit": Band(low=0.1, high=1)},
}


def shares(people: Mapping[str, int], axis: Axis) -> dict[str, float | None]:
    return {one.value: one.share for one in read(people, TABLES[axis]).values}


def test_r34_shares_are_of_those_whose_country_the_table_knows() -> None:
    reading = read({"CH": 3, "TN": 1, "ZZ": 4}, TABLES[Axis.REGION])
    assert [(one.value, one.people, one.share) for one in reading.values] == [("africa", 1, 0.25), ("europe", 3, 0.75)]
    assert (reading.classified, reading.unclassified) == (4, 4)
    assert read({"CH": 1}, TABLES[Axis.REGION], countryless=2).unclassified == 2
    assert shares({}, Axis.REGION) == {"africa": None, "europe": None}


def test_r35_a_country_can_be_of_origin_transit_and_destination_at_once() -> None:
    assert shares({"TN": 1, "CH": 1}, Axis.MIGRATION_ROLE) == {"origin": 0.5, "transit": 0.5, "destination": 1.0}


def test_r35_a_country_that_stands_twice_under_one_value_counts_once() -> None:
    table = table_of(Axis.DEVELOPMENT, {"developing": ("TN", "TN"), "developed": ("CH",)})
    assert table.of("TN") == ("developing",)
    assert [one.share for one in read({"TN": 1, "CH": 1}, table).values] == [0.5, 0.5]


def test_r35_another_version_reads_otherwise_and_says_so() -> None:
    other = table_of(Axis.DEVELOPMENT, {"developed": ("CH",), "developing": ("TN", "KE", "FR")}, version="v2")
    people = {"CH": 1, "FR": 1}
    old, new = read(people, TABLES[Axis.DEVELOPMENT]), read(people, other)
    assert (old.version, old.values[1].share, new.version, new.values[1].share) == ("v1", 0.0, "v2", 0.5)


def test_r35_every_shipped_table_names_version_day_and_source_and_knows_every_country_it_speaks_of() -> None:
    assert len(COUNTRIES) == 249
    for axis, table in SHIPPED.items():
        assert table.axis is axis
        assert table.version
        assert table.source
        assert set(table.by_country) <= COUNTRIES
    assert set(SHIPPED[Axis.DEVELOPMENT].by_country) == set(SHIPPED[Axis.REGION].by_country)
    assert all(len(values) == 1 for values in SHIPPED[Axis.DEVELOPMENT].by_country.values())
    assert {value: len(all_of) for value, all_of in SHIPPED[Axis.GROUPS].values.items()} == {
        "ldc": 44,
        "lldc": 32,
        "sids": 53,
    }
    assert not SHIPPED[Axis.MIGRATION_ROLE].by_country


def test_r35_a_version_is_entered_beside_the_others_and_used_once_it_is_chosen() -> None:
    one = Classification(id="classification-development", axis=Axis.DEVELOPMENT)
    table = table_of(Axis.DEVELOPMENT, {"developed": ("CH",), "developing": ("TN",)}, version="own-1")
    one.enter(act_on(), table=table, known=("WPP-2022",), countries=COUNTRIES)
    assert [each.version for each in tables_of(Axis.DEVELOPMENT, one.model_dump(mode="json"))] == ["WPP-2022", "own-1"]
    one.choose(act_on(), version="own-1", known=("WPP-2022",), shipped="WPP-2022")
    assert [each.version for each in tables_of(Axis.DEVELOPMENT, one.model_dump(mode="json"))] == ["own-1", "WPP-2022"]
    with pytest.raises(WrongState):
        one.choose(act_on(), version="own-1", known=("WPP-2022",), shipped="WPP-2022")
    with pytest.raises(NotFound):
        one.choose(act_on(), version="own-2", known=("WPP-2022",), shipped="WPP-2022")
    one.choose(act_on(), version="WPP-2022", known=("WPP-2022",), shipped="WPP-2022")
    for again in (table, table_of(Axis.DEVELOPMENT, {"a": ("CH",)}, version="WPP-2022")):
        with pytest.raises(AlreadyExists):
            one.enter(act_on(), table=again, known=("WPP-2022",), countries=COUNTRIES)


@pytest.mark.parametrize(
    "table",
    [
        table_of(Axis.REGION, {"africa": ("TN",)}),
        table_of(Axis.DEVELOPMENT, {"developed": ("XX",)}),
        table_of(Axis.DEVELOPMENT, {"developed": ()}),
    ],
    ids=["another axis", "no country", "empty"],
)
def test_r35_a_table_that_makes_no_sense_is_refused(table: Table) -> None:
    one = Classification(id="classification-development", axis=Axis.DEVELOPMENT)
    with pytest.raises(InvalidInput):
        one.enter(act_on(), table=table, known=(), countries=COUNTRIES)
    assert one.entered == ()


def test_r34_a_share_at_the_end_of_its_band_is_balanced_and_one_beyond_is_not() -> None:
    assert (HALF.off(0.4), HALF.off(0.6), round(HALF.off(0.65), 9), round(HALF.off(0.3), 9)) == (0, 0, 0.05, 0.1)


def test_r34_where_nobody_set_a_band_it_lies_around_the_memberships_own_share() -> None:
    bands = bands_of(["CH", "TN", "KE", "FR"], TABLES, {Axis.DEVELOPMENT: {"developing": Band(low=0.5, high=0.5)}})
    assert bands[Axis.REGION]["africa"] == Band(low=0.4, high=0.6)
    assert bands[Axis.DEVELOPMENT]["developing"] == Band(low=0.5, high=0.5)
    assert bands_of([], TABLES, {}) == {axis: {} for axis in WEIGHED}


def candidates(*countries: str) -> list[Candidate]:
    return [Candidate(body=f"body-{one.lower()}", country=one) for one in countries]


def test_r34_who_would_improve_the_balance_most_is_suggested_first_with_the_figures() -> None:
    found = whom_to_invite_next({"CH": 2}, candidates("CH", "FR", "KE", "TN"), TABLES, BANDS, most=5)
    assert [one.body for one in found] == ["body-tn", "body-ke"]
    first = found[0]
    assert round(first.before, 9) == round(0.4 + 0.4 + 0.4 + 0.1, 9)
    assert round(first.after, 9) == round(3 * (0.4 - 1 / 3), 9) - round((0.4 - 1 / 3) - (2 / 3 - 0.6), 9)
    assert {(change.axis, change.value) for change in first.changes} == {
        (Axis.REGION, "africa"),
        (Axis.REGION, "europe"),
        (Axis.DEVELOPMENT, "developing"),
        (Axis.MIGRATION_ROLE, "transit"),
    }
    assert found[1].before == first.after
    assert found[1].after == 0


def test_r34_nobody_is_suggested_who_does_not_improve_it() -> None:
    assert whom_to_invite_next({"CH": 1, "TN": 1}, candidates("FR", "KE"), TABLES, BANDS, most=5) == ()
    assert whom_to_invite_next({"CH": 1}, candidates("FR"), TABLES, BANDS, most=5) == ()


@given(
    st.dictionaries(st.sampled_from(["CH", "FR", "TN", "KE", "ZZ"]), st.integers(1, 5)),
    st.lists(st.sampled_from(["CH", "FR", "TN", "KE"]), unique=True),
)
def test_r34_each_suggestion_improves_what_those_before_it_left(people: dict[str, int], who: list[str]) -> None:
    found = whom_to_invite_next(people, candidates(*who), TABLES, BANDS, most=3)
    now = dict(people)
    for one in found:
        assert one.before == pytest.approx(imbalance(now, TABLES, BANDS))
        now[one.country] = now.get(one.country, 0) + 1
        assert one.after == pytest.approx(imbalance(now, TABLES, BANDS))
        assert one.after < one.before
    assert len({one.body for one in found}) == len(found)


@pytest.mark.parametrize(
    ("counts", "of", "shown"),
    [
        ({"female": 5, "male": 6}, 11, {"female": 5, "male": 6}),
        ({"female": 5, "male": 6}, 15, {"male": 6}),
        ({"female": 4, "male": 6}, 10, {}),
        ({"female": 4, "male": 6}, 15, {"male": 6}),
        ({"female": 1}, 1, {}),
        ({}, 0, {}),
    ],
)
def test_no_gender_of_fewer_than_five_is_shown_and_none_by_a_difference(
    counts: dict[str, int], of: int, shown: dict[str, int]
) -> None:
    assert without_small_groups(counts, of=of) == shown


def test_targets_are_told_with_the_countries_of_the_tables_in_use_and_anew_with_another_table() -> None:
    one = BalanceTargets(id=TARGETS_ID, bands={}, reason="First.")
    one.set_bands(act_on(date(2018, 1, 15)), bands={Axis.REGION: {"africa": HALF}}, reason="Agreed.", tables=TABLES)
    other = table_of(Axis.REGION, {"africa": ("TN",)}, version="v2")
    one.tell_anew(act_on(date(2018, 2, 1)), tables={**TABLES, Axis.REGION: other})
    first, anew = (each.message for each in one.recorded if isinstance(each.message, BalanceTargetsChanged))
    told = BalanceTarget(axis="region", value="africa", low=HALF.low, high=HALF.high, countries=("KE", "TN"))
    assert (first.set_on, first.targets) == (date(2018, 1, 15), (told,))
    assert (anew.set_on, anew.versions["region"], anew.targets[0].countries) == (date(2018, 1, 15), "v2", ("TN",))
    assert [each.sequence for each in one.recorded] == [None, 1, 2]


def test_targets_that_were_never_told_are_told_once_by_the_day_they_were_set() -> None:
    old = BalanceTargets(id=TARGETS_ID, bands={Axis.REGION: {"africa": HALF}}, reason="Agreed.", version=1)
    for _ in range(2):
        old.tell_if_never_told(act_on(date(2018, 3, 1)), set_on=date(2018, 1, 15), tables=TABLES)
    [told] = old.recorded
    assert (told.sequence, old.set_on) == (1, date(2018, 1, 15))


def test_targets_that_the_migration_did_not_see_are_told_with_another_table_by_the_day_of_that() -> None:
    old = BalanceTargets(id=TARGETS_ID, bands={Axis.REGION: {"africa": HALF}}, reason="Agreed.", version=1)
    old.tell_anew(act_on(date(2018, 2, 1)), tables=TABLES)
    [told] = old.recorded
    assert isinstance(told.message, BalanceTargetsChanged)
    assert (told.message.set_on, old.set_on) == (date(2018, 2, 1), date(2018, 2, 1))
