"""What a report to a donor says, and that it ties out to the ledger to the cent (row 31)."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from services.funding.api.donor_report_files import content_of, pdf_of, sheet_of
from services.funding.api.donor_report_words import WORDS, word
from services.funding.domain.brought import told_apart
from services.funding.domain.contribution import Contribution
from services.funding.domain.donor_report import DonorReport, Volume, Whole, report_on
from services.funding.domain.gift import Valued
from services.funding.domain.ledger import Account, Posting
from services.funding.domain.paying import Journey, whole_costs
from services.funding.domain.travellers import WORDS as TRAVELLERS
from services.funding.domain.verification import Fault
from shared.contracts.funding import CostItem
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText
from shared.http.sheets import read_rows
from tests.unit.funding.books import Ledger
from tests.unit.funding.sample import (
    CYCLE,
    THREE,
    TITLE,
    WORKSHOP,
    accounts_of,
    act_on,
    budget_of,
    contribution_of,
    francs,
    line,
    rate_of,
)

COSTS = {CostItem.VENUE: francs("1000.00"), CostItem.EXPERT_PARTICIPATION: francs("6000.00")}
DAY = date(2018, 12, 1)


def _received(amount: str, *, id: str = "contribution-1", **terms: object) -> Contribution:
    gift = contribution_of(amount, id=id, **terms)  # type: ignore[arg-type]
    gift.receive(act_on(), amount=gift.amount)
    return gift


PARTNERS = ("An agency for cities", "Un *réseau*")


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
        partners=PARTNERS,
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
    off = replace(whole, postings=[one for one in whole.postings if one.contribution is None])
    report = _report(gift, off)
    assert not report.ties_out
    assert _off(report) == ["received_less_returned", "paid_and_left"]


def _off(report: DonorReport) -> list[str]:
    return [one.figure for one in report.checks if not one.ties_out]


def test_what_it_paid_ties_out_to_the_cost_of_each_item_in_the_ledger() -> None:
    gift, free = _received("6500.00"), _received("700.00", id="free", item="venue")
    whole = _whole(gift, free, costs={**COSTS, CostItem.OTHER: francs("500.00")})
    assert _off(_report(gift, whole)) == []
    stands = {one.figure: str(one.ledger) for one in _report(gift, whole).checks}
    assert stands["cost_of_other"] == "500.00 CHF", "200.00 of it is paid"
    swap: dict[CostItem | None, CostItem] = {CostItem.VENUE: CostItem.OTHER, CostItem.OTHER: CostItem.VENUE}
    swapped = [
        one.model_copy(update={"item": swap[one.item]}) if one.item in swap and one.account is Account.COST else one
        for one in whole.postings
    ]
    assert _off(_report(gift, replace(whole, postings=swapped))) == ["cost_of_venue", "cost_of_other"]
    twice = replace(whole)
    vars(twice)["shared_out"] = {**whole.shared_out, (gift.id, "venue/rest"): francs("300.01")}
    assert _off(_report(free, twice)) == ["cost_of_venue"], "one of them pays a cent that the other paid"


def test_what_a_contribution_is_noted_to_have_paid_is_what_its_report_says() -> None:
    ledger, gift, accounts = Ledger(), _received("7000.00"), accounts_of()
    for item in ("venue", "interpretation", "expert_participation"):
        accounts.record_actual(act_on(), item=item, amount=francs("1000.00"), currency="CHF")
    for spent, off in (("3000.00", set()), ("3000.01", {Fault.OFF_REPORT}), ("3000.00", set())):
        gift.note_spent(act_on(), spent=francs(spent))
        ledger.keep(gift, accounts)
        assert {one.fault for one in ledger.findings()} == off


def test_whom_it_brought_is_told_by_region_group_and_country_and_never_so_that_one_is_known() -> None:
    def journey(number: int, country: str, group: str, cost: str) -> Journey:
        return Journey(
            sponsorship=f"sponsorship-{number}", country=country, group=group, groups=(group,), cost=francs(cost)
        )

    society = _received("500.00", travellers="civil_society")
    free = _received("9000.00", id="free")
    journeys = [
        *(journey(number, "KE", "government", "500.00") for number in range(5)),
        *(journey(number, "FJ", "government", "500.00") for number in (5, 6)),
        *(journey(number, "NP", "civil_society", "500.00") for number in (7, 8)),
    ]
    whole = _whole(society, free, journeys=journeys)
    few = _report(society, whole).brought
    assert (few.anybody, few.travellers, few.countries, few.by_region, few.by_group) == (True, None, (), (), ())
    many = _report(free, whole).brought
    assert (many.travellers, many.countries) == (8, ("FJ", "KE", "NP"))
    assert {one.name: one.travellers for one in many.by_region} == {"others": 8}, "3 elsewhere would be the difference"
    assert {one.name: one.travellers for one in many.by_group} == {"others": 8}
    missed = [replace(one, took_place=False) for one in journeys]
    assert not _report(free, _whole(free, journeys=missed)).brought.anybody, "a ticket was paid, and nobody came"
    nobody = _report(_received("1.00", id="late"), _whole(_received("1.00", id="late"))).brought
    assert not nobody.anybody
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
    assert (str(report.pledged), str(report.received), str(report.returned)) == (
        "800.00 CHF",
        "800.00 CHF",
        "800.00 CHF",
    )


def _figures(report: DonorReport) -> list[str]:
    """Pledged, received and returned as they were given; then, in the currency of the budget, received, returned, paid,
    left, to come."""
    return [
        str(one)
        for one in (
            *(report.pledged, report.received_original, report.returned_original),
            *(report.received, report.returned, report.paid_in_all, report.left, report.to_come),
        )
    ]


def test_r48_a_part_that_went_back_is_a_line_of_its_own_and_the_rest_pays() -> None:
    gift = contribution_of("7000.00")
    gift.receive(act_on(), amount=francs("6500.00"))
    gift.await_choice(act_on())
    assert "returned_original" not in _rows(_report(gift, _whole(gift))), "nothing went back"
    gift.give_back(act_on(), reason="Letter.", part=francs("2000.05"))
    waits = _figures(_report(gift, _whole(gift)))
    assert [one.removesuffix(" CHF") for one in waits] == [
        *("7000.00", "6500.00", "2000.05"),
        *("6500.00", "2000.05", "0.00", "4499.95", "500.00"),
    ]
    gift.give_to(act_on(), workshop=WORKSHOP, cycle=CYCLE, reason="Letter.")
    report = _report(gift, _whole(gift, costs={CostItem.VENUE: francs("1000.00")}))
    assert [str(one) for one in (report.received, report.returned, report.paid_in_all, report.left)] == [
        "6500.00 CHF",
        "2000.05 CHF",
        "1000.00 CHF",
        "3499.95 CHF",
    ]
    assert report.ties_out
    assert _rows(report)["returned_original"] == "2000.05 CHF"


@pytest.mark.parametrize("into", ["CHF", "EUR", "USD"])
def test_r48_r60_what_went_back_in_another_currency_ties_out_to_the_cent(into: str) -> None:
    """Pledged in euros, in at two rates, valued anew where it goes to a budget in another currency; then all goes."""
    ledger, accounts, third = Ledger(), accounts_of(), Money.of("33.33", "EUR")
    gift = contribution_of("100.00", currency="EUR", rate=rate_of("1.15"))
    for worth in ("1.15", "1.0333"):
        gift.receive(act_on(), amount=third, valued=Valued.by(rate_of(worth), third, currency="CHF"))
    ledger.keep(gift, accounts)

    def told() -> DonorReport:
        ledger.keep(gift)
        assert ledger.findings() == []
        postings = [one for entry in ledger.entries for one in entry.postings if one.workshop == gift.workshop]
        report = _report(gift, replace(_whole(gift, costs={}), postings=postings))
        assert report.ties_out
        assert report.received - report.returned == report.paid_in_all + report.left
        assert report.worth + report.gained == report.received - report.returned + report.to_come
        return report

    gift.await_choice(act_on())
    gift.give_back(act_on(), reason="Letter.", part=Money.of("11.11", "EUR"))
    assert _figures(told()) == [
        *("100.00 EUR", "66.66 EUR", "11.11 EUR"),
        *("72.77 CHF", "12.13 CHF", "0.00 CHF", "60.64 CHF", "38.34 CHF"),
    ]
    assert list(_rows(told()))[4:7] == ["worth", "received", "returned"]
    anew = None if into == "EUR" else rate_of("0.8877")
    gift.give_to(act_on(), workshop="workshop-2018-2", cycle=CYCLE, reason="Letter.", currency=into, rate=anew)
    assert told().returned.currency == into
    gift.await_choice(act_on())
    gift.give_back(act_on(), reason="Letter.")
    gone = told()
    assert (gone.returned, gone.returned_original) == (gone.received, gone.received_original)
    assert (gone.left.amount, gone.to_come.amount, str(gone.pledged)) == (Decimal(0), Decimal(0), "100.00 EUR")


def _rows(report: DonorReport) -> dict[str, str]:
    """The lines of the PDF and of the workbook about the contribution, by the key of their word."""
    keys = {words[0]: key for key, words in WORDS.items()}
    return {keys[name]: value for name, value in content_of(report, language=Language.EN)["sections"][0]["rows"]}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("AAAAA", {"A": 5}),
        ("AAAAAB", {"others": 6}),
        ("AAAAABBBBBC", {"B": 5, "others": 6}),
        ("AAAAABBBCC", {"A": 5, "others": 5}),
        ("AAAAAAABBBBBB", {"A": 7, "B": 6}),
    ],
)
def test_what_is_too_small_is_together_and_never_the_difference_to_the_whole(names: str, told: dict[str, int]) -> None:
    assert {one.name: one.travellers for one in told_apart(names)} == told


def test_r60_a_report_ties_out_after_the_budget_was_drafted_anew_in_another_currency() -> None:
    """Put off into another year, the workshop keeps no contribution until its donor says so anew (R47)."""
    ledger, budget, accounts = Ledger(), budget_of(*THREE), accounts_of(settling=False)
    chosen, waits, returned = (_received("1000.00", id=name) for name in ("chosen", "waits", "returned"))
    for gift in (chosen, waits, returned):
        budget.note_share(act_on(), share=gift.share())
    ledger.keep(budget, accounts, chosen, waits, returned)
    for gift in (chosen, waits, returned):
        gift.await_choice(act_on())
    budget.postpone(act_on())
    ledger.keep(budget, chosen, waits, returned)
    budget.draft(act_on(), lines=[line("venue", "500.00", currency="EUR")])
    chosen.give_to(act_on(), workshop=WORKSHOP, cycle=CYCLE, reason="Letter.", currency="EUR", rate=rate_of("0.9001"))
    returned.give_back(act_on(), reason="Letter.")
    budget.note_share(act_on(), share=chosen.share())
    budget.settle(act_on())
    accounts.settle(act_on())
    accounts.record_actual(act_on(), item="venue", amount=Money.of("450.05", "EUR"), currency="EUR")
    ledger.keep(budget, accounts, chosen, waits, returned)
    assert ledger.findings() == []
    whole = Whole(
        title=TITLE,
        final=False,
        contributions=[chosen, waits, returned],
        costs=whole_costs(accounts),
        journeys=(),
        volumes=(),
        postings=[posting for entry in ledger.entries for posting in entry.postings],
    )
    first, second, third = (_report(one, whole) for one in (chosen, waits, returned))
    assert (str(first.received), str(first.paid_in_all), str(first.left)) == ("900.10 EUR", "450.05 EUR", "450.05 EUR")
    assert (str(second.received), str(second.paid_in_all), str(second.left)) == (
        "1000.00 CHF",
        "0.00 CHF",
        "1000.00 CHF",
    )
    assert (str(third.left), _paid(third)) == ("0.00 CHF", {"venue": "0.00 EUR"})
    assert all(one.ties_out for one in (first, second, third))
    ledger.entries = [one for one in ledger.entries if one.stream != "chosen"]
    assert Fault.OFF_REPORT in {one.fault for one in ledger.findings()}


CENTS = st.integers(min_value=1, max_value=999_999).map(lambda cents: format(Decimal(cents) / 100, "f"))


@settings(derandomize=True, max_examples=60)
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
    read = _run_together(*(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    cells = [cell for row in read_rows(sheet_of(report, language=language)) for cell in row]
    content = content_of(report, language=language)
    rows = {section["title"]: section["rows"] for section in content["sections"]}
    assert rows[word("partners", language)] == [[name] for name in PARTNERS]
    for section in content["sections"]:
        assert section["title"] in cells
        assert _run_together(section["title"]) in read
        for row in section["rows"]:
            assert set(row) - set(cells) == set()
            assert _run_together(*row) in read, "in the order of the columns, each row by itself"


def _run_together(*texts: str) -> str:
    """Without spaces and line breaks, which are the page's."""
    return "".join("".join(texts).split())


def test_the_groups_of_travellers_are_words_of_the_reader_and_countries_their_codes() -> None:
    for travellers, said in (("ldc", "pays les moins avancés"), ("KE", "KE")):
        gift = _received("10.00", travellers=travellers)
        content = content_of(_report(gift, _whole(gift)), language=Language.FR)
        assert content["sections"][0]["rows"][0][1] == f"participation d’experts ({said})"


def test_every_word_is_there_in_three_languages() -> None:
    assert set(TRAVELLERS) - set(WORDS) == set()
    assert [key for key, words in WORDS.items() if len({*words}) < 2 and key != "conditions"] == []
    assert all(word.strip() for words in WORDS.values() for word in words)
