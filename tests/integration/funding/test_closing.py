"""What governance is told of a cycle's money, and its closing: in any order, repeated, and when two acts meet."""

from collections.abc import Awaitable
from itertools import permutations
from typing import Any

import pytest

from services.funding.domain.log import Choice
from services.funding.use_cases import accounts, contributions, donor_choices
from shared.contracts.events import WorkshopKind
from shared.domain.errors import WrongState
from shared.domain.message import Message
from shared.persistence.unit_of_work import UnitOfWork
from tests.integration.funding.flow import (
    ACCOUNTS,
    CYCLE,
    WORKSHOP,
    cancelled,
    change,
    choose,
    closed,
    cost,
    draft,
    gift,
    hear,
    held,
    opened,
    pledge,
    read,
    reviews,
    scheduled,
    settle,
)
from tests.integration.funding.meeting import Work, closed_days, hearing, meet, pledging, state
from tests.support.api import Api

OTHER = "workshop-2018-2"
NEXT_YEAR = "workshop-2019-1"
OPEN = (f"accounts-{WORKSHOP}", "accounts-not-closed")
MISFIT = (f"accounts-{WORKSHOP}", "misfit-not-seen")
GIFT = ("gift", "donor-choice-awaited")


def _closing(workshop: str) -> Work:
    return lambda unit: accounts.close_accounts(unit, f"accounts-{workshop}", occurred_on=None, expected_version=None)


def _choosing(choice: Choice, workshop: str | None = None) -> Work:
    return lambda unit: donor_choices.record_donor_choice(
        unit, "gift", choice=choice, workshop=workshop, reason="Letter.", occurred_on=None, expected_version=None
    )


async def test_governance_is_told_of_a_cycle_from_its_opening_until_all_is_settled(funding: Api) -> None:
    await hear(funding, opened())
    assert await reviews(funding) == [([], [])]
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    (await pledge(funding)).ok(201)
    await hear(funding, held())
    assert await reviews(funding) == [([], []), ([OPEN], []), ([OPEN], [WORKSHOP])], "nothing else differed"
    (await settle(funding)).ok()
    assert (await reviews(funding))[3:] == [([], [WORKSHOP])]


async def test_a_donors_choice_and_a_misfit_are_told_until_they_are_settled(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)
    await hear(funding, cancelled(), held())
    assert (await reviews(funding))[1:] == [([GIFT], []), ([MISFIT, GIFT], [WORKSHOP])]
    (await choose(funding, "return")).ok()
    body = {"about": WORKSHOP, "reason": "A mistake."}
    (await change(funding, ACCOUNTS, "/acknowledgement", body)).ok()
    assert (await reviews(funding))[3:] == [([MISFIT], [WORKSHOP]), ([], [WORKSHOP])]


async def test_a_contribution_given_to_another_year_leaves_what_is_open_in_this_one(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(NEXT_YEAR, cycle="cycle-2019"))
    (await pledge(funding)).ok(201)
    await hear(funding, cancelled())
    assert (await reviews(funding))[-1] == ([GIFT], [])
    (await choose(funding, "another_workshop", workshop=NEXT_YEAR)).ok()
    assert (await reviews(funding))[-1] == ([], [])
    assert await reviews(funding, "cycle-2019") == [([(f"accounts-{NEXT_YEAR}", "accounts-not-closed")], [])]


@pytest.mark.parametrize("kind", list(WorkshopKind))
async def test_a_workshop_of_any_kind_is_noted_as_held(funding: Api, kind: WorkshopKind) -> None:
    await hear(funding, held(kind=kind), held(kind=kind))
    told = await reviews(funding)
    assert [workshops for _, workshops in told] == [[WORKSHOP]]


@pytest.mark.parametrize(
    "message",
    [opened(), scheduled(kind=WorkshopKind.EXPERT_SEMINAR), cancelled(), closed()],
    ids=lambda message: type(message).__name__,
)
async def test_whatever_is_heard_first_of_a_cycle_makes_it(funding: Api, message: Message) -> None:
    await hear(funding, message, message)
    assert await reviews(funding) == [([], [])]


@pytest.mark.parametrize("order", list(permutations((opened(), scheduled(), held(), closed()))))
async def test_a_cycle_is_closed_in_any_order_and_again(funding: Api, order: tuple[Message, ...]) -> None:
    await hear(funding, *order)
    once = await state(funding)
    await hear(funding, *order)
    assert await state(funding) == once
    assert await closed_days(funding) == {"2019-05-06"}
    [cycle] = once["cycles"]
    assert (cycle["opened_on"], cycle["held"]) == ("2017-05-04", [WORKSHOP])
    [known] = once["accounts"]
    assert known["stage"] == "settling"
    assert known["misfits"] == [], "governance counted it as held: whatever is told late of it was in time"
    assert (await reviews(funding))[-1] == ([OPEN], [WORKSHOP])


async def test_closing_reaches_returned_contributions_and_no_other_cycle(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(OTHER), scheduled(NEXT_YEAR, cycle="cycle-2019"))
    for identifier, workshop in (("gift", WORKSHOP), ("stays", OTHER), ("next-year", NEXT_YEAR)):
        (await pledge(funding, id=identifier, workshop=workshop)).ok(201)
    await hear(funding, cancelled())
    (await choose(funding, "return")).ok()
    await hear(funding, closed())
    days = {one["_id"]: one["closed_on"] for one in await funding.store["contributions"].find({})}
    assert days == {"gift": "2019-05-06", "stays": "2019-05-06", "next-year": None}
    assert {one["_id"]: one["closed_on"] for one in await funding.store["budgets"].find({})} == {
        f"budget-{WORKSHOP}": "2019-05-06",
        f"budget-{OTHER}": "2019-05-06",
        f"budget-{NEXT_YEAR}": None,
    }


async def test_two_who_settle_the_last_two_things_at_once_meet_in_the_cycle(funding: Api) -> None:
    for workshop in (WORKSHOP, OTHER):
        await hear(funding, scheduled(workshop))
        (await draft(funding, resource=f"/funding/v1/budgets/budget-{workshop}")).ok()
        await hear(funding, held(workshop))
        for item in ("venue", "interpretation", "expert_participation"):
            (await change(funding, f"/funding/v1/accounts/accounts-{workshop}", "/actuals", cost(item, "1.00"))).ok()
    before = len(await reviews(funding))
    assert await meet(funding, _closing(WORKSHOP), _closing(OTHER)) is None
    both = [WORKSHOP, OTHER]
    assert (await reviews(funding))[before:] == [([OPEN], both), ([], both)]


async def test_accounts_and_a_donors_choice_settled_at_once_meet_in_the_cycle(funding: Api) -> None:
    await hear(funding, scheduled(OTHER), scheduled())
    (await pledge(funding, workshop=OTHER)).ok(201)
    (await draft(funding)).ok()
    await hear(funding, cancelled(OTHER), held())
    for item in ("venue", "interpretation", "expert_participation"):
        (await change(funding, ACCOUNTS, "/actuals", cost(item, "1"))).ok()
    assert (await reviews(funding))[-1] == ([OPEN, GIFT], [WORKSHOP])
    assert await meet(funding, _closing(WORKSHOP), _choosing(Choice.RETURN)) is None
    assert (await reviews(funding))[-2:] == [([OPEN], [WORKSHOP]), ([], [WORKSHOP])]


async def test_two_messages_that_are_first_of_a_cycle_at_once_make_one(funding: Api) -> None:
    assert await meet(funding, hearing(scheduled()), hearing(opened())) is None
    assert await reviews(funding) == [([], []), ([OPEN], [])]
    [cycle] = await funding.store["cycles"].find({})
    assert (cycle["_id"], cycle["opened_on"]) == (CYCLE, "2017-05-04")


async def test_a_pledge_and_the_closing_meet_and_a_pledge_overtaken_is_refused(funding: Api) -> None:
    await hear(funding, scheduled())
    refused = await meet(funding, pledging, hearing(closed()))
    assert isinstance(refused, WrongState)
    assert refused.slug == "cycle-closed"
    assert await funding.store["contributions"].find({}) == []


async def test_a_closing_overtaken_by_a_pledge_closes_that_too(funding: Api) -> None:
    await hear(funding, scheduled())
    assert await meet(funding, hearing(closed()), pledging) is None
    assert await closed_days(funding) == {"2019-05-06"}
    assert len(await funding.store["contributions"].find({})) == 1


async def test_a_signature_and_the_closing_meet(funding: Api) -> None:
    await hear(funding, scheduled())
    (await pledge(funding)).ok(201)

    def sign(unit: UnitOfWork) -> Awaitable[Any]:
        return contributions.sign_contribution(unit, "gift", occurred_on=None, expected_version=None)

    refused = await meet(funding, sign, hearing(closed()))
    assert isinstance(refused, WrongState)
    assert refused.slug == "cycle-closed"
    assert (await read(funding, gift())).body["signed_on"] is None


async def test_a_workshop_heard_of_and_the_closing_meet(funding: Api) -> None:
    assert await meet(funding, hearing(scheduled()), hearing(closed(held=()))) is None
    assert await closed_days(funding) == {"2019-05-06"}
    assert [one["stage"] for one in await funding.store["accounts"].find({})] == ["called_off"]


async def test_a_donors_choice_of_a_workshop_and_the_closing_of_its_cycle_meet(funding: Api) -> None:
    await hear(funding, scheduled(), scheduled(NEXT_YEAR, cycle="cycle-2019"))
    (await pledge(funding)).ok(201)
    await hear(funding, cancelled())
    choice = _choosing(Choice.ANOTHER_WORKSHOP, NEXT_YEAR)
    refused = await meet(funding, choice, hearing(closed(2019)))
    assert isinstance(refused, WrongState)
    assert refused.slug == "cycle-closed"
    assert (await read(funding, gift())).body["state"] == "awaiting_donor_choice"
