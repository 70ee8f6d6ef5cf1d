"""What a migrant speaker agreed to, what follows when it is taken back, and the care notes."""

from collections.abc import Sequence
from datetime import date

from services.events.domain.calendar import Calendar
from services.events.domain.gathering import OPEN
from services.events.domain.identity import calendar_id
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.voice import ConsentForm, Voice, require_migrant
from services.events.domain.workshop import Workshop
from shared.contracts.events import ConsentUse
from shared.domain.act import Act
from shared.domain.errors import NotFound
from shared.persistence.unit_of_work import UnitOfWork

CARE_NOTES = "care_notes"
"""What a speaker needs, by speaker: personal, and for the accounts that the voice names."""


async def enter_voice(unit: UnitOfWork, act: Act, workshop: Workshop, *, session: str, speaker: Speaker) -> None:
    """There is a record for the consents of a migrant speaker. For others nothing is done."""
    if speaker.role is SpeakerRole.MIGRANT_SPEAKER and await unit.find(Voice, speaker.id) is None:
        await unit.add(_entered(act, workshop, session=session, speaker=speaker.id))


async def say_yes(unit: UnitOfWork, act: Act, workshop: Workshop, *, session: str, speaker: Speaker) -> None:
    """Whoever confirms agrees to speak in the session: the one consent that needs no form of its own."""
    if speaker.role is not SpeakerRole.MIGRANT_SPEAKER:
        return
    await enter_voice(unit, act, workshop, session=session, speaker=speaker)
    voice = await unit.load(Voice, speaker.id)
    if ConsentUse.SESSION not in voice.granted:
        voice.speaks = True
        voice.give(act, uses=(ConsentUse.SESSION,), form=None, closed=False)
    else:
        voice.note_speaks(act, True)
    unit.save(voice)


async def note_silent(unit: UnitOfWork, act: Act, *speakers: str) -> None:
    """These do not speak in their session after all: of those who agreed to something it is told."""
    for speaker in speakers:
        voice = await unit.find(Voice, speaker)
        if voice is not None:
            voice.note_speaks(act, False)
            unit.save(voice)


async def give_consent(
    unit: UnitOfWork,
    workshop: str,
    *,
    speaker: str,
    uses: Sequence[ConsentUse],
    form: ConsentForm | None,
    occurred_on: date | None,
) -> Voice:
    """Also after the workshop was held, and after its cycle was closed (domain.md 1.8)."""
    act = unit.act(occurred_on)
    of = await unit.load(Workshop, workshop)
    session, found = of.speaker(speaker)
    require_migrant(found)
    await enter_voice(unit, act, of, session=session.id, speaker=found)
    voice = await unit.load(Voice, speaker)
    voice.give(act, uses=uses, form=form, closed=await _closed(unit, of))
    unit.save(voice)
    return voice


async def withdraw_consent(
    unit: UnitOfWork,
    workshop: str,
    *,
    speaker: str,
    uses: Sequence[ConsentUse],
    occurred_on: date | None,
    expected_version: int | None,
) -> Voice:
    """At any time. Without the consent to the session the speaker is not confirmed any more, which may un-publish the
    programme (R28); the workshop is written in the same step, so that nobody publishes it meanwhile."""
    act = unit.act(occurred_on)
    voice = await voice_of(unit, workshop, speaker, expected_version=expected_version)
    of = await unit.load(Workshop, workshop)
    gone = voice.withdraw(act, uses=uses, closed=await _closed(unit, of), over=of.state not in OPEN)
    unit.save(voice)
    speaking = [one for session in of.sessions for one in session.speakers if one.id == speaker and one.confirmed]
    if ConsentUse.SESSION in gone and of.state in OPEN and speaking:
        session, _ = of.speaker(speaker)
        of.unconfirm_speaker(act, session=session.id, speaker=speaker)
        unit.save(of)
    return voice


async def write_care_note(
    unit: UnitOfWork, workshop: str, *, speaker: str, note: str, readers: Sequence[str], expected_version: int | None
) -> Voice:
    """The note replaces the one there is. Raises ``NotAllowed`` for whoever may not read that one, ``WrongState`` once
    notes of this workshop are not kept any more (R77)."""
    act = unit.act()
    voice = await voice_of(unit, workshop, speaker, expected_version=expected_version)
    (await unit.load(Workshop, workshop)).require_kept(CARE_NOTES)
    voice.write_care_note(act, readers=readers)
    unit.put_document(CARE_NOTES, speaker, {"workshop": workshop, "note": note, "written_on": str(act.occurred_on)})
    unit.save(voice)
    return voice


async def erase_care_note(unit: UnitOfWork, workshop: str, *, speaker: str, expected_version: int | None) -> Voice:
    act = unit.act()
    voice = await voice_of(unit, workshop, speaker, expected_version=expected_version)
    voice.erase_care_note(act)
    forget_care_note(unit, workshop, speaker)
    unit.save(voice)
    return voice


def forget_care_note(unit: UnitOfWork, workshop: str, speaker: str) -> None:
    unit.put_document(CARE_NOTES, speaker, {"workshop": workshop, "removed": True})


async def voice_of(unit: UnitOfWork, workshop: str, speaker: str, *, expected_version: int | None = None) -> Voice:
    """Raises ``NotFound`` also for a speaker of another workshop."""
    voice = await unit.load(Voice, speaker, expected_version=expected_version)
    if voice.workshop != workshop:
        raise NotFound("voice", speaker)
    return voice


def _entered(act: Act, workshop: Workshop, *, session: str, speaker: str) -> Voice:
    voice = Voice(id=speaker, workshop=workshop.id, cycle=workshop.cycle, session=session)
    voice.enter(act)
    return voice


async def _closed(unit: UnitOfWork, workshop: Workshop) -> bool:
    calendar = await unit.find(Calendar, calendar_id(workshop.year))
    return calendar is not None and calendar.closed_on is not None
