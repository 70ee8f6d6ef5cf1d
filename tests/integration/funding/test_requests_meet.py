"""Somebody asks for a sponsored journey while somebody else changes what the request relies on."""

from collections.abc import Awaitable
from datetime import date
from typing import Any

import pytest

from services.funding.domain.lines import Line
from services.funding.domain.terms import Stay
from services.funding.use_cases import budgets, sponsorships, travels
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import Part
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.message import Message
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork
from tests.integration.funding.flow import (
    BUDGET,
    ROOT,
    WORKSHOP,
    approve,
    cancelled,
    closed,
    draft,
    hear,
    held,
    read,
    scheduled,
)
from tests.integration.funding.journeys import COUNTRIES, journey, request
from tests.integration.funding.meeting import Work, hearing, meet
from tests.support.api import Api


async def _prepare(funding: Api) -> None:
    """A budget in francs, and nobody who asked for anything."""
    await hear(funding, scheduled())
    (await draft(funding)).ok()
    (await approve(funding)).ok()
    (await funding.post(f"{ROOT}/country-lists", COUNTRIES, role="finance", subject="account-finance")).ok(201)


def _requesting(unit: UnitOfWork) -> Awaitable[Any]:
    return sponsorships.request_sponsorship(
        unit,
        identifier="journey-1",
        workshop=WORKSHOP,
        person="person-1",
        country="KE",
        group=StakeholderGroup.GOVERNMENT,
        part=Part.SPEAKER,
        kinds=["dsa"],
        stay=Stay(country="US", city="New York", arrival=date(2018, 3, 25), departure=date(2018, 3, 28)),
        estimate=Money.of("900.00", "CHF"),
        accommodation=None,
        occurred_on=date(2018, 2, 1),
    )


def _drafting_in_euros(unit: UnitOfWork) -> Awaitable[Any]:
    line = Line.of(item="venue", description="A hall", estimate=Money.of("1.00", "EUR"))
    return budgets.draft_budget(
        unit, f"budget-{WORKSHOP}", lines=[line], comment=None, occurred_on=None, expected_version=None
    )


def _reserving(unit: UnitOfWork) -> Awaitable[Any]:
    return travels.reserve_open_places(
        unit,
        f"travel-{WORKSHOP}",
        places=1,
        each=Money.of("900.00", "CHF"),
        occurred_on=date(2018, 2, 1),
        expected_version=None,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_requesting, _drafting_in_euros),
        (_drafting_in_euros, _requesting),
        (_reserving, _drafting_in_euros),
        (_drafting_in_euros, _reserving),
    ],
)
async def test_a_request_or_reservation_and_a_budget_drafted_in_another_currency_meet(
    funding: Api, first: Work, second: Work
) -> None:
    await _prepare(funding)
    refused = await meet(funding, first, second)
    assert isinstance(refused, InvalidInput)
    currencies = {(await read(funding, BUDGET)).body["currency"]}
    currencies |= {one["estimate"]["currency"] for one in await funding.store["sponsorships"].find({})}
    currencies |= {one["currency"] for one in await funding.store["travels"].find({})}
    assert len(currencies) == 1, "a budget and its journeys never have two"


@pytest.mark.parametrize(
    ("told", "why"), [(cancelled(), "was cancelled"), (closed(held=()), "was closed"), (held(), "was held")]
)
async def test_a_request_that_was_overtaken_is_refused(funding: Api, told: Message, why: str) -> None:
    await _prepare(funding)
    refused = await meet(funding, _requesting, hearing(told))
    assert isinstance(refused, WrongState)
    assert why in str(refused)
    assert await funding.store["sponsorships"].find({}) == []


@pytest.mark.parametrize("told", [cancelled(), closed(held=())])
async def test_a_cancellation_that_was_overtaken_by_a_request_ends_that_too(funding: Api, told: Message) -> None:
    await _prepare(funding)
    assert await meet(funding, hearing(told), _requesting) is None
    assert (await read(funding, journey())).body["state"] == "released"


async def test_of_two_requests_for_one_person_one_is_refused_and_another_spelling_is_named(funding: Api) -> None:
    await _prepare(funding)

    (await request(funding, "journey-2", person="person-1", kinds=["dsa"])).ok(201)
    refused = await request(funding, "journey-3", person="person-1", kinds=["dsa"])
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:person-sponsored-already")
    assert "journey-2" in refused.body["detail"]
    alike = (await request(funding, "journey-4", person="Person_1", kinds=["dsa"])).ok(201)
    assert alike.body["alike"] == ["journey-2"]
