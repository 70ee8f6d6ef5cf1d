"""``Idempotency-Key``: a change that is sent again is not made again (design.md 7).

In the transaction of a change's effect one document is kept of its request: who asked for which operation
with which key, as one hash; what was asked, as another; and the status, the resource and its version. Never
the body, and not the key itself. So a repeat finds it exactly when the effect is there. Its answer is built
from the resource as it is now: that is what the caller wants to know, and nothing personal is kept for it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated

from fastapi import Header, Request

from shared.domain.act import Actor
from shared.domain.aggregate import Aggregate
from shared.http.problems import HttpProblem
from shared.http.storage import IDEMPOTENCY
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

REPLAYED = "Idempotency-Replayed"

IdempotencyKey = Annotated[
    str | None,
    Header(
        pattern="^[!-~]{1,200}$",
        description="Your own name for this request, the same when you send it again: then the change is made once, "
        "and the repeat is answered from what it made, with `Idempotency-Replayed: true`. Kept for 30 days, "
        "for you and this operation. A refused request does not use its key up.",
        examples=["0198b7a2-5e0c-7cc3-98a1-2f1d6e1f9a11"],
    ),
]
"""Visible ASCII characters, 200 at most; anything else is a 422."""


@dataclass(frozen=True, kw_only=True)
class KeyedRequest:
    """A request with a key. ``identifier`` is caller, operation and key; ``digest`` is all that was asked."""

    identifier: str
    digest: str
    status: int
    module: str

    @classmethod
    async def of(cls, request: Request, *, key: str, actor: Actor) -> "KeyedRequest":
        route = request.scope["route"]
        who = [actor.subject, actor.role.value, actor.body or ""]
        asked = [request.scope["path"], request.scope["query_string"].decode("latin-1"), _plain(await request.body())]
        return cls(
            identifier=_joined(*who, request.method, route.path, key).hexdigest(),
            # Keyed, so that what is kept does not let anybody try out which name a body had.
            digest=hmac.new(key.encode(), _joined(*asked).digest(), hashlib.sha256).hexdigest(),
            status=route.status_code or 200,
            module=request.scope["endpoint"].__module__,
        )

    async def recall(self, unit: UnitOfWork) -> Aggregate | None:
        """What the first request of this key made, as it is now; ``None`` when this is the first.

        Raises as :meth:`known` does.
        """
        kept = await self.known(unit)
        if kept is None:
            return None
        return await unit.load(_kind(kept["aggregate"], near=self.module), kept["resource"])

    async def known(self, unit: UnitOfWork) -> Document | None:
        """What is kept of the first request of this key; ``None`` when this is the first.

        Raises :class:`HttpProblem` (422) when the key was used for another request.
        """
        kept = await unit.find_document(IDEMPOTENCY, self.identifier)
        if kept is None:
            return None
        if not hmac.compare_digest(kept["request"], self.digest):
            raise HttpProblem(
                422,
                "idempotency-key-reused",
                "This Idempotency-Key was used for another request of this operation.",
                remedy="Give every new request a key of its own; send a repeat exactly as it was sent first.",
            )
        return kept

    def keep(self, unit: UnitOfWork, made: Aggregate) -> None:
        """Keep this request with what it made."""
        self.note(unit, kind=made.aggregate_type, resource=made.id, version=made.version)

    def note(self, unit: UnitOfWork, *, kind: str, resource: str, version: int) -> None:
        """Keep this request with its effect. Of twins in flight one commits; the other then finds it kept."""
        unit.put_document(
            IDEMPOTENCY,
            self.identifier,
            {
                "request": self.digest,
                "status": self.status,
                "aggregate": kind,
                "resource": resource,
                "version": version,
                "made_at": unit.context.recorded_at,
            },
        )


def _joined(*parts: str) -> "hashlib._Hash":
    """A hash of the parts that no other list of parts has."""
    return hashlib.sha256(json.dumps(parts).encode())


def _plain(body: bytes) -> str:
    """The body without what means nothing: a client may write the same JSON with other spaces or order."""
    try:
        return json.dumps(json.loads(body), sort_keys=True)
    except (ValueError, RecursionError):
        return body.decode("latin-1")


def _kind(aggregate_type: str, *, near: str) -> type[Aggregate]:
    """The class of an aggregate's literal type. A service's process has one; where several services are
    loaded, it is that of the service whose operation this is."""
    fits = [kind for kind in _descendants(Aggregate) if getattr(kind, "aggregate_type", None) == aggregate_type]
    return max(fits, key=lambda kind: _shared_rooms(kind.__module__, near))


def _shared_rooms(one: str, other: str) -> int:
    pairs = zip(one.split("."), other.split("."), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _descendants(kind: type[Aggregate]) -> Iterator[type[Aggregate]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)
