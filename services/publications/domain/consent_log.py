"""Audit messages on names and pictures that were taken back: recorded, never sent. Identifiers alone, no name."""

from shared.contracts.events import ConsentUse
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class WithdrawalFollowed(
    Message,
    type="int.iom.idm.publications.WithdrawalFollowed.v1",
    aggregate="report",
    audience=Audience.AUDIT,
):
    """A person took out what these speakers took back the yes to, or found nothing of it."""

    voices: tuple[Identifier, ...]
    uses: tuple[ConsentUse, ...]
    after_close: bool = False
    """It happened after the year was closed (domain.md 1.8)."""
