"""What a report to a donor says, and that it ties out to the ledger to the cent (row 31)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.funding.api.donor_report_files import content_of, pdf_of, sheet_of
from services.funding.api.donor_report_words import WORDS
from services.funding.domain.contribution import Contribution
from services.funding.domain.donor_report import DonorReport, Journey, Volume, Whole, report_on
from services.funding.domain.gift import Valued
from services.funding.domain.ledger import Posting
from shared.contracts.funding import CostItem
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText
from shared.http.sheets import read_rows
from tests.unit.funding.sample import TITLE, accounts_of, act_on, contribution_of, francs, rate_of

COSTS = {CostItem.VENUE: francs("1000.00"), CostItem.EXPERT_PARTICIPATION: francs("6000.00")}
DAY = date(2018, 12, 1)


def _received(amount: str, *, id: str = "contribution-1", **terms: object) -> Contribution:
    gift = contribution_of(amount, id=id, **terms)  # type: ignore[arg-type]
    gift.receive(act_on(), amount=gift.amount)
    return gift


def _postings(gifts: Sequence[Contribution], costs: dict[CostItem, Money]) -> list[Posting]:
    """As the ledger has them."""
    accounts = accounts_of()
    for item, cost in costs.items():
        accounts.record_actual(act_on(), item=item.value, amount=cost, currency="CHF")
    return [one for thing in (*gifts, accounts) for one in thing.position()]


def _whole(
    *gifts: Contribution, costs: dict[CostItem, Money] = COSTS, journeys: Sequence[Journey] = (), final: bool = True
) -> Whole:
    volume = Volume(volume="red-book", series_number=27, title=LocalizedText(en="A book"), published_on=DAY)
    return Whole(
        title=TITLE,
        final=final,
        contributions=gifts,
        costs=costs,
        journeys=journeys,
        volumes=[volume],
        postings=_postings(gifts, costs),
    )


def _report(gift: Contribution, whole: Whole) -> DonorReport:
    return report_on(gift, whole, as_of=DAY)


def _paid(report: DonorReport) -> dict[str, str]:
    return {one.item.value: str(one.paid).removesuffix(" CHF") for one in report.paid}


def test_earmarked_money_pays_its_item_and_the_rest_is_left_to_its_donor() -> None:
    travel, free = _received("7000.00", item="expert_participation"), _received("1500.00", id="free")
    whole = _whole(travel, free)
    first, second = _report(travel, whole), _report(free, whole)
    assert (_paid(first), str(first.left)) == ({"venue": "0.00", "expert_participation": "6000.00"}, "1000.00 CHF")
    assert (_paid(second), str(second.left)) == ({"venue": "1000.00", "expert_participation": "0.00"}, "500.00 CHF")
    assert first.ties_out
    assert second.ties_out


def test_a_report_that_is_off_the_ledger_says_so() -> None:
    gift = _received("7000.00")
    whole = _whole(gift)
    off = Whole(**{**vars(whole), "postings": [one for one in whole.postings if one.contribution is None]})
    report = _report(gift, off)
    assert not report.ties_out
    assert [one.ties_out for one in report.checks] == [False, True, True]


def test_whom_it_brought_is_told_by_country_and_group_and_never_by_name() -> None:
    def journey(number: int, country: str, group: str, cost: str) -> Journey:
        return Journey(
            sponsorship=f"sponsorship-{number}", country=country, group=group, groups=(group,), cost=francs(cost)
        )

    society = _received("2000.00", travellers="civil_society")
    free = _received("9000.00", id="free")
    journeys = [
        journey(1, "BD", "government", "1500.00"),
        journey(2, "KE", "civil_society", "1200.00"),
        journey(3, "KE", "civil_society", "900.00"),
    ]
    whole = _whole(society, free, journeys=journeys)
    assert [(one.country, one.group, one.travellers) for one in _report(society, whole).brought] == [
        ("KE", "civil_society", 2)
    ]
    assert [(one.country, one.travellers) for one in _report(free, whole).brought] == [("BD", 1), ("KE", 1)]
    assert sum(one.paid_in_all.amount for one in (_report(society, whole), _report(free, whole))) == Decimal(7000)


def test_r60_a_report_in_another_currency_shows_both_and_what_the_rates_gained() -> None:
    gift = contribution_of("1000.00", currency="EUR", rate=rate_of("1.10"))
    half = Money.of("500.00", "EUR")
    gift.receive(act_on(), amount=half, valued=Valued.by(rate_of("1.20"), half, currency="CHF"))
    report = _report(gift, _whole(gift))
    assert (str(report.pledged), str(report.received_original)) == ("1000.00 EUR", "500.00 EUR")
    assert (str(report.received), str(report.gained), str(report.to_come)) == ("600.00 CHF", "50.00 CHF", "550.00 CHF")
    assert report.ties_out


def test_what_is_given_in_kind_and_what_was_returned_pay_for_nothing() -> None:
    room, back = _received("500.00", in_kind=True), _received("800.00", id="back")
    back.await_choice(act_on())
    back.give_back(act_on(), reason="Letter.")
    whole = _whole(room, back)
    for gift in (room, back):
        report = _report(gift, whole)
        assert (str(report.paid_in_all), str(report.left), report.ties_out) == ("0.00 CHF", "0.00 CHF", True)


CENTS = st.integers(min_value=1, max_value=999_999).map(lambda cents: format(Decimal(cents) / 100, "f"))


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    gifts=st.lists(st.tuples(CENTS, st.none() | st.sampled_from(list(CostItem))), min_size=1, max_size=6),
    costs=st.dictionaries(st.sampled_from(list(CostItem)), CENTS.map(francs), max_size=4),
)
def test_all_reports_together_pay_no_cost_twice_and_lose_no_cent(
    gifts: list[tuple[str, CostItem | None]], costs: dict[CostItem, Money]
) -> None:
    given_ = [_received(amount, id=f"gift-{number}", item=item) for number, (amount, item) in enumerate(gifts)]
    whole = _whole(*given_, costs=costs)
    reports = [_report(one, whole) for one in given_]
    assert all(one.ties_out for one in reports)
    for item, cost in costs.items():
        paid = sum((one.paid.amount for report in reports for one in report.paid if one.item is item), Decimal(0))
        assert paid <= cost.amount
    for report in reports:
        assert report.paid_in_all + report.left == report.received
        assert report.left.amount >= 0


@pytest.mark.parametrize("language", list(Language))
async def test_the_pdf_and_the_workbook_say_the_same_in_each_language(language: Language) -> None:
    gift = _received("7000.00", conditions="#let x = 1 *not markup*")
    report = _report(gift, _whole(gift))
    pdf = await pdf_of(report, language=language)
    assert pdf.startswith(b"%PDF-")
    assert pdf == await pdf_of(report, language=language)
    cells = [cell for row in read_rows(sheet_of(report, language=language)) for cell in row]
    content = content_of(report, language=language)
    for section in content["sections"]:
        assert section["title"] in cells
        for row in section["rows"]:
            assert set(row) - set(cells) == set()


def test_every_word_is_there_in_three_languages() -> None:
    assert [key for key, words in WORDS.items() if len({*words}) < 2 and key != "conditions"] == []
    assert all(word.strip() for words in WORDS.values() for word in words)
