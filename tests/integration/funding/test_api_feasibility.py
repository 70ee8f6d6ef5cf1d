"""Whether a workshop can still be held, through the API: now, in scenarios side by side, and as a picture."""

from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    budgeted,
    cancelled,
    change,
    francs,
    gift,
    gives,
    hear,
    line,
    read,
    scheduled,
)
from tests.support.api import Api

HALL = line("venue", "1000", due_on="2018-02-15")
REST = [line("interpretation", "3000"), line("expert_participation", "6000")]


async def test_r58_a_shortfall_says_the_day_and_how_much(funding: Api) -> None:
    await budgeted(funding, HALL, *REST)
    await gives(funding, "6000.00", item="expert_participation")
    found = (await read(funding, f"{BUDGET}/feasibility")).body["now"]
    assert (found["usable"], found["missing"], found["share"]) == (francs("6000.00"), francs("4000.00"), "0.6000")
    assert (found["last_day"], found["must_be_in"]) == ("2018-02-15", francs("1000.00"))
    assert (found["verdict"], found["since"]) == ("no_go", "2018-02-16")
    assert [one["on"] for one in found["calendar"]] == ["2018-02-15", "2018-02-24"]
    coverage = (await read(funding, BUDGET)).body["coverage"]
    assert (coverage["secured"], coverage["usable"], coverage["share"]) == (
        francs("6000.00"),
        francs("6000.00"),
        "0.6000",
    )
    await gives(funding, "4000.00", id="free")
    assert (await read(funding, f"{BUDGET}/feasibility?on=2018-02-15")).body["now"]["verdict"] == "go"
    late = (await read(funding, f"{BUDGET}/feasibility?on=2018-02-16")).body["now"]
    assert (late["verdict"], late["since"]) == ("at_risk", "2018-02-16"), "it is signed for, and has not come"


async def test_r58_money_that_is_signed_and_comes_a_day_too_late_is_no_go_and_called_off_has_its_day(
    funding: Api,
) -> None:
    await budgeted(funding, HALL, *REST)
    await gives(funding, "9000.00", item=None, expected_on="2018-02-15")
    await gives(funding, "1000.00", id="late", expected_on="2018-02-16")
    asked = f"{BUDGET}/feasibility?on=2018-02-25"
    in_time = f"{BUDGET}/feasibility?on=2018-02-15"
    assert (await read(funding, in_time)).body["now"]["verdict"] == "go", "the hall is paid, and the rest in time"
    (await change(funding, gift(), "/reduction", {"amount": francs("8000.00"), "reason": "A cut."})).ok()
    await gives(funding, "1000.00", id="later", item="venue", expected_on="2018-02-25")
    found = (await read(funding, asked)).body["now"]
    assert (found["verdict"], found["since"], found["missing"]) == ("no_go", "2018-02-25", francs("0.00"))
    assert (found["last_day"], found["must_be_in"], found["calendar"][1]["late"]) == (
        "2018-02-24",
        francs("1000.00"),
        francs("1000.00"),
    )
    assert "said to come only later" in found["why"]
    await hear(funding, cancelled())
    off = (await read(funding, f"{BUDGET}/feasibility")).body["now"]
    day = (await read(funding, ACCOUNTS)).body["stage_since"]
    assert (off["verdict"], off["since"]) == ("no_go", day)


async def test_scenarios_stand_side_by_side(funding: Api) -> None:
    await budgeted(funding, HALL, *REST)
    await gives(funding, "9000.00")
    await gives(funding, "1000.00", id="other", donor="Ruritania Fund")
    asked = "without=other&without=Ruritania%20Fund&venue=500.00&rate=-5"
    scenarios = (await read(funding, f"{BUDGET}/feasibility?{asked}")).body["scenarios"]
    assert [(one["assumed"], one["result"]["missing"]["amount"]) for one in scenarios] == [
        ("without other (Ruritania Fund)", "1000.00"),
        ("without other (Ruritania Fund)", "1000.00"),
        ("venue at 500.00 CHF", "0.00"),
        ("rate -5 %", "0.00"),
        ("all of these", "500.00"),
    ]
    huge = "venue=" + "9" * 13
    for wrong in ("venue=free", "venue=-1", huge, "rate=1e3", "rate=five", "without=a&" * 6):
        assert (await funding.get(f"{BUDGET}/feasibility?{wrong}", role="finance")).status == 422, wrong
    misspelt = await funding.get(f"{BUDGET}/feasibility?without=Ruritania&without=other", role="finance")
    assert (misspelt.status, "“Ruritania” is no donor" in misspelt.body["detail"]) == (422, True)


async def test_the_coverage_is_a_picture_and_nothing_of_it_is_public(funding: Api) -> None:
    await hear(funding, scheduled())
    assert (await funding.get(f"{BUDGET}/coverage.svg", role="finance")).status == 409
    await budgeted(funding, HALL, *REST)
    drawn = await funding.get(f"{BUDGET}/coverage.svg", role="auditor")
    assert (drawn.status, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert "<desc" in drawn.body
    assert "75 %" in drawn.body
    french = await funding.get(f"{BUDGET}/coverage.svg?language=fr", role="auditor")
    assert (french.status, "Couverture de" in french.body) == (200, True)
    over_time = await funding.get(f"{BUDGET}/contributions.svg", role="finance")
    assert (over_time.status, "Nothing was pledged yet" in over_time.body) == (200, True)
    for path in ("feasibility", "coverage.svg", "contributions.svg"):
        assert (await funding.get(f"{BUDGET}/{path}", role="member")).status == 403
        assert (await funding.get(f"{BUDGET}/{path}", role=None)).status == 401
    assert (await funding.get(f"{ROOT}/budgets/none/feasibility", role="finance")).status == 404
