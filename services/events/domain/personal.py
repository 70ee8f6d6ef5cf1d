"""What is personal in events: where it stands, what it is for, who reads it, and until when (R77, row 53).

Personal data stands in documents beside the record, never in an aggregate, a message or a log (invariant 10). So it can
go while the record stays.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.domain.act import Act, Role
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message

SHORTEST_SEARCH = 3


@dataclass(frozen=True, kw_only=True)
class PersonalField:
    """``readers`` are the only roles to which any answer shows it."""

    name: str
    why: str
    readers: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class Personal:
    """A collection of documents that each belong to one workshop (``workshop``) and are about one person.

    ``found_by`` are the fields that say who it is. Where none does, ``beside`` is the collection whose document by the
    same identifier says it: what is found or erased there is found or erased here. ``kept_days`` counts from the day on
    which the workshop was over and the secretariat said so. ``must_stay`` says why it is not erased when the person
    asks.
    """

    collection: str
    what: str
    fields: tuple[PersonalField, ...]
    found_by: tuple[str, ...]
    kept_days: int
    must_stay: str | None = None
    beside: str | None = None

    def purge_on(self, over_since: date | None) -> date | None:
        """The day from which the clock removes it; ``None`` while the workshop is not over."""
        return over_since and over_since + timedelta(days=self.kept_days)

    def values_for(self, document: Mapping[str, Any], role: Role) -> dict[str, Any]:
        """What a caller in this role may see of a document, and of that only what is there."""
        return {
            field.name: document[field.name]
            for field in self.fields
            if role in field.readers and document.get(field.name) is not None
        }

    def names_in(self, document: Mapping[str, Any]) -> tuple[str, ...]:
        """The personal fields that have a value."""
        return tuple(field.name for field in self.fields if document.get(field.name) is not None)

    def is_about(self, document: Mapping[str, Any], sought: str) -> bool:
        """Whether a field that says who it is has ``sought`` in it, whatever capitals and accents."""
        wanted = plain(sought)
        return any(wanted in plain(text) for name in self.found_by for text in _texts(document.get(name)))


def _texts(value: Any) -> Iterator[str]:
    """What stands in a field: of several names each, and none of the words by which they are kept."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif value:
        yield str(value)


def plain(text: str) -> str:
    """Without capitals and accents, and with single spaces."""
    letters = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join("".join(letters).casefold().split())


def emptied(document: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of a document: that there was one, so that its identifier is not given to another person."""
    return {"workshop": document["workshop"], "removed": True}


class Ground(StrEnum):
    """Why something is erased before its time. Not in words: they could name the person."""

    PERSON_ASKED = "person_asked"
    ENTERED_IN_ERROR = "entered_in_error"
    NOT_NEEDED = "not_needed"


class ErasedRecord(BaseModel):
    """Which document was emptied, and of which fields; never what stood in them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: str
    record: Identifier
    workshop: Identifier
    fields: tuple[str, ...]


class PersonalDataErased(
    Message, type="int.iom.idm.events.PersonalDataErased.v1", aggregate="erasure", audience=Audience.AUDIT
):
    """Documents about a person were emptied before their time."""

    records: tuple[ErasedRecord, ...]
    ground: Ground


class PersonalDataPurged(
    Message, type="int.iom.idm.events.PersonalDataPurged.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """The time was over for which a workshop's documents of one kind are kept."""

    collection: str


class Erasure(Aggregate, type="erasure", collection="erasures"):
    """That something was erased, when, by whom and on what ground: to be shown to whoever asks."""

    records: tuple[ErasedRecord, ...]
    ground: Ground

    def enter(self, act: Act) -> None:
        self.record(PersonalDataErased(records=self.records, ground=self.ground), act=act)


WHAT_STAYS: Sequence[str] = (
    "That there was a speaker or a participant: an identifier with group, role, body and country, which the programme, "
    "the balance and the attendance rest on. It names nobody.",
    "Heads and shares: nobody can be found in them.",
    "The log of what the secretariat did, with identifiers of accounts and records. No field of it is for a person’s "
    "name. A sentence that somebody typed as a reason may name a person all the same, and so may those of before "
    "another group than the body’s had a reason of a list: they stay, since the log is sealed and what was decided is "
    "shown by it.",
    "Messages on Kafka: no personal data was ever in one.",
)
"""What an erasure leaves, and why; told with each of them."""


def of_collection(register: Iterable[Personal], name: str) -> Personal | None:
    return next((one for one in register if one.collection == name), None)
