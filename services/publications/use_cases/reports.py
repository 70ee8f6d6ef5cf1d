"""A workshop's report: opened by what events tells, written and published by editors."""

from collections.abc import Collection, Sequence
from datetime import date

from services.publications.domain.closing import told_otherwise
from services.publications.domain.consent import StoryConsent
from services.publications.domain.content import Content
from services.publications.domain.cycle import Cycle
from services.publications.domain.identity import report_id
from services.publications.domain.kinds import KINDS
from services.publications.domain.parts import HeldWorkshop
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from services.publications.use_cases import cycles
from services.publications.use_cases.bank import keep_entries
from services.publications.use_cases.cycles import cycle_or_new, keep_report
from shared.contracts.events import ConsentUse, SessionFacts
from shared.domain.act import Act
from shared.domain.waivers import Waiver
from shared.persistence.unit_of_work import UnitOfWork

WAIVED_BY = "waived_by"
"""Who waived a rule, by report: names, and so kept beside the record."""


async def note_held(
    unit: UnitOfWork, act: Act, *, workshop: str, cycle: str, held: HeldWorkshop, sessions: Sequence[SessionFacts]
) -> None:
    """The report of a workshop that was held; of Council kinds there is none. It is not opened where the cycle was
    closed without the workshop, and a person is told so."""
    if not KINDS[held.kind].reported:
        await cycles.note_held(unit, act, cycle=cycle, workshop=workshop, held=held)
        return
    report, of = await _report_and_cycle(unit, act, workshop=workshop, cycle=cycle)
    if not report.note_held(act, held=held, sessions=sessions):
        why = told_otherwise(of.id, of.closed_on, name=held.title.any(), held_on=held.held_on)
        of.did_not_fit(act, fact="WorkshopHeld", about=workshop, why=why)
    keep_entries(unit, report)
    await keep_report(unit, act, report, of=of)
    await _mark_volumes(unit, act, report)


async def note_called_off(unit: UnitOfWork, act: Act, *, workshop: str, cycle: str, reason: str) -> None:
    """The workshop was cancelled or put off. Without a report that is kept too, so that the order in which
    things are told does not matter."""
    report, of = await _report_and_cycle(unit, act, workshop=workshop, cycle=cycle)
    report.note_called_off(act, reason=reason)
    keep_entries(unit, report)
    of.note_council(act, workshop=workshop, held=None)
    await keep_report(unit, act, report, of=of)


async def note_consent(
    unit: UnitOfWork,
    act: Act,
    *,
    workshop: str,
    cycle: str,
    told: StoryConsent,
    speaks: bool,
    withdrawn: Collection[ConsentUse],
) -> None:
    """A speaker gave or took back the consent to the story, the name or the picture, or does not speak after all,
    before there is a report or after; volumes that are out with it are marked. The bank of practices holds no story."""
    report, of = await _report_and_cycle(unit, act, workshop=workshop, cycle=cycle)
    report.note_consent(act, told=told, speaks=speaks, withdrawn=withdrawn)
    await keep_report(unit, act, report, of=of)
    await _mark_volumes(unit, act, report)


async def follow_withdrawals(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Report:
    """A person took out the names and pictures that were taken back, of the report and of what is out with it."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.follow_withdrawals(act)
    await keep_report(unit, act, report)
    await _mark_volumes(unit, act, report)
    return report


async def write_report(
    unit: UnitOfWork, identifier: str, *, content: Content, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Replace its content. Raises ``InvalidInput`` for content that does not fit together."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.write(act, content=content)
    await keep_report(unit, act, report)
    return report


async def send_to_review(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Its editors are done with it: whoever was asked decides, and somebody clears it."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.send_to_review(act)
    await keep_report(unit, act, report)
    return report


async def ask_reviewers(
    unit: UnitOfWork,
    identifier: str,
    *,
    reviewers: Sequence[str],
    occurred_on: date | None,
    expected_version: int | None,
) -> Report:
    """These accounts have to approve of it before it is cleared; with none, nobody has to."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.ask_reviewers(act, reviewers=reviewers)
    await keep_report(unit, act, report)
    return report


async def decide_on_report(
    unit: UnitOfWork,
    identifier: str,
    *,
    approved: bool,
    why: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Report:
    """A reviewer approves of it as it is, or asks for changes."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.decide(act, approved=approved, why=why)
    await keep_report(unit, act, report)
    return report


async def comment_on_report(
    unit: UnitOfWork, identifier: str, *, comment: str, about: str | None, text: str, occurred_on: date | None
) -> Report:
    """Say something of it, or of a part; whoever writes it meanwhile reads it first."""
    report = await unit.load(Report, identifier)
    act = unit.act(occurred_on)
    report.comment(act, identifier=comment, about=about, text=text, parts=report.parts)
    await keep_report(unit, act, report)
    return report


async def resolve_comment(
    unit: UnitOfWork, identifier: str, *, comment: str, occurred_on: date | None, expected_version: int | None
) -> Report:
    """A comment is dealt with."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.resolve(act, comment=comment)
    await keep_report(unit, act, report)
    return report


async def clear_report(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Somebody checked it as it is."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.clear(act)
    await keep_report(unit, act, report)
    return report


async def publish_report(
    unit: UnitOfWork,
    identifier: str,
    *,
    waivers: Sequence[Waiver],
    occurred_on: date | None,
    expected_version: int | None,
) -> Report:
    """Raises ``RuleBroken`` R63, unless that is waived; the name of who waives it is kept beside the record."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.publish(act, waivers=waivers)
    if report.waived:
        names = {one.rule: one.by for one in waivers}
        unit.put_document(WAIVED_BY, report.id, {"report": report.id, "by": names})
    keep_entries(unit, report)
    await keep_report(unit, act, report)
    return report


async def withdraw_report(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Report:
    """Take it back, to correct it. Refused while a published volume contains it."""
    report = await unit.load(Report, identifier, expected_version=expected_version)
    act = unit.act(occurred_on)
    report.withdraw(act, reason=reason)
    keep_entries(unit, report)
    await keep_report(unit, act, report)
    return report


async def _mark_volumes(unit: UnitOfWork, act: Act, report: Report) -> None:
    """Those that are out with it say what of it is without its speaker's consent, and which of their files are old."""
    for one in report.volumes:
        if one.published:
            volume = await unit.load(Volume, one.volume)
            others = [w.workshop for w in volume.workshops if w.workshop != report.workshop]
            reports = [report, *[await unit.load(Report, report_id(other)) for other in others]]
            volume.note_stories(act, report=report, reports=reports)
            unit.save(volume)


async def _report_and_cycle(unit: UnitOfWork, act: Act, *, workshop: str, cycle: str) -> tuple[Report, Cycle]:
    """The report on a workshop, new where there is none, and its cycle."""
    report = await unit.find(Report, report_id(workshop))
    of = await cycle_or_new(unit, report.cycle if report else cycle)
    if report is None:
        report = Report(
            id=report_id(workshop),
            workshop=workshop,
            cycle=of.id,
            state_since=act.occurred_on,
            closed_on=of.closed_on,
            left_out=of.leaves_out(workshop),
        )
    return report, of
