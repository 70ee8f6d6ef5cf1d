"""What publications tells: the volumes of the Red Book series, from their publication to their withdrawal."""

from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, Field

from shared.contracts.closing import CycleReview
from shared.contracts.facts import Fact, ToldText
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import Language


class EditionFormat(StrEnum):
    PDF = "pdf"
    EPUB = "epub"
    HTML = "html"


class EditionIdentifier(Fact):
    """A number that the world knows an edition by: ``isbn`` and 978-92-9068-743-6."""

    scheme: str
    value: str
    format: EditionFormat | None = None
    """The format it belongs to; absent when it stands for the whole edition."""


class Translator(StrEnum):
    """Who translated."""

    PERSON = "person"
    MACHINE = "machine"


class Edition(Fact):
    """A volume in one language (R67)."""

    language: Language
    formats: tuple[EditionFormat, ...]
    identifiers: tuple[EditionIdentifier, ...] = ()
    address: str
    """Where it can be read or obtained."""
    translated_by: Translator | None = Field(default=None, exclude_if=lambda by: by is None)
    """Left out for the original, and where it is not told."""
    official: bool = Field(default=True, exclude_if=lambda official: official)
    """False for a translation that no person has signed for (R68); left out otherwise."""


class CoveredWorkshop(Fact):
    """A workshop whose report the volume contains (R61). ``title`` is the workshop's."""

    workshop: Identifier
    cycle: Identifier
    title: ToldText
    held_on: date


class VolumeFacts(Message):
    """What a volume is, whatever happens to it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    volume: Identifier
    series_number: int
    """Its number in the Red Book series: unique, and rising (R62)."""
    title: ToldText
    original_language: Language
    workshops: tuple[CoveredWorkshop, ...]
    editions: tuple[Edition, ...]
    after_close: bool = Field(default=False, exclude_if=lambda after_close: not after_close)
    """True when the cycle of a workshop it covers was closed already; left out otherwise."""


class VolumePublished(
    VolumeFacts, type="int.iom.idm.publications.VolumePublished.v1", aggregate="volume", audience=Audience.PUBLIC
):
    """A volume came out, and is in the catalogue since the same moment (R66). Told again when its editions change."""

    published_on: date
    """The day it first came out."""


class VolumeWithdrawn(
    VolumeFacts, type="int.iom.idm.publications.VolumeWithdrawn.v1", aggregate="volume", audience=Audience.PUBLIC
):
    """A volume is published no longer; its catalogue record is a tombstone since the same moment (R66)."""

    withdrawn_on: date
    reason: str


class ReportsReviewed(
    CycleReview, type="int.iom.idm.publications.ReportsReviewed.v1", aggregate="cycle", audience=Audience.INTERNAL
):
    """Which reports on workshops of the cycle are still to be published, or changed."""


MESSAGES = (VolumePublished, VolumeWithdrawn, ReportsReviewed)
