"""What publications does by the clock: the whole of it, in one table."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from shared.persistence.driver import Store
from shared.persistence.files import Files, forget_abandoned
from shared.persistence.unit_of_work import UnitOfWork
from shared.runtime.deadlines import Deadline

_log = structlog.get_logger(__name__)


async def abandoned_uploads(store: Store, now: datetime) -> Sequence[str]:
    """Sealed for their check, and never kept."""
    return await Files(store).abandoned(now)


async def forget_upload(unit: UnitOfWork, file: str) -> None:
    """It leaves the database. It was of no document, so the process tells it and not the log of acts."""
    parts = await forget_abandoned(unit, file)
    if parts:
        _log.info("an upload that nothing came of is forgotten", file=file, parts=parts)


DEADLINES: Sequence[Deadline] = (
    Deadline(name="uploads that nothing came of", due=abandoned_uploads, act=forget_upload),
)
