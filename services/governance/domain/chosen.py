"""What the Membership chose for a year: its theme, and the topics of its workshops."""

from datetime import date

from services.governance.domain.rules import R9
from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef
from shared.contracts.governance import Origin, SelectedWorkshop
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier


class ChosenTheme(ThemeRef):
    """The cycle's theme. ``forum_opened_on`` is the opening day of the consultation that decided it (R9)."""

    slate: Identifier
    origin: Origin
    sources: tuple[str, ...]
    decided_in: DecidedIn
    determination: Determined
    forum_opened_on: date


class ChosenTopics(Fact):
    slate: Identifier
    workshops: tuple[SelectedWorkshop, ...]
    decided_in: DecidedIn
    determination: Determined


def not_a_later_consultation(theme: ChosenTheme) -> RuleBroken:
    return RuleBroken(
        R9,
        f"The theme was decided in the consultation “{theme.decided_in.id}”, "
        f"opened on {theme.forum_opened_on.isoformat()}; the topics belong to a later one.",
        remedy="Open the topic slate in a consultation that was opened on a later day.",
    )
