"""One page on a year: who reads it, and that it says what the domain would refuse."""

from typing import Any

import pytest

from services.governance.domain.chain import Party
from shared.contracts.events import SatisfactionSurveyClosed, WorkshopHeld, WorkshopScheduled
from tests.integration.governance.story import ROOT, Story, said
from tests.unit.governance.given import review
from tests.unit.governance.heard import told

PATH = "/cycles/cycle-2018/year"


async def _page(governance: Story, **options: Any) -> dict[str, Any]:
    return dict((await governance.get(PATH, **options)).ok().body)


def _step(page: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in page["steps"] if one["step"] == name)


async def test_a_year_goes_from_its_slate_to_its_close(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    page = await _page(governance)
    assert (page["stage"], page["next"][:2]) == ("theme_slate", ["theme_slate", "format"])
    [gate] = _step(page, "theme")["gates"]
    assert gate["slug"] == "no-slate-yet"
    await governance.consultation()
    (await governance.theme_slate()).ok(201)
    page = await _page(governance)
    assert page["stage"] == "theme"
    theme_slate = _step(page, "theme_slate")
    assert (theme_slate["state"], theme_slate["done_on"], theme_slate["action"]) == ("done", "2017-03-01", None)
    (await governance.determine()).ok()
    await governance.consultation("consultation-2", opened="2017-09-01")
    (await governance.topic_slate()).ok(201)
    (await governance.select()).ok()
    assert (await _page(governance))["stage"] == "format"
    decided = {"format": "two_workshops", "consultation": "consultation-2", "occurred_on": "2017-09-02"}
    (await governance.post("/cycles/cycle-2018/format", decided)).ok()
    await governance.hear(told(WorkshopScheduled), review(Party.EVENTS, open=("workshop-2018-1",)))
    page = await _page(governance)
    gatherings = _step(page, "gatherings")
    assert (page["stage"], gatherings["action"], gatherings["due"]["on"]) == ("gatherings", None, "2018-03-26")
    assert [one["slug"] for one in gatherings["gates"]] == ["not-settled"]
    [gate] = _step(page, "closing")["gates"]
    assert gate["slug"] == "cycle-not-ready"
    held = told(WorkshopHeld)
    await governance.hear(held, *said(held=[held.workshop]))
    assert "closing" in (await _page(governance))["next"]
    (await governance.close()).ok()
    closed = await _page(governance)
    assert (closed["stage"], closed["next"]) == (None, [])


async def test_gates_of_the_page_are_those_that_refuse(governance: Story) -> None:
    """R8: a theme slate that was put to a consultation to which nobody came."""
    (await governance.cycle()).ok(201)
    await governance.consultation(bodies=())
    (await governance.theme_slate()).ok(201)
    [gate] = _step(await _page(governance), "theme")["gates"]
    refused = await governance.determine()
    refused.refused("R8")
    assert (gate["number"], gate["detail"], gate["remedy"]) == ("R8", refused.body["detail"], refused.body["remedy"])


@pytest.mark.parametrize("alternation", [True, False])
async def test_r21_the_years_before_the_platform_count_where_the_house_alternates(
    governance: Story, alternation: bool
) -> None:
    cell = {"theme": "Printed", "format": "two_workshops", "lines": [1]}
    (await governance.api.put(f"{ROOT}/history/2017", cell)).ok(201)
    (await governance.api.put(f"{ROOT}/practice", {"alternation": alternation})).ok()
    await governance.with_decisions()
    assert await _kept(governance) == {
        "R2": "not_kept",
        "R3": "not_yet",
        "R18": "kept",
        "R19": "kept",
        "R20": "kept",
        "R21": "notice" if alternation else "kept",
        "R22": "not_kept",
        "R40": "not_kept",
        "R42": "not_on_record",
    }


async def test_r22_the_session_at_the_council_is_missed_until_it_is_told_as_held(governance: Story) -> None:
    await governance.with_decisions()
    assert (await _kept(governance))["R22"] == "not_kept"
    session = {"workshop": "council-idm-session-2018", "kind": "council_idm_session", "number": None}
    await governance.hear(told(WorkshopHeld, **session))
    assert (await _kept(governance))["R22"] == "kept"


async def test_r19_no_outcome_can_be_recorded_as_binding(governance: Story) -> None:
    await governance.with_theme_slate()
    binding = {"binding": True, "outcome": "binding"}
    refused = await governance.determine(**binding)
    assert (refused.status, [one["field"] for one in refused.body["fields"]]) == (422, ["binding", "outcome"])
    record = {"summary": {"en": "The bodies agreed."}, "kind": "binding"}
    assert (await governance.post("/consultations/consultation-1/record", record)).status == 422
    assert await governance.messages("ThemeSelected") == []
    (await governance.determine()).ok()
    assert (await _kept(governance))["R19"] == "kept"


@pytest.mark.parametrize(
    ("role", "status"), [("member", 200), ("finance", 200), ("editor", 200), ("partner", 403), (None, 401)]
)
async def test_staff_and_members_read_the_page(governance: Story, role: str | None, status: int) -> None:
    (await governance.cycle()).ok(201)
    assert (await governance.get(PATH, role=role)).status == status


async def test_a_year_that_was_never_opened_has_no_page(governance: Story) -> None:
    await governance.hear(told(WorkshopScheduled))
    assert (await governance.get(PATH)).status == 404


async def _kept(governance: Story) -> dict[str, str]:
    return {one["rule"]: one["state"] for one in (await _page(governance))["compliance"]}


async def test_r3_standing_items_that_a_consultation_of_the_year_dealt_with_are_told(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation(opened="2018-03-01")
    assert (await _kept(governance))["R3"] == "not_yet"
    (await governance.close_consultation(day="2018-03-02")).ok()
    assert (await _kept(governance))["R3"] == "kept"
    # A record from before the rule was enforced, entered beside the platform.
    await governance.store["consultations"].update_many({}, {"$set": {"agenda.0.state": "open"}})
    assert (await _kept(governance))["R3"] == "not_kept"


async def test_r40_a_year_has_its_satisfaction_survey_once_it_is_told_as_closed(governance: Story) -> None:
    await governance.with_decisions()
    assert (await _kept(governance))["R40"] == "not_kept"
    await governance.hear(told(SatisfactionSurveyClosed))
    assert (await _kept(governance))["R40"] == "kept"
    chain = (await governance.get("/cycles/cycle-2018/chain", role=None)).ok().body
    assert (chain["satisfaction"]["respondents"], chain["satisfaction"]["invited"]) == (124, 310)


async def test_r42_participants_are_satisfied_beyond_80_percent_or_it_is_said(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(SatisfactionSurveyClosed, benchmark_passed=False))
    assert (await _kept(governance))["R42"] == "not_kept"
    await governance.hear(told(SatisfactionSurveyClosed))
    assert (await _kept(governance))["R42"] == "kept"
