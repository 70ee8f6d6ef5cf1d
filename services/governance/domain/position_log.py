"""What the log keeps of positions: that a body spoke, never what it said (invariant 10)."""

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class PositionsStated(
    Message, type="int.iom.idm.governance.PositionsStated.v1", aggregate="positions", audience=Audience.AUDIT
):
    """``number`` counts the statements of this body on this slate in this forum; the last replaces those before."""

    forum: Identifier
    slate: Identifier
    body: Identifier
    number: int
    on_behalf: bool
    source: str | None = None


class PositionConfirmed(
    Message, type="int.iom.idm.governance.PositionConfirmed.v1", aggregate="positions", audience=Audience.AUDIT
):
    """The body confirmed what was written down on its behalf."""

    forum: Identifier
    body: Identifier
    number: int
