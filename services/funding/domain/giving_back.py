"""What a donor takes back, and what is left of its gift once the costs of the workshop are known (R47, R48)."""

from datetime import date

from services.funding.domain.gift import PartReturned, Valued
from services.funding.domain.log import Choice, DonorChoiceAwaited, DonorChose, PartGivenBack, SurplusNoted
from services.funding.domain.pledged import ContributionState, Pledged
from services.funding.domain.rate import part_of
from services.funding.domain.rules import PLEDGED_IS_NOT_RECEIVED
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money


class GivingBack(Pledged):
    def await_choice(self, act: Act) -> None:
        """Its workshop does not take place; nothing more happens to it by itself (R47)."""
        self._enter(ContributionState.AWAITING_DONOR_CHOICE, act)
        self.record(DonorChoiceAwaited(workshop=self.workshop), act=act)

    def note_spent(self, act: Act, *, spent: Money) -> bool:
        """What the costs of its workshop took of it, in the currency of the budget, once its accounts are closed, or of
        one that was called off. What is left waits for its donor (R47). Answers whether that changed anything."""
        before = self.spent, self.surplus, self.state
        self.spent = spent
        self._judge_left(act)
        changed = before != (self.spent, self.surplus, self.state)
        if changed:
            self.record(SurplusNoted(spent=spent, surplus=self.surplus), act=act)
        return changed

    def give_back(self, act: Act, *, reason: str, part: Money | None = None) -> None:
        """The donor takes it back: what was received and not spent is returned, what was not received is not asked for.
        A ``part`` is taken of what was received: all that is left keeps its earmark, and waits for the donor's next act
        (R47, R48). Of a surplus all goes back, or a part."""
        refuse(self.obstacles_to_choose())
        if self.disposed_of_whole and part in (None, self.amount):
            refuse(self.obstacles_to_give_back(part) if part is not None else ())
            self._require_in_by(act.occurred_on, self.received)
            self._note_choice(act, Choice.RETURN, workshop=None, reason=reason)
            self._enter(ContributionState.RETURNED, act)
            self.surplus = self.surplus_since = None
            return
        back = self.left if part is None else part
        if part is not None or back.amount:
            self._give_back_part(act, part=back, reason=reason)
        if part is None and self.state is ContributionState.AWAITING_DONOR_CHOICE:
            self._forgo_rest()
            self._note_choice(act, Choice.RETURN, workshop=None, reason=reason)
        self._judge_left(act)

    def _give_back_part(self, act: Act, *, part: Money, reason: str) -> None:
        require_given(part)
        part.require_currency(self.amount.currency)
        refuse(self.obstacles_to_give_back(part))
        self._take(act, part=part, reason=reason)
        late = self.closed_on is not None
        self.record(PartGivenBack(amount=part, left=self.amount, reason=reason, after_close=late), act=act)

    def _take(self, act: Act, *, part: Money, reason: str, became: str | None = None) -> None:
        """A part of what was received leaves it."""
        self._require_in_by(act.occurred_on, part)
        back = PartReturned(
            amount=part,
            on=act.occurred_on,
            reason=reason,
            after_close=self.closed_on is not None,
            valued=self._part_of_left(part),
            became=became,
        )
        self._shrink_to(self.amount - part)
        self.returns = (*self.returns, back)

    def _forgo_rest(self) -> None:
        """What was never received is not asked for, and what was spent stays: so ends a gift that paid for something of
        a workshop that was called off."""
        self._shrink_to(self.received)

    def _shrink_to(self, amount: Money) -> None:
        if self.valued is not None:
            value = part_of(self.valued.value, part=amount, of=self.amount)
            self.valued = self.valued.model_copy(update={"value": value})
        self.amount = amount

    def _part_of_left(self, part: Money) -> Valued | None:
        """What a part of what is left is worth, so that parts of it add up to all. The rate is that of the last
        receipt."""
        rate = self.receipts[-1].valued
        if rate is None:
            return None
        rest = part_of(self.left_worth, part=self.left - part, of=self.left)
        return Valued(value=self.left_worth - rest, rate=rate.rate)

    def _judge_left(self, act: Act) -> None:
        """Whether something waits for the donor: what is left of a gift that counts and whose use is known; and of one
        that waits already nothing does any more once all of it was spent."""
        if self.spent is None or self.in_kind:
            return
        if self.state is ContributionState.AWAITING_DONOR_CHOICE and not self._disposable()[0].amount:
            self._enter(ContributionState.RECEIVED, act)
        left = self.left if self.counts else Money.none(self.amount.currency)
        since = self.surplus_since or act.occurred_on
        self.surplus, self.surplus_since = (left, since) if left.amount else (None, None)

    def _require_in_by(self, day: date, part: Money) -> None:
        """Nothing goes back before it came (R48): what was in on ``day``, and on each later day on which a part went
        back, is as much."""
        currency = self.amount.currency
        for on in (day, *(one.on for one in self.returns if one.on > day)):
            came = Money.total((one.amount for one in self.receipts if one.on <= on), currency=currency)
            left = came - Money.total((one.amount for one in self.returns if one.on <= on), currency=currency)
            if left.amount < part.amount:
                raise RuleBroken(
                    PLEDGED_IS_NOT_RECEIVED,
                    f"On {on.isoformat()} {left} of it was in, and {part} is more: nothing goes back before it came.",
                    remedy="Give the day on which it went back (occurred_on): that of the last receipt it is taken "
                    "from, or a later one.",
                )

    def _state_by_receipts(self) -> ContributionState:
        return ContributionState.RECEIVED if self.received == self.amount else ContributionState.PLEDGED

    def _enter(self, state: ContributionState, act: Act) -> None:
        if self.state is not state:
            self.state, self.state_since = state, act.occurred_on

    def _note_choice(self, act: Act, choice: Choice, *, workshop: str | None, reason: str) -> None:
        """To be called while it still has the cycle that it was for: the closing of that one counts."""
        late = self.closed_on is not None
        self.choice, self.reason, self.after_close = choice, reason, late
        self.record(DonorChose(choice=choice, workshop=workshop, reason=reason, after_close=late), act=act)


def require_given(amount: Money) -> None:
    if amount.amount <= 0:
        raise InvalidInput(f"{amount} is no contribution.", remedy="Give an amount of more than 0.")
