"""Audit messages on documents: recorded, never sent. No title and no file's name: a statement's may name a person."""

from datetime import date

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class _Marked(Message):
    """``after_close``: it happened after the year was closed (domain.md 1.8)."""

    after_close: bool = False


class DocumentAnnounced(
    _Marked, type="int.iom.idm.publications.DocumentAnnounced.v1", aggregate="document", audience=Audience.AUDIT
):
    """It belongs on the page of a workshop or a volume; its file may come later."""

    workshop: Identifier | None = None
    volume: Identifier | None = None
    kind: str
    language: str
    access: str
    dated: date


class DocumentDescribed(
    _Marked, type="int.iom.idm.publications.DocumentDescribed.v1", aggregate="document", audience=Audience.AUDIT
):
    """What is said about it was changed."""

    kind: str
    language: str
    access: str
    dated: date


class UploadBegun(
    _Marked, type="int.iom.idm.publications.UploadBegun.v1", aggregate="document", audience=Audience.AUDIT
):
    upload: Identifier
    size_bytes: int
    sha256: str


class DocumentStored(
    _Marked, type="int.iom.idm.publications.DocumentStored.v1", aggregate="document", audience=Audience.AUDIT
):
    """A version of its file is there, checked."""

    number: int
    size_bytes: int
    sha256: str
    media_type: str


class DocumentPublished(
    _Marked, type="int.iom.idm.publications.DocumentPublished.v1", aggregate="document", audience=Audience.AUDIT
):
    """Its readers see this version on the page."""

    number: int


class DocumentTakenOff(
    _Marked, type="int.iom.idm.publications.DocumentTakenOff.v1", aggregate="document", audience=Audience.AUDIT
):
    """It is on the page no longer, or will not come."""

    reason: str


class WorkshopEntered(
    Message, type="int.iom.idm.publications.WorkshopEntered.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The workshop was planned in the cycle, and may have documents."""

    workshop: Identifier


class DocumentsEntered(
    Message, type="int.iom.idm.publications.DocumentsEntered.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """These documents are of the cycle."""

    documents: tuple[Identifier, ...]


class DocumentNoted(
    _Marked, type="int.iom.idm.publications.DocumentNoted.v1", aggregate="volume", audience=Audience.AUDIT
):
    """A document of the volume came onto the page, or left it."""

    document: Identifier
    shown: bool
