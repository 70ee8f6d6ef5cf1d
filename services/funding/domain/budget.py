"""The budget of one workshop: what it will cost, item by item (R49 to R51), how far secured money reaches (R58), and
what of it is committed (R59).

The contributions of the workshop stand in it as shares, so that two people who change two of them at the same
moment cannot both commit a coverage that lacks the other's.
"""

from collections.abc import Sequence
from datetime import date

from services.funding.domain.budgeted import Budgeted
from services.funding.domain.commitments import Commitment, lacking, obstacles_beyond_secured
from services.funding.domain.coverage import Share, coverage_of, sources_of
from services.funding.domain.lines import Approved, Line, expert_share, is_alert, needs_of
from services.funding.domain.log import (
    BudgetDated,
    BudgetDrafted,
    BudgetOpened,
    BudgetStageEntered,
    BudgetYearClosed,
    CommitmentReleased,
    MoneyCommitted,
    ShareNoted,
    SharesReleased,
    SpeakersReserved,
    SponsorshipAskedFor,
)
from services.funding.domain.stage import Stage
from shared.contracts.funding import BudgetApproved, CoverageChanged, EstimatedItem
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, WrongState
from shared.domain.money import Money


class Budget(Budgeted, type="budget", collection="budgets"):
    def open(self, act: Act) -> None:
        self.opened_on = act.occurred_on
        self.record(BudgetOpened(workshop=self.workshop), act=act)

    def note_dates(self, act: Act, *, starts_on: date | None) -> None:
        """When the workshop is to begin; ``None`` when it is put off and no new day is known."""
        if starts_on != self.starts_on:
            self.starts_on = starts_on
            self.paid_for_year = starts_on.year if starts_on else self.paid_for_year
            self.record(BudgetDated(starts_on=starts_on), act=act)

    def draft(self, act: Act, *, lines: Sequence[Line], comment: str | None = None) -> None:
        """Write all lines anew. An approved budget must be approved again. ``comment`` says why experts take more than
        75 % (R51). Raises ``InvalidInput`` for estimates in several currencies, or in another one than the money that
        is named already."""
        refuse(self.obstacles_to_draft())
        if not lines:
            raise InvalidInput("A budget has at least one line.", remedy="Give the lines of the budget.")
        fixed = self.currency if self.shares or self.commitments or self.stage is not Stage.AHEAD else None
        currency = fixed or lines[0].estimate.currency
        for line in lines:
            line.estimate.require_currency(currency)
        approved_before = self.approved_on is not None
        drafter = act.actor.subject
        before = () if approved_before else tuple(one for one in self.drafted_by if one != drafter)
        self.currency, self.lines, self.comment, self.number = currency, tuple(lines), comment, self.number + 1
        self.expert_share, self.share_alert = expert_share(self.estimates()), is_alert(self.estimates())
        self.drafted_on, self.drafted_by, self.approved_on = act.occurred_on, (*before, drafter), None
        estimate = Money.total((line.estimate for line in lines), currency=currency)
        self.record(BudgetDrafted(estimate=estimate, lines=len(lines), approved_before=approved_before), act=act)
        self._cover(act)

    def approve(self, act: Act) -> None:
        """Raises ``RuleBroken`` R50, and ``NotAllowed`` for somebody who drafted it (design.md 7)."""
        refuse(self.obstacles_to_approve(act.actor.subject))
        assert self.currency is not None  # whatever has lines has a currency
        self.approved_on = act.occurred_on
        version = Approved(number=self.number, lines=self.lines, comment=self.comment, approved_on=act.occurred_on)
        self.approvals = (*self.approvals, version)
        estimates = self.estimates()
        self.record(
            BudgetApproved(
                budget=self.id,
                workshop=self.workshop,
                cycle=self.cycle,
                estimate=Money.total(estimates.values(), currency=self.currency),
                items=tuple(EstimatedItem(item=item, estimate=estimate) for item, estimate in estimates.items()),
            ),
            act=act,
        )

    def note_share(self, act: Act, *, share: Share) -> None:
        """What a contribution brings now. Raises ``InvalidInput`` for another currency than the budget's."""
        currency = self.currency or share.pledged.currency
        share.pledged.require_currency(currency)
        others = tuple(one for one in self.shares if one.contribution != share.contribution)
        self.currency, self.shares = currency, (*others, share)
        self._judge_commitments(act)
        self.record(ShareNoted(share=share), act=act)
        self._cover(act)

    def count_anew(self, act: Act) -> None:
        """By what counts now: a version before counted otherwise."""
        self._cover(act)

    def drop_share(self, act: Act, *, contribution: str) -> None:
        """Its donor disposed of all of it: it belongs to the workshop no longer."""
        self.shares = tuple(one for one in self.shares if one.contribution != contribution)
        self._judge_commitments(act)
        self.record(SharesReleased(contributions=(contribution,)), act=act)
        self._cover(act)

    def commit(self, act: Act, *, commitment: Commitment) -> None:
        """Promise secured money to somebody. Raises ``RuleBroken`` R59 for more than what is secured can pay for, as
        its donors' earmarks allow, and ``AlreadyExists`` for an identifier that was used."""
        refuse(self.obstacles_to_commit())
        assert self.currency is not None  # whatever is approved has a currency
        commitment.amount.require_currency(self.currency)
        if any(one.id == commitment.id for one in self.commitments):
            raise AlreadyExists(
                f"{self.workshop} has a commitment with the identifier “{commitment.id}” already.",
                remedy="Choose another identifier, or release the one there is.",
            )
        wanted = (*self.commitments, commitment)
        refuse(
            obstacles_beyond_secured(wanted, sources_of(self.shares), currency=self.currency, workshop=self.workshop)
        )
        self.commitments = wanted
        self._judge_commitments(act)
        told = MoneyCommitted(commitment=commitment.id, item=commitment.item, amount=commitment.amount)
        self.record(told, act=act)

    def note_request(self, act: Act, *, sponsorship: str) -> None:
        """Somebody asked for a sponsored journey. No money moves; that it stands here makes it meet whoever changes
        what the request relied on: the currency, and that the workshop is still to come."""
        self.record(SponsorshipAskedFor(sponsorship=sponsorship), act=act)

    def note_reservation(self, act: Act, *, travel: str) -> None:
        """Money is kept back for speakers who are not named yet; it stands here for the same reason."""
        self.record(SpeakersReserved(travel=travel), act=act)

    def release(self, act: Act, *, commitment: str, reason: str) -> None:
        """It was called off, or not taken up. What is paid stays committed until the accounts are closed: it uses up
        secured money too. Raises ``NotFound``, and ``WrongState`` for what a sponsored journey holds."""
        refuse(self.obstacles_to_release())
        found = next((one for one in self.commitments if one.id == commitment), None)
        if found is None:
            raise NotFound("commitment", commitment)
        if found.of_journey:
            raise WrongState(
                f"The commitment “{commitment}” is that of a sponsored journey, which holds it until it is settled.",
                remedy="Reopen or end the journey, and it is released.",
            )
        self._release(act, [found], reason=reason)

    def adjust(self, act: Act, *, commitment: str, amount: Money, reason: str) -> None:
        """It comes to less than was promised, to nothing even, which needs no secured money. Raises ``NotFound``."""
        found = next((one for one in self.commitments if one.id == commitment), None)
        if found is None:
            raise NotFound("commitment", commitment)
        if (found.amount - amount).amount < 0:
            raise InvalidInput(f"{amount} is more than {found.amount}.", remedy="Release it, and commit anew.")
        self._release(act, [found], reason=reason)
        if amount.amount:
            self.commitments = (*self.commitments, found.model_copy(update={"amount": amount}))
            self._judge_commitments(act)
            self.record(MoneyCommitted(commitment=found.id, item=found.item, amount=amount), act=act)

    def settle(self, act: Act) -> None:
        """The workshop was held."""
        self._enter(Stage.SETTLING, act)

    def close(self, act: Act) -> None:
        """Its accounts are closed: what was committed is paid, or will never be."""
        self._enter(Stage.CLOSED, act)
        if self.commitments:
            self._release(act, self.commitments, reason="The accounts are closed.")

    def call_off(self, act: Act) -> None:
        """The workshop does not take place: nothing is owed for it, and its contributions belong to it no longer."""
        self._enter(Stage.CALLED_OFF, act)
        if self.commitments:
            self._release(act, self.commitments, reason="The workshop does not take place.")
        self._release_shares(act)

    def postpone(self, act: Act) -> None:
        """It takes place in another year, if at all: its contributions belong to it no longer, until their donors say
        so anew (R47). What is committed stays owed until it is released."""
        self._release_shares(act)

    def close_year(self, act: Act, *, closed_on: date, held: bool) -> None:
        """Governance closed the cycle: read-only from now on, but for what is received. ``held``: governance counted
        the workshop among those held; one that is still ahead without that is called off."""
        self.closed_on = closed_on
        self.record(BudgetYearClosed(closed_on=closed_on), act=act)
        if self.stage is Stage.AHEAD and not held:
            self.lapsed = True
            self.call_off(act)

    def _release(self, act: Act, commitments: Sequence[Commitment], *, reason: str) -> None:
        gone = {one.id for one in commitments}
        self.commitments = tuple(one for one in self.commitments if one.id not in gone)
        self._judge_commitments(act)
        for one in commitments:
            told = CommitmentReleased(commitment=one.id, item=one.item, amount=one.amount, reason=reason)
            self.record(told, act=act)

    def _judge_commitments(self, act: Act) -> None:
        """Whether secured money can still pay what is committed (R59)."""
        assert self.currency is not None  # whatever has shares or commitments has one
        over = lacking(self.commitments, sources_of(self.shares), currency=self.currency)
        since = self.overcommitted_since or act.occurred_on
        self.overcommitted, self.overcommitted_since = (over, since) if over.amount else (None, None)

    def _release_shares(self, act: Act) -> None:
        if self.shares:
            self.record(SharesReleased(contributions=tuple(one.contribution for one in self.shares)), act=act)
            self.shares = ()
            self._judge_commitments(act)
            self._cover(act)

    def _enter(self, stage: Stage, act: Act) -> None:
        self.stage = stage
        self.record(BudgetStageEntered(stage=stage), act=act)

    def _cover(self, act: Act) -> None:
        """Tell how far the money reaches, when that changed (R58). Once the accounts are closed it stays as it was:
        what goes back of a surplus was not lacking."""
        if self.currency is None or self.stage is Stage.CLOSED:
            return
        now = coverage_of(
            needs=needs_of(self.lines), estimates=self.estimates(), shares=self.shares, currency=self.currency
        )
        if now != self.coverage:
            self.coverage = now
            covered = now.usable == now.estimate
            self.uncovered_since = None if covered else self.uncovered_since or act.occurred_on
            told = CoverageChanged(budget=self.id, workshop=self.workshop, cycle=self.cycle, coverage=now)
            self.record(told, act=act)
