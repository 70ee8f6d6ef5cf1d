"""The one way around R27: on the day there was no Migrant's Voice, and the head of the secretariat says why."""

from services.events.domain.rules import MIGRANTS_VOICE_ON_THE_DAY
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, RuleBroken


def no_voice_on_the_day(*, lacking: bool) -> Obstacles:
    """What is in the way of ``held`` without a departure."""
    if lacking:
        yield RuleBroken(
            MIGRANTS_VOICE_ON_THE_DAY,
            "The workshop had no Migrant’s Voice session with a confirmed migrant speaker.",
            remedy="Confirm the migrant speaker who spoke; if there was none at all, give the departure of the head "
            "of the secretariat with both name and reason.",
        )


def check_departure(*, lacking: bool, by: str | None, reason: str | None) -> str | None:
    """The reason that travels, or ``None`` when no departure was needed.

    ``by`` names the head of the secretariat. Raises ``RuleBroken`` R27 when the Migrant's Voice is
    lacking and either is missing, ``InvalidInput`` for a departure from a rule that is kept.
    """
    given = bool(by and by.strip()), bool(reason and reason.strip())
    refuse(no_voice_on_the_day(lacking=lacking and not all(given)))
    if not lacking and any(given):
        raise InvalidInput(
            "A departure from the Migrant’s Voice rule is given, but the rule is kept.", remedy="Leave it out."
        )
    return reason.strip() if lacking and reason else None
