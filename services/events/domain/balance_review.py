"""The review of a gathering's balance (R34): somebody signs how it was read, or it is waived by name and with a reason.

A reading that was signed stays as it was, whatever table is used later: it names the versions by which it was read.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.events.domain.programme import Session
from services.events.domain.rules import BALANCE_REVIEWED, OTHER_PRESENTERS
from services.events.domain.speakers import SpeakerRole
from shared.contracts.events import Shares, StakeholderGroup
from shared.domain.actions import Obstacles
from shared.domain.errors import RuleBroken


class SignedReview(BaseModel):
    """Who signed it stands beside the record. ``versions`` are those of the tables, by axis."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signed_on: date
    finding: str
    versions: dict[str, str]
    participants: Shares
    speakers: Shares


def not_reviewed(*, title: str) -> Obstacles:
    yield RuleBroken(
        BALANCE_REVIEWED,
        f"Nobody has signed a review of the balance of “{title}”.",
        remedy="Read the balance and sign its review, or waive it by name and with a reason.",
    )


_PRESENTS = frozenset({SpeakerRole.PRESENTER, SpeakerRole.PANELLIST})


def governments_alone_present(sessions: Sequence[Session]) -> Obstacles:
    """R37, a warning: nobody presents who is not of a government, also where nobody does. A migrant who tells a
    story does not present an organization's views."""
    groups = {
        speaker.group
        for session in sessions
        for speaker in session.speakers
        if speaker.confirmed and speaker.role in _PRESENTS
    }
    if sessions and groups <= {StakeholderGroup.GOVERNMENT}:
        yield RuleBroken(
            OTHER_PRESENTERS,
            "All who present in this programme are of governments."
            if groups
            else "Nobody is confirmed to present in this programme, and so nobody who is not of a government.",
            remedy="Invite somebody of civil society, the private sector or academia to present.",
        )
