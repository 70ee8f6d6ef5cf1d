"""A cycle, from its first message to its close: written with everything that opens or settles a report of it."""

from collections.abc import Iterable
from datetime import date

from services.publications.domain.cycle import Cycle
from services.publications.domain.decided import ChosenTopics
from services.publications.domain.parts import HeldWorkshop
from services.publications.domain.report import Report
from shared.contracts.facts import ThemeRef
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import year_of_cycle
from shared.persistence.unit_of_work import UnitOfWork


async def cycle_or_new(unit: UnitOfWork, identifier: str) -> Cycle:
    """The cycle. Whatever is heard of it first makes it, so that the order in which things are told does not matter.

    Raises ``ValueError`` for what no service calls a cycle.
    """
    year = year_of_cycle(identifier)
    if year is None:
        raise ValueError(f"“{identifier}” is not the identifier of a cycle, such as cycle-2018")
    return await unit.find(Cycle, identifier) or Cycle(id=identifier, year=year)


async def note_opened(unit: UnitOfWork, act: Act, *, cycle: str, opened_on: date) -> None:
    """Governance opened the cycle."""
    known = await cycle_or_new(unit, cycle)
    known.note_opened(act, opened_on=opened_on)
    await _keep(unit, known)


async def note_planned(unit: UnitOfWork, act: Act, *, cycle: str, workshop: str) -> None:
    """A workshop was planned, and may have documents."""
    known = await cycle_or_new(unit, cycle)
    known.note_planned(act, workshop=workshop)
    await _keep(unit, known)


async def note_theme(unit: UnitOfWork, act: Act, *, cycle: str, theme: ThemeRef) -> None:
    """The Membership chose the theme of the year, or a determination was corrected."""
    known = await cycle_or_new(unit, cycle)
    known.note_theme(act, theme=theme)
    await _keep(unit, known)


async def note_topics(unit: UnitOfWork, act: Act, *, cycle: str, topics: ChosenTopics, supersedes: str | None) -> None:
    """The Membership chose the topics of the year, or a determination was corrected."""
    known = await cycle_or_new(unit, cycle)
    known.note_topics(act, topics=topics, supersedes=supersedes)
    await _keep(unit, known)


async def note_held(unit: UnitOfWork, act: Act, *, cycle: str, workshop: str, held: HeldWorkshop) -> None:
    """A workshop that needs no report was held."""
    known = await cycle_or_new(unit, cycle)
    known.note_council(act, workshop=workshop, held=held)
    known.review(act, held=(workshop,))
    await _keep(unit, known)


async def close_cycle(
    unit: UnitOfWork, act: Act, *, cycle: str, closed_on: date, held: Iterable[str], theme: ThemeRef | None
) -> None:
    """Governance closed the cycle, for good, with the workshops ``held`` and the ``theme``: its reports are part of the
    write, so that none slips past it."""
    known = await cycle_or_new(unit, cycle)
    reports = [await unit.load(Report, identifier) for identifier in known.reports]
    known.close(act, closed_on=closed_on, held=held, reports=reports, theme=theme)
    for report in reports:
        unit.save(report)
    await _keep(unit, known)


async def keep_report(unit: UnitOfWork, act: Act, report: Report, *, of: Cycle | None = None) -> None:
    """Save a report together with its cycle: there is no other way to save one, so none forgets the cycle.

    ``of`` is the cycle, where the caller changed it as well.
    """
    cycle = of or await cycle_or_new(unit, report.cycle)
    cycle.review(act, reports=(report,))
    await _keep(unit, report)
    await _keep(unit, cycle)


async def acknowledge_misfit(
    unit: UnitOfWork, cycle: str, *, about: str, reason: str, occurred_on: date | None, expected_version: int | None
) -> Cycle:
    """A person saw a fact that did not fit. Raises ``NotFound`` for one that there is not, or that was seen."""
    known = await unit.load(Cycle, cycle, expected_version=expected_version)
    known.acknowledge(unit.act(occurred_on), about=about, reason=reason)
    unit.save(known)
    return known


async def _keep(unit: UnitOfWork, aggregate: Aggregate) -> None:
    if await unit.find(type(aggregate), aggregate.id) is None:
        await unit.add(aggregate)
    else:
        unit.save(aggregate)
