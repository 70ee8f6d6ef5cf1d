"""The gates a workshop passes on its way, and what they look at."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.events.domain.gates import Around, Passed
from services.events.domain.holidays import Holidays, tables_for
from services.events.domain.interpretation import Interpretation, interpretation_id
from services.events.domain.interpretation_terms import TERMS, InterpretationTerms, Terms
from services.events.domain.kinds import KINDS
from services.events.domain.workshop import Workshop
from shared.contracts.funding import Coverage
from shared.domain.waivers import Waiver
from shared.persistence.unit_of_work import UnitOfWork

WAIVED_BY = "waived_by"
"""Who lifted what at a gate, by workshop and gate: names, and so kept beside the record."""
COVERAGES = "coverages"
"""How far the money of a workshop reaches, as funding told it last."""


async def confirm_workshop(
    unit: UnitOfWork,
    identifier: str,
    *,
    waivers: Sequence[Waiver],
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """Place, days and money are good. Raises everything that blocks (R25’s holidays, R58)."""
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    passed = workshop.confirm(unit.act(occurred_on), around=await around_of(unit, workshop), waivers=waivers)
    _keep(unit, workshop, "confirmation", passed, waivers)
    return workshop


async def declare_ready(
    unit: UnitOfWork,
    identifier: str,
    *,
    waivers: Sequence[Waiver],
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """Nothing is left to do before the day."""
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    passed = workshop.declare_ready(unit.act(occurred_on), around=await around_of(unit, workshop), waivers=waivers)
    _keep(unit, workshop, "readiness", passed, waivers)
    return workshop


async def note_coverage(unit: UnitOfWork, *, workshop: str, cycle: str, coverage: Coverage) -> None:
    """What funding tells; the gate looks at it when somebody confirms the workshop."""
    unit.put_document(COVERAGES, workshop, {"workshop": workshop, "cycle": cycle, "share": coverage.share})


async def around_of(unit: UnitOfWork, workshop: Workshop) -> Around:
    """What its gates look at, in this transaction."""
    wanted = tables_for(workshop.schedule) if workshop.schedule else ()
    tables = [await unit.find(Holidays, one) for one in wanted]
    told = await unit.find_document(COVERAGES, workshop.id)
    return around(
        workshop,
        holidays=tuple(one for one in tables if one is not None),
        told=told,
        interpretation=await unit.find(Interpretation, interpretation_id(workshop.id)),
        terms=await unit.find(InterpretationTerms, TERMS),
    )


def around(
    workshop: Workshop,
    *,
    holidays: Sequence[Holidays],
    told: Mapping[str, Any] | None,
    interpretation: Interpretation | None,
    terms: InterpretationTerms | None,
) -> Around:
    """Workshops and conferences have a budget, the Council’s gatherings and seminars have none (A16)."""
    return Around(
        holidays=tuple(holidays),
        budgeted=KINDS[workshop.kind].counted,
        coverage=told["share"] if told else None,
        assignments=interpretation.assignments if interpretation else (),
        terms=terms.terms if terms else Terms(),
        estimate=interpretation.told if interpretation else None,
    )


def _keep(unit: UnitOfWork, workshop: Workshop, gate: str, passed: Passed, waivers: Sequence[Waiver]) -> None:
    if passed.waived:
        names = {one.rule: one.by for one in waivers}
        unit.put_document(WAIVED_BY, f"{workshop.id}|{gate}", {"workshop": workshop.id, "gate": gate, "by": names})
    unit.save(workshop)
