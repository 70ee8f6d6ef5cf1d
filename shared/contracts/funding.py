"""What funding tells: budgets, contributions and their coverage within the house; closed accounts to everybody."""

from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, Field

from shared.contracts.closing import CycleReview
from shared.contracts.events import StakeholderGroup
from shared.contracts.facts import Fact
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.money import Money


class CostItem(StrEnum):
    """The three major items (F45 to F48), and everything else (A14)."""

    VENUE = "venue"
    INTERPRETATION = "interpretation"
    EXPERT_PARTICIPATION = "expert_participation"
    OTHER = "other"


class CoveredKind(StrEnum):
    """What a sponsorship covers (F49, R54)."""

    ECONOMY_TRAVEL = "economy_travel"
    DSA = "dsa"
    """Daily subsistence allowance."""
    ACCOMMODATION = "accommodation"


class Part(StrEnum):
    """What a sponsored expert comes for (F50)."""

    SPEAKER = "speaker"
    PARTICIPANT = "participant"
    """Without a formal speaking role."""


class EstimatedItem(Fact):
    item: CostItem
    estimate: Money


class ItemCoverage(Fact):
    """``secured`` counts what is earmarked for this item alone, as far as it can pay for it: what is for a group of
    travellers pays for that group."""

    item: CostItem
    secured: Money
    estimate: Money
    share: str | None = None
    """Secured ÷ estimate, cut to four decimals; absent for an estimate of nothing."""


class Coverage(Fact):
    """How far secured money reaches (R58), in the currency of the budget. Pledged and received are told apart (R48);
    what is given in kind is not among them."""

    pledged: Money
    received: Money
    secured: Money
    usable: Money | None = None
    """What of it can pay for the estimate as the donors' earmarks allow; left out by those who do not say."""
    estimate: Money
    share: str | None = None
    """Usable (else secured) ÷ estimate, cut to four decimals; absent for an estimate of nothing."""
    items: tuple[ItemCoverage, ...]


class AccountedItem(Fact):
    item: CostItem
    estimate: Money
    actual: Money


class FundingMessage(Message):
    """What every message of funding says: of which workshop, and of which year."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    workshop: Identifier
    cycle: Identifier


class BudgetApproved(
    FundingMessage, type="int.iom.idm.funding.BudgetApproved.v1", aggregate="budget", audience=Audience.INTERNAL
):
    """Somebody else than its drafters approved the budget; the three major items are in it (R50)."""

    budget: Identifier
    estimate: Money
    items: tuple[EstimatedItem, ...]


class CoverageChanged(
    FundingMessage, type="int.iom.idm.funding.CoverageChanged.v1", aggregate="budget", audience=Audience.INTERNAL
):
    """A contribution or the estimate changed how far the secured money reaches (R58)."""

    budget: Identifier
    coverage: Coverage


class ContributionMessage(FundingMessage):
    """``item`` is the earmark within the workshop; absent when the whole workshop is meant."""

    contribution: Identifier
    donor: str = Field(description="A state or an organization, never a private person")
    item: CostItem | None = None
    in_kind: bool = Field(default=False, exclude_if=lambda in_kind: not in_kind)
    """True when it is given in kind, and the amount is its value; left out for money."""


class ContributionPledged(
    ContributionMessage,
    type="int.iom.idm.funding.ContributionPledged.v1",
    aggregate="contribution",
    audience=Audience.INTERNAL,
):
    """A donor promised a voluntary contribution (R46). Told again, with the other workshop, when the donor of a
    cancelled workshop's contribution gives it to another one (R47)."""

    amount: Money
    pledged_on: date


class ContributionReceived(
    ContributionMessage,
    type="int.iom.idm.funding.ContributionReceived.v1",
    aggregate="contribution",
    audience=Audience.INTERNAL,
):
    """Money arrived, all of what was pledged or a part of it (R48)."""

    amount: Money
    """What arrived this time."""
    received: Money
    """What has arrived by now, this time included."""
    pledged: Money
    received_on: date
    after_close: bool = Field(default=False, exclude_if=lambda after_close: not after_close)
    """True when the cycle was closed already when this was recorded; left out otherwise."""


class RegionTravellers(Fact):
    """``region`` is one of M49, in small letters."""

    region: str
    travellers: int


class AccountsClosed(
    FundingMessage, type="int.iom.idm.funding.AccountsClosed.v1", aggregate="accounts", audience=Audience.PUBLIC
):
    """The accounts of a held workshop are closed: what it was to cost, and what it did cost."""

    estimate: Money
    actual: Money
    items: tuple[AccountedItem, ...]
    travellers: tuple[RegionTravellers, ...] = Field(default=(), exclude_if=lambda travellers: not travellers)
    """Experts who were sponsored and came, by region; those of fewer than five are left out."""
    after_close: bool = Field(default=False, exclude_if=lambda after_close: not after_close)
    """True when the cycle was closed already when the accounts were; left out otherwise."""


class SponsorshipMessage(FundingMessage):
    """Whose sponsorship it is: ``person`` is the reference that events gave, never a name; ``country`` is ISO 3166-1
    alpha-2."""

    sponsorship: Identifier
    person: Identifier
    country: str
    group: StakeholderGroup
    part: Part


class SponsorshipApproved(
    SponsorshipMessage,
    type="int.iom.idm.funding.SponsorshipApproved.v1",
    aggregate="sponsorship",
    audience=Audience.INTERNAL,
):
    """The expert's journey is paid for, out of secured money (R59)."""

    kinds: tuple[CoveredKind, ...]
    committed: Money
    approved_on: date


class SponsorshipDeclined(
    SponsorshipMessage,
    type="int.iom.idm.funding.SponsorshipDeclined.v1",
    aggregate="sponsorship",
    audience=Audience.INTERNAL,
):
    """An approver did not approve it."""

    declined_on: date


class SponsorshipReleased(
    SponsorshipMessage,
    type="int.iom.idm.funding.SponsorshipReleased.v1",
    aggregate="sponsorship",
    audience=Audience.INTERNAL,
):
    """The expert does not come, or not at our cost, so the place is free for another. Why is private."""

    released_on: date


class AccountsReviewed(
    CycleReview, type="int.iom.idm.funding.AccountsReviewed.v1", aggregate="cycle", audience=Audience.INTERNAL
):
    """Which accounts and contributions of the cycle are still open, or changed."""


MESSAGES: tuple[type[Message], ...] = (
    BudgetApproved,
    CoverageChanged,
    ContributionPledged,
    ContributionReceived,
    AccountsClosed,
    AccountsReviewed,
    SponsorshipApproved,
    SponsorshipDeclined,
    SponsorshipReleased,
)
