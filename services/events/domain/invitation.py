"""Invitations to a gathering: to a body of the Membership or another organization, and the list that is closed (R36).

Who the letter is addressed to stands in a document beside the record (invariant 10).
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from services.events.domain.group import GroupReason
from services.events.domain.invitation_log import (
    InvitationAnswered,
    InvitationCounted,
    InvitationDrafted,
    InvitationsClosed,
    InvitationSent,
    InvitationsOpened,
    InvitationWithdrawn,
)
from services.events.domain.rules import CONSISTENTLY_INVITED
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier

COVERED = (StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.PRIVATE_SECTOR, StakeholderGroup.ACADEMIA)
"""Of each of which at least one is invited (F33)."""


class InvitationState(StrEnum):
    DRAFTED = "drafted"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUBSTITUTED = "substituted"
    """Others come in the place of those who were named."""
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUBSTITUTED = "substituted"


def _of_the_list(kept: Any) -> Any:
    """Free text is what an instance of before the list writes while it runs beside this one, also after the migration:
    it becomes what the migration made of such texts, or the letter could never be read again."""
    return GroupReason.INVITED_AS_SUCH if isinstance(kept, str) and kept not in set(GroupReason) else kept


class Invitation(Aggregate, type="invitation", collection="invitations"):
    workshop: Identifier
    group: StakeholderGroup
    group_reason: Annotated[GroupReason, BeforeValidator(_of_the_list)] | None = None
    """Why it is not the group of the body (R31)."""
    body: Identifier | None = None
    organization: str | None = None
    """The name of an organization that is no body of the Membership."""
    country: str | None = None
    state: InvitationState = InvitationState.DRAFTED
    registrations: tuple[Identifier, ...] = ()
    """Of the people that a focal point named with the answer."""
    reason: str | None = None

    @classmethod
    def draft(
        cls,
        act: Act,
        *,
        id: str,
        workshop: str,
        group: StakeholderGroup,
        body: str | None,
        organization: str | None,
        country: str | None,
        group_reason: GroupReason | None = None,
    ) -> "Invitation":
        if (body is None) is (organization is None):
            raise InvalidInput(
                "An invitation is to a body of the Membership or to another organization.",
                remedy="Name the body by its identifier, or the organization by its name, and not both.",
            )
        one = cls(
            id=id,
            workshop=workshop,
            group=group,
            group_reason=group_reason,
            body=body,
            organization=organization,
            country=country,
        )
        one.record(
            InvitationDrafted(
                workshop=workshop, group=group, group_reason=group_reason, body=body, organization=organization
            ),
            act=act,
        )
        return one

    def send(self, act: Act, *, among: "InvitationList") -> None:
        """The letter is out, and ``among`` has one more of its group (R36)."""
        refuse(self.obstacles_to_send(among))
        self.state = InvitationState.SENT
        self.record(InvitationSent(), act=act)
        among.count(act, invitation=self.id, group=self.group, by=1)

    def answer(self, act: Act, *, answer: Answer, registrations: tuple[str, ...]) -> None:
        """Accepted, with the people who come; declined; or, once they were named, others in their place."""
        refuse(self.obstacles_to_answer())
        named = self.state in (InvitationState.ACCEPTED, InvitationState.SUBSTITUTED)
        if answer is Answer.SUBSTITUTED and not named:
            raise WrongState("Nobody was named yet whose place could be taken.", remedy="Accept it with the people.")
        if answer is Answer.ACCEPTED and named:
            raise WrongState("It is accepted already.", remedy="Name others in their place as substituted.")
        if registrations and answer is not Answer.ACCEPTED:
            raise InvalidInput("People are registered with an acceptance.", remedy="Leave them out, or accept it.")
        self.state = InvitationState(answer.value)
        self.registrations = (*self.registrations, *registrations)
        self.record(InvitationAnswered(answer=answer, registrations=registrations), act=act)

    def withdraw(self, act: Act, *, reason: str, among: "InvitationList") -> None:
        """One that was sent is one fewer of its group."""
        refuse(self.obstacles_to_withdraw(among))
        counted = self.state is InvitationState.SENT
        self.state, self.reason = InvitationState.WITHDRAWN, reason
        self.record(InvitationWithdrawn(reason=reason), act=act)
        if counted:
            among.count(act, invitation=self.id, group=self.group, by=-1)

    # What is in the way whatever the payload says

    def obstacles_to_send(self, among: "InvitationList") -> Obstacles:
        yield from self._outside(frozenset({InvitationState.DRAFTED}), "sent")
        yield from among.obstacles_when_closed()

    def obstacles_to_answer(self) -> Obstacles:
        answered = {InvitationState.SENT, InvitationState.ACCEPTED, InvitationState.SUBSTITUTED}
        yield from self._outside(frozenset(answered), "answered")

    def obstacles_to_withdraw(self, among: "InvitationList") -> Obstacles:
        """A draft was counted nowhere, and is withdrawn at any time; a letter that is out while the list is open."""
        yield from self._outside(frozenset({InvitationState.DRAFTED, InvitationState.SENT}), "withdrawn")
        if self.state is InvitationState.SENT:
            yield from among.obstacles_when_closed()

    def _outside(self, allowed: frozenset[InvitationState], done: str) -> Obstacles:
        if self.state not in allowed:
            yield WrongState(
                f"This invitation is {self.state.value} and cannot be {done}.", remedy="Read it again to see its state."
            )


class InvitationList(Aggregate, type="invitation_list", collection="invitation_lists"):
    """How many of each group are invited to one workshop, and whether the list is closed (R36)."""

    workshop: Identifier
    invited: dict[StakeholderGroup, int] = Field(default_factory=dict)
    closed: bool = False
    waived: str | None = None

    @classmethod
    def open(cls, act: Act, *, id: str, workshop: str) -> "InvitationList":
        one = cls(id=id, workshop=workshop)
        one.record(InvitationsOpened(workshop=workshop), act=act)
        return one

    @property
    def missing(self) -> tuple[StakeholderGroup, ...]:
        """Of which nobody is invited, and somebody ought to be."""
        return tuple(group for group in COVERED if not self.invited.get(group))

    def count(self, act: Act, *, invitation: str, group: StakeholderGroup, by: int) -> None:
        """One more is invited, or one is not any more. Raises ``WrongState`` when the list is closed."""
        refuse(self.obstacles_when_closed())
        left = self.invited.get(group, 0) + by
        self.invited = {**{one: many for one, many in self.invited.items() if one is not group}, group: left}
        self.record(InvitationCounted(invitation=invitation, group=group, invited=left), act=act)

    def close(self, act: Act, *, waived: str | None) -> None:
        """R36: of civil society, the private sector and academia at least one each, or a reason why not."""
        refuse(self.obstacles_when_closed())
        if waived is None:
            refuse(self.obstacles_of_coverage())
        elif not self.missing:
            raise InvalidInput("A waiver is given, and no group is missing.", remedy="Leave it out.")
        self.closed, self.waived = True, waived
        self.record(InvitationsClosed(invited=self.invited, waived=waived), act=act)

    def obstacles_when_closed(self) -> Obstacles:
        if self.closed:
            yield WrongState(
                "The list of invitations is closed, with all that were sent in it.",
                remedy="Register further people directly; whoever does not come declines.",
            )

    def obstacles_to_close(self) -> Obstacles:
        yield from self.obstacles_when_closed()
        yield from self.obstacles_of_coverage()

    def obstacles_of_coverage(self) -> Obstacles:
        if self.missing:
            names = ", ".join(group.replace("_", " ") for group in self.missing)
            yield RuleBroken(
                CONSISTENTLY_INVITED,
                f"Nobody is invited of: {names}.",
                remedy="Send an invitation to at least one of each, or waive it by name and with a reason.",
            )
