"""Reports and a volume, as the rules of publications are tried on them."""

from datetime import UTC, date, datetime

from services.publications.domain.book import Book
from services.publications.domain.consent import StoryConsent
from services.publications.domain.content import Content, Point, Practice, PracticeKind
from services.publications.domain.cycle import Cycle
from services.publications.domain.made import MadeEdition, MadeFile, Verdict
from services.publications.domain.parts import HeldWorkshop
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.contracts.events import SessionFacts, SessionKind, WorkshopKind
from shared.contracts.publications import Edition, EditionFormat
from shared.domain.act import Act, Actor, Role
from shared.domain.text import Language, LocalizedText
from shared.domain.waivers import Waiver

EDITOR = Actor(subject="account-8", role=Role.EDITOR)
HELD_ON = date(2018, 3, 27)
CLOSED_ON = date(2019, 5, 6)
AFTERWARDS = date(2019, 9, 2)
SESSIONS = tuple(
    SessionFacts(
        id=identifier,
        title=LocalizedText(en=f"The {identifier}"),
        kind=kind,
        start=datetime(2018, 3, 26, 14, tzinfo=UTC),
        end=datetime(2018, 3, 26, 15, tzinfo=UTC),
        languages=(Language.EN,),
    )
    for identifier, kind in (("opening", SessionKind.PLENARY), ("voice", SessionKind.MIGRANTS_VOICE))
)
MESSAGE = Point(id="message-1", text=LocalizedText(en="Partnerships need time."))
LESSON = Point(id="lesson-1", text=LocalizedText(en="Begin with the cities.", fr="Commencer par les villes."))
PRACTICE = Practice(
    id="practice-1",
    title=LocalizedText(en="A desk for everybody who arrives"),
    kind=PracticeKind.PROGRAMME,
    country="PH",
    text=LocalizedText(en="One desk answers all questions."),
)
AGREED = StoryConsent(voice="speaker-2", session="voice", given=True, withdrawn=False)
CONTENT = Content(
    sections={"voice": LocalizedText(en="A life between two shores.")},
    key_messages=(MESSAGE,),
    lessons_learned=(LESSON,),
    effective_practices=(PRACTICE,),
)
WAIVER = Waiver(rule="content-of-a-report", by="A. Head", reason="No practice was spoken of.")
ENGLISH = Edition(
    language=Language.EN, formats=(EditionFormat.PDF,), address="https://idm.example/bookstore/volume-27-en"
)
FRENCH = ENGLISH.model_copy(update={"language": Language.FR, "address": "https://idm.example/bookstore/volume-27-fr"})


PASSED = Verdict(checker="a check", passed=True)


def act_on(day: date = date(2018, 5, 2)) -> Act:
    return Act.of(actor=EDITOR, recorded_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC), occurred_on=day)


def held_of(kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP, on: date = HELD_ON) -> HeldWorkshop:
    return HeldWorkshop(kind=kind, title=LocalizedText(en="Partnerships at work"), held_on=on)


def report_of(workshop: str = "workshop-2018-1", kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP) -> Report:
    """A draft, of a workshop whose migrant speaker agreed to the story."""
    report = Report(
        id=f"report-{workshop}", workshop=workshop, cycle="cycle-2018", state_since=HELD_ON, consents=(AGREED,)
    )
    report.note_held(act_on(HELD_ON), held=held_of(kind), sessions=SESSIONS)
    return report


def in_review(report: Report, content: Content = CONTENT) -> Report:
    report.write(act_on(), content=content)
    report.send_to_review(act_on())
    return report


def cleared(report: Report, content: Content = CONTENT) -> Report:
    in_review(report, content).clear(act_on())
    return report


def published(report: Report) -> Report:
    cleared(report).publish(act_on())
    return report


def volume_of(*reports: Report, number: int = 27, editions: tuple[Edition, ...] = ()) -> Volume:
    """A volume in preparation."""
    volume = Volume(
        id=f"volume-{number}",
        number=number,
        title=LocalizedText(en="Partnerships"),
        original_language=Language.EN,
        state_since=date(2018, 6, 1),
    )
    reports = reports or (report_of(),)
    volume.create(act_on(), reports=reports)
    if editions:
        volume.set_editions(act_on(), editions=editions, reports=reports)
    return volume


def made_of(book: Book, *, pdf: Verdict = PASSED, onix: Verdict = PASSED) -> MadeEdition:
    """With one file, and these verdicts."""
    file = MadeFile(format=EditionFormat.PDF, file="a-file", size_bytes=1, sha256="0" * 64, verdicts=(pdf,))
    return MadeEdition(
        language=book.language,
        source=book.digest,
        made_on=date(2018, 6, 1),
        address=book.address,
        untranslated=0,
        files=(file,),
        onix=onix,
    )


def cycle_of(*reports: Report) -> Cycle:
    """The cycle of these reports, as governance knows it."""
    cycle = Cycle(id="cycle-2018", year=2018)
    cycle.review(act_on(), reports=reports)
    return cycle


def closed(*reports: Report) -> Cycle:
    """Their cycle, closed with the workshops of all of them."""
    return _closed(*reports, held=tuple(report.workshop for report in reports))


def closed_without(*reports: Report) -> Cycle:
    """Their cycle, closed without any of their workshops."""
    return _closed(*reports, held=())


def _closed(*reports: Report, held: tuple[str, ...]) -> Cycle:
    cycle = cycle_of(*reports)
    cycle.close(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=held, reports=reports)
    return cycle
