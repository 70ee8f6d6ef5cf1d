"""Random histories of two workshops' money: no cent is lost or made, and all figures tie out to the ledger."""

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.gift import Terms, Valued
from services.funding.domain.ledger import Account
from services.funding.domain.paying import journey_of, spent_of, whole_costs
from services.funding.domain.rate import AppliedRate
from services.funding.domain.sponsored import TO_SETTLE, State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.terms import Ending
from services.funding.domain.travel import obstacles_to_sponsor
from services.funding.use_cases.commitments import keep_committed
from services.funding.use_cases.surpluses import budget_with, may_pay
from shared.domain.errors import DomainError
from shared.domain.money import Money
from tests.unit.funding.books import Ledger
from tests.unit.funding.sample import (
    CYCLE,
    TITLE,
    act_on,
    approving,
    commitment_of,
    contribution_of,
    francs,
    line,
    rate_of,
)
from tests.unit.funding.travelling import approve, claim, paying, quoted, stay, travel_with

WORKSHOPS = ("workshop-2018-1", "workshop-2018-2")
EXPERTS = "expert_participation"
ITEMS = ("venue", "interpretation", EXPERTS, "other")
_CENTS = st.integers(min_value=1, max_value=999_999).map(lambda cents: format(Decimal(cents) / 100, "f"))
_RATES = st.decimals(min_value="0.0001", max_value="900", places=4).map(lambda worth: rate_of(format(worth, "f")))
_WHICH = st.integers(min_value=0, max_value=50)
_SHARE = st.integers(min_value=0, max_value=100)
_NIGHTS = st.none() | st.integers(min_value=1, max_value=3)
_WORKSHOP = st.sampled_from(WORKSHOPS)


def part_of(money: Money, percent: int) -> Money:
    """A cent at least."""
    some = (money.amount * percent / 100).quantize(Decimal("0.01"))
    return Money(amount=max(some, Decimal("0.01")), currency=money.currency)


class Money2018(RuleBasedStateMachine):
    """``counted`` is what a bank clerk would count of donors' money, in the currency that came, without looking at any
    code here; ``spent`` and ``advanced`` what left the bank for costs, and with travellers who still have it."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.gifts: list[Contribution] = []
        self.counted: dict[str, Decimal] = {"CHF": Decimal(0), "EUR": Decimal(0)}
        self.spent: dict[tuple[str, str], Decimal] = {}
        self.advanced: dict[str, Decimal] = {}
        self.budgets = {one: Budget(id=f"budget-{one}", workshop=one, cycle=CYCLE, title=TITLE) for one in WORKSHOPS}
        self.accounts = {
            one: Accounts(id=f"accounts-{one}", workshop=one, cycle=CYCLE, title=TITLE) for one in WORKSHOPS
        }
        for budget in self.budgets.values():
            budget.open(act_on())
            budget.draft(act_on(), lines=[line(item, "1000.00") for item in ITEMS])
            budget.approve(approving())
        self.ledger.keep(*self.budgets.values(), *self.accounts.values())
        # Something is secured and somebody is on the way from the beginning, else few histories would settle a journey.
        self.gifts.append(contribution_of("9000.00", id="gift-0"))
        self.gifts[0].sign(act_on())
        self._keep(self.gifts[0])
        self.sponsor(fare="800.00", advance=70)

    def _gift(self, which: int) -> Contribution | None:
        return self.gifts[which % len(self.gifts)] if self.gifts else None

    def _keep(self, gift: Contribution) -> None:
        """As the use case does: what counts stands in the budget."""
        if gift.counts:
            self.budgets[gift.workshop].note_share(act_on(), share=gift.share())
        self.ledger.keep(gift, *self.budgets.values())

    @rule(workshop=_WORKSHOP, amount=_CENTS, rate=st.none() | _RATES, item=st.none() | st.sampled_from(ITEMS))
    def pledge(self, workshop: str, amount: str, rate: AppliedRate | None, item: str | None) -> None:
        if list(self.budgets[workshop].obstacles_to_contribute()):
            return
        money = Money.of(amount, "EUR" if rate else "CHF")
        gift = Contribution.pledge(
            act_on(),
            id=f"gift-{len(self.gifts)}",
            kind="voluntary",
            donor="Government of Atlantis",
            workshop=workshop,
            cycle=CYCLE,
            amount=money,
            terms=Terms.of(item=item, in_kind=len(self.gifts) % 7 == 6),
            valued=Valued.by(rate, money, currency="CHF") if rate else None,
        )
        self.gifts.append(gift)
        self._keep(gift)

    @rule(which=_WHICH)
    def sign(self, which: int) -> None:
        gift = self._gift(which)
        if gift and not list(gift.obstacles_to_sign()):
            gift.sign(act_on())
            self._keep(gift)

    @rule(which=_WHICH, part=st.integers(min_value=1, max_value=100), rate=_RATES)
    def receive(self, which: int, part: int, rate: AppliedRate) -> None:
        gift = self._gift(which)
        if gift is None or list(gift.obstacles_to_receive()):
            return
        rest = gift.amount.amount - gift.received.amount
        some = max((rest * part / 100).quantize(Decimal("0.01")), Decimal("0.01"))
        money = Money.of(format(min(some, rest), "f"), gift.amount.currency)
        other = gift.worth.currency != money.currency
        gift.receive(act_on(), amount=money, valued=Valued.by(rate, money, currency="CHF") if other else None)
        if not gift.in_kind:
            self.counted[money.currency] += money.amount
        self._keep(gift)
        self._share_out(gift.workshop)

    @rule(which=_WHICH, part=st.integers(min_value=1, max_value=99))
    def reduce(self, which: int, part: int) -> None:
        gift = self._gift(which)
        if gift is None or list(gift.obstacles_to_reduce()):
            return
        rest = gift.amount.amount - gift.received.amount
        less = min(max((rest * part / 100).quantize(Decimal("0.01")), Decimal("0.01")), rest)
        amount = Money.of(format(gift.amount.amount - less, "f"), gift.amount.currency)
        if amount.amount:
            gift.reduce(act_on(), amount=amount, reason="A cut.")
            self._keep(gift)

    @rule(which=_WHICH, workshop=st.none() | _WORKSHOP)
    def choose(self, which: int, workshop: str | None) -> None:
        gift = self._gift(which)
        if gift is None or list(gift.obstacles_to_choose()):
            return
        before = gift.workshop
        if workshop is None:
            if not gift.in_kind:
                self.counted[gift.amount.currency] -= gift.left.amount
            gift.give_back(act_on(), reason="Letter.")
        elif not list(self.budgets[workshop].obstacles_to_contribute()):
            if gift.disposed_of_whole:
                gift.give_to(act_on(), workshop=workshop, cycle=CYCLE, reason="Letter.", currency="CHF")
            else:
                given = gift.give_on(
                    act_on(),
                    id=f"gift-{len(self.gifts)}",
                    workshop=workshop,
                    cycle=CYCLE,
                    reason="Letter.",
                    currency="CHF",
                )
                self.gifts.append(given)
                self._keep(given)
        self._leave(gift, before)
        self._keep(gift)

    def _leave(self, gift: Contribution, before: str) -> None:
        """As the use case does: what left a workshop whose accounts are closed is no share of it any more."""
        shared = {one.contribution for one in self.budgets[before].shares}
        if gift.id in shared and (gift.workshop != before or not gift.counts):
            self.budgets[before].drop_share(act_on(), contribution=gift.id)

    @rule(which=_WHICH, part=st.integers(min_value=1, max_value=100))
    def give_back_a_part(self, which: int, part: int) -> None:
        gift = self._gift(which)
        if gift is None or gift.in_kind or list(gift.obstacles_to_choose()) or not gift.left.amount:
            return
        back = max((gift.left.amount * part / 100).quantize(Decimal("0.01")), Decimal("0.01"))
        before = gift.amount.amount
        gift.give_back(act_on(), reason="Letter.", part=Money.of(format(back, "f"), gift.amount.currency))
        assert gift.state == "returned" or gift.amount.amount == before - back
        self.counted[gift.amount.currency] -= back
        self._leave(gift, gift.workshop)
        self._keep(gift)

    @rule(workshop=_WORKSHOP, postponed=st.booleans())
    def take_away(self, workshop: str, postponed: bool) -> None:
        budget = self.budgets[workshop]
        if budget.stage is not Stage.AHEAD or not budget.shares:
            return
        for gift in self.gifts:
            if gift.workshop == workshop and gift.counts:
                gift.await_choice(act_on())
                self.ledger.keep(gift)
        if postponed:
            budget.postpone(act_on())
        else:
            for journey in self.ledger.sponsorships if workshop == WORKSHOPS[0] else ():
                if not list(journey.obstacles_to_end()):
                    journey.end(act_on(), ending=Ending.WORKSHOP_CALLED_OFF)
                    self.ledger.keep(journey)
            budget.call_off(act_on())
            self.accounts[workshop].call_off(act_on())
        self.ledger.keep(budget, self.accounts[workshop])

    @rule(workshop=_WORKSHOP)
    def close_accounts(self, workshop: str) -> None:
        """What is left of each gift waits for its donor, and is what nobody spent of it."""
        budget, accounts = self.budgets[workshop], self.accounts[workshop]
        unsettled = workshop == WORKSHOPS[0] and any(
            one.state in (State.APPROVED, State.BOOKED, *TO_SETTLE) for one in self.ledger.sponsorships
        )
        if unsettled or list(accounts.obstacles_to_close()):
            return
        accounts.close(act_on(), estimates=budget.estimates())
        budget.close(act_on())
        self._share_out(workshop)
        self.ledger.keep(budget, accounts)

    def _share_out(self, workshop: str) -> None:
        """As the use case does, once the accounts are closed, and of a workshop that was called off at any time."""
        budget = self.budgets[workshop]
        if self.accounts[workshop].stage not in (Stage.CLOSED, Stage.CALLED_OFF):
            return
        paying = [one for one in self.gifts if may_pay(one, budget, "CHF")]
        journeys = [journey_of(one) for one in self.ledger.sponsorships if one.state is State.SETTLED]
        own = journeys if workshop == WORKSHOPS[0] else []
        costs = whole_costs(self.accounts[workshop])
        spent = spent_of(paying, costs=costs, journeys=own, currency="CHF")
        for gift in paying:
            gift.note_spent(act_on(), spent=spent[gift.id])
            assert gift.left_worth.amount >= 0
        unknown = [one for one in self.gifts if one.workshop == workshop and one.spent is None]
        assert not any(one.received.amount and not one.in_kind and one.state != "returned" for one in unknown)
        self.ledger.keep(*budget_with(act_on(), budget, paying))

    @rule(workshop=_WORKSHOP, amounts=st.lists(_CENTS, min_size=4, max_size=4))
    def draft_and_approve(self, workshop: str, amounts: list[str]) -> None:
        budget = self.budgets[workshop]
        if list(budget.obstacles_to_draft()):
            return
        lines = [line(item, amount) for item, amount in zip(ITEMS, amounts, strict=True)]
        budget.draft(act_on(), lines=lines, comment="A reason.")
        budget.approve(approving())
        self.ledger.keep(budget)

    @rule(workshop=_WORKSHOP, amount=_CENTS, item=st.sampled_from(ITEMS), number=_WHICH)
    def commit(self, workshop: str, amount: str, item: str, number: int) -> None:
        budget = self.budgets[workshop]
        before = budget.overcommitted
        try:
            budget.commit(act_on(), commitment=commitment_of(amount, item, id=f"commitment-{number}"))
        except DomainError:
            return
        assert before is None
        assert budget.overcommitted is None, "more was committed than is secured (R59)"
        self.ledger.keep(budget)

    @rule(workshop=_WORKSHOP, number=_WHICH)
    def release(self, workshop: str, number: int) -> None:
        budget = self.budgets[workshop]
        if not list(budget.obstacles_to_release()):
            by_hand = [one for one in budget.commitments if not one.of_journey]
            budget.release(act_on(), commitment=by_hand[number % len(by_hand)].id, reason="Paid.")
            self.ledger.keep(budget)

    @rule(workshop=_WORKSHOP, amount=_CENTS, item=st.sampled_from(ITEMS))
    def spend(self, workshop: str, amount: str, item: str) -> None:
        accounts = self.accounts[workshop]
        if accounts.stage is Stage.AHEAD:
            self.budgets[workshop].settle(act_on())
            accounts.settle(act_on())
        if item == EXPERTS and workshop == WORKSHOPS[0]:
            travel = travel_with(*self.ledger.sponsorships)
            try:
                travel.require_settled()
                travel.require_within(Money.of(amount, "CHF"))
            except DomainError:
                return
        if not list(accounts.obstacles_to_record("CHF")):
            accounts.record_actual(act_on(), item=item, amount=Money.of(amount, "CHF"), currency="CHF")
            self.spent[workshop, item] = Decimal(amount)
        self._share_out(workshop)
        self.ledger.keep(accounts, self.budgets[workshop])

    @rule(fare=st.none() | st.sampled_from(("800.00", "649.95")), advance=_SHARE)
    def sponsor(self, fare: str | None, advance: int) -> None:
        """An expert is brought to the first workshop, where secured money pays for it (R59), booked or not yet, and
        has some of the allowance in advance, or all or nothing of it."""
        budget = self.budgets[WORKSHOPS[0]]
        if list(obstacles_to_sponsor(budget)) or list(budget.obstacles_to_commit()):
            return
        journey = approve(quoted(id=f"journey-{len(self.ledger.sponsorships)}"))
        try:
            keep_committed(act_on(), sponsorship=journey, budget=budget)
        except DomainError:
            return
        if fare is not None:
            journey.book(act_on(), fare=francs(fare), cabins=("economy",), reference="X7K2QD", by_traveller=False)
        if advance and journey.approval is not None:
            paid = part_of(journey.approval.dsa, advance)
            journey.pay_advance(paying(), amount=paid)
            self.advanced[journey.id] = paid.amount
        self._keep_journey(journey)

    def _journey(self, which: int, *states: State) -> Sponsorship | None:
        found = [one for one in self.ledger.sponsorships if one.state in states]
        return found[which % len(found)] if found else None

    @rule(which=_WHICH, nights=_NIGHTS, back=_SHARE)
    def come_back(self, which: int, nights: int | None, back: int) -> None:
        """The traveller came, for as many nights as planned or fewer, or did not come at all; and some of the advance
        that is too much comes back, or all or nothing of it."""
        journey = self._journey(which, State.APPROVED, State.BOOKED)
        if journey is None:
            return
        if journey.state is State.BOOKED and nights is not None:
            claim(journey, at=stay(nights=nights))
        else:
            journey.end(act_on(), ending=Ending.WITHDREW)
        self._keep_journey(journey)
        if back and not list(journey.obstacles_to_recover()):
            amount = part_of(journey.outstanding, back)
            journey.recover(act_on(), amount=amount)
            self.advanced[journey.id] -= amount.amount
            self._keep_journey(journey)

    @rule(which=_WHICH, nights=_NIGHTS, back=_SHARE)
    def settle(self, which: int, nights: int | None, back: int) -> None:
        """What the journey did cost is in the books, of a cancelled workshop too. The clerk pays the ticket, and what
        the traveller is due beyond the advance; what did not come back of one is given up."""
        budget, accounts = self.budgets[WORKSHOPS[0]], self.accounts[WORKSHOPS[0]]
        if self._journey(which, *TO_SETTLE) is None:
            self.come_back(which=which, nights=nights, back=back)
        journey = self._journey(which, *TO_SETTLE)
        if journey is None:
            return
        if accounts.stage is Stage.AHEAD:
            budget.settle(act_on())
            accounts.settle(act_on())
        journey.settle(paying(), ticket=None, write_off="Nobody finds the traveller.", late=False)
        accounts.post_journey(act_on(), sponsorship=journey.id, cost=journey.spent)
        assert journey.settlement is not None
        ticket = journey.booking.fare.amount if journey.booking else Decimal(0)
        paid = journey.spent.amount - self.advanced.pop(journey.id, Decimal(0))
        assert ticket + journey.settlement.paid.amount == paid
        before = self.spent.get((WORKSHOPS[0], EXPERTS), Decimal(0))
        self.spent[WORKSHOPS[0], EXPERTS] = before + journey.spent.amount
        self.ledger.keep(accounts)
        self._keep_journey(journey)
        self._share_out(WORKSHOPS[0])

    def _keep_journey(self, journey: Sponsorship) -> None:
        budget = self.budgets[WORKSHOPS[0]]
        keep_committed(act_on(), sponsorship=journey, budget=budget)
        self.ledger.keep(journey, budget)

    def teardown(self) -> None:
        assert self.ledger.findings() == []

    @invariant()
    def no_cent_is_lost_or_made(self) -> None:
        banked = dict.fromkeys(self.counted, Decimal(0))
        everything = Decimal(0)
        for entry in self.ledger.entries:
            for one in entry.postings:
                everything += one.value.amount
                if one.account is Account.BANK:
                    banked[one.amount.currency] += one.amount.amount
        gone = sum((*self.spent.values(), *self.advanced.values()), Decimal(0))
        assert everything == 0
        assert banked == {**self.counted, "CHF": self.counted["CHF"] - gone}


Money2018.TestCase.settings = settings(derandomize=True, max_examples=80, stateful_step_count=30, database=None)
TestMoney = Money2018.TestCase
