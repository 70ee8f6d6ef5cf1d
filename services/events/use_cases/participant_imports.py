"""A file of participants, entered in parts: each part is one transaction, so that any length takes little memory."""

from collections.abc import Iterator, Sequence
from datetime import date

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
    occurred_on: date | None,
) -> ParticipantImport:
    """The import of this file, or the one that there is of it already. Raises :class:`ImportRefused` with every line
    that this workshop has no place for; then nothing of it is entered."""
    known = await unit.find(ParticipantImport, id)
    if known is not None:
        return known
    seats = await seats_now(unit, unit.act(occurred_on), workshop)
    bodies = await known_of(unit, (one.body for _, one in new))
    bad = [one for line, each in new for one in _bad_in(line, each, seats, bodies.get(each.body or ""))]
    if bad:
        raise ImportRefused(bad)
    made = ParticipantImport.start(unit.act(occurred_on), id=id, workshop=workshop, lines=len(new))
    await unit.add(made)
    return made


def _bad_in(line: int, new: NewRegistration, seats: Seats, body: Document | None) -> Iterator[BadLine]:
    try:
        seats.check_attends(new.attends)
    except DomainError as refused:
        yield BadLine(line=line, field="attends", reason=refused.sentence)
    try:
        group_of(new, body)
    except DomainError as refused:
        yield BadLine(line=line, field="group", reason=f"{refused.sentence} {refused.remedy}")


async def enter_next_part(
    unit: UnitOfWork, *, id: str, new: Sequence[tuple[int, NewRegistration]], occurred_on: date | None
) -> ParticipantImport:
    """The lines after those that are entered. Two that enter one file at once meet: one of them does it again."""
    one = await unit.load(ParticipantImport, id)
    part = new[one.entered : one.entered + PART]
    if part:
        await register_all(unit, one.workshop, [(new_identifier(), each) for _, each in part], occurred_on=occurred_on)
        one.enter(unit.act(occurred_on), many=len(part))
        unit.save(one)
    return one
