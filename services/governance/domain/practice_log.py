"""What the log keeps of the house's practice."""

from shared.domain.message import Audience, Message


class PracticeAgreed(
    Message, type="int.iom.idm.governance.PracticeAgreed.v1", aggregate="practice", audience=Audience.AUDIT
):
    alternation: bool
    notice_days: int | None = None
    most_cannot_accept: int | None = None
    least_support_share: float | None = None
