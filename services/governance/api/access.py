"""Who may do what: the Administration writes; cycles are public; the rest is for the Membership and auditors (R77)."""

from typing import Annotated

from shared.domain.act import Actor, Role
from shared.domain.errors import NotAllowed
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as

Administration = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Membership = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER, Role.AUDITOR)]
Anybody = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR, PUBLIC)]
_SEES_WHAT_IS_INTERNAL = {
    Role.ADMINISTRATION,
    Role.FINANCE,
    Role.APPROVER,
    Role.EDITOR,
    Role.AUDITOR,
    Role.MEMBER,
}


def sees_what_is_internal(actor: Actor | None) -> bool:
    """Whether the caller sees how far money reaches, and what the services still have to do."""
    return actor is not None and actor.role in _SEES_WHAT_IS_INTERNAL


def sees_who_waived(actor: Actor | None) -> bool:
    """Whether the caller sees the names of those who waived what a cycle was closed without."""
    return actor is not None and actor.role in {Role.ADMINISTRATION, Role.AUDITOR}


def sees_all_positions(actor: Actor | None) -> bool:
    """Whether the caller sees what every body said, and not its own alone."""
    return actor is not None and actor.role in {Role.ADMINISTRATION, Role.AUDITOR}


def speaking_for(command: Command, named: str | None) -> str | None:
    """The body for which the caller speaks: a member's own, or the one that the secretariat names.

    Raises ``NotAllowed`` for a member that names another.
    """
    if command.actor.role is not Role.MEMBER:
        return named
    if named not in (None, command.actor.body):
        raise NotAllowed("A body speaks for itself alone.", remedy="Leave out the body, or name your own.")
    return command.actor.body


def own_body_alone(actor: Actor | None) -> str | None:
    """The body whose positions alone the caller sees; ``None`` for those who see all."""
    return None if sees_all_positions(actor) or actor is None else actor.body
