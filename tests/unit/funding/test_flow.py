"""What earmarked money can pay: compared with the smallest cut, which is found by trying all of them."""

from collections.abc import Mapping
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.funding.domain.earmarks import Earmark, Need
from services.funding.domain.flow import most_paid, paid_of, payments, total_of
from shared.contracts.funding import CostItem
from shared.domain.money import Money
from tests.unit.funding.sample import francs

EARMARKS = [
    Earmark(),
    *(Earmark(item=item) for item in CostItem),
    *(Earmark(item=CostItem.EXPERT_PARTICIPATION, travellers=group) for group in ("africa", "civil_society")),
]
NEEDS = [
    *(Need(item=item) for item in CostItem),
    Need(item=CostItem.EXPERT_PARTICIPATION, groups=("africa",)),
    Need(item=CostItem.EXPERT_PARTICIPATION, groups=("africa", "civil_society")),
]
CENTS = st.integers(min_value=0, max_value=3_000).map(lambda cents: francs(f"{cents / 100:.2f}"))
SOURCES = st.lists(st.tuples(st.sampled_from(EARMARKS), CENTS), max_size=5).map(
    lambda found: {f"gift-{number}": one for number, one in enumerate(found)}
)
WANTED = st.lists(st.tuples(st.sampled_from(NEEDS), CENTS), max_size=5).map(
    lambda found: {f"need-{number}": one for number, one in enumerate(found)}
)


def _smallest_cut(sources: Mapping[str, tuple[Earmark, Money]], needs: Mapping[str, tuple[Need, Money]]) -> Money:
    """For each choice of needs: those are paid at most by what may pay for them, the others at most in full."""
    best = None
    for count in range(len(needs) + 1):
        for chosen in combinations(needs, count):
            reach = [money for earmark, money in sources.values() if any(earmark.pays(needs[one][0]) for one in chosen)]
            others = [money for name, (_, money) in needs.items() if name not in chosen]
            cut = Money.total((*reach, *others), currency="CHF")
            best = cut if best is None or cut.amount < best.amount else best
    assert best is not None
    return best


@settings(derandomize=True, max_examples=200)
@given(sources=SOURCES, needs=WANTED)
def test_r58_no_way_to_pay_pays_more_and_nothing_is_paid_twice(
    sources: Mapping[str, tuple[Earmark, Money]], needs: Mapping[str, tuple[Need, Money]]
) -> None:
    found = payments(sources, needs, currency="CHF")
    assert total_of(found, currency="CHF") == _smallest_cut(sources, needs)
    assert most_paid(sources.values(), needs.values(), currency="CHF") == total_of(found, currency="CHF")
    for (source, need), money in found.items():
        assert money.amount > 0
        assert sources[source][0].pays(needs[need][0])
    for need, (_, wanted) in needs.items():
        assert paid_of(found, need, currency="CHF").amount <= wanted.amount
    for source, (_, there) in sources.items():
        spent = Money.total((money for (one, _), money in found.items() if one == source), currency="CHF")
        assert spent.amount <= there.amount


def test_r58_what_is_earmarked_to_travel_pays_no_hall() -> None:
    travel = Earmark(item=CostItem.EXPERT_PARTICIPATION)
    needs = {"hall": (NEEDS[0], francs("30.00")), "travel": (NEEDS[2], francs("50.00"))}
    found = payments({"gift": (travel, francs("80.00"))}, needs, currency="CHF")
    assert found == {("gift", "travel"): francs("50.00")}
    both = payments({"gift": (travel, francs("80.00")), "free": (Earmark(), francs("40.00"))}, needs, currency="CHF")
    assert total_of(both, currency="CHF") == francs("80.00")


def test_free_money_gives_way_to_a_later_need_that_nothing_else_pays() -> None:
    needs = {"hall": (NEEDS[0], francs("10.00")), "travel": (NEEDS[2], francs("10.00"))}
    sources = {"free": (Earmark(), francs("10.00")), "venue": (Earmark(item=CostItem.VENUE), francs("10.00"))}
    found = payments(sources, needs, currency="CHF")
    assert found == {("venue", "hall"): francs("10.00"), ("free", "travel"): francs("10.00")}


def test_a_group_of_travellers() -> None:
    africa = Earmark(item=CostItem.EXPERT_PARTICIPATION, travellers="africa")
    assert [africa.pays(one) for one in NEEDS] == [False, False, True, False, True, True]
    society = Earmark(item=CostItem.EXPERT_PARTICIPATION, travellers="civil_society")
    assert [society.pays(one) for one in NEEDS] == [False, False, True, False, False, True]


def test_yen_and_dinars_are_counted_in_their_own_smallest_unit() -> None:
    for amount, currency in (("7", "JPY"), ("1.234", "KWD")):
        money = Money.of(amount, currency)
        found = payments({"gift": (Earmark(), money)}, {"hall": (NEEDS[0], money)}, currency=currency)
        assert found == {("gift", "hall"): money}
