"""What interpretation takes, and what it will cost: from the programme and the house's terms, whoever is assigned."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from services.events.domain.days import zone_of
from services.events.domain.interpretation import languages_needed, minutes_of
from services.events.domain.interpretation_terms import Terms
from services.events.domain.programme import Session
from services.events.domain.year import Part
from shared.contracts.events import InterpretationEstimated, Mode, Schedule
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from shared.domain.text import Language

_MOST = Decimal(10) ** 12


class Needs(Part):
    """``booths`` at the same time; ``receivers`` are as many as there are seats."""

    days: int
    interpreter_days: int
    booths: int
    receivers: int
    video_link: bool


def needs_of(sessions: Sequence[Session], schedule: Schedule, terms: Terms) -> Needs:
    """By day of the venue: as many interpreters into a language as work at the same time, and as many such teams as
    the day is long."""
    zone = zone_of(schedule.zone)
    days: dict[date, list[Session]] = {}
    for one in sessions:
        if languages_needed(one):
            days.setdefault(one.start.astimezone(zone).date(), []).append(one)
    room = schedule.mode is not Mode.ONLINE
    booths = max((_at_once(those, lambda one: len(languages_needed(one))) for those in days.values()), default=0)
    return Needs(
        days=len(days),
        interpreter_days=sum(_interpreters(those, into, terms) for those in days.values() for into in Language),
        booths=booths if room else 0,
        receivers=schedule.capacity if room and days else 0,
        video_link=schedule.mode is not Mode.IN_PERSON,
    )


def estimate_of(
    *, workshop: str, cycle: str, sessions: Sequence[Session], schedule: Schedule, terms: Terms
) -> InterpretationEstimated:
    """Raises ``WrongState`` while the terms have no prices."""
    prices = (terms.interpreter_day, terms.booth_day, terms.receiver_day, terms.link_day)
    if any(price is None for price in prices):
        raise WrongState(
            "The house’s terms for interpretation have no prices.", remedy="Set the terms with their prices first."
        )
    needs = needs_of(sessions, schedule, terms)
    counts = (
        needs.interpreter_days,
        needs.booths * needs.days,
        needs.receivers * needs.days,
        needs.days if needs.video_link else 0,
    )
    lines = [_times(price, count) for price, count in zip(prices, counts, strict=True) if price is not None]
    return InterpretationEstimated(
        workshop=workshop,
        cycle=cycle,
        estimate=Money.total(lines, currency=lines[0].currency),
        **needs.model_dump(),
    )


def is_outdated(
    told: InterpretationEstimated, *, sessions: Sequence[Session], schedule: Schedule | None, terms: Terms
) -> bool:
    """Whether what funding was told last is no longer what the programme, its days and mode, and the terms ask for."""
    if schedule is None:
        return True
    if not terms.priced:
        return any(getattr(told, name) != needed for name, needed in needs_of(sessions, schedule, terms))
    try:
        now = estimate_of(workshop=told.workshop, cycle=told.cycle, sessions=sessions, schedule=schedule, terms=terms)
    except InvalidInput:
        return True
    return now != told


def _times(price: Money, count: int) -> Money:
    """Raises ``InvalidInput`` for a million million or more."""
    cost = price.amount * Decimal(count)
    if cost >= _MOST:
        raise InvalidInput(
            f"{count} times {price} is beyond what is kept.", remedy="Check the prices of interpretation."
        )
    return Money(amount=cost, currency=price.currency)


def _interpreters(sessions: Sequence[Session], into: Language, terms: Terms) -> int:
    """Of one day and into one language."""
    those = [one for one in sessions if into in languages_needed(one)]
    teams = -(-sum(map(minutes_of, those)) // terms.daily_minutes) if those else 0
    at_once = _at_once(those, lambda one: terms.team(minutes_of(one)))
    # Sessions beside one another are counted as work at the same time already, and not once more as a longer day.
    return at_once if _at_once(those, lambda _: 1) > 1 else at_once * teams


def _at_once(sessions: Iterable[Session], count: Callable[[Session], int]) -> int:
    """The most of something that there is at one moment. Sessions that only touch are one after the other."""
    those = list(sessions)
    return max(
        (sum(count(other) for other in those if other.start <= one.start < other.end) for one in those), default=0
    )
