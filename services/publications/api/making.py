"""How far the making of an edition is, for whoever waits for it. It stands in the database, so any instance answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from fastapi import APIRouter

from services.publications.api.access import Staff
from services.publications.domain.made import MAKINGS
from shared.contracts.publications import EditionFormat
from shared.domain.errors import NotFound
from shared.domain.identifiers import new_identifier
from shared.domain.moment import Moment, to_millisecond
from shared.domain.text import Language
from shared.http.schemas import PROBLEMS, View
from shared.persistence.driver import DatabaseTrouble, ReplaceOne, Store

router = APIRouter(prefix="/publications/v1", tags=["volumes"])
FORGOTTEN_AFTER = timedelta(minutes=2)
"""Since its last step, where a process ended in between: more than the longest step takes, one EPUBCheck after the end
of another."""
LONGEST_TELLING_SECONDS = 1.0
_log = structlog.get_logger(__name__)


class Step(StrEnum):
    """What is done now. `wait-for-turn`: another EPUB is checked first. `check-onix` is of the volume's message."""

    WAIT_FOR_TURN = "wait-for-turn"
    MAKE_PDF = "make-pdf"
    MAKE_EPUB = "make-epub"
    MAKE_HTML = "make-html"
    CHECK_PDF = "check-pdf"
    CHECK_EPUB = "check-epub"
    CHECK_HTML = "check-html"
    CHECK_ONIX = "check-onix"
    KEEP = "keep"


Tell = Callable[[Step], Awaitable[None]]


def make_step(kind: EditionFormat) -> Step:
    return Step(f"make-{kind}")


def check_step(kind: EditionFormat) -> Step:
    return Step(f"check-{kind}")


def steps_of(formats: Iterable[EditionFormat]) -> tuple[Step, ...]:
    """All steps of an edition in these formats, in the order they are done in."""
    kinds = tuple(formats)
    turn = (Step.WAIT_FOR_TURN,) if EditionFormat.EPUB in kinds else ()
    return (*turn, *map(make_step, kinds), *map(check_step, kinds), Step.CHECK_ONIX, Step.KEEP)


class MakingView(View):
    """A making that is under way. ``number`` is that of ``step`` among all ``steps``, from 1."""

    volume: str
    language: Language
    formats: tuple[EditionFormat, ...]
    step: Step
    number: int
    steps: int
    began_at: Moment
    step_since: Moment


@router.get("/volumes/{volume}/editions/{language}/making", operation_id="getMaking", responses=PROBLEMS)
async def get_making(volume: str, language: Language, reader: Staff) -> MakingView:
    """Which step of the making of an edition is done right now, and since when. 404 while none is made: then the volume
    has what came of the last one (`made`), or whoever asked for it was told why nothing came of it. Where several are
    made at once, the one that began last."""
    await reader.one("volumes", volume)
    under_way = {"volume": volume, "language": language.value, "expires_at": {"$gt": datetime.now(UTC)}}
    last = [("began_at", -1), ("_id", -1)]
    found = await reader.store[MAKINGS].find(under_way, sort=last, limit=1)
    if not found:
        raise NotFound("making of the edition", f"{volume}.{language}")
    return MakingView.of(found[0])


@asynccontextmanager
async def told(
    store: Store, *, volume: str, language: Language, formats: Iterable[EditionFormat]
) -> AsyncIterator[Tell]:
    """Around a making: what tells of each of its steps. Nothing of it stays, whatever becomes of the making; nor does
    the making depend on it: where the database does not take it in time, no more is told."""
    identifier, kinds, began_at = new_identifier(), tuple(formats), to_millisecond(datetime.now(UTC))
    steps, silent = steps_of(kinds), False

    async def tell(step: Step) -> None:
        nonlocal silent
        now = to_millisecond(datetime.now(UTC))
        document = {
            "_id": identifier,
            "version": steps.index(step) + 1,
            "volume": volume,
            "language": language.value,
            "formats": [kind.value for kind in kinds],
            "step": step.value,
            "number": steps.index(step) + 1,
            "steps": len(steps),
            "began_at": began_at,
            "step_since": now,
            "expires_at": now + FORGOTTEN_AFTER,
        }
        if not silent:
            silent = not await _done(store[MAKINGS].write([ReplaceOne({"_id": identifier}, document, upsert=True)]))

    try:
        yield tell
    finally:
        await _done(store[MAKINGS].delete_many({"_id": identifier}))


async def _done(write: Coroutine[Any, Any, int]) -> bool:
    try:
        async with asyncio.timeout(LONGEST_TELLING_SECONDS):
            await write
    except (DatabaseTrouble, TimeoutError) as error:
        _log.warning("how far the making of an edition is could not be told", why=str(error) or type(error).__name__)
        return False
    return True
