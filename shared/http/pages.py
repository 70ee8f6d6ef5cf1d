"""Keyset pages: the next page starts after the last identifier seen, so rows that come meanwhile move nothing."""

import base64
import binascii
from collections.abc import Mapping
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from shared.domain.errors import InvalidInput
from shared.http.schemas import View
from shared.persistence.driver import Collection

V = TypeVar("V", bound=View)
LARGEST_PAGE = 200


class Page(BaseModel, Generic[V]):
    """``next`` is the address of the next page (also in ``Link``), null on the last one."""

    items: list[V]
    next: str | None = None


class PageRequest(BaseModel):
    limit: int
    after: str | None
    address: str
    query: list[tuple[str, str]]


async def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many at most")] = 50,
    after: Annotated[str | None, Query(max_length=400, description="Taken from the `next` address, as it is")] = None,
) -> PageRequest:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    return PageRequest(limit=limit, after=_read(after), address=quote(request.scope["path"]), query=kept)


Paging = Annotated[PageRequest, Depends(_paging)]


async def page(
    collection: Collection,
    where: Mapping[str, Any],
    *,
    paging: PageRequest,
    view: type[V],
    response: Response,
    by: str = "_id",
) -> Page[V]:
    """One page in order of identifier, or ``by`` another field that no two share; ``where`` must be served by an
    index that ends in it."""
    criteria = {**where, by: {"$gt": paging.after}} if paging.after is not None else dict(where)
    found = await collection.find(criteria, sort=[(by, 1)], limit=paging.limit + 1)
    items = [view.of(document) for document in found[: paging.limit]]
    if len(found) <= paging.limit:
        return Page(items=items)
    query = urlencode([*paging.query, ("after", _write(found[paging.limit - 1][by]))])
    following = f"{paging.address}?{query}"
    response.headers["Link"] = f'<{following}>; rel="next"'
    return Page(items=items, next=following)


def _write(identifier: str) -> str:
    return base64.urlsafe_b64encode(identifier.encode()).decode().rstrip("=")


def _read(after: str | None) -> str | None:
    if after is None:
        return None
    try:
        return base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise InvalidInput(
            "The parameter “after” is not one that a page gave.", remedy="Follow the `next` address as it is."
        ) from None
