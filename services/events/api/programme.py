"""A workshop's programme: sessions, speakers, publication."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.events.api.forms import (
    Country,
    Happened,
    Line,
    OccurredOn,
    OccurredOnInQuery,
    OwnId,
    Reason,
    SpeakersTold,
)
from services.events.api.views import SpeakersView, WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.speakers import Presence, Sex, Speaker, SpeakerRole
from services.events.queries import speakers_of
from services.events.use_cases import programme
from services.events.use_cases.programme import Person
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Role
from shared.domain.identifiers import Identifier, new_identifier
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion, versioned

router = APIRouter(prefix="/events/v1/workshops/{workshop}", tags=["programme"])


class AddSpeaker(Input):
    id: OwnId = None
    name: Line = Field(description="Kept beside the record, never sent, and forgotten with the speaker.")
    contact: Line | None = Field(default=None, description="As for the name.")
    group: StakeholderGroup
    role: SpeakerRole
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2", examples=["TN"])
    body: Identifier | None = Field(default=None, description="The body the person speaks for")
    person: Identifier | None = Field(
        default=None, description="Your identifier of the person, the same in each slot: nobody speaks twice at a time"
    )
    presence: Presence = Field(default=Presence.IN_PERSON, description="A recorded or read-out story counts too (R27)")
    sex: Sex | None = Field(default=None, description="For the year’s report (R30). Kept as the name is.")
    occurred_on: OccurredOn = None

    def speaker(self, *, confirmed: bool = False) -> Speaker:
        return Speaker(
            id=self.id or new_identifier(),
            group=self.group,
            role=self.role,
            country=self.country,
            body=self.body,
            presence=self.presence,
            person=self.person,
            confirmed=confirmed,
        )

    def who(self) -> Person:
        return Person(name=self.name, contact=self.contact, sex=self.sex)


class ReplaceSpeaker(AddSpeaker):
    confirmed: bool = Field(description="Whether the person who takes over said yes already")
    speakers_told: bool = Field(
        default=False,
        description="Whether whoever is replaced and had said yes was told; asked once the programme was published",
    )


class LeaveOut(Input):
    reason: Reason
    occurred_on: OccurredOn = None


@router.post("/sessions/{session}/speakers", status_code=201, operation_id="addSpeaker", responses=PROBLEMS)
async def add_speaker(workshop: str, session: str, body: AddSpeaker, offers: Offering, command: Staff) -> WorkshopView:
    """Add a speaker, not confirmed yet. Name and contact are kept apart and never sent."""
    speaker = body.speaker()
    return await view_of(
        await command.run(
            lambda unit: programme.add_speaker(
                unit, workshop, session=session, speaker=speaker, person=body.who(), occurred_on=body.occurred_on
            )
        ),
        offers,
        command,
    )


@router.post("/sessions/{session}/speakers/{speaker}/replacement", operation_id="replaceSpeaker", responses=PROBLEMS)
async def replace_speaker(
    workshop: str,
    session: str,
    speaker: str,
    body: ReplaceSpeaker,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
) -> WorkshopView:
    """Another person speaks in this one’s place: one step, also the day before. A confirmed migrant speaker who takes
    over leaves the programme published; without the yes R28 applies as if the first were removed. Whoever is replaced
    and said yes to a published programme is told first, for name and contact are forgotten."""
    by = body.speaker(confirmed=body.confirmed)
    return await view_of(
        await command.run(
            lambda unit: programme.replace_speaker(
                unit,
                workshop,
                session=session,
                speaker=speaker,
                by=by,
                person=body.who(),
                speakers_told=body.speakers_told,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.delete("/sessions/{session}/speakers/{speaker}", operation_id="removeSpeaker", responses=PROBLEMS)
async def remove_speaker(
    workshop: str,
    session: str,
    speaker: str,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
    occurred_on: OccurredOnInQuery = None,
    speakers_told: SpeakersTold = False,
) -> WorkshopView:
    """Remove a speaker and forget the name. R28 applies to the last migrant speaker. One who said yes to
    a published programme is told first."""
    return await view_of(
        await command.run(
            lambda unit: programme.remove_speaker(
                unit,
                workshop,
                session=session,
                speaker=speaker,
                speakers_told=speakers_told,
                occurred_on=occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/sessions/{session}/speakers/{speaker}/confirmation", operation_id="confirmSpeaker", responses=PROBLEMS)
async def confirm_speaker(
    workshop: str,
    session: str,
    speaker: str,
    body: Happened,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
) -> WorkshopView:
    """The person said yes. A migrant speaker confirmed for a Migrant’s Voice session satisfies R27."""
    return await view_of(
        await command.run(
            lambda unit: programme.confirm_speaker(
                unit,
                workshop,
                session=session,
                speaker=speaker,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.delete(
    "/sessions/{session}/speakers/{speaker}/confirmation", operation_id="unconfirmSpeaker", responses=PROBLEMS
)
async def unconfirm_speaker(
    workshop: str,
    session: str,
    speaker: str,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
    occurred_on: OccurredOnInQuery = None,
) -> WorkshopView:
    """The person takes the yes back. R28 applies to the last migrant speaker."""
    return await view_of(
        await command.run(
            lambda unit: programme.unconfirm_speaker(
                unit, workshop, session=session, speaker=speaker, occurred_on=occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/migrants-voice-waiver", operation_id="leaveOutMigrantsVoice", responses=PROBLEMS)
async def leave_out_migrants_voice(
    workshop: str, body: LeaveOut, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """A conference may go without a Migrant’s Voice session, for a reason; no other kind may (R29)."""
    return await view_of(
        await command.run(
            lambda unit: programme.leave_out_migrants_voice(
                unit, workshop, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/programme", operation_id="publishProgramme", responses=PROBLEMS)
async def publish_programme(
    workshop: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Publish the programme, or publish again what changed since. Refused without a Migrant’s Voice session
    that has a confirmed migrant speaker (R27)."""
    return await view_of(
        await command.run(
            lambda unit: programme.publish_programme(
                unit, workshop, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.get("/speakers", operation_id="listSpeakers", responses=PROBLEMS)
async def list_speakers(
    workshop: str, response: Response, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION)]
) -> SpeakersView:
    """Speakers with their names, for the secretariat alone."""
    return versioned(response, SpeakersView.of(await speakers_of(reader.store, workshop)))
