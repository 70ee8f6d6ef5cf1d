"""A schedule's local days: what a date rule (R25, R39) sees is the calendar of the place, not UTC."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.events import Mode, Schedule
from shared.domain.countries import COUNTRIES
from shared.domain.errors import InvalidInput

LONGEST = timedelta(days=31)
"""Nothing in the calendar lasts longer; a mistyped year would otherwise fill the days of centuries."""


def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone. Raises ``InvalidInput`` for a name that is none."""
    try:
        if "/" not in name and name != "UTC":  # “localtime” would mean the server's own
            raise KeyError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidInput(
            f"“{name}” is not a time zone of the IANA database.", remedy="Name one such as Europe/Zurich."
        ) from None


def first_day(schedule: Schedule) -> date:
    """The first day, as the venue's clocks tell it."""
    return _local(schedule, schedule.start).date()


def last_day(schedule: Schedule) -> date:
    """The last day, as the venue's clocks tell it; an end at midnight belongs to the day before."""
    return _local(schedule, schedule.end - timedelta(milliseconds=1)).date()


def check_schedule(schedule: Schedule) -> None:
    """Raises ``InvalidInput`` when the schedule makes no sense in itself."""
    zone_of(schedule.zone)
    if schedule.end <= schedule.start:
        raise InvalidInput("The workshop ends before it starts.", remedy="Give an end after the start.")
    if schedule.end - schedule.start > LONGEST:
        raise InvalidInput(
            f"The workshop lasts longer than {LONGEST.days} days.", remedy="Check the year of start and end."
        )
    if schedule.venue is None and schedule.mode is not Mode.ONLINE:
        raise InvalidInput(
            "A workshop that people travel to needs a venue.", remedy="Give the venue, or make the workshop online."
        )
    if schedule.venue is not None and schedule.mode is Mode.ONLINE:
        raise InvalidInput("An online workshop has no venue.", remedy="Leave the venue out, or make it hybrid.")
    if schedule.venue is not None:
        check_country(schedule.venue.country)
    if schedule.capacity < 1:
        raise InvalidInput("A workshop seats at least one person.", remedy="Give a capacity of 1 or more.")
    if not schedule.languages:
        raise InvalidInput("A workshop has a language.", remedy="Name at least one of en, fr, es.")


def check_country(code: str) -> None:
    """Raises ``InvalidInput`` for what is no country of ISO 3166-1 (alpha-2)."""
    if code not in COUNTRIES:
        raise InvalidInput(f"“{code}” is no country of ISO 3166-1.", remedy="Give its two letters, such as CH.")


def _local(schedule: Schedule, moment: datetime) -> datetime:
    return moment.astimezone(zone_of(schedule.zone))
