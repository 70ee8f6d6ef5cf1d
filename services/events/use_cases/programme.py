"""A workshop's programme: its sessions, its speakers, and its publication."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from services.events.domain.papers import Paper
from services.events.domain.programme_import import Entry, enter_programme
from services.events.domain.slots import NewSession
from services.events.domain.speakers import Sex, Speaker
from services.events.domain.workshop import Workshop
from services.events.use_cases.voices import enter_voice, forget_care_note, note_silent, say_yes
from shared.domain.act import Act
from shared.domain.errors import AlreadyExists
from shared.persistence.unit_of_work import UnitOfWork

SPEAKERS = "speakers"
"""Names and contacts, by speaker: personal data beside the record, which can be purged."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who a speaker is. ``sex`` is what R30's report counts by."""

    name: str
    contact: str | None
    sex: Sex | None


async def add_session(unit: UnitOfWork, identifier: str, *, session: NewSession, occurred_on: date | None) -> Workshop:
    """Its times are read on the clocks of the venue, unless they bear an offset."""
    return await _change(
        unit,
        identifier,
        occurred_on,
        lambda one, act: one.add_session(act, session=session.at(one.dated("given a session"))),
    )


async def import_programme(
    unit: UnitOfWork, identifier: str, *, entries: Sequence[Entry], occurred_on: date | None
) -> Workshop:
    """Raises ``ProgrammeRefused`` with every entry that does not fit; then nothing is entered."""
    return await _change(unit, identifier, occurred_on, lambda one, act: enter_programme(one, act, entries=entries))


async def change_session(
    unit: UnitOfWork,
    identifier: str,
    *,
    session: NewSession,
    speakers_asked: bool,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """It may un-publish the programme (R28), when it was the Migrant's Voice and is that no longer."""
    return await _change(
        unit,
        identifier,
        occurred_on,
        lambda one, act: one.change_session(
            act, session=session.at(one.dated("changed")), speakers_asked=speakers_asked
        ),
        expected_version,
    )


async def note_told(
    unit: UnitOfWork,
    identifier: str,
    *,
    speakers: Sequence[str],
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    return await _change(
        unit, identifier, occurred_on, lambda one, act: one.note_told(act, speakers=speakers), expected_version
    )


async def add_paper(unit: UnitOfWork, identifier: str, *, paper: Paper, occurred_on: date | None) -> Workshop:
    return await _change(unit, identifier, occurred_on, lambda one, act: one.add_paper(act, paper=paper))


async def remove_paper(
    unit: UnitOfWork, identifier: str, *, paper: str, occurred_on: date | None, expected_version: int | None
) -> Workshop:
    return await _change(
        unit, identifier, occurred_on, lambda one, act: one.remove_paper(act, paper=paper), expected_version
    )


async def remove_session(
    unit: UnitOfWork,
    identifier: str,
    *,
    session: str,
    speakers_told: bool,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """With its speakers, whose names are forgotten. It may un-publish the programme (R28)."""
    act = unit.act(occurred_on)
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    removed = workshop.remove_session(act, session=session, speakers_told=speakers_told)
    await note_silent(unit, act, *(speaker.id for speaker in removed.speakers))
    for speaker in removed.speakers:
        _forget(unit, identifier, speaker.id)
    unit.save(workshop)
    return workshop


async def add_speaker(
    unit: UnitOfWork, identifier: str, *, session: str, speaker: Speaker, person: Person, occurred_on: date | None
) -> Workshop:
    """Raises ``AlreadyExists`` for a speaker's identifier that was ever used: it would overwrite a person."""
    act = unit.act(occurred_on)
    workshop = await unit.load(Workshop, identifier)
    workshop.add_speaker(act, session=session, speaker=speaker)
    await _remember(unit, identifier, speaker, person)
    await enter_voice(unit, act, workshop, session=session, speaker=speaker)
    unit.save(workshop)
    return workshop


async def replace_speaker(
    unit: UnitOfWork,
    identifier: str,
    *,
    session: str,
    speaker: str,
    by: Speaker,
    person: Person,
    speakers_told: bool,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """In one step, also the day before: the one is forgotten, the other entered, confirmed if the person said yes."""
    act = unit.act(occurred_on)
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    workshop.replace_speaker(act, session=session, speaker=speaker, by=by, speakers_told=speakers_told)
    await _remember(unit, identifier, by, person)
    await note_silent(unit, act, speaker)
    _forget(unit, identifier, speaker)
    if by.confirmed:
        await say_yes(unit, act, workshop, session=session, speaker=by)
    else:
        await enter_voice(unit, act, workshop, session=session, speaker=by)
    unit.save(workshop)
    return workshop


async def confirm_speaker(
    unit: UnitOfWork,
    identifier: str,
    *,
    session: str,
    speaker: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    act = unit.act(occurred_on)
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    workshop.confirm_speaker(act, session=session, speaker=speaker)
    await say_yes(unit, act, workshop, session=session, speaker=workshop.session(session).speaker(speaker))
    unit.save(workshop)
    return workshop


async def unconfirm_speaker(
    unit: UnitOfWork,
    identifier: str,
    *,
    session: str,
    speaker: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """It may un-publish the programme (R28)."""
    await note_silent(unit, unit.act(occurred_on), speaker)
    return await _change(
        unit,
        identifier,
        occurred_on,
        lambda one, act: one.unconfirm_speaker(act, session=session, speaker=speaker),
        expected_version,
    )


async def remove_speaker(
    unit: UnitOfWork,
    identifier: str,
    *,
    session: str,
    speaker: str,
    speakers_told: bool,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """The name is forgotten. It may un-publish the programme (R28)."""
    workshop = await _change(
        unit,
        identifier,
        occurred_on,
        lambda one, act: one.remove_speaker(act, session=session, speaker=speaker, speakers_told=speakers_told),
        expected_version,
    )
    await note_silent(unit, unit.act(occurred_on), speaker)
    _forget(unit, identifier, speaker)
    return workshop


async def leave_out_migrants_voice(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Workshop:
    """Raises ``RuleBroken`` R29 for anything but a conference."""
    return await _change(
        unit,
        identifier,
        occurred_on,
        lambda one, act: one.leave_out_migrants_voice(act, reason=reason),
        expected_version,
    )


async def publish_programme(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Workshop:
    """Raises ``RuleBroken`` R27."""
    return await _change(unit, identifier, occurred_on, lambda one, act: one.publish_programme(act), expected_version)


async def _change(
    unit: UnitOfWork,
    identifier: str,
    occurred_on: date | None,
    change: Callable[[Workshop, Act], None],
    expected_version: int | None = None,
) -> Workshop:
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    change(workshop, unit.act(occurred_on))
    unit.save(workshop)
    return workshop


async def _remember(unit: UnitOfWork, workshop: str, speaker: Speaker, person: Person) -> None:
    if await unit.find_document(SPEAKERS, speaker.id) is not None:
        raise AlreadyExists(f"A speaker was named “{speaker.id}” already.", remedy="Choose another identifier.")
    document = {"workshop": workshop, "name": person.name, "contact": person.contact, "sex": person.sex}
    unit.put_document(SPEAKERS, speaker.id, document)


def _forget(unit: UnitOfWork, workshop: str, speaker: str) -> None:
    """Only that there was a speaker stays, so that the identifier is not given to another person."""
    unit.put_document(SPEAKERS, speaker, {"workshop": workshop, "removed": True})
    forget_care_note(unit, workshop, speaker)
