"""What a contribution did: what it paid, what is left of it, whom it brought, with which partners the workshop was
held, and which volume came of it (row 31).

No report is believed: beside each figure stands what the ledger has, and whether both are the same to the cent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.brought import Brought, brought_of
from services.funding.domain.contribution import Contribution
from services.funding.domain.earmarks import Earmark
from services.funding.domain.paying import Check, Journey, PaidItem, Paying, checks_of, kept_of
from services.funding.domain.pledged import ContributionState
from shared.contracts.facts import ToldText
from shared.contracts.funding import CostItem
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Volume(_Figures):
    """A volume that covers the workshop, as publications tell it."""

    volume: Identifier
    series_number: int
    title: ToldText
    published_on: date


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
class Whole(Paying):
    """All that one workshop's reports are made of."""

    title: ToldText
    final: bool
    volumes: Sequence[Volume]
    partners: Sequence[str] = ()


def report_on(contribution: Contribution, whole: Whole, *, as_of: date) -> DonorReport:
    """The report on one contribution of a workshop."""
    currency = contribution.worth.currency
    paid_in_all = whole.paid_in_all(contribution)
    own = {need: money for (source, need), money in whole.shared_out.items() if source == contribution.id}
    returned = contribution.state is ContributionState.RETURNED
    nothing, kept = Money.none(currency), kept_of(contribution)
    kept_original = Money.none(contribution.amount.currency) if returned else contribution.received
    checks = checks_of(contribution, whole)
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
        paid=whole.paid_by(contribution),
        paid_in_all=paid_in_all,
        left=whole.left_of(contribution),
        brought=_brought(own, whole.journeys),
        partners=tuple(whole.partners),
        volumes=tuple(whole.volumes),
        checks=checks,
        ties_out=all(one.ties_out for one in checks),
    )


def _brought(own: Mapping[str, Money], journeys: Iterable[Journey]) -> Brought:
    paid = [one for one in journeys if f"{CostItem.EXPERT_PARTICIPATION.value}/{one.sponsorship}" in own]
    return brought_of([one for one in paid if one.took_place])
