"""The form in which each service says what became of what is personal: what was removed, and what is still kept, until
when and why (R77, row 53). Nobody is named in it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.act import Role
from shared.http.acting import Reader, reading_as
from shared.http.schemas import View

Overseers = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR)]
"""Who answers for it, and who looks whether it is done."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class PurgedKind(_Part):
    """``records``: how many are empty now, and were emptied on that day where the kind goes bit by bit; those that were
    erased on request are among them."""

    collection: str
    what: str
    on: date
    records: int


class KeptKind(_Part):
    collection: str
    what: str
    records: int
    until: date | None = Field(
        description="The day on which the clock removes it; absent while that hangs on something that a person does"
    )
    why: str


class PurgeReport(View):
    """Of one gathering: what of it is removed, and what is not."""

    purged: tuple[PurgedKind, ...]
    kept: tuple[KeptKind, ...]
