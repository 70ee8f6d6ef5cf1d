"""Whether a workshop can still be held, by when how much must be in, and what would be if (R58, row 26)."""

from datetime import date
from decimal import Decimal

import pytest

from services.funding.api.drawings import brought_picture, coverage_picture, given_picture
from services.funding.domain import coverage
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.coverage import SecuredBy
from services.funding.domain.feasibility import Feasibility, Verdict, feasibility
from services.funding.domain.ledger import given_by_day
from services.funding.domain.lines import Line
from services.funding.domain.scenario import Plan, plan_of
from shared.contracts.funding import Part
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.domain.text import Language
from shared.http.pictures import drawn
from tests.unit.funding.books import Ledger
from tests.unit.funding.sample import WORKSHOP, act_on, budget_of, contribution_of, francs, line, rate_of

HALL = line("venue", "1000.00", due_on=date(2018, 3, 1))
REST = (line("interpretation", "3000.00"), line("expert_participation", "6000.00"))
STARTS = date(2018, 6, 15)
USUAL = date(2018, 5, 16)


def _signed(amount: str, *, id: str = "contribution-1", **fields: object) -> Contribution:
    gift = contribution_of(amount, id=id, **fields)  # type: ignore[arg-type]
    gift.sign(act_on())
    return gift


def _budget(*gifts: Contribution, lines: tuple[Line, ...] = (HALL, *REST)) -> Budget:
    budget = budget_of(*lines)
    budget.note_dates(act_on(), starts_on=STARTS)
    for gift in gifts:
        budget.note_share(act_on(date(2018, 2, 5)), share=gift.share())
    return budget


def _plan(*gifts: Contribution, lines: tuple[Line, ...] = (HALL, *REST)) -> Plan:
    plan = plan_of(_budget(*gifts, lines=lines), gifts)
    assert plan is not None
    return plan


def _found(*gifts: Contribution, on: date = date(2018, 2, 10)) -> Feasibility:
    return feasibility(_plan(*gifts), today=on)


def test_r58_all_secured_is_go_and_a_cent_less_is_at_risk() -> None:
    assert _found(_signed("10000.00")).verdict is Verdict.GO
    found = _found(_signed("9999.99"))
    assert (found.verdict, found.missing, found.share) == (Verdict.AT_RISK, francs("0.01"), "0.9999")
    assert found.since == date(2018, 2, 1)


def test_r58_what_is_earmarked_to_travel_does_not_pay_the_hall() -> None:
    found = _found(_signed("10000.00", item="expert_participation"))
    assert (found.secured, found.usable, found.missing) == (francs("10000.00"), francs("6000.00"), francs("4000.00"))
    assert [(one.item.value, one.paid) for one in found.items] == [
        ("venue", francs("0")),
        ("interpretation", francs("0")),
        ("expert_participation", francs("6000.00")),
    ]


@pytest.mark.parametrize(
    ("by", "signed", "received", "neither"),
    [
        ({SecuredBy.SIGNATURE, SecuredBy.RECEIPT}, "10000.00", "4000.00", "0.00"),
        ({SecuredBy.SIGNATURE}, "10000.00", "0.00", "0.00"),
        ({SecuredBy.RECEIPT}, "0.00", "4000.00", "0.00"),
    ],
)
def test_r48_one_setting_says_what_is_secured_in_coverage_and_in_feasibility(
    monkeypatch: pytest.MonkeyPatch, by: set[SecuredBy], signed: str, received: str, neither: str
) -> None:
    monkeypatch.setattr(coverage, "SECURED_BY", frozenset(by))
    came = contribution_of("10000.00")
    came.receive(act_on(), amount=francs("4000.00"))
    for gift, secured in ((_signed("10000.00"), signed), (came, received), (contribution_of("10000.00"), neither)):
        told = _budget(gift).coverage
        assert told is not None
        assert (told.secured, _found(gift).secured, _found(gift).usable) == (francs(secured),) * 3


def test_the_last_day_is_the_first_by_which_something_is_due_that_nobody_pays_for() -> None:
    found = _found(_signed("500.00"))
    assert (found.last_day, found.must_be_in) == (date(2018, 3, 1), francs("500.00"))
    assert [(one.on, one.due, one.missing) for one in found.calendar] == [
        (date(2018, 3, 1), francs("1000.00"), francs("500.00")),
        (USUAL, francs("10000.00"), francs("9500.00")),
    ]
    later = _found(_signed("1000.00"))
    assert (later.last_day, later.must_be_in) == (USUAL, francs("9000.00"))


@pytest.mark.parametrize(("today", "verdict"), [(date(2018, 3, 1), "at_risk"), (date(2018, 3, 2), "no_go")])
def test_a_year_with_no_money_is_at_risk_and_then_no_go(today: date, verdict: str) -> None:
    found = _found(on=today)
    assert found.verdict == verdict
    assert found.since == (date(2018, 3, 2) if verdict == "no_go" else date(2018, 2, 1))
    assert "1000.00 CHF" in found.why


def test_money_in_hand_is_told_from_what_is_expected_in_time() -> None:
    gift = _signed("1000.00", expected_on=date(2018, 4, 1))
    gift.receive(act_on(), amount=francs("300.00"))
    hall, rest = _found(gift).calendar
    assert (hall.in_hand, hall.expected, hall.missing) == (francs("300.00"), francs("300.00"), francs("0"))
    assert (rest.in_hand, rest.expected) == (francs("300.00"), francs("1000.00"))


@pytest.mark.parametrize(
    ("expected", "today", "verdict"),
    [
        (date(2018, 3, 1), date(2018, 2, 10), "go"),
        (date(2018, 3, 1), date(2018, 3, 1), "go"),
        (date(2018, 3, 2), date(2018, 3, 1), "at_risk"),
        (date(2018, 3, 2), date(2018, 3, 2), "no_go"),
    ],
)
def test_r58_signed_money_is_in_time_on_the_day_it_is_due_and_too_late_a_day_after(
    expected: date, today: date, verdict: str
) -> None:
    found = _found(_signed("10000.00", expected_on=expected), on=today)
    assert (found.verdict, found.missing) == (verdict, francs("0.00"))
    if verdict == "go":
        assert (found.last_day, found.must_be_in) == (None, None)
        return
    assert (found.last_day, found.must_be_in) == (date(2018, 3, 1), francs("1000.00"))
    assert [one.late for one in found.calendar] == [francs("1000.00"), francs("0.00")]
    assert found.why.startswith("1000.00 CHF had to be in" if verdict == "no_go" else "1000.00 CHF must be in")
    assert "said to come only later" in found.why
    assert found.since == (date(2018, 3, 2) if verdict == "no_go" else None)


@pytest.mark.parametrize("expected_on", [None, date(2018, 2, 15), date(2018, 3, 1)])
def test_r58_signed_money_that_has_not_come_when_it_is_due_is_a_risk_and_no_no_go(expected_on: date | None) -> None:
    gift = _signed("10000.00", expected_on=expected_on)
    assert _found(gift, on=date(2018, 3, 1)).verdict is Verdict.GO
    gift.receive(act_on(), amount=francs("999.99"))
    found = _found(gift, on=date(2018, 3, 2))
    assert (found.verdict, found.since, found.last_day) == ("at_risk", date(2018, 3, 2), None)
    assert found.why == "0.01 CHF had to be in by 2018-03-01; it is signed for, and has not come yet."
    gift.receive(act_on(), amount=francs("0.01"))
    assert _found(gift, on=date(2018, 3, 2)).verdict is Verdict.GO


def test_r58_signed_money_that_has_not_come_puts_no_workshop_at_risk_that_was_held() -> None:
    gift = _signed("10000.00")
    budget = _budget(gift)
    for held, verdict in ((False, "at_risk"), (True, "go")):
        if held:
            budget.settle(act_on())
        plan = plan_of(budget, [gift])
        assert plan is not None
        assert feasibility(plan, today=date(2018, 6, 20)).verdict == verdict


def test_r48_what_came_of_a_pledge_that_is_not_secured_is_not_in_time_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "SECURED_BY", frozenset({SecuredBy.SIGNATURE}))
    came = contribution_of("10000.00", expected_on=date(2018, 6, 1))
    came.receive(act_on(), amount=francs("4000.00"))
    found = _found(came)
    assert ([one.late for one in found.calendar], found.must_be_in) == ([francs("0.00")] * 2, francs("1000.00"))


def test_r58_what_came_before_the_day_said_is_not_late() -> None:
    gift = _signed("10000.00", expected_on=date(2018, 6, 1))
    gift.receive(act_on(), amount=francs("1000.00"))
    found = _found(gift)
    assert (found.verdict, found.last_day, found.must_be_in) == ("at_risk", USUAL, francs("9000.00"))
    gift.receive(act_on(), amount=francs("9000.00"))
    assert _found(gift).verdict is Verdict.GO


def test_r58_what_is_missing_and_what_is_late_must_both_be_in() -> None:
    found = _found(_signed("600.00", expected_on=date(2018, 3, 2)))
    assert (found.must_be_in, found.missing) == (francs("1000.00"), francs("9400.00"))
    assert found.why == (
        "9400.00 CHF is missing; 400.00 CHF of it must be in by 2018-03-01. 600.00 CHF of what is signed for is said "
        "to come only after that day."
    )


@pytest.mark.parametrize(("cut_on", "since"), [(date(2018, 3, 1), 2), (date(2018, 3, 2), 2), (date(2018, 3, 5), 5)])
def test_no_go_is_since_the_day_it_became_so_which_may_be_after_the_last_one(cut_on: date, since: int) -> None:
    budget, gift = _budget(_signed("10000.00")), _signed("10000.00")
    gift.reduce(act_on(cut_on), amount=francs("500.00"), reason="A cut.")
    budget.note_share(act_on(cut_on), share=gift.share())
    plan = plan_of(budget, [gift])
    assert plan is not None
    found = feasibility(plan, today=date(2018, 3, 6))
    assert (found.verdict, found.since) == ("no_go", date(2018, 3, since))


def test_a_pledge_that_is_not_signed_and_what_is_given_in_kind_pay_for_nothing() -> None:
    kind = _signed("9000.00", id="room", in_kind=True)
    assert _found(contribution_of("9000.00"), kind).usable == francs("0")


def test_without_a_first_day_no_last_day_is_known() -> None:
    budget = budget_of(*REST, line("venue"))
    plan = plan_of(budget, [])
    assert plan is not None
    found = feasibility(plan, today=date(2018, 2, 10))
    assert (found.verdict, found.last_day, found.calendar) == (Verdict.AT_RISK, None, ())
    assert plan_of(budget_of(), []) is None


def test_a_workshop_that_does_not_take_place_is_no_go() -> None:
    budget = _budget(_signed("10000.00"))
    budget.call_off(act_on())
    plan = plan_of(budget, [], stage_since=date(2018, 2, 9))
    assert plan is not None
    found = feasibility(plan, today=date(2018, 2, 10))
    assert (found.verdict, found.since) == (Verdict.NO_GO, date(2018, 2, 9))


def test_scenarios_leave_the_plan_as_it_is() -> None:
    plan = _plan(_signed("6000.00"), _signed("4000.00", id="other"))
    today = date(2018, 2, 10)
    assert feasibility(plan.without("other"), today=today).missing == francs("4000.00")
    assert feasibility(plan.without("Government of Atlantis"), today=today).usable == francs("0")
    with pytest.raises(InvalidInput, match="“Atlantis” is no donor"):
        plan.without("other", "Atlantis")
    assert plan.without("other", "Government of Atlantis").gifts == (), "the second name takes what is left"
    assert feasibility(plan.at_venue(francs("1500.00")), today=today).missing == francs("500.00")
    assert feasibility(plan.at_venue(francs("0")), today=today).verdict is Verdict.GO
    with pytest.raises(InvalidInput, match="not in CHF"):
        plan.at_venue(Money.of("1.00", "EUR"))
    assert feasibility(plan, today=today).verdict is Verdict.GO


def test_r60_a_rate_changes_what_is_to_come_and_not_what_is_in() -> None:
    gift = _signed("1000.00", currency="EUR", rate=rate_of("1.10"))
    plan, today = _plan(gift), date(2018, 2, 10)
    assert feasibility(plan.at_rate(Decimal(5)), today=today).secured == francs("1155.00")
    assert feasibility(plan.at_rate(Decimal("-5")), today=today).secured == francs("1045.00")
    assert feasibility(_plan(_signed("1000.00")).at_rate(Decimal(5)), today=today).secured == francs("1000.00")


def test_uncovered_since_ends_when_all_is_covered_and_begins_anew() -> None:
    budget = _budget(_signed("10000.00"))
    assert budget.uncovered_since is None
    cut = _signed("9000.00")
    budget.note_share(act_on(date(2018, 2, 9)), share=cut.share())
    assert budget.uncovered_since == date(2018, 2, 9)


def test_the_picture_says_in_words_what_it_shows() -> None:
    found = _found(_signed("4000.00"))
    drawing = coverage_picture(found, of="A first workshop")
    assert "Venue: 1000.00 CHF of 1000.00 CHF is paid" in drawing.description
    assert "Expert participation: 0.00 CHF of 6000.00 CHF" in drawing.description
    assert (
        "By 2018-03-01 1000.00 CHF is due in all and 1000.00 CHF will be there (venue 1000.00 CHF of 1000.00 CHF)."
        in drawing.description
    )
    assert (
        "By 2018-05-16 10000.00 CHF is due in all and 4000.00 CHF will be there (venue 1000.00 CHF of 1000.00 CHF, "
        "interpretation 3000.00 CHF of 3000.00 CHF, expert participation 0.00 CHF of 6000.00 CHF); 6000.00 CHF is"
        in drawing.description
    )
    svg = drawn(drawing.chart, title=drawing.title, description=drawing.description).decode()
    assert "2018-05-16" in svg
    assert "75 %" in svg
    assert "60.0%" in svg
    assert "2018-05-16, interpretation" in svg


def test_r58_each_day_says_what_is_due_of_each_item_and_what_its_earmarks_let_pay_for_it() -> None:
    calendar = _found(_signed("500.00", item="venue"), _signed("4000.00", id="gift-2")).calendar
    assert [[(one.item, str(one.expected), str(one.due)) for one in day.items] for day in calendar] == [
        [("venue", "1000.00 CHF", "1000.00 CHF")],
        [
            ("venue", "1000.00 CHF", "1000.00 CHF"),
            ("interpretation", "3000.00 CHF", "3000.00 CHF"),
            ("expert_participation", "500.00 CHF", "6000.00 CHF"),
        ],
    ]
    for day in calendar:
        assert Money.total((one.due for one in day.items), currency="CHF") == day.due
        assert Money.total((one.expected for one in day.items), currency="CHF") == day.expected


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        (Language.FR, "Couverture de Atelier", "Lieu : 1000.00 CHF sur 1000.00 CHF est payé"),
        (Language.ES, "Cobertura de Atelier", "Sede: 1000.00 CHF de 1000.00 CHF está pagado"),
    ],
)
def test_pictures_speak_the_language_that_is_asked_for(language: Language, title: str, said: str) -> None:
    drawing = coverage_picture(_found(_signed("4000.00")), of="Atelier", language=language)
    assert drawing.title == title
    assert drawing.description.startswith(said)
    svg = drawn(drawing.chart, title=drawing.title, description=drawing.description, language=language).decode()
    for english in ("expert participation", "in all", "paid by", "Coverage", " of "):
        assert english not in svg, english
    given = given_picture((), of="Atelier", language=language)
    assert "Nothing" not in given.description


def test_what_was_pledged_and_came_over_time_is_drawn_from_the_ledger() -> None:
    ledger, gift = Ledger(), contribution_of("1000.00")
    ledger.keep(gift)
    gift.sign(act_on(date(2018, 2, 3)))
    ledger.keep(gift)
    gift.receive(act_on(date(2018, 2, 7)), amount=francs("400.00"))
    ledger.keep(gift)
    days = given_by_day(ledger.entries, workshop=WORKSHOP, currency="CHF")
    assert [(one.on.day, str(one.pledged), str(one.received)) for one in days] == [
        (1, "1000.00 CHF", "0.00 CHF"),
        (3, "1000.00 CHF", "0.00 CHF"),
        (7, "1000.00 CHF", "400.00 CHF"),
    ]
    assert given_by_day(ledger.entries, workshop=WORKSHOP, currency="EUR") == ()
    drawing = given_picture(days, of="A first workshop")
    assert "2018-02-07: 1000.00 CHF pledged, 400.00 CHF received" in drawing.description
    assert b"<svg" in drawn(drawing.chart, title=drawing.title, description=drawing.description)
    assert "went back" not in drawing.description
    gift.await_choice(act_on(date(2018, 3, 1)))
    ledger.keep(gift)
    for day, part in ((5, francs("150.00")), (9, None)):
        gift.give_back(act_on(date(2018, 3, day)), reason="Letter.", part=part)
        ledger.keep(gift)
    days = given_by_day(ledger.entries, workshop=WORKSHOP, currency="CHF")
    drawing = given_picture(days, of="A first workshop")
    assert (
        "2018-03-05: 850.00 CHF pledged, 250.00 CHF received, without 150.00 CHF that went back" in drawing.description
    )
    assert "2018-03-09: 0.00 CHF pledged, 0.00 CHF received, without 400.00 CHF" in drawing.description
    assert "returned" in drawn(drawing.chart, title=drawing.title, description=drawing.description).decode()
    nothing = given_picture((), of="A first workshop")
    assert b"<svg" in drawn(nothing.chart, title=nothing.title, description=nothing.description)


def test_who_is_brought_from_where_is_drawn_and_said() -> None:
    regions = {"africa": {Part.SPEAKER: 2, Part.PARTICIPANT: 1}, "asia": {Part.SPEAKER: 1}}
    drawing = brought_picture(regions, of="A first workshop")
    assert drawing.description == ("africa: 2 speakers, 1 other participants; asia: 1 speakers, 0 other participants.")
    svg = drawn(drawing.chart, title=drawing.title, description=drawing.description).decode()
    assert "africa" in svg
    assert brought_picture({}, of="A first workshop").description == "Nobody is brought yet."
