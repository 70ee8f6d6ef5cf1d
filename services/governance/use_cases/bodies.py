"""What is done with bodies and their delegates. Names of delegates are documents beside the record (invariant 10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from services.governance.domain.body import Body
from services.governance.domain.body_import import BodyImport
from services.governance.use_cases.identity import identity
from shared.domain.act import Act
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import AlreadyExists, DomainError, InvalidInput, NotFound, WrongState
from shared.domain.identifiers import new_identifier
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork

DELEGATES = "delegates"
"""Name and function of each delegate, by identifier; they can be taken away without touching the record."""

_MOST_DELEGATES = 100_000
"""More than the Membership ever had."""


@dataclass(frozen=True, kw_only=True)
class NewBody:
    id: str | None
    name: LocalizedText
    type: str
    country: str | None
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewTerm:
    """A person speaks for the body from ``since`` on."""

    body: str
    person: str
    function: str | None
    since: date
    until: date | None
    credential: str


async def register_body(
    unit: UnitOfWork, *, id: str | None, name: LocalizedText, type: str, country: str | None, since: date | None = None
) -> Body:
    """Enter a body of the Membership (R1)."""
    body = Body.register(id=identity(id), name=name, type=type, country=country, since=since, act=unit.act())
    await unit.add(body)
    return body


async def import_bodies(unit: UnitOfWork, bodies: Sequence[tuple[int, NewBody]]) -> BodyImport:
    """Enter all of them or none. Raises :class:`ImportRefused` with every line that does not fit."""
    entered: list[Body] = []
    bad: list[BadLine] = []
    for line, one in bodies:
        try:
            entered.append(
                await register_body(unit, id=one.id, name=one.name, type=one.type, country=one.country, since=one.since)
            )
        except AlreadyExists as refused:
            bad.append(BadLine(line=line, field="id", reason=refused.sentence))
        except DomainError as refused:
            field = "type" if refused.rule else "country"
            bad.append(BadLine(line=line, field=field, reason=refused.sentence))
    if bad:
        raise ImportRefused(bad)
    done = BodyImport.of(id=new_identifier(), entered=[one.id for one in entered], act=unit.act())
    await unit.add(done)
    return done


async def change_type(
    unit: UnitOfWork,
    *,
    body: str,
    type: str,
    communication: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Body:
    """It is of another type from this day on; what it was part of before keeps the type it had."""
    one = await unit.load(Body, body, expected_version=expected_version)
    one.change_type(type=type, communication=communication, act=unit.act(occurred_on))
    unit.save(one)
    return one


async def leave(
    unit: UnitOfWork, *, body: str, communication: str, occurred_on: date | None, expected_version: int | None
) -> Body:
    one = await unit.load(Body, body, expected_version=expected_version)
    one.leave(communication=communication, act=unit.act(occurred_on))
    unit.save(one)
    return one


async def rename(unit: UnitOfWork, *, body: str, name: LocalizedText, expected_version: int | None) -> Body:
    one = await unit.load(Body, body, expected_version=expected_version)
    one.rename(name=name, act=unit.act())
    unit.save(one)
    return one


async def name_delegate(
    unit: UnitOfWork,
    *,
    body: str,
    person: str,
    function: str | None,
    since: date,
    until: date | None,
    credential: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Body:
    """A person speaks for the body in this term. The name is kept beside the record."""
    one = await unit.load(Body, body, expected_version=expected_version)
    term = NewTerm(body=body, person=person, function=function, since=since, until=until, credential=credential)
    _name(unit, one, term, act=unit.act(occurred_on))
    unit.save(one)
    return one


def _name(unit: UnitOfWork, body: Body, term: NewTerm, *, act: Act) -> str:
    """The identifier of the delegate; the body is saved by the caller."""
    delegate = new_identifier()
    body.name_delegate(delegate=delegate, since=term.since, until=term.until, credential=term.credential, act=act)
    unit.put_document(DELEGATES, delegate, {"body": body.id, "person": term.person, "function": term.function})
    return delegate


async def end_term(
    unit: UnitOfWork, *, body: str, delegate: str, occurred_on: date | None, expected_version: int | None
) -> Body:
    one = await unit.load(Body, body, expected_version=expected_version)
    one.end_term(delegate=delegate, act=unit.act(occurred_on))
    unit.save(one)
    return one


async def import_delegates(unit: UnitOfWork, terms: Sequence[tuple[int, NewTerm]]) -> BodyImport:
    """Enter all of them or none. Raises :class:`ImportRefused` with every line that does not fit."""
    entered: list[str] = []
    bad: list[BadLine] = []
    known = await _on_record(unit, {one.body for _, one in terms})
    bodies: dict[str, Body] = {}  # each is read and written once, however many lines it has
    act = unit.act()
    for line, one in terms:
        said = (one.body, one.person, one.since)
        if said in known:
            bad.append(BadLine(line=line, field="person", reason="This person has a term from that day already."))
            continue
        known.add(said)
        try:
            if one.body not in bodies:
                bodies[one.body] = await unit.load(Body, one.body)
            entered.append(_name(unit, bodies[one.body], one, act=act))
        except NotFound as refused:
            bad.append(BadLine(line=line, field="body", reason=refused.sentence))
        except InvalidInput as refused:
            bad.append(BadLine(line=line, field="until", reason=refused.sentence))
        except WrongState as refused:
            bad.append(BadLine(line=line, field="since", reason=refused.sentence))
    if bad:
        raise ImportRefused(bad)
    for body in bodies.values():
        unit.save(body)
    done = BodyImport.of_delegates(id=new_identifier(), entered=entered, act=act)
    await unit.add(done)
    return done


async def _on_record(unit: UnitOfWork, wanted: Collection[str]) -> set[tuple[str, str, date]]:
    """Body, person and first day of each term that these bodies have."""
    where = {"body": {"$in": sorted(wanted)}}
    names = {one["_id"]: one["person"] for one in await unit.query(DELEGATES, where, limit=_MOST_DELEGATES)}
    bodies = [one for name in sorted(wanted) if (one := await unit.find(Body, name)) is not None]
    return {
        (body.id, names[term.delegate], term.since) for body in bodies for term in body.terms if term.delegate in names
    }
