"""What waits for the caller: read from the documents, source by source, and merged: what waits longest comes first."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import Field

from shared.domain.act import Actor
from shared.domain.actions import Action
from shared.domain.errors import InvalidInput
from shared.http.actions import Judge, Offers
from shared.http.pages import Page, PageRequest
from shared.http.schemas import View
from shared.persistence.driver import Document

_SINCE = "waits_since"
Key = tuple[str, str, str]
"""Since when, what, and of which thing: the order of the list, and the place a page ends."""


class WorkItem(View):
    """One thing that waits. ``version`` is that of the resource; ``rule`` is set when a numbered rule is in the way."""

    what: str = Field(examples=["workshop-to-hold"])
    resource: str = Field(description="The address of the thing")
    since: date
    why: str
    action: str = Field(description="The name of the action that settles it, among the resource's `actions`")
    rule: str | None = Field(examples=["R27"])


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of thing that waits.

    ``where`` finds the documents by an index; ``since`` is the field, or the expression over the document,
    with the day (``YYYY-MM-DD``) it waits from. ``resource`` is its address, with fields of the document in
    braces (``{id}`` is its identifier). Who may not do ``operation`` is not shown it.
    """

    what: str
    operation: str
    collection: str
    where: Mapping[str, Any]
    since: Any
    resource: str
    why: Callable[[Document], str]
    judge: Judge
    called: str = ""
    """The action's own name, where it is not the operation's."""

    def item(self, document: Document, since: str, actions: Iterable[Action]) -> WorkItem:
        wanted = self.called or self.operation
        action = next(action for action in actions if action.name == wanted)
        rules = (obstacle.rule for obstacle in action.obstacles)
        return WorkItem(
            id=f"{self.what}:{document['_id']}",
            version=document["version"],
            what=self.what,
            resource=self.resource.format(**{**document, "id": document["_id"]}),
            since=date.fromisoformat(since),
            why=self.why(document),
            action=wanted,
            rule=next((rule.number for rule in rules if rule), None),
        )


async def work_list(
    offers: Offers, sources: Sequence[Source], *, paging: PageRequest, to: Actor | None
) -> Page[WorkItem]:
    """One page of what waits for the caller. Each source is asked for one page at most."""
    after = _read(paging.after)
    found: list[tuple[Key, Source, Document]] = []
    for source in sources:
        if offers.may(to, source.operation):
            for document in await _waiting(offers, source, after=after, limit=paging.limit + 1):
                found.append(((document.pop(_SINCE), source.what, document["_id"]), source, document))
    found.sort(key=lambda one: one[0])
    shown = found[: paging.limit]
    items = await _items(offers, shown)
    if len(found) <= paging.limit:
        return Page(items=items)
    query = urlencode([*paging.query, ("after", _write(shown[-1][0]))])
    following = f"{paging.address}?{query}"
    offers.response.headers["Link"] = f'<{following}>; rel="next"'
    return Page(items=items, next=following)


async def _waiting(offers: Offers, source: Source, *, after: Key | None, limit: int) -> list[Document]:
    later: list[Mapping[str, Any]] = []
    if after is not None:
        since, what, identifier = after
        same_day: dict[str, Any] = {_SINCE: since}
        if source.what == what:
            same_day["_id"] = {"$gt": identifier}
        later = [{_SINCE: {"$gt": since}}, *([same_day] if source.what >= what else [])]
    return await offers.store[source.collection].aggregate(
        [
            {"$match": source.where},
            {"$set": {_SINCE: source.since}},
            *([{"$match": {"$or": later}}] if later else []),
            {"$sort": {_SINCE: 1, "_id": 1}},
            {"$limit": limit},
        ]
    )


async def _items(offers: Offers, found: Sequence[tuple[Key, Source, Document]]) -> list[WorkItem]:
    """The items in the order given; each source's documents are judged together."""
    by_key: dict[Key, WorkItem] = {}
    for what in {key[1] for key, _, _ in found}:
        of_this = [one for one in found if one[0][1] == what]
        source = of_this[0][1]
        judged = await source.judge(offers.store, [document for _, _, document in of_this], offers.today)
        for (key, _, document), actions in zip(of_this, judged, strict=True):
            by_key[key] = source.item(document, key[0], actions)
    return [by_key[key] for key, _, _ in found]


def _write(key: Key) -> str:
    return base64.urlsafe_b64encode(" ".join(key).encode()).decode().rstrip("=")


def _read(after: str | None) -> Key | None:
    if after is None:
        return None
    parts = after.split(" ")
    if len(parts) != 3:
        raise InvalidInput(
            "The parameter “after” is not one that a work list gave.", remedy="Follow the `next` address as it is."
        )
    return parts[0], parts[1], parts[2]
