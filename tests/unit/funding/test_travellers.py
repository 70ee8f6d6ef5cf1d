"""The groups of travellers that earmarks and lines name, and who belongs to them."""

import pytest

from services.funding.domain.earmarks import Earmark, Need
from services.funding.domain.travellers import ListedGroup, UnknownTravellers, groups_of, travellers_of, with_wider
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import CostItem, Part
from tests.unit.funding.sample import contribution_of, line
from tests.unit.funding.travelling import requested

EXPERTS = CostItem.EXPERT_PARTICIPATION


@pytest.mark.parametrize(
    "word", ["civil_society", "speaker", "participant", "developing_country", "ldc", "lldc", "sids", "africa", "KE"]
)
def test_every_group_that_a_donor_may_mean_is_taken(word: str) -> None:
    assert travellers_of(word) == word
    assert contribution_of(travellers=word).travellers == word
    assert line("expert_participation", travellers=word).travellers == word


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("civil-society", "civil_society"),
        ("Civil society", "civil_society"),
        ("speakers", "speaker"),
        ("LDC", "ldc"),
        ("ke", "KE"),
        ("developing-countries", "developing_country"),
        ("Africa", "africa"),
    ],
)
def test_another_spelling_is_refused_with_the_word_that_is_meant(word: str, meant: str) -> None:
    with pytest.raises(UnknownTravellers, match=f"Perhaps “{meant}” is meant"):
        contribution_of(travellers=word)
    with pytest.raises(UnknownTravellers, match=f"Perhaps “{meant}” is meant"):
        line("expert_participation", travellers=word)


def test_what_nobody_belongs_to_is_refused_without_a_guess() -> None:
    with pytest.raises(UnknownTravellers, match=r"“atlanteans” is no group of travellers\.$"):
        travellers_of("atlanteans")


def test_a_traveller_belongs_to_all_of_their_groups() -> None:
    society = StakeholderGroup.CIVIL_SOCIETY
    listed = (ListedGroup.LDC, ListedGroup.LLDC)
    found = groups_of(country="NP", group=society, part=Part.SPEAKER, developing=True, listed=listed)
    assert set(found) == {"civil_society", "NP", "speaker", "developing_country", "ldc", "lldc", "asia"}
    assert set(groups_of(country="CH", group=society, part=Part.PARTICIPANT, developing=False, listed=())) == {
        "civil_society",
        "CH",
        "participant",
        "europe",
    }
    assert set(requested().groups) == {"government", "KE", "speaker", "developing_country", "africa"}


@pytest.mark.parametrize(
    ("earmarked", "of_line", "pays"),
    [
        ("developing_country", "ldc", True),
        ("ldc", "developing_country", False),
        ("africa", "KE", True),
        ("KE", "africa", False),
        ("africa", "NP", False),
        ("speaker", "participant", False),
        ("sids", "sids", True),
    ],
)
def test_money_for_a_group_pays_a_line_whose_travellers_all_belong_to_it(
    earmarked: str, of_line: str, pays: bool
) -> None:
    need = Need(item=EXPERTS, groups=with_wider(of_line))
    assert Earmark(item=EXPERTS, travellers=earmarked).pays(need) is pays
