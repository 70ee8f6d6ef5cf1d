"""The editions whose files are made here, each kept with its files in one step."""

from collections.abc import Mapping
from datetime import date

from services.publications.domain.book import book_of
from services.publications.domain.identity import report_id
from services.publications.domain.made import MadeEdition
from services.publications.domain.report import Report
from services.publications.domain.rules import STORY_WITH_CONSENT
from services.publications.domain.volume import Volume
from services.publications.use_cases.volumes import forget_replaced, kept_with_record
from shared.contracts.publications import Edition
from shared.domain.actions import Obstacles
from shared.domain.errors import RuleBroken, StaleVersion
from shared.persistence.files import CHUNKS, FILES, whole
from shared.persistence.unit_of_work import UnitOfWork


async def judge_edition(
    unit: UnitOfWork, identifier: str, *, edition: Edition, occurred_on: date | None, expected_version: int | None
) -> Volume:
    """The volume, where nothing refuses the edition before its files are made. Nothing is changed."""
    unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    volume.check_make(edition)
    return volume


async def keep_edition(
    unit: UnitOfWork,
    identifier: str,
    *,
    edition: Edition,
    made: MadeEdition,
    files: Mapping[str, bytes],
    occurred_on: date | None,
    expected_version: int | None,
) -> Volume:
    """The edition, its verdicts and its files. Raises ``StaleVersion`` when the volume or a report was changed while
    they were made."""
    act = unit.act(occurred_on)
    volume = await unit.load(Volume, identifier, expected_version=expected_version)
    reports = {one.workshop: await unit.load(Report, report_id(one.workshop)) for one in volume.workshops}
    if book_of(volume, reports, edition).digest != made.source:
        raise StaleVersion("volume", identifier)
    before = volume.made
    volume.make(act, edition=edition, made=made, reports=tuple(reports.values()))
    forget_replaced(unit, before, by=volume.made)
    for file, content in files.items():
        entry, chunks = whole(file, content, name=file, stored_at=unit.context.recorded_at)
        unit.put_document(FILES, file, entry)
        for key, chunk in chunks.items():
            unit.put_document(CHUNKS, key, chunk)
    return await kept_with_record(unit, act, volume)


def obstacles_to_hand_out(volume: Volume, made: MadeEdition, reports: Mapping[str, Report]) -> Obstacles:
    """What keeps its files from everybody, staff too. ``reports`` are those of its workshops, by workshop.

    What stands in the files is known only as far as they are of the source as it is now, so any others are kept back
    once a consent was: also of a draft, and after the story left the report.
    """
    edition = volume.edition_in(made.language)
    silent = any(one.silent_sessions for one in reports.values())
    if silent and edition is not None and book_of(volume, reports, edition).digest != made.source:
        yield RuleBroken(
            STORY_WITH_CONSENT,
            f"The files of the edition in “{made.language}” were made before the volume or a report changed, and may "
            "tell a story to which its speaker does not agree any more.",
            remedy="Make the edition again: the story is left out.",
        )
