"""What a file’s gatherings are called, in sentences and in identifiers; how days, counts and money are written."""

from datetime import date

from cli.demo.fields import Which
from shared.domain.money import Money

NAMES = {
    Which.FIRST_WORKSHOP: "the first workshop",
    Which.SECOND_WORKSHOP: "the second workshop",
    Which.CONFERENCE: "the conference",
    Which.COUNCIL_IDM_SESSION: "the Council IDM session",
}
PAID_AND_REPORTED = frozenset({Which.FIRST_WORKSHOP, Which.SECOND_WORKSHOP, Which.CONFERENCE})
"""The Council pays for its own sessions (A16) and reports on them."""


def workshop_id(which: Which, year: int) -> str:
    """The identifier of a gathering that a decision plans follows from its year."""
    return {
        Which.FIRST_WORKSHOP: f"workshop-{year}-1",
        Which.SECOND_WORKSHOP: f"workshop-{year}-2",
        Which.CONFERENCE: f"conference-{year}",
        Which.COUNCIL_IDM_SESSION: f"council-idm-session-{year}",
    }[which]


def days(first: date, last: date) -> str:
    """``26–27 March 2018``."""
    if first == last:
        return f"{first:%-d %B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%-d}–{last:%-d %B %Y}"
    return f"{first:%-d %B}–{last:%-d %B %Y}"


def counted(number: int, one: str, several: str = "") -> str:
    """``1 lesson``, ``2 lessons``."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def in_figures(money: Money) -> str:
    """``CHF 42,000``; with decimals where there are any."""
    whole = money.amount == money.amount.to_integral_value()
    return f"{money.currency} {money.amount:,.0f}" if whole else f"{money.currency} {money.amount:,}"
