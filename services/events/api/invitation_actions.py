"""What may be done to invitations now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date

from services.events.domain.invitation import Invitation, InvitationList
from services.events.domain.workshop import Workshop
from shared.domain.actions import Action
from shared.http.actions import judging, woken
from shared.persistence.driver import Document, Store


def of_invitation(invitation: Invitation, _: date) -> list[Action]:
    at = {"invitation": invitation.id}
    return [
        Action(operation="sendInvitation", at=at, obstacles=tuple(invitation.obstacles_to_send())),
        Action(operation="answerInvitation", at=at, obstacles=tuple(invitation.obstacles_to_answer())),
        Action(operation="withdrawInvitation", at=at, obstacles=tuple(invitation.obstacles_to_withdraw())),
    ]


def of_invitations(workshop: Workshop) -> list[Action]:
    """Of the list of one workshop."""
    at = {"workshop": workshop.id}
    return [Action(operation="draftInvitation", at=at, obstacles=tuple(workshop.obstacles_when_over("invited to")))]


async def judge_lists(_: Store, documents: Sequence[Document], __: date) -> Sequence[Sequence[Action]]:
    fields = set(InvitationList.model_fields) | {"_id"}
    lists = [
        woken(InvitationList, {name: value for name, value in document.items() if name in fields})
        for document in documents
    ]
    return [
        [Action(operation="closeInvitations", at={"workshop": one.workshop}, obstacles=tuple(one.obstacles_to_close()))]
        for one in lists
    ]


judge_invitations = judging(Invitation, of_invitation)
