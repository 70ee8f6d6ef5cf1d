"""Background papers of a workshop, or of one of its sessions (F40)."""

from services.events.domain.gathering import Gathering
from services.events.domain.log import PaperAdded, PaperRemoved
from services.events.domain.year import Part
from shared.domain.act import Act
from shared.domain.errors import AlreadyExists, NotFound
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class Paper(Part):
    """``address`` is where it can be read; ``session`` is absent for a paper on the whole workshop."""

    id: Identifier
    title: LocalizedText
    language: Language
    address: str
    session: Identifier | None = None


class Prepared(Gathering):
    """What is read before it."""

    papers: tuple[Paper, ...] = ()

    def add_paper(self, act: Act, *, paper: Paper) -> None:
        """Raises ``NotFound`` for a session that there is not, ``AlreadyExists`` for an identifier in use."""
        self.require_open("changed")
        if paper.session is not None and all(one.id != paper.session for one in self.sessions):
            raise NotFound("session", paper.session)
        if any(one.id == paper.id for one in self.papers):
            raise AlreadyExists(f"The workshop has a paper “{paper.id}” already.", remedy="Choose another identifier.")
        self.papers = (*self.papers, paper)
        self.record(PaperAdded(paper=paper.id, language=paper.language, session=paper.session), act=act)

    def remove_paper(self, act: Act, *, paper: str) -> None:
        self.require_open("changed")
        if all(one.id != paper for one in self.papers):
            raise NotFound("paper", paper)
        self.papers = tuple(one for one in self.papers if one.id != paper)
        self.record(PaperRemoved(paper=paper), act=act)
