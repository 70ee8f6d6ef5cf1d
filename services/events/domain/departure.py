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


def departs_from_voice(*, by: str | None, reason: str | None) -> bool:
    """Whether somebody departs from R27: by name, and for a reason."""
    return bool(by and by.strip()) and bool(reason and reason.strip())


def check_departure(*, lacking: bool, by: str | None, reason: str | None) -> str | None:
    """The reason that travels, or ``None`` when no departure was needed.

    ``by`` names the head of the secretariat. Raises ``RuleBroken`` R27 when the Migrant's Voice is
    lacking and either is missing, ``InvalidInput`` for a departure from a rule that is kept.
    """
    refuse(no_voice_on_the_day(lacking=lacking and not departs_from_voice(by=by, reason=reason)))
    if not lacking and any(text and text.strip() for text in (by, reason)):
        raise InvalidInput(
            "A departure from the Migrant’s Voice rule is given, but the rule is kept.", remedy="Leave it out."
        )
    return reason.strip() if lacking and reason else None
