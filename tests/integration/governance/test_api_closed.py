"""What stands still once a cycle is closed, what waits to be closed, and what meets a closing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.governance.domain.chain import Party
from services.governance.domain.closing import Waiver
from services.governance.reactions import REACTIONS
from services.governance.use_cases.chains import chain_of
from services.governance.use_cases.cycles import close_cycle
from services.governance.use_cases.theme_slates import determine_theme
from shared.contracts.events import WorkshopHeld
from shared.contracts.funding import AccountsReviewed
from shared.domain.errors import WrongState
from shared.domain.message import Message
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.governance.story import Story, chain_in, said, waiver
from tests.sample import CONTEXT
from tests.unit.governance.given import review
from tests.unit.governance.heard import told

FIRST = "workshop-2018-1"
NOT_READY, CLOSED = "urn:idm:problem:cycle-not-ready", "urn:idm:problem:cycle-closed"
READ_ONLY = "The cycle 2018 was closed on 2019-05-06, and its decisions are read-only."


# Afterwards


async def _closed_with_everything_open(governance: Story) -> None:
    """2018 is closed by waiver of governance, though a theme slate is open in it and nothing is decided."""
    await governance.with_theme_slate()
    await governance.hear(*said())
    (await governance.close(waiver("governance"))).ok()


async def test_a_closed_cycle_takes_no_decision_any_more(governance: Story) -> None:
    await _closed_with_everything_open(governance)
    before = await governance.store["outbox"].count({})
    format = {"format": "two_workshops", "consultation": "consultation-1", "occurred_on": "2017-04-01"}
    refusals = [
        await governance.post("/cycles/cycle-2018/format", format),
        await governance.theme_slate(id="theme-slate-2"),
        await governance.determine(),
        await governance.determine(conclusive=False, option=None),
        await governance.topic_slate(consultation="consultation-1"),
    ]
    for answer in refusals:
        assert (answer.status, answer.body["type"], answer.body["detail"]) == (409, CLOSED, READ_ONLY)
    assert await governance.store["outbox"].count({}) == before
    assert not any((await governance.actions()).values())
    assert not any((await governance.actions("/theme-slates/theme-slate-1")).values())
    [row] = (await governance.get("/theme-slates")).body["items"]
    assert {one["blocked_by"][0]["slug"] for one in row["actions"]} == {"cycle-closed"}


async def test_the_topics_of_a_closed_cycle_are_selected_no_more(governance: Story) -> None:
    await governance.with_topic_slate()
    await governance.hear(*said())
    assert (await governance.actions("/topic-slates/topic-slate-1"))["selectTopics"]
    (await governance.close(waiver("governance"))).ok()
    answer = await governance.select()
    assert (answer.status, answer.body["type"], answer.body["detail"]) == (409, CLOSED, READ_ONLY)
    assert not any((await governance.actions("/topic-slates/topic-slate-1")).values())


async def test_consultations_and_other_cycles_go_on(governance: Story) -> None:
    await _closed_with_everything_open(governance)
    (await governance.close_consultation()).ok()
    (await governance.cycle(2019)).ok(201)
    format = {"format": "two_workshops", "consultation": "consultation-1", "occurred_on": "2018-04-01"}
    (await governance.post("/cycles/cycle-2019/format", format)).ok()


async def test_a_fact_that_comes_after_the_closing_is_never_refused(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    (await governance.close()).ok()
    before = (await governance.get("/cycles/cycle-2018")).body
    await governance.hear(told(WorkshopHeld), review(Party.FUNDING, open=("accounts-1",)))
    chain = (await governance.get("/cycles/cycle-2018/chain")).ok().body
    assert chain["workshops"] == []
    assert [(one["what"], one["about"], one["changed"]) for one in chain["after_close"]] == [
        ("WorkshopHeld", FIRST, False)
    ]
    assert (await governance.get("/cycles/cycle-2018")).body == before


# What waits


async def _waits(governance: Story, **options: Any) -> list[Document]:
    return list((await governance.get("/work-list", **options)).ok().body["items"])


async def test_a_cycle_waits_to_be_closed_once_its_year_is_over_and_nothing_is_in_the_way(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said()[:2])
    assert "cycle-to-close" not in [one["what"] for one in await _waits(governance)]
    await governance.hear(said()[2])
    assert "cycle-kept-open" not in [one["what"] for one in await _waits(governance)]
    [item] = [one for one in await _waits(governance) if one["what"] == "cycle-to-close"]
    assert item == {
        "id": "cycle-to-close:cycle-2018",
        "version": item["version"],
        "what": "cycle-to-close",
        "resource": "/governance/v1/cycles/cycle-2018",
        "since": "2019-01-01",
        "why": "The year 2018 is over, and every service has said that its cycle can be closed.",
        "action": "closeCycle",
        "rule": None,
    }
    assert await _waits(governance, role="member") == []
    (await governance.close()).ok()
    assert "cycle-to-close" not in [one["what"] for one in await _waits(governance)]


async def test_a_cycle_that_something_keeps_open_after_its_year_waits_to_be_waived_or_settled(
    governance: Story,
) -> None:
    await governance.with_decisions()
    await governance.hear(*said()[:2])
    [item] = [one for one in await _waits(governance) if one["what"] == "cycle-kept-open"]
    assert item == {
        "id": "cycle-kept-open:cycle-2018",
        "version": item["version"],
        "what": "cycle-kept-open",
        "resource": "/governance/v1/cycles/cycle-2018",
        "since": "2019-01-01",
        "why": "The year 2018 is over. The cycle 2018 cannot be closed yet. publications has said nothing yet.",
        "action": "closeCycleWithWaivers",
        "rule": None,
    }
    assert (await governance.actions())[item["action"]]
    assert await _waits(governance, role="member") == []
    (await governance.close(waiver("publications"))).ok()
    assert "cycle-kept-open" not in [one["what"] for one in await _waits(governance)]


async def test_a_year_that_is_not_over_does_not_wait_to_be_closed(governance: Story) -> None:
    """Though it may be closed: it has begun."""
    year = datetime.now(UTC).year
    cycle, before = f"cycle-{year}", year - 1
    (await governance.cycle(year)).ok(201)
    await governance.consultation(opened=f"{before}-03-01")
    (await governance.theme_slate(cycle=cycle, occurred_on=f"{before}-03-01")).ok(201)
    (await governance.determine(occurred_on=f"{before}-03-02")).ok()
    format = {"format": "single_conference", "consultation": "consultation-1", "occurred_on": f"{before}-04-01"}
    (await governance.post(f"/cycles/{cycle}/format", format)).ok()
    await governance.hear(*(one.model_copy(update={"year": year, "cycle": cycle}) for one in said()))
    assert (await governance.actions(f"/cycles/{cycle}"))["closeCycle"]
    assert [one["what"] for one in await _waits(governance)] == ["consultation-to-close"]
    await governance.hear(review(Party.FUNDING, year=year, open=("accounts-1",)))
    assert not (await governance.actions(f"/cycles/{cycle}"))["closeCycle"]
    assert [one["what"] for one in await _waits(governance)] == ["consultation-to-close"]


async def test_nothing_else_of_a_closed_cycle_waits(governance: Story) -> None:
    await governance.with_theme_slate()
    await governance.hear(*said())
    waiting = {one["what"] for one in await _waits(governance)}
    assert {"format-to-decide", "theme-to-determine"} <= waiting
    (await governance.close(waiver("governance"))).ok()
    assert {one["what"] for one in await _waits(governance)} == {"consultation-to-close"}


# Two at once


async def _meeting(store: Store, first: Any, second: Any) -> int:
    """Run ``first``; when it has read, and before it writes, ``second`` is done. Answers how often it began."""
    begun = 0

    async def interrupted(unit: UnitOfWork) -> None:
        nonlocal begun
        begun += 1
        await chain_of(unit, "cycle-2018")
        if begun == 1:
            await second()
        await first(unit)

    await Units(store=store, rows=to_row).run(CONTEXT, interrupted)
    return begun


async def _close_in(unit: UnitOfWork, *waivers: Waiver) -> None:
    await close_cycle(unit, cycle="cycle-2018", waivers=waivers, occurred_on=None, expected_version=None)


async def test_an_answer_that_comes_while_a_cycle_is_being_closed_is_not_overlooked(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())
    open: Message = review(Party.FUNDING, open=("accounts-1",))
    with pytest.raises(WrongState) as refused:
        await _meeting(governance.store, _close_in, lambda: governance.hear(open))
    assert refused.value.slug == "cycle-not-ready"
    assert await governance.messages("CycleClosed") == []


async def test_a_closing_meets_an_answer_that_is_being_noted_and_is_kept(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*said())

    async def note(unit: UnitOfWork) -> None:
        await REACTIONS[AccountsReviewed](unit, review(Party.FUNDING, open=("accounts-1",)))

    async def close() -> None:
        (await governance.close()).ok()

    assert await _meeting(governance.store, note, close) == 2
    kept = await chain_in(governance.store)
    assert (kept["closed_on"], len(kept["reviews"]["funding"]["open"])) == ("2019-05-06", 1)


async def test_a_finding_and_a_closing_at_once_meet_in_the_cycle_whatever_was_found(governance: Story) -> None:
    await governance.with_theme_slate()
    await governance.hear(*said())

    async def find_nothing(unit: UnitOfWork) -> None:
        await determine_theme(
            unit,
            slate="theme-slate-1",
            conclusive=False,
            option=None,
            why="It was not clear.",
            forum_kind="consultation",
            forum="consultation-1",
            occurred_on=CONTEXT.recorded_at.date(),
            expected_version=None,
        )

    async def close() -> None:
        (await governance.close(waiver("governance"))).ok()

    with pytest.raises(WrongState) as refused:
        await _meeting(governance.store, find_nothing, close)
    assert refused.value.slug == "cycle-closed"
    assert await governance.messages("ThemeFoundInconclusive") == []
