"""What lapses with the close: governance names the workshops that it counts as held, and the rest is called off."""

from itertools import permutations

import pytest

from shared.domain.message import Message
from tests.integration.funding.flow import (
    ACCOUNTS,
    WORKSHOP,
    cancelled,
    change,
    choose,
    closed,
    gift,
    hear,
    held,
    opened,
    pledge,
    read,
    reviews,
    scheduled,
)
from tests.integration.funding.meeting import closed_days, hearing, meet, pledging, state
from tests.support.api import Api

OPEN = (f"accounts-{WORKSHOP}", "accounts-not-closed")
MISFIT = (f"accounts-{WORKSHOP}", "misfit-not-seen")
GIFT = ("gift", "donor-choice-awaited")
WITHOUT = closed(held=())


@pytest.mark.parametrize("order", list(permutations((opened(), scheduled(), held(), WITHOUT))))
async def test_a_workshop_held_that_the_cycle_is_closed_without_is_a_misfit_in_any_order(
    funding: Api, order: tuple[Message, ...]
) -> None:
    await hear(funding, *order)
    once = await state(funding)
    await hear(funding, *order)
    assert await state(funding) == once
    assert await closed_days(funding) == {"2019-05-06"}
    [accounts], [budget] = once["accounts"], once["budgets"]
    in_time = order.index(held()) < order.index(WITHOUT)
    stage = "settling" if in_time else "called_off"
    assert (accounts["stage"], budget["stage"]) == (stage, stage)
    assert (accounts["lapsed"], budget["lapsed"]) == (not in_time, not in_time)
    whys = [one["why"] for one in accounts["misfits"] if one["fact"] == "WorkshopHeld"]
    assert whys == [
        "“A first workshop” was recorded as held, and the cycle 2018 was closed without it."
        if in_time
        else "“A first workshop” was reported as held only after the cycle 2018 was closed on 2019-05-06."
    ]
    opened_late = order.index(WITHOUT) < order.index(scheduled()) < order.index(held())
    assert [one["fact"] for one in accounts["misfits"]] == ["WorkshopScheduled"] * opened_late + ["WorkshopHeld"]
    assert once["cycles"][0]["misfits"] == [], "it is kept in one place"
    assert (await reviews(funding))[-1] == ([OPEN, MISFIT] if in_time else [MISFIT], [WORKSHOP])


@pytest.mark.parametrize("order", list(permutations((opened(), cancelled(), WITHOUT))))
async def test_donors_choose_also_after_close_whichever_is_heard_first(
    funding: Api, order: tuple[Message, ...]
) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, *order)
    once = await state(funding)
    await hear(funding, *order)
    assert await state(funding) == once
    assert await closed_days(funding) == {"2019-05-06"}
    [contribution] = once["contributions"]
    assert contribution["state"] == "awaiting_donor_choice"
    assert (await reviews(funding))[-1] == ([GIFT], [])


@pytest.mark.parametrize("order", list(permutations((opened(), held(), WITHOUT))))
async def test_the_money_of_a_workshop_that_lapsed_waits_for_its_donors_and_of_a_held_one_stays(
    funding: Api, order: tuple[Message, ...]
) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, *order)
    once = await state(funding)
    await hear(funding, *order)
    assert await state(funding) == once
    [contribution], [budget] = once["contributions"], once["budgets"]
    in_time = order.index(held()) < order.index(WITHOUT)
    assert contribution["state"] == ("pledged" if in_time else "awaiting_donor_choice")
    assert [one["contribution"] for one in budget["shares"]] == (["gift"] if in_time else [])
    assert (await reviews(funding))[-1] == ([OPEN, MISFIT] if in_time else [MISFIT, GIFT], [WORKSHOP])
    if not in_time:
        (await choose(funding, "return")).ok()
    body = {"about": WORKSHOP, "reason": "It is known."}
    (await change(funding, ACCOUNTS, "/acknowledgement", body)).ok()
    await hear(funding, *order)
    assert (await reviews(funding))[-1] == ([OPEN] if in_time else [], [WORKSHOP])


@pytest.mark.parametrize("order", [(cancelled(), WITHOUT, held()), (WITHOUT, cancelled(), held())])
async def test_what_was_cancelled_before_it_had_a_budget_is_told_to_be_held_after_close(
    funding: Api, order: tuple[Message, ...]
) -> None:
    await hear(funding, *order)
    once = await state(funding)
    await hear(funding, *order)
    assert await state(funding) == once
    [accounts] = once["accounts"]
    assert (accounts["stage"], accounts["lapsed"]) == ("called_off", False)
    assert [one["why"] for one in accounts["misfits"]] == [f"{WORKSHOP} is told to be held, and was cancelled."]


async def test_what_governance_counts_as_held_is_not_called_off_by_a_late_cancellation(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, closed(), cancelled(), cancelled())
    [accounts] = (await state(funding))["accounts"]
    assert (accounts["stage"], [one["fact"] for one in accounts["misfits"]]) == ("ahead", ["WorkshopCancelled"])
    assert (await read(funding, gift())).body["state"] == "pledged"
    await hear(funding, held())
    assert (await reviews(funding))[-1] == ([OPEN, MISFIT], [WORKSHOP])


@pytest.mark.parametrize("order", list(permutations((scheduled(), cancelled(), WITHOUT))))
async def test_a_workshop_cancelled_in_a_closed_cycle_is_open_no_more(funding: Api, order: tuple[Message, ...]) -> None:
    await hear(funding, *order)
    once = await state(funding)
    await hear(funding, *order)
    assert await state(funding) == once
    assert await closed_days(funding) == {"2019-05-06"}
    assert OPEN not in (await reviews(funding))[-1][0]


async def test_a_closing_overtaken_by_a_pledge_asks_its_donor_when_the_workshop_lapsed(funding: Api) -> None:
    await hear(funding, scheduled())
    assert await meet(funding, hearing(WITHOUT), pledging) is None
    [contribution] = await funding.store["contributions"].find({})
    assert (contribution["state"], contribution["closed_on"]) == ("awaiting_donor_choice", "2019-05-06")
    assert (await reviews(funding))[-1] == ([("late-gift", "donor-choice-awaited")], [])


async def test_a_closing_overtaken_by_the_news_that_the_workshop_was_held_calls_nothing_off(funding: Api) -> None:
    await hear(funding, scheduled())
    assert await meet(funding, hearing(WITHOUT), hearing(held())) is None
    assert (await reviews(funding))[-1] == ([OPEN, MISFIT], [WORKSHOP])


async def test_news_of_a_held_workshop_overtaken_by_a_closing_without_it_is_a_misfit(funding: Api) -> None:
    await hear(funding, scheduled())
    assert await meet(funding, hearing(held()), hearing(WITHOUT)) is None
    assert (await reviews(funding))[-1] == ([MISFIT], [WORKSHOP])
