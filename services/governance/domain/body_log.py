"""What the log keeps of bodies: audit messages, never sent, and no names of persons in them (invariant 10)."""

from datetime import date

from services.governance.domain.membership import BodyType
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import LocalizedText


class BodyRegistered(
    Message, type="int.iom.idm.governance.BodyRegistered.v1", aggregate="body", audience=Audience.AUDIT
):
    body: Identifier
    name: LocalizedText
    body_type: BodyType
    country: str | None = None
    since: date | None = None


class BodyTypeChanged(
    Message, type="int.iom.idm.governance.BodyTypeChanged.v1", aggregate="body", audience=Audience.AUDIT
):
    """From the day of the act on."""

    body: Identifier
    before: BodyType
    after: BodyType
    communication: str


class BodyLeft(Message, type="int.iom.idm.governance.BodyLeft.v1", aggregate="body", audience=Audience.AUDIT):
    body: Identifier
    left_on: date
    communication: str


class BodyRenamed(Message, type="int.iom.idm.governance.BodyRenamed.v1", aggregate="body", audience=Audience.AUDIT):
    body: Identifier
    before: LocalizedText
    after: LocalizedText


class DelegateNamed(Message, type="int.iom.idm.governance.DelegateNamed.v1", aggregate="body", audience=Audience.AUDIT):
    """Who that is stands beside the record (invariant 10)."""

    body: Identifier
    delegate: Identifier
    since: date
    until: date | None = None


class DelegateTermEnded(
    Message, type="int.iom.idm.governance.DelegateTermEnded.v1", aggregate="body", audience=Audience.AUDIT
):
    body: Identifier
    delegate: Identifier
    until: date


class BodiesImported(
    Message, type="int.iom.idm.governance.BodiesImported.v1", aggregate="body_import", audience=Audience.AUDIT
):
    """Each of them is recorded by itself, too."""

    count: int


class DelegatesImported(
    Message, type="int.iom.idm.governance.DelegatesImported.v1", aggregate="body_import", audience=Audience.AUDIT
):
    """Each of them is recorded with its body, too."""

    count: int
