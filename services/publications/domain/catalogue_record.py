"""The record of a volume in the bookstore's catalogue: there since the volume came out, a tombstone once it is
withdrawn, and always written in the same step as its volume (R66)."""

from datetime import date
from enum import StrEnum

from services.publications.domain.log import RecordListed, RecordRevised, RecordWithdrawn
from services.publications.domain.marked import Marked
from services.publications.domain.volume import Volume
from shared.contracts.publications import CoveredWorkshop, Edition
from shared.domain.act import Act
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class State(StrEnum):
    LISTED = "listed"
    WITHDRAWN = "withdrawn"
    """A tombstone: what there was, since when it is gone and why; nothing to obtain."""


class CatalogueRecord(Marked, type="catalogue_record", collection="catalogue_records"):
    volume: Identifier
    number: int
    title: LocalizedText
    original_language: Language
    workshops: tuple[CoveredWorkshop, ...]
    editions: tuple[Edition, ...]
    state: State = State.LISTED
    listed_on: date
    withdrawn_on: date | None = None
    reason: str | None = None

    @classmethod
    def listing(cls, act: Act, volume: Volume, *, identifier: str) -> "CatalogueRecord":
        """The record of a volume that comes out."""
        record = cls(
            id=identifier,
            volume=volume.id,
            number=volume.number,
            title=volume.title,
            original_language=volume.original_language,
            workshops=volume.workshops,
            editions=volume.editions,
            listed_on=act.occurred_on,
            after_close=volume.after_close,
        )
        record.record(RecordListed(volume=volume.id, number=volume.number), act=act)
        return record

    def revise(self, act: Act, volume: Volume) -> None:
        """The volume's editions changed."""
        self.editions, self.after_close = volume.editions, volume.after_close
        self.record(RecordRevised(languages=tuple(edition.language for edition in volume.editions)), act=act)

    def withdraw(self, act: Act, volume: Volume, *, reason: str) -> None:
        """The volume is withdrawn: a tombstone stands for it."""
        self.state, self.withdrawn_on, self.reason = State.WITHDRAWN, act.occurred_on, reason
        self.editions, self.after_close = (), volume.after_close
        self.record(RecordWithdrawn(volume=self.volume, reason=reason), act=act)
