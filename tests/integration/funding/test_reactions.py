"""What funding makes of the messages of events: in any order, repeated, and when they no longer fit."""

from itertools import permutations
from typing import Any

import pytest

from shared.contracts.events import WorkshopKind
from tests.integration.funding.flow import (
    ACCOUNTS,
    BUDGET,
    ROOT,
    SCHEDULE,
    WORKSHOP,
    cancelled,
    draft,
    gift,
    gives,
    hear,
    held,
    planned,
    pledge,
    read,
    scheduled,
    told,
)
from tests.support.api import Api

WITHOUT = (WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP, WorkshopKind.EXPERT_SEMINAR)


async def _state(funding: Api) -> dict[str, Any]:
    names = ("budgets", "accounts", "contributions", "called_off", "cycles", "outbox")
    return {name: await funding.store[name].find({}, sort=[("_id", 1)]) for name in names}


@pytest.mark.parametrize("kind", [WorkshopKind.INTERSESSIONAL_WORKSHOP, WorkshopKind.HIGH_LEVEL_CONFERENCE])
async def test_a_scheduled_workshop_has_a_budget_and_accounts_however_often_it_is_told(
    funding: Api, kind: WorkshopKind
) -> None:
    await hear(funding, scheduled(kind=kind))
    once = await _state(funding)
    await hear(funding, scheduled(kind=kind), scheduled(kind=kind))
    assert await _state(funding) == once
    budget = (await read(funding, BUDGET)).body
    assert (budget["stage"], budget["lines"], budget["coverage"]) == ("ahead", [], None)
    assert (await read(funding, ACCOUNTS)).body["stage"] == "ahead"


@pytest.mark.parametrize("order", list(permutations((planned(), scheduled()))))
async def test_what_is_planned_and_scheduled_has_one_budget_and_its_day_in_any_order(
    funding: Api, order: tuple[Any, ...]
) -> None:
    await hear(funding, *order, *order)
    [budget] = (await read(funding, f"{ROOT}/budgets")).body["items"]
    assert (budget["starts_on"], budget["stage"]) == ("2018-03-26", "ahead")


async def test_r58_whether_a_workshop_can_be_held_is_told_before_its_day_is_known(funding: Api) -> None:
    await hear(funding, planned())
    (await draft(funding)).ok()
    await gives(funding, "4000.00")
    early = (await read(funding, f"{BUDGET}/feasibility")).body["now"]
    assert (early["verdict"], early["last_day"], early["missing"]["amount"]) == ("at_risk", None, "6000.00")
    assert early["why"] == "6000.00 CHF is missing, and no day is known by which it must be in."
    await gives(funding, "6000.00", id="rest")
    assert (await read(funding, f"{BUDGET}/feasibility")).body["now"]["verdict"] == "go"
    await hear(funding, scheduled())
    told_now = (await read(funding, f"{BUDGET}/feasibility?without=rest&on=2018-02-01")).body["scenarios"][0]["result"]
    assert (told_now["verdict"], told_now["last_day"]) == ("at_risk", "2018-02-24")
    await hear(funding, cancelled())
    assert (await read(funding, f"{BUDGET}/feasibility")).body["now"]["verdict"] == "no_go"


@pytest.mark.parametrize(("year", "state"), [(2018, "pledged"), (2019, "awaiting_donor_choice")])
async def test_r47_what_was_given_before_the_day_was_known_is_for_the_year_of_the_cycle(
    funding: Api, year: int, state: str
) -> None:
    await hear(funding, planned())
    (await pledge(funding)).ok(201)
    day = SCHEDULE.start.replace(year=year)
    await hear(funding, scheduled(schedule=SCHEDULE.model_copy(update={"start": day, "end": day})))
    assert (await read(funding, gift())).body["state"] == state


@pytest.mark.parametrize("kind", WITHOUT)
async def test_other_gatherings_have_none(funding: Api, kind: WorkshopKind) -> None:
    await hear(funding, planned(kind=kind), scheduled(kind=kind), held(kind=kind))
    assert (await read(funding, f"{ROOT}/budgets")).body["items"] == []


@pytest.mark.parametrize("order", list(permutations((scheduled(), held()))))
async def test_settlement_starts_in_any_order(funding: Api, order: tuple[Any, ...]) -> None:
    await hear(funding, *order)
    once = await _state(funding)
    await hear(funding, *order)
    assert await _state(funding) == once
    accounts = (await read(funding, ACCOUNTS)).body
    assert (accounts["stage"], accounts["misfits"]) == ("settling", [])
    assert (await read(funding, BUDGET)).body["stage"] == "settling"


async def test_r47_the_contributions_of_a_cancelled_workshop_wait_for_their_donors(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled("workshop-2018-2"))
    (await pledge(funding)).ok(201)
    (await pledge(funding, id="gift-2")).ok(201)
    (await pledge(funding, id="elsewhere", workshop="workshop-2018-2")).ok(201)
    await hear(funding, cancelled())
    once = await _state(funding)
    await hear(funding, cancelled(), scheduled())
    assert await _state(funding) == once
    states = [(await read(funding, gift(one))).body["state"] for one in ("gift", "gift-2", "elsewhere")]
    assert states == ["awaiting_donor_choice", "awaiting_donor_choice", "pledged"]
    assert (await read(funding, BUDGET)).body["stage"] == "called_off"
    assert await told(funding, "gift") == ["ContributionPledged"]


async def test_a_workshop_cancelled_before_it_had_a_budget_gets_none(funding: Api) -> None:
    await hear(funding, cancelled())
    once = await _state(funding)
    await hear(funding, planned(), scheduled(), cancelled())
    assert await _state(funding) == once
    assert (await read(funding, f"{ROOT}/budgets")).body["items"] == []


@pytest.mark.parametrize(
    ("messages", "stage", "fact"),
    [
        ((scheduled(), cancelled(), held()), "called_off", "WorkshopHeld"),
        ((cancelled(), held()), "called_off", "WorkshopHeld"),
        ((scheduled(), held(), cancelled()), "settling", "WorkshopCancelled"),
        ((held(), cancelled()), "settling", "WorkshopCancelled"),
    ],
)
async def test_held_and_cancelled_do_not_fit_together_and_a_person_looks(
    funding: Api, messages: tuple[Any, ...], stage: str, fact: str
) -> None:
    await hear(funding, *messages)
    once = await _state(funding)
    await hear(funding, messages[-1])
    assert await _state(funding) == once
    accounts = (await read(funding, ACCOUNTS)).body
    assert accounts["stage"] == stage
    assert [(one["fact"], one["about"], one["seen"]) for one in accounts["misfits"]] == [(fact, WORKSHOP, False)]
