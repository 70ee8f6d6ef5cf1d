"""A report, an edition and a book of any text, as the files of volumes are tried on them."""

from services.publications.domain.book import Book, book_of
from services.publications.domain.content import Content, Point, Practice, PracticeKind
from services.publications.domain.made import own_path
from services.publications.domain.report import Report
from shared.contracts.publications import Edition, EditionFormat
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.sample import (
    act_on,
    cleared,
    report_of,
    volume_of,
)

ARABIC = "الدكتورة سعاد الأمين"
NASTY = f'<script>alert(1)</script> & ]]> "quoted" #import $x$ \u202e {ARABIC}\u0000 œ « ñ » \n\nA second paragraph.'
WORKSHOP = "workshop-2018-1"


def text_of(en: str, fr: str | None = None) -> LocalizedText:
    return LocalizedText(en=en, fr=fr)


def report_with(text: str = NASTY) -> Report:
    content = Content(
        sections={"voice": text_of(text, "Une vie entre deux rives."), "opening": text_of(text)},
        key_messages=(Point(id="m-1", text=text_of(text)),),
        lessons_learned=(Point(id="l-1", text=text_of("Begin.", "Commencer.")),),
        effective_practices=(
            Practice(
                id="p-1",
                title=text_of(text[:40]),
                kind=PracticeKind.POLICY,
                country="PH",
                text=text_of(text),
                partners=("Ministry", ARABIC),
                evidence=text_of(text),
            ),
        ),
    )
    report = cleared(report_of(), content)
    report.publish(act_on())
    return report


def edition_of(language: Language = Language.EN, **fields: object) -> Edition:
    whole: dict[str, object] = {
        "language": language,
        "formats": tuple(EditionFormat),
        "address": f"https://idm.example{own_path('volume-27', language)}",
        **fields,
    }
    return Edition.model_validate(whole)


def book_with(edition: Edition | None = None, report: Report | None = None, title: str = "Partnerships") -> Book:
    edition, report = edition or edition_of(), report or report_with()
    volume = volume_of(report)
    volume.revise(act_on(), title=text_of(title), original_language=Language.EN, reports=(report,))
    return book_of(volume, {report.workshop: report}, edition)
