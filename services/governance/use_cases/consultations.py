"""What is done with consultations."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.body import Body, require_registered
from services.governance.domain.consultation import Consultation
from services.governance.use_cases.identity import identity
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


async def schedule_consultation(
    unit: UnitOfWork, *, id: str | None, title: LocalizedText, planned_on: date, occurred_on: date | None
) -> Consultation:
    consultation = Consultation.schedule(id=identity(id), title=title, planned_on=planned_on, act=unit.act(occurred_on))
    await unit.add(consultation)
    return consultation


async def open_consultation(
    unit: UnitOfWork, *, consultation: str, occurred_on: date | None, expected_version: int | None
) -> Consultation:
    """Open it; this day counts for R9."""
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    forum.open(act=unit.act(occurred_on))
    unit.save(forum)
    return forum


async def note_attendance(
    unit: UnitOfWork,
    *,
    consultation: str,
    bodies: Sequence[str],
    occurred_on: date | None,
    expected_version: int | None,
) -> Consultation:
    """Note which registered bodies are present (R1), beside those noted before."""
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    present = [require_registered(body, await unit.find(Body, body)) for body in dict.fromkeys(bodies)]
    forum.note_attendance(bodies=present, act=unit.act(occurred_on))
    unit.save(forum)
    return forum


async def close_consultation(
    unit: UnitOfWork, *, consultation: str, occurred_on: date | None, expected_version: int | None
) -> Consultation:
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    forum.close(act=unit.act(occurred_on))
    unit.save(forum)
    return forum
