"""Who pays for what at one workshop: how much of each cost which contribution paid, and that it ties out to the ledger.

Costs are paid from what was received, as earmarks allow: narrowly earmarked money first, then in the order of pledges.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from services.funding.domain.accounts import Accounts
from services.funding.domain.contribution import Contribution
from services.funding.domain.earmarks import Earmark, Need
from services.funding.domain.flow import Payments, paid_of, payments
from services.funding.domain.ledger import Account, Posting
from services.funding.domain.pledged import ContributionState
from services.funding.domain.sponsorship import Sponsorship
from shared.contracts.funding import CostItem
from shared.domain.identifiers import Identifier
from shared.domain.money import Money

REST = "rest"
"""What an item did cost beside the journeys that are known one by one."""
Needs = Mapping[str, tuple[Need, Money]]
"""Each journey, and the rest of each item, with what it did cost."""


class PaidItem(BaseModel):
    """``paid`` by this contribution, of what the item did ``cost`` in all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem
    paid: Money
    cost: Money


class Check(BaseModel):
    """A figure of the report beside the ledger's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    figure: str
    reported: Money
    ledger: Money

    @property
    def ties_out(self) -> bool:
        return self.reported == self.ledger


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A sponsored journey, as far as a report may tell of it. ``groups`` are those that earmarks may name; one that did
    not take place may have cost something, and brought nobody."""

    sponsorship: Identifier
    country: str
    group: str
    groups: tuple[Identifier, ...]
    cost: Money
    took_place: bool = True


@dataclass(frozen=True, kw_only=True)
class Paying:
    """Those who give to one workshop, and what it did cost."""

    contributions: Sequence[Contribution]
    """All of the workshop; those that pay for it pay together."""
    costs: Mapping[CostItem, Money]
    journeys: Sequence[Journey]
    postings: Sequence[Posting]
    """Those of the ledger that are of this workshop."""

    @cached_property
    def needs(self) -> Needs:
        return _needs(self.costs, self.journeys)

    @cached_property
    def shared_out(self) -> Payments:
        """Which contribution paid what."""
        return _shared_out((one for one in self.contributions if one.pays), self.needs)

    def paid_by(self, contribution: Contribution) -> tuple[PaidItem, ...]:
        own = [(need, money) for (source, need), money in self.shared_out.items() if source == contribution.id]
        return tuple(
            PaidItem(
                item=item,
                paid=Money.total((money for need, money in own if item_of_need(need) is item), currency=cost.currency),
                cost=cost,
            )
            for item, cost in self.costs.items()
        )

    @cached_property
    def accounted(self) -> Mapping[CostItem, Money]:
        """What all contributions paid of each item, and what none of them did."""
        found = {item: Money.none(cost.currency) for item, cost in self.costs.items()}
        for contribution in self.contributions:
            for one in self.paid_by(contribution):
                found[one.item] += one.paid
        for need, (_, money) in self.needs.items():
            unpaid = money - paid_of(self.shared_out, need, currency=money.currency)
            found[item_of_need(need)] += max(unpaid, Money.none(money.currency), key=lambda one: one.amount)
        return found

    def paid_in_all(self, contribution: Contribution) -> Money:
        own = (money for (source, _), money in self.shared_out.items() if source == contribution.id)
        return Money.total(own, currency=contribution.worth.currency)

    def left_of(self, contribution: Contribution) -> Money:
        """What was received of it, did not go back and paid for nothing. Once that is noted of a contribution it is
        what its donor may dispose of, whoever pays for what here."""
        used = self.paid_in_all(contribution) if contribution.spent is None else contribution.spent
        return Money.none(used.currency) if contribution.in_kind else kept_of(contribution) - used


def kept_of(contribution: Contribution) -> Money:
    """What was received of it and did not go back."""
    returned = contribution.state is ContributionState.RETURNED
    return Money.none(contribution.worth.currency) if returned else contribution.received_worth


def journey_of(sponsorship: Sponsorship) -> Journey:
    return Journey(
        sponsorship=sponsorship.id,
        country=sponsorship.country,
        group=sponsorship.group.value,
        groups=sponsorship.groups,
        cost=sponsorship.spent,
        took_place=sponsorship.took_place,
    )


def whole_costs(accounts: Accounts) -> dict[CostItem, Money]:
    return {one.item: one.amount for one in sorted(accounts.actuals, key=lambda one: list(CostItem).index(one.item))}


def item_of_need(need: str) -> CostItem:
    return CostItem(need.partition("/")[0])


def spent_of(
    paying: Sequence[Contribution], *, costs: Mapping[CostItem, Money], journeys: Sequence[Journey], currency: str
) -> dict[str, Money]:
    """What the costs took of each contribution that may pay for them, in ``currency``, that of the budget."""
    found = _shared_out(paying, _needs(costs, journeys))
    return {
        one.id: Money.total((money for (source, _), money in found.items() if source == one.id), currency=currency)
        for one in paying
    }


def _needs(costs: Mapping[CostItem, Money], journeys: Iterable[Journey]) -> dict[str, tuple[Need, Money]]:
    """All costs, those of journeys by themselves: they add up to what there is."""
    needs: dict[str, tuple[Need, Money]] = {}
    for item, cost in costs.items():
        rest = cost
        if item is CostItem.EXPERT_PARTICIPATION:
            for journey in journeys:
                money = min(journey.cost, rest, key=lambda one: one.amount)
                needs[f"{item.value}/{journey.sponsorship}"] = (Need(item=item, groups=journey.groups), money)
                rest = rest - money
        needs[f"{item.value}/{REST}"] = (Need(item=item), rest)
    return needs


def _shared_out(paying: Iterable[Contribution], needs: Needs) -> Payments:
    """Which contribution paid what of the costs, all of them in the currency of the budget. What waits for its donor
    may still be worth another currency than a budget that was drafted anew since, and pays for nothing then."""
    if not needs:
        return {}
    currency = next(money.currency for _, money in needs.values())
    own = [one for one in paying if one.worth.currency == currency]
    own.sort(key=lambda one: (one.travellers is None, one.item is None, one.pledged_on, one.id))
    sources = {one.id: (Earmark(item=one.item, travellers=one.travellers), one.received_worth) for one in own}
    return payments(sources, needs, currency=currency)


def checks_of(contribution: Contribution, paying: Paying) -> tuple[Check, ...]:
    """Beside the ledger: what was received of this contribution and did not go back, what is to come, what it paid and
    what is left; what the workshop did cost, and of each item what all paid and what nobody did.

    What the ledger has in another currency than the figure is of a budget that was drafted anew since: it sums to
    nothing, or it is told instead."""

    def check(
        figure: str, reported: Money, *accounts: Account, of: str | None = None, item: CostItem | None = None
    ) -> Check:
        stands = dict[str, Money]()
        for one in paying.postings:
            if one.account in accounts and of in (None, one.contribution) and item in (None, one.item):
                stands[one.value.currency] = stands.get(one.value.currency, Money.none(one.value.currency)) + one.value
        ledger = stands.pop(reported.currency, Money.none(reported.currency))
        strays = next((money for money in stands.values() if money.amount), None)
        return Check(figure=figure, reported=reported, ledger=strays or ledger)

    own = contribution.id
    here, to_come = (
        ((Account.IN_KIND,), (Account.IN_KIND_PROMISED,))
        if contribution.in_kind
        else ((Account.BANK,), (Account.AGREED, Account.PLEDGED))
    )
    returned = contribution.state is ContributionState.RETURNED
    nothing = Money.none(contribution.worth.currency)
    of_costs = next((one.currency for one in paying.costs.values()), nothing.currency)
    used = paying.paid_in_all(contribution) + paying.left_of(contribution)
    return (
        check("received_less_returned", kept_of(contribution), *here, of=own),
        check("to_come", nothing if returned else contribution.outstanding_worth, *to_come, of=own),
        check("paid_and_left", used, Account.BANK, of=own),
        check("cost_of_the_workshop", Money.total(paying.costs.values(), currency=of_costs), Account.COST),
        *(check(f"cost_of_{item.value}", cost, Account.COST, item=item) for item, cost in paying.accounted.items()),
    )
