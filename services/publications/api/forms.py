"""Parts of requests that several operations share, and what they become in the domain."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.publications.domain.content import Content, Point, Practice, PracticeKind
from services.publications.domain.imprint import NOTICE, SERIES_ISSN, Imprint
from shared.contracts.publications import Edition, EditionFormat, EditionIdentifier, Translator
from shared.domain.identifiers import Identifier, new_identifier
from shared.domain.text import Language, LocalizedText
from shared.http.schemas import Input

Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=1000)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,49}$")]
OccurredOn = Annotated[
    date | None, Field(description="The day it happened, not later than today (UTC); today when left out.")
]
OwnId = Annotated[
    Identifier | None, Field(description="Your own identifier; the server makes one when it is left out.")
]


class Happened(Input):
    """Nothing but the day."""

    occurred_on: OccurredOn = None


class SectionForm(Input):
    session: Identifier = Field(description="A session of the workshop, as the report's sections name them.")
    text: LocalizedText


class PointForm(Input):
    id: OwnId = None
    text: LocalizedText

    def point(self) -> Point:
        return Point(id=self.id or new_identifier(), text=self.text)


class PracticeForm(Input):
    id: OwnId = None
    title: LocalizedText
    kind: PracticeKind
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2", examples=["PH"])
    text: LocalizedText
    domains: tuple[Tag, ...] = Field(default=(), max_length=10, description="Policy domains", examples=[["labour"]])
    partners: tuple[Line, ...] = Field(default=(), max_length=20, description="Organizations, never persons")
    evidence: LocalizedText | None = Field(default=None, description="What shows that it works")

    def practice(self) -> Practice:
        return Practice(
            id=self.id or new_identifier(),
            title=self.title,
            kind=self.kind,
            country=self.country,
            text=self.text,
            domains=tuple(dict.fromkeys(self.domains)),
            partners=tuple(dict.fromkeys(self.partners)),
            evidence=self.evidence,
        )


class ContentForm(Input):
    sections: tuple[SectionForm, ...] = Field(default=(), max_length=100)
    key_messages: tuple[PointForm, ...] = Field(default=(), max_length=100)
    lessons_learned: tuple[PointForm, ...] = Field(default=(), max_length=100)
    effective_practices: tuple[PracticeForm, ...] = Field(default=(), max_length=100)
    machine_languages: tuple[Language, ...] | None = Field(
        default=None,
        max_length=3,
        description="The languages into which a machine translated these texts: marked wherever they come out, until a "
        "person read them and writes the report with the languages that are left, or `[]` (R68). Left out, the mark "
        "stays as it is",
    )

    def content(self) -> Content:
        return Content(
            sections={section.session: section.text for section in self.sections},
            key_messages=tuple(one.point() for one in self.key_messages),
            lessons_learned=tuple(one.point() for one in self.lessons_learned),
            effective_practices=tuple(one.practice() for one in self.effective_practices),
            machine_languages=self.machine_languages,
        )


class EditionIdentifierForm(Input):
    scheme: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,29}$")] = Field(examples=["isbn"])
    value: Line = Field(examples=["978-92-9068-743-6"])
    format: EditionFormat | None = Field(default=None, description="When it is of one format alone.")


class EditionForm(Input):
    language: Language
    formats: tuple[EditionFormat, ...] = Field(min_length=1, max_length=10)
    identifiers: tuple[EditionIdentifierForm, ...] = Field(default=(), max_length=20)
    address: Address = Field(examples=["https://publications.iom.int/books/red-book-27"])
    translated_by: Translator | None = Field(
        default=None,
        description="Who translated, where that is known; left out for the original. No translation is official before "
        "a person signs for it (R68).",
    )

    def edition(self) -> Edition:
        return Edition(
            language=self.language,
            formats=tuple(dict.fromkeys(self.formats)),
            identifiers=tuple(EditionIdentifier(**one.model_dump()) for one in self.identifiers),
            address=self.address,
            translated_by=self.translated_by,
        )


class ImprintForm(Input):
    """What is left out is as the series has it."""

    notice: LocalizedText = Field(default=NOTICE, description="In every language the volume comes out in (R69)")
    issn: Line = Field(default=SERIES_ISSN, examples=["1726-2224"])
    publisher: Line = "International Organization for Migration"
    place: Line = "Geneva"
    print_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}_[0-9]{2}$")] | None = Field(
        default=None, description="The printer's job and year", examples=["67_18"]
    )

    def imprint(self) -> Imprint:
        return Imprint(**{name: getattr(self, name) for name in Imprint.model_fields})
