"""What is said once a cycle is closed (domain.md 1.8).

The close freezes decisions, workshops and attendance, so a report on a workshop that the year was closed with is
written and published afterwards too, and marked “after close”. Only a workshop that governance did not name as held
has no report any more, unless it was published before: that one is corrected, as an erratum.
"""

from datetime import date

from shared.domain.errors import CycleIsClosed
from shared.domain.identifiers import year_of_cycle


def closed_without(cycle: str, closed_on: date | None, *, name: str, so: str, remedy: str) -> CycleIsClosed:
    """The refusal of what would go on with the report of such a workshop; ``so`` ends the sentence."""
    return CycleIsClosed(f"{_closed(cycle, closed_on)} without the workshop “{name}”, and {so}.", remedy=remedy)


def why_dropped(cycle: str, closed_on: date) -> str:
    """Why the draft of such a report is dropped."""
    return f"{_closed(cycle, closed_on)} without its workshop."


def held_and_left_out(cycle: str, closed_on: date, *, called: str) -> str:
    """Why a workshop that was held does not fit, whether that was told before the close or after it."""
    closed = _closed(cycle, closed_on)
    return f"{called} was recorded as held, and {closed[0].lower()}{closed[1:]} without it."


def told_otherwise(cycle: str, closed_on: date | None, *, name: str, held_on: date) -> str:
    """Why corrected facts of such a workshop do not fit: its report is read-only."""
    return (
        f"“{name}” was told again as held until {held_on}, with facts that differ. {_closed(cycle, closed_on)} "
        "without it, and its report stays as it is."
    )


def _closed(cycle: str, closed_on: date | None) -> str:
    return f"The cycle {year_of_cycle(cycle)} was closed on {closed_on}"
