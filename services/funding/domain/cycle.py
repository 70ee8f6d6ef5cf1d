"""One IDM year, as far as money goes: what is still open in it, and whether governance closed it.

Everything that opens or settles one of these matters is written here too. Otherwise two people who settle the last
two at the same moment would each leave the other's open in what governance is told, for good.
"""

from collections.abc import Iterable
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.funding.domain.accounts import Accounts
from services.funding.domain.contribution import Contribution, ContributionState
from services.funding.domain.identity import year_of
from services.funding.domain.log import AccountsNoted, CycleClosingNoted, CycleOpeningNoted
from services.funding.domain.stage import OPEN, Stage
from shared.contracts.closing import OpenMatter
from shared.contracts.funding import AccountsReviewed
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import Identifier

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
    """A contribution that a cancelled workshop let go. ``waiting`` until its donor chose; one that was returned
    stays, and one that was given to another workshop leaves."""

    contribution: Identifier
    waiting: bool


class Cycle(Aggregate, type="cycle", collection="cycles"):
    year: int
    opened_on: date | None = None
    """Governance's day, once it was heard: what belongs to a cycle may come before its opening."""
    closed_on: date | None = None
    accounts: tuple[KnownAccounts, ...] = ()
    released: tuple[Released, ...] = ()
    held: tuple[Identifier, ...] = ()
    """Every workshop heard to be held, of whatever kind; sorted."""
    open_matters: tuple[OpenMatter, ...] = ()
    """As governance was last told."""

    @classmethod
    def of(cls, cycle: str) -> Self:
        """A cycle that was not heard of before. Raises ``NotFound`` for what is no cycle."""
        return cls(id=cycle, year=year_of(cycle))

    def note_opening(self, act: Act, *, opened_on: date) -> None:
        """Governance opened it. Nothing is recorded when that is known already."""
        if self.opened_on is None:
            self.opened_on = opened_on
            self.record(CycleOpeningNoted(opened_on=opened_on), act=act)
        self.note(act)

    def close(self, act: Act, *, closed_on: date) -> None:
        """Governance closed it. Nothing is recorded when that is known already."""
        if self.closed_on is None:
            self.closed_on = closed_on
            self.record(CycleClosingNoted(closed_on=closed_on), act=act)
        self.note(act)

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
        self.open_matters = self._matters()
        if not self.sequence or told != (self.open_matters, self.held):
            self.record(
                AccountsReviewed(cycle=self.id, year=self.year, open=self.open_matters, held=self.held), act=act
            )

    def _note_accounts(self, act: Act, accounts: Accounts) -> None:
        misfit = any(not one.seen for one in accounts.misfits)
        known = KnownAccounts(accounts=accounts.id, workshop=accounts.workshop, stage=accounts.stage, misfit=misfit)
        if known in self.accounts:
            return
        others = (one for one in self.accounts if one.accounts != accounts.id)
        self.accounts = tuple(sorted((*others, known), key=lambda one: one.accounts))
        self.record(AccountsNoted(accounts=accounts.id, stage=accounts.stage, misfit=misfit), act=act)

    def _note_contribution(self, contribution: Contribution) -> None:
        """Recorded by what governance is told: none of these comes or goes without changing it."""
        others = [one for one in self.released if one.contribution != contribution.id]
        if contribution.cycle == self.id and not contribution.counts:
            waiting = contribution.state is ContributionState.AWAITING_DONOR_CHOICE
            others.append(Released(contribution=contribution.id, waiting=waiting))
        self.released = tuple(sorted(others, key=lambda one: one.contribution))

    def _matters(self) -> tuple[OpenMatter, ...]:
        """In order of what they are about, then of their slug. They may become public, and name no donor."""
        found = [
            *(_not_closed(one) for one in self.accounts if one.stage in OPEN),
            *(_misfit(one) for one in self.accounts if one.misfit),
            *(_awaited(one) for one in self.released if one.waiting),
        ]
        return tuple(sorted(found, key=lambda one: (one.about, one.what)))


def _not_closed(known: KnownAccounts) -> OpenMatter:
    why = f"The accounts of {known.workshop} are not closed."
    return OpenMatter(what=ACCOUNTS_NOT_CLOSED, about=known.accounts, why=why)


def _misfit(known: KnownAccounts) -> OpenMatter:
    why = f"Something was told of {known.workshop} that did not fit, and nobody said what follows from it."
    return OpenMatter(what=MISFIT_NOT_SEEN, about=known.accounts, why=why)


def _awaited(released: Released) -> OpenMatter:
    why = "Its workshop is cancelled, and its donor did not choose yet what becomes of it."
    return OpenMatter(what=DONOR_CHOICE_AWAITED, about=released.contribution, why=why)
