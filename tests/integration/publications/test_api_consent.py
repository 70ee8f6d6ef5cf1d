"""A speaker takes back the consent to a story, and what follows over HTTP (R30)."""

import asyncio

from shared.contracts.events import ConsentUse, VoiceConsentChanged
from shared.persistence.driver import Trouble, trouble_of
from tests.integration.publications.flow import (
    CONTENT,
    CYCLE,
    ENGLISH,
    FIRST,
    PUBLISHED_ON,
    REPORT,
    ROOT,
    VOLUME,
    change,
    create_volume,
    get,
    held,
    publish_report,
    publish_volume,
    set_editions,
    tell,
)
from tests.support.api import Api


def consent(*, withdrawn: bool) -> VoiceConsentChanged:
    story = (ConsentUse.STORY,)
    return VoiceConsentChanged(
        voice="speaker-2",
        workshop=FIRST,
        cycle="cycle-2018",
        session="voice",
        granted=() if withdrawn else story,
        withdrawn=story if withdrawn else (),
    )


async def test_r30_a_story_leaves_the_draft_and_is_refused(publications: Api) -> None:
    await tell(publications, held())
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
