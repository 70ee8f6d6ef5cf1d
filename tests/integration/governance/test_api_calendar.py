"""Calendars over HTTP: who reads which, and what stands in them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from shared.contracts.events import WorkshopCancelled, WorkshopPostponed, WorkshopScheduled
from tests.integration.governance.story import Story, waiver
from tests.unit.governance.heard import told

PUBLIC, HOUSE, OWN = "/calendar.ics", "/calendar/house.ics", "/bodies/atlantis/calendar.ics"
FIRST = "workshop-2018-1@governance.idm.iom.int"
SLATE = "cycle-2018:theme_slate@governance.idm.iom.int"


async def _read(governance: Story, path: str, **options: Any) -> dict[str, Any]:
    answer = (await governance.get(path, **options)).ok()
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {str(one["UID"]): one for one in Calendar.from_ical(answer.body).walk("VEVENT")}


async def test_the_public_calendar_has_what_is_published_and_nothing_else(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    await governance.hear(told(WorkshopScheduled))
    assert set(await _read(governance, PUBLIC, role=None)) == {FIRST}
    assert set(await _read(governance, HOUSE)) == {
        FIRST,
        SLATE,
        "consultation-1@governance.idm.iom.int",
        "cycle-2018:council_session@governance.idm.iom.int",
    }


async def test_what_is_cancelled_stays_in_the_calendar_as_cancelled(governance: Story) -> None:
    await governance.hear(told(WorkshopScheduled))
    before = (await _read(governance, PUBLIC, role=None))[FIRST]
    await governance.hear(told(WorkshopPostponed), told(WorkshopCancelled, workshop="workshop-2018-1"))
    after = (await _read(governance, PUBLIC, role=None))[FIRST]
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert after["SEQUENCE"] > before["SEQUENCE"]


async def test_what_lapsed_with_its_cycle_is_cancelled(governance: Story) -> None:
    await governance.with_decisions()
    await governance.hear(told(WorkshopScheduled))
    waivers = [waiver(one) for one in ("events", "funding", "publications")]
    (await governance.close(*waivers)).ok()
    assert (await _read(governance, PUBLIC, role=None))[FIRST]["STATUS"] == "CANCELLED"


async def test_a_consultation_moves_with_what_becomes_of_it(governance: Story) -> None:
    uid = "consultation-1@governance.idm.iom.int"
    await governance.consultation(bodies=())
    await governance.deal_with_standing_items()
    first = (await _read(governance, HOUSE))[uid]
    (await governance.post("/consultations/consultation-1/closing", {"occurred_on": "2017-03-02"})).ok()
    second = (await _read(governance, HOUSE))[uid]
    assert ((second.end - first.end).days, second["SEQUENCE"] - first["SEQUENCE"]) == (1, 1)


async def test_a_day_that_a_rule_sets_stands_there_until_it_is_done(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    assert str((await _read(governance, HOUSE))[SLATE].start) == "2017-12-31"
    (await governance.theme_slate()).ok(201)
    assert SLATE not in await _read(governance, HOUSE)


async def test_a_deadline_of_a_survey_is_one_entry_wherever_it_is_read(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    deadline = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    (await governance.written_survey(deadline=deadline.isoformat())).ok(201)
    (await governance.body("newcomer")).ok(201)
    uid, alone = "survey-1@governance.idm.iom.int", "/written-surveys/survey-1/deadline.ics"

    async def everywhere() -> Any:
        """The entry, which is the same in the three."""
        read = [(await _read(governance, path, role="member"))[uid] for path in (HOUSE, OWN, alone)]
        assert len({one.to_ical() for one in read}) == 1
        return read[0]

    first = await everywhere()
    later = {"deadline": (deadline + timedelta(days=7)).isoformat(), "reason": "Two missions asked."}
    (await governance.post("/written-surveys/survey-1/extension", later)).ok()
    extended = await everywhere()
    (await governance.post("/written-surveys/survey-1/withdrawal", {"reason": "A mistake."})).ok()
    off = await everywhere()
    assert (first.start, extended.start, off.start) == (deadline, *(deadline + timedelta(days=7),) * 2)
    assert first["SEQUENCE"] < extended["SEQUENCE"] < off["SEQUENCE"]
    assert [one["STATUS"] for one in (first, extended, off)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert uid not in await _read(governance, "/bodies/newcomer/calendar.ics"), "it was not asked"
    assert uid not in await _read(governance, PUBLIC, role=None)


@pytest.mark.parametrize(
    ("path", "role", "body", "status"),
    [
        (PUBLIC, None, None, 200),
        (HOUSE, None, None, 401),
        (HOUSE, "partner", None, 403),
        (HOUSE, "member", "atlantis", 200),
        (OWN, "member", "atlantis", 200),
        (OWN, "member", "lemuria", 403),
        (OWN, "auditor", None, 200),
        ("/bodies/nobody/calendar.ics", "administration", None, 404),
        ("/bodies/nobody/calendar.ics", "member", "atlantis", 404),
    ],
)
async def test_who_reads_which_calendar(
    governance: Story, path: str, role: str | None, body: str | None, status: int
) -> None:
    (await governance.body()).ok(201)
    assert (await governance.api.get("/governance/v1" + path, role=role, body_id=body)).status == status


async def test_a_calendar_that_did_not_change_is_not_sent_again(governance: Story) -> None:
    await governance.hear(told(WorkshopScheduled))
    first = (await governance.get(PUBLIC, role=None)).ok()
    again = await governance.get(PUBLIC, role=None, headers={"If-None-Match": first.etag})
    assert (again.status, again.body) == (304, "")
