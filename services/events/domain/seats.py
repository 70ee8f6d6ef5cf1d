"""The seats of one workshop: how many there are, who may have them, and how many are taken.

Whoever takes a seat, frees one or joins the waiting list writes this small document too. So of a thousand who want the
last ten at the same moment exactly ten get one, and nobody is put to wait while a seat becomes free beside them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from pydantic import Field

from services.events.domain.registration import Attends, Registration, RegistrationState, Seat
from services.events.domain.registration_log import (
    GendersRecounted,
    RegistrationOpened,
    SeatFreed,
    SeatingChanged,
    SeatMoved,
    SeatTaken,
    WaitingListJoined,
    WaitingListLeft,
)
from shared.contracts.events import Mode, StakeholderGroup
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier

K = TypeVar("K", bound=str)
RESERVABLE = frozenset(
    {
        StakeholderGroup.MIGRANT,
        StakeholderGroup.CIVIL_SOCIETY,
        StakeholderGroup.PRIVATE_SECTOR,
        StakeholderGroup.ACADEMIA,
    }
)
"""Whose reserved seats stand outside R31 (domain.md 1.8)."""


class Approval(StrEnum):
    BY_HAND = "by_hand"
    AUTOMATIC = "automatic"
    """Whoever registers is approved at once."""


def seats_id(workshop: str) -> str:
    """The identifier follows from the workshop's, however long that is."""
    wanted = f"seats-{workshop}"
    return wanted if len(wanted) <= 100 else f"seats-{hashlib.sha256(workshop.encode()).hexdigest()}"


class Seats(Aggregate, type="seats", collection="seats"):
    workshop: Identifier
    capacity: int
    mode: Mode
    approval: Approval
    per_delegation: int | None = None
    """How many of one body sit in the room; ``None``: as many as there are seats."""
    reserved: dict[StakeholderGroup, int] = Field(default_factory=dict)
    open_taken: int = 0
    reserved_taken: dict[StakeholderGroup, int] = Field(default_factory=dict)
    online: int = 0
    waiting: int = 0
    waiting_governments: int = 0
    by_group: dict[StakeholderGroup, int] = Field(default_factory=dict)
    """Everybody who was accepted, in the room or on line; the same by country (ISO 3166-1 alpha-2)."""
    by_country: dict[str, int] = Field(default_factory=dict)
    by_gender: dict[str, int] = Field(default_factory=dict)
    """The same by gender, of those who say it: counts alone, whose it is stands beside the record (R77)."""
    delegations: dict[Identifier, int] = Field(default_factory=dict)
    """Seats in the room by body; a body without any is absent."""

    @classmethod
    def open(
        cls,
        act: Act,
        *,
        workshop: str,
        capacity: int,
        mode: Mode,
        approval: Approval,
        per_delegation: int | None,
        reserved: Mapping[StakeholderGroup, int],
    ) -> "Seats":
        one = cls(
            id=seats_id(workshop),
            workshop=workshop,
            capacity=capacity,
            mode=mode,
            approval=approval,
            per_delegation=per_delegation,
            reserved=_judged(reserved, capacity),
        )
        one.record(RegistrationOpened(workshop=workshop, **one._seating()), act=act)
        return one

    def share_out(
        self,
        act: Act,
        *,
        approval: Approval,
        per_delegation: int | None,
        reserved: Mapping[StakeholderGroup, int],
    ) -> None:
        """Other rules for the seats that are given from now on; whoever has one keeps it."""
        self.approval, self.per_delegation = approval, per_delegation
        self.reserved = _judged(reserved, self.capacity)
        self.record(SeatingChanged(**self._seating()), act=act)

    def follow(self, act: Act, *, capacity: int, mode: Mode) -> bool:
        """The workshop has another room, or another mode. Whoever has a seat keeps it, also where the new room is too
        small: that is ``overbooked`` until people withdraw. Answers whether anything changed."""
        if (self.capacity, self.mode) == (capacity, mode):
            return False
        self.capacity, self.mode = capacity, mode
        self.record(SeatingChanged(**self._seating()), act=act)
        return True

    @property
    def taken(self) -> int:
        """In the room."""
        return self.open_taken + sum(self.reserved_taken.values())

    @property
    def free(self) -> int:
        return max(0, self.capacity - self.taken)

    @property
    def overbooked(self) -> int:
        """How many more were accepted than the room seats."""
        return max(0, self.taken - self.capacity) if self.mode is not Mode.ONLINE else 0

    @property
    def open_free(self) -> int:
        """Seats that are free for everybody: those kept for a group and not taken by it are not."""
        kept = sum(max(0, many - self.reserved_taken.get(group, 0)) for group, many in self.reserved.items())
        return max(0, self.free - kept)

    def is_full_for(self, body: str | None) -> bool:
        """Whether the delegation has all the seats that one may have."""
        return body is not None and self.per_delegation is not None and self._of(body) >= self.per_delegation

    def seat_for(self, *, group: StakeholderGroup, body: str | None, attends: Attends) -> Seat | None:
        """The seat that such a person would get now, or ``None``."""
        if self.mode is Mode.ONLINE or attends is Attends.ONLINE:
            return Seat.ONLINE
        if self.is_full_for(body) or not self.free:
            return None
        if self._is_reserved_for(group):
            return Seat.RESERVED
        return Seat.OPEN if self.open_free else None

    def take(self, act: Act, registration: Registration, *, gender: str | None) -> Seat | None:
        """The seat that this registration has now; without one it waits, and is not seated from the list either.
        ``gender`` is what the person says, or nothing."""
        was_waiting = registration.state is RegistrationState.WAITING
        seat = self.seat_for(group=registration.group, body=registration.body, attends=registration.attends)
        if seat is not None:
            if was_waiting:
                self._count_waiting(registration.group, by=-1)
            self._give(act, registration, seat, gender=gender)
        elif not was_waiting:
            self._join_waiting_list(act, registration)
        return seat

    def _give(self, act: Act, registration: Registration, seat: Seat, *, gender: str | None) -> None:
        self._count(seat, registration.group, registration.country, registration.body, by=1)
        self._count_gender(gender, by=1)
        self.record(SeatTaken(registration=registration.id, seat=seat), act=act)

    def _join_waiting_list(self, act: Act, registration: Registration) -> None:
        self._count_waiting(registration.group, by=1)
        self.record(WaitingListJoined(registration=registration.id), act=act)

    def give_back(self, act: Act, registration: Registration, seat: Seat, *, gender: str | None) -> None:
        self._count(seat, registration.group, registration.country, registration.body, by=-1)
        self._count_gender(gender, by=-1)
        self.record(SeatFreed(registration=registration.id, seat=seat), act=act)

    def recount_genders(self, act: Act, changes: Iterable[tuple[str | None, str | None]]) -> None:
        """Of accepted people: what each said before, and says now; nothing once it is erased or purged."""
        for before, after in changes:
            self._count_gender(before, by=-1)
            self._count_gender(after, by=1)
        self.record(GendersRecounted(), act=act)

    def leave_waiting_list(self, act: Act, registration: Registration) -> None:
        """One that waited waits no more, and had no seat."""
        self._count_waiting(registration.group, by=-1)
        self.record(WaitingListLeft(registration=registration.id), act=act)

    def move(
        self, act: Act, registration: Registration, *, body: str | None, group: StakeholderGroup, country: str | None
    ) -> Seat | None:
        """The person of this ``registration``, as it was before, comes for ``body`` from now on, and is counted there,
        with its group and country. Nobody loses a seat by it: one that was kept for the group of before is an open one
        then, and its group has the next that becomes free. Answers the seat, ``None`` of one that waits.

        Raises ``WrongState`` where the other delegation is full.
        """
        seat = registration.seat
        if seat is None:
            self._count_waiting(registration.group, by=-1)
            self._count_waiting(group, by=1)
        else:
            if seat is not Seat.ONLINE and body != registration.body and self.is_full_for(body):
                raise WrongState(
                    f"The delegation {body} has the {self.per_delegation} seats that one may have.",
                    remedy="Withdraw one of its people first, or share the seats out otherwise.",
                )
            self._count(seat, registration.group, registration.country, registration.body, by=-1)
            if seat is not Seat.ONLINE and group is not registration.group:
                seat = Seat.RESERVED if self._is_reserved_for(group) else Seat.OPEN
            self._count(seat, group, country, body, by=1)
        self.record(
            SeatMoved(registration=registration.id, before=registration.body, after=body, group=group, seat=seat),
            act=act,
        )
        return seat

    def attend(self, act: Act, registration: Registration, *, attends: Attends, gender: str | None) -> Seat | None:
        """The person of this ``registration``, as it was before, comes into the room from now on, or follows on line.
        A seat that it had is given back. Answers the one that it has now, ``None`` of one that waits. Raises
        ``InvalidInput`` where a workshop has no such place."""
        self.check_attends(attends)
        if registration.seat is None:
            self.leave_waiting_list(act, registration)
        else:
            self.give_back(act, registration, registration.seat, gender=gender)
        seat = self.seat_for(group=registration.group, body=registration.body, attends=attends)
        if seat is None:
            self._join_waiting_list(act, registration)
        else:
            self._give(act, registration, seat, gender=gender)
        return seat

    def bring_into_room(self, act: Act, registration: Registration, *, gender: str | None) -> Seat:
        """There is a room again: whoever wants it and was accepted while there was none sits in it from now on, and is
        counted there, also where it is too small: that is ``overbooked``."""
        self.give_back(act, registration, Seat.ONLINE, gender=gender)
        seat = Seat.RESERVED if self._is_reserved_for(registration.group) else Seat.OPEN
        self._give(act, registration, seat, gender=gender)
        return seat

    def check_attends(self, attends: Attends) -> None:
        """Raises ``InvalidInput`` where a workshop has no such place."""
        if self.mode is Mode.IN_PERSON and attends is Attends.ONLINE:
            raise InvalidInput("Nobody attends this workshop on line.", remedy="Register the person for the room.")
        if self.mode is Mode.ONLINE and attends is Attends.ROOM:
            raise InvalidInput("This workshop has no room.", remedy="Register the person as attending on line.")

    def _of(self, body: str) -> int:
        return self.delegations.get(body, 0)

    def _is_reserved_for(self, group: StakeholderGroup) -> bool:
        """Whether one of the seats kept for the group is not taken by it."""
        return self.reserved_taken.get(group, 0) < self.reserved.get(group, 0)

    def _count_waiting(self, group: StakeholderGroup, *, by: int) -> None:
        self.waiting += by
        if group is StakeholderGroup.GOVERNMENT:
            self.waiting_governments += by

    def _count(self, seat: Seat, group: StakeholderGroup, country: str | None, body: str | None, *, by: int) -> None:
        self.by_group = _counted(self.by_group, group, by)
        if country is not None:
            self.by_country = _counted(self.by_country, country, by)
        if seat is Seat.ONLINE:
            self.online += by
            return
        if seat is Seat.RESERVED:
            self.reserved_taken = _counted(self.reserved_taken, group, by)
        else:
            self.open_taken += by
        if body is not None:
            self.delegations = _counted(self.delegations, body, by)

    def _count_gender(self, gender: str | None, *, by: int) -> None:
        if gender is not None:
            self.by_gender = _counted(self.by_gender, gender, by)

    def _seating(self) -> dict[str, object]:
        return {
            "capacity": self.capacity,
            "mode": self.mode,
            "approval": self.approval,
            "per_delegation": self.per_delegation,
            "reserved": self.reserved,
        }


def _counted(figures: Mapping[K, int], key: K, by: int) -> dict[K, int]:
    """One figure changed; those of nobody are left out."""
    left = figures.get(key, 0) + by
    others = {one: many for one, many in figures.items() if one != key}
    return {**others, key: left} if left else others


def _judged(reserved: Mapping[StakeholderGroup, int], capacity: int) -> dict[StakeholderGroup, int]:
    others = sorted(group.value for group in reserved if group not in RESERVABLE)
    if others:
        raise InvalidInput(
            f"No seats are reserved for {', '.join(others)}.",
            remedy=f"Reserve them for {', '.join(sorted(RESERVABLE))}; governments come first by R31.",
        )
    if sum(reserved.values()) > capacity:
        raise InvalidInput(
            f"More seats are reserved than there are ({capacity}).", remedy="Reserve fewer, or find a larger room."
        )
    return {group: many for group, many in reserved.items() if many}
