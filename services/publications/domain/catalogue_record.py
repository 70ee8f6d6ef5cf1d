"""The record of a volume in the bookstore's catalogue: there since the volume came out, a tombstone once it is
withdrawn, and always written in the same step as its volume (R66)."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.publications.domain.imprint import Imprint
from services.publications.domain.log import RecordListed, RecordRevised, RecordWithdrawn, TermsSet
from services.publications.domain.marked import Marked
from services.publications.domain.volume import Volume
from shared.contracts.publications import CoveredWorkshop, Edition
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.message import Message
from shared.domain.moment import Moment
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText


class State(StrEnum):
    LISTED = "listed"
    WITHDRAWN = "withdrawn"
    """A tombstone: what there was, since when it is gone and why; nothing to obtain."""


class Availability(StrEnum):
    AVAILABLE = "available"
    FORTHCOMING = "forthcoming"
    OUT_OF_PRINT = "out_of_print"


class Relation(StrEnum):
    """What a volume is to another of the series."""

    CONTINUES = "continues"
    IS_SUPPLEMENT_TO = "is_supplement_to"
    REPLACES = "replaces"
    RELATED_TO = "related_to"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Terms(_Part):
    """How a volume is obtained. Without a ``price`` it is free."""

    availability: Availability = Availability.AVAILABLE
    price: Money | None = None


class RelatedWork(_Part):
    kind: Relation
    volume: Identifier


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
    terms: Terms = Terms()
    related: tuple[RelatedWork, ...] = ()
    imprint: Imprint = Imprint()
    changed_at: Moment | None = None
    """When the server last wrote it; absent where that was before it was written down."""

    def record(self, message: Message, *, act: Act) -> None:
        self.changed_at = act.recorded_at
        super().record(message, act=act)

    @classmethod
    def listing(cls, act: Act, volume: Volume, *, identifier: str) -> "CatalogueRecord":
        """The record of a volume that comes out."""
        record = cls(
            id=identifier,
            volume=volume.id,
            number=volume.number,
            title=volume.official_title,
            original_language=volume.original_language,
            workshops=volume.workshops,
            editions=volume.editions,
            imprint=volume.imprint,
            listed_on=act.occurred_on,
            after_close=volume.after_close,
        )
        record.record(RecordListed(volume=volume.id, number=volume.number), act=act)
        return record

    def revise(self, act: Act, volume: Volume) -> None:
        """The volume's editions changed, or somebody signed for a language."""
        self.title, self.editions, self.after_close = volume.official_title, volume.editions, volume.after_close
        self.imprint = volume.imprint
        self.record(RecordRevised(languages=tuple(edition.language for edition in volume.editions)), act=act)

    def set_terms(self, act: Act, *, terms: Terms, related: tuple[RelatedWork, ...]) -> None:
        """How it is obtained, and what it is to other volumes. Raises ``InvalidInput`` for itself among these."""
        refuse(self.obstacles_to_set_terms())
        if any(one.volume == self.volume for one in related) or len(set(related)) != len(related):
            raise InvalidInput(
                "The volume is related to itself, or one relation is named twice.", remedy="Name other volumes, once."
            )
        if terms.price is not None and terms.price.amount <= 0:
            raise InvalidInput("A price is more than nothing.", remedy="Leave the price out of what is free.")
        self.terms, self.related = terms, related
        free = terms.price is None
        self.record(TermsSet(availability=terms.availability, free=free), act=act)

    def obstacles_to_set_terms(self) -> Obstacles:
        if self.state is State.WITHDRAWN:
            yield WrongState(
                f"The volume {self.number} is withdrawn, and nothing is to obtain.", remedy="Nothing is to do."
            )

    def withdraw(self, act: Act, volume: Volume, *, reason: str) -> None:
        """The volume is withdrawn: a tombstone stands for it."""
        self.state, self.withdrawn_on, self.reason = State.WITHDRAWN, act.occurred_on, reason
        self.editions, self.after_close = (), volume.after_close
        self.record(RecordWithdrawn(volume=self.volume, reason=reason), act=act)
