"""What the log keeps of the balance: which tables it is read by, and who reviewed it in which role. No names."""

from datetime import date

from shared.domain.message import Audience, Message


class ClassificationEntered(
    Message, type="int.iom.idm.events.ClassificationEntered.v1", aggregate="classification", audience=Audience.AUDIT
):
    axis: str
    version: str
    dated: date
    source: str


class ClassificationChosen(
    Message, type="int.iom.idm.events.ClassificationChosen.v1", aggregate="classification", audience=Audience.AUDIT
):
    axis: str
    before: str
    after: str


class BalanceTargetsSet(
    Message, type="int.iom.idm.events.BalanceTargetsSet.v1", aggregate="balance_targets", audience=Audience.AUDIT
):
    """From and to, as shares between 0 and 1, by axis and value."""

    bands: dict[str, dict[str, tuple[float, float]]]
    reason: str


class BalanceReviewed(
    Message, type="int.iom.idm.events.BalanceReviewed.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """Somebody signed how the balance was read, and by which versions of the tables (R34)."""

    versions: dict[str, str]
    finding: str


class BalanceReviewWaived(
    Message, type="int.iom.idm.events.BalanceReviewWaived.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """The programme goes without a review. Who waived it stands beside the record (R34)."""

    reason: str
