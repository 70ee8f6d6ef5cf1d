"""What a caller sees."""

from datetime import date

from services.funding.domain.accounts import Actual, Misfit
from services.funding.domain.budget import Line
from services.funding.domain.contribution import ContributionState, Receipt
from services.funding.domain.coverage import Share
from services.funding.domain.log import Choice
from services.funding.domain.stage import Stage
from shared.contracts.funding import CostItem, Coverage
from shared.domain.money import Money
from shared.domain.text import LocalizedText
from shared.http.actions import ActedView


class BudgetView(ActedView):
    """``coverage`` is absent until there is an estimate or a contribution (R58)."""

    workshop: str
    cycle: str
    title: LocalizedText
    stage: Stage
    currency: str | None
    lines: tuple[Line, ...]
    opened_on: date
    drafted_on: date | None
    approved_on: date | None
    """Absent also when the lines changed since they were approved."""
    shares: tuple[Share, ...]
    """What each contribution brings."""
    coverage: Coverage | None


class ContributionView(ActedView):
    """``amount`` was pledged; what arrived of it stands in ``receipts`` (R48)."""

    donor: str
    workshop: str
    cycle: str
    item: CostItem | None
    """Its earmark; absent when the whole workshop is meant."""
    amount: Money
    state: ContributionState
    state_since: date
    pledged_on: date
    signed_on: date | None
    receipts: tuple[Receipt, ...]
    choice: Choice | None
    """The donor's, when a workshop it was for was cancelled (R47)."""
    reason: str | None


class AccountsView(ActedView):
    workshop: str
    cycle: str
    title: LocalizedText
    stage: Stage
    stage_since: date
    actuals: tuple[Actual, ...]
    misfits: tuple[Misfit, ...]
    """Facts of events that did not fit; a person decides what follows."""
