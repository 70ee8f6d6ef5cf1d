"""What is done with consultations."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.agenda import Outcome, Paper
from services.governance.domain.body import Body, require_registered
from services.governance.domain.consultation import Consultation
from services.governance.use_cases.agenda import place_on_next, take_waiting
from services.governance.use_cases.identity import identity
from services.governance.use_cases.practice import practice_of
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork

_MORE_THAN_ANY_YEAR_HAS = 50


async def schedule_consultation(
    unit: UnitOfWork,
    *,
    id: str | None,
    title: LocalizedText,
    planned_on: date,
    occurred_on: date | None,
    reason: str | None = None,
) -> Consultation:
    """Announce it (R2). It takes what waits for an agenda; two scheduled at once meet there."""
    act = unit.act(occurred_on)
    year = {"$gte": f"{planned_on.year}-01-01", "$lte": f"{planned_on.year}-12-31"}
    others = await unit.query(Consultation.collection, {"planned_on": year}, limit=_MORE_THAN_ANY_YEAR_HAS)
    consultation = Consultation.schedule(
        id=identity(id),
        title=title,
        planned_on=planned_on,
        act=act,
        others_in_its_year=len(others),
        reason=reason,
        notice_days=(await practice_of(unit)).notice_days,
    )
    await take_waiting(unit, consultation, act=act)
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


async def settle_agenda(
    unit: UnitOfWork,
    *,
    consultation: str,
    outcomes: Sequence[Outcome],
    occurred_on: date | None,
    expected_version: int | None,
) -> Consultation:
    """Note what became of items of the agenda (R3)."""
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    forum.settle(outcomes, act=unit.act(occurred_on))
    unit.save(forum)
    return forum


async def add_paper(
    unit: UnitOfWork, *, consultation: str, paper: Paper, occurred_on: date | None, expected_version: int | None
) -> Consultation:
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    forum.add_paper(paper, act=unit.act(occurred_on))
    unit.save(forum)
    return forum


async def write_record(
    unit: UnitOfWork,
    *,
    consultation: str,
    summary: LocalizedText,
    occurred_on: date | None,
    expected_version: int | None,
) -> Consultation:
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    forum.write_record(summary, act=unit.act(occurred_on))
    unit.save(forum)
    return forum


async def close_consultation(
    unit: UnitOfWork, *, consultation: str, occurred_on: date | None, expected_version: int | None
) -> Consultation:
    """Close it (R3). What was brought before it and not dealt with goes to the next one."""
    forum = await unit.load(Consultation, consultation, expected_version=expected_version)
    act = unit.act(occurred_on)
    left = forum.close(act=act)
    unit.save(forum)
    await place_on_next(unit, left, act=act)
    return forum
