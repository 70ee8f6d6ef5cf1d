"""A migrant speaker's name and picture, where the yes to them was taken back (R30).

A story is a section, and is taken out by itself. A name or a picture stands anywhere: in a text, a document, a file
that is out. So a person looks, and says that it is done.
"""

from collections.abc import Collection, Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.publications.domain.consent_log import WithdrawalFollowed
from services.publications.domain.review import Reviewed
from services.publications.domain.rules import STORY_WITH_CONSENT
from shared.contracts.events import ConsentUse
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.identifiers import Identifier

LOOKED_FOR = (ConsentUse.NAME, ConsentUse.PICTURE)
"""The uses that a person has to look for. That to the session is events' own, and the story's is kept by section."""


class TakenBack(BaseModel):
    """One use that one speaker agreed to once, and does not any more; ``since``: told on that day. ``followed`` once a
    person took out what rested on it, or found nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: Identifier
    session: Identifier
    use: ConsentUse
    since: date
    followed: bool = False


class Named(Reviewed):
    """Base of a report: which names and pictures are not to be shown any more."""

    taken_back: tuple[TakenBack, ...] = ()
    """Also of who does not speak after all: the name may stand in an agenda that is on the page."""

    @property
    def to_follow(self) -> tuple[TakenBack, ...]:
        """Those that wait for a person."""
        return tuple(one for one in self.taken_back if not one.followed)

    def note_taken_back(self, act: Act, *, voice: str, session: str, withdrawn: Collection[ConsentUse]) -> bool:
        """Keep which of a speaker's consents are taken back now; what was followed stays so, until it is given and
        taken back again. Answers whether anything changed."""
        before = {one.use: one for one in self.taken_back if one.voice == voice}
        others = (one for one in self.taken_back if one.voice != voice)
        now = (
            before.get(use) or TakenBack(voice=voice, session=session, use=use, since=act.occurred_on)
            for use in LOOKED_FOR
            if use in withdrawn
        )
        kept, self.taken_back = self.taken_back, (*others, *now)
        return set(kept) != set(self.taken_back)

    def follow_withdrawals(self, act: Act) -> None:
        """A person looked: those names and pictures are in no text, document or file any more."""
        refuse(self.obstacles_to_follow())
        waiting = self.to_follow
        self.taken_back = tuple(one.model_copy(update={"followed": True}) for one in self.taken_back)
        voices = tuple(dict.fromkeys(one.voice for one in waiting))
        self.record(WithdrawalFollowed(voices=voices, uses=_uses(waiting)), act=act)

    def obstacles_to_follow(self) -> Obstacles:
        if not self.to_follow:
            yield WrongState("No name or picture that was taken back waits for a person.", remedy="Nothing is to do.")

    def obstacles_of_names(self, name: str) -> Obstacles:
        """In the way of what would show it to more people than before."""
        waiting = self.to_follow
        if waiting:
            yield RuleBroken(
                STORY_WITH_CONSENT,
                f"A speaker at “{name}” took back the yes to the {' and the '.join(_uses(waiting))}, and nobody said "
                f"that it was taken out: {', '.join(sorted({one.session for one in waiting}))}.",
                remedy="Look for it in the report and in the documents, take it out, and say on the report that this "
                "was followed.",
            )


def _uses(waiting: Iterable[TakenBack]) -> tuple[ConsentUse, ...]:
    found = {one.use for one in waiting}
    return tuple(use for use in LOOKED_FOR if use in found)
