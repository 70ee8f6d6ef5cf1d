"""Of which stakeholder group somebody is who comes for a body of the Membership (R31).

The group decides who waits before whom. So it follows from the body, and is not for the body to choose.
"""

from enum import StrEnum

from services.events.domain.rules import GROUP_OF_ITS_BODY
from shared.contracts.events import StakeholderGroup
from shared.domain.errors import InvalidInput, RuleBroken, WrongState


class GroupReason(StrEnum):
    """Why a person is of another group than the body (R31). A word of this list: a sentence could name the person, and
    the log keeps it (R77)."""

    WORKS_ELSEWHERE = "works_elsewhere"
    """The body sends somebody of another institution, such as a professor in a State's delegation."""
    COMES_AS_A_MIGRANT = "comes_as_a_migrant"
    """The body sends somebody to speak of an own migration."""
    INVITED_AS_SUCH = "invited_as_such"
    """The secretariat invited people of this group through the body."""
    BODY_SAYS_SO = "body_says_so"
    """The body wrote of which group the person is."""


_STATES = frozenset({"member_state", "observer_state"})


def group_of_body(type: str) -> StakeholderGroup:
    """Of its people, by its type as governance told it: a State's are of its government."""
    return StakeholderGroup.GOVERNMENT if type in _STATES else StakeholderGroup.INTERGOVERNMENTAL_ORGANIZATION


def group_for(
    *, body: str | None, type: str | None, named: StakeholderGroup | None, reason: GroupReason | None, by_body: bool
) -> tuple[StakeholderGroup, GroupReason | None]:
    """The group, and why it is another than the body's, where it is.

    ``type`` is the body's as governance told it, absent where it told of none; ``by_body``: the body itself registers.
    Raises ``RuleBroken`` R31 for another group than the body's without a reason, or by the body itself;
    ``WrongState`` where the body registers before governance told of it; ``InvalidInput`` where nothing says the group.
    """
    if type is None:
        if by_body:
            raise WrongState(
                f"Governance has not told of “{body}” yet, so that nobody knows of which group its people are.",
                remedy="Try again in a minute, or ask the secretariat to register them.",
            )
        if named is None:
            raise InvalidInput("Nothing says of which group the person is.", remedy="Name the stakeholder group.")
        return named, None
    own = group_of_body(type)
    if named in (None, own):
        return own, None
    assert named is not None  # None was answered above
    if by_body or reason is None:
        raise RuleBroken(
            GROUP_OF_ITS_BODY,
            f"“{body}” is of the group {_said(own)}, and the person would be registered as {_said(named)}.",
            remedy=f"Leave the group out, or name {_said(own)}. The secretariat may set another, and says why.",
        )
    return named, reason


def _said(group: StakeholderGroup) -> str:
    return group.value.replace("_", " ")
