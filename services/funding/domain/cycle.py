"""One IDM year, as far as money goes: what is still open in it, and whether governance closed it.

Everything that opens or settles one of these matters is written here too. Otherwise two people who settle the last
two at the same moment would each leave the other's open in what governance is told, for good.
"""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.funding.domain.accounts import Accounts
from services.funding.domain.closing import closed_without
from services.funding.domain.contribution import Contribution
from services.funding.domain.log import (
    AccountsNoted,
    CycleClosingNoted,
    CycleMisfitAcknowledged,
    CycleMisfitNoted,
    CycleOpeningNoted,
)
from services.funding.domain.stage import OPEN, Stage
from shared.contracts.closing import OpenMatter
from shared.contracts.funding import AccountsReviewed
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import NotFound, WrongState
from shared.domain.identifiers import Identifier, year_of_cycle
from shared.domain.misfits import Misfit, anything_waits, is_noted, seen_by_a_person

ACCOUNTS_NOT_CLOSED = "accounts-not-closed"
DONOR_CHOICE_AWAITED = "donor-choice-awaited"
MISFIT_NOT_SEEN = "misfit-not-seen"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnownAccounts(_Part):
    """The accounts of one workshop of the year. ``misfit``: something that did not fit waits for a person."""

    accounts: Identifier
    workshop: Identifier
    stage: Stage
    misfit: bool


class Released(_Part):
    """A contribution that a called-off workshop let go, or of which something is left once the accounts are closed.
    ``waiting`` until its donor chose; one that was returned stays, one that was given to another workshop leaves."""

    contribution: Identifier
    waiting: bool


class Cycle(Aggregate, type="cycle", collection="cycles"):
    year: int
    opened_on: date | None = None
    """Governance's day, once it was heard: what belongs to a cycle may come before its opening."""
    closed_on: date | None = None
    closed_with: tuple[Identifier, ...] = ()
    """The workshops that governance counted as held when it closed the cycle."""
    accounts: tuple[KnownAccounts, ...] = ()
    released: tuple[Released, ...] = ()
    held: tuple[Identifier, ...] = ()
    """Every workshop heard to be held, of whatever kind; sorted."""
    misfits: tuple[Misfit, ...] = ()
    """Of gatherings that have no budget, and so no accounts: those keep what did not fit themselves."""
    open_matters: tuple[OpenMatter, ...] = ()
    """As governance was last told."""

    @classmethod
    def of(cls, cycle: str) -> Self:
        """A cycle that was not heard of before. Raises ``NotFound`` for what is no cycle."""
        year = year_of_cycle(cycle)
        if year is None:
            raise NotFound("cycle", cycle)
        return cls(id=cycle, year=year)

    def note_opening(self, act: Act, *, opened_on: date) -> None:
        """Governance opened it. Nothing is recorded when that is known already."""
        if self.opened_on is None:
            self.opened_on = opened_on
            self.record(CycleOpeningNoted(opened_on=opened_on), act=act)
        self.note(act)

    def close(
        self,
        act: Act,
        *,
        closed_on: date,
        held: Iterable[str],
        accounts: Iterable[Accounts] = (),
        contributions: Iterable[Contribution] = (),
    ) -> None:
        """Governance closed it, with the workshops that it counted as held. ``accounts`` and ``contributions`` are
        what that changed. Nothing is recorded of the close when it is known already."""
        if self.closed_on is None:
            self.closed_on, self.closed_with = closed_on, tuple(sorted(held))
            self.record(CycleClosingNoted(closed_on=closed_on, held=self.closed_with), act=act)
        self.note(act, accounts=accounts, contributions=contributions)

    def leaves_out(self, workshop: str) -> bool:
        """Whether it was closed, and without this workshop."""
        return self.closed_on is not None and workshop not in self.closed_with

    def acknowledge(self, act: Act, *, about: str, reason: str) -> None:
        """A person saw what did not fit about a gathering, and says what follows from it. Raises ``NotFound``."""
        refuse(self.obstacles_to_acknowledge())
        late = self.closed_on is not None
        self.misfits = seen_by_a_person(self.misfits, about=about, after_close=late)
        self.record(CycleMisfitAcknowledged(about=about, reason=reason, after_close=late), act=act)
        self.note(act)

    def obstacles_to_acknowledge(self) -> Obstacles:
        if not anything_waits(self.misfits):
            yield WrongState(
                f"In the cycle {self.year} nothing that did not fit waits for a person.", remedy="Nothing is to do."
            )

    def note(
        self,
        act: Act,
        *,
        accounts: Iterable[Accounts] = (),
        contributions: Iterable[Contribution] = (),
        held: str | None = None,
    ) -> None:
        """What became of accounts and contributions, those of other cycles too: a contribution that is no longer
        in this one leaves it. ``held`` is a workshop that took place.

        This is the only place where governance is told: once at the beginning, then whenever the answer differs.
        """
        told = (self.open_matters, self.held)
        for one in accounts:
            if one.cycle == self.id:
                self._note_accounts(act, one)
        for contribution in contributions:
            self._note_contribution(contribution)
        self.held = tuple(sorted({*self.held, *([held] if held else [])}))
        self._compare(act)
        self.open_matters = self._matters()
        if not self.sequence or told != (self.open_matters, self.held):
            self.record(
                AccountsReviewed(cycle=self.id, year=self.year, open=self.open_matters, held=self.held), act=act
            )

    def _note_accounts(self, act: Act, accounts: Accounts) -> None:
        misfit = anything_waits(accounts.misfits)
        known = KnownAccounts(accounts=accounts.id, workshop=accounts.workshop, stage=accounts.stage, misfit=misfit)
        if known in self.accounts:
            return
        others = (one for one in self.accounts if one.accounts != accounts.id)
        self.accounts = tuple(sorted((*others, known), key=lambda one: one.accounts))
        self.record(AccountsNoted(accounts=accounts.id, stage=accounts.stage, misfit=misfit), act=act)

    def _note_contribution(self, contribution: Contribution) -> None:
        """Recorded by what governance is told: none of these comes or goes without changing it."""
        others = [one for one in self.released if one.contribution != contribution.id]
        if contribution.cycle == self.id and (contribution.waits or not contribution.counts):
            others.append(Released(contribution=contribution.id, waiting=contribution.waits))
        self.released = tuple(sorted(others, key=lambda one: one.contribution))

    def _compare(self, act: Act) -> None:
        """A gathering that was held, and that the cycle was closed without, waits for a person, once, whichever was
        heard first; since the close at the earliest."""
        if self.closed_on is None:
            return
        with_accounts = {one.workshop for one in self.accounts}
        for workshop in self.held:
            why, fact = closed_without(workshop, cycle=self.id), "WorkshopHeld"
            known = is_noted(self.misfits, fact=fact, about=workshop, why=why)
            if self.leaves_out(workshop) and workshop not in with_accounts and not known:
                noted_on = max(act.occurred_on, self.closed_on)
                self.misfits = (*self.misfits, Misfit(fact=fact, about=workshop, why=why, noted_on=noted_on))
                self.record(CycleMisfitNoted(fact=fact, about=workshop, why=why), act=act)

    def _matters(self) -> tuple[OpenMatter, ...]:
        """In order of what they are about, then of their slug. Their sentences name no donor: they are
        read in governance too. Of what was waived the slug alone becomes public."""
        found = [
            *(_not_closed(one) for one in self.accounts if one.stage in OPEN),
            *(_misfit(one) for one in self.accounts if one.misfit),
            *(_awaited(one) for one in self.released if one.waiting),
        ]
        if anything_waits(self.misfits):
            why = "A gathering was held that the cycle was closed without, and nobody said what follows from it."
            found.append(OpenMatter(what=MISFIT_NOT_SEEN, about=self.id, why=why))
        return tuple(sorted(found, key=lambda one: (one.about, one.what)))


def _not_closed(known: KnownAccounts) -> OpenMatter:
    why = f"The accounts of {known.workshop} are not closed."
    return OpenMatter(what=ACCOUNTS_NOT_CLOSED, about=known.accounts, why=why)


def _misfit(known: KnownAccounts) -> OpenMatter:
    why = f"Something was told of {known.workshop} that did not fit, and nobody said what follows from it."
    return OpenMatter(what=MISFIT_NOT_SEEN, about=known.accounts, why=why)


def _awaited(released: Released) -> OpenMatter:
    why = (
        "Its workshop does not take place, or something of it is left, and its donor did not choose yet what becomes "
        "of it."
    )
    return OpenMatter(what=DONOR_CHOICE_AWAITED, about=released.contribution, why=why)
