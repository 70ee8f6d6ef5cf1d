"""The close of a cycle as publications hears of it: in any order, again, and at the same moment as other things."""

import asyncio
from datetime import date
from itertools import permutations

import pytest

from services.publications.use_cases import reports
from shared.contracts.events import WorkshopKind
from shared.domain.errors import DomainError
from shared.domain.message import Message
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.publications.flow import (
    CONTENT,
    FIRST,
    REPORT,
    ROOT,
    SECOND,
    agreed,
    cancelled,
    change,
    closed,
    create_volume,
    get,
    hear,
    held,
    opened,
    postponed,
    publish_report,
    tell,
)
from tests.sample import CONTEXT
from tests.support.api import Api

COUNCIL = held("council-idm-session-2018", kind=WorkshopKind.COUNCIL_IDM_SESSION)


async def _one(store: Store, collection: str, identifier: str) -> Document:
    found = await store[collection].find_one({"_id": identifier})
    assert found is not None
    return found


async def _cycle(store: Store) -> Document:
    return await _one(store, "cycles", "cycle-2018")


async def _reviews(store: Store) -> list[Document]:
    """What governance was told of the cycle, one answer after the other."""
    where = {"recorded.type": "int.iom.idm.publications.ReportsReviewed.v1"}
    rows = await store["outbox"].find(where, sort=[("recorded.sequence", 1)])
    assert {row["recorded"]["topic"] for row in rows} <= {"idm.publications.internal.v1"}
    return [row["recorded"]["data"] for row in rows]


@pytest.mark.parametrize(
    "first", [opened(), COUNCIL, held(), cancelled(), postponed(), closed()], ids=lambda one: type(one).__name__
)
async def test_whatever_is_heard_first_makes_the_cycle_and_one_answer_is_told(
    first: Message, units: Units, store: Store
) -> None:
    await hear(units, first, first)
    [told] = await _reviews(store)
    assert (told["cycle"], told["year"]) == ("cycle-2018", 2018)
    assert [one["what"] for one in told["open"]] == (["report-not-published"] if first == held() else [])
    assert told["held"] == ([first.workshop] if first in (COUNCIL, held()) else [])


NAMED = {"with both": (COUNCIL.workshop, FIRST), "with the Council": (COUNCIL.workshop,), "with none": ()}


@pytest.mark.parametrize("named", list(NAMED))
@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_any_order_and_again_the_year_ends_alike(
    order: tuple[int, ...], named: str, units: Units, store: Store
) -> None:
    close = closed(*NAMED[named])
    messages: tuple[Message, ...] = (held(), COUNCIL, cancelled(SECOND), close)
    told = [messages[place] for place in order]
    for message in (*told, opened()):
        await hear(units, message, message)
    cycle = await _cycle(store)
    assert (cycle["opened_on"], cycle["closed_on"]) == ("2017-05-04", "2019-05-06")
    assert cycle["held"] == [COUNCIL.workshop, FIRST]
    first, second = [await _one(store, "reports", f"report-{one}") for one in (FIRST, SECOND)]
    goes_on = FIRST in close.held
    assert [one["about"] for one in cycle["open"]] == ([f"report-{FIRST}"] if goes_on else [])
    assert [report["state"] for report in (first, second)] == ["draft" if goes_on else "dropped", "dropped"]
    for report in (first, second):
        assert (report["closed_on"], report["first_published_on"]) == ("2019-05-06", None)
    assert (first["held"]["held_on"], first["called_off"], len(first["sections"])) == ("2018-03-27", None, 2)
    assert (second["held"], second["called_off"], second["left_out"]) == (None, "No venue.", True)
    assert sorted(one["about"] for one in cycle["misfits"]) == sorted({COUNCIL.workshop, FIRST} - set(close.held))
    assert {one["noted_on"] for one in cycle["misfits"]} <= {"2019-05-06"}
    assert first["after_close"] == (told.index(held()) > told.index(close))
    noted = {"recorded.type": "int.iom.idm.publications.FactDidNotFit.v1"}
    assert await store["outbox"].count(noted) == len(cycle["misfits"])


async def test_a_late_workshop_that_the_close_named_opens_its_report_and_governance_is_told(
    units: Units, store: Store
) -> None:
    await hear(units, opened(), closed(FIRST), held(), held())
    report = await _one(store, "reports", f"report-{FIRST}")
    assert (report["state"], report["after_close"], report["volume_due_on"]) == ("draft", True, "2019-03-27")
    assert [(len(one["open"]), one["held"]) for one in await _reviews(store)] == [(0, []), (1, [FIRST])]
    rows = await store["outbox"].find({"recorded.aggregate": "report"})
    assert [(row["recorded"]["type"].split(".")[-2], row["recorded"]["data"]["after_close"]) for row in rows] == [
        ("ReportOpened", True)
    ]


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("called_off", [cancelled(), postponed()], ids=["cancelled", "postponed"])
async def test_a_workshop_called_off_after_the_close_and_held_after_all_goes_on_if_it_was_named(
    called_off: Message, named: bool, units: Units, store: Store
) -> None:
    await hear(units, held(), closed(*(FIRST,) * named), called_off, called_off)
    report = await _one(store, "reports", f"report-{FIRST}")
    assert (report["state"], report["after_close"]) == ("dropped", True)
    assert report["called_off"] == called_off.reason  # type: ignore[attr-defined]
    await hear(units, held(), held())
    report = await _one(store, "reports", f"report-{FIRST}")
    assert (report["state"], report["called_off"]) == ("draft" if named else "dropped", None)
    assert [one["about"] for one in (await _cycle(store))["misfits"]] == ([] if named else [FIRST])


async def test_facts_that_differ_from_those_of_a_read_only_report_are_a_misfit_of_their_own(
    units: Units, store: Store
) -> None:
    await hear(units, held(), closed(), held(on=date(2018, 4, 1)), held(on=date(2018, 4, 1)), held())
    assert (await _one(store, "reports", f"report-{FIRST}"))["held"]["held_on"] == "2018-03-27"
    assert [one["why"] for one in (await _cycle(store))["misfits"]] == [
        f"“The gathering {FIRST}” was recorded as held, and the cycle 2018 was closed on 2019-05-06 without it.",
        f"“The gathering {FIRST}” was told again as held until 2018-04-01, with facts that differ. The cycle 2018 was "
        "closed on 2019-05-06 without it, and its report stays as it is.",
    ]


@pytest.mark.parametrize("told", ["2018", "cycle-18", "cycle-2018-1", "CYCLE-2018"])
async def test_what_no_service_calls_a_cycle_is_none(told: str, units: Units, store: Store) -> None:
    with pytest.raises(ValueError, match="not the identifier of a cycle"):
        await hear(units, held().model_copy(update={"cycle": told}))
    assert await store["cycles"].count({}) == 0


async def test_one_year_is_closed_and_the_next_goes_on(units: Units, store: Store) -> None:
    await hear(units, held(), closed(year=2017))
    assert (await _one(store, "reports", f"report-{FIRST}"))["state"] == "draft"
    assert (await _one(store, "cycles", "cycle-2017"))["closed_on"] == "2019-05-06"
    assert (await _cycle(store))["closed_on"] is None


async def test_two_editors_who_publish_the_last_two_reports_leave_one_right_answer(publications: Api) -> None:
    for workshop in (FIRST, SECOND):
        await tell(publications, held(workshop), agreed(workshop))
        report = f"{ROOT}/reports/report-{workshop}"
        (await change(publications, "PUT", report, "/content", CONTENT)).ok()
        (await change(publications, "POST", report, "/review", {})).ok()
        (await change(publications, "POST", report, "/clearance", {})).ok()
    both = await asyncio.gather(
        *(change(publications, "POST", f"{ROOT}/reports/report-{one}", "/publication", {}) for one in (FIRST, SECOND))
    )
    assert [answer.ok().body["state"] for answer in both] == ["published"] * 2
    told = await _reviews(publications.store)
    assert [len(one["open"]) for one in told] == [1, 2, 1, 0]
    assert told[-1]["held"] == [FIRST, SECOND]


async def test_a_report_is_published_before_the_close_or_closed_over_never_both(publications: Api) -> None:
    store = publications.store
    await tell(publications, opened(), held(), agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    (await change(publications, "POST", REPORT, "/review", {})).ok()
    (await change(publications, "POST", REPORT, "/clearance", {})).ok()
    units = Units(store=store, rows=to_row)

    async def publish(unit: UnitOfWork) -> None:
        await reports.publish_report(unit, f"report-{FIRST}", waivers=(), occurred_on=None, expected_version=None)

    results = await asyncio.gather(units.run(CONTEXT, publish), hear(units, closed()), return_exceptions=True)
    report, cycle = await _one(store, "reports", f"report-{FIRST}"), await _cycle(store)
    assert (report["closed_on"], cycle["closed_on"], cycle["open"]) == ("2019-05-06", "2019-05-06", [])
    refused = [one for one in results if isinstance(one, DomainError)]
    assert [one for one in results if one is not None] == refused
    assert [one.slug for one in refused] == ([] if report["state"] == "published" else ["cycle-closed"])
    assert report["state"] == ("dropped" if refused else "published")


async def test_workshops_told_to_have_been_held_at_the_moment_of_the_close_end_as_if_in_order(
    units: Units, store: Store
) -> None:
    await hear(units, opened())
    await asyncio.gather(hear(units, held()), hear(units, held(SECOND)), hear(units, closed(FIRST)))
    first, second = [await _one(store, "reports", f"report-{one}") for one in (FIRST, SECOND)]
    assert [(one["state"], one["closed_on"]) for one in (first, second)] == [
        ("draft", "2019-05-06"),
        ("dropped", "2019-05-06"),
    ]
    cycle = await _cycle(store)
    assert ([one["about"] for one in cycle["open"]], cycle["held"]) == ([f"report-{FIRST}"], [FIRST, SECOND])
    assert [one["about"] for one in cycle["misfits"]] == [SECOND]


async def test_an_identifier_that_a_cycle_will_need_is_kept_for_it(publications: Api) -> None:
    await publish_report(publications)
    refused = await create_volume(publications, FIRST, id="cycle-2019")
    assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:invalid-input")
    await tell(publications, opened(2019))
    assert (await get(publications, f"{ROOT}/cycles/cycle-2019")).ok().body["year"] == 2019
