"""What a caller sees."""

from datetime import date
from typing import Self

from pydantic import Field

from services.funding.domain.accounts import Actual
from services.funding.domain.commitments import Commitment
from services.funding.domain.contribution import Contribution
from services.funding.domain.coverage import Share
from services.funding.domain.donor import DonorKind
from services.funding.domain.gift import PartReturned, Receipt, Valued
from services.funding.domain.ledger import Posting
from services.funding.domain.lines import Approved, Line
from services.funding.domain.log import Choice
from services.funding.domain.pledged import ContributionState
from services.funding.domain.stage import Stage
from shared.contracts.closing import OpenMatter
from shared.contracts.funding import CostItem, Coverage
from shared.domain.misfits import Misfit
from shared.domain.money import Money
from shared.domain.text import LocalizedText
from shared.http.actions import ActedView, woken
from shared.http.schemas import View
from shared.persistence.driver import Document


class BudgetView(ActedView):
    """``coverage`` is absent until there is an estimate or a contribution (R58)."""

    workshop: str
    cycle: str
    title: LocalizedText
    stage: Stage
    currency: str | None
    starts_on: date | None = None
    """The first day of the workshop; absent while it is put off without a new one."""
    lines: tuple[Line, ...]
    number: int = 0
    """How often the lines were drafted."""
    comment: str | None = None
    """What the drafter says of the share of experts (R51)."""
    expert_share: str | None = None
    """The participation of experts ÷ the whole estimate, cut to four decimals."""
    share_alert: bool = False
    """Whether it is strictly more than 75 % (R51)."""
    approvals: tuple[Approved, ...] = ()
    """Every version that was approved, the first one first."""
    opened_on: date
    drafted_on: date | None
    approved_on: date | None
    """Absent also when the lines changed since they were approved."""
    shares: tuple[Share, ...]
    """What each contribution brings."""
    coverage: Coverage | None
    commitments: tuple[Commitment, ...] = ()
    committed: Money | None = None
    """All that is committed (R59)."""
    overcommitted: Money | None = None
    """How much of it secured money cannot pay any more, such as after a donor's cut; absent when it can."""
    in_kind: Money | None = None
    """The value of what is given in kind; no cash, and in no coverage."""
    closed_on: date | None = None
    """The day governance closed the cycle: read-only since then, but for what is received."""
    lapsed: bool = False
    """Whether it is called off because the cycle was closed before the workshop was held."""

    @classmethod
    def of(cls, document: Document) -> Self:
        shown = super().of(document)
        if shown.currency is None:
            return shown
        committed = (one.amount for one in shown.commitments)
        in_kind = (one.pledged for one in shown.shares if one.in_kind)
        figures = {
            "committed": Money.total(committed, currency=shown.currency),
            "in_kind": Money.total(in_kind, currency=shown.currency),
        }
        return shown.model_copy(update=figures)


class DonorView(ActedView):
    name: str
    kind: DonorKind


class RateView(ActedView):
    """1 ``base`` is ``worth`` so much in ``quote`` from the day ``on``, until the next, for 31 days at most (R60).
    ``redenomination``: on that day ``base`` took the place of ``quote``."""

    base: str
    quote: str
    on: date
    worth: str
    source: str
    redenomination: bool = False


class EntryView(View):
    """What one act changed; debits are above nothing, credits below, and the sum is nothing."""

    stream: str
    """The thing whose act it was."""
    act: str
    """The message that tells it in the log, as number ``version`` of its thing."""
    on: date
    postings: tuple[Posting, ...]


class ContributionView(ActedView):
    """``amount`` was pledged; what arrived of it stands in ``receipts``, what went back in ``returns`` (R48)."""

    donor: str
    donor_id: str | None = None
    workshop: str
    cycle: str
    item: CostItem | None
    """Its earmark; absent when the whole workshop is meant."""
    travellers: str | None = None
    """The group of those who are brought that it is earmarked for."""
    in_kind: bool = False
    """Whether it is given in kind, and ``amount`` is its value."""
    conditions: str | None = None
    report_on: tuple[date, ...] = ()
    """The days by which its donor wants a report."""
    reports: tuple[date, ...] = ()
    """The days on which one was sent."""
    report_due_on: date | None = None
    """By which day the next one is wanted."""
    expected_on: date | None = None
    amount: Money
    valued: Valued | None = None
    """What the pledge was worth in the currency of the budget, and by which rate; absent when it is in that (R60)."""
    gained: Money | None = None
    """What the rates of its receipts brought more than that of the pledge; below nothing is a loss (R60)."""
    state: ContributionState
    state_since: date
    pledged_on: date
    signed_on: date | None
    receipts: tuple[Receipt, ...]
    returns: tuple[PartReturned, ...] = ()
    """Parts that its donor took back, or gave to another workshop; ``amount`` is without them."""
    spent: Money | None = None
    """What the costs of its workshop took of it, in the currency of the budget; absent until that is known."""
    surplus: Money | None = None
    """What is left of what was received once the accounts are closed: it waits for its donor (R47)."""
    surplus_since: date | None = None
    choice: Choice | None
    """The donor's, when a workshop it was for did not take place (R47)."""
    reason: str | None
    closed_on: date | None = None
    """The day governance closed the cycle: no agreement is signed since then."""
    after_close: bool = False
    """Whether the donor’s choice was recorded after the cycle was closed that the contribution was for."""

    @classmethod
    def of(cls, document: Document) -> Self:
        if document.get("valued") is None:
            return super().of(document)
        found = woken(Contribution, {name: value for name, value in document.items() if name != "actions"})
        return super().of({**document, "gained": found.gained})


class AccountsView(ActedView):
    workshop: str
    cycle: str
    title: LocalizedText
    stage: Stage
    stage_since: date
    actuals: tuple[Actual, ...]
    misfits: tuple[Misfit, ...]
    """Facts that did not fit; a person decides what follows."""
    closed_on: date | None = None
    """The day governance closed the cycle; the accounts are closed by themselves, before or after it."""
    after_close: bool = False
    """Whether these accounts were closed after the cycle was."""
    lapsed: bool = False
    """Whether they are called off because the cycle was closed before the workshop was held."""


class CycleView(ActedView):
    """What governance is told of a cycle, and when it closed it."""

    year: int
    opened_on: date | None
    """Absent until governance’s own opening is heard: budgets may be there before."""
    closed_on: date | None
    """Absent while the cycle is open."""
    open: tuple[OpenMatter, ...] = Field(validation_alias="open_matters")
    """What keeps funding from saying that the cycle can be closed; empty when nothing does."""
    held: tuple[str, ...]
    """Every workshop of the cycle, of whatever kind, that funding knows to have been held."""
    misfits: tuple[Misfit, ...] = ()
    """Gatherings without a budget that were held, and that the cycle was closed without; a person decides what
    follows. What did not fit about a workshop with a budget stands in its accounts."""
