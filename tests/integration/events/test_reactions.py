"""What events makes of governance's messages: in any order, repeated, and when they no longer fit."""

from itertools import permutations
from typing import Any

import pytest

from services.events.reactions import REACTIONS
from services.events.use_cases import workshops
from shared.contracts.facts import ThemeRef, YearFormat
from shared.domain.message import Message
from shared.domain.text import LocalizedText
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.events.sample import (
    CYCLE,
    OPENED,
    THEME,
    format_decided,
    theme_selected,
    topics_selected,
)
from tests.sample import CONTEXT

CONFERENCE = format_decided(YearFormat.SINGLE_CONFERENCE)
OTHER_THEME = theme_selected(ThemeRef(id="theme-2", title=LocalizedText(en="Another theme")))


async def _hear(units: Units, *messages: Message) -> None:
    for message in messages:
        await units.run(CONTEXT, lambda unit, heard=message: REACTIONS[type(heard)](unit, heard))  # type: ignore[misc]


async def _planned(store: Store) -> list[str]:
    return [one["_id"] for one in await store["workshops"].find({}, sort=[("_id", 1)])]


async def _calendar(store: Store) -> dict[str, Any]:
    found = await store["calendars"].find_one({"_id": "calendar-2018"})
    assert found is not None
    return found


async def _by_hand(units: Units, kind: str, identifier: str, number: int | None = None) -> None:
    async def plan(unit: UnitOfWork) -> None:
        await workshops.plan_workshop(
            unit,
            identifier=identifier,
            kind=kind,
            cycle=CYCLE,
            title=LocalizedText(en="By hand"),
            number=number,
            theme=None,
            topics=(),
            occurred_on=None,
        )

    await units.run(CONTEXT, plan)


async def _cancel(units: Units, identifier: str) -> None:
    async def cancel(unit: UnitOfWork) -> None:
        await workshops.cancel_workshop(unit, identifier, reason="No venue", occurred_on=None, expected_version=None)

    await units.run(CONTEXT, cancel)


async def test_a_cycle_opens_the_years_calendar(units: Units, store: Store) -> None:
    await _hear(units, OPENED, OPENED)
    rows = await store["outbox"].find({"recorded.stream": "calendar-2018"}, sort=[("recorded.version", 1)])
    assert [row["recorded"]["type"].split(".")[4] for row in rows] == ["CalendarOpened", "WorkshopsReviewed"]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_two_workshops_and_the_council_session_in_any_order_and_heard_twice(
    order: tuple[int, ...], units: Units, store: Store
) -> None:
    messages = (OPENED, format_decided(), theme_selected(), topics_selected())
    heard = [messages[position] for position in order]
    await _hear(units, *heard)
    version = (await _calendar(store))["version"]
    await _hear(units, *reversed(heard))
    assert await _planned(store) == ["council-idm-session-2018", "workshop-2018-1", "workshop-2018-2"]
    calendar = await _calendar(store)
    assert (calendar["version"], calendar["misfits"], calendar["format"]) == (version, [], "two_workshops")
    first = await store["workshops"].find_one({"_id": "workshop-2018-1"})
    assert first is not None
    assert (first["state"], first["number"], first["theme"]["id"]) == ("planned", 1, THEME.id)
    assert first["topics"][0]["combined_from"] == ["topic-2", "topic-3"]
    rows = await store["outbox"].find({"recorded.stream": "workshop-2018-1"})
    assert [row["recorded"]["occurred_on"] for row in rows] == ["2017-11-20"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_r24_the_conference_in_any_order_and_heard_twice(
    order: tuple[int, ...], units: Units, store: Store
) -> None:
    messages = (OPENED, CONFERENCE, theme_selected())
    await _hear(units, *(messages[position] for position in order), *messages)
    assert await _planned(store) == ["conference-2018", "council-idm-session-2018"]
    assert (await _calendar(store))["misfits"] == []


async def test_r24_topics_in_a_conference_year_are_recorded_and_plan_nothing(units: Units, store: Store) -> None:
    await _hear(units, CONFERENCE, theme_selected(), topics_selected(), topics_selected())
    assert await _planned(store) == ["conference-2018", "council-idm-session-2018"]
    [misfit] = (await _calendar(store))["misfits"]
    assert (misfit["fact"], misfit["about"]) == ("TopicsSelected", "topic-slate-1")
    assert await store["outbox"].count({"recorded.type": "int.iom.idm.events.FactDidNotFit.v1"}) == 1


async def test_topics_wait_for_the_format_that_has_room_for_them(units: Units, store: Store) -> None:
    await _hear(units, CONFERENCE, topics_selected(), format_decided())
    assert await _planned(store) == ["workshop-2018-1", "workshop-2018-2"]
    assert (await _calendar(store))["misfits"] == []


async def test_a_format_changed_after_planning_is_recorded_and_plans_nothing(units: Units, store: Store) -> None:
    await _hear(units, format_decided(), theme_selected(), topics_selected(), CONFERENCE)
    calendar = await _calendar(store)
    assert calendar["format"] == "single_conference"
    assert [misfit["about"] for misfit in calendar["misfits"]] == [CYCLE, "topic-slate-1"]
    assert "workshop-2018-1, workshop-2018-2" in calendar["misfits"][0]["why"]
    assert "conference-2018" not in await _planned(store)


async def test_after_the_old_ones_are_cancelled_the_new_format_has_room(units: Units, store: Store) -> None:
    await _hear(units, format_decided(), theme_selected(), topics_selected(), CONFERENCE)
    await _cancel(units, "workshop-2018-1")
    await _cancel(units, "workshop-2018-2")
    await _hear(units, CONFERENCE)
    assert "conference-2018" in await _planned(store)
    assert CYCLE not in [misfit["about"] for misfit in (await _calendar(store))["misfits"]]


async def test_a_second_theme_is_recorded_and_the_first_kept(units: Units, store: Store) -> None:
    await _hear(units, theme_selected(), OTHER_THEME, OTHER_THEME)
    calendar = await _calendar(store)
    assert calendar["theme"]["id"] == THEME.id
    assert [misfit["about"] for misfit in calendar["misfits"]] == ["theme-2"]


async def test_a_second_selection_of_topics_is_recorded_and_changes_no_workshop(units: Units, store: Store) -> None:
    await _hear(units, topics_selected(), topics_selected(slate="topic-slate-2", first="Something else"))
    first = await store["workshops"].find_one({"_id": "workshop-2018-1"})
    assert first is not None
    assert first["title"]["en"] == "Partnerships at work"
    assert [misfit["about"] for misfit in (await _calendar(store))["misfits"]] == ["workshop-2018-1"]


async def test_r24_what_was_planned_by_hand_keeps_its_place(units: Units, store: Store) -> None:
    await _hear(units, OPENED)
    await _by_hand(units, "intersessional_workshop", "mine", 1)
    await _by_hand(units, "council_idm_session", "ours")
    await _hear(units, topics_selected(), theme_selected())
    assert await _planned(store) == ["mine", "ours", "workshop-2018-2"]
    about = [misfit["about"] for misfit in (await _calendar(store))["misfits"]]
    assert about == ["workshop-2018-1", "council-idm-session-2018"]


async def test_a_cancelled_workshop_is_not_planned_again_by_a_repeated_message(units: Units, store: Store) -> None:
    await _hear(units, topics_selected())
    await _cancel(units, "workshop-2018-1")
    await _hear(units, topics_selected(), format_decided())
    first = await store["workshops"].find_one({"_id": "workshop-2018-1"})
    assert first is not None
    assert first["state"] == "cancelled"
    assert (await _calendar(store))["misfits"] == []
