"""``actions`` in answers: what the caller may do now, and what blocks the rest (design.md 7)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI, Request, Response
from pydantic import BaseModel, Field

from shared.domain.act import Actor, Role
from shared.domain.actions import Action
from shared.domain.aggregate import Aggregate
from shared.http.acting import platform_of
from shared.http.openapi import BEARER
from shared.http.pages import Page, PageRequest, page
from shared.http.schemas import Blocking, View
from shared.http.versions import tagged, versioned
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import from_document

A = TypeVar("A", bound=Aggregate)
V = TypeVar("V", bound=View)

Judge = Callable[[Store, Sequence[Document], date], Awaitable[Sequence[Sequence[Action]]]]
"""The actions of each document on a day, in the same order; it reads what else they depend on once for all of them."""


class ActionView(BaseModel):
    """Something the caller's role may do. ``allowed``: nothing but the payload itself can be refused now.

    Where ``blocked_by`` names who may lift a rule, the request that carries the lifting, or one after it, is not
    refused by it.
    """

    name: str = Field(examples=["publishProgramme"])
    method: str
    href: str
    allowed: bool
    blocked_by: list[Blocking]
    needs: list[Role] = Field(description="Any one of these roles")


class ActedView(View):
    """A thing people can act on. ``actions`` is empty for the public."""

    actions: tuple[ActionView, ...] = ()


class Listing(Page[V]):
    """A page of things; ``actions`` are what can be done to the collection itself."""

    actions: list[ActionView]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation of the API, as the service's own description has it."""

    method: str
    path: str
    roles: frozenset[str]


class _Row(View):
    document: Document

    @classmethod
    def of(cls, document: Document) -> "_Row":
        return cls(id=document["_id"], version=document["version"], document=document)


@dataclass(frozen=True, kw_only=True)
class Offers:
    """Makes the answers of one request, each with the actions of its caller, judged ``today`` (UTC)."""

    store: Store
    response: Response
    operations: Mapping[str, Operation]
    today: date

    def may(self, actor: Actor | None, operation: str) -> bool:
        """Whether the role of ``actor`` is one that this operation is for."""
        return actor is not None and actor.role.value in self.operations[operation].roles

    def shown(self, actions: Sequence[Action], *, to: Actor | None) -> list[ActionView]:
        """Those of ``actions`` that the caller's role may do."""
        return [self._view(action) for action in actions if self.may(to, action.operation)]

    async def one(self, view: type[V], document: Document, *, judge: Judge, to: Actor | None) -> V:
        """The answer about one thing, with its ETag."""
        [shown] = await self._with_actions(view, [document], judge=judge, to=to)
        return versioned(self.response, shown)

    async def listing(
        self,
        view: type[V],
        where: Mapping[str, Any],
        *,
        collection: str,
        paging: PageRequest,
        to: Actor | None,
        judge: Judge | None = None,
        creates: Sequence[Action] = (),
    ) -> Listing[V]:
        """One page of a collection, for the public with an ETag of what is in it. ``creates`` are the collection's own
        actions. Without ``judge`` rows have none."""
        found = await page(self.store[collection], where, paging=paging, view=_Row, response=self.response)
        rows = await self._with_actions(view, [row.document for row in found.items], judge=judge, to=to)
        listing = Listing[V](items=rows, next=found.next, actions=self.shown(creates, to=to))
        return tagged(self.response, listing)

    async def _with_actions(
        self, view: type[V], documents: Sequence[Document], *, judge: Judge | None, to: Actor | None
    ) -> list[V]:
        judged: Sequence[Sequence[Action]] = [()] * len(documents)
        if judge and documents and to:  # the public costs no reading of what a judge looks at
            judged = await judge(self.store, documents, self.today)
        return [
            view.of({**document, "actions": self.shown(actions, to=to)})
            for document, actions in zip(documents, judged, strict=True)
        ]

    def _view(self, action: Action) -> ActionView:
        operation = self.operations[action.operation]
        return ActionView(
            name=action.name,
            method=operation.method,
            href=operation.path.format(**action.at),
            allowed=action.allowed,
            blocked_by=[Blocking.of(obstacle) for obstacle in action.obstacles],
            needs=sorted(Role(role) for role in operation.roles),
        )


async def _offers(request: Request, response: Response) -> Offers:
    return Offers(
        store=platform_of(request).store,
        response=response,
        operations=operations_of(request.app),
        today=datetime.now(UTC).date(),
    )


Offering = Annotated[Offers, Depends(_offers)]


def operations_of(app: FastAPI) -> Mapping[str, Operation]:
    """The operations of ``app`` by operation id, read once from its OpenAPI document."""
    found: Mapping[str, Operation] | None = getattr(app.state, "operations", None)
    if found is None:
        found = app.state.operations = {
            operation["operationId"]: Operation(
                method=method.upper(),
                path=path,
                roles=frozenset(role for one in operation.get("security", ()) for role in one.get(BEARER, ())),
            )
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
            if "operationId" in operation
        }
    return found


def woken(kind: type[A], document: Document) -> A:
    """The aggregate that a document keeps, as far as this version knows it, only to be looked at."""
    return from_document(kind, document, whole=False)


def judging(kind: type[A], actions_of: Callable[[A, date], Sequence[Action]]) -> Judge:
    """The judge of things whose actions depend on nothing but themselves and the day."""

    async def judge(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
        return [actions_of(woken(kind, document), today) for document in documents]

    return judge


async def by_id(store: Store, kind: type[A], identifiers: Iterable[str]) -> dict[str, A]:
    """The things with these identifiers, read at once, only to be looked at."""
    found = await store[kind.collection].find({"_id": {"$in": sorted(set(identifiers))}})
    return {document["_id"]: woken(kind, document) for document in found}
