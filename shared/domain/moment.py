"""Moments: UTC, milliseconds, and written with a fixed width, so that text order is time order."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, PlainSerializer


def to_millisecond(moment: datetime) -> datetime:
    """The same moment in UTC, cut to the millisecond that BSON and our wire format keep."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def write_moment(moment: datetime) -> str:
    """``2018-03-26T08:00:00.000Z``: always 24 characters, so that sorting text sorts time."""
    return to_millisecond(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[
    AwareDatetime,
    AfterValidator(to_millisecond),
    PlainSerializer(write_moment, return_type=str, when_used="json"),
]
