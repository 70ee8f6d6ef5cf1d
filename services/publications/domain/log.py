"""Audit messages of publications: recorded, never sent, and without personal data."""

from datetime import date

from pydantic import Field

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import Language, LocalizedText
from shared.domain.waivers import Waived


class _Marked(Message):
    """``after_close``: it happened after the year was closed (domain.md 1.8)."""

    after_close: bool = False


class ReportOpened(
    _Marked, type="int.iom.idm.publications.ReportOpened.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop was held; ``sections`` are its sessions."""

    workshop: Identifier
    held_on: date
    sections: tuple[Identifier, ...]


class HeldFactsCorrected(
    _Marked, type="int.iom.idm.publications.HeldFactsCorrected.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop's own facts were told again, and differ."""

    held_on: date
    sections: tuple[Identifier, ...]


class ReportDropped(
    _Marked, type="int.iom.idm.publications.ReportDropped.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop was cancelled or put off, and there is nothing to report on unless it is held after all; or the
    cycle was closed without the workshop."""

    reason: str


class WorkshopCalledOff(
    _Marked, type="int.iom.idm.publications.WorkshopCalledOff.v1", aggregate="report", audience=Audience.AUDIT
):
    """The workshop of a published report was cancelled or put off; a person decides what follows."""

    reason: str


class HeldAfterClose(
    _Marked,
    type="int.iom.idm.publications.HeldAfterClose.v1",
    aggregate="report",
    audience=Audience.AUDIT,
):
    """The workshop was told to have been held once its cycle was closed without it: the facts are kept, and the
    report is not opened."""

    held_on: date
    sections: tuple[Identifier, ...]


class ReportYearClosed(
    _Marked,
    type="int.iom.idm.publications.ReportYearClosed.v1",
    aggregate="report",
    audience=Audience.AUDIT,
):
    """Governance closed the cycle. A report that was never published is read-only from now on where its workshop
    was ``left_out``; what is done with any other is marked."""

    closed_on: date
    left_out: bool


class ReportWritten(
    _Marked, type="int.iom.idm.publications.ReportWritten.v1", aggregate="report", audience=Audience.AUDIT
):
    """Its content was replaced; ``before`` is the state it was in."""

    before: str
    sections: tuple[Identifier, ...]
    key_messages: tuple[Identifier, ...]
    lessons_learned: tuple[Identifier, ...]
    effective_practices: tuple[Identifier, ...]


class StoryConsentNoted(
    _Marked, type="int.iom.idm.publications.StoryConsentNoted.v1", aggregate="report", audience=Audience.AUDIT
):
    """A speaker of the Migrant’s Voice gave or took back the consent to the story, or does not speak after all;
    ``removed``: what was told of the session left the draft."""

    session: Identifier
    withdrawn: bool
    removed: bool
    given: bool = False
    speaks: bool = True
    taken_back: tuple[str, ...] = ()
    """The uses beside the story that the speaker took back."""


class ReportSentToReview(
    _Marked, type="int.iom.idm.publications.ReportSentToReview.v1", aggregate="report", audience=Audience.AUDIT
):
    pass


class ReviewAsked(_Marked, type="int.iom.idm.publications.ReviewAsked.v1", aggregate="report", audience=Audience.AUDIT):
    """These accounts have to approve of the report before it is cleared."""

    reviewers: tuple[str, ...]


class DecisionTaken(
    _Marked, type="int.iom.idm.publications.DecisionTaken.v1", aggregate="report", audience=Audience.AUDIT
):
    """A reviewer approved of the report as it was, or asked for changes."""

    approved: bool


class CommentMade(_Marked, type="int.iom.idm.publications.CommentMade.v1", aggregate="report", audience=Audience.AUDIT):
    comment: Identifier
    part: Identifier | None = None


class CommentResolved(
    _Marked, type="int.iom.idm.publications.CommentResolved.v1", aggregate="report", audience=Audience.AUDIT
):
    comment: Identifier


class ReportCleared(
    _Marked, type="int.iom.idm.publications.ReportCleared.v1", aggregate="report", audience=Audience.AUDIT
):
    pass


class ReportPublished(
    _Marked, type="int.iom.idm.publications.ReportPublished.v1", aggregate="report", audience=Audience.AUDIT
):
    """``waived``: what was lifted for it, and why (R63); by whom is kept beside the record."""

    waived: tuple[Waived, ...] = Field(default=(), exclude_if=lambda waived: not waived)


class ReportWithdrawn(
    _Marked, type="int.iom.idm.publications.ReportWithdrawn.v1", aggregate="report", audience=Audience.AUDIT
):
    """``removed``: a story without its speaker’s consent went with it."""

    reason: str
    removed: bool = False


class ReportPutIntoVolume(
    _Marked, type="int.iom.idm.publications.ReportPutIntoVolume.v1", aggregate="report", audience=Audience.AUDIT
):
    """A volume covers the workshop (R61); ``published`` once the volume is."""

    volume: Identifier
    published: bool


class ReportTakenOutOfVolume(
    _Marked, type="int.iom.idm.publications.ReportTakenOutOfVolume.v1", aggregate="report", audience=Audience.AUDIT
):
    volume: Identifier


class NumberHandedOut(
    Message, type="int.iom.idm.publications.NumberHandedOut.v1", aggregate="series", audience=Audience.AUDIT
):
    """A volume has its number in the series (R62)."""

    number: int
    volume: Identifier


class VolumeCreated(
    _Marked, type="int.iom.idm.publications.VolumeCreated.v1", aggregate="volume", audience=Audience.AUDIT
):
    number: int
    title: LocalizedText
    original_language: Language
    workshops: tuple[Identifier, ...]


class VolumeRevised(
    _Marked, type="int.iom.idm.publications.VolumeRevised.v1", aggregate="volume", audience=Audience.AUDIT
):
    title: LocalizedText
    original_language: Language
    workshops: tuple[Identifier, ...]


class EditionsSet(_Marked, type="int.iom.idm.publications.EditionsSet.v1", aggregate="volume", audience=Audience.AUDIT):
    languages: tuple[Language, ...]


class EditionMade(_Marked, type="int.iom.idm.publications.EditionMade.v1", aggregate="volume", audience=Audience.AUDIT):
    """The files of an edition were made here; ``source`` is the SHA-256 of what they were made from, ``passed`` whether
    every check was."""

    language: Language
    formats: tuple[str, ...]
    source: str
    passed: bool


class LanguageSigned(
    _Marked, type="int.iom.idm.publications.LanguageSigned.v1", aggregate="volume", audience=Audience.AUDIT
):
    """A person signed for the title and the edition in this language: they are official (R68)."""

    language: Language


class StoriesNoted(
    _Marked, type="int.iom.idm.publications.StoriesNoted.v1", aggregate="volume", audience=Audience.AUDIT
):
    """Of these workshops it tells a story without its speaker's consent (R30); of those in ``taken_back_in`` it may
    show a name or a picture that was taken back."""

    workshops: tuple[Identifier, ...]
    taken_back_in: tuple[Identifier, ...] = ()


class ImprintSet(_Marked, type="int.iom.idm.publications.ImprintSet.v1", aggregate="volume", audience=Audience.AUDIT):
    issn: str
    print_code: str | None
    notice_in: tuple[Language, ...]


class RecordListed(
    _Marked, type="int.iom.idm.publications.RecordListed.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    """The catalogue has the volume since the moment it was published (R66)."""

    volume: Identifier
    number: int


class RecordRevised(
    _Marked, type="int.iom.idm.publications.RecordRevised.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    languages: tuple[Language, ...]


class TermsSet(
    _Marked, type="int.iom.idm.publications.TermsSet.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    """How the volume is obtained, and what it is to others."""

    availability: str
    free: bool


class RecordWithdrawn(
    _Marked, type="int.iom.idm.publications.RecordWithdrawn.v1", aggregate="catalogue_record", audience=Audience.AUDIT
):
    """A tombstone stands for the volume since the moment it was withdrawn (R66)."""

    volume: Identifier
    reason: str


class CycleNoted(Message, type="int.iom.idm.publications.CycleNoted.v1", aggregate="cycle", audience=Audience.AUDIT):
    """Governance opened the cycle."""

    opened_on: date


class ReportsEntered(
    Message, type="int.iom.idm.publications.ReportsEntered.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """These reports are of the cycle."""

    reports: tuple[Identifier, ...]


class CycleClosingNoted(
    Message, type="int.iom.idm.publications.CycleClosingNoted.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """Governance closed the cycle; ``held`` are the workshops that it was closed with."""

    closed_on: date
    held: tuple[Identifier, ...]


class FactDidNotFit(
    Message, type="int.iom.idm.publications.FactDidNotFit.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """A fact of events could not take effect, since the cycle is closed without the workshop."""

    fact: str
    about: str
    why: str


class MisfitAcknowledged(
    Message, type="int.iom.idm.publications.MisfitAcknowledged.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """A person saw what did not fit, and says what follows from it."""

    about: str
    reason: str
    after_close: bool = False
