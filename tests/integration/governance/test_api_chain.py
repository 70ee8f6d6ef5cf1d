"""A year in one call, and who sees what of it."""

from typing import Any

import pytest

from services.governance.domain.chain import Party
from shared.contracts.events import WorkshopCancelled, WorkshopHeld, WorkshopPlanned
from shared.contracts.funding import AccountsClosed, CoverageChanged
from shared.contracts.publications import VolumePublished
from shared.domain.message import Message
from tests.integration.governance.story import Story, said, waiver
from tests.unit.governance.given import review
from tests.unit.governance.heard import told

PATH = "/cycles/cycle-2018/chain"
FIRST, SESSION = "workshop-2018-1", "council-idm-session-2018"
TOLD: tuple[Message, ...] = (
    told(WorkshopPlanned, workshop=SESSION, kind="council_idm_session", number=None, topics=[]),
    told(WorkshopHeld),
    told(CoverageChanged),
    told(CoverageChanged, workshop="workshop-2018-2", budget="budget-2"),
    told(AccountsClosed),
    told(VolumePublished),
    review(Party.EVENTS, open=(SESSION,), held=(FIRST,)),
    review(Party.FUNDING),
)


async def _chain(governance: Story, **options: Any) -> dict[str, Any]:
    return dict((await governance.get(PATH, **options)).ok().body)


async def test_the_whole_year_in_one_call(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(*TOLD)
    chain = await _chain(governance)
    assert (chain["id"], chain["year"], chain["opened_on"], chain["closed_on"]) == (
        "cycle-2018",
        2018,
        "2017-02-01",
        None,
    )
    assert (chain["format"]["format"], chain["theme"]["id"]) == ("two_workshops", "cities")
    assert (chain["theme"]["origin"], chain["theme"]["sources"]) == ("administration", ["suggestion-cities"])
    assert chain["theme"]["decided_in"]["id"] == "consultation-1"
    assert [one["number"] for one in chain["topics"]["workshops"]] == [1, 2]
    first, second = chain["workshops"]
    assert (first["id"], first["state"], first["held_on"], first["city"]) == (FIRST, "held", "2018-03-27", "New York")
    assert (first["start"], first["zone"]) == ("2018-03-26T14:00:00.000Z", "America/New_York")
    assert first["coverage"] == {
        "secured": {"amount": "60000.00", "currency": "CHF"},
        "estimate": {"amount": "142000.00", "currency": "CHF"},
        "share": "0.4225",
    }
    assert first["accounts"]["actual"] == {"amount": "134837.15", "currency": "CHF"}
    assert first["volumes"] == second["volumes"] == ["volume-27"]
    assert (second["id"], second["state"], second["coverage"]["share"]) == ("workshop-2018-2", None, "0.4225")
    assert (chain["council_idm_session"]["id"], chain["council_idm_session"]["state"]) == (SESSION, "planned")
    [volume] = chain["volumes"]
    assert (volume["series_number"], volume["published_on"]) == (27, "2019-03-12")


async def test_what_each_service_says_about_closing(governance: Story) -> None:
    await governance.with_theme()
    await governance.hear(*TOLD)
    closing = {one["service"]: one for one in (await _chain(governance))["closing"]}
    assert list(closing) == ["governance", "events", "funding", "publications"]
    assert not any(one["can_be_closed"] for one in closing.values())
    governs = closing["governance"]
    assert (governs["said_on"], [one["what"] for one in governs["open"]]) == (
        None,
        ["format-not-decided", "topics-not-selected"],
    )
    assert [one["about"] for one in closing["events"]["open"]] == [SESSION]
    assert closing["events"]["said_on"] == "2026-03-01"
    assert (closing["funding"]["open"], closing["funding"]["not_heard_of"]) == ([], [FIRST])
    assert (closing["publications"]["open"], closing["publications"]["said_on"]) == (None, None)


@pytest.mark.parametrize("role", ["administration", "finance", "approver", "editor", "auditor", "member"])
async def test_staff_and_members_see_all(governance: Story, role: str) -> None:
    (await governance.cycle()).ok(201)
    await governance.hear(*TOLD)
    by_role: dict[str, Any] = {"waived_by": None, "actions": []}
    seen, all_of_it = await _chain(governance, role=role), await _chain(governance)
    assert {**seen, **by_role} == {**all_of_it, **by_role}
    assert (seen["actions"] != []) == (role == "administration")


@pytest.mark.parametrize("role", ["administration", "auditor", "finance", "member", None])
async def test_who_waived_is_named_to_the_administration_and_auditors_alone(
    governance: Story, role: str | None
) -> None:
    await governance.with_decisions()
    (await governance.close(*(waiver(one) for one in ("events", "funding", "publications")))).ok()
    named = (await _chain(governance, role=role))["waived_by"]
    names = {one: waiver(one)["by"] for one in ("events", "funding", "publications")}
    assert named == (names if role in ("administration", "auditor") else None)


async def _without_what_is_internal(governance: Story) -> dict[str, Any]:
    """What the public does not see, taken out of what the Administration sees: that is all the difference."""
    full = await _chain(governance)
    told_of = [{**one, "coverage": None} for one in full["workshops"] if one["state"]]
    closing = [{**one, "open": None, "not_heard_of": None, "left_out": None} for one in full["closing"]]
    nothing: dict[str, Any] = {"after_close": [], "waived_by": None, "actions": []}
    return {**full, **nothing, "workshops": told_of, "closing": closing}


@pytest.mark.parametrize("role", [None, "partner", "operator"])
async def test_the_public_sees_neither_coverage_nor_open_matters_and_everything_else(
    governance: Story, role: str | None
) -> None:
    await governance.with_decisions()
    await governance.hear(*TOLD, *said())
    assert await _chain(governance, role=role) == await _without_what_is_internal(governance)
    (await governance.close(*(waiver(one) for one in ("events", "funding", "publications")))).ok()
    await governance.hear(
        told(CoverageChanged, coverage={**told(CoverageChanged).coverage.model_dump(), "share": "0.5"})
    )
    assert await _chain(governance, role=role) == await _without_what_is_internal(governance)


async def test_a_workshop_that_the_answer_of_events_leaves_out_is_named(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopPlanned), *said())
    closing = {one["service"]: one for one in (await _chain(governance))["closing"]}
    assert {name: (one["can_be_closed"], one["left_out"]) for name, one in closing.items()} == {
        "governance": (True, []),
        "events": (False, [FIRST]),
        "funding": (True, []),
        "publications": (True, []),
    }


async def test_the_chain_has_what_is_needed_to_close_its_cycle(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopHeld), *said(held=(FIRST,)))
    chain, cycle = await _chain(governance), (await governance.get("/cycles/cycle-2018")).ok().body
    assert (chain["actions"], chain["cycle_version"]) == (cycle["actions"], cycle["version"])
    assert chain["version"] != chain["cycle_version"]
    [close] = [one for one in chain["actions"] if one["name"] == "closeCycle"]
    assert close["allowed"]
    if_match = f'"{chain["cycle_version"]}"'
    (await governance.api.post(close["href"], {"occurred_on": "2019-05-06"}, if_match=if_match)).ok()


async def test_the_chain_of_a_closed_year_says_what_lapsed_and_nothing_about_closing(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopPlanned), TOLD[0], *said())
    (await governance.close(waiver("events"))).ok()
    await governance.hear(told(WorkshopHeld), review(Party.FUNDING, open=("accounts-1",)))
    chain = await _chain(governance)
    assert (chain["closing"], chain["closed_on"]) == ([], "2019-05-06")
    assert [(one["id"], one["state"], one["held_on"]) for one in chain["workshops"]] == [(FIRST, "lapsed", None)]
    assert (chain["council_idm_session"]["id"], chain["council_idm_session"]["state"]) == (SESSION, "lapsed")
    assert [(one["what"], one["about"], one["changed"]) for one in chain["after_close"]] == [
        ("WorkshopHeld", FIRST, False)
    ]
    assert {one["blocked_by"][0]["slug"] for one in chain["actions"]} == {"cycle-closed"}


async def test_a_council_session_called_off_is_a_gathering_like_any_other(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.hear(TOLD[0], told(WorkshopCancelled, workshop=SESSION))
    chain = await _chain(governance)
    assert chain["council_idm_session"] is None
    assert [(one["id"], one["state"]) for one in chain["workshops"]] == [(SESSION, "cancelled")]


async def test_there_is_a_chain_as_soon_as_there_is_a_cycle_or_somebody_told_of_it(governance: Story) -> None:
    assert (await governance.get(PATH)).status == 404
    (await governance.cycle()).ok(201)
    opened = (await governance.get(PATH, role=None)).ok()
    assert (opened.body["workshops"], opened.body["volumes"], opened.etag) == ([], [], '"1"')
    await governance.hear(told(WorkshopPlanned))
    assert (await governance.get(PATH)).etag == '"2"'
    await governance.hear(told(WorkshopPlanned, cycle="cycle-2001"))
    alone = (await governance.get("/cycles/cycle-2001/chain", role=None)).ok().body
    assert (alone["year"], alone["opened_on"], alone["theme"]) == (2001, None, None)
    assert (await _chain(governance))["cycle_version"] == 1
    unopened = (await governance.get("/cycles/cycle-2001/chain")).ok().body
    assert (unopened["cycle_version"], unopened["actions"]) == (None, [])
    assert [one["id"] for one in alone["workshops"]] == [FIRST]
    closing = {one["service"]: one["can_be_closed"] for one in alone["closing"]}
    assert not any(closing.values())
