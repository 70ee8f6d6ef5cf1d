"""The public page of a year: nothing but what is public, whatever was told first."""

from datetime import date
from pathlib import Path

import pytest

from cli.history_table import read
from shared.contracts.events import PastEntryRecorded, WorkshopKind
from shared.contracts.facts import DecidedIn, Determined, ForumKind, ThemeRef, TopicRef, YearFormat
from shared.contracts.governance import Origin, PastYearRecorded, SelectedWorkshop, ThemeSelected, TopicsSelected
from shared.contracts.history import EntryCell, YearCell
from shared.domain.message import Message
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
    opened,
    planned,
    publish_report,
    publish_volume,
    tell,
)
from tests.integration.publications.test_api_documents import DAY, announce, store_file
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


def _of_the_table() -> list[Message]:
    """What governance and events tell when the brochure's table is imported, the entries first."""
    table = read(Path(__file__).parents[3] / "history" / "idm-history.json")
    entries: list[Message] = [
        PastEntryRecorded(year=row.year, number=number, cell=cell, imported=cell)
        for row in table.rows
        for number, cell in enumerate(map(EntryCell.model_validate, table.entry_cells(row)), start=1)
    ]
    years = {row.year: YearCell.model_validate(table.year_cell(row)) for row in table.rows}
    return [*entries, *(PastYearRecorded(year=year, cell=cell, imported=cell) for year, cell in years.items())]


async def test_r72_each_of_the_eighteen_years_has_a_page_with_what_is_printed_of_it(publications: Api) -> None:
    await tell(publications, *_of_the_table())
    pages = {year: await publications.get(f"{ROOT}/years/{year}", role=None) for year in range(2001, 2019)}
    assert [page.ok().body["theme"]["en"] for page in pages.values()][:2] == [
        "Migration Challenges in the 21st Century",
        "Selected Policy Challenges",
    ]
    assert sum(len(page.body["printed_entries"]) for page in pages.values()) == 35 + 1
    assert {page.body["cycle"] for page in pages.values()} == {None}
    # Of a year that nobody knows there is none; and none of the past became a cycle that governance would be told of.
    assert (await publications.get(f"{ROOT}/years/2019", role=None)).status == 404
    assert await publications.store["cycles"].count({}) == 0


async def test_r75_the_page_shows_printed_text_lines_footnote_and_doubt_and_what_was_imported_beside_a_correction(
    publications: Api,
) -> None:
    told = _of_the_table()
    await tell(publications, *told)
    page = (await publications.get(f"{ROOT}/years/2003", role=None)).ok()
    assert page.body["printed"]["cell"]["lines"] == [238]
    third = page.body["printed_entries"][2]
    shown = {name: third["cell"][name] for name in ("printed_title", "flag", "footnote", "lines", "subtopics")}
    assert shown == {
        "printed_title": "Labour Mobility / Capacity Building",
        "flag": "**",
        "footnote": "These took place during the IOM Council Sessions.",
        "lines": [241],
        "subtopics": ["Labour Mobility", "Capacity Building"],
    }
    assert third["cell"]["doubt"].startswith("D3")
    assert third["address"] == "http://localhost:8000/events/v1/history/2003/entries/3"
    assert page.body["printed"]["address"] == "http://localhost:8000/governance/v1/history/2003"
    [first] = [one for one in told if isinstance(one, PastEntryRecorded) and (one.year, one.number) == (2003, 1)]
    official = first.cell.model_copy(update={"official_title": "In Full"})
    await tell(publications, first.model_copy(update={"cell": official}))
    corrected = (await publications.get(f"{ROOT}/years/2003", role=None)).ok()
    entry = corrected.body["printed_entries"][0]
    assert (entry["cell"]["official_title"], entry["imported"]["official_title"]) == ("In Full", None)
    assert corrected.etag != page.etag
    assert corrected.headers["cache-control"] == page.headers["cache-control"] == "public, max-age=5"


async def test_r72_what_the_platform_knows_of_2018_stands_before_what_is_printed_of_it(publications: Api) -> None:
    await tell(publications, *_of_the_table())
    before = (await _page(publications)).ok().body
    assert (before["gatherings"], before["documents"], before["practices"]) == ([], None, None)
    printed = "Inclusive and innovative partnerships for effective global governance of migration"
    assert (before["cycle"], before["theme"]["en"]) == (None, printed)
    await tell(publications, opened())
    running = (await _page(publications)).ok().body
    assert (running["cycle"], running["theme"]) == ("cycle-2018", None), "the Membership has not chosen yet"
    await tell(publications, theme_selected())
    await publish_report(publications)
    page = (await _page(publications)).ok().body
    assert (page["cycle"], page["theme"]["en"]) == ("cycle-2018", "Partnerships")
    assert (page["printed"]["cell"]["theme"], page["printed_entries"][0]["cell"]["printed_title"]) == (printed, printed)
    assert [one["workshop"] for one in page["gatherings"]] == [FIRST]
    assert page["practices"] == f"http://localhost:8000{ROOT}/bank?year=2018"
    assert (await publications.get(f"{ROOT}/bank?year=2018", role=None)).body["total"] > 0
    (await change(publications, "POST", REPORT, "/withdrawal", WITHDRAWAL)).ok()
    assert (await _page(publications)).ok().body["practices"] is None


async def test_r77_the_page_of_a_year_leads_to_its_documents_once_one_is_public(publications: Api) -> None:
    await tell(publications, planned())
    for access, listed in (("membership", None), ("public", f"{ROOT}/documents?cycle=cycle-2018")):
        paper = f"{ROOT}/documents/{access}"
        (await announce(publications, id=access, access=access)).ok(201)
        (await store_file(publications, document=paper)).ok()
        (await change(publications, "POST", paper, "/publication", DAY)).ok()
        leads_to = (await _page(publications)).ok().body["documents"]
        assert leads_to == (listed and f"http://localhost:8000{listed}"), access
    assert [one["id"] for one in (await publications.get(listed or "", role=None)).ok().body["items"]] == ["public"]


@pytest.mark.parametrize("year", ["2000", "20180", "latest"])
async def test_what_is_no_year_is_told_so(year: str, publications: Api) -> None:
    assert (await publications.get(f"{ROOT}/years/{year}", role=None)).status == 422
