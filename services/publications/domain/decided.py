"""What the Membership decided about a year, as far as its public page shows it."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from services.publications.domain.parts import HeldWorkshop
from shared.contracts.facts import Fact, ThemeRef
from shared.contracts.governance import SelectedWorkshop
from shared.domain.identifiers import Identifier


class ChosenTopics(Fact):
    """The topics that were chosen on one slate, as they were told last."""

    slate: Identifier
    theme: ThemeRef
    workshops: tuple[SelectedWorkshop, ...]
    decided_on: date


class TopicChoices(Fact):
    """The choices of topics of a year. Those of different slates come in any order; a slate's own come in theirs."""

    standing: tuple[ChosenTopics, ...] = ()
    """One for each slate that no other replaced. More than one only until every message is there."""
    replaced: tuple[Identifier, ...] = ()
    """The slates whose choice another slate's took the place of, told of already or not: sorted."""

    @property
    def current(self) -> ChosenTopics | None:
        return self.standing[-1] if self.standing else None

    def with_choice(self, told: ChosenTopics, *, supersedes: str | None) -> Self:
        """``supersedes`` is the slate whose choice this one replaces; its own, where a determination was corrected."""
        named = {supersedes} if supersedes is not None and supersedes != told.slate else set()
        replaced = {*self.replaced, *named}
        others = [one for one in self.standing if one.slate != told.slate]
        kept: Iterable[ChosenTopics] = (one for one in (*others, told) if one.slate not in replaced)
        standing = tuple(sorted(kept, key=lambda one: (one.decided_on, one.slate)))
        return self.model_copy(update={"standing": standing, "replaced": tuple(sorted(replaced))})


class CouncilGathering(Fact):
    """A session or workshop at the Council that was held: it has no report to be found in."""

    workshop: Identifier
    held: HeldWorkshop
