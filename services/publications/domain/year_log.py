"""Audit messages on what the page of a year shows: recorded, never sent."""

from datetime import date

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class ThemeNoted(Message, type="int.iom.idm.publications.ThemeNoted.v1", aggregate="cycle", audience=Audience.AUDIT):
    """Governance told the theme of the year."""

    theme: Identifier


class TopicsNoted(Message, type="int.iom.idm.publications.TopicsNoted.v1", aggregate="cycle", audience=Audience.AUDIT):
    """Governance told which topics were chosen on a slate; ``current`` is the slate whose choice stands now."""

    slate: Identifier
    current: Identifier | None


class CouncilGatheringNoted(
    Message, type="int.iom.idm.publications.CouncilGatheringNoted.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """A gathering at the Council was held, or called off after all: then ``held_on`` is absent."""

    workshop: Identifier
    held_on: date | None
