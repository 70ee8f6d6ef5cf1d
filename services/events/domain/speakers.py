"""What the record keeps of a speaker: never the name, which lives in a document that can be purged."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.events import StakeholderGroup
from shared.domain.actions import Obstacles
from shared.domain.errors import WrongState
from shared.domain.identifiers import Identifier


class SpeakerRole(StrEnum):
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    PRESENTER = "presenter"
    MIGRANT_SPEAKER = "migrant_speaker"


class Presence(StrEnum):
    """How a speaker is heard. A migrant's story counts for R27 in each of these ways (domain.md 1.8)."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    RECORDED = "recorded"
    READ_OUT = "read_out"


class Sex(StrEnum):
    """As R30's report tells them apart. Personal: it stands beside the record, with the name."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Speaker(BaseModel):
    """One person's slot in one session. ``country`` is ISO 3166-1 alpha-2; ``body`` who they speak for."""

    model_config = ConfigDict(extra="forbid")

    id: Identifier
    group: StakeholderGroup
    role: SpeakerRole
    country: str | None = None
    body: Identifier | None = None
    presence: Presence = Presence.IN_PERSON
    person: Identifier | None = None
    """The same in all slots of one person, who speaks in one place at a time."""
    confirmed: bool = False


def obstacles_to_confirm(speaker: Speaker, *, confirmed: bool) -> Obstacles:
    """What is in the way of taking down a speaker's yes (``confirmed``), or that it is taken back."""
    if speaker.confirmed is confirmed:
        yield WrongState(
            f"The speaker {speaker.id} is {'already' if confirmed else 'not'} confirmed.", remedy="Nothing is to do."
        )
