"""The gates of a workshop: confirmed, ready; and where it stands, with everything that still blocks."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.events.api.forms import OccurredOn
from services.events.api.reading import around_workshops
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.gated import Stage
from services.events.domain.gates import Passed
from services.events.domain.standing import notes_on
from services.events.domain.workshop import Workshop
from services.events.use_cases import gates
from shared.domain.act import Role
from shared.domain.errors import DomainError
from shared.domain.waivers import Waiver
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering, woken
from shared.http.schemas import PROBLEMS, Blocking, Input, View, WaiverForm
from shared.http.versions import ExpectedVersion, versioned

router = APIRouter(prefix="/events/v1/workshops/{workshop}", tags=["gates"])


class PassGate(Input):
    waivers: tuple[WaiverForm, ...] = Field(default=(), max_length=10)
    occurred_on: OccurredOn = None

    def given(self) -> list[Waiver]:
        return [one.waiver() for one in self.waivers]


class StandingView(View):
    """Where a workshop stands. Each gate has everything that still blocks it; empty when nothing does."""

    stage: Stage
    confirmed: Passed | None = None
    ready: Passed | None = None
    to_confirm: tuple[Blocking, ...]
    to_publish: tuple[Blocking, ...]
    to_be_ready: tuple[Blocking, ...]
    to_be_held: tuple[Blocking, ...]
    coverage: str | None
    """Secured ÷ estimate, as funding told it last (R58)."""
    notes: tuple[str, ...]
    """What a change of plans means: another year, another mode, an estimate that is not of this programme any more."""


@router.get("/standing", operation_id="getStanding", responses=PROBLEMS)
async def get_standing(
    workshop: str,
    response: Response,
    offers: Offering,
    reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR)],
) -> StandingView:
    """Where a workshop stands: each gate with everything that still blocks it at once, each with its rule and who may
    lift it; what was lifted and why; and what a change of plans means."""
    document = await reader.one("workshops", workshop)
    found = woken(Workshop, document)
    around = (await around_workshops(reader.store, [found]))[found.id]
    shown = StandingView.of(
        {
            **document,
            "stage": WorkshopView.of(document).stage,
            "to_confirm": _blocking(found.obstacles_to_confirm(around)),
            "to_publish": _blocking(found.obstacles_to_publish()),
            "to_be_ready": _blocking(found.obstacles_to_declare_ready(around)),
            "to_be_held": _blocking(found.obstacles_to_hold(offers.today)),
            "coverage": around.coverage,
            "notes": tuple(notes_on(found, around)),
        }
    )
    return versioned(response, shown)


@router.post("/confirmation", operation_id="confirmWorkshop", responses=PROBLEMS)
async def confirm_workshop(
    workshop: str, body: PassGate, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Confirm its days, its place and its money. Refused, with everything that blocks, on an official holiday (R25) and
    below the configured coverage (R58), unless that is waived by name and for a reason. Another place, other days or
    another mode must be confirmed anew."""
    return await view_of(
        await command.run(
            lambda unit: gates.confirm_workshop(
                unit, workshop, waivers=body.given(), occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/readiness", operation_id="declareReady", responses=PROBLEMS)
async def declare_ready(
    workshop: str, body: PassGate, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Say that nothing is left to do before the day. Refused, with everything that blocks, unless what may be lifted is
    waived by name and for a reason."""
    return await view_of(
        await command.run(
            lambda unit: gates.declare_ready(
                unit, workshop, waivers=body.given(), occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


def _blocking(obstacles: Iterable[DomainError]) -> tuple[Blocking, ...]:
    return tuple(Blocking.of(one) for one in obstacles)
