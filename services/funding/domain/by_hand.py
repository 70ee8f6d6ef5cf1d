"""What of the participation of experts is promised or paid by hand, outside sponsored journeys, such as tickets that
were bought together. It says of which covered kinds it is (R54), and of fares the cabin of every leg (R52), so that no
way leads round the rules of sponsored travel."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.funding.domain.terms import covered_kinds, require_economy
from shared.contracts.funding import CostItem, CoveredKind
from shared.domain.errors import InvalidInput
from shared.domain.money import Money


class ByHand(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[CoveredKind, ...]
    cabins: tuple[str, ...] = ()


def by_hand(item: CostItem, *, kinds: Sequence[str], cabins: Sequence[str]) -> ByHand | None:
    """``None`` for an item that nobody travels for. Raises ``RuleBroken`` R52 and R54, and ``InvalidInput`` for experts
    without a kind, for fares without a cabin, and for either of another item."""
    if item is not CostItem.EXPERT_PARTICIPATION:
        if kinds or cabins:
            raise InvalidInput(
                f"Nobody travels for {item.value}.", remedy="Give `kinds` and `cabins` of expert_participation alone."
            )
        return None
    covered = covered_kinds(kinds)
    if not covered:
        raise InvalidInput(
            "For experts it is said what is covered.",
            remedy=f"Give some of {', '.join(CoveredKind)} as `kinds`, and the cabin of every leg as `cabins`.",
        )
    if CoveredKind.ECONOMY_TRAVEL in covered or cabins:
        require_economy(cabins)
    return ByHand(kinds=covered, cabins=tuple(cabins))


def beyond_journeys(
    item: CostItem, amount: Money, *, journeys: Money, kinds: Sequence[str], cabins: Sequence[str]
) -> ByHand | None:
    """Of what an item did cost in all, what is not of ``journeys`` that are settled. Raises as :func:`by_hand`."""
    nothing_more = item is CostItem.EXPERT_PARTICIPATION and amount == journeys and not kinds and not cabins
    return None if nothing_more else by_hand(item, kinds=kinds, cabins=cabins)
