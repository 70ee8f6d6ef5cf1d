"""What events does when governance closes a cycle: in any order, repeated, and while somebody else acts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from itertools import pairwise, permutations
from typing import Any

import pytest

from services.events.reactions import REACTIONS, on_cycle_closed
from services.events.use_cases import calendars, workshops
from shared.contracts.facts import YearFormat
from shared.domain.errors import WrongState
from shared.domain.message import Message
from shared.domain.text import LocalizedText
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.events.sample import CLOSED, CYCLE, OPENED, format_decided, theme_selected, topics_selected
from tests.sample import CONTEXT
from tests.unit.events.sample import HEADS, SPEAKERS, schedule_on

FIRST, SECOND, COUNCIL = "workshop-2018-1", "workshop-2018-2", "council-idm-session-2018"
YEAR = (OPENED, format_decided(), theme_selected(), topics_selected())
LAST_DAY = date(2018, 3, 27)
Work = Callable[[UnitOfWork], Awaitable[None]]


async def _hear(units: Units, *messages: Message) -> None:
    for message in messages:
        await units.run(CONTEXT, lambda unit, heard=message: REACTIONS[type(heard)](unit, heard))  # type: ignore[misc]


async def _close(unit: UnitOfWork) -> None:
    await on_cycle_closed(unit, CLOSED)


async def _schedule(unit: UnitOfWork, workshop: str = FIRST, first: date = date(2018, 3, 26)) -> None:
    last = LAST_DAY if first.year == 2018 else first
    schedule = schedule_on(first, last)
    await workshops.schedule_workshop(unit, workshop, schedule=schedule, occurred_on=LAST_DAY, expected_version=None)


async def _attend(unit: UnitOfWork) -> None:
    await workshops.record_attendance(
        unit, FIRST, participants=HEADS, speakers=SPEAKERS, occurred_on=LAST_DAY, expected_version=None
    )


async def _hold(unit: UnitOfWork) -> None:
    await workshops.hold_workshop(
        unit,
        FIRST,
        languages_interpreted=(),
        partners=(),
        public_documents=(),
        departure_by="The head",
        departure_reason="The visa was refused.",
        occurred_on=LAST_DAY,
        expected_version=None,
    )


async def _plan(unit: UnitOfWork, identifier: str = "seminar-1") -> None:
    await workshops.plan_workshop(
        unit,
        identifier=identifier,
        kind="expert_seminar",
        cycle=CYCLE,
        title=LocalizedText(en="By hand"),
        number=None,
        theme=None,
        topics=(),
        occurred_on=None,
    )


async def _register(unit: UnitOfWork) -> None:
    await calendars.register_council_session(
        unit,
        identifier=None,
        number=109,
        start=date(2018, 11, 27),
        end=date(2018, 11, 30),
        occurred_on=date(2018, 1, 10),
    )


async def _ready_to_hold(units: Units) -> None:
    await _hear(units, *YEAR)
    await units.run(CONTEXT, _schedule)
    await units.run(CONTEXT, _attend)


async def _calendar(store: Store, year: int = 2018) -> dict[str, Any]:
    found = await store["calendars"].find_one({"_id": f"calendar-{year}"})
    assert found is not None
    return found


async def _states(store: Store) -> dict[str, str]:
    return {one["_id"]: one["state"] for one in await store["workshops"].find({})}


async def _told(store: Store) -> list[dict[str, Any]]:
    """What governance is told of the year, in order."""
    rows = await store["outbox"].find(
        {"recorded.stream": "calendar-2018", "recorded.sequence": {"$ne": None}}, sort=[("recorded.sequence", 1)]
    )
    assert {row["recorded"]["type"] for row in rows} == {"int.iom.idm.events.WorkshopsReviewed.v1"}
    return [row["recorded"]["data"] for row in rows]


async def _refused(units: Units, work: Work) -> None:
    with pytest.raises(WrongState) as refused:
        await units.run(CONTEXT, work)
    assert refused.value.slug == "cycle-closed"


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_the_year_says_the_same_in_whatever_order_it_heard(
    order: tuple[int, ...], units: Units, store: Store
) -> None:
    await _hear(units, *(YEAR[position] for position in order), *YEAR)
    told = await _told(store)
    assert [(one["what"], one["about"]) for one in told[-1]["open"]] == [
        ("workshop-not-held", COUNCIL),
        ("workshop-not-held", FIRST),
        ("workshop-not-held", SECOND),
    ]
    assert all(one != other for one, other in pairwise(told))


async def test_a_workshop_that_is_held_changes_what_the_year_says(units: Units, store: Store) -> None:
    await _ready_to_hold(units)
    before = len(await _told(store))
    await units.run(CONTEXT, _hold)
    told = await _told(store)
    assert len(told) == before + 1
    assert told[-1]["held"] == [FIRST]
    assert [one["about"] for one in told[-1]["open"]] == [COUNCIL, SECOND]
    places = {one["workshop"]: one["held_on"] for one in (await _calendar(store))["places"]}
    assert places == {COUNCIL: None, FIRST: "2018-03-27", SECOND: None}


async def test_a_closed_cycle_keeps_what_was_held_and_lets_the_rest_lapse(units: Units, store: Store) -> None:
    await _ready_to_hold(units)
    await units.run(CONTEXT, _hold)
    await units.run(CONTEXT, lambda unit: _schedule(unit, SECOND, date(2019, 1, 14)))
    told = await _told(store)
    await _hear(units, CLOSED)
    assert await _states(store) == {COUNCIL: "lapsed", FIRST: "held", SECOND: "lapsed"}
    assert (await _calendar(store))["closed_on"] == "2019-05-06"
    assert [one["workshop"] for one in (await _calendar(store))["days"]] == [FIRST]
    assert (await _calendar(store, 2019))["days"] == [], "also in the year it was put off to"
    assert await _told(store) == told, "governance closed it, and is told nothing of that"
    second = await store["workshops"].find_one({"_id": SECOND})
    assert second is not None
    assert (second["state_since"], second["reason"]) == (
        "2019-05-06",
        "It was not held before the cycle 2018 was closed.",
    )
    before = await store["outbox"].count({})
    await _hear(units, CLOSED, *YEAR, CLOSED)
    assert await store["outbox"].count({}) == before, "heard again, nothing happens"


async def test_a_postponed_workshop_and_all_that_is_planned_anew_are_refused(units: Units) -> None:
    await _hear(units, *YEAR)

    async def postpone(unit: UnitOfWork) -> None:
        await workshops.postpone_workshop(
            unit, FIRST, reason="A storm", schedule=None, occurred_on=None, expected_version=None
        )

    async def cancel(unit: UnitOfWork) -> None:
        await workshops.cancel_workshop(unit, FIRST, reason="A storm", occurred_on=None, expected_version=None)

    await units.run(CONTEXT, postpone)
    await _hear(units, CLOSED)
    for work in (_schedule, postpone, cancel, _attend, _hold, _plan, _register):
        await _refused(units, work)


async def test_a_session_of_the_council_across_new_year_needs_both_years_open(units: Units, store: Store) -> None:
    await _hear(units, CLOSED)

    async def register(unit: UnitOfWork, start: date = date(2018, 12, 30)) -> None:
        await calendars.register_council_session(
            unit, identifier=None, number=110, start=start, end=date(2019, 1, 3), occurred_on=None
        )

    await _refused(units, register)
    assert await store["council_sessions"].count({}) == 0
    await units.run(CONTEXT, lambda unit: register(unit, date(2019, 1, 1)))


async def test_a_workshop_of_an_open_cycle_may_be_put_off_into_a_closed_year(units: Units, store: Store) -> None:
    await _hear(units, *YEAR)
    await _hear(units, CLOSED.model_copy(update={"cycle": "cycle-2019", "year": 2019}))
    await units.run(CONTEXT, lambda unit: _schedule(unit, FIRST, date(2019, 1, 14)))
    assert [one["workshop"] for one in (await _calendar(store, 2019))["days"]] == [FIRST]
    await units.run(CONTEXT, _schedule)
    assert (await _calendar(store, 2019))["days"] == []


@pytest.mark.parametrize("place", range(5))
async def test_the_close_may_come_before_anything_else_and_what_comes_after_it_is_kept_for_a_person(
    place: int, units: Units, store: Store
) -> None:
    story: list[Message] = [*YEAR[:place], CLOSED, *YEAR[place:]]
    await _hear(units, *story)
    calendar = await _calendar(store)
    assert calendar["closed_on"] == "2019-05-06"
    late = [
        (type(message).__name__, about)
        for message, about in zip(YEAR, (None, CYCLE, "theme-1", "topic-slate-1"), strict=True)
        if about and YEAR.index(message) >= place
    ]
    assert [(one["fact"], one["about"]) for one in calendar["misfits"]] == late
    assert set((await _states(store)).values()) <= {"lapsed"}
    planned = len(await _states(store))
    await _hear(units, *reversed(story))
    again = await _calendar(store)
    assert (again["version"], again["misfits"]) == (calendar["version"], calendar["misfits"])
    assert len(await _states(store)) == planned


async def test_a_format_and_a_theme_decided_anew_after_the_close_change_nothing(units: Units, store: Store) -> None:
    await _hear(units, *YEAR, CLOSED)
    before = await _calendar(store)
    other = topics_selected(slate="topic-slate-2", first="Something else")
    await _hear(units, format_decided(YearFormat.SINGLE_CONFERENCE), other)
    calendar = await _calendar(store)
    assert [one["about"] for one in calendar["misfits"]] == [CYCLE, "topic-slate-2"]
    frozen = before.keys() - {"misfits", "version", "seal"}
    assert {name: calendar[name] for name in frozen} == {name: before[name] for name in frozen}

    async def acknowledge(unit: UnitOfWork) -> None:
        await calendars.acknowledge_misfit(
            unit, year=2018, about=CYCLE, reason="It came too late.", occurred_on=None, expected_version=None
        )

    await units.run(CONTEXT, acknowledge)
    assert [one["seen"] for one in (await _calendar(store))["misfits"]] == [True, False]


async def test_topics_that_come_after_the_close_are_one_misfit_though_they_name_a_format(
    units: Units, store: Store
) -> None:
    await _hear(units, CLOSED, topics_selected())
    assert [one["fact"] for one in (await _calendar(store))["misfits"]] == ["TopicsSelected"]


def _meeting(units: Units, work: Work, *, other: Work) -> Work:
    """``work``, and before it is committed the ``other`` one is, once."""
    met = False

    async def both(unit: UnitOfWork) -> None:
        nonlocal met
        await work(unit)
        if not met:
            met = True
            await units.run(CONTEXT, other)

    return both


async def test_a_workshop_held_while_the_cycle_is_being_closed_is_refused(units: Units, store: Store) -> None:
    await _ready_to_hold(units)
    await _refused(units, _meeting(units, _hold, other=_close))
    assert (await _states(store))[FIRST] == "lapsed"
    assert (await _told(store))[-1]["held"] == []
    assert await store["outbox"].count({"recorded.type": "int.iom.idm.events.WorkshopHeld.v1"}) == 0
    assert await store["departures"].count({}) == 0


async def test_a_cycle_closed_while_a_workshop_is_being_held_has_it_held(units: Units, store: Store) -> None:
    await _ready_to_hold(units)
    await units.run(CONTEXT, _meeting(units, _close, other=_hold))
    assert (await _states(store))[FIRST] == "held"
    calendar = await _calendar(store)
    assert [one["workshop"] for one in calendar["places"] if one["held_on"]] == [FIRST]
    assert calendar["closed_on"] == "2019-05-06"


async def test_a_workshop_planned_while_the_cycle_is_being_closed_is_refused(units: Units, store: Store) -> None:
    await _hear(units, *YEAR)
    await _refused(units, _meeting(units, _plan, other=_close))
    assert "seminar-1" not in await _states(store)


async def test_a_cycle_closed_while_a_workshop_is_being_planned_lets_it_lapse(units: Units, store: Store) -> None:
    await _hear(units, *YEAR)
    await units.run(CONTEXT, _meeting(units, _close, other=_plan))
    assert (await _states(store))["seminar-1"] == "lapsed"


async def test_many_who_act_while_a_cycle_is_closed_leave_nothing_half_closed(units: Units, store: Store) -> None:
    await _ready_to_hold(units)

    def plan(number: int) -> Work:
        return lambda unit: _plan(unit, f"seminar-{number}")

    works: list[Work] = [_hold, _close, *(plan(number) for number in range(4))]
    results = await asyncio.gather(*(units.run(CONTEXT, work) for work in works), return_exceptions=True)
    refused = [one for one in results if isinstance(one, WrongState)]
    assert {one.slug for one in refused} <= {"cycle-closed"}
    assert len(refused) == len([one for one in results if one is not None]), results
    states = await _states(store)
    assert set(states.values()) <= {"lapsed", "held"}
    places = {one["workshop"]: one["held_on"] for one in (await _calendar(store))["places"]}
    assert {workshop: state == "held" for workshop, state in states.items()} == {
        workshop: held_on is not None for workshop, held_on in places.items()
    }
