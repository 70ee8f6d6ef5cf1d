"""A venue that workshops are held in: where it is, how many it seats, and whose clocks its sessions follow."""

from services.events.domain.days import check_country, zone_of
from services.events.domain.place_log import VenueChanged, VenueRegistered
from shared.contracts.events import Mode, Schedule, Venue
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput


class Place(Aggregate, type="venue", collection="venues"):
    """``country``: ISO 3166-1 alpha-2; ``zone``: IANA; ``capacity`` counts seats in its largest room."""

    name: str
    city: str
    country: str
    zone: str
    capacity: int

    def register(self, act: Act) -> None:
        """Raises ``InvalidInput`` for a country or a time zone that there is not."""
        self._check()
        self.record(VenueRegistered(country=self.country, zone=self.zone, capacity=self.capacity), act=act)

    def change(self, act: Act, *, name: str, city: str, country: str, zone: str, capacity: int) -> None:
        """Workshops keep the venue as it was when they were scheduled, until they are scheduled again."""
        self.name, self.city, self.country, self.zone, self.capacity = name, city, country, zone, capacity
        self._check()
        self.record(VenueChanged(country=country, zone=zone, capacity=capacity), act=act)

    def require_room_for(self, schedule: Schedule) -> None:
        """Raises ``InvalidInput`` when it does not fit: more seats than there are, or another country's clocks."""
        if schedule.mode is not Mode.ONLINE and schedule.capacity > self.capacity:
            raise InvalidInput(
                f"{self.name} seats {self.capacity}, and the workshop is to seat {schedule.capacity}.",
                remedy="Give a capacity that the venue has, or choose a larger one.",
            )
        if schedule.zone != self.zone:
            raise InvalidInput(
                f"{self.name} keeps the time of {self.zone}, and the schedule that of {schedule.zone}.",
                remedy="Give the time zone of the venue.",
            )

    @property
    def told(self) -> Venue:
        return Venue(name=self.name, city=self.city, country=self.country)

    def _check(self) -> None:
        check_country(self.country)
        zone_of(self.zone)
