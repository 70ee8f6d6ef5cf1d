"""What a traveller may claim of what was approved: economy fares (R52), the three kinds (R54), lodging once (R56), and
never more than was committed (R59)."""

from collections.abc import Sequence

from services.funding.domain.dsa import DsaDay, sum_of
from services.funding.domain.parts import Approval, Booking, Claim, Receipted
from services.funding.domain.rules import LODGED_ONCE, WITHIN_SECURED
from services.funding.domain.sponsored import require_some
from services.funding.domain.terms import Stay, require_economy
from shared.contracts.funding import CoveredKind
from shared.domain.act import Act
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money


def claim_of(
    act: Act,
    *,
    kinds: Sequence[CoveredKind],
    approval: Approval,
    booking: Booking | None,
    stay: Stay,
    days: Sequence[DsaDay],
    dsa: Money | None,
    lines: Sequence[Receipted],
    late: bool,
) -> Claim:
    """``days`` are the allowance of the stay as it was, ``dsa`` what is asked of it: all, when it is left out.

    Raises ``RuleBroken`` R52, R56, R59, and ``InvalidInput`` for what is paid already or was never covered.
    """
    currency = approval.dsa.currency
    if act.occurred_on < stay.departure:
        raise InvalidInput(
            f"The stay lasts until {stay.departure.isoformat()}, which is after the day of the claim.",
            remedy="Claim after the journey.",
        )
    if len({line.receipt for line in lines}) != len(lines):
        raise InvalidInput("A receipt is named twice.", remedy="Claim each receipt once.")
    for line in lines:
        require_some(line.worth, currency=currency)
        _check(line, kinds=kinds, booking=booking, stay=stay)
    entitled = sum_of(days, currency=currency)
    asked = entitled if dsa is None else dsa
    asked.require_currency(currency)
    if (entitled - asked).amount < 0:
        raise RuleBroken(
            LODGED_ONCE,
            f"{asked} of daily allowance is claimed, and {entitled} is due for the stay after what was provided or is "
            "paid besides.",
            remedy="Claim the allowance of the stay as it was, or correct what was provided.",
        )
    claim = Claim(stay=stay, days=tuple(days), dsa=asked, lines=tuple(lines), on=act.occurred_on, after_close=late)
    fare = booking.worth if booking and booking.by_traveller else Money.none(currency)
    for called, claimed, approved in (
        ("the fare", _total(lines, CoveredKind.ECONOMY_TRAVEL, currency), fare),
        ("accommodation", _total(lines, CoveredKind.ACCOMMODATION, currency), approval.accommodation),
        ("daily allowance", asked, approval.dsa),
    ):
        if (approved - claimed).amount < 0:
            raise RuleBroken(
                WITHIN_SECURED,
                f"{claimed} is claimed for {called}, and {approved} was committed for it.",
                remedy="Claim what was committed; more needs a sponsorship of its own that is approved.",
            )
    return claim


def _check(line: Receipted, *, kinds: Sequence[CoveredKind], booking: Booking | None, stay: Stay) -> None:
    if line.kind is CoveredKind.DSA:
        raise InvalidInput(
            "Daily allowance has no receipts: it follows from the stay.", remedy="Give what is asked of it as `dsa`."
        )
    if line.kind is CoveredKind.ECONOMY_TRAVEL:
        require_economy(line.cabins)
        if booking is None or not booking.by_traveller:
            raise InvalidInput(
                "A fare is claimed that the traveller did not pay.", remedy="Leave it out: the secretariat pays it."
            )
    if line.kind is CoveredKind.ACCOMMODATION:
        if stay.lodged_throughout:
            raise _lodged("Accommodation was provided for every night.")
        if line.kind not in kinds and CoveredKind.DSA in kinds:
            raise _lodged("The traveller gets full daily allowance, which includes lodging.")
    if line.kind not in kinds:
        raise InvalidInput(
            f"This sponsorship does not cover {line.kind.value.replace('_', ' ')}.",
            remedy=f"It covers: {', '.join(kinds)}.",
        )


def _lodged(sentence: str) -> RuleBroken:
    return RuleBroken(LODGED_ONCE, sentence, remedy="Leave accommodation out of the claim.")


def _total(lines: Sequence[Receipted], kind: CoveredKind, currency: str) -> Money:
    return Money.total((line.worth for line in lines if line.kind is kind), currency=currency)
