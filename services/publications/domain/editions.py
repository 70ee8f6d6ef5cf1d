"""The editions and titles of a volume: their numbers checked (ISBN, ISSN), their translations marked."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.publications.domain.imprint import check_isbn, check_issn, plain_isbn
from shared.contracts.publications import Edition, EditionFormat, Translator
from shared.domain.errors import InvalidInput
from shared.domain.text import Language, LocalizedText


def isbn_of(edition: Edition, kind: EditionFormat) -> str | None:
    """The ISBN of the edition in a format: its own, else the one that is given for no format."""
    isbns = [one for one in edition.identifiers if one.scheme == "isbn" and one.format in (None, kind)]
    return next((one.value for one in sorted(isbns, key=lambda one: one.format is None)), None)


def check_editions(editions: Sequence[Edition]) -> None:
    """Raises ``InvalidInput`` for a language twice, and for an ISBN or ISSN that is none, or stands for two things."""
    languages = [edition.language for edition in editions]
    if len(languages) != len(set(languages)):
        raise InvalidInput("There is more than one edition in a language.", remedy="Give one for each language.")
    taken: set[str] = set()
    for edition in editions:
        for identifier in edition.identifiers:
            if identifier.scheme == "issn":
                check_issn(identifier.value)
            if identifier.scheme == "isbn":
                check_isbn(identifier.value)
                if plain_isbn(identifier.value) in taken:
                    raise InvalidInput(
                        f"The ISBN {identifier.value} is given twice.",
                        remedy="An ISBN stands for one edition in one format: give each its own.",
                    )
                taken.add(plain_isbn(identifier.value))


def as_entered(editions: Sequence[Edition], *, before: Sequence[Edition], original: Language) -> tuple[Edition, ...]:
    """The same, each official or not (R68): a translation is not, whoever made it, unless it is one that was signed for
    and did not change."""
    signed = [one for one in before if one.official]
    return tuple(
        edition.model_copy(
            update={"official": edition.language is original or edition.model_copy(update={"official": True}) in signed}
        )
        for edition in editions
    )


def by_machine(editions: Sequence[Edition], language: Language) -> bool:
    """Whether a machine made the edition in this language."""
    return any(one.language is language and one.translated_by is Translator.MACHINE for one in editions)


def official_titles(title: LocalizedText, machine_titles: Collection[Language]) -> LocalizedText | None:
    """What a person entered or signed for; ``None`` when that is nothing."""
    left = {
        language.value: text
        for language in Language
        if language not in machine_titles and (text := getattr(title, language.value)) is not None
    }
    return LocalizedText(**left) if left else None


class Lack(BaseModel):
    """``what``: edition, signature, title or title-signature. ``since`` is absent where it was not written down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    since: date | None


def lacking(
    language: Language,
    *,
    title: LocalizedText,
    machine_titles: Collection[Language],
    editions: Sequence[Edition],
    entered_on: dict[Language, date],
    created_on: date | None,
) -> Iterator[Lack]:
    """What a volume lacks in one language, and since when (R67, R68)."""
    edition = next((one for one in editions if one.language is language), None)
    if edition is None:
        yield Lack(what="edition", since=created_on)
    elif not edition.official:
        yield Lack(what="signature", since=entered_on.get(language))
    if language in title.missing:
        yield Lack(what="title", since=created_on)
    elif language in machine_titles:
        yield Lack(what="title-signature", since=created_on)
