"""The public page of a year: nothing but what is public, whatever was told first."""

from datetime import date

import pytest

from shared.contracts.events import WorkshopKind
from shared.contracts.facts import DecidedIn, Determined, ForumKind, ThemeRef, TopicRef, YearFormat
from shared.contracts.governance import Origin, SelectedWorkshop, ThemeSelected, TopicsSelected
from shared.domain.text import LocalizedText
from tests.integration.publications.flow import (
    FIRST,
    RECORD,
    REPORT,
    ROOT,
    SECOND,
    VOLUME,
    WITHDRAWAL,
    cancelled,
    change,
    create_volume,
    held,
    publish_report,
    publish_volume,
    tell,
)
from tests.support.api import Answer, Api

YEAR = f"{ROOT}/years/2018"
COUNCIL = "council-idm-session-2018"
THEME = ThemeRef(id="theme-1", title=LocalizedText(en="Partnerships", fr="Partenariats", es="Alianzas"))
FOUND = Determined(conclusive=True, why="a-marked-finding")


def _decided(on: date) -> DecidedIn:
    return DecidedIn(kind=ForumKind.CONSULTATION, id="consultation-1", on=on)


def theme_selected() -> ThemeSelected:
    return ThemeSelected(
        cycle="cycle-2018",
        year=2018,
        theme=THEME,
        slate="theme-slate-2018",
        origin=Origin.ADMINISTRATION,
        sources=("suggestion-1",),
        decided_in=_decided(date(2017, 9, 12)),
        determination=FOUND,
    )


def topics_selected(slate: str, *, title: str, supersedes: str | None = None) -> TopicsSelected:
    topic = TopicRef(id="topic-1", title=LocalizedText(en=title), combined_from=("topic-2",))
    return TopicsSelected(
        cycle="cycle-2018",
        year=2018,
        theme=THEME,
        format=YearFormat.TWO_WORKSHOPS,
        slate=slate,
        workshops=(SelectedWorkshop(number=1, title=LocalizedText(en=title), topics=(topic,)),),
        decided_in=_decided(date(2017, 11, 20)),
        determination=FOUND,
        supersedes=supersedes,
    )


async def _page(api: Api, *, etag: str | None = None) -> Answer:
    return await api.get(YEAR, role=None, headers={"If-None-Match": etag} if etag else {})


async def test_r77_the_page_of_a_running_year_shows_what_is_public_of_it(publications: Api) -> None:
    assert (await _page(publications)).status == 404
    # The choice that replaced the other one is told first.
    await tell(publications, topics_selected("slate-2", title="Cities", supersedes="slate-1"), theme_selected())
    await tell(publications, topics_selected("slate-1", title="Borders"), held(SECOND))
    await tell(publications, held(COUNCIL, on=date(2018, 11, 27), kind=WorkshopKind.COUNCIL_IDM_SESSION))
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    before = (await _page(publications)).ok()
    assert before.headers["cache-control"] == "public, max-age=5"
    assert before.body["theme"] == {"en": "Partnerships", "fr": "Partenariats", "es": "Alianzas"}
    assert [one["title"]["en"] for one in before.body["topics"]] == ["Cities"]
    published = f"http://localhost:8000{REPORT}"
    shown = [(one["workshop"], one["report"], one["volumes"]) for one in before.body["gatherings"]]
    assert shown == [(FIRST, published, []), (SECOND, None, []), (COUNCIL, None, [])]
    assert before.body["volumes"] == []
    assert "a-marked-finding" not in str(before.body)
    assert (await _page(publications, etag=before.etag)).status == 304
    await tell(publications, cancelled(SECOND), cancelled(COUNCIL))
    after = (await _page(publications, etag=before.etag)).ok()
    assert [one["workshop"] for one in after.body["gatherings"]] == [FIRST]


async def test_r77_the_page_of_a_year_shows_a_volume_while_it_is_out(publications: Api) -> None:
    await publish_volume(publications)
    [volume] = (await _page(publications)).ok().body["volumes"]
    assert (volume["volume"], volume["address"]) == ("volume-1", f"http://localhost:8000{RECORD}")
    assert volume["editions"][0]["address"] == "https://idm.example/bookstore/volume-1-en"
    assert (await _page(publications)).body["gatherings"][0]["volumes"] == ["volume-1"]
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    after = (await _page(publications)).ok().body
    assert (after["volumes"], after["gatherings"][0]["volumes"]) == ([], [])


async def test_r77_a_year_whose_theme_was_chosen_before_it_was_heard_has_the_one_its_gatherings_name(
    publications: Api,
) -> None:
    early = THEME.model_copy(update={"title": LocalizedText(en="An early wording")})
    await tell(publications, held().model_copy(update={"theme": early}))
    assert (await _page(publications)).ok().body["theme"]["en"] == "An early wording"
    await tell(publications, held(SECOND, on=date(2018, 10, 9)).model_copy(update={"theme": THEME}))
    assert (await _page(publications)).ok().body["theme"]["en"] == "Partnerships"
    # What governance tells of an earlier year counts, whenever it comes.
    corrected = THEME.model_copy(update={"title": LocalizedText(en="Inclusive partnerships")})
    await tell(publications, theme_selected().model_copy(update={"theme": corrected}))
    assert (await _page(publications)).ok().body["theme"]["en"] == "Inclusive partnerships"


@pytest.mark.parametrize("year", ["2000", "20180", "latest"])
async def test_what_is_no_year_is_told_so(year: str, publications: Api) -> None:
    assert (await publications.get(f"{ROOT}/years/{year}", role=None)).status == 422
