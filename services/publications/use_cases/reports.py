"""A workshop's report: opened by what events tells, written and published by editors."""

from collections.abc import Sequence
from datetime import date

from services.publications.domain.content import Content
from services.publications.domain.identity import report_id
from services.publications.domain.kinds import KINDS
from services.publications.domain.report import HeldWorkshop, Report
from shared.contracts.events import SessionFacts
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork


async def note_held(
    unit: UnitOfWork, act: Act, *, workshop: str, cycle: str, held: HeldWorkshop, sessions: Sequence[SessionFacts]
) -> None:
    """The report of a workshop that was held; of Council kinds there is none."""
    if not KINDS[held.kind].reported:
        return
    report = await unit.find(Report, report_id(workshop))
    if report is not None:
        report.note_held(act, held=held, sessions=sessions)
        unit.save(report)
        return
    report = _report_of(workshop, cycle, act)
    report.note_held(act, held=held, sessions=sessions)
    await unit.add(report)


async def note_called_off(unit: UnitOfWork, act: Act, *, workshop: str, cycle: str, reason: str) -> None:
    """The workshop was cancelled or put off. Without a report that is kept too, so that the order in which
    things are told does not matter."""
    report = await unit.find(Report, report_id(workshop))
    if report is not None:
        report.note_called_off(act, reason=reason)
        unit.save(report)
        return
    report = _report_of(workshop, cycle, act)
    report.note_called_off(act, reason=reason)
    await unit.add(report)


async def write_report(
    unit: UnitOfWork, identifier: str, *, content: Content, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Replace its content. Raises ``InvalidInput`` for content that does not fit together."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    report.write(unit.act(occurred_on), content=content)
    unit.save(report)
    return report


async def clear_report(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Somebody checked it as it is."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    report.clear(unit.act(occurred_on))
    unit.save(report)
    return report


async def publish_report(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Raises ``RuleBroken`` R63."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    report.publish(unit.act(occurred_on))
    unit.save(report)
    return report


async def withdraw_report(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Take it back, to correct it. Refused while a published volume contains it."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    report.withdraw(unit.act(occurred_on), reason=reason)
    unit.save(report)
    return report


def _report_of(workshop: str, cycle: str, act: Act) -> Report:
    return Report(id=report_id(workshop), workshop=workshop, cycle=cycle, state_since=act.occurred_on)
