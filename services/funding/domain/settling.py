"""What a journey did cost in the end, and what the traveller still gets or gives back."""

from services.funding.domain.parts import Advance, Booking, Claim, Settlement
from shared.domain.act import Act
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money


def outstanding_of(advance: Advance | None, claim: Claim | None, *, nothing: Money) -> Money:
    """What of an advance exceeds what the traveller is due."""
    rest = (advance.outstanding if advance else nothing) - (claim.due if claim else nothing)
    return rest if rest.amount > 0 else nothing


def settlement_of(
    act: Act,
    *,
    booking: Booking | None,
    advance: Advance | None,
    claim: Claim | None,
    nothing: Money,
    ticket: Money | None,
    write_off: str | None,
    late: bool,
) -> Settlement:
    """``nothing`` is 0 of the currency. Raises ``WrongState`` while an advance is outstanding that nobody gives up."""
    booked = booking.worth if booking and not booking.by_traveller else nothing
    spent = booked if ticket is None else ticket
    if spent.amount < 0 or (booked - spent).amount < 0:
        raise InvalidInput(f"A ticket of {booked} did not cost {spent}.", remedy="Give what was paid for it.")
    lost = outstanding_of(advance, claim, nothing=nothing)
    if lost.amount and not write_off:
        raise WrongState(
            f"{lost} of the advance is more than is due, and did not come back.",
            remedy="Record what was recovered, or say why the rest is given up (`write_off`).",
        )
    due = claim.due if claim else nothing
    return Settlement(
        by=act.actor.subject,
        on=act.occurred_on,
        cost=spent + due + lost,
        paid=due + lost - (advance.outstanding if advance else nothing),
        written_off=lost,
        reason=write_off if lost.amount else None,
        after_close=late,
    )
