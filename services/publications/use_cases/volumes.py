"""A volume, with its number in the series (R62), the workshops it covers (R61) and its catalogue record (R66)."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.identity import SERIES, catalogue_id, check_own_id, report_id, volume_id
from services.publications.domain.imprint import Imprint
from services.publications.domain.made import MadeEdition
from services.publications.domain.report import Report
from services.publications.domain.series import Series
from services.publications.domain.standing import State
from services.publications.domain.volume import Volume
from services.publications.use_cases.cycles import keep_report
from services.publications.use_cases.documents import take_documents_of_volume_off
from shared.contracts.publications import Edition
from shared.domain.act import Act
from shared.domain.errors import NotFound
from shared.domain.text import Language, LocalizedText
from shared.persistence.files import forget_whole
from shared.persistence.unit_of_work import UnitOfWork


async def create_volume(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    number: int | None,
    title: LocalizedText,
    original_language: Language,
    workshops: Sequence[str],
    machine_titles: Sequence[Language] = (),
    occurred_on: date | None,
) -> Volume:
    """A volume in preparation, with the next number unless one is given. Raises ``RuleBroken`` R61 and R62.

    The series is part of the write, so that two volumes made at the same moment have two numbers.
    """
    act = unit.act(occurred_on)
    known = await unit.find(Series, SERIES)
    series = known or Series(id=SERIES)
    number = series.last + 1 if number is None else number
    if identifier is not None:
        check_own_id(identifier, meant=volume_id(number))
    volume = Volume(
        id=identifier or volume_id(number),
        number=number,
        title=title,
        machine_titles=tuple(language for language in Language if language in machine_titles),
        original_language=original_language,
        state_since=act.occurred_on,
    )
    series.hand_out(act, number=number, volume=volume.id)
    reports = [await _report_of(unit, workshop) for workshop in workshops]
    volume.create(act, reports=reports)
    await unit.add(volume)
    if known is None:
        await unit.add(series)
    else:
        unit.save(series)
    for report in reports:
        report.put_into(act, volume=volume.id, published=False)
        await keep_report(unit, act, report)
    return volume


async def revise_volume(
    unit: UnitOfWork,
    identifier: str,
    *,
    title: LocalizedText,
    original_language: Language,
    workshops: Sequence[str],
    machine_titles: Sequence[Language] = (),
    occurred_on: date | None,
    expected_version: int | None,
) -> Volume:
    """What it is called and covers. Raises ``RuleBroken`` R61, R68."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    before = {one.workshop for one in volume.workshops}
    reports = [await _report_of(unit, workshop) for workshop in workshops]
    volume.revise(act, title=title, original_language=original_language, reports=reports, machine_titles=machine_titles)
    for report in reports:
        if report.workshop not in before:
            report.put_into(act, volume=volume.id, published=False)
            await keep_report(unit, act, report)
    await _take_out(unit, act, volume, before - set(workshops))
    unit.save(volume)
    return volume


async def set_editions(
    unit: UnitOfWork,
    identifier: str,
    *,
    editions: Sequence[Edition],
    occurred_on: date | None,
    expected_version: int | None,
) -> Volume:
    """All its editions. Those of a published volume are told and catalogued in the same step (R66)."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    reports = [await _report_of(unit, one.workshop) for one in volume.workshops]
    before = volume.made
    volume.set_editions(act, editions=editions, reports=reports)
    forget_replaced(unit, before, by=volume.made)
    return await kept_with_record(unit, act, volume)


def forget_replaced(unit: UnitOfWork, made: Iterable[MadeEdition], *, by: Iterable[MadeEdition]) -> None:
    """The files that no edition has any more: they may tell what was taken back since (R30)."""
    kept = {file.file for edition in by for file in edition.files}
    for file in (file for edition in made for file in edition.files if file.file not in kept):
        forget_whole(unit, file.file, size_bytes=file.size_bytes)


async def sign_language(
    unit: UnitOfWork, identifier: str, *, language: Language, occurred_on: date | None, expected_version: int | None
) -> Volume:
    """A person signs for a language: told and catalogued in the same step, where the volume is published (R66)."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    volume.sign(act, language=language, reports=[await _report_of(unit, one.workshop) for one in volume.workshops])
    return await kept_with_record(unit, act, volume)


async def set_imprint(
    unit: UnitOfWork, identifier: str, *, imprint: Imprint, occurred_on: date | None, expected_version: int | None
) -> Volume:
    """What stands on the back of its title page. Raises ``RuleBroken`` R69."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    reports = [await _report_of(unit, one.workshop) for one in volume.workshops]
    volume.set_imprint(act, imprint=imprint, reports=reports)
    return await kept_with_record(unit, act, volume)


async def publish_volume(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Volume:
    """It comes out, and stands in the catalogue, in one step (R66). The reports are part of the write, so that
    none is taken back at the same moment."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    reports = {one.workshop: await _report_of(unit, one.workshop) for one in volume.workshops}
    volume.publish(act, reports=reports)
    await unit.add(CatalogueRecord.listing(act, volume, identifier=catalogue_id(volume.id)))
    for report in reports.values():
        report.put_into(act, volume=volume.id, published=True)
        await keep_report(unit, act, report)
    unit.save(volume)
    return volume


async def withdraw_volume(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Volume:
    """It is published no longer, and its catalogue record a tombstone, in one step (R66). The workshops it
    covered wait for another volume (R61)."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    workshops = {one.workshop for one in volume.workshops}
    volume.withdraw(act, reason=reason, reports=[await _report_of(unit, workshop) for workshop in sorted(workshops)])
    record = await unit.load(CatalogueRecord, catalogue_id(volume.id))
    record.withdraw(act, volume, reason=reason)
    unit.save(record)
    await take_documents_of_volume_off(unit, act, volume, reason=reason)
    await _take_out(unit, act, volume, workshops)
    unit.save(volume)
    return volume


async def kept_with_record(unit: UnitOfWork, act: Act, volume: Volume) -> Volume:
    """Saved, with its record in the same step where it is published (R66)."""
    if volume.state is State.PUBLISHED:
        record = await unit.load(CatalogueRecord, catalogue_id(volume.id))
        record.revise(act, volume)
        unit.save(record)
    unit.save(volume)
    return volume


async def _report_of(unit: UnitOfWork, workshop: str) -> Report:
    """Raises ``NotFound`` for a workshop that nobody told was held."""
    report = await unit.find(Report, report_id(workshop))
    if report is None:
        raise NotFound("report on a workshop", workshop)
    return report


async def _take_out(unit: UnitOfWork, act: Act, volume: Volume, workshops: set[str]) -> None:
    for workshop in sorted(workshops):
        report = await _report_of(unit, workshop)
        report.take_out(act, volume=volume.id)
        await keep_report(unit, act, report)
