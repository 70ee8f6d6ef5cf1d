"""A report to a donor through the API: figures that tie out, the volume that came of it, a PDF and a workbook."""

from datetime import date

from shared.contracts.publications import CoveredWorkshop, VolumePublished, VolumeWithdrawn
from shared.domain.text import Language, LocalizedText
from tests.integration.funding.flow import (
    ACCOUNTS,
    CYCLE,
    WORKSHOP,
    actuals,
    budgeted,
    cancelled,
    change,
    francs,
    gift,
    gives,
    hear,
    held,
    read,
    receive,
    ties_out,
)
from tests.support.api import Api

VOLUME = {
    "volume": "red-book-of-2018",
    "series_number": 27,
    "title": LocalizedText(en="A Red Book"),
    "original_language": Language.EN,
    "workshops": (
        CoveredWorkshop(
            workshop=WORKSHOP, cycle=CYCLE, title=LocalizedText(en="A workshop"), held_on=date(2018, 3, 27)
        ),
    ),
    "editions": (),
}


async def test_a_report_ties_out_and_is_final_once_accounts_are_closed(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "2000.00", item="venue")
    await gives(funding, "5000.00", id="free")
    (await receive(funding, "2000.00")).ok()
    (await receive(funding, "1500.00", identifier="free")).ok()
    assert (await read(funding, f"{gift()}/report")).body["partners"] == []
    partnered = held().model_copy(update={"partners": ("An agency for cities",)})
    await hear(funding, partnered, VolumePublished(**VOLUME, published_on=date(2018, 12, 17)))
    early = (await read(funding, f"{gift()}/report")).body
    assert early["partners"] == ["An agency for cities"]
    assert (early["final"], early["paid"], early["left"], early["ties_out"]) == (False, [], francs("2000.00"), True)
    await actuals(funding, "venue", "interpretation", "expert_participation")
    (await change(funding, ACCOUNTS, "/closing")).ok()
    venue, free = [(await read(funding, f"{gift(one)}/report")).body for one in ("gift", "free")]
    assert [(one["item"], one["paid"]["amount"]) for one in venue["paid"]] == [
        ("venue", "900.50"),
        ("interpretation", "0.00"),
        ("expert_participation", "0.00"),
    ]
    assert (venue["left"], venue["final"], venue["ties_out"]) == (francs("1099.50"), True, True)
    assert [one["paid"]["amount"] for one in free["paid"]] == ["0.00", "900.50", "599.50"]
    assert [(one["figure"], one["ledger"]["amount"]) for one in free["checks"]][2:] == [
        ("paid_and_left", "1500.00"),
        ("cost_of_the_workshop", "2701.50"),
        ("cost_of_venue", "900.50"),
        ("cost_of_interpretation", "900.50"),
        ("cost_of_expert_participation", "900.50"),
    ]
    assert await ties_out(funding) == []
    await funding.store["contributions"].update_many({"_id": "gift"}, {"$set": {"spent.amount": "900.51"}})
    assert any("The report on gift has 1999.99 CHF as paid_and_left" in one for one in await ties_out(funding))
    assert [(one["volume"], one["series_number"]) for one in venue["volumes"]] == [("red-book-of-2018", 27)]
    withdrawn = VolumeWithdrawn(**VOLUME, withdrawn_on=date(2019, 1, 7), reason="An error.")
    await hear(funding, withdrawn)
    # Events corrects whom the workshop was held with.
    await hear(funding, held())
    last = (await read(funding, f"{gift()}/report")).body
    assert (last["volumes"], last["partners"]) == ([], [])


async def test_a_report_that_the_ledger_does_not_bear_out_says_so(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "2000.00")
    (await receive(funding, "500.00")).ok()
    await funding.store["ledger"].delete_many({"act": "ContributionReceived"})
    found = (await read(funding, f"{gift()}/report")).body
    assert (found["ties_out"], found["checks"][0]["ledger"]) == (False, francs("0.00"))


async def test_the_report_is_a_pdf_and_a_workbook_for_staff_alone(funding: Api) -> None:
    await budgeted(funding)
    await gives(funding, "2000.00")
    for language in ("en", "fr", "es"):
        pdf = await funding.get(f"{gift()}/report.pdf?language={language}", role="finance")
        assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
        assert pdf.body.startswith("%PDF-")
    book = await funding.get(f"{gift()}/report.xlsx", role="auditor")
    assert (book.status, book.body[:2]) == (200, "PK")
    for path in ("report", "report.pdf", "report.xlsx"):
        assert (await funding.get(f"{gift()}/{path}", role="member")).status == 403
        assert (await funding.get(f"{gift('none')}/{path}", role="finance")).status == 404
    await hear(funding, cancelled())
    waiting = (await read(funding, f"{gift()}/report")).body
    assert (waiting["state"], waiting["ties_out"]) == ("awaiting_donor_choice", True)
