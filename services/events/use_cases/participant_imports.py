"""A file of participants, entered in parts: each part is one transaction, so that any length takes little memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from services.events.domain.group import GroupReason
from services.events.domain.participant_import import ParticipantImport
from services.events.domain.seats import Seats
from services.events.use_cases.bodies import known_of
from services.events.use_cases.registrations import NewRegistration, group_of, register_all
from services.events.use_cases.seating import seats_now
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import DomainError
from shared.domain.identifiers import new_identifier
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

PART = 500
"""Lines in one transaction."""


async def start_import(
    unit: UnitOfWork,
    *,
    id: str,
    workshop: str,
    new: Sequence[tuple[int, NewRegistration]],
    group_reason: GroupReason | None,
    occurred_on: date | None,
) -> ParticipantImport:
    """The import of this file, or the one that there is of it already. Raises :class:`ImportRefused` with every line
    that this workshop has no place for; then nothing of it is entered."""
    known = await unit.find(ParticipantImport, id)
    if known is not None:
        return known
    act = unit.act(occurred_on)
    seats = await seats_now(unit, act, workshop)
    bodies = await known_of(unit, (one.body for _, one in new))
    bad = [
        one for line, each in new for one in _bad_in(line, each, seats, bodies.get(each.body or ""), act.occurred_on)
    ]
    if bad:
        raise ImportRefused(bad)
    made = ParticipantImport.start(act, id=id, workshop=workshop, lines=len(new), group_reason=group_reason)
    await unit.add(made)
    return made


def _bad_in(line: int, new: NewRegistration, seats: Seats, body: Document | None, on: date) -> Iterator[BadLine]:
    try:
        seats.check_attends(new.attends)
    except DomainError as refused:
        yield BadLine(line=line, field="attends", reason=refused.sentence)
    try:
        group_of(new, body, on)
    except DomainError as refused:
        yield BadLine(line=line, field="group", reason=f"{refused.sentence} {refused.remedy}")


async def enter_next_part(
    unit: UnitOfWork, *, id: str, new: Sequence[tuple[int, NewRegistration]], occurred_on: date | None
) -> ParticipantImport:
    """The lines after those that are entered, as they were judged when the import started: a body of another type since
    then, or a workshop of another mode, is as it is for those who were registered before. Two that enter one file at
    once meet: one of them does it again."""
    one = await unit.load(ParticipantImport, id)
    part = new[one.entered : one.entered + PART]
    if part:
        # An import that was started before it kept the reason has the one that is sent with the file now.
        judged = [
            (new_identifier(), replace(each, group_reason=one.group_reason or each.group_reason, judged=True))
            for _, each in part
        ]
        await register_all(unit, one.workshop, judged, occurred_on=occurred_on)
        one.enter(unit.act(occurred_on), many=len(part))
        unit.save(one)
    return one
