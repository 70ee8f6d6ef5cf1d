"""A conference year through all four services, from its cycle to its close, with races on the way."""

import asyncio
from typing import Any

from tests.resilience.schedules.client import Client

ADMINISTRATION, FINANCE, APPROVER, EDITOR = "administration", "finance", "approver", "editor"
BODY = "state-a"
_MONEY = {"currency": "CHF"}


async def tell(client: Client, year: int) -> None:
    """The whole year. Every step waits for what other services make of the one before."""
    await _decide(client, year)
    await _plan(client, year)
    await asyncio.gather(_pay(client, year), _hold(client, year))
    await asyncio.gather(_settle(client, year), _report(client, year))
    await _close(client, year)


async def begin(client: Client) -> None:
    """What every year needs."""
    body = {"id": BODY, "name": {"en": "Member State A"}, "type": "member_state"}
    await client.ask(ADMINISTRATION, "POST", "/governance/v1/bodies", body)


async def _decide(client: Client, year: int) -> None:
    cycle, talk, slate = f"cycle-{year}", f"talk-{year}", f"theme-slate-{year}"
    day = f"{year - 1}-03-01"

    async def post(path: str, **body: Any) -> None:
        await client.ask(ADMINISTRATION, "POST", f"/governance/v1/{path}", {**body, "occurred_on": day})

    await post("cycles", year=year)
    await post("consultations", id=talk, title={"en": f"Consultation {year}"}, planned_on=day)
    await post(f"consultations/{talk}/opening")
    await post(f"consultations/{talk}/attendance", bodies=[BODY])
    options = [
        {
            "id": f"theme-{year}-{one}",
            "title": {"en": f"Theme {one}"},
            "sources": [{"kind": "other_forum", "reference": "A forum"}],
        }
        for one in ("a", "b")
    ]
    await post("theme-slates", id=slate, cycle=cycle, consultation=talk, options=options)
    await asyncio.gather(
        post(f"cycles/{cycle}/format", format="single_conference", consultation=talk),
        post(
            f"theme-slates/{slate}/determination",
            conclusive=True,
            option=f"theme-{year}-a",
            why="It was clear.",
            decided_in={"kind": "consultation", "id": talk},
        ),
    )


async def _plan(client: Client, year: int) -> None:
    """The conference is planned by itself; three people set its dates at once, and one of them wins, three times."""
    path = f"/events/v1/workshops/conference-{year}"
    await client.until(ADMINISTRATION, path)
    for turn in range(3):
        _, etag = await client.read(ADMINISTRATION, path)
        assert etag is not None
        won = await client.race(
            [
                client.ask(
                    ADMINISTRATION, "PUT", f"{path}/schedule", _dates(year, capacity=100 * turn + one), match=etag
                )
                for one in range(1, 4)
            ]
        )
        assert won == 1, f"{won} of three changes of one version were accepted"


def _dates(year: int, *, capacity: int) -> dict[str, Any]:
    return {
        "start": f"{year}-06-18T08:00:00Z",
        "end": f"{year}-06-19T16:00:00Z",
        "zone": "Europe/Zurich",
        "mode": "online",
        "capacity": capacity,
        "languages": ["en"],
        "occurred_on": f"{year}-01-10",
    }


async def _pay(client: Client, year: int) -> None:
    budget = f"/funding/v1/budgets/budget-conference-{year}"
    await client.until(FINANCE, budget)
    lines = [
        {"item": item, "description": item, "estimate": {"amount": "1000.00", **_MONEY}}
        for item in ("venue", "interpretation", "expert_participation")
    ]
    await client.ask(FINANCE, "PUT", f"{budget}/lines", {"lines": lines, "occurred_on": f"{year}-02-01"})
    await client.ask(APPROVER, "POST", f"{budget}/approval", {"occurred_on": f"{year}-02-02"})
    # All of them write the one budget.
    await asyncio.gather(*(_give(client, year, number) for number in range(4)))


async def _give(client: Client, year: int, number: int) -> None:
    own, when = f"gift-{year}-{number}", {"occurred_on": f"{year}-03-01"}
    amount = {"amount": "500.00", **_MONEY}
    body = {"id": own, "donor": "A donor", "workshop": f"conference-{year}", "amount": amount, **when}
    await client.ask(FINANCE, "POST", "/funding/v1/contributions", body)
    if number % 2:
        part = {"amount": "200.00", **_MONEY}
        await client.ask(FINANCE, "POST", f"/funding/v1/contributions/{own}/receipts", {"amount": part, **when})


async def _hold(client: Client, year: int) -> None:
    path, day = f"/events/v1/workshops/conference-{year}", {"occurred_on": f"{year}-06-19"}
    waiver = {"reason": "Nobody could come.", "occurred_on": f"{year}-05-01"}
    await client.ask(ADMINISTRATION, "POST", f"{path}/migrants-voice-waiver", waiver)
    heads = {"participants": {"by_group": {"government": 40}}, "speakers": {"by_group": {"government": 2}}}
    await client.ask(ADMINISTRATION, "PUT", f"{path}/attendance", {**heads, **day})
    await client.ask(ADMINISTRATION, "POST", f"{path}/held", {"languages_interpreted": ["en"], **day})


async def _settle(client: Client, year: int) -> None:
    accounts = f"/funding/v1/accounts/accounts-conference-{year}"
    await client.until(FINANCE, accounts, lambda found: found["stage"] == "settling")
    day = {"occurred_on": f"{year}-09-01"}
    for item in ("venue", "interpretation", "expert_participation"):
        covered = {"kinds": ["dsa"]} if item == "expert_participation" else {}
        body = {"item": item, "amount": {"amount": "900.00", **_MONEY}, **covered, **day}
        await client.ask(FINANCE, "POST", f"{accounts}/actuals", body)
    await client.ask(FINANCE, "POST", f"{accounts}/closing", day)


async def _report(client: Client, year: int) -> None:
    report, day = f"/publications/v1/reports/report-conference-{year}", {"occurred_on": f"{year}-10-01"}
    await client.until(EDITOR, report)
    point = [{"text": {"en": "It takes time."}}]
    practice = [{"id": "desk", "title": {"en": "One desk"}, "kind": "policy", "text": {"en": "It answers."}}]
    content = {"key_messages": point, "lessons_learned": point, "effective_practices": practice}
    await client.ask(EDITOR, "PUT", f"{report}/content", {**content, **day})
    await client.ask(EDITOR, "POST", f"{report}/review", day)
    await client.ask(EDITOR, "POST", f"{report}/clearance", day)
    await client.ask(EDITOR, "POST", f"{report}/publication", day)
    # The number is the next of the series, which the other years ask for at the same time.
    own = f"book-{year}"
    await client.ask(
        EDITOR,
        "POST",
        "/publications/v1/volumes",
        {
            "id": own,
            "title": {"en": f"The year {year}"},
            "original_language": "en",
            "workshops": [f"conference-{year}"],
            **day,
        },
    )
    edition = {"language": "en", "formats": ["pdf"], "address": "https://idm.example/book"}
    await client.ask(EDITOR, "PUT", f"/publications/v1/volumes/{own}/editions", {"editions": [edition], **day})
    await client.ask(EDITOR, "POST", f"/publications/v1/volumes/{own}/publication", day)


async def _close(client: Client, year: int) -> None:
    """Closed without the Council session, which was not held; then the year is read-only in every service.

    Whoever waives what events still waits for reads the chain first, as a person would: to a service that has told
    nothing yet the year has nothing open, and what the closing does not know as held lapses."""
    chain = f"/governance/v1/cycles/cycle-{year}/chain"
    await client.until(ADMINISTRATION, chain, lambda found: _told_whole(found, f"conference-{year}"))
    waiver = {"service": "events", "by": "The head of the secretariat", "reason": "No session was held."}
    await client.ask(
        ADMINISTRATION,
        "POST",
        f"/governance/v1/cycles/cycle-{year}/closing",
        {"waivers": [waiver], "occurred_on": f"{year + 1}-02-01"},
    )
    await client.until(ADMINISTRATION, f"/events/v1/calendars/{year}", lambda found: found["closed_on"])


def _told_whole(chain: Any, conference: str) -> bool:
    """It is told as held, its accounts as closed and its volume as out; all but events have nothing open."""
    can = {one["service"]: one["can_be_closed"] for one in chain["closing"]}
    told = next((one for one in chain["workshops"] if one["id"] == conference), None)
    whole = told and told["state"] == "held" and told["accounts"] and chain["volumes"]
    return bool(whole) and all(can[service] for service in ("governance", "funding", "publications"))
