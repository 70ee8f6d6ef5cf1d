"""What the log keeps of invitations: audit messages, never sent, and no names of persons in them (invariant 10)."""

from shared.contracts.events import StakeholderGroup
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class InvitationDrafted(
    Message, type="int.iom.idm.events.InvitationDrafted.v1", aggregate="invitation", audience=Audience.AUDIT
):
    workshop: Identifier
    group: StakeholderGroup
    group_reason: str | None = None
    """Why it is not the group of the body (R31)."""
    body: Identifier | None
    organization: str | None


class InvitationSent(
    Message, type="int.iom.idm.events.InvitationSent.v1", aggregate="invitation", audience=Audience.AUDIT
):
    """Its letter is out."""


class InvitationAnswered(
    Message, type="int.iom.idm.events.InvitationAnswered.v1", aggregate="invitation", audience=Audience.AUDIT
):
    """``answer``: accepted, declined, or substituted. ``registrations`` are the people who were named with it."""

    answer: str
    registrations: tuple[Identifier, ...] = ()


class InvitationWithdrawn(
    Message, type="int.iom.idm.events.InvitationWithdrawn.v1", aggregate="invitation", audience=Audience.AUDIT
):
    reason: str


class InvitationsOpened(
    Message, type="int.iom.idm.events.InvitationsOpened.v1", aggregate="invitation_list", audience=Audience.AUDIT
):
    workshop: Identifier


class InvitationCounted(
    Message, type="int.iom.idm.events.InvitationCounted.v1", aggregate="invitation_list", audience=Audience.AUDIT
):
    """How many of a group are invited by now, since one more is or one is not any more."""

    invitation: Identifier
    group: StakeholderGroup
    invited: int


class InvitationsClosed(
    Message, type="int.iom.idm.events.InvitationsClosed.v1", aggregate="invitation_list", audience=Audience.AUDIT
):
    """``waived``: why a group was left out (R36); who waived it stands beside the record."""

    invited: dict[StakeholderGroup, int]
    waived: str | None = None
