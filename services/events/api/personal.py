"""Personal data over HTTP: what is kept and how long, one person's data, and its erasure (R77, row 53)."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.events.domain.personal import SHORTEST_SEARCH, WHAT_STAYS, ErasedRecord, Ground, Personal
from services.events.domain.workshop import Workshop
from services.events.use_cases import personal
from services.events.use_cases.personal import PERSONAL
from shared.domain.act import Role
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.actions import by_id
from shared.http.schemas import PROBLEMS, Input, View
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1/personal-data", tags=["personal data"])
Sought = Annotated[str, StringConstraints(min_length=SHORTEST_SEARCH, max_length=300)]
MOST_FOUND = 500


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldView(_Part):
    name: str
    why: str
    readers: tuple[Role, ...] = Field(description="The only roles to which any answer shows it")


class KindView(_Part):
    collection: str
    what: str
    fields: tuple[FieldView, ...]
    kept_days: int = Field(description="After the gathering is over; then the clock removes it")
    must_stay: str | None = Field(description="Why it is not erased when the person asks")


class RegisterView(View):
    kinds: tuple[KindView, ...]
    what_stays: tuple[str, ...] = Field(description="What an erasure leaves, and why")


class SeekPerson(Input):
    """In the body and not in an address, for addresses are written down along the way."""

    text: Sought = Field(description="A name or an e-mail address, or a part of it", examples=["amina@example.org"])


class FoundView(_Part):
    collection: str
    record: str
    workshop: str
    what: str
    values: dict[str, Any] = Field(description="Of the fields that the caller's role may read")
    withheld: tuple[str, ...] = Field(description="Fields that are kept too, and that another role reads")
    purge_on: date | None = Field(description="Null while the gathering is not over")


class PersonView(View):
    """Everything that is kept of whom the text names; of two people who read alike, both."""

    found: tuple[FoundView, ...]


class RecordForm(Input):
    collection: str = Field(max_length=100, examples=["speakers"])
    record: Identifier = Field(examples=["speaker-1"])


class ErasePerson(Input):
    records: tuple[RecordForm, ...] = Field(min_length=1, max_length=200, description="As the export has them")
    ground: Ground


class ErasureView(View):
    records: tuple[ErasedRecord, ...]
    ground: Ground
    what_stays: tuple[str, ...] = tuple(WHAT_STAYS)


@router.get("", operation_id="getPersonalDataRegister", responses=PROBLEMS)
async def get_personal_data_register(reader: Annotated[Reader, reading_as(PUBLIC)]) -> RegisterView:
    """What is kept of persons, what for, who reads it and how long: for everybody whom it concerns."""
    kinds = tuple(_kind(one) for one in PERSONAL)
    return RegisterView(id="personal-data", version=1, kinds=kinds, what_stays=tuple(WHAT_STAYS))


@router.post("/export", operation_id="exportPersonalData", responses=PROBLEMS)
async def export_personal_data(
    body: SeekPerson, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION)]
) -> PersonView:
    """One person's data, wherever it stands, for whoever asks what is kept of them."""
    found = [pair async for pair in _found(reader, body.text)]
    workshops = await by_id(reader.store, Workshop, (document["workshop"] for _, document in found))
    told = tuple(
        FoundView(
            collection=entry.collection,
            record=document["_id"],
            workshop=document["workshop"],
            what=entry.what,
            values=(shown := entry.values_for(document, Role.ADMINISTRATION)),
            withheld=tuple(name for name in entry.names_in(document) if name not in shown),
            purge_on=entry.purge_on(workshops[document["workshop"]].over_since)
            if document["workshop"] in workshops
            else None,
        )
        for entry, document in found
    )
    return PersonView(id="personal-data", version=1, found=told)


@router.post("/erasure", status_code=201, operation_id="erasePersonalData", responses=PROBLEMS)
async def erase_personal_data(
    body: ErasePerson, command: Annotated[Command, acting_as(Role.ADMINISTRATION)]
) -> ErasureView:
    """Erase records about a person before their time, all of them or none. The log says which fields of which record,
    and on what ground; never what stood in them. Refused for what must stay, with why."""
    erasure = await command.run(
        lambda unit: personal.erase(unit, [(one.collection, one.record) for one in body.records], ground=body.ground)
    )
    return ErasureView.of(to_document(erasure))


async def _found(reader: Reader, text: str) -> AsyncIterator[tuple[Personal, Document]]:
    found: set[tuple[str, str]] = set()
    for entry in PERSONAL:
        async for document in reader.store[entry.collection].stream({}, sort=[("_id", 1)]):
            named = (entry.beside, document["_id"]) in found or entry.is_about(document, text)
            if named and not document.get("removed"):
                found.add((entry.collection, document["_id"]))
                if len(found) > MOST_FOUND:
                    raise InvalidInput(
                        "Too many are called like this.", remedy="Give more of the name, or the address."
                    )
                yield entry, document


def _kind(entry: Personal) -> KindView:
    return KindView(
        collection=entry.collection,
        what=entry.what,
        fields=tuple(
            FieldView(name=field.name, why=field.why, readers=tuple(sorted(field.readers))) for field in entry.fields
        ),
        kept_days=entry.kept_days,
        must_stay=entry.must_stay,
    )
