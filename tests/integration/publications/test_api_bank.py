"""The bank of practices over HTTP: words in three languages, counts, addresses that stay (row 34)."""

import csv
import io
from datetime import date
from typing import Any

from services.publications.domain.given import WHY_GONE, Gone
from services.publications.storage import MIGRATIONS
from shared.contracts.facts import ThemeRef
from shared.domain.text import LocalizedText
from shared.persistence.migrations import migrate
from tests.integration.publications.flow import (
    FIRST,
    REPORT,
    ROOT,
    SECOND,
    agreed,
    cancelled,
    change,
    create_volume,
    get,
    held,
    tell,
)
from tests.support.api import Api
from tests.unit.publications.sample import HELD_ON

BANK = f"{ROOT}/bank"
DESK = {
    "id": "desk",
    "title": {"en": "One desk for returning workers", "fr": "Un guichet pour la coopération"},
    "kind": "policy",
    "country": "PH",
    "domains": ["labour", "health"],
    "text": {"en": "Migrants’ families are answered at one desk.", "es": "Las familias reciben información."},
}
SCHOOL = {
    "id": "school",
    "title": {"en": "Schools for families"},
    "kind": "programme",
    "country": "KE",
    "domains": ["education"],
    "text": {"en": "=2+3 A family learns the language together."},
}
FUND: dict[str, Any] = {
    "id": "fund",
    "title": {"en": "A fund of families abroad", "es": "Un fondo de las familias en el extranjero"},
    "kind": "programme",
    "country": "PY",
    "domains": ["labour", "diasporas"],
    "partners": ["Association of a Diaspora"],
    "text": {"en": "Families abroad pay for schools."},
    "evidence": {"en": "Twelve schools."},
}
SERVICES = ThemeRef(id="theme-2018", title=LocalizedText(en="Services for migrants"))
FUNDS = ThemeRef(id="theme-2017", title=LocalizedText(en="Diasporas and development"))
EARLIER = "workshop-2017-1"


async def _publish(
    api: Api, workshop: str, *practices: dict[str, Any], theme: ThemeRef | None = None, on: date = HELD_ON
) -> None:
    report = f"{ROOT}/reports/report-{workshop}"
    content = {
        "key_messages": [{"id": "m", "text": {"en": "Cities cooperate.", "fr": "Les villes coopèrent."}}],
        "lessons_learned": [{"id": "l", "text": {"en": "Begin early."}}],
        "effective_practices": practices,
        "occurred_on": "2018-05-02",
    }
    await tell(api, held(workshop, on=on).model_copy(update={"theme": theme}), agreed(workshop))
    (await change(api, "PUT", report, "/content", content)).ok()
    for step in ("/review", "/clearance", "/publication"):
        (await change(api, "POST", report, step, {"occurred_on": "2018-05-04"})).ok()


async def _found(api: Api, query: str) -> list[str]:
    answer = (await get(api, f"{BANK}?{query}", role=None)).ok().body
    return [one["id"].removeprefix("report-workshop-2018-") for one in answer["items"]]


async def _counts(api: Api, query: str) -> tuple[int, dict[str, dict[str | int, int]]]:
    """How many entries a question finds, and how often each value is among them."""
    answer = (await get(api, f"{BANK}?{query}&limit=1", role=None)).ok().body
    return answer["total"], {
        name: {one["value"]: one["count"] for one in found} for name, found in answer["facets"].items()
    }


async def test_words_are_found_in_three_languages_whatever_their_form_and_accents(publications: Api) -> None:
    await _publish(publications, FIRST, DESK)
    await _publish(publications, SECOND, SCHOOL)
    assert set(await _found(publications, "q=family")) == {"1.desk", "2.school"}
    assert await _found(publications, "q=desks") == ["1.desk"]
    # “coopération” and “coopèrent” have one stem.
    for word in ("cooperation", "coop%C3%A9rations", "coop%C3%A8re"):
        assert set(await _found(publications, f"q={word}&language=fr")) == {"1.desk", "1.m", "2.m"}
    for word in ("informacion", "informaci%C3%B3n", "informaciones"):
        assert await _found(publications, f"q={word}&language=es") == ["1.desk"]
    # Spanish “familia” and English “families” have one stem.
    assert set(await _found(publications, "q=familia&language=es")) == {"1.desk", "2.school"}
    assert await _found(publications, "q=family+-desk") == ["2.school"]
    assert await _found(publications, "q=nothing-like-it-xyzzy") == []
    assert (await get(publications, f"{BANK}?q=")).status == 422
    assert (await get(publications, f"{BANK}?q=%24where")).ok().body["items"] == []


async def test_entries_are_counted_by_what_they_have_in_common_and_come_page_by_page(publications: Api) -> None:
    await _publish(publications, FIRST, DESK)
    await _publish(publications, SECOND, SCHOOL)
    answer = (await get(publications, f"{BANK}?limit=4", role=None)).ok().body
    assert (answer["total"], len(answer["items"])) == (6, 4)
    counts = {name: {one["value"]: one["count"] for one in found} for name, found in answer["facets"].items()}
    assert counts["kind"] == {"key_message": 2, "lesson": 2, "policy": 1, "programme": 1}
    assert counts["region"] == {"asia": 1, "africa": 1}
    assert counts["domains"] == {"labour": 1, "health": 1, "education": 1}
    assert counts["year"] == {2018: 6}
    assert len((await get(publications, answer["next"], role=None)).ok().body["items"]) == 2
    assert await _found(publications, "country=KE") == ["2.school"]
    assert await _found(publications, "region=asia&domain=health&kind=policy&year=2018") == ["1.desk"]
    assert await _found(publications, "year=2017") == []
    related = (await get(publications, f"{BANK}/report-workshop-2018-1.desk/related", role=None)).ok().body["items"]
    assert "report-workshop-2018-2.school" in [one["id"] for one in related]
    assert "report-workshop-2018-1.desk" not in [one["id"] for one in related]


async def test_facets_count_by_theme_country_region_domain_and_year_and_each_narrows_all_others(
    publications: Api,
) -> None:
    await _publish(publications, FIRST, DESK, SCHOOL, theme=SERVICES)
    await _publish(publications, EARLIER, FUND, theme=FUNDS, on=date(2017, 3, 27))
    total, counts = await _counts(publications, "")
    assert (total, counts["theme"], counts["year"]) == (7, {"theme-2018": 4, "theme-2017": 3}, {2018: 4, 2017: 3})
    assert counts["country"] == {"PH": 1, "KE": 1, "PY": 1}
    assert counts["region"] == {"asia": 1, "africa": 1, "americas": 1}
    assert counts["domains"] == {"labour": 2, "health": 1, "education": 1, "diasporas": 1}
    desk, school, fund = "1.desk", "1.school", f"report-{EARLIER}.fund"
    for facet, found in (
        ("theme=theme-2017&kind=programme", [fund]),
        ("country=KE", [school]),
        ("region=americas", [fund]),
        ("domain=labour", [fund, desk]),
        ("year=2018&kind=policy", [desk]),
        ("domain=labour&region=asia", [desk]),
        ("theme=theme-2018&domain=labour&country=PH&region=asia&year=2018", [desk]),
        ("theme=theme-2018&region=americas", []),
        ("year=2017&country=PH", []),
        ("q=families&domain=labour&year=2017", [fund]),
    ):
        assert await _found(publications, facet) == found, facet
        assert (await _counts(publications, facet))[0] == len(found), facet
    total, counts = await _counts(publications, "domain=labour")
    assert (total, counts["year"], counts["region"]) == (2, {2018: 1, 2017: 1}, {"asia": 1, "americas": 1})
    # What goes with labour is counted too: it is how one finds the way on.
    assert counts["domains"] == {"labour": 2, "health": 1, "diasporas": 1}
    for wrong in ("country=Kenya", "year=1999", "kind=wish"):
        assert (await get(publications, f"{BANK}?{wrong}", role=None)).status == 422
    one = (await get(publications, f"{BANK}/{fund}", role=None)).ok().body
    assert (one["partners"], one["evidence"]["en"], one["theme"]) == (FUND["partners"], "Twelve schools.", FUNDS.id)


async def test_r77_an_address_stays_and_shows_what_is_published(publications: Api) -> None:
    await _publish(publications, FIRST, DESK, SCHOOL)
    entry = f"{BANK}/report-{FIRST}.school"
    assert (await get(publications, entry, role=None)).ok().body["region"] == "africa"
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "A name.", "occurred_on": "2018-06-01"})).ok()
    for role in (None, "editor"):
        for address in (entry, f"{entry}/related"):
            answer = await get(publications, address, role=role)
            assert (answer.status, answer.body["type"]) == (410, "urn:idm:problem:gone")
    assert await _found(publications, "q=family") == []
    changed: dict[str, Any] = {**DESK, "text": {"en": "Families are answered at two desks."}}
    await _publish(publications, FIRST, changed)
    desk = (await get(publications, f"{BANK}/report-{FIRST}.desk", role=None)).ok().body
    assert (desk["year"], desk["text"]["en"]) == (2018, changed["text"]["en"])
    gone = await get(publications, entry, role=None)
    assert gone.status == 410
    assert gone.body["tombstone"] == {
        "id": f"report-{FIRST}.school",
        "kind": "programme",
        "year": 2018,
        "workshop": FIRST,
        "workshop_title": {"en": f"The gathering {FIRST}", "fr": None, "es": None},
        "report": f"report-{FIRST}",
        "published_on": "2018-05-04",
        "gone_on": "2018-06-01",
        "why": "The report was corrected, and does not say it any more.",
    }
    # Neither why an editor took it back, nor what it said, is anybody's to read: not even in the database.
    kept = str(await publications.store["bank"].find({"shown": False}))
    for word in ("A name.", "language together", "Schools for families"):
        assert word not in str(gone.body)
        assert word not in kept
    assert (await get(publications, f"{BANK}/report-{FIRST}.never", role=None)).status == 404
    # Its address stays its own, also once the report is open again.
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "A.", "occurred_on": "2018-06-02"})).ok()
    back = {"key_messages": [{"id": "school", "text": {"en": "Another."}}], "occurred_on": "2018-06-02"}
    refused = await change(publications, "PUT", REPORT, "/content", back)
    assert (refused.status, "school" in refused.body["detail"]) == (422, True)
    # Why it is gone is true also of what becomes of the workshop later.
    desk_at = f"{BANK}/report-{FIRST}.desk"
    for told, why in ((cancelled(), Gone.CALLED_OFF), (held(), Gone.TAKEN_BACK)):
        await tell(publications, told)
        assert (await get(publications, desk_at, role=None)).body["tombstone"]["why"] == WHY_GONE[why]
    assert (await get(publications, entry, role=None)).body["tombstone"] == gone.body["tombstone"]


async def test_what_was_gone_before_there_were_tombstones_has_one(publications: Api) -> None:
    await _publish(publications, FIRST, DESK, SCHOOL)
    await _publish(publications, SECOND, DESK)
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "A.", "occurred_on": "2018-06-01"})).ok()
    store, name = publications.store, "what is gone from the bank of practices has a tombstone, whenever it came out"
    stands = await store["bank"].find({}, sort=[("_id", 1)])
    report = await store["reports"].find_one({"workshop": FIRST})
    assert report is not None
    said = {"text": {"en": "Said."}, "texts": [{"language": "en", "text": "Said."}], "published_on": None}
    await store["bank"].update_many({"shown": False}, {"$set": said, "$unset": {"why": "", "gone_on": ""}})
    # As of before it was kept when a report came out first; it is in review since.
    later = {"state": "review", "state_since": "2018-06-20"}
    await store["reports"].update_many({}, {"$unset": {"given": "", "first_published_on": ""}})
    await store["reports"].update_many({"workshop": FIRST}, {"$set": later})
    await store["migrations"].delete_many({"_id": name})
    for address in (f"{BANK}/report-{FIRST}.school", f"{BANK}/report-{FIRST}.school/related"):
        gone = await get(publications, address, role=None)
        assert (gone.status, gone.body["tombstone"]["why"]) == (410, WHY_GONE[Gone.TAKEN_BACK])
        assert gone.body["detail"].startswith("This programme is gone. The report was taken back")
    await migrate(store, MIGRATIONS)
    assert await store["bank"].find({}, sort=[("_id", 1)]) == stands
    known = {one["workshop"]: one for one in await store["reports"].find({})}
    assert sorted(known[FIRST]["given"], key=str) == sorted(report["given"], key=str)
    assert "given" not in known[SECOND], "the version before can still write it"


async def test_the_export_is_a_sheet_that_runs_nothing(publications: Api) -> None:
    await _publish(publications, SECOND, SCHOOL)
    answer = (await get(publications, f"{BANK}/export?kind=programme", role=None)).ok()
    assert answer.headers["content-disposition"] == 'attachment; filename="practices.csv"'
    head, row = csv.reader(io.StringIO(answer.body.removeprefix("\ufeff")))
    found = dict(zip(head, row, strict=True))
    assert (found["id"], found["country"], found["title"]) == (f"report-{SECOND}.school", "KE", "Schools for families")
    assert found["text"] == "'=2+3 A family learns the language together."


async def test_reports_that_were_published_before_there_was_a_bank_are_in_it(publications: Api) -> None:
    await _publish(publications, FIRST, DESK)
    before = await publications.store["bank"].find({}, sort=[("_id", 1)])
    await publications.store["bank"].delete_many({})
    await publications.store["migrations"].delete_many({"_id": "published reports are in the bank of practices"})
    await migrate(publications.store, MIGRATIONS)
    after = await publications.store["bank"].find({}, sort=[("_id", 1)])
    assert after == before


async def test_practices_by_domain_are_drawn_for_everybody_and_the_board_of_languages_for_staff(
    publications: Api,
) -> None:
    await _publish(publications, FIRST, DESK, SCHOOL)
    drawn = (await get(publications, f"{ROOT}/pictures/domains.svg", role=None)).ok()
    assert "labour, policy: 1." in drawn.body
    (await create_volume(publications, FIRST)).ok(201)
    board = f"{ROOT}/language-board.svg"
    assert "No. 1, EN PDF: missing." in (await get(publications, board)).ok().body
    assert (await get(publications, board, role=None)).status == 401
