"""Publications with a marked value in every text that the public must not see, and with others that it does once they
are published (R77)."""

from typing import Any

from shared.contracts.events import VoiceConsentChanged
from tests.integration.publications.flow import (
    CONTENT,
    CYCLE,
    ENGLISH,
    FIRST,
    FRENCH,
    PUBLISHED_ON,
    REPORT,
    ROOT,
    SECOND,
    VOLUME,
    agreed,
    cancelled,
    change,
    closed,
    create_volume,
    held,
    planned,
    set_editions,
    tell,
)
from tests.integration.publications.test_api_documents import announce, begin, send, store_file
from tests.support.api import Answer, Api
from tests.support.walk import private, shown

THIRD, FOURTH = "workshop-2018-3", "workshop-2018-4"
PREPARED, GONE = f"{ROOT}/volumes/volume-2", f"{ROOT}/volumes/volume-3"
DAY = {"occurred_on": "2018-05-03"}
IN_PREPARATION = {
    *("account", "comment", "resolved", "reviewer", "why", "setaside", "speaker", "calledoff", "dropped"),
    *("again", "takenback", "machinetitle", "volume", "imprint", "edition", "bookstore"),
    *("memberstitle", "membersfile", "internaltitle", "internalfile", "latertitle", "laterfile", "uploaded"),
}
"""What is planted before anything is published, and is never to be seen."""
AFTERWARDS = {"newerfile", "offtitle", "offfile", "offreason", "misfit", "waives", "waived"}
"""What is planted once something is published, and is never to be seen either."""
PUBLISHED = {
    *("section", "story", "message", "lesson", "practice", "done", "evidence", "partner", "domain", "traduit"),
    *("title", "notice", "paper", "paperfile"),
}
"""What is seen once it is published."""


def content(mark: Any, *, of: str = "") -> dict[str, Any]:
    """A mark in every text of a report: ``mark`` of each field's word, or of one word ``of`` all."""

    def text(word: str, **others: str) -> dict[str, str]:
        return {"en": f"It says {mark(of or word)} here.", **others}

    practice = {"kind": "programme", "country": "PH", "title": text("practice"), "text": text("done")}
    return {
        "sections": [
            {"session": "opening", "text": text("section", fr=f"On dit {mark(of or 'traduit')} ici.")},
            {"session": "voice", "text": text("story")},
        ],
        "key_messages": [{"id": f"message-{of or 'one'}", "text": text("message")}],
        "lessons_learned": [{"id": f"lesson-{of or 'one'}", "text": text("lesson")}],
        "effective_practices": [
            {
                **practice,
                "id": f"practice-{of or 'one'}",
                "evidence": text("evidence"),
                "partners": [mark(of or "partner")],
                "domains": [mark(of or "domain")],
            }
        ],
        "occurred_on": "2018-05-02",
    }


def speaks(*, withdrawn: bool = False) -> VoiceConsentChanged:
    """The migrant speaker, whose identifier is nobody's to see."""
    voice = agreed(FIRST, withdrawn=("story",) if withdrawn else ())  # type: ignore[arg-type]
    return voice.model_copy(update={"voice": private("speaker")})


async def plant(api: Api) -> None:
    """A year in preparation: nothing of it is published. The reports are written and cleared, the files are made."""
    await tell(api, planned(), held(), speaks(), held(SECOND), agreed(SECOND), held(THIRD), agreed(THIRD))
    await _discuss(api)
    (await change(api, "PUT", REPORT, "/content", content(shown))).ok()
    (await change(api, "POST", REPORT, "/review", DAY)).ok()
    etag = (await api.get(REPORT, role="editor")).etag
    yes = {"approved": True, **DAY}
    by = private("reviewer")
    (await api.post(f"{REPORT}/decisions", yes, role="administration", subject=by, if_match=etag)).ok()
    (await change(api, "POST", REPORT, "/clearance", DAY)).ok()
    third = f"{ROOT}/reports/report-{THIRD}"
    (await change(api, "PUT", third, "/content", content(private, of="dropped"))).ok()
    await tell(api, cancelled(THIRD).model_copy(update={"reason": private("calledoff")}))
    (await change(api, "PUT", f"{ROOT}/reports/report-{SECOND}", "/content", content(private, of="again"))).ok()
    await _volumes(api)
    await _documents(api)


async def _discuss(api: Api) -> None:
    """Comments, a reviewer's no, and a text that came too late."""
    (await change(api, "PUT", REPORT, "/content", CONTENT)).ok()
    for identifier in ("comment", "resolved"):
        said = {"id": identifier, "text": private(identifier), **DAY}
        (await api.post(f"{REPORT}/comments", said, role="editor", subject=private("reviewer"))).ok(201)
    (await change(api, "POST", REPORT, "/comments/resolved/resolution", DAY)).ok()
    (await change(api, "PUT", REPORT, "/reviewers", {"reviewers": [private("reviewer")], **DAY})).ok()
    (await change(api, "POST", REPORT, "/review", DAY)).ok()
    no = {"approved": False, "why": private("why"), **DAY}
    etag = (await api.get(REPORT, role="editor")).etag
    (await api.post(f"{REPORT}/decisions", no, role="administration", subject=private("reviewer"), if_match=etag)).ok()
    late = content(private, of="setaside")
    assert (await api.put(f"{REPORT}/content", late, role="editor", if_match='"1"')).status == 412


async def _volumes(api: Api) -> None:
    """One to be published, with files of each format, and one that is not; and one to be withdrawn."""
    title = {"en": shown("title"), "fr": private("machinetitle")}
    (await create_volume(api, FIRST, title=title, machine_titles=["fr"])).ok(201)
    notice = {"en": shown("notice"), "fr": shown("notice")}
    (await change(api, "PUT", VOLUME, "/imprint", {"notice": notice, **DAY})).ok()
    (await make(api, VOLUME, "en", "pdf", "html", "epub")).ok()
    (await make(api, VOLUME, "fr", "pdf", translated_by="machine")).ok()
    (await create_volume(api, SECOND, title={"en": private("volume")})).ok(201)
    imprint = {"notice": {"en": private("imprint")}, "publisher": private("imprint"), "place": private("imprint")}
    (await change(api, "PUT", PREPARED, "/imprint", {**imprint, **DAY})).ok()
    french = {**FRENCH, "address": f"https://idm.example/{private('bookstore')}"}
    numbered = {**french, "identifiers": [{"scheme": "x-number", "value": private("edition")}]}
    (await set_editions(api, numbered, volume=PREPARED)).ok()
    (await make(api, PREPARED, "en", "pdf")).ok()
    (await create_volume(api, FIRST, title={"en": "Taken from the shelves"})).ok(201)


async def make(api: Api, volume: str, language: str, *formats: str, **fields: Any) -> Answer:
    body = {"formats": formats, "occurred_on": "2018-09-01", **fields}
    return await change(api, "POST", volume, f"/editions/{language}", body)


async def _documents(api: Api) -> None:
    for identifier, access, mark in (
        ("paper", "public", shown),
        ("members", "membership", private),
        ("internal", "internal", private),
        ("later", "public", private),
    ):
        document = f"{ROOT}/documents/{identifier}"
        about = {"title": {"en": mark(f"{identifier}title" if mark is private else identifier)}, "access": access}
        (await announce(api, id=identifier, **about)).ok(201)
        (await store_file(api, f"{mark(identifier + 'file')}\n".encode(), document=document)).ok()
    started = f"{private('uploaded')}\n".encode()
    upload = await begin(api, started, document=document)
    (await send(api, upload, 0, started, document=document)).ok()
    (await announce(api, id="of-volume", volume="volume-2", title={"en": private("latertitle")})).ok(201)


async def publish(api: Api) -> None:
    """What is for the public comes out, other things come and go, and the year is closed."""
    published = {"occurred_on": "2018-05-04"}
    (await change(api, "POST", REPORT, "/publication", published)).ok()
    (await change(api, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    for identifier in ("paper", "members", "internal"):
        (await change(api, "POST", f"{ROOT}/documents/{identifier}", "/publication", published)).ok()
    newer = f"{private('newerfile')}\n".encode()
    (await store_file(api, newer, document=f"{ROOT}/documents/paper")).ok()
    await _published_and_gone(api)
    await _waived(api)
    # The year is closed without the second workshop, and a person says what follows.
    await tell(api, closed(FIRST))
    seen = {"about": SECOND, "reason": private("misfit"), "occurred_on": "2019-05-07"}
    (await change(api, "POST", CYCLE, "/acknowledgement", seen)).ok()


async def _waived(api: Api) -> None:
    """A report comes out without a practice, and the public reads neither who waived that nor why (R63)."""
    fourth = f"{ROOT}/reports/report-{FOURTH}"
    await tell(api, held(FOURTH), agreed(FOURTH))
    (await change(api, "PUT", fourth, "/content", {**CONTENT, "effective_practices": []})).ok()
    for path in ("/review", "/clearance"):
        (await change(api, "POST", fourth, path, DAY)).ok()
    waiver = {"rule": "content-of-a-report", "by": private("waives"), "reason": private("waived")}
    (await change(api, "POST", fourth, "/publication", {"waivers": [waiver], **DAY})).ok()


async def _published_and_gone(api: Api) -> None:
    """A report that is taken back, a volume that is withdrawn, a document that is taken off."""
    second, published = f"{ROOT}/reports/report-{SECOND}", {"occurred_on": "2018-05-04"}
    for path in ("/review", "/clearance"):
        (await change(api, "POST", second, path, DAY)).ok()
    (await change(api, "POST", second, "/publication", published)).ok()
    back = {"reason": private("takenback"), **published}
    (await change(api, "POST", second, "/withdrawal", back)).ok()
    address = {**ENGLISH, "address": f"https://idm.example/{shown('gone')}", "identifiers": []}
    (await set_editions(api, address, volume=GONE)).ok()
    (await change(api, "POST", GONE, "/publication", PUBLISHED_ON)).ok()
    (await change(api, "POST", GONE, "/withdrawal", {"reason": "A table is wrong.", **PUBLISHED_ON})).ok()
    off = f"{ROOT}/documents/off"
    (await announce(api, id="off", title={"en": private("offtitle")})).ok(201)
    (await store_file(api, f"{private('offfile')}\n".encode(), document=off)).ok()
    (await change(api, "POST", off, "/publication", published)).ok()
    (await change(api, "POST", off, "/removal", {"reason": private("offreason"), **published})).ok()
