"""The one way around R27: on the day there was no Migrant's Voice, and the head of the secretariat says why."""

from services.events.domain.rules import MIGRANTS_VOICE
from shared.domain.errors import InvalidInput, RuleBroken


def check_departure(*, lacking: bool, by: str | None, reason: str | None) -> str | None:
    """The reason that travels, or ``None`` when no departure was needed.

    ``by`` names the head of the secretariat. Raises ``RuleBroken`` R27 when the Migrant's Voice is
    lacking and either is missing, ``InvalidInput`` for a departure from a rule that is kept.
    """
    given = bool(by and by.strip()), bool(reason and reason.strip())
    if lacking and not all(given):
        raise RuleBroken(
            MIGRANTS_VOICE,
            "The workshop had no Migrant’s Voice session with a confirmed migrant speaker.",
            remedy="Confirm the migrant speaker who spoke; if there was none at all, give the departure of the head "
            "of the secretariat with both name and reason.",
        )
    if not lacking and any(given):
        raise InvalidInput(
            "A departure from the Migrant’s Voice rule is given, but the rule is kept.", remedy="Leave it out."
        )
    return reason.strip() if lacking and reason else None
