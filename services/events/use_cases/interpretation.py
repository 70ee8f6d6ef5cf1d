"""Interpreters' assignments, the house's terms, and the estimate that funding is told."""

import hashlib
from datetime import date

from services.events.domain.interpretation import Assignment, Interpretation, interpretation_id
from services.events.domain.interpretation_cost import estimate_of
from services.events.domain.interpretation_terms import TERMS, InterpretationTerms, Terms
from services.events.domain.workshop import Workshop
from services.events.use_cases.gates import around_of
from shared.persistence.unit_of_work import UnitOfWork

INTERPRETERS = "interpreters"
"""Names and contacts of interpreters, by workshop and identifier: personal data beside the record. One who works at two
workshops stands there twice, for each is kept as long as its workshop asks for."""


def record_of_interpreter(workshop: str, interpreter: str) -> str:
    """The identifier of the document, however long the two are."""
    wanted = f"{workshop}:{interpreter}"
    return wanted if len(wanted) <= 100 else f"interpreter-{hashlib.sha256(wanted.encode()).hexdigest()}"


async def set_terms(unit: UnitOfWork, *, terms: Terms, expected_version: int | None) -> InterpretationTerms:
    """The house's terms: new, or anew for ``expected_version``."""
    if expected_version is None and await unit.find(InterpretationTerms, TERMS) is None:
        first = InterpretationTerms(id=TERMS)
        first.set_terms(unit.act(), terms=terms)
        await unit.add(first)
        return first
    known = await unit.load(InterpretationTerms, TERMS, expected_version=expected_version)
    known.set_terms(unit.act(), terms=terms)
    unit.save(known)
    return known


async def assign_interpreter(
    unit: UnitOfWork,
    workshop: str,
    *,
    assignment: Assignment,
    name: str | None,
    contact: str | None,
    occurred_on: date | None,
) -> Interpretation:
    """Without a name it is the one known from another workshop. Raises ``WrongState`` for an interpreter who would be
    in two places, or would not rest."""
    act = unit.act(occurred_on)
    of = await unit.load(Workshop, workshop)
    schedule = of.dated("interpreted")
    terms = (await around_of(unit, of)).terms
    interpretation = await _known_or_new(unit, of)
    interpretation.assign(act, assignment=assignment, sessions=of.sessions, terms=terms, zone=schedule.zone)
    await _keep(unit, interpretation)
    await _keep_name(unit, workshop, assignment.interpreter, name=name, contact=contact)
    return interpretation


async def _keep_name(
    unit: UnitOfWork, workshop: str, interpreter: str, *, name: str | None, contact: str | None
) -> None:
    record = record_of_interpreter(workshop, interpreter)
    if name is None:
        known = {"interpreter": interpreter, "workshop": {"$ne": workshop}}
        elsewhere = await unit.query(INTERPRETERS, known, limit=1, sort=(("_id", -1),))
        if not elsewhere or await unit.find_document(INTERPRETERS, record) is not None:
            return
        name, contact = elsewhere[0]["name"], elsewhere[0]["contact"]
    unit.put_document(
        INTERPRETERS, record, {"workshop": workshop, "interpreter": interpreter, "name": name, "contact": contact}
    )


async def release_interpreter(
    unit: UnitOfWork, workshop: str, *, assignment: str, occurred_on: date | None, expected_version: int | None
) -> Interpretation:
    """A workshop that was ready is so no longer when a plenary lacks interpretation now (R38); both are one write."""
    act = unit.act(occurred_on)
    interpretation = await unit.load(Interpretation, interpretation_id(workshop), expected_version=expected_version)
    of = await unit.load(Workshop, workshop)
    of.require_open("changed")
    interpretation.release(act, assignment=assignment)
    unit.save(interpretation)
    facts = await around_of(unit, of)
    of.lose_interpretation(act, around=facts.model_copy(update={"assignments": interpretation.assignments}))
    unit.save(of)
    return interpretation


async def tell_estimate(
    unit: UnitOfWork, workshop: str, *, occurred_on: date | None, expected_version: int | None
) -> Interpretation:
    """From the programme as it is and the house's terms. Raises ``WrongState`` without prices, dates, or news."""
    act = unit.act(occurred_on)
    of = await unit.load(Workshop, workshop)
    schedule = of.dated("estimated")
    interpretation = await _known_or_new(unit, of, expected_version=expected_version)
    facts = await around_of(unit, of)
    estimate = estimate_of(workshop=of.id, cycle=of.cycle, sessions=of.sessions, schedule=schedule, terms=facts.terms)
    interpretation.tell_estimate(act, estimate=estimate)
    await _keep(unit, interpretation)
    return interpretation


async def _known_or_new(unit: UnitOfWork, workshop: Workshop, *, expected_version: int | None = None) -> Interpretation:
    identifier = interpretation_id(workshop.id)
    if expected_version is None and await unit.find(Interpretation, identifier) is None:
        return Interpretation(id=identifier, workshop=workshop.id, cycle=workshop.cycle)
    return await unit.load(Interpretation, identifier, expected_version=expected_version)


async def _keep(unit: UnitOfWork, interpretation: Interpretation) -> None:
    """New when all that it ever recorded was recorded now."""
    if interpretation.version == len(interpretation.recorded):
        await unit.add(interpretation)
    else:
        unit.save(interpretation)
