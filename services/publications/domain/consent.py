"""A story of the Migrant's Voice stands in a report only with its speaker's consent (R30).

Events tells of consents; who a voice is stays with the secretariat.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.publications.domain.content import Section
from services.publications.domain.rules import STORY_WITH_CONSENT
from services.publications.domain.taken_back import Named
from shared.contracts.events import SessionKind
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier


class StoryConsent(BaseModel):
    """What one speaker of a session says, the last time it was told: whether the story may stand in the report.
    Neither ``given`` nor ``withdrawn``: the speaker was never asked, or did not agree."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: Identifier
    session: Identifier
    given: bool = False
    withdrawn: bool


class Voiced(Named):
    """Base of a report: its sections, and what the speakers of the Migrant's Voice say of their stories."""

    sections: tuple[Section, ...] = ()
    consents: tuple[StoryConsent, ...] = ()
    story_to_remove: bool = False
    """It is published, and a speaker does not agree to what it tells; the public sees that no more."""

    @property
    def silent_sessions(self) -> frozenset[str]:
        """Those of which nothing may be told: a speaker took the consent back; or of a Migrant’s Voice, a speaker did
        not give it, or nobody told of any who did."""
        taken_back = {one.session for one in self.consents if one.withdrawn}
        agreed = {one.session for one in self.consents} - {one.session for one in self.consents if not one.given}
        stories = {one.session for one in self.sections if one.kind is SessionKind.MIGRANTS_VOICE}
        return frozenset(taken_back | (stories - agreed))

    @property
    def told_all_the_same(self) -> tuple[str, ...]:
        """Silent sessions of which something stands here."""
        silent = self.silent_sessions
        return tuple(one.session for one in self.sections if one.session in silent and one.text is not None)

    @property
    def told_before(self) -> bool:
        """Whether files that were made of it before may tell of a session that is silent now: once it was not."""
        once = {one.session for one in self.consents if one.given or one.withdrawn}
        return bool(self.told_all_the_same or once & self.silent_sessions)

    def take_consent(self, told: StoryConsent, *, speaks: bool, published: bool) -> bool:
        """Keep what was told last of a voice, of one that does not speak nothing; answers whether something was taken
        out. Of what is ``published`` a person takes it out."""
        others = tuple(one for one in self.consents if one.voice != told.voice)
        self.consents = (*others, told) if speaks else others
        told_all_the_same = bool(self.told_all_the_same)
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
            f"The report on “{name}” tells a story to which a speaker did not agree, or does no longer: "
            f"{', '.join(sessions)}.",
            remedy="Have the speaker’s consent to the story recorded in events, or leave the story out; of a published "
            "report, take the report back first: the story goes with that.",
        )
