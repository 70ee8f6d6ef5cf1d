"""What the record keeps of a speaker: never the name, which lives in a document that can be purged."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.events import StakeholderGroup
from shared.domain.identifiers import Identifier


class SpeakerRole(StrEnum):
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    PRESENTER = "presenter"
    MIGRANT_SPEAKER = "migrant_speaker"


class Speaker(BaseModel):
    """One person's slot in one session. ``country`` is ISO 3166-1 alpha-2; ``body`` who they speak for."""

    model_config = ConfigDict(extra="forbid")

    id: Identifier
    group: StakeholderGroup
    role: SpeakerRole
    country: str | None = None
    body: Identifier | None = None
    confirmed: bool = False
