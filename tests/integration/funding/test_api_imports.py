"""Pledges and rates from files: whole or not at all, and every bad line is named."""

import base64

from services.funding.api.imports import PLEDGES, RATES
from shared.http.sheets import csv_of, xlsx_of
from tests.integration.funding.flow import BUDGET, ROOT, WORKSHOP, francs, hear, read, scheduled, ties_out
from tests.support.api import Answer, Api


def _pledge(**cells: str) -> tuple[str, ...]:
    good = {"donor": "Government of Atlantis", "workshop": WORKSHOP, "amount": "10.00", "currency": "CHF"}
    return tuple({**dict.fromkeys(PLEDGES, ""), **good, **cells}.values())


def _rate(**cells: str) -> tuple[str, ...]:
    good = {"base": "EUR", "quote": "CHF", "on": "2018-02-01", "worth": "1.0832", "source": "A bank (fictional)"}
    return tuple({**dict.fromkeys(RATES, ""), **good, **cells}.values())


async def _send(
    funding: Api, what: str, columns: tuple[str, ...], *rows: tuple[str, ...], xlsx: bool = False
) -> Answer:
    content = xlsx_of(columns, rows, sheet="Lines") if xlsx else csv_of(columns, rows)
    body = {"file": base64.b64encode(content).decode(), "format": "xlsx" if xlsx else "csv"}
    return await funding.post(f"{ROOT}/{what}/import", body, role="finance")


async def test_a_file_of_pledges_is_entered_whole_in_either_format(funding: Api) -> None:
    await hear(funding, scheduled())
    days = {"pledged_on": "2018-02-01", "expected_on": "2018-03-01"}
    rows = [
        _pledge(id="one", item="venue", conditions="For the hall alone.", report_on="2019-01-31 2018-12-01", **days),
        _pledge(travellers="africa", amount="0.50"),
        _pledge(in_kind="yes"),
    ]
    entered = (await _send(funding, "contributions", PLEDGES, *rows)).ok(201).body["entered"]
    assert (entered[0], len(entered)) == ("one", 3)
    first = (await read(funding, f"{ROOT}/contributions/one")).body
    assert (first["pledged_on"], first["expected_on"], first["item"]) == ("2018-02-01", "2018-03-01", "venue")
    assert (first["conditions"], first["report_on"]) == ("For the hall alone.", ["2018-12-01", "2019-01-31"])
    (await _send(funding, "contributions", PLEDGES, _pledge(id="two"), xlsx=True)).ok(201)
    assert (await read(funding, BUDGET)).body["coverage"]["pledged"] == francs("20.50")
    for name, columns, cells, told in (
        ("three", (), ("", "", ""), (None, [])),
        ("four", ("report_on", ""), ("2018-12-01", ""), (None, ["2018-12-01"])),
        ("five", ("report_on", "conditions"), ("2018-12-01", "A hall."), ("A hall.", ["2018-12-01"])),
    ):
        row = (*_pledge(id=name)[:-2], *cells)
        (await _send(funding, "contributions", (*PLEDGES[:-2], *columns), row)).ok(201)
        found = (await read(funding, f"{ROOT}/contributions/{name}")).body
        assert (found["conditions"], found["report_on"]) == told, "the later columns are read by their names"
    assert await ties_out(funding) == []


async def test_a_column_that_is_not_known_is_refused_by_its_name_and_never_passed_over(funding: Api) -> None:
    await hear(funding, scheduled())
    before, row = PLEDGES[:-2], _pledge(id="one", conditions="A hall.", report_on="2018-12-01")
    for later, named in (
        (("conditions", "reports_on"), "“reports_on”"),
        (("notes", "report_on"), "“notes”"),
        (("report_on", "report_on"), "twice: “report_on”"),
        (("conditions", "donor"), "twice: “donor”"),
        (("conditions", ""), "line 2, column 14"),
        (("conditions",), "line 2, column 14"),
    ):
        refused = await _send(funding, "contributions", (*before, *later), row)
        assert (refused.status, named in refused.body["detail"]) == (422, True), refused.body
    misspelt = await _send(funding, "rates", (*RATES[:-1], "redenominated"), _rate(redenomination="yes"))
    assert (misspelt.status, "“redenominated”" in misspelt.body["detail"]) == (422, True)
    assert (await read(funding, f"{ROOT}/contributions")).body["items"] == []


async def test_every_bad_line_is_named_and_nothing_is_entered(funding: Api) -> None:
    await hear(funding, scheduled())
    rows = [
        _pledge(id="good"),
        _pledge(amount="-1"),
        _pledge(currency="XXX"),
        _pledge(pledged_on="yesterday"),
        _pledge(workshop=""),
        _pledge(report_on="2018-12-01, soon"),
        _pledge(conditions="x" * 2_001),
    ]
    read_only = await _send(funding, "contributions", PLEDGES, *rows)
    assert (read_only.status, read_only.body["type"]) == (422, "urn:idm:problem:import-refused")
    for line, field in (
        (3, "amount"),
        (4, "currency"),
        (5, "pledged_on"),
        (6, "workshop"),
        (7, "report_on"),
        (8, "conditions"),
    ):
        assert f"line {line}, {field}" in read_only.body["detail"]
    judged = [
        _pledge(id="good"),
        _pledge(travellers="speakers"),
        _pledge(kind="assessed"),
        _pledge(item="travel"),
        _pledge(currency="EUR"),
        _pledge(id="good"),
        _pledge(workshop="none"),
        _pledge(donor="", donor_id="none"),
    ]
    (await _send(funding, "rates", RATES, _rate(quote="USD"))).ok(201)
    await funding.store["budgets"].update_many({}, {"$set": {"currency": "CHF"}})
    refused = await _send(funding, "contributions", PLEDGES, *judged)
    assert refused.status == 422
    for line, field in enumerate(("travellers", "kind", "item", "currency", "id", "workshop", "donor_id"), 3):
        assert f"line {line}, {field}" in refused.body["detail"], refused.body
    assert (await read(funding, f"{ROOT}/contributions")).body["items"] == []
    assert await funding.store["ledger"].count({}) == 0


async def test_a_file_of_rates_is_entered_whole_or_not_at_all(funding: Api) -> None:
    bad = await _send(
        funding,
        "rates",
        RATES,
        _rate(),
        _rate(worth="1e3", on="2018-03-01"),
        _rate(on="2018-02-30"),
        _rate(source=""),
        _rate(redenomination="perhaps"),
    )
    assert bad.status == 422
    for line, field in ((3, "worth"), (4, "on"), (5, "source"), (6, "redenomination")):
        assert f"line {line}, {field}" in bad.body["detail"]
    judged = await _send(
        funding, "rates", RATES, _rate(), _rate(), _rate(base="CHF"), _rate(worth="0", on="2018-03-01")
    )
    assert [f"line {line}," in judged.body["detail"] for line in (2, 3, 4, 5)] == [False, True, True, True]
    assert (await read(funding, f"{ROOT}/rates")).body["items"] == []
    later = _rate(on="2018-03-01", redenomination="yes")
    entered = (await _send(funding, "rates", RATES, _rate(), later, xlsx=True)).ok(201).body
    assert entered["entered"] == ["rate-EUR-CHF-2018-02-01", "rate-EUR-CHF-2018-03-01"]
    rates = (await read(funding, f"{ROOT}/rates")).body["items"]
    assert [one["redenomination"] for one in rates] == [False, True]
    (await _send(funding, "rates", RATES[:-1], _rate(on="2018-04-01")[:-1])).ok(201)


async def test_what_is_no_such_file_is_refused(funding: Api) -> None:
    assert (await _send(funding, "rates", PLEDGES, _pledge())).status == 422
    assert (await _send(funding, "rates", RATES)).status == 422
    many = [_rate(worth=f"1.{number:04}") for number in range(1, 502)]
    assert (await _send(funding, "rates", RATES, *many)).status == 422
    body = {"file": base64.b64encode(b"PK\x03\x04 no workbook").decode(), "format": "xlsx"}
    assert (await funding.post(f"{ROOT}/rates/import", body, role="finance")).status == 422
    assert (await funding.post(f"{ROOT}/rates/import", body, role="approver")).status == 403
