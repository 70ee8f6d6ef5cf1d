"""Requests of somebody who is not asked who they are, such as a participant who answers a survey.

No token is looked at, no Idempotency-Key is kept, and nothing is recorded of the request: each of them would say
afterwards who it was, or when. So this is only for what is counted, and never for what is acted on.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import Depends, Request, Response

from shared.domain.act import Actor, Role
from shared.domain.identifiers import new_identifier
from shared.domain.moment import to_millisecond
from shared.http.acting import PUBLIC, ValidateOnly, platform_of
from shared.http.problems import Validated
from shared.persistence.context import Context
from shared.persistence.unit_of_work import UnitOfWork, Units

_NOBODY = Actor(subject="nobody", role=Role.SYSTEM)


@dataclass(frozen=True, kw_only=True)
class Unnamed:
    """One unsafe request by somebody unnamed, run as one unit of work."""

    units: Units
    validate_only: bool = False

    async def run(self, work: Callable[[UnitOfWork], Awaitable[None]]) -> None:
        """Run and commit; of two that meet at one document the slower runs again by itself. Raises
        :class:`Validated` where it was asked only whether it would be done, and it would."""

        async def judged(unit: UnitOfWork) -> None:
            await work(unit)
            if self.validate_only:
                raise Validated

        moment, cause = to_millisecond(datetime.now(UTC)), new_identifier()
        context = Context(actor=_NOBODY, recorded_at=moment, correlation_id=cause, causation_id=cause)
        await self.units.run(context, judged)


def acting_unnamed() -> Any:
    """A dependency: an :class:`Unnamed`, whoever calls."""

    async def unnamed(request: Request, response: Response, validate_only: ValidateOnly = False) -> Unnamed:
        response.headers["Cache-Control"] = "no-store"
        return Unnamed(units=platform_of(request).units, validate_only=validate_only)

    unnamed.roles = (PUBLIC,)  # type: ignore[attr-defined]
    return Depends(unnamed)
