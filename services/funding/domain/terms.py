"""The words of sponsorship, and what is said of each wherever it enters: covered kinds (R54), cabins (R52), stays."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.funding.domain.rules import ECONOMY_ONLY, THREE_COVERED_KINDS
from shared.contracts.funding import CoveredKind
from shared.domain.errors import InvalidInput, RuleBroken

ECONOMY = "economy"
LONGEST_STAY_DAYS = 31


class Meal(StrEnum):
    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"


class Ending(StrEnum):
    """Why a sponsored journey does not take place."""

    WITHDREW = "withdrew"
    VISA_REFUSED = "visa_refused"
    DID_NOT_BOARD = "did_not_board"
    WORKSHOP_CALLED_OFF = "workshop_called_off"


class PrivateField(StrEnum):
    """What is needed of a traveller and is nobody else's business (R77)."""

    PASSPORT = "passport"
    BANK = "bank"


def covered_kinds(words: Sequence[str]) -> tuple[CoveredKind, ...]:
    """The kinds of cost that are asked for. Raises ``RuleBroken`` R54 for any other word."""
    known = {kind.value: kind for kind in CoveredKind}
    for word in words:
        if word not in known:
            raise RuleBroken(
                THREE_COVERED_KINDS,
                f"“{word}” is not covered.",
                remedy=f"Ask for some of: {', '.join(CoveredKind)}. Nothing else is paid for a traveller.",
            )
    return tuple(kind for kind in CoveredKind if kind.value in words)


def require_economy(cabins: Sequence[str]) -> None:
    """``cabins``: that of every leg of a fare. Raises ``RuleBroken`` R52 when one is not economy class."""
    for cabin in cabins:
        if cabin != ECONOMY:
            raise RuleBroken(
                ECONOMY_ONLY,
                f"A leg of this fare is in “{cabin}”.",
                remedy="Give a fare whose every leg is in economy class (cabin “economy”).",
            )
    if not cabins:
        raise InvalidInput("The fare names no cabin.", remedy="Name the cabin of every leg.")


class Provided(BaseModel):
    """What the traveller is given in kind on one day, by the host or anybody else. Accommodation is of the night
    after that day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: date
    accommodation: bool = False
    meals: tuple[Meal, ...] = ()


class Stay(BaseModel):
    """Where a traveller is for the workshop, from the day of arrival to that of departure. ``country``: ISO 3166-1
    alpha-2."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str
    city: str
    arrival: date
    departure: date
    provided: tuple[Provided, ...] = ()

    @classmethod
    def of(cls, *, country: str, city: str, arrival: date, departure: date, provided: Sequence[Provided]) -> Self:
        """Raises ``InvalidInput`` for days that make no stay."""
        if not 0 <= (departure - arrival).days < LONGEST_STAY_DAYS:
            raise InvalidInput(
                f"From {arrival.isoformat()} to {departure.isoformat()} is no stay for a workshop.",
                remedy=f"Give a departure on the day of arrival or later, and at most {LONGEST_STAY_DAYS} days.",
            )
        days = [one.on for one in provided]
        if len(set(days)) != len(days) or any(not arrival <= day <= departure for day in days):
            raise InvalidInput(
                "What is provided is said twice for a day, or for a day outside the stay.",
                remedy="Name each day of the stay at most once.",
            )
        stay = cls(country=country, city=city, arrival=arrival, departure=departure, provided=tuple(provided))
        if any(one.accommodation and not stay.has_night(one.on) for one in provided):
            raise InvalidInput(
                "Accommodation is provided for the day of departure, which has no night.",
                remedy="Leave it out for the last day.",
            )
        return stay

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(
            self.arrival + timedelta(days=number) for number in range((self.departure - self.arrival).days + 1)
        )

    def has_night(self, day: date) -> bool:
        """Whether the night after ``day`` belongs to the stay."""
        return day < self.departure

    def provided_on(self, day: date) -> Provided:
        return next((one for one in self.provided if one.on == day), Provided(on=day))

    @property
    def lodged_throughout(self) -> bool:
        """Whether somebody provides every night."""
        return all(self.provided_on(day).accommodation for day in self.days if self.has_night(day))
