"""A document of a workshop or a volume: announced, stored in versions, published for its readers (F54, R64)."""

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.publications.domain.document_log import (
    DocumentAnnounced,
    DocumentDescribed,
    DocumentPublished,
    DocumentStored,
    DocumentTakenOff,
    UploadBegun,
)
from services.publications.domain.file_types import LARGEST_FILE_BYTES, FileType
from services.publications.domain.marked import Marked
from services.publications.domain.report import Report
from services.publications.domain.standing import State as VolumeState
from services.publications.domain.volume import Volume
from shared.contracts.closing import OpenMatter
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, NotFound, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment
from shared.domain.text import LocalizedText

LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
"""ISO 639: a statement may be in a language that is none of the three working ones."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Kind(StrEnum):
    AGENDA = "agenda"
    BACKGROUND_PAPER = "background_paper"
    STATEMENT = "statement"
    PRESENTATION = "presentation"
    PARTICIPANT_LIST = "participant_list"
    SUMMARY = "summary"
    PICTURE = "picture"
    OTHER = "other"


class Access(StrEnum):
    """Who reads it once it is published: the most readers first."""

    PUBLIC = "public"
    MEMBERSHIP = "membership"
    INTERNAL = "internal"
    """The secretariat."""


class State(StrEnum):
    ANNOUNCED = "announced"
    """It belongs on the page, and is not there yet."""
    PUBLISHED = "published"
    TAKEN_OFF = "taken_off"
    """It was on the page, or was to come, and a person said why it is not."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Description(_Part):
    """What is said about a document. ``dated`` is the day it bears."""

    kind: Kind
    title: LocalizedText
    language: LanguageCode
    dated: date
    access: Access


class Upload(_Part):
    """A file that is being sent: what it will be when it is whole."""

    id: Identifier
    size_bytes: int
    sha256: Sha256


class Version(_Part):
    """A file as it was stored, for ever. ``file`` is its identifier among the files."""

    number: int
    file: Identifier
    media_type: str
    suffix: str
    size_bytes: int
    sha256: Sha256
    stored_on: date


class Document(Marked, type="document", collection="documents"):
    workshop: Identifier | None = None
    cycle: Identifier | None = None
    """The workshop's; absent for a document of a volume."""
    volume: Identifier | None = None
    about: Description
    state: State = State.ANNOUNCED
    state_since: date
    upload: Upload | None = None
    versions: tuple[Version, ...] = ()
    current: int | None = None
    """The number of the version on the page."""
    reason: str | None = None
    """Why it was taken off."""
    public_at: Moment | None = None
    """When the server last wrote what everybody reads of it, or that nobody does any more; absent while it was never
    for everybody."""

    def announce(self, act: Act) -> None:
        """Its file may come later: until it is published, a public one is missing (R65)."""
        about = self.about
        self.record(
            DocumentAnnounced(
                workshop=self.workshop,
                volume=self.volume,
                kind=about.kind,
                language=about.language,
                access=about.access,
                dated=about.dated,
            ),
            act=act,
        )

    def describe(self, act: Act, *, about: Description, reports: Collection[Report]) -> None:
        """Say something else about it; who reads it changes at once. ``reports`` as in :meth:`obstacles_to_publish`:
        what is out comes before no more readers while a name or a picture waits. Raises ``RuleBroken`` R30."""
        if self.state is State.PUBLISHED and _has_more_readers(about.access, than=self.about.access):
            refuse(_obstacles_of_names(reports))
        before = self.is_public
        self.about = about
        if before or self.is_public:
            self.public_at = act.recorded_at
        self.record(
            DocumentDescribed(kind=about.kind, language=about.language, access=about.access, dated=about.dated), act=act
        )

    def begin_upload(self, act: Act, *, upload: Upload) -> None:
        """A file is going to be sent; one that was begun before is given up. Raises ``InvalidInput`` for one that
        is too large."""
        if not 0 < upload.size_bytes <= LARGEST_FILE_BYTES:
            raise InvalidInput(
                f"A file has at least one byte and at most {LARGEST_FILE_BYTES // 1_000_000} MB.",
                remedy="Send a smaller file, or several.",
                slug="file-too-large",
            )
        self.upload = upload
        self.record(UploadBegun(upload=upload.id, size_bytes=upload.size_bytes, sha256=upload.sha256), act=act)

    def awaited(self, upload: str) -> Upload:
        """The upload that goes on. Raises ``NotFound`` for one that was never begun, is finished, or was given up."""
        if self.upload is None or self.upload.id != upload:
            raise NotFound("upload in progress", upload)
        return self.upload

    def store(self, act: Act, *, upload: Upload, kind: FileType, sha256: str) -> None:
        """The file is whole: it is the latest version, and on no page yet. Raises ``InvalidInput`` when it is not
        the one that was to come."""
        if sha256 != upload.sha256:
            raise InvalidInput(
                "The file is not the one that was to come: its SHA-256 differs.",
                remedy="Send its parts again, or begin the upload again.",
                slug="file-differs",
            )
        version = Version(
            number=len(self.versions) + 1,
            file=upload.id,
            media_type=kind.media_type,
            suffix=kind.suffix,
            size_bytes=upload.size_bytes,
            sha256=sha256,
            stored_on=act.occurred_on,
        )
        self.versions, self.upload = (*self.versions, version), None
        self.record(
            DocumentStored(
                number=version.number, size_bytes=version.size_bytes, sha256=sha256, media_type=version.media_type
            ),
            act=act,
        )

    def publish(self, act: Act, *, volume: Volume | None, reports: Collection[Report]) -> None:
        """Its latest version is on the page. Raises ``WrongState``, ``RuleBroken`` R30."""
        refuse(self.obstacles_to_publish(volume, reports))
        self._enter(State.PUBLISHED, act)
        self.current, self.reason = len(self.versions), None
        if self.is_public:
            self.public_at = act.recorded_at
        self.record(DocumentPublished(number=self.current), act=act)

    def take_off(self, act: Act, *, reason: str) -> None:
        """It leaves the page, or is not to come any more."""
        refuse(self.obstacles_to_take_off())
        if self.is_public:
            self.public_at = act.recorded_at
        self._enter(State.TAKEN_OFF, act)
        self.current, self.reason = None, reason
        self.record(DocumentTakenOff(reason=reason), act=act)

    @property
    def is_public(self) -> bool:
        """Everybody reads it."""
        return self.state is State.PUBLISHED and self.about.access is Access.PUBLIC

    def open_matters(self) -> Iterator[OpenMatter]:
        """What keeps publications from saying that the cycle can be closed (R65). It is sent, and so without the title:
        a statement's may name a person."""
        if self.workshop and self.state is State.ANNOUNCED and self.about.access is Access.PUBLIC:
            yield OpenMatter(
                what="public-document-missing",
                about=self.id,
                why=f"A public document ({self.about.kind.value.replace('_', ' ')}) is missing from the page of "
                f"{self.workshop} (R65).",
            )

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_publish(self, volume: Volume | None, reports: Collection[Report]) -> Obstacles:
        """``volume`` is the one it belongs to, if any; ``reports`` are those there are of its workshop, or of the
        volume's. What is for the secretariat alone shows nobody a name or a picture that did not see it before."""
        if not self.versions:
            yield WrongState(f"“{self.about.title.any()}” has no file yet.", remedy="Upload its file first.")
        elif self.current == len(self.versions):
            yield WrongState(
                f"The latest version of “{self.about.title.any()}” is on the page.",
                remedy="Upload another version first.",
            )
        if volume is not None and volume.state is not VolumeState.PUBLISHED:
            yield WrongState(
                f"“{self.about.title.any()}” belongs to the volume {volume.number}, which is {volume.state}.",
                remedy="Its documents are published once the volume is.",
            )
        if self.about.access is not Access.INTERNAL:
            yield from _obstacles_of_names(reports)

    def obstacles_to_take_off(self) -> Obstacles:
        if self.state is State.TAKEN_OFF:
            yield WrongState(f"“{self.about.title.any()}” is taken off already.", remedy="Nothing is to do.")

    def _enter(self, state: State, act: Act) -> None:
        if self.state is not state:
            self.state, self.state_since = state, act.occurred_on


def _obstacles_of_names(reports: Collection[Report]) -> Obstacles:
    for report in reports:
        yield from report.obstacles_of_names(report.name)


def _has_more_readers(access: Access, *, than: Access) -> bool:
    widest_first = tuple(Access)
    return widest_first.index(access) < widest_first.index(than)
