"""What events and governance tell, and the steps of a finance officer's year through the API."""

from datetime import UTC, date, datetime
from typing import Any

from services.funding.domain.verification import verify
from services.funding.queries import books_of
from services.funding.reactions import REACTIONS
from shared.contracts.events import (
    Headcount,
    Mode,
    Schedule,
    Shares,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopKind,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.governance import CycleClosed, CycleOpened
from shared.domain.message import Message
from shared.domain.text import Language, LocalizedText
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import Units
from tests.sample import CONTEXT
from tests.support.api import Answer, Api

ROOT = "/funding/v1"
CYCLE = "cycle-2018"
WORKSHOP = "workshop-2018-1"
BUDGET = f"{ROOT}/budgets/budget-{WORKSHOP}"
ACCOUNTS = f"{ROOT}/accounts/accounts-{WORKSHOP}"
SCHEDULE = Schedule(
    start=datetime(2018, 3, 26, 13, tzinfo=UTC),
    end=datetime(2018, 3, 27, 21, tzinfo=UTC),
    zone="America/New_York",
    mode=Mode.ONLINE,
    capacity=200,
    languages=(Language.EN,),
)
_DAY = {"occurred_on": "2018-02-01"}


def opened(year: int = 2018) -> CycleOpened:
    return CycleOpened(cycle=f"cycle-{year}", year=year, opened_on=date(year - 1, 5, 4))


def closed(year: int = 2018, *, day: date = date(2019, 5, 6), held: tuple[str, ...] = (WORKSHOP,)) -> CycleClosed:
    """``held``: the workshops that governance counts as held."""
    return CycleClosed(cycle=f"cycle-{year}", year=year, opened_on=date(year - 1, 5, 4), closed_on=day, held=held)


def postponed(to: datetime | None) -> WorkshopPostponed:
    new = SCHEDULE.model_copy(update={"start": to, "end": to}) if to else None
    return WorkshopPostponed(workshop=WORKSHOP, cycle=CYCLE, reason="No money.", schedule=new)


def planned(
    workshop: str = WORKSHOP, kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP, *, cycle: str = CYCLE
) -> WorkshopPlanned:
    return WorkshopPlanned(workshop=workshop, cycle=cycle, kind=kind, title=LocalizedText(en="A first workshop"))


def scheduled(
    workshop: str = WORKSHOP,
    kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP,
    *,
    cycle: str = CYCLE,
    schedule: Schedule = SCHEDULE,
) -> WorkshopScheduled:
    return WorkshopScheduled(
        workshop=workshop,
        cycle=cycle,
        kind=kind,
        title=LocalizedText(en="A first workshop"),
        schedule=schedule,
    )


def held(workshop: str = WORKSHOP, kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP) -> WorkshopHeld:
    nobody = Headcount(by_group={})
    return WorkshopHeld(
        workshop=workshop,
        cycle=CYCLE,
        kind=kind,
        title=LocalizedText(en="A first workshop"),
        schedule=SCHEDULE,
        held_on=date(2018, 3, 27),
        participants=nobody,
        speakers=nobody,
        participant_shares=Shares(),
        speaker_shares=Shares(),
        sessions=(),
        languages_interpreted=(),
    )


def cancelled(workshop: str = WORKSHOP) -> WorkshopCancelled:
    return WorkshopCancelled(workshop=workshop, cycle=CYCLE, reason="No venue.")


async def hear(funding: Api, *messages: Message) -> None:
    """Messages of events and governance arrive."""
    units = Units(store=funding.store, rows=to_row)
    for message in messages:
        await units.run(CONTEXT, lambda unit, heard=message: REACTIONS[type(heard)](unit, heard))  # type: ignore[misc]


def francs(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CHF"}


def cost(item: str, amount: str = "900.50") -> dict[str, Any]:
    """Of an item; of experts with what is covered and in which cabins (R52, R54)."""
    by_hand = {"kinds": ["economy_travel", "dsa"], "cabins": ["economy"]}
    return {"item": item, "amount": francs(amount), **(by_hand if item == "expert_participation" else {})}


def line(item: str, amount: str, **fields: Any) -> dict[str, Any]:
    return {"item": item, "description": "A line", "estimate": francs(amount), **fields}


THREE = [line("venue", "1000"), line("interpretation", "3000"), line("expert_participation", "6000")]


async def read(funding: Api, path: str) -> Answer:
    return (await funding.get(path, role="finance")).ok()


async def change(
    funding: Api,
    resource: str,
    path: str,
    body: dict[str, Any] | None = None,
    *,
    method: str = "POST",
    role: str = "finance",
    subject: str = "account-finance",
) -> Answer:
    """A change made for the version there is."""
    etag = (await read(funding, resource)).etag
    sent = {**_DAY, **(body or {})}
    return await funding.call(method, f"{resource}{path}", json=sent, if_match=etag, role=role, subject=subject)


async def settle(funding: Api, workshop: str = WORKSHOP) -> Answer:
    """Every major item has its cost, and the accounts are closed."""
    accounts = f"{ROOT}/accounts/accounts-{workshop}"
    for item in ("venue", "interpretation", "expert_participation"):
        (await change(funding, accounts, "/actuals", cost(item))).ok()
    return await change(funding, accounts, "/closing")


async def draft(funding: Api, *lines: dict[str, Any], resource: str = BUDGET) -> Answer:
    return await change(funding, resource, "/lines", {"lines": list(lines or THREE)}, method="PUT")


async def approve(funding: Api, *, subject: str = "account-approver") -> Answer:
    return await change(funding, BUDGET, "/approval", role="approver", subject=subject)


async def pledge(funding: Api, amount: str | dict[str, str] = "5000.00", **fields: Any) -> Answer:
    """In francs where ``amount`` is a text."""
    body = {
        "id": "gift",
        "donor": "Government of Atlantis",
        "workshop": WORKSHOP,
        "amount": francs(amount) if isinstance(amount, str) else amount,
        **_DAY,
        **fields,
    }
    return await funding.post(f"{ROOT}/contributions", body, role="finance", subject="account-finance")


def gift(identifier: str = "gift") -> str:
    return f"{ROOT}/contributions/{identifier}"


async def receive(funding: Api, amount: str, *, identifier: str = "gift") -> Answer:
    return await change(funding, gift(identifier), "/receipts", {"amount": francs(amount)})


async def gives(funding: Api, amount: str = "5000.00", **fields: Any) -> str:
    """A signed contribution; answers its identifier."""
    identifier = str(fields.setdefault("id", "gift"))
    (await pledge(funding, amount, **fields)).ok(201)
    (await change(funding, gift(identifier), "/agreement")).ok()
    return identifier


async def budgeted(funding: Api, *lines: dict[str, Any], comment: str | None = None) -> None:
    """The workshop is scheduled, and its budget drafted and approved."""
    await hear(funding, scheduled())
    body = {"lines": list(lines or THREE), "comment": comment}
    (await change(funding, BUDGET, "/lines", body, method="PUT")).ok()
    (await approve(funding)).ok()


async def commit(funding: Api, amount: str, item: str = "venue", *, id: str = "hall", **fields: Any) -> Answer:
    body = {"id": id, "what": "A contract", **cost(item, amount), **fields}
    return await change(funding, BUDGET, "/commitments", body, role="approver", subject="account-approver")


async def rate(
    funding: Api, worth: str, *, on: str = "2018-02-01", base: str = "EUR", quote: str = "CHF", **fields: Any
) -> Answer:
    body = {"base": base, "quote": quote, "on": on, "worth": worth, "source": "A bank (fictional)", **fields}
    return await funding.post(f"{ROOT}/rates", body, role="finance")


async def ties_out(funding: Api) -> list[str]:
    """What of the books does not tie out."""
    return [one.sentence for one in verify(await books_of(funding.store))]


async def choose(funding: Api, choice: str, *, identifier: str = "gift", **fields: Any) -> Answer:
    return await change(funding, gift(identifier), "/choice", {"choice": choice, "reason": "Letter.", **fields})


async def actuals(funding: Api, *items: str) -> None:
    for item in items:
        (await change(funding, ACCOUNTS, "/actuals", cost(item))).ok()


async def told(funding: Api, stream: str) -> list[str]:
    """The names of the messages sent, in order."""
    rows = await funding.store["outbox"].find(
        {"recorded.stream": stream, "recorded.sequence": {"$ne": None}}, sort=[("recorded.sequence", 1)]
    )
    return [row["recorded"]["type"].split(".")[4] for row in rows]


async def reviews(funding: Api, cycle: str = CYCLE) -> list[tuple[list[tuple[str, str]], list[str]]]:
    """What governance was told of a cycle, in order: (about, what) of each open matter, and what was held."""
    rows = await funding.store["outbox"].find(
        {"recorded.stream": cycle, "recorded.sequence": {"$ne": None}}, sort=[("recorded.sequence", 1)]
    )
    told = [row["recorded"]["data"] for row in rows]
    return [([(one["about"], one["what"]) for one in data["open"]], data["held"]) for data in told]


def allowed(answer: Answer) -> set[str]:
    return {action["name"] for action in answer.body["actions"] if action["allowed"]}


def blocked_by(answer: Answer, name: str) -> list[str]:
    """Rule numbers, and slugs where no numbered rule is in the way."""
    [found] = [action["blocked_by"] for action in answer.body["actions"] if action["name"] == name]
    return [one["number"] or one["slug"] for one in found]
