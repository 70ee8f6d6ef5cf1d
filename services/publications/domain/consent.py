"""A story of the Migrant's Voice stands in a report only with its speaker's consent (R30).

Events tells of consents; who a voice is stays with the secretariat.
"""

from collections.abc import Collection, Sequence

from pydantic import BaseModel, ConfigDict

from services.publications.domain.content import Section
from services.publications.domain.rules import STORY_WITH_CONSENT
from services.publications.domain.taken_back import Named
from shared.contracts.events import SessionKind
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier


class StoryConsent(BaseModel):
    """What one speaker of a session says, the last time it was told: whether the story may stand in the report.
    Neither ``given`` nor ``withdrawn``: the speaker was never asked, or did not agree. ``given`` is absent of what was
    told before it was kept: then only a withdrawal speaks against the story."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    voice: Identifier
    session: Identifier
    given: bool | None = None
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
        agreed = {one.session for one in self.consents} - {one.session for one in self.consents if one.given is False}
        stories = {one.session for one in self.sections if one.kind is SessionKind.MIGRANTS_VOICE}
        return frozenset(taken_back | (stories - agreed))

    @property
    def told_all_the_same(self) -> tuple[str, ...]:
        """Silent sessions of which something stands here."""
        silent = self.silent_sessions
        return tuple(one.session for one in self.sections if one.session in silent and one.text is not None)

    def take_consent(self, told: StoryConsent, *, speaks: bool, published: bool) -> bool:
        """Keep what was told last of a voice, of one that does not speak nothing; answers whether something was taken
        out: the story that its speaker took back. Of what is ``published``, a person takes it out; a draft that lacks
        a consent alone keeps its text, and can be neither cleared nor published."""
        others = tuple(one for one in self.consents if one.voice != told.voice)
        self.consents = (*others, told) if speaks else others
        self.story_to_remove = published and bool(self.told_all_the_same)
        if published or not (speaks and told.withdrawn) or told.session not in self.told_all_the_same:
            return False
        self._take_out({told.session})
        return True

    def take_stories_out(self) -> None:
        """Nothing stands there of silent sessions; nobody has approved of the text that is left."""
        self._take_out(self.silent_sessions)

    def _take_out(self, sessions: Collection[str]) -> None:
        self.sections = tuple(
            one.model_copy(update={"text": None}) if one.session in sessions else one for one in self.sections
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
