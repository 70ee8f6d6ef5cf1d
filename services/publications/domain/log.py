"""Audit messages of publications: recorded, never sent, and without personal data."""

from datetime import date

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import Language, LocalizedText


class ReportOpened(
    Message, type="int.iom.idm.publications.ReportOpened.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop was held; ``sections`` are its sessions."""

    workshop: Identifier
    held_on: date
    sections: tuple[Identifier, ...]


class HeldFactsCorrected(
    Message, type="int.iom.idm.publications.HeldFactsCorrected.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop's own facts were told again, and differ."""

    held_on: date
    sections: tuple[Identifier, ...]


class ReportDropped(
    Message, type="int.iom.idm.publications.ReportDropped.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop was cancelled or put off: there is nothing to report on, unless it is held after all."""

    reason: str


class WorkshopCalledOff(
    Message, type="int.iom.idm.publications.WorkshopCalledOff.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop of a published report was cancelled or put off; a person decides what follows."""

    reason: str


class ReportWritten(
    Message, type="int.iom.idm.publications.ReportWritten.v1", aggregate="report", audience=Audience.AUDIT
):
    """Its content was replaced; ``before`` is the state it was in."""

    before: str
    sections: tuple[Identifier, ...]
    key_messages: tuple[Identifier, ...]
    lessons_learned: tuple[Identifier, ...]
    effective_practices: tuple[Identifier, ...]


class ReportCleared(
    Message, type="int.iom.idm.publications.ReportCleared.v1", aggregate="report", audience=Audience.AUDIT
):
    pass


class ReportPublished(
    Message, type="int.iom.idm.publications.ReportPublished.v1", aggregate="report", audience=Audience.AUDIT
):
    pass


class ReportWithdrawn(
    Message, type="int.iom.idm.publications.ReportWithdrawn.v1", aggregate="report", audience=Audience.AUDIT
):
    reason: str


class ReportPutIntoVolume(
    Message, type="int.iom.idm.publications.ReportPutIntoVolume.v1", aggregate="report", audience=Audience.AUDIT
):
    """A volume covers the workshop (R61); ``published`` once the volume is."""

    volume: Identifier
    published: bool


class ReportTakenOutOfVolume(
    Message, type="int.iom.idm.publications.ReportTakenOutOfVolume.v1", aggregate="report", audience=Audience.AUDIT
):
    volume: Identifier


class NumberHandedOut(
    Message, type="int.iom.idm.publications.NumberHandedOut.v1", aggregate="series", audience=Audience.AUDIT
):
    """A volume has its number in the series (R62)."""

    number: int
    volume: Identifier


class VolumeCreated(
    Message, type="int.iom.idm.publications.VolumeCreated.v1", aggregate="volume", audience=Audience.AUDIT
):
    number: int
    title: LocalizedText
    original_language: Language
    workshops: tuple[Identifier, ...]


class VolumeRevised(
    Message, type="int.iom.idm.publications.VolumeRevised.v1", aggregate="volume", audience=Audience.AUDIT
):
    title: LocalizedText
    original_language: Language
    workshops: tuple[Identifier, ...]


class EditionsSet(Message, type="int.iom.idm.publications.EditionsSet.v1", aggregate="volume", audience=Audience.AUDIT):
    languages: tuple[Language, ...]


class RecordListed(
    Message, type="int.iom.idm.publications.RecordListed.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    """The catalogue has the volume since the moment it was published (R66)."""

    volume: Identifier
    number: int


class RecordRevised(
    Message, type="int.iom.idm.publications.RecordRevised.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    languages: tuple[Language, ...]


class RecordWithdrawn(
    Message, type="int.iom.idm.publications.RecordWithdrawn.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    """A tombstone stands for the volume since the moment it was withdrawn (R66)."""

    volume: Identifier
    reason: str
