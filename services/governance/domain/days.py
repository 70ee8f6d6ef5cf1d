"""The day of a moment, as a clock on the wall of the venue has it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def day_there(moment: datetime, *, zone: str | None) -> date:
    """``zone`` is what events told, an IANA name. A name that this machine does not know counts as UTC: what was told
    is shown all the same."""
    return moment.astimezone(zone_there(zone)).date()


def zone_there(zone: str | None) -> ZoneInfo:
    """The time zone; UTC for none and for a name that this machine does not know."""
    try:
        return ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(str(UTC))
