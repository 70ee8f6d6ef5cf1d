import json
from datetime import date
from pathlib import Path

import pytest

from services.funding.domain.eligibility import CountryList, Reading, list_in_force, reading_for
from services.funding.domain.travellers import ListedGroup
from shared.contracts.events import StakeholderGroup
from shared.domain.countries import COUNTRIES
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.funding.sample import act_on
from tests.unit.funding.travelling import countries


@pytest.mark.parametrize("group", StakeholderGroup)
def test_r53_an_expert_from_a_developing_country_is_eligible_governmental_or_not(group: StakeholderGroup) -> None:
    reading = reading_for(country="KE", group=group, countries=countries())
    assert (reading, reading.narrow) == (Reading.DEVELOPING_COUNTRY, True)


@pytest.mark.parametrize("group", StakeholderGroup)
def test_r53_from_elsewhere_civil_society_is_by_the_wider_reading_alone_and_others_are_not(
    group: StakeholderGroup,
) -> None:
    wider = {
        StakeholderGroup.CIVIL_SOCIETY: Reading.CIVIL_SOCIETY,
        StakeholderGroup.MIGRANT: Reading.MIGRANTS_VOICE,
    }
    if group in wider:
        reading = reading_for(country="CH", group=group, countries=countries())
        assert (reading, reading.narrow) == (wider[group], False)
    else:
        with pytest.raises(RuleBroken, match="CH is no developing country") as refused:
            reading_for(country="CH", group=group, countries=countries())
        assert refused.value.rule.number == "R53"


def test_the_list_in_force_decides_and_without_one_nothing_does() -> None:
    old, new = countries("KE"), countries("NP", id="list-2", valid_from=date(2018, 6, 1))
    assert list_in_force([new, old], date(2018, 5, 31)).id == "list-1"
    assert list_in_force([new, old], date(2018, 6, 1)).id == "list-2"
    with pytest.raises(WrongState, match="No list of developing countries"):
        list_in_force([new, old], date(2017, 12, 31))
    with pytest.raises(InvalidInput, match="twice"):
        countries("KE", "KE")


def test_a_list_says_which_groups_a_country_is_in() -> None:
    entered = CountryList.enter(
        act_on(),
        id="list-2",
        source="A list",
        valid_from=date(2018, 1, 1),
        developing=["NP", "KE", "FJ"],
        groups={ListedGroup.LDC: ["NP"], ListedGroup.LLDC: ["NP"], ListedGroup.SIDS: ["FJ"]},
    )
    assert [entered.listed(country) for country in ("NP", "FJ", "KE")] == [("ldc", "lldc"), ("sids",), ()]
    with pytest.raises(InvalidInput, match="named twice"):
        CountryList.enter(
            act_on(),
            id="list-3",
            source="A list",
            valid_from=date(2018, 1, 1),
            developing=["NP"],
            groups={ListedGroup.LDC: ["NP", "NP"]},
        )


BY_THE_WIDER_READING_ALONE = {"MD", "MK"}
"""Landlocked developing countries by the list of UN-OHRLLS (32 countries), which M49 has as a column; both lie in
Europe, and so in the more developed regions of the World Population Prospects. Every other country of a group lies
outside of these."""


def _shipped() -> CountryList:
    """The tables that events ships with, entered as a list as they are."""
    tables = Path("services/events/use_cases/tables")
    developing, groups = (
        json.loads(tables.joinpath(f"{name}.json").read_text("utf-8"))["values"] for name in ("development", "groups")
    )
    return CountryList.enter(
        act_on(),
        id="list-2",
        source="A list",
        valid_from=date(2018, 1, 1),
        developing=developing["developing"],
        groups={ListedGroup(group): some for group, some in groups.items()},
    )


def _by_group_alone(countries: CountryList) -> set[str]:
    """Of all countries there are, those that officials of are eligible from by a group, and by nothing else."""
    found = set()
    for country in COUNTRIES:
        try:
            reading = reading_for(country=country, group=StakeholderGroup.GOVERNMENT, countries=countries)
        except RuleBroken:
            continue
        if reading is Reading.DEVELOPING_GROUP:
            found.add(country)
    return found


def test_r53_the_shipped_tables_make_no_other_country_eligible_by_a_group_alone() -> None:
    """A slip in the list of a group would let officials of any country travel on money for developing ones."""
    shipped = _shipped()
    assert _by_group_alone(shipped) == BY_THE_WIDER_READING_ALONE
    slip = shipped.model_copy(update={"groups": {**shipped.groups, ListedGroup.LLDC: ("CH", "MD", "MK")}})
    assert _by_group_alone(slip) == {*BY_THE_WIDER_READING_ALONE, "CH"}, "Switzerland would be found"


@pytest.mark.parametrize("country", sorted(BY_THE_WIDER_READING_ALONE))
def test_r53_a_landlocked_developing_country_of_the_more_developed_regions_is_eligible_by_the_wider_reading_alone(
    country: str,
) -> None:
    """The tables that events ships with have both so, and a list may be entered as they are."""
    shipped = _shipped()
    assert country not in shipped.developing
    assert shipped.listed(country) == ("lldc",)
    for group in StakeholderGroup:
        reading = reading_for(country=country, group=group, countries=shipped)
        assert (reading, reading.narrow, reading.from_developing) == (Reading.DEVELOPING_GROUP, False, True)
    without = countries(*shipped.developing)
    with pytest.raises(RuleBroken, match=f"{country} is no developing country"):
        reading_for(country=country, group=StakeholderGroup.GOVERNMENT, countries=without)
