"""The decisions on a year as they stood on a day, over HTTP, made again from the log."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.governance.api.access import Membership
from services.governance.domain.decisions_on import DecisionsOnDay, decisions_on
from services.governance.queries import log_of_year
from shared.domain.errors import NotFound
from shared.http.schemas import PROBLEMS

router = APIRouter(prefix="/governance/v1", tags=["cycles"])


@router.get("/cycles/{cycle}/decisions/on/{day}", operation_id="getDecisionsOn", responses=PROBLEMS)
async def get_decisions_on(
    cycle: str,
    day: Annotated[date, Path(examples=["2017-06-30"])],
    reader: Membership,
    known_on: Annotated[
        date | None, Query(description="As the log had it at the end of this day (UTC); today if left out")
    ] = None,
) -> DecisionsOnDay:
    """What was decided about the year as it stood on a day, made again from the log alone: where each decision is on
    record, who recorded it and when.

    A decision that replaced another holds from its own day on. With `known_on` what was recorded later is left out,
    so that one can see what could be known then.
    """
    log = await log_of_year(reader.store, cycle)
    if not log:
        raise NotFound("cycle", cycle)
    return decisions_on(cycle, log, on=day, known_on=known_on or datetime.now(UTC).date())
