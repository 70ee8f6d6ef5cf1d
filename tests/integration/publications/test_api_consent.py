"""A speaker takes back the consent to a story, and what follows over HTTP (R30)."""

import asyncio

from services.publications.storage import MIGRATIONS
from shared.contracts.events import ConsentUse, SessionKind, VoiceConsentChanged
from shared.persistence.driver import Trouble, trouble_of
from shared.persistence.migrations import migrate
from tests.integration.publications.flow import (
    CONTENT,
    CYCLE,
    ENGLISH,
    FIRST,
    PUBLISHED_ON,
    REPORT,
    ROOT,
    VOLUME,
    agreed,
    cancelled,
    change,
    create_volume,
    get,
    held,
    planned,
    publish_report,
    publish_volume,
    set_editions,
    tell,
)
from tests.integration.publications.test_api_documents import AGENDA, DAY, announce, store_file
from tests.support.api import Api


def consent(*, withdrawn: bool) -> VoiceConsentChanged:
    return agreed(withdrawn=(ConsentUse.STORY,) if withdrawn else ())


async def test_r30_no_story_is_written_to_which_its_speaker_never_agreed(publications: Api) -> None:
    await tell(publications, held())
    answer = await change(publications, "PUT", REPORT, "/content", CONTENT)
    answer.refused("R30")
    assert "did not agree, or does no longer: voice" in answer.body["detail"]
    # Who confirms agrees to speak, and to nothing else.
    await tell(publications, agreed(FIRST, ConsentUse.SESSION))
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).refused("R30")
    await tell(publications, agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    # Another speaks there too, and was not asked; then does not after all.
    other = agreed(FIRST, ConsentUse.SESSION).model_copy(update={"voice": "speaker-3"})
    await tell(publications, other)
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).refused("R30")
    await tell(publications, other.model_copy(update={"speaks": False}))
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()


async def test_r30_a_story_leaves_the_draft_and_is_refused(publications: Api) -> None:
    await tell(publications, held(), agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    await tell(publications, consent(withdrawn=True))
    sections = (await get(publications, REPORT)).ok().body["sections"]
    assert [one["text"] for one in sections] == [None, None]
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).refused("R30")
    (await change(publications, "PUT", REPORT, "/content", {**CONTENT, "sections": []})).ok()
    await tell(publications, consent(withdrawn=False))
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()


async def test_r30_the_public_sees_the_story_no_more_and_what_is_out_waits_for_a_person(publications: Api) -> None:
    await publish_volume(publications)
    assert "between two shores" in str((await get(publications, REPORT, role=None)).ok().body)
    await tell(publications, consent(withdrawn=True))
    assert "between two shores" not in str((await get(publications, REPORT, role=None)).ok().body)
    assert (await get(publications, VOLUME)).ok().body["stories_to_remove"] == [FIRST]
    assert (await get(publications, VOLUME, role=None)).ok().body["stories_to_remove"] == []
    assert [one["what"] for one in (await get(publications, CYCLE)).ok().body["open"]] == ["story-without-consent"]
    waits = {one["what"] for one in (await get(publications, f"{ROOT}/work-list")).ok().body["items"]}
    assert {"story-without-consent", "volume-with-story-without-consent"} <= waits


async def test_r30_what_was_out_before_consents_were_kept_is_marked_where_none_was_ever_told(publications: Api) -> None:
    await publish_volume(publications)
    store = publications.store
    name = "stories that are out are marked where a consent is missing, and nowhere else"
    told_before = {"voice": "speaker-2", "session": "voice", "withdrawn": False}
    empty: list[dict[str, object]] = []
    await store["reports"].update_many({}, {"$unset": {"story_to_remove": ""}})
    # The mark that the first leaves is one that the second finds.
    for consents, marked in ((empty, True), ([told_before], False)):
        await store["reports"].update_many({}, {"$set": {"consents": consents}})
        await store["migrations"].delete_many({"_id": name})
        assert await migrate(store, MIGRATIONS) == [name]
        assert (await get(publications, REPORT)).ok().body["story_to_remove"] is marked
        assert (await get(publications, VOLUME)).ok().body["stories_to_remove"] == ([FIRST] if marked else [])


async def test_r30_a_volume_that_comes_out_while_a_consent_is_taken_back_is_refused_or_marked(
    publications: Api,
) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    (await set_editions(publications, ENGLISH)).ok()
    publication, _ = await asyncio.gather(
        change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON), _told_at_last(publications)
    )
    volume = (await get(publications, VOLUME)).ok().body
    if publication.status == 200:
        assert (volume["state"], volume["stories_to_remove"]) == ("published", [FIRST])
    else:
        assert (publication.status, volume["state"]) in ((409, "draft"), (412, "draft"))


async def _told_at_last(api: Api) -> None:
    """A consumer that loses a race tries again."""
    for _ in range(20):
        try:
            await tell(api, consent(withdrawn=True))
            return
        except Exception as lost:
            if trouble_of(lost) is not Trouble.RACE:
                raise
    raise AssertionError("it lost every race")


async def test_r30_a_name_that_was_taken_back_waits_for_a_person_on_what_is_out(publications: Api) -> None:
    await publish_volume(publications)
    assert (await change(publications, "POST", REPORT, "/withdrawals-followed", {})).status == 409
    gone = agreed(FIRST, ConsentUse.SESSION, ConsentUse.STORY, withdrawn=(ConsentUse.NAME,))
    await tell(publications, gone, gone)
    waits = [one["what"] for one in (await get(publications, f"{ROOT}/work-list")).ok().body["items"]]
    assert sorted(waits) == ["name-or-picture-taken-back", "volume-with-name-or-picture-taken-back"]
    assert [one["what"] for one in (await get(publications, CYCLE)).ok().body["open"]] == ["name-or-picture-taken-back"]
    assert (await get(publications, VOLUME)).ok().body["taken_back_in"] == [FIRST]
    report = (await get(publications, REPORT)).ok().body
    assert [(one["use"], one["followed"]) for one in report["taken_back"]] == [("name", False)]
    for thing, mark in ((REPORT, "taken_back"), (VOLUME, "taken_back_in")):
        assert (await get(publications, thing, role=None)).ok().body[mark] == []
    (await change(publications, "POST", REPORT, "/withdrawals-followed", {})).ok()
    assert (await get(publications, f"{ROOT}/work-list")).ok().body["items"] == []
    assert (await get(publications, CYCLE)).ok().body["open"] == []
    assert (await get(publications, VOLUME)).ok().body["taken_back_in"] == []


async def test_r30_a_volume_that_is_out_is_marked_once_a_session_of_it_turns_out_to_be_a_migrants_voice(
    publications: Api,
) -> None:
    plenary = held().model_copy(
        update={"sessions": tuple(one.model_copy(update={"kind": SessionKind.PLENARY}) for one in held().sessions)}
    )
    await tell(publications, plenary)
    for path, body in (("/content", CONTENT), ("/review", {}), ("/clearance", {}), ("/publication", {})):
        (await change(publications, "PUT" if body else "POST", REPORT, path, body)).ok()
    (await create_volume(publications, FIRST)).ok(201)
    (await set_editions(publications, ENGLISH)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    await tell(publications, held())
    assert (await get(publications, VOLUME)).ok().body["stories_to_remove"] == [FIRST]


async def test_r30_no_report_is_cleared_with_a_name_that_was_taken_back(publications: Api) -> None:
    await tell(publications, held(), agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    await tell(publications, agreed(FIRST, ConsentUse.STORY, withdrawn=(ConsentUse.PICTURE,)))
    (await change(publications, "POST", REPORT, "/review", {})).ok()
    (await change(publications, "POST", REPORT, "/clearance", {})).refused("R30")
    (await change(publications, "POST", REPORT, "/withdrawals-followed", {})).ok()
    (await change(publications, "POST", REPORT, "/clearance", {})).ok()


async def test_r30_a_name_taken_back_before_the_workshop_waits_for_a_person_and_no_document_comes_out(
    publications: Api,
) -> None:
    gone = agreed(FIRST, ConsentUse.STORY, withdrawn=(ConsentUse.NAME,))
    await tell(publications, planned(), gone)
    (await announce(publications)).ok(201)
    (await store_file(publications)).ok()
    for told in (planned(), cancelled()):
        await tell(publications, told)
        items = (await get(publications, f"{ROOT}/work-list")).ok().body["items"]
        assert sorted((one["what"], one["rule"]) for one in items) == [
            ("name-or-picture-taken-back", None),
            ("public-document-missing", "R30"),
        ]
        assert FIRST in next(one["why"] for one in items if one["rule"] is None)
        (await change(publications, "POST", AGENDA, "/publication", DAY)).refused("R30")
    (await change(publications, "POST", REPORT, "/withdrawals-followed", {})).ok()
    (await change(publications, "POST", AGENDA, "/publication", DAY)).ok()
    assert (await get(publications, f"{ROOT}/work-list")).ok().body["items"] == []
