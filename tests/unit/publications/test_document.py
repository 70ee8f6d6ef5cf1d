"""Documents, and the cycle that waits for the public ones (R64, R65)."""

from collections.abc import Callable
from datetime import date

import pytest

from services.publications.api.actions import of_document
from services.publications.domain.cycle import Cycle
from services.publications.domain.document import Access, Description, Document, Kind, State, Upload
from services.publications.domain.file_types import LARGEST_FILE_BYTES, PDF
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.contracts.events import ConsentUse
from shared.contracts.publications import ReportsReviewed
from shared.domain.errors import DomainError, InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.text import LocalizedText
from tests.unit.publications.sample import AGREED, ENGLISH, act_on, published, report_of, volume_of

HASH = "a" * 64
UPLOAD = Upload(id="upload-1", size_bytes=9, sha256=HASH)


def about(access: Access = Access.PUBLIC) -> Description:
    return Description(
        kind=Kind.AGENDA, title=LocalizedText(en="The agenda"), language="en", dated=date(2018, 3, 1), access=access
    )


def document_of(access: Access = Access.PUBLIC, *, volume: str | None = None) -> Document:
    of = {"volume": volume} if volume else {"workshop": "workshop-2018-1", "cycle": "cycle-2018"}
    document = Document(id="agenda", about=about(access), state_since=date(2018, 2, 1), **of)
    document.announce(act_on(date(2018, 2, 1)))
    return document


def stored(document: Document) -> Document:
    document.begin_upload(act_on(), upload=UPLOAD)
    document.store(act_on(), upload=document.awaited("upload-1"), kind=PDF, sha256=HASH)
    return document


def _open(cycle: Cycle) -> list[str]:
    told = [one.message for one in cycle.recorded if isinstance(one.message, ReportsReviewed)]
    return [matter.what for matter in told[-1].open]


def test_r64_a_document_has_a_kind_a_language_and_a_date_and_belongs_to_a_volume_or_a_workshop() -> None:
    document = document_of(volume="volume-27")
    assert (document.about.language, document.about.dated, document.volume) == ("en", date(2018, 3, 1), "volume-27")
    for left_out in ("language", "dated"):
        with pytest.raises(ValueError, match=left_out):
            Description.model_validate(about().model_dump(exclude={left_out}))


def test_r65_a_public_document_that_is_missing_keeps_the_cycle_open_until_it_is_on_the_page() -> None:
    cycle, document = Cycle(id="cycle-2018", year=2018), document_of()
    cycle.review(act_on(), documents=(document,))
    assert _open(cycle) == ["public-document-missing"]
    stored(document)
    cycle.review(act_on(), documents=(document,))
    assert _open(cycle) == ["public-document-missing"]
    document.publish(act_on(), volume=None, reports=())
    cycle.review(act_on(), documents=(document,))
    assert _open(cycle) == []
    assert cycle.documents == ("agenda",)


@pytest.mark.parametrize("access", [Access.MEMBERSHIP, Access.INTERNAL])
def test_r65_what_is_not_public_keeps_no_cycle_open(access: Access) -> None:
    cycle, document = Cycle(id="cycle-2018", year=2018), document_of(access)
    cycle.review(act_on(), documents=(document,))
    assert _open(cycle) == []
    document.describe(act_on(), about=about(Access.PUBLIC), reports=())
    cycle.review(act_on(), documents=(document,))
    assert _open(cycle) == ["public-document-missing"]
    document.take_off(act_on(), reason="There was no agenda.")
    cycle.review(act_on(), documents=(document,))
    assert _open(cycle) == []


def test_what_is_told_of_a_missing_document_has_no_title_since_one_may_name_a_person() -> None:
    document = document_of()
    [matter] = document.open_matters()
    assert document.about.title.any() not in matter.why
    assert matter.why == "A public document (agenda) is missing from the page of workshop-2018-1 (R65)."


def test_r65_a_document_of_a_volume_keeps_no_cycle_open() -> None:
    assert list(document_of(volume="volume-27").open_matters()) == []


def test_a_document_is_published_with_its_latest_version_and_again_with_the_next() -> None:
    document = document_of()
    with pytest.raises(WrongState, match="has no file yet"):
        document.publish(act_on(), volume=None, reports=())
    stored(document).publish(act_on(), volume=None, reports=())
    assert (document.state, document.current) == (State.PUBLISHED, 1)
    with pytest.raises(WrongState, match="latest version"):
        document.publish(act_on(), volume=None, reports=())
    stored(document).publish(act_on(), volume=None, reports=())
    assert (document.current, [one.number for one in document.versions]) == (2, [1, 2])
    document.take_off(act_on(), reason="It is wrong.")
    assert (document.state, document.current, document.reason) == (State.TAKEN_OFF, None, "It is wrong.")
    with pytest.raises(WrongState, match="taken off already"):
        document.take_off(act_on(), reason="Again.")
    document.publish(act_on(), volume=None, reports=())
    assert (document.current, document.reason) == (2, None)


def test_a_document_of_a_volume_is_published_once_the_volume_is() -> None:
    report = published(report_of())
    volume = volume_of(report, editions=(ENGLISH,))
    document = stored(document_of(volume=volume.id))
    with pytest.raises(WrongState, match="which is draft"):
        document.publish(act_on(), volume=volume, reports=[report])
    volume.publish(act_on(), reports={report.workshop: report})
    document.publish(act_on(), volume=volume, reports=[report])
    assert document.state is State.PUBLISHED


@pytest.mark.parametrize("size", [0, -1, LARGEST_FILE_BYTES + 1, 2_000_000_000])
def test_a_file_that_is_empty_or_too_large_is_not_begun(size: int) -> None:
    with pytest.raises(InvalidInput, match="at most 50 MB"):
        document_of().begin_upload(act_on(), upload=UPLOAD.model_copy(update={"size_bytes": size}))
    document_of().begin_upload(act_on(), upload=UPLOAD.model_copy(update={"size_bytes": LARGEST_FILE_BYTES}))


def test_the_file_is_the_one_that_was_to_come_and_a_later_upload_takes_its_place() -> None:
    document = document_of()
    with pytest.raises(NotFound):
        document.awaited("upload-1")
    document.begin_upload(act_on(), upload=UPLOAD)
    with pytest.raises(InvalidInput, match="SHA-256 differs"):
        document.store(act_on(), upload=UPLOAD, kind=PDF, sha256="b" * 64)
    assert document.versions == ()
    document.begin_upload(act_on(), upload=UPLOAD.model_copy(update={"id": "upload-2"}))
    with pytest.raises(NotFound):
        document.awaited("upload-1")


def test_a_planned_workshop_is_known_once_and_so_is_a_held_one() -> None:
    cycle = Cycle(id="cycle-2018", year=2018)
    for _ in range(2):
        cycle.note_planned(act_on(), workshop="workshop-2018-1")
    assert [type(one.message).__name__ for one in cycle.recorded] == ["WorkshopEntered", "ReportsReviewed"]
    cycle.review(act_on(), held=("workshop-2018-2",))
    assert [cycle.knows(f"workshop-2018-{number}") for number in (1, 2, 3)] == [True, True, False]


@pytest.mark.parametrize("of_a_volume", [False, True])
def test_r30_no_document_comes_out_or_comes_before_more_readers_until_a_person_followed(of_a_volume: bool) -> None:
    report = published(report_of())
    volume = volume_of(report, editions=(ENGLISH,)) if of_a_volume else None
    if volume:
        volume.publish(act_on(), reports={report.workshop: report})
    of = volume.id if volume else None
    out, missing = stored(document_of(Access.MEMBERSHIP, volume=of)), stored(document_of(volume=of))
    out.publish(act_on(), volume=volume, reports=[report])
    _take_back_a_name(report)
    attempts: tuple[Callable[[], None], ...] = (
        lambda: missing.publish(act_on(), volume=volume, reports=[report]),
        lambda: out.describe(act_on(), about=about(), reports=[report]),
    )
    for attempt in attempts:
        with pytest.raises(RuleBroken, match="took back the yes to the name") as refused:
            attempt()
        assert refused.value.rule.number == "R30"
    out.describe(act_on(), about=about(Access.INTERNAL), reports=[report])
    report.follow_withdrawals(act_on())
    for attempt in attempts:
        attempt()
    assert (missing.state, out.about.access) == (State.PUBLISHED, Access.PUBLIC)


def test_r30_what_the_secretariat_alone_reads_does_not_wait_for_a_person() -> None:
    report, document = report_of(), stored(document_of(Access.INTERNAL))
    _take_back_a_name(report)
    document.publish(act_on(), volume=None, reports=[report])
    assert document.state is State.PUBLISHED


def _take_back_a_name(report: Report) -> None:
    report.note_consent(act_on(), told=AGREED, withdrawn=[ConsentUse.NAME])


def _attempts(document: Document, volume: Volume | None, report: Report) -> dict[str, Callable[[], None]]:
    return {
        "describeDocument": lambda: document.describe(act_on(), about=about(), reports=[report]),
        "beginUpload": lambda: document.begin_upload(act_on(), upload=UPLOAD),
        "finishUpload": lambda: document.store(
            act_on(), upload=document.awaited(UPLOAD.id), kind=PDF, sha256=UPLOAD.sha256
        ),
        "publishDocument": lambda: document.publish(act_on(), volume=volume, reports=[report]),
        "takeDocumentOff": lambda: document.take_off(act_on(), reason="It is wrong."),
    }


@pytest.mark.parametrize("of_a_volume", [False, True])
def test_what_its_actions_say_is_what_its_commands_do(of_a_volume: bool) -> None:
    volume = volume_of() if of_a_volume else None
    document, report = document_of(volume=volume.id if volume else None), report_of()
    seen = set()
    steps = ("beginUpload", "finishUpload", "publishDocument", "beginUpload", "finishUpload", "takeDocumentOff")
    for step in (None, *steps, "a name is taken back"):
        if step == "a name is taken back":
            _take_back_a_name(report)
        elif step is not None and not (step == "publishDocument" and of_a_volume):
            _attempts(document, volume, report)[step]()
        for action in of_document(document, volume, [report]):
            copy = document.model_copy(deep=True)
            refused = None
            try:
                _attempts(copy, volume, report)[action.name]()
            except DomainError as error:
                refused = error
            assert action.allowed == (refused is None), (step, action)
            if refused is not None:
                assert refused.sentence == action.obstacles[0].sentence
            seen.add((action.name, action.allowed))
    assert "R30" in {
        one.rule.number for action in of_document(document, volume, [report]) for one in action.obstacles if one.rule
    }
    assert {("publishDocument", False), ("takeDocumentOff", False), ("finishUpload", True)} <= seen
    assert (("publishDocument", True) in seen) != of_a_volume
