"""The sessions of a workshop’s programme: each a slot in a room, on the clocks of the venue."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field, NaiveDatetime

from services.events.api.forms import Languages, Line, OccurredOn, OccurredOnInQuery, OwnId, SpeakersTold
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.slots import NewSession
from services.events.use_cases import programme
from shared.contracts.events import SessionKind, StakeholderGroup
from shared.domain.identifiers import new_identifier
from shared.domain.text import LocalizedText
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/events/v1/workshops/{workshop}", tags=["programme"])
Time = AwareDatetime | NaiveDatetime
_TIME = "With its offset, or without one: then what the venue’s clocks show."


class ChangeSession(Input):
    title: LocalizedText
    kind: SessionKind
    start: Time = Field(description=_TIME, examples=["2018-03-26T10:00:00-04:00"])
    end: Time = Field(description=_TIME, examples=["2018-03-26T11:00:00-04:00"])
    languages: Languages
    room: Line | None = Field(default=None, description="Left out for the main room", examples=["Room XVII"])
    speaking_slots: int | None = Field(
        default=None, ge=1, le=500, description="How many may speak, moderators aside: governments come first (R31)"
    )
    reserved_slots: dict[StakeholderGroup, Annotated[int, Field(ge=0, le=500)]] = Field(
        default_factory=dict,
        description="Of these, for civil society, the private sector or academia",
        examples=[{"civil_society": 1}],
    )
    speakers_asked: bool = Field(
        default=False, description="Whether those who said yes to the time before were asked about the new one"
    )
    occurred_on: OccurredOn = None

    def session(self, identifier: str) -> NewSession:
        return NewSession(
            id=identifier,
            title=self.title,
            kind=self.kind,
            start=self.start,
            end=self.end,
            languages=self.languages,
            room=self.room,
            speaking_slots=self.speaking_slots,
            reserved_slots=self.reserved_slots,
        )


class AddSession(ChangeSession):
    id: OwnId = None


@router.post("/sessions", status_code=201, operation_id="addSession", responses=PROBLEMS)
async def add_session(workshop: str, body: AddSession, offers: Offering, command: Staff) -> WorkshopView:
    """Add a session, inside the workshop’s own times, in a room that is free then."""
    session = body.session(body.id or new_identifier())
    return await view_of(
        await command.run(
            lambda unit: programme.add_session(unit, workshop, session=session, occurred_on=body.occurred_on)
        ),
        offers,
        command,
    )


@router.put("/sessions/{session}", operation_id="changeSession", responses=PROBLEMS)
async def change_session(
    workshop: str, session: str, body: ChangeSession, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Give a session another time, room, title, kind or other languages. Refused for a room or a speaker that is taken
    at the time, and while confirmed speakers were not asked about a new time. A published programme stays as it was
    published until it is published again."""
    return await view_of(
        await command.run(
            lambda unit: programme.change_session(
                unit,
                workshop,
                session=body.session(session),
                speakers_asked=body.speakers_asked,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.delete("/sessions/{session}", operation_id="removeSession", responses=PROBLEMS)
async def remove_session(
    workshop: str,
    session: str,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
    occurred_on: OccurredOnInQuery = None,
    speakers_told: SpeakersTold = False,
) -> WorkshopView:
    """Remove a session with its speakers. Without the last Migrant’s Voice session a published programme is
    un-published; in the last seven days before the start it stays up and is flagged (R28). Confirmed speakers of a
    programme that was published are told first."""
    return await view_of(
        await command.run(
            lambda unit: programme.remove_session(
                unit,
                workshop,
                session=session,
                speakers_told=speakers_told,
                occurred_on=occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )
