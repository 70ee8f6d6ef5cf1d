"""The format of a year: which one it may have (R74), and how one replaces another."""

from datetime import date

from services.governance.domain.rules import R74
from shared.contracts.facts import Fact, YearFormat
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier

FIRST_YEAR_WITH_WORKSHOPS = 2003


class DecidedFormat(Fact):
    """The format that stands, and the consultation with Member States it rests on (R20)."""

    format: YearFormat
    consultation: Identifier
    decided_on: date
    deviation_reason: str | None = None
    repeats_last_year: bool = False
    """Alternation is on, and the year before had this format too (R21): a notice, never a block (D8). Why is in
    ``deviation_reason``, or still to be said."""


def judge_format(year: int, format: YearFormat) -> None:
    """Raises ``RuleBroken`` R74 for one that this year cannot have."""
    council_only = year < FIRST_YEAR_WITH_WORKSHOPS
    if (format is YearFormat.COUNCIL_ONLY) == council_only:
        return
    if council_only:
        raise RuleBroken(
            R74,
            f"In {year} the IDM took place at the Council session alone, so its format is council_only.",
            remedy="Record council_only.",
        )
    raise RuleBroken(
        R74,
        f"The format council_only belongs to 2001 and 2002 alone, not to {year}.",
        remedy="Record two_workshops or single_conference.",
    )


def judge_supersession(year: int, standing: DecidedFormat, *, by: YearFormat, reason: str | None, day: date) -> None:
    """Another format replaces the one that stands: with a reason, and not on an earlier day.

    Raises ``WrongState`` when it is the same one, else ``InvalidInput``.
    """
    if standing.format is by:
        raise format_stands(year, standing)
    if reason is None or not reason.strip():
        raise InvalidInput(
            f"The format of {year} is {standing.format.value}; another one needs a reason.",
            remedy="Say in deviation_reason why the format changes.",
        )
    if day < standing.decided_on:
        raise InvalidInput(
            f"The day given ({day.isoformat()}) lies before the decision that it replaces "
            f"({standing.decided_on.isoformat()}).",
            remedy="Give the day on which the later decision was taken.",
        )


def format_stands(year: int, standing: DecidedFormat) -> WrongState:
    return WrongState(
        f"The format of {year} is {standing.format.value} already, since {standing.decided_on.isoformat()}.",
        remedy="Record a decision only when the format changes.",
    )
