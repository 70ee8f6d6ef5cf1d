"""What a caller sees."""

from datetime import date

from services.publications.domain import catalogue_record, volume
from services.publications.domain.content import Point, Practice, Section
from services.publications.domain.parts import HeldWorkshop, InVolume, State
from services.publications.queries import report_as_published, volume_as_published
from shared.contracts.closing import OpenMatter
from shared.contracts.publications import CoveredWorkshop, Edition
from shared.domain.misfits import Misfit
from shared.domain.text import Language, LocalizedText
from shared.http.actions import ActedView
from shared.http.schemas import View
from shared.persistence.driver import Document


class ReportView(ActedView):
    workshop: str
    cycle: str
    held: HeldWorkshop | None
    """Absent while nobody told that the workshop was held."""
    state: State
    state_since: date
    sections: tuple[Section, ...]
    key_messages: tuple[Point, ...]
    lessons_learned: tuple[Point, ...]
    effective_practices: tuple[Practice, ...]
    called_off: str | None
    """Why the workshop was cancelled or put off. For staff."""
    volumes: tuple[InVolume, ...]
    """The volumes that cover the workshop; the public sees those that are published."""
    volume_due_on: date | None
    """After this day a volume that covers it is overdue (R61). For staff."""
    closed_on: date | None
    """The day the workshop's cycle was closed. For staff."""
    after_close: bool
    """It was last changed after its cycle was closed."""


class PublishedReportView(ReportView):
    """The same form, with what is not published left out."""

    @classmethod
    def of(cls, document: Document) -> "PublishedReportView":
        return super().of(report_as_published(document))


class VolumeView(ActedView):
    number: int
    title: LocalizedText
    original_language: Language
    missing_languages: tuple[Language, ...]
    """The working languages it has no edition in (R67)."""
    workshops: tuple[CoveredWorkshop, ...]
    editions: tuple[Edition, ...]
    state: volume.State
    state_since: date
    published_on: date | None
    reason: str | None
    """Why it was withdrawn."""
    due_on: date | None
    """After this day a workshop it covers is overdue (R61). For staff."""
    after_close: bool
    """It was last changed after the cycle of a workshop it covers was closed."""

    @classmethod
    def of(cls, document: Document) -> "VolumeView":
        return super().of({**document, "missing_languages": _missing(document)})


class PublishedVolumeView(VolumeView):
    """The same form, with what is not published left out."""

    @classmethod
    def of(cls, document: Document) -> "PublishedVolumeView":
        return super().of(volume_as_published(document))  # type: ignore[return-value]


class CatalogueRecordView(View):
    """A volume in the catalogue, or the tombstone of one that was withdrawn (R66)."""

    volume: str
    number: int
    title: LocalizedText
    original_language: Language
    workshops: tuple[CoveredWorkshop, ...]
    editions: tuple[Edition, ...]
    state: catalogue_record.State
    listed_on: date
    withdrawn_on: date | None
    reason: str | None
    after_close: bool
    """It was last changed after the cycle of a workshop the volume covers was closed."""


class CycleView(ActedView):
    year: int
    opened_on: date | None
    """Absent until governance told of it."""
    closed_on: date | None
    open: tuple[OpenMatter, ...]
    """What governance would have to waive to close it now."""
    held: tuple[str, ...]
    """The workshops that were held, of whatever kind, as far as publications heard of them."""
    misfits: tuple[Misfit, ...]
    """Workshops that were held, and that the cycle was closed without: a person says what follows."""


def _missing(document: Document) -> tuple[Language, ...]:
    there = {edition["language"] for edition in document["editions"]}
    return tuple(language for language in Language if language.value not in there)
