"""R33 to R35 through the API: figures by versioned tables, a review signed by a person, and whom to invite next."""

from typing import Any

import pytest

from shared.contracts.events import BalanceTargetsChanged
from tests.integration.events.flow import MIGRANT, PLENARY, ROOT, VOICE, WORKSHOP, change, hear, publish, schedule
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Api

BALANCE = f"{WORKSHOP}/balance"
SIGNED = {"by": "Eva Reviewer", "finding": "Africa is asked again.", "occurred_on": "2018-02-04"}


@pytest.fixture(autouse=True)
async def _a_workshop_with_people(events: Api) -> None:
    states = {"helvetia": "CH", "gallia": "FR", "ifriqiya": "TN", "nyika": "KE", "nihon": "JP"}
    await hear(events, topics_selected(), *(body_listed(body, country=code) for body, code in states.items()))
    await hear(events, body_listed("an-organization", "observer_organization"))
    (await schedule(events)).ok()
    (await events.post(f"{WORKSHOP}/seats", {"approval": "automatic"})).ok(201)
    for name, group, where in (
        ("One", "government", {"body": "helvetia"}),
        ("Two", "government", {"body": "gallia"}),
        ("Three", "academia", {"country": "CH", "gender": "female"}),
        ("Four", "other", {}),
    ):
        (await events.post(f"{WORKSHOP}/registrations", {"name": name, "group": group, **where})).ok(201)
    for body in (VOICE, PLENARY):
        (await events.post(f"{WORKSHOP}/sessions", body)).ok(201)
    (await events.post(f"{WORKSHOP}/sessions/voice/speakers", MIGRANT)).ok(201)
    (await change(events, "POST", "/sessions/voice/speakers/speaker-1/confirmation", {})).ok()


def axis(side: Any, name: str) -> dict[str, Any]:
    [found] = [one for one in side["axes"] if one["axis"] == name]
    return {one["value"]: one["share"] for one in found["values"]}


async def test_r33_r34_speakers_and_participants_are_read_apart_on_three_axes(events: Api) -> None:
    seen = (await events.get(f"{BALANCE}?gender=true")).ok().body
    participants, speakers = seen["participants"], seen["speakers"]
    assert (participants["people"], participants["government"]) == (4, 0.5)
    assert (speakers["people"], speakers["government"]) == (1, 0.0)
    assert axis(participants, "development") == {"developed": 1.0, "developing": 0.0}
    assert axis(speakers, "region")["africa"] == 1.0
    assert axis(participants, "migration_role") == {"origin": None, "transit": None, "destination": None}
    assert participants["by_gender"] == {"female": 1}
    for role in ("member", "auditor"):
        others = (await events.get(f"{BALANCE}?gender=true", role=role, body_id="helvetia")).ok().body
        assert others["participants"]["by_gender"] == {}
    assert [one["unclassified"] for one in participants["axes"] if one["axis"] == "region"] == [1]
    assert (await events.get(BALANCE, role=None)).status == 401


async def test_r34_no_programme_is_published_before_somebody_signed_a_review(events: Api) -> None:
    (await publish(events)).refused("R34")
    assert (await change(events, "POST", "/balance-review", {**SIGNED, "by": ""})).status == 422
    seen = (await change(events, "POST", "/balance-review", SIGNED)).ok().body
    assert (seen["signed_by"], seen["review_outdated"]) == (["Eva Reviewer"], False)
    (await publish(events)).ok()
    rows = str([row async for row in events.store["outbox"].stream({})])
    assert "Eva" not in rows
    assert "Africa is asked again." in rows
    member = (await events.get(BALANCE, role="member", body_id="helvetia")).ok().body
    assert (member["signed_by"], member["actions"]) == (None, [])


async def test_r34_a_waiver_has_a_name_and_a_reason(events: Api) -> None:
    waiver = {"by": "Eva Reviewer", "reason": "The speakers were named on the last day."}
    assert (await change(events, "POST", "/balance-review-waiver", {"by": "Eva Reviewer"})).status == 422
    (await change(events, "POST", "/balance-review-waiver", waiver)).ok()
    (await publish(events)).ok()
    assert (await change(events, "POST", "/balance-review-waiver", waiver)).status == 409


async def test_r35_another_version_reads_anew_and_keeps_what_was_signed(events: Api) -> None:
    (await change(events, "POST", "/balance-review", SIGNED)).ok()
    path = f"{ROOT}/classifications/development"
    table = {
        "version": "own-1",
        "dated": "2018-01-01",
        "source": "A handbook of the secretariat",
        "values": {"developed": ["CH"], "developing": ["FR", "TN"]},
    }
    (await events.post(f"{path}/versions", table)).ok(201)
    assert (await events.post(f"{path}/versions", table)).status == 409
    assert (await events.post(f"{path}/versions", {**table, "version": "x", "values": {"a": ["XX"]}})).status == 422
    seen = (await events.get(BALANCE)).ok().body
    assert axis(seen["participants"], "development")["developing"] == 0.0
    [other] = seen["participants"]["other_versions"]
    assert (other["version"], round(other["values"][1]["share"], 2)) == ("own-1", 0.33)
    assert (await events.post(f"{path}/choice", {"version": "own-2"})).status == 404
    assert (await events.post(f"{path}/choice", {"version": "own-1"})).ok().body["in_use"] == "own-1"
    seen = (await events.get(BALANCE)).ok().body
    assert round(axis(seen["participants"], "development")["developing"], 2) == 0.33
    assert seen["review_outdated"]
    [review] = seen["reviews"]
    assert review["versions"]["development"] == "WPP-2022"
    assert review["participants"]["axes"]["development"] == {"developed": 1.0, "developing": 0.0}
    public = (await events.get(f"{ROOT}/classifications", role=None)).ok().body["items"]
    assert all(one["tables"][0]["source"] for one in public)


async def test_r35_no_role_is_shipped_and_a_country_with_several_roles_counts_in_each(events: Api) -> None:
    classified = (await events.get(f"{ROOT}/classifications", role=None)).ok().body["items"]
    [shipped] = [one["tables"][0] for one in classified if one["axis"] == "migration_role"]
    assert (shipped["version"], set(map(tuple, shipped["values"].values()))) == ("none", {()})
    assert "There is no official list" in shipped["source"]
    path = f"{ROOT}/classifications/migration_role"
    table = {
        "version": "own-1",
        "dated": "2018-01-01",
        "source": "A handbook of the secretariat",
        "values": {"origin": ["CH", "FR"], "transit": [], "destination": ["CH"]},
    }
    for missing in ("version", "dated", "source"):
        bad = {name: value for name, value in table.items() if name != missing}
        assert (await events.post(f"{path}/versions", bad)).status == 422, missing
    assert (await events.post(f"{path}/versions", {**table, "source": " "})).status == 422
    (await events.post(f"{path}/versions", table)).ok(201)
    (await events.post(f"{path}/choice", {"version": "own-1"})).ok()
    seen = (await events.get(BALANCE)).ok().body
    # Two of Switzerland and one of France: all are of origin, and two of them of destination too.
    roles = axis(seen["participants"], "migration_role")
    assert roles == {"origin": 1.0, "transit": 0.0, "destination": pytest.approx(2 / 3, abs=1e-4)}


async def test_r34_whom_to_invite_next_is_ranked_with_the_figures_before_and_after(events: Api) -> None:
    seen = (await events.get(f"{BALANCE}/suggestions")).ok().body
    items = seen["items"]
    assert [one["body"] for one in items[:2]] == ["ifriqiya", "nyika"]
    assert items[0]["before"] == pytest.approx(seen["imbalance"], abs=1e-3)
    assert all(one["after"] < one["before"] for one in items)
    assert items[0]["name"] == {"en": "Ifriqiya", "fr": None, "es": None}
    bands = {"development": {"developing": {"low": 0.0, "high": 0.1}}, "region": {"africa": {"low": 0, "high": 0.1}}}
    body = {"bands": bands, "reason": "A meeting of donors."}
    (await events.put(f"{ROOT}/balance-targets", body, if_match="*")).ok()
    items = (await events.get(f"{BALANCE}/suggestions")).ok().body["items"]
    assert items[0]["body"] == "nihon"
    wrong = {"bands": {"region": {"africa": {"low": 0.6, "high": 0.5}}}, "reason": "A slip."}
    assert (await events.put(f"{ROOT}/balance-targets", wrong, if_match="*")).status == 422
    assert (await events.put(f"{ROOT}/balance-targets", body, if_match='"9"')).status == 412


async def test_the_balance_is_a_picture_that_says_what_it_shows(events: Api) -> None:
    drawn = (await events.get(f"{BALANCE}.svg")).ok()
    assert "participants, development: developing: 0%, band" in drawn.body
    assert "outside" in drawn.body
    drawn = (await events.get(f"{WORKSHOP}/registrations.svg")).ok()
    assert "2 of governments, 2 others. The room seats 200." in drawn.body


async def test_r37_a_programme_in_which_governments_alone_present_is_warned_of_and_published(events: Api) -> None:
    [nobody] = (await events.get(BALANCE)).ok().body["warnings"]
    assert nobody["detail"].startswith("Nobody is confirmed to present")
    minister = {**MIGRANT, "id": "speaker-2", "group": "government", "role": "presenter"}
    (await events.post(f"{WORKSHOP}/sessions/opening/speakers", minister)).ok(201)
    (await change(events, "POST", "/sessions/opening/speakers/speaker-2/confirmation", {})).ok()
    [warning] = (await change(events, "POST", "/balance-review", SIGNED)).ok().body["warnings"]
    assert (warning["number"], bool(warning["remedy"])) == ("R37", True)
    (await publish(events)).ok()
    scholar = {**minister, "id": "speaker-3", "group": "academia"}
    (await events.post(f"{WORKSHOP}/sessions/opening/speakers", scholar)).ok(201)
    (await change(events, "POST", "/sessions/opening/speakers/speaker-3/confirmation", {})).ok()
    assert (await events.get(BALANCE)).ok().body["warnings"] == []


async def test_targets_are_told_to_the_services_when_they_are_set_and_when_another_table_is_chosen(events: Api) -> None:
    bands = {"region": {"africa": {"low": 0.2, "high": 0.5}}}
    body = {"bands": bands, "reason": "Agreed.", "occurred_on": "2018-01-20"}
    (await events.put(f"{ROOT}/balance-targets", body, if_match="*")).ok()
    own = {"version": "own-1", "dated": "2018-01-01", "source": "A handbook", "values": {"africa": ["KE", "TN"]}}
    for named in ("region", "development"):
        path = f"{ROOT}/classifications/{named}"
        (await events.post(f"{path}/versions", own)).ok(201)
        (await events.post(f"{path}/choice", {"version": "own-1"})).ok()
    rows = await events.store["outbox"].find({"recorded.type": BalanceTargetsChanged.message_type}, sort=[("_id", 1)])
    first, anew = (BalanceTargetsChanged.model_validate(row["recorded"]["data"]) for row in rows)
    assert (first.versions["region"], len(first.targets[0].countries)) == ("M49-2026", 60)
    assert (anew.set_on.isoformat(), anew.versions["region"], anew.targets[0].countries) == (
        "2018-01-20",
        "own-1",
        ("KE", "TN"),
    )
