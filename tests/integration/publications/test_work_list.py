from datetime import UTC, date, datetime, timedelta

import pytest

from shared.contracts.events import WorkshopKind
from tests.integration.publications.flow import (
    CONTENT,
    ENGLISH,
    FIRST,
    PUBLISHED_ON,
    REPORT,
    ROOT,
    SECOND,
    VOLUME,
    WITHDRAWAL,
    agreed,
    cancelled,
    change,
    create_volume,
    get,
    held,
    publish_report,
    set_editions,
    tell,
)
from tests.support.api import Api

Item = tuple[str, str, str | None]


async def _waiting(api: Api, *, role: str = "editor") -> list[Item]:
    items = (await get(api, f"{ROOT}/work-list", role=role)).ok().body["items"]
    for item in items:
        actions = (await get(api, item["resource"])).ok().body["actions"]
        assert item["action"] in [action["name"] for action in actions]
    return [(item["what"], item["since"], item["rule"]) for item in items]


def _days_ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


async def test_what_waits_follows_a_report_to_its_volume(publications: Api) -> None:
    assert await _waiting(publications) == []
    overdue = ("volume-overdue", "2019-03-27", None)
    await tell(publications, held(), agreed())
    assert await _waiting(publications) == [("report-to-write", "2018-03-27", None), overdue]
    (await change(publications, "PUT", REPORT, "/content", {**CONTENT, "key_messages": []})).ok()
    assert await _waiting(publications) == [("report-to-send-to-review", "2018-05-02", None), overdue]
    (await change(publications, "POST", REPORT, "/review", {"occurred_on": "2018-05-02"})).ok()
    assert await _waiting(publications) == [("report-to-clear", "2018-05-02", None), overdue]
    (await change(publications, "POST", REPORT, "/clearance", {"occurred_on": "2018-05-03"})).ok()
    assert await _waiting(publications) == [("report-to-publish", "2018-05-03", "R63"), overdue]
    await publish_report(publications)
    assert await _waiting(publications) == [overdue]
    (await create_volume(publications, FIRST)).ok(201)
    assert await _waiting(publications) == [("volume-overdue-to-publish", "2019-03-27", "R67")]
    (await set_editions(publications, ENGLISH)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    assert await _waiting(publications) == []
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    assert await _waiting(publications) == [overdue]


@pytest.mark.parametrize(
    ("days", "what"), [(0, "volume-to-create"), (365, "volume-to-create"), (366, "volume-overdue")]
)
async def test_r61_a_volume_is_overdue_after_365_days(days: int, what: str, publications: Api) -> None:
    await tell(publications, held(on=_days_ago(days)))
    since = _days_ago(days if what == "volume-to-create" else days - 365).isoformat()
    assert (what, since, None) in await _waiting(publications)
    (await create_volume(publications, FIRST, occurred_on=None)).ok(201)
    [volume] = [one for one in await _waiting(publications) if one[0].startswith("volume")]
    assert volume[0] == ("volume-to-publish" if what == "volume-to-create" else "volume-overdue-to-publish")


async def test_r61_a_seminar_needs_no_volume_and_one_called_off_waits_for_nothing(publications: Api) -> None:
    await tell(publications, held(kind=WorkshopKind.EXPERT_SEMINAR), cancelled(SECOND))
    assert [what for what, _, _ in await _waiting(publications)] == ["report-to-write"]


async def test_a_published_report_of_a_workshop_called_off_waits_for_a_person(publications: Api) -> None:
    await publish_report(publications)
    await tell(publications, cancelled())
    assert ("published-report-called-off", "2018-05-04", None) in await _waiting(publications)
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "It was never held."})).ok()
    assert await _waiting(publications) == []


async def test_nothing_waits_for_a_role_that_can_settle_nothing(publications: Api) -> None:
    await tell(publications, held())
    assert await _waiting(publications, role="administration") == []
    assert (await get(publications, f"{ROOT}/work-list", role="auditor")).status == 403
    assert (await get(publications, f"{ROOT}/work-list", role=None)).status == 401
