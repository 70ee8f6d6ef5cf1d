"""What a change of plans means, in sentences: put off into another year, moved to another mode."""

from collections.abc import Iterator

from services.events.domain.days import first_day
from services.events.domain.gates import Around
from services.events.domain.gathering import OPEN
from services.events.domain.holidays import not_entered
from services.events.domain.interpretation_cost import is_outdated
from services.events.domain.kinds import KINDS
from services.events.domain.workshop import Workshop
from shared.contracts.events import Mode


def notes_on(workshop: Workshop, around: Around) -> Iterator[str]:
    """For the secretariat; nothing of it blocks."""
    schedule = workshop.schedule
    if estimate_is_outdated(workshop, around):
        yield (
            "Funding was told what interpretation costs for another programme, other days, another mode or other "
            "prices: tell it the estimate again."
        )
    if schedule is None:
        return
    if workshop.state in OPEN:
        for of, year in not_entered(schedule, around.holidays):
            yield f"No official holidays of {of} {year} are entered; nothing was compared (R25)."
    when = first_day(schedule).year
    if when != workshop.year:
        yield f"It takes place in {when} and stays in the cycle {workshop.year}: its topics and its place are those."
        if KINDS[workshop.kind].counted:
            yield f"It counts among the workshops of {workshop.year} and in no other year (R24)."
            yield f"The satisfaction survey of {workshop.year} still covers it, and is opened when it is held (R40)."
            yield (
                f"Contributions to it stay with it; money given for {workshop.year} alone needs a new act of its donor "
                "(R47)."
            )
    if schedule.mode is Mode.HYBRID:
        yield (
            f"Some come by video link: the capacity of {schedule.capacity} and the order of R31 concern the room, and "
            "interpretation must reach the link. Who leaves the room for the link gives the seat to whoever is next."
        )
    if schedule.mode is Mode.ONLINE:
        yield f"Everybody comes by video link: the capacity of {schedule.capacity} counts connections, not seats."


def estimate_is_outdated(workshop: Workshop, around: Around) -> bool:
    """Whether funding reckons with an estimate that is not of this workshop any more, and that still matters."""
    if around.estimate is None or workshop.state not in OPEN:
        return False
    return is_outdated(around.estimate, sessions=workshop.sessions, schedule=workshop.schedule, terms=around.terms)
