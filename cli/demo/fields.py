"""What a field of a demonstration file may hold: days and moments of the past, texts, amounts of money.

A text is English, or ``{en, fr, es}`` with gaps left out; money is written ``42000.00 CHF``.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, NaiveDatetime, StringConstraints

from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.domain.text import LocalizedText


def _not_in_the_future(day: date) -> date:
    today = datetime.now(UTC).date()
    if day > today:
        raise ValueError(f"{day.isoformat()} lies in the future (today is {today.isoformat()}, UTC)")
    return day


def _moment_not_in_the_future(moment: datetime) -> datetime:
    _not_in_the_future(moment.date())
    return moment


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"“{name}” is not a time zone such as Europe/Zurich") from None
    return name


def _in_english(text: Any) -> Any:
    return {"en": text} if isinstance(text, str) else text


def _as_money(given: Any) -> Any:
    """From ``42000.00 CHF``."""
    if not isinstance(given, str):
        return given
    amount, _, currency = given.partition(" ")
    try:
        return Money.of(amount, currency)
    except (InvalidInput, ValueError):
        raise ValueError(f"“{given}” is not an amount and a currency, such as 42000.00 CHF") from None


Day = Annotated[date, AfterValidator(_not_in_the_future)]
LocalTime = Annotated[NaiveDatetime, AfterValidator(_moment_not_in_the_future)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Words = Annotated[LocalizedText, BeforeValidator(_in_english)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Amount = Annotated[Money, BeforeValidator(_as_money)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Heads = Annotated[int, Field(ge=0)]


class Section(BaseModel):
    """A field that nobody knows is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Which(StrEnum):
    """The gatherings that follow from a decision of the Membership."""

    FIRST_WORKSHOP = "first_workshop"
    SECOND_WORKSHOP = "second_workshop"
    CONFERENCE = "conference"
    COUNCIL_IDM_SESSION = "council_idm_session"
