"""What a budget and the contributions to it come to, and the same where something is otherwise (R58).

“Without donor X”, “venue B” and “rate +5 %” are the same question put to a changed plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.coverage import secured_of
from services.funding.domain.earmarks import Earmark
from services.funding.domain.lines import Line
from services.funding.domain.stage import Stage
from shared.contracts.funding import CostItem
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier
from shared.domain.money import DECIMALS, Money


@dataclass(frozen=True, kw_only=True)
class Gift:
    """What a contribution brings, in the currency of the budget. ``foreign``: what is to come hangs on a rate."""

    contribution: Identifier
    donor: str
    donor_id: Identifier | None
    earmark: Earmark
    received: Money
    to_come: Money
    signed: bool
    expected_on: date | None
    foreign: bool

    @property
    def secured(self) -> Money:
        return secured_of(signed=self.signed, pledged=self.received + self.to_come, received=self.received)

    @property
    def secured_in_hand(self) -> Money:
        """What was received, as far as it counts as secured."""
        return min(self.secured, self.received, key=lambda one: one.amount)


@dataclass(frozen=True, kw_only=True)
class Plan:
    currency: str
    lines: tuple[Line, ...]
    gifts: tuple[Gift, ...]
    starts_on: date | None
    stage: Stage
    uncovered_since: date | None = None
    stage_since: date | None = None
    """Since when its workshop is at that stage."""

    def taken_by(self, name: str) -> tuple[Gift, ...]:
        """What a donor gives, by its name or its record, or the one contribution of that name. Raises ``InvalidInput``
        when nothing would be taken out: a name that is misspelt must not answer as if all were well."""
        found = tuple(one for one in self.gifts if name in (one.contribution, one.donor, one.donor_id))
        if not found:
            raise InvalidInput(
                f"“{name}” is no donor and no contribution that brings money to this workshop.",
                remedy="Name a contribution, or a donor by its name or its record, as the contributions have them.",
            )
        return found

    def without(self, *names: str) -> "Plan":
        """Without all that donors or contributions of these names bring. Raises ``InvalidInput``."""
        taken = {one.contribution for name in names for one in self.taken_by(name)}
        return replace(self, gifts=tuple(one for one in self.gifts if one.contribution not in taken))

    def at_venue(self, estimate: Money) -> "Plan":
        """With another venue, whose cost is ``estimate`` in all. Raises ``InvalidInput`` for another currency."""
        estimate.require_currency(self.currency)
        others = tuple(one for one in self.lines if one.item is not CostItem.VENUE)
        due = next((one.due_on for one in self.lines if one.item is CostItem.VENUE), None)
        venue = Line.of(item="venue", description="Another venue", estimate=estimate, due_on=due)
        return replace(self, lines=(venue, *others))

    def at_rate(self, percent: Decimal) -> "Plan":
        """Where what is still to come in other currencies is worth ``percent`` more, or less. What is in is in."""
        factor = 1 + percent / 100
        unit = Decimal(1).scaleb(-DECIMALS[self.currency])

        def scaled(money: Money) -> Money:
            worth = (money.amount * factor).quantize(unit, rounding=ROUND_HALF_EVEN)
            return Money.of(format(worth, "f"), self.currency)

        gifts = tuple(replace(one, to_come=scaled(one.to_come)) if one.foreign else one for one in self.gifts)
        return replace(self, gifts=gifts)


def plan_of(budget: Budget, contributions: Sequence[Contribution], *, stage_since: date | None = None) -> Plan | None:
    """``None`` for a budget in which no money was named yet. What is given in kind pays for nothing. ``stage_since`` is
    that of the accounts."""
    if budget.currency is None:
        return None
    return Plan(
        currency=budget.currency,
        lines=budget.lines,
        gifts=tuple(
            Gift(
                contribution=one.id,
                donor=one.donor,
                donor_id=one.donor_id,
                earmark=Earmark(item=one.item, travellers=one.travellers),
                received=one.received_worth,
                to_come=one.outstanding_worth,
                signed=one.signed_on is not None,
                expected_on=one.expected_on,
                foreign=one.amount.currency != budget.currency,
            )
            for one in sorted(contributions, key=lambda one: (one.travellers is None, one.item is None, one.id))
            if one.counts and not one.in_kind and one.workshop == budget.workshop
        ),
        starts_on=budget.starts_on,
        stage=budget.stage,
        uncovered_since=budget.uncovered_since,
        stage_since=stage_since,
    )
