"""The files of an edition, made from its source, and what each check said of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.contracts.publications import Edition, EditionFormat
from shared.domain.actions import Obstacles
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import Language

MAKINGS = "makings"
"""The collection of what is being made right now, and how far it is."""
MEDIA_TYPES = {
    EditionFormat.PDF: "application/pdf",
    EditionFormat.EPUB: "application/epub+zip",
    EditionFormat.HTML: "text/html; charset=utf-8",
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Part):
    """What a checker said. ``checker`` has its version; ``findings`` are empty when it found nothing wrong."""

    checker: str
    passed: bool
    findings: tuple[str, ...] = ()


class MadeFile(_Part):
    """One format. ``file`` is its identifier among the files, which follows from what is in it."""

    format: EditionFormat
    file: Identifier
    size_bytes: int
    sha256: str
    verdicts: tuple[Verdict, ...]


class MadeEdition(_Part):
    """``source`` is the SHA-256 of what it was made from; ``untranslated`` the number of passages that are in another
    language; ``onix`` what the schema says of the volume's ONIX message with this edition in it."""

    language: Language
    source: str
    made_on: date
    address: str
    untranslated: int
    files: tuple[MadeFile, ...]
    onix: Verdict

    @property
    def passed(self) -> bool:
        return all(one.passed for _, one in self._verdicts())

    def obstacles_to_come_out(self, *, source: str) -> Obstacles:
        """``source`` is the SHA-256 of the edition's source as it is now."""
        if self.source != source:
            yield WrongState(
                f"The files of the edition in “{self.language}” were made before the volume or a report changed.",
                remedy="Make the edition again.",
                slug="edition-out-of-date",
            )
        for what, verdict in self._verdicts():
            if not verdict.passed:
                yield WrongState(
                    f"The {what} of the edition in “{self.language}” did not pass {verdict.checker}: "
                    f"{said(verdict.findings)}",
                    remedy="Change what is said in the volume or its reports, and make the edition again.",
                    slug="edition-not-valid",
                )

    def _verdicts(self) -> Iterator[tuple[str, Verdict]]:
        for file in self.files:
            for verdict in file.verdicts:
                yield file.format.upper(), verdict
        yield "ONIX message", self.onix


def said(findings: Iterable[str]) -> str:
    """The first three, as the end of a sentence."""
    first = [one.rstrip(".") for one in findings]
    return f"{'; '.join(first[:3]) or 'it says no more'}{' …' if len(first) > 3 else '.'}"


def own_path(volume: str, language: Language) -> str:
    """Where the files of an edition are read that is made here, behind the platform's own origin."""
    return f"/publications/v1/volumes/{volume}/editions/{language}"


def still_made(made: Iterable[MadeEdition], editions: Sequence[Edition], *, volume: str) -> tuple[MadeEdition, ...]:
    """Those whose edition stays at the address here. Raises ``InvalidInput`` for an edition that would be read here,
    and was never made, or is another language's."""
    addresses = {(edition.language, edition.address) for edition in editions}
    kept = tuple(one for one in made if (one.language, one.address) in addresses)
    known = {(one.language, one.address) for one in kept}
    here = tuple(own_path(volume, language) for language in Language)
    for edition in editions:
        if edition.address.endswith(here) and (edition.language, edition.address) not in known:
            raise InvalidInput(
                f"The edition in “{edition.language}” would be read here, and its files were never made.",
                remedy="Make the edition, or say where else it is read.",
            )
    return kept
