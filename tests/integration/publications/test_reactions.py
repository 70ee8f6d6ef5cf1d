"""What publications makes of events' messages: in any order, repeated, and when they no longer fit."""

from itertools import permutations

import pytest

from shared.contracts.events import WorkshopKind
from shared.domain.message import Message
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import Units
from tests.integration.publications.flow import FIRST, cancelled, hear, held, postponed


async def _report(store: Store, workshop: str = FIRST) -> Document:
    found = await store["reports"].find_one({"_id": f"report-{workshop}"})
    assert found is not None
    return found


async def test_a_held_workshop_opens_its_report_once(units: Units, store: Store) -> None:
    await hear(units, held(), held())
    report = await _report(store)
    assert (report["version"], report["state"], report["state_since"]) == (1, "draft", "2018-03-27")
    assert [section["session"] for section in report["sections"]] == ["opening", "voice"]
    [row] = await store["outbox"].find({"recorded.aggregate": "report"})
    assert (row["recorded"]["sequence"], row["recorded"]["stream"]) == (None, f"report-{FIRST}")


@pytest.mark.parametrize("kind", list(WorkshopKind))
async def test_council_kinds_have_no_report(kind: WorkshopKind, units: Units, store: Store) -> None:
    await hear(units, held(kind=kind))
    council = kind in (WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP)
    assert await store["reports"].count({}) == (0 if council else 1)


@pytest.mark.parametrize("called_off", [cancelled(), postponed()], ids=["cancelled", "postponed"])
async def test_a_draft_is_dropped_and_opened_again_when_it_is_held_after_all(
    called_off: Message, units: Units, store: Store
) -> None:
    await hear(units, held(), called_off, called_off)
    report = await _report(store)
    assert (report["state"], report["version"], len(report["sections"])) == ("dropped", 2, 2)
    await hear(units, held())
    assert (await _report(store))["state"] == "draft"


@pytest.mark.parametrize("order", list(permutations((held(), postponed(), cancelled()))))
async def test_no_order_fails_and_the_last_word_counts(order: tuple[Message, ...], units: Units, store: Store) -> None:
    for message in order:
        await hear(units, message, message)
    report = await _report(store)
    assert report["state"] == ("draft" if order[-1] == held() else "dropped")
    assert report["version"] == len(order)


async def test_the_longest_identifier_is_no_reason_to_refuse_a_fact(units: Units, store: Store) -> None:
    await hear(units, held("w" * 100), cancelled("v" * 100))
    assert await store["reports"].count({}) == 2
