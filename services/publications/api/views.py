"""What a caller sees."""

from datetime import date

from pydantic import BaseModel

from services.publications.domain import catalogue_record, standing, volume
from services.publications.domain.content import Point, Practice, Section
from services.publications.domain.editions import Lack, lacking
from services.publications.domain.imprint import Imprint
from services.publications.domain.made import MadeEdition
from services.publications.domain.parts import HeldWorkshop, InVolume, State
from services.publications.domain.review import Comment, Decision
from services.publications.domain.taken_back import TakenBack
from services.publications.queries import report_as_published, volume_as_published
from shared.contracts.closing import OpenMatter
from shared.contracts.publications import CoveredWorkshop, Edition, Translator
from shared.domain.misfits import Misfit
from shared.domain.text import Language, LocalizedText
from shared.http.actions import ActedView, woken
from shared.http.schemas import View
from shared.persistence.driver import Document


class Lifted(BaseModel):
    """A rule that was lifted."""

    number: str
    slug: str
    reason: str | None = None
    """For staff."""


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
    machine_languages: tuple[Language, ...] = ()
    """The languages in which its texts are a machine's translation, which no person read yet (R68)."""
    called_off: str | None
    """Why the workshop was cancelled or put off. For staff."""
    volumes: tuple[InVolume, ...]
    """The volumes that cover the workshop; the public sees those that are published."""
    volume_due_on: date | None
    """After this day a volume that covers it is overdue (R61). For staff."""
    closed_on: date | None
    """The day the workshop's cycle was closed. For staff."""
    story_to_remove: bool = False
    """It tells a story without its speaker's consent (R30). For staff; the public does not see that story."""
    taken_back: tuple[TakenBack, ...] = ()
    """Speakers who took back the yes to their name or picture (R30): neither is written of them. For staff."""
    waived: tuple[Lifted, ...] = ()
    """What its publication was lifted from (R63)."""
    waived_by: dict[str, str] | None = None
    """Who lifted it, by the slug of the rule. For the Administration and auditors, of one report alone."""
    reviewers: tuple[str, ...] = ()
    """The accounts that have to approve of it. For staff, as are decisions and comments."""
    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()
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
    machine_titles: tuple[Language, ...]
    """The languages in which a machine made the title, and nobody signed for it yet (R68). For staff; the public does
    not see those titles."""
    original_language: Language
    imprint: Imprint
    missing_languages: tuple[Language, ...]
    """The working languages it has no edition in (R67)."""
    workshops: tuple[CoveredWorkshop, ...]
    editions: tuple[Edition, ...]
    made: tuple[MadeEdition, ...] = ()
    """The editions whose files are made here, with what each check says of them."""
    state: standing.State
    state_since: date
    published_on: date | None
    reason: str | None
    """Why it was withdrawn."""
    due_on: date | None
    """After this day a workshop it covers is overdue (R61). For staff."""
    stories_to_remove: tuple[str, ...] = ()
    """The workshops of which it tells a story without its speaker's consent (R30). For staff."""
    taken_back_in: tuple[str, ...] = ()
    """The workshops of which it may show a name or a picture that was taken back (R30): until a person says on the
    report that this was followed. For staff."""
    outdated: tuple[Language, ...] = ()
    """It is published, and the files of these editions are of before it or a report changed. For staff."""
    after_close: bool
    """It was last changed after the cycle of a workshop it covers was closed."""

    @classmethod
    def of(cls, document: Document) -> "VolumeView":
        # Volumes that were kept before there were imprints and marks have the series' own, and none.
        known = {"imprint": {}, "machine_titles": (), **document}
        return super().of({**known, "missing_languages": _missing(document)})


class PublishedVolumeView(VolumeView):
    """The same form, with what is not published left out."""

    @classmethod
    def of(cls, document: Document) -> "PublishedVolumeView":
        return super().of(volume_as_published(document))  # type: ignore[return-value]


class LanguageState(BaseModel):
    """What a volume lacks in one language; empty when it lacks nothing."""

    language: Language
    original: bool
    translated_by: Translator | None
    lacks: tuple[Lack, ...]


class BoardRow(View):
    number: int
    title: LocalizedText
    state: standing.State
    languages: tuple[LanguageState, ...]

    @classmethod
    def of(cls, document: Document) -> "BoardRow":
        known = woken(volume.Volume, document)
        by = {edition.language: edition.translated_by for edition in known.editions}
        languages = [
            LanguageState(
                language=language,
                original=language is known.original_language,
                translated_by=by.get(language),
                lacks=tuple(
                    lacking(
                        language,
                        title=known.title,
                        machine_titles=known.machine_titles,
                        editions=known.editions,
                        entered_on=known.entered_on,
                        created_on=known.created_on,
                    )
                ),
            )
            for language in Language
        ]
        return super().of({**document, "languages": languages})


class TranslationOf(BaseModel):
    """Identifiers of editions: that of the volume, and the language."""

    edition: str
    is_translation_of: str


class CatalogueRecordView(ActedView):
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
    terms: catalogue_record.Terms = catalogue_record.Terms()
    related: tuple[catalogue_record.RelatedWork, ...] = ()
    imprint: Imprint = Imprint()
    translations: tuple[TranslationOf, ...]
    """Which edition is a translation of which: one that is not the original, of the one that is."""
    after_close: bool
    """It was last changed after the cycle of a workshop the volume covers was closed."""

    @classmethod
    def of(cls, document: Document) -> "CatalogueRecordView":
        volume, original = document["volume"], document["original_language"]
        others = [one["language"] for one in document["editions"] if one["language"] != original]
        translations = [{"edition": f"{volume}.{one}", "is_translation_of": f"{volume}.{original}"} for one in others]
        return super().of({**document, "translations": translations})


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
