"""The way from a cycle to its topics as a secretariat goes it, over HTTP. Bodies are fictional."""

from collections.abc import Sequence
from typing import Any

from services.governance.domain.chain import Party
from services.governance.reactions import REACTIONS
from shared.domain.message import Message
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import CONTEXT
from tests.support.api import Answer, Api
from tests.unit.governance.given import review

ROOT = "/governance/v1"


def themes(*ids: str) -> list[dict[str, Any]]:
    return [
        {
            "id": one,
            "title": {"en": f"Theme {one}"},
            "sources": [{"kind": "consultation", "reference": f"suggestion-{one}", "on": "2016-10-11"}],
        }
        for one in ids
    ]


def topics(*ids: str, theme: str = "cities") -> list[dict[str, Any]]:
    return [{"id": one, "title": {"en": f"Topic {one}"}, "theme": theme} for one in ids]


def workshops(first: list[dict[str, Any]], second: list[dict[str, Any]], **title: str) -> list[dict[str, Any]]:
    return [{"number": 1, "topics": first}, {"number": 2, "topics": second, **({"title": title} if title else {})}]


async def hear(units: Units, *messages: Message) -> None:
    """Each message in a transaction of its own, as governance hears it."""

    def reaction(unit: UnitOfWork, message: Message) -> Any:
        return REACTIONS[type(message)](unit, message)

    for message in messages:
        await units.run(CONTEXT, lambda unit, heard=message: reaction(unit, heard))  # type: ignore[misc]


def said(*, open: Sequence[str] = (), held: Sequence[str] = ()) -> list[Message]:
    """Every service answers the same about the cycle of 2018."""
    return [review(party, open=open, held=held) for party in (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS)]


async def chain_in(store: Store, cycle: str = "cycle-2018") -> Document:
    """The record of a year as it is kept."""
    found = await store["chains"].find_one({"_id": cycle})
    assert found is not None
    return found


class Story:
    """``post`` reads the ETag of the thing first when it changes one, unless ``if_match`` is given."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.store = api.store

    async def get(self, path: str, *, role: str | None = "administration", **options: Any) -> Answer:
        if role == "member":
            options.setdefault("body_id", "atlantis")
        return await self.api.get(ROOT + path, role=role, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        parts = path.strip("/").split("/")
        if len(parts) == 3 and "if_match" not in options:
            read = await self.get("/" + "/".join(parts[:2]))
            options["if_match"] = read.etag if read.status == 200 else '"1"'
        return await self.api.post(ROOT + path, body, **options)

    async def messages(self, name: str) -> list[Document]:
        """The recorded messages of this name, with what the log says about them."""
        rows = await self.store["outbox"].find(
            {"recorded.type": f"int.iom.idm.governance.{name}.v1"}, sort=[("_id", 1)]
        )
        return [row["recorded"] for row in rows]

    async def body(self, id: str = "atlantis", type: str = "member_state") -> Answer:
        return await self.post("/bodies", {"id": id, "name": {"en": id.title()}, "type": type})

    async def cycle(self, year: int = 2018) -> Answer:
        return await self.post("/cycles", {"year": year, "occurred_on": f"{year - 1}-02-01"})

    async def consultation(
        self, id: str = "consultation-1", *, opened: str = "2017-03-01", bodies: tuple[str, ...] = ("atlantis",)
    ) -> None:
        """An open consultation at which these bodies, which are registered as Member States, are present."""
        scheduled = {"id": id, "title": {"en": id}, "planned_on": opened, "reason": "Also a fourth one."}
        (await self.post("/consultations", scheduled)).ok(201)
        (await self.post(f"/consultations/{id}/opening", {"occurred_on": opened})).ok()
        for body in bodies:
            if (await self.get(f"/bodies/{body}")).status == 404:
                (await self.body(body)).ok(201)
        if bodies:
            (await self.post(f"/consultations/{id}/attendance", {"bodies": bodies, "occurred_on": opened})).ok()

    async def deal_with_standing_items(self, id: str = "consultation-1", *, day: str = "2017-03-01") -> None:
        """Each of the three is handled, so that the consultation can be closed (R3)."""
        items = ("input_on_future_events", "feedback_on_past_events", "activity_report")
        body = {"outcomes": [{"item": item} for item in items], "occurred_on": day}
        (await self.post(f"/consultations/{id}/agenda", body)).ok()

    async def close_consultation(self, id: str = "consultation-1", *, day: str = "2017-03-02") -> Answer:
        await self.deal_with_standing_items(id, day=day)
        return await self.post(f"/consultations/{id}/closing", {"occurred_on": day})

    async def written_survey(self, **changes: Any) -> Answer:
        """On the theme, entered after it took place unless a ``deadline`` ahead is given."""
        survey = {
            "id": "survey-1",
            "kind": "theme",
            "slate": "theme-slate-1",
            "reason": "not_conclusive",
            "consultation": "consultation-1",
            "deadline": "2017-04-10T16:00:00Z",
            "occurred_on": "2017-03-20",
        }
        return await self.post("/written-surveys", {**survey, **changes})

    async def written_survey_as(self, role: str) -> Answer:
        body = {"kind": "theme", "slate": "theme-slate-1", "reason": "not_conclusive", "consultation": "consultation-1"}
        asked = {**body, "deadline": "2017-04-10T16:00:00Z"}
        return await self.post("/written-surveys", asked, role=role, body_id="atlantis")

    async def with_inconclusive_theme(self) -> None:
        await self.with_theme_slate()
        (await self.determine(conclusive=False, option=None, why="Views were divided.")).ok()

    async def answer(self, survey: str = "survey-1", **changes: Any) -> Answer:
        """The secretariat writes down what Atlantis says, from a note verbale."""
        said = {
            "body": "atlantis",
            "positions": [{"option": "cities", "kind": "support"}],
            "source": {"kind": "note_verbale", "reference": "Note No. 14", "on": "2017-04-03"},
            "occurred_on": "2017-04-03",
        }
        said.update(changes.pop("said", {}))
        return await self.api.post(f"{ROOT}/written-surveys/{survey}/responses", said, **changes)

    async def theme_slate(self, **changes: Any) -> Answer:
        slate = {
            "id": "theme-slate-1",
            "cycle": "cycle-2018",
            "consultation": "consultation-1",
            "options": themes("cities", "youth"),
            "occurred_on": "2017-03-01",
        }
        return await self.post("/theme-slates", {**slate, **changes})

    async def determine(self, **changes: Any) -> Answer:
        finding = {
            "conclusive": True,
            "option": "cities",
            "why": "Every body that spoke preferred it.",
            "decided_in": {"kind": "consultation", "id": "consultation-1"},
            "occurred_on": "2017-03-02",
        }
        return await self.post("/theme-slates/theme-slate-1/determination", {**finding, **changes})

    async def topic_slate(self, **changes: Any) -> Answer:
        slate = {
            "id": "topic-slate-1",
            "cycle": "cycle-2018",
            "consultation": "consultation-2",
            "topics": topics("a", "b", "c"),
            "occurred_on": "2017-09-01",
        }
        return await self.post("/topic-slates", {**slate, **changes})

    async def select(self, **changes: Any) -> Answer:
        selection = {
            "workshops": workshops([{"topic": "a"}], [{"topic": "b"}]),
            "why": "No body objected.",
            "decided_in": {"kind": "consultation", "id": "consultation-2"},
            "occurred_on": "2017-09-02",
        }
        return await self.post("/topic-slates/topic-slate-1/selection", {**selection, **changes})

    async def with_theme_slate(self) -> None:
        (await self.cycle()).ok(201)
        await self.consultation()
        (await self.theme_slate()).ok(201)

    async def with_theme(self) -> None:
        await self.with_theme_slate()
        (await self.determine()).ok()
        await self.consultation("consultation-2", opened="2017-09-01")

    async def with_topic_slate(self) -> None:
        await self.with_theme()
        (await self.topic_slate()).ok(201)

    async def with_decisions(self) -> None:
        """Everything is decided that governance itself wants before it closes the cycle."""
        await self.with_topic_slate()
        (await self.select()).ok()
        decided = {"format": "two_workshops", "consultation": "consultation-2", "occurred_on": "2017-09-02"}
        (await self.post("/cycles/cycle-2018/format", decided)).ok()

    async def hear(self, *messages: Message) -> None:
        await hear(Units(store=self.store, rows=to_row), *messages)

    async def close(self, *waivers: dict[str, str], **options: Any) -> Answer:
        body = {"waivers": list(waivers), "occurred_on": "2019-05-06"}
        return await self.post("/cycles/cycle-2018/closing", body, **options)

    async def actions(self, path: str = "/cycles/cycle-2018") -> dict[str, bool]:
        """Which actions there are, and whether each may be done."""
        return {one["name"]: one["allowed"] for one in (await self.get(path)).ok().body["actions"]}


def waiver(service: str, *, by: str = "Ada Head", reason: str = "It is a small one.") -> dict[str, str]:
    return {"service": service, "by": by, "reason": reason}
