"""What a volume is made of: the fields that its files and its catalogue record tell."""

from datetime import date

from services.publications.domain.document_log import DocumentNoted
from services.publications.domain.editions import official_titles
from services.publications.domain.imprint import Imprint
from services.publications.domain.made import MadeEdition
from services.publications.domain.marked import Marked
from shared.contracts.publications import CoveredWorkshop, Edition
from shared.domain.act import Act
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class Work(Marked):
    """Base of a volume."""

    number: int
    title: LocalizedText
    machine_titles: tuple[Language, ...] = ()
    """The languages in which a machine made the title, and nobody signed for it yet (R68)."""
    original_language: Language
    workshops: tuple[CoveredWorkshop, ...] = ()
    editions: tuple[Edition, ...] = ()
    created_on: date | None = None
    imprint: Imprint = Imprint()
    made: tuple[MadeEdition, ...] = ()
    """The editions whose files are made here, as they were made last."""
    documents: tuple[Identifier, ...] = ()
    """Those of it that are on the page."""

    def note_document(self, act: Act, *, document: str, shown: bool) -> None:
        """A document of it comes onto the page, or leaves it. It is part of that write, so that none comes onto the
        page at the moment at which the volume is withdrawn. The same again records nothing."""
        others = tuple(one for one in self.documents if one != document)
        if shown != (document in self.documents):
            self.documents = (*others, document) if shown else others
            self.record(DocumentNoted(document=document, shown=shown), act=act)

    @property
    def official_title(self) -> LocalizedText:
        """Without what a machine made and nobody signed for (R68)."""
        title = official_titles(self.title, self.machine_titles)
        assert title is not None  # a volume has a title by a person
        return title

    def edition_in(self, language: Language) -> Edition | None:
        return next((one for one in self.editions if one.language is language), None)

    def made_in(self, language: Language) -> MadeEdition | None:
        return next((one for one in self.made if one.language is language), None)
