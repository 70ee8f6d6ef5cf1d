"""What migrant speakers agreed to, the care notes on them, and the year's report on the Migrant's Voice (R30)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from services.events.api.actions import of_voice
from services.events.api.forms import OccurredOn, Reason
from services.events.api.reading import voices_in
from services.events.api.workshops import Staff
from services.events.domain.voice import Consent, ConsentForm, Voice, what_follows
from services.events.domain.voice_report import VoicesOfYear
from services.events.domain.workshop import Workshop
from services.events.use_cases import voices
from services.events.use_cases.voices import CARE_NOTES
from shared.contracts.events import ConsentUse
from shared.domain.act import Actor, Role
from shared.domain.actions import Action
from shared.domain.errors import NotFound
from shared.http.acting import Reader, reading_as
from shared.http.actions import ActedView, Offering, Offers, by_id, woken
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["migrants’ voices"])
_SPEAKER = "/workshops/{workshop}/speakers/{speaker}"
ForStaff = Annotated[Reader, reading_as(Role.ADMINISTRATION)]
Uses = Annotated[tuple[ConsentUse, ...], Field(min_length=1, max_length=4, examples=[["story", "name"]])]
Account = Annotated[str, Field(min_length=1, max_length=200)]
Year = Annotated[int, Path(ge=2001, le=2100)]


class GiveConsent(Input):
    uses: Uses
    form: ConsentForm | None = Field(default=None, description="How the person said yes")
    occurred_on: OccurredOn = None


class WithdrawConsent(Input):
    uses: Uses
    occurred_on: OccurredOn = None


class WriteCareNote(Input):
    note: Reason = Field(examples=["Speaks with an interpreter of her own choice."])
    readers: tuple[Account, ...] = Field(
        default=(), max_length=20, description="The accounts that may read it; who writes it is one of them."
    )


class Withdrawal(BaseModel):
    use: ConsentUse
    follows: str = Field(description="What would follow if this consent were withdrawn today")


class VoiceView(ActedView):
    workshop: str
    session: str
    consents: tuple[Consent, ...]
    withdrawals: tuple[Withdrawal, ...]


class CareNoteView(BaseModel):
    note: str
    written_on: date
    readers: tuple[str, ...]


async def _view_of(offers: Offers, voice: Voice, *, to: Actor | None) -> VoiceView:
    """The workshop is read for it, so that what would follow is said of it as it is now."""
    workshop = (await by_id(offers.store, Workshop, [voice.workshop]))[voice.workshop]
    withdrawals = [
        {"use": use, "follows": what_follows(use, voice=voice, workshop=workshop, day=offers.today)}
        for use in voice.granted
    ]

    async def judge(_: Store, __: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
        return [of_voice(voice, today)]

    return await offers.one(VoiceView, {**to_document(voice), "withdrawals": withdrawals}, judge=judge, to=to)


@router.get(f"{_SPEAKER}/consents", operation_id="getConsents", responses=PROBLEMS)
async def get_consents(workshop: str, speaker: str, offers: Offering, reader: ForStaff) -> VoiceView:
    """What a migrant speaker agreed to, use by use, and what would follow if it were taken back today."""
    return await _view_of(offers, await _read(reader, workshop, speaker), to=reader.actor)


@router.post(f"{_SPEAKER}/consents", status_code=201, operation_id="giveConsent", responses=PROBLEMS)
async def give_consent(workshop: str, speaker: str, body: GiveConsent, offers: Offering, command: Staff) -> VoiceView:
    """Record that the person agrees: to the session, to the story in the report, to the name, to the picture; each by
    itself, and at any time, also after the cycle was closed. Confirming a speaker records the first."""
    voice = await command.run(
        lambda unit: voices.give_consent(
            unit, workshop, speaker=speaker, uses=body.uses, form=body.form, occurred_on=body.occurred_on
        )
    )
    return await _view_of(offers, voice, to=command.actor)


@router.post(f"{_SPEAKER}/consents/withdrawal", operation_id="withdrawConsent", responses=PROBLEMS)
async def withdraw_consent(
    workshop: str, speaker: str, body: WithdrawConsent, offers: Offering, expected: ExpectedVersion, command: Staff
) -> VoiceView:
    """Record that the person takes it back: at any time, never refused for its time. Without the consent to the
    session the speaker is not confirmed any more, and R28 follows; publications is told in any case."""
    voice = await command.run(
        lambda unit: voices.withdraw_consent(
            unit,
            workshop,
            speaker=speaker,
            uses=body.uses,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await _view_of(offers, voice, to=command.actor)


@router.put(f"{_SPEAKER}/care-note", operation_id="writeCareNote", responses=PROBLEMS)
async def write_care_note(
    workshop: str, speaker: str, body: WriteCareNote, offers: Offering, expected: ExpectedVersion, command: Staff
) -> VoiceView:
    """Write down what a migrant speaker needs to be safe and well, and which accounts may read it: nobody else does,
    whatever the role. `If-Match` is the ETag of the consents."""
    voice = await command.run(
        lambda unit: voices.write_care_note(
            unit, workshop, speaker=speaker, note=body.note, readers=body.readers, expected_version=expected
        )
    )
    return await _view_of(offers, voice, to=command.actor)


@router.get(f"{_SPEAKER}/care-note", operation_id="readCareNote", responses=PROBLEMS)
async def read_care_note(workshop: str, speaker: str, reader: ForStaff) -> CareNoteView:
    """The care note, for the accounts it names alone; 403 for everybody else, also when there is none."""
    voice = await _read(reader, workshop, speaker)
    assert reader.actor is not None  # the role is asked for above
    voice.require_reader(reader.actor)
    found = await reader.store[CARE_NOTES].find_one({"_id": speaker})
    if found is None or "note" not in found:
        raise NotFound("care note", speaker)
    return CareNoteView(note=found["note"], written_on=found["written_on"], readers=voice.care_readers)


@router.delete(f"{_SPEAKER}/care-note", operation_id="eraseCareNote", responses=PROBLEMS)
async def erase_care_note(
    workshop: str, speaker: str, offers: Offering, expected: ExpectedVersion, command: Staff
) -> VoiceView:
    """Erase it, for those who may read it."""
    voice = await command.run(
        lambda unit: voices.erase_care_note(unit, workshop, speaker=speaker, expected_version=expected)
    )
    return await _view_of(offers, voice, to=command.actor)


@router.get("/calendars/{year}/migrants-voice", operation_id="getMigrantsVoiceOfYear", responses=PROBLEMS)
async def get_migrants_voice_of_year(
    year: Year, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER, Role.AUDITOR)]
) -> VoicesOfYear:
    """The Migrant’s Voice of a year: each workshop with its speakers, which conference left it out and why (R29), and
    how many stories may be told in reports (R30). By sex it is for the secretariat; others read it over the year, where
    no figure is of fewer than five."""
    report = await voices_in(reader.store, year)
    staff = reader.actor is not None and reader.actor.role is Role.ADMINISTRATION
    return report if staff else report.for_others()


async def _read(reader: Reader, workshop: str, speaker: str) -> Voice:
    voice = woken(Voice, await reader.one(Voice.collection, speaker))
    if voice.workshop != workshop:
        raise NotFound("voice", speaker)
    return voice
