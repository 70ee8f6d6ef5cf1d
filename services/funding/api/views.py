"""What a caller sees."""

from datetime import date

from pydantic import Field

from services.funding.domain.accounts import Actual
from services.funding.domain.budget import Line
from services.funding.domain.contribution import ContributionState, Receipt
from services.funding.domain.coverage import Share
from services.funding.domain.log import Choice
from services.funding.domain.stage import Stage
from shared.contracts.closing import OpenMatter
from shared.contracts.funding import CostItem, Coverage
from shared.domain.misfits import Misfit
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
    closed_on: date | None = None
    """The day governance closed the cycle: read-only since then, but for what is received."""
    lapsed: bool = False
    """Whether it is called off because the cycle was closed before the workshop was held."""


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
    """The donor's, when a workshop it was for did not take place (R47)."""
    reason: str | None
    closed_on: date | None = None
    """The day governance closed the cycle: no agreement is signed since then."""
    after_close: bool = False
    """Whether the donor’s choice was recorded after the cycle was closed that the contribution was for."""


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
