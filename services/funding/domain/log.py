"""Audit messages of funding: recorded, never sent, and without personal data.

``after_close``: governance had closed the cycle when it was recorded.
"""

from datetime import date
from enum import StrEnum

from services.funding.domain.coverage import Share
from services.funding.domain.stage import Stage
from shared.contracts.funding import CostItem
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.money import Money


class Choice(StrEnum):
    """What a donor may wish whose workshop does not take place (R47)."""

    RETURN = "return"
    ANOTHER_WORKSHOP = "another_workshop"


class BudgetOpened(Message, type="int.iom.idm.funding.BudgetOpened.v1", aggregate="budget", audience=Audience.AUDIT):
    workshop: Identifier


class BudgetDrafted(Message, type="int.iom.idm.funding.BudgetDrafted.v1", aggregate="budget", audience=Audience.AUDIT):
    """All lines were written anew; ``approved_before`` when that took an approval away."""

    estimate: Money
    lines: int
    approved_before: bool


class BudgetStageEntered(
    Message, type="int.iom.idm.funding.BudgetStageEntered.v1", aggregate="budget", audience=Audience.AUDIT
):
    stage: Stage


class ShareNoted(Message, type="int.iom.idm.funding.ShareNoted.v1", aggregate="budget", audience=Audience.AUDIT):
    """What a contribution brings to the budget now."""

    share: Share


class SharesReleased(
    Message, type="int.iom.idm.funding.SharesReleased.v1", aggregate="budget", audience=Audience.AUDIT
):
    """The workshop does not take place: its contributions belong to it no longer, and wait for their donors."""

    contributions: tuple[Identifier, ...]


class BudgetYearClosed(
    Message, type="int.iom.idm.funding.BudgetYearClosed.v1", aggregate="budget", audience=Audience.AUDIT
):
    """Governance closed the cycle: the budget is read-only but for what is received."""

    closed_on: date


class AgreementSigned(
    Message, type="int.iom.idm.funding.AgreementSigned.v1", aggregate="contribution", audience=Audience.AUDIT
):
    signed_on: date


class DonorChoiceAwaited(
    Message, type="int.iom.idm.funding.DonorChoiceAwaited.v1", aggregate="contribution", audience=Audience.AUDIT
):
    workshop: Identifier
    """The one that does not take place."""


class DonorChose(Message, type="int.iom.idm.funding.DonorChose.v1", aggregate="contribution", audience=Audience.AUDIT):
    choice: Choice
    workshop: Identifier | None
    reason: str
    after_close: bool = False


class PartGivenBack(
    Message, type="int.iom.idm.funding.PartGivenBack.v1", aggregate="contribution", audience=Audience.AUDIT
):
    """The donor took a part back; what is ``left`` of the pledge waits for its choice with the same earmark."""

    amount: Money
    left: Money
    reason: str
    after_close: bool = False


class PartGivenOn(
    Message, type="int.iom.idm.funding.PartGivenOn.v1", aggregate="contribution", audience=Audience.AUDIT
):
    """The donor gave what was left to another ``workshop``, as the new pledge ``contribution`` (R47)."""

    amount: Money
    left: Money
    workshop: Identifier
    contribution: Identifier
    reason: str
    after_close: bool = False


class SurplusNoted(
    Message, type="int.iom.idm.funding.SurplusNoted.v1", aggregate="contribution", audience=Audience.AUDIT
):
    """What the costs of the workshop took of it, in the currency of the budget, and what is left of it and waits for
    its donor; absent where nothing is."""

    spent: Money
    surplus: Money | None


class ContributionYearClosed(
    Message, type="int.iom.idm.funding.ContributionYearClosed.v1", aggregate="contribution", audience=Audience.AUDIT
):
    """Governance closed the cycle: no agreement is signed any more."""

    closed_on: date


class AccountsOpened(
    Message, type="int.iom.idm.funding.AccountsOpened.v1", aggregate="accounts", audience=Audience.AUDIT
):
    workshop: Identifier


class AccountsStageEntered(
    Message, type="int.iom.idm.funding.AccountsStageEntered.v1", aggregate="accounts", audience=Audience.AUDIT
):
    stage: Stage


class ActualRecorded(
    Message, type="int.iom.idm.funding.ActualRecorded.v1", aggregate="accounts", audience=Audience.AUDIT
):
    item: CostItem
    amount: Money
    after_close: bool = False


class AccountsYearClosed(
    Message, type="int.iom.idm.funding.AccountsYearClosed.v1", aggregate="accounts", audience=Audience.AUDIT
):
    """Governance closed the cycle: what is settled from now on is settled after close."""

    closed_on: date


class FactDidNotFit(
    Message, type="int.iom.idm.funding.FactDidNotFit.v1", aggregate="accounts", audience=Audience.AUDIT
):
    """Events told something that the accounts have no room for; a person decides what follows."""

    fact: str
    about: str
    why: str


class MisfitAcknowledged(
    Message, type="int.iom.idm.funding.MisfitAcknowledged.v1", aggregate="accounts", audience=Audience.AUDIT
):
    about: str
    reason: str
    after_close: bool = False


class CycleOpeningNoted(
    Message, type="int.iom.idm.funding.CycleOpeningNoted.v1", aggregate="cycle", audience=Audience.AUDIT
):
    opened_on: date


class CycleClosingNoted(
    Message, type="int.iom.idm.funding.CycleClosingNoted.v1", aggregate="cycle", audience=Audience.AUDIT
):
    closed_on: date
    held: tuple[Identifier, ...] = ()
    """The workshops that governance counted as held."""


class CycleMisfitNoted(
    Message, type="int.iom.idm.funding.CycleMisfitNoted.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """A gathering without a budget was held, and governance closed the cycle without it."""

    fact: str
    about: str
    why: str


class CycleMisfitAcknowledged(
    Message, type="int.iom.idm.funding.CycleMisfitAcknowledged.v1", aggregate="cycle", audience=Audience.AUDIT
):
    about: str
    reason: str
    after_close: bool


class AccountsNoted(Message, type="int.iom.idm.funding.AccountsNoted.v1", aggregate="cycle", audience=Audience.AUDIT):
    """Accounts of the cycle are at this stage; ``misfit``: something in them waits for a person."""

    accounts: Identifier
    stage: Stage
    misfit: bool


class RateRecorded(Message, type="int.iom.idm.funding.RateRecorded.v1", aggregate="rate", audience=Audience.AUDIT):
    """``worth`` is exact, as text; ``redenomination``: ``base`` took the place of ``quote`` on that day (R60)."""

    base: str
    quote: str
    on: date
    worth: str
    source: str
    redenomination: bool = False


class RateCorrected(Message, type="int.iom.idm.funding.RateCorrected.v1", aggregate="rate", audience=Audience.AUDIT):
    before: str
    worth: str
    source: str
    redenomination: bool = False
    reason: str


class DonorRegistered(
    Message, type="int.iom.idm.funding.DonorRegistered.v1", aggregate="donor", audience=Audience.AUDIT
):
    """``name`` is that of a state or an organization."""

    name: str
    kind: str


class DonorChanged(Message, type="int.iom.idm.funding.DonorChanged.v1", aggregate="donor", audience=Audience.AUDIT):
    name: str
    kind: str


class ContributionReduced(
    Message, type="int.iom.idm.funding.ContributionReduced.v1", aggregate="contribution", audience=Audience.AUDIT
):
    """The donor gives less than it promised."""

    before: Money
    amount: Money
    reason: str
    after_close: bool = False


class DonorReported(
    Message, type="int.iom.idm.funding.DonorReported.v1", aggregate="contribution", audience=Audience.AUDIT
):
    """The donor was sent a report on what its contribution did."""

    reported_on: date


class MoneyCommitted(
    Message, type="int.iom.idm.funding.MoneyCommitted.v1", aggregate="budget", audience=Audience.AUDIT
):
    """Secured money is promised to somebody (R59)."""

    commitment: Identifier
    item: CostItem
    amount: Money


class SponsorshipAskedFor(
    Message, type="int.iom.idm.funding.SponsorshipAskedFor.v1", aggregate="budget", audience=Audience.AUDIT
):
    """A sponsored journey to the workshop was asked for; what it may cost stands in its own log."""

    sponsorship: Identifier


class SpeakersReserved(
    Message, type="int.iom.idm.funding.SpeakersReserved.v1", aggregate="budget", audience=Audience.AUDIT
):
    """Money is kept back for places of speakers that are still open; how much stands in the log of the travel."""

    travel: Identifier


class CommitmentReleased(
    Message, type="int.iom.idm.funding.CommitmentReleased.v1", aggregate="budget", audience=Audience.AUDIT
):
    """It is no longer owed: called off, not taken up, or settled with the accounts."""

    commitment: Identifier
    item: CostItem
    amount: Money
    reason: str


class BudgetDated(Message, type="int.iom.idm.funding.BudgetDated.v1", aggregate="budget", audience=Audience.AUDIT):
    """When the workshop is to begin, as events tell it; absent when it is put off without a new day."""

    starts_on: date | None


class FileImported(
    Message, type="int.iom.idm.funding.FileImported.v1", aggregate="file_import", audience=Audience.AUDIT
):
    """A file of pledges or rates was entered, whole; each of them tells itself too."""

    what: str
    count: int
