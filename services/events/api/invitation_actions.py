"""What may be done to invitations now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date

from services.events.domain.invitation import Invitation, InvitationList
from services.events.domain.workshop import Workshop
from services.events.use_cases.invitations import list_id
from shared.domain.actions import Action
from shared.http.actions import by_id, woken
from shared.persistence.driver import Document, Store


def of_invitation(invitation: Invitation, *, among: InvitationList, workshop: Workshop) -> list[Action]:
    at = {"invitation": invitation.id}
    sending = (*workshop.obstacles_when_over("invited to"), *invitation.obstacles_to_send(among))
    return [
        Action(operation="sendInvitation", at=at, obstacles=sending),
        Action(operation="answerInvitation", at=at, obstacles=tuple(invitation.obstacles_to_answer())),
        Action(operation="withdrawInvitation", at=at, obstacles=tuple(invitation.obstacles_to_withdraw(among))),
    ]


async def judge_invitations(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    about = {document["workshop"] for document in documents}
    workshops = await by_id(store, Workshop, about)
    lists = await by_id(store, InvitationList, (list_id(one) for one in about))
    return [
        of_invitation(
            woken(Invitation, document),
            among=lists[list_id(document["workshop"])],
            workshop=workshops[document["workshop"]],
        )
        for document in documents
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
