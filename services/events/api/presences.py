"""Where a registered person attends, over HTTP: in the room, or on line."""

from fastapi import APIRouter

from services.events.api.registration_forms import ChangePresence
from services.events.api.registration_views import RegistrationView
from services.events.api.registrations import Registrar, shown
from services.events.api.turns import turn_of
from services.events.use_cases import presence
from shared.domain.act import Role
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/events/v1", tags=["registrations"])


@router.post("/registrations/{registration}/presence", operation_id="changePresence", responses=PROBLEMS)
async def change_presence(
    registration: str, body: ChangePresence, offers: Offering, expected: ExpectedVersion, command: Registrar
) -> RegistrationView:
    """The person follows on line, such as in a strike: the seat goes to whoever is next in the same step. Or comes into
    the room: with a seat that is free, or at the place in the waiting list that the registration has (R31). A member:
    of its own body."""
    own = command.actor.body if command.actor.role is Role.MEMBER else None
    async with turn_of(command.request):
        changed = await command.run(
            lambda unit: presence.change_presence(
                unit,
                registration,
                attends=body.attends,
                of_body=own,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        )
    return await shown(changed, offers, command.actor)
