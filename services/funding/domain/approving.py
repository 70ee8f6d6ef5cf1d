"""What an approval would commit: the fare chosen (R57), daily allowance, accommodation where it is paid (R56)."""

from collections.abc import Sequence

from services.funding.domain.dsa import DsaDay, sum_of
from services.funding.domain.parts import QUOTES_WANTED, Approval, Quote, cheapest
from services.funding.domain.rules import CHEAPEST_OR_REASON, LODGED_ONCE
from services.funding.domain.sponsored import require_some
from services.funding.domain.terms import Stay
from shared.contracts.funding import CoveredKind
from shared.domain.act import Act
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money


def lodging_of(*, kinds: Sequence[CoveredKind], stay: Stay, estimate: Money, accommodation: Money | None) -> Money:
    """What accommodation may cost of the whole. Raises ``RuleBroken`` R56 when it is provided and would be paid too."""
    require_some(estimate, currency=estimate.currency)
    lodging = CoveredKind.ACCOMMODATION in kinds
    if lodging and stay.lodged_throughout:
        raise RuleBroken(
            LODGED_ONCE,
            "Accommodation is provided for every night, and would be paid for besides.",
            remedy="Leave accommodation out of what is covered.",
        )
    if lodging != (accommodation is not None):
        raise InvalidInput(
            "What accommodation may cost is given when it is covered, and only then.",
            remedy="Give `accommodation` with the kind accommodation, or leave both out.",
        )
    if accommodation is None:
        return Money.none(estimate.currency)
    require_some(accommodation, currency=estimate.currency)
    if (estimate - accommodation).amount < 0:
        raise InvalidInput("Accommodation costs more than the whole journey.", remedy="Correct the estimates.")
    return accommodation


def approval_of(
    act: Act,
    *,
    kinds: Sequence[CoveredKind],
    quotes: Sequence[Quote],
    quote: int | None,
    days: Sequence[DsaDay],
    accommodation: Money,
    reason: str | None,
    why_fewer: str | None,
) -> Approval:
    """Raises ``RuleBroken`` R57 for a dearer fare without a reason, ``InvalidInput`` for fewer than three quotes
    without one."""
    currency = accommodation.currency
    fare = saving = Money.none(currency)
    if (CoveredKind.ECONOMY_TRAVEL in kinds) != (quote is not None):
        raise InvalidInput("A fare is chosen when travel is covered, and only then.", remedy="Name the `quote`.")
    if quote is not None:
        chosen = next((one for one in quotes if one.number == quote), None)
        if chosen is None:
            raise InvalidInput(f"There is no quote {quote}.", remedy="Choose one of the quotes.")
        fare, saving = chosen.worth, quotes[0].worth - chosen.worth
        if len(quotes) < QUOTES_WANTED and not why_fewer:
            raise InvalidInput(
                f"Of {QUOTES_WANTED} quotes there are {len(quotes)}.",
                remedy="Ask for more, or say why there are fewer (`why_fewer`).",
            )
        if fare != cheapest(quotes) and not reason:
            raise RuleBroken(
                CHEAPEST_OR_REASON,
                f"The fare of {fare} is chosen, and the cheapest is {cheapest(quotes)}.",
                remedy="Choose the cheapest, or say why not (`reason`).",
            )
    return Approval(
        by=act.actor.subject,
        on=act.occurred_on,
        quote=quote,
        fare=fare,
        dsa=sum_of(days, currency=currency),
        days=tuple(days),
        accommodation=accommodation,
        saving=saving,
        reason=reason,
        why_fewer=why_fewer,
    )
