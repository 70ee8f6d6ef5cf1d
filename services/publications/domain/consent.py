"""A story of the Migrant's Voice stands in a report only with its speaker's consent (R30).

Events tells of consents; who a voice is stays with the secretariat.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.publications.domain.content import Section
from services.publications.domain.review import Reviewed
from services.publications.domain.rules import STORY_WITH_CONSENT
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier


class StoryConsent(BaseModel):
    """What one speaker of a session says, the last time it was told: whether the story may stand in the report."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: Identifier
    session: Identifier
    withdrawn: bool


class Voiced(Reviewed):
    """Base of a report: its sections, and what the speakers of the Migrant's Voice say of their stories."""

    sections: tuple[Section, ...] = ()
    consents: tuple[StoryConsent, ...] = ()
    story_to_remove: bool = False
    """It is published, and a speaker took back the consent to what it tells; the public sees that no more."""

    @property
    def silent_sessions(self) -> frozenset[str]:
        """Those of which nothing may be told: one of their speakers took the consent back."""
        return frozenset(one.session for one in self.consents if one.withdrawn)

    def take_consent(self, told: StoryConsent, *, published: bool) -> bool:
        """Keep what was told last of a voice; answers whether something was taken out. Of what is ``published`` a
        person takes it out."""
        self.consents = (*(one for one in self.consents if one.voice != told.voice), told)
        silent = self.silent_sessions
        told_all_the_same = any(one.session in silent and one.text is not None for one in self.sections)
        self.story_to_remove = published and told_all_the_same
        if told_all_the_same and not published:
            self.take_stories_out()
            return True
        return False

    def take_stories_out(self) -> None:
        """Nothing stands there of silent sessions; nobody has approved of the text that is left."""
        silent = self.silent_sessions
        self.sections = tuple(
            one.model_copy(update={"text": None}) if one.session in silent else one for one in self.sections
        )
        self.story_to_remove = False
        self.forget_decisions()

    def without_consent(self, sessions: Sequence[str], *, name: str) -> RuleBroken:
        """The refusal of a text that tells of silent sessions."""
        return RuleBroken(
            STORY_WITH_CONSENT,
            f"In the report on “{name}” a speaker took back the consent to the story: {', '.join(sessions)}.",
            remedy="Leave the story out; of a published report, take the report back first: the story goes with that.",
        )
