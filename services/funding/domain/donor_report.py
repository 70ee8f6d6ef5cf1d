"""What a contribution did: what it paid, what is left of it, whom it brought, with which partners the workshop was
held, and which volume came of it (row 31).

Costs are paid from what was received, as earmarks allow: narrowly earmarked money first, then in the order of pledges.
No report is believed: beside each figure stands what the ledger has, and whether both are the same to the cent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.accounts import Accounts
from services.funding.domain.brought import Brought, brought_of
from services.funding.domain.contribution import Contribution
from services.funding.domain.earmarks import Earmark, Need
from services.funding.domain.flow import Payments, payments
from services.funding.domain.ledger import Account, Posting
from services.funding.domain.pledged import ContributionState
from services.funding.domain.sponsorship import Sponsorship
from shared.contracts.facts import ToldText
from shared.contracts.funding import CostItem
from shared.domain.identifiers import Identifier
from shared.domain.money import Money

REST = "rest"
"""What an item did cost beside the journeys that are known one by one."""


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PaidItem(_Figures):
    """``paid`` by this contribution, of what the item did ``cost`` in all."""

    item: CostItem
    paid: Money
    cost: Money


class Volume(_Figures):
    """A volume that covers the workshop, as publications tell it."""

    volume: Identifier
    series_number: int
    title: ToldText
    published_on: date


class Check(_Figures):
    """A figure of the report beside the ledger's."""

    figure: str
    reported: Money
    ledger: Money

    @property
    def ties_out(self) -> bool:
        return self.reported == self.ledger


class DonorReport(_Figures):
    """Amounts are in the currency of the budget, except ``pledged``, ``received_original`` and ``returned_original``
    (R60). What was received is what went back, what was paid and what is left; in kind nothing is paid. Worth and
    gained are received less returned, and what is to come."""

    contribution: Identifier
    donor: str
    workshop: Identifier
    title: ToldText
    as_of: date
    final: bool
    """Whether the accounts of the workshop are closed: until then the figures may change."""
    state: ContributionState
    earmark: Earmark
    in_kind: bool
    conditions: str | None
    pledged: Money
    """Also what its donor took back since."""
    received_original: Money
    returned_original: Money
    worth: Money
    """When it was pledged, of what its donor did not take back."""
    received: Money
    returned: Money
    """What went back to the donor, at what it was worth when it was received (R48)."""
    to_come: Money
    gained: Money
    """What the rates of the receipts brought more than that of the pledge, of what did not go back; below nothing is a
    loss."""
    paid: tuple[PaidItem, ...]
    paid_in_all: Money
    left: Money
    """What was received, did not go back and paid for nothing: a surplus waits for the donor."""
    brought: Brought
    """Travellers whose journey it paid for, wholly or in part: no names, and no numbers below five."""
    partners: tuple[str, ...]
    """Those with whom the workshop was held, as events tell them; none before it was."""
    volumes: tuple[Volume, ...]
    checks: tuple[Check, ...]
    ties_out: bool


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
class Whole:
    """All that one workshop's reports are made of."""

    title: ToldText
    final: bool
    contributions: Sequence[Contribution]
    """All that count for the workshop: they pay together."""
    costs: Mapping[CostItem, Money]
    journeys: Sequence[Journey]
    volumes: Sequence[Volume]
    postings: Sequence[Posting]
    """Those of the ledger that are of this workshop."""
    partners: Sequence[str] = ()


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


def report_on(contribution: Contribution, whole: Whole, *, as_of: date) -> DonorReport:
    """The report on one contribution of a workshop."""
    currency = contribution.worth.currency
    paying = [one for one in whole.contributions if one.pays]
    found = shared_out(paying, costs=whole.costs, journeys=whole.journeys)
    own = {need: money for (source, need), money in found.items() if source == contribution.id}
    paid = tuple(
        PaidItem(
            item=item,
            paid=Money.total((money for need, money in own.items() if _item_of(need) is item), currency=cost.currency),
            cost=cost,
        )
        for item, cost in whole.costs.items()
    )
    paid_in_all = Money.total(own.values(), currency=currency)
    returned = contribution.state is ContributionState.RETURNED
    nothing, none_of_it = Money.none(currency), Money.none(contribution.amount.currency)
    kept, kept_original = (nothing, none_of_it) if returned else (contribution.received_worth, contribution.received)
    checks = checks_of(contribution, costs=whole.costs, postings=whole.postings)
    return DonorReport(
        contribution=contribution.id,
        donor=contribution.donor,
        workshop=contribution.workshop,
        title=whole.title,
        as_of=as_of,
        final=whole.final,
        state=contribution.state,
        earmark=Earmark(item=contribution.item, travellers=contribution.travellers),
        in_kind=contribution.in_kind,
        conditions=contribution.conditions,
        pledged=contribution.amount + contribution.arrived - contribution.received,
        received_original=contribution.arrived,
        returned_original=contribution.arrived - kept_original,
        worth=nothing if returned else contribution.worth,
        received=contribution.arrived_worth,
        returned=contribution.arrived_worth - kept,
        to_come=nothing if returned else contribution.outstanding_worth,
        gained=nothing if returned else contribution.gained,
        paid=paid,
        paid_in_all=paid_in_all,
        left=nothing if contribution.in_kind else kept - paid_in_all,
        brought=_brought(own, whole.journeys),
        partners=tuple(whole.partners),
        volumes=tuple(whole.volumes),
        checks=checks,
        ties_out=all(one.ties_out for one in checks),
    )


def spent_of(
    paying: Sequence[Contribution], *, costs: Mapping[CostItem, Money], journeys: Sequence[Journey], currency: str
) -> dict[str, Money]:
    """What the costs took of each contribution that may pay for them, in ``currency``, that of the budget."""
    found = shared_out(paying, costs=costs, journeys=journeys)
    return {
        one.id: Money.total((money for (source, _), money in found.items() if source == one.id), currency=currency)
        for one in paying
    }


def shared_out(
    paying: Iterable[Contribution], *, costs: Mapping[CostItem, Money], journeys: Iterable[Journey]
) -> Payments:
    """Which contribution paid what of the costs, all of them in the currency of the budget. What waits for its donor
    may still be worth another currency than a budget that was drafted anew since, and pays for nothing then."""
    if not costs:
        return {}
    currency = next(iter(costs.values())).currency
    own = [one for one in paying if one.worth.currency == currency]
    own.sort(key=lambda one: (one.travellers is None, one.item is None, one.pledged_on, one.id))
    sources = {one.id: (Earmark(item=one.item, travellers=one.travellers), one.received_worth) for one in own}
    needs: dict[str, tuple[Need, Money]] = {}
    for item, cost in costs.items():
        rest = cost
        if item is CostItem.EXPERT_PARTICIPATION:
            for journey in journeys:
                share = min(journey.cost.amount, rest.amount)
                money = Money(amount=share, currency=currency)
                needs[f"{item.value}/{journey.sponsorship}"] = (Need(item=item, groups=journey.groups), money)
                rest = rest - money
        needs[f"{item.value}/{REST}"] = (Need(item=item), rest)
    return payments(sources, needs, currency=currency)


def _item_of(need: str) -> CostItem:
    return CostItem(need.partition("/")[0])


def _brought(own: Mapping[str, Money], journeys: Iterable[Journey]) -> Brought:
    paid = [one for one in journeys if f"{CostItem.EXPERT_PARTICIPATION.value}/{one.sponsorship}" in own]
    return brought_of([one for one in paid if one.took_place])


def checks_of(
    contribution: Contribution, *, costs: Mapping[CostItem, Money], postings: Iterable[Posting]
) -> tuple[Check, ...]:
    """What was received of this contribution and did not go back, what is to come, and what the workshop did cost;
    ``costs`` and ``postings`` are those of the workshop. What the ledger has in another currency than the figure is of
    a budget that was drafted anew since: it sums to nothing, or it is told instead."""
    stood = tuple(postings)

    def check(figure: str, reported: Money, *accounts: Account, of: str | None) -> Check:
        stands = dict[str, Money]()
        for one in stood:
            if one.account in accounts and of in (None, one.contribution):
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
    of_costs = next((one.currency for one in costs.values()), nothing.currency)
    return (
        check("received_less_returned", nothing if returned else contribution.received_worth, *here, of=own),
        check("to_come", nothing if returned else contribution.outstanding_worth, *to_come, of=own),
        check("cost_of_the_workshop", Money.total(costs.values(), currency=of_costs), Account.COST, of=None),
    )
