"""One person's registration for a workshop: from its receipt to a seat, to the waiting list, or to its end.

Who the person is stands in a document beside the record, by the same identifier (invariant 10).
"""

from datetime import date
from enum import StrEnum

from services.events.domain.group import GroupReason
from services.events.domain.registration_log import (
    RegistrationAccepted,
    RegistrationBodyBack,
    RegistrationBodyLeft,
    RegistrationDetailsChanged,
    RegistrationMoved,
    RegistrationPresenceChanged,
    RegistrationPutToWait,
    RegistrationReceived,
    RegistrationRefused,
    RegistrationToldApart,
    RegistrationWithdrawn,
)
from services.events.domain.rules import GOVERNMENTS_FIRST, NOBODY_IS_BARRED
from shared.contracts.events import Mode, StakeholderGroup
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment, write_moment
from shared.domain.text import LocalizedText


class Attends(StrEnum):
    """Where the person wants to be. Capacity and R31 concern the room (domain.md 1.8)."""

    ROOM = "room"
    ONLINE = "online"


class Seat(StrEnum):
    OPEN = "open"
    RESERVED = "reserved"
    """One of those kept for the person's group; R31 orders the others (domain.md 1.8)."""
    ONLINE = "online"


class RegistrationState(StrEnum):
    RECEIVED = "received"
    """It waits for approval."""
    ACCEPTED = "accepted"
    WAITING = "waiting"
    """Approved, and on the waiting list."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Ground(StrEnum):
    """Why a registration may be refused. A category is not among them (R32)."""

    DUPLICATE = "duplicate"
    """The person is registered already; ``same_as`` says where."""
    NOT_SENT_BY_BODY = "not_sent_by_body"
    """The body that it names says that it does not send this person."""
    UNTRUE_DETAILS = "untrue_details"
    NO_ENTRY = "no_entry"
    """The host country or the building does not let the person in."""


class Registration(Aggregate, type="registration", collection="registrations"):
    workshop: Identifier
    group: StakeholderGroup
    body: Identifier | None = None
    """Whose delegation the person is of."""
    country: str | None = None
    """ISO 3166-1 alpha-2, of the body or, without one, of the person's work: for the balance (R34)."""
    own_country: bool | None = None
    """Whether the country is the person's own, and not the body's; ``None`` of before that was noted."""
    attends: Attends
    state: RegistrationState = RegistrationState.RECEIVED
    received_at: Moment
    queue: str
    """What the waiting list is sorted by. It changes with the group alone, when the secretariat says that the person
    comes for another body: nobody’s turn hangs on what becomes of others (R31)."""
    seat: Seat | None = None
    ground: Ground | None = None
    same_as: Identifier | None = None
    body_left_on: date | None = None
    """Since when its body is not of the Membership any more; somebody says for whom the person comes now."""
    regrouped_on: date | None = None
    """The day since when the person is of another group, having come for another body: the person is told (R31)."""
    told_apart: tuple[Identifier, ...] = ()
    """Registrations that read alike, and are other people."""

    @classmethod
    def receive(
        cls,
        act: Act,
        *,
        id: str,
        workshop: str,
        group: StakeholderGroup,
        body: str | None,
        country: str | None,
        attends: Attends,
        own_country: bool = False,
        body_left_on: date | None = None,
        group_reason: GroupReason | None = None,
    ) -> "Registration":
        """R32: of whatever group the person is; ``group_reason`` says why it is not that of the body (R31)."""
        one = cls(
            id=id,
            workshop=workshop,
            group=group,
            body=body,
            country=country,
            own_country=own_country,
            attends=attends,
            body_left_on=body_left_on,
            received_at=act.recorded_at,
            queue=queue_of(group, act.recorded_at, id),
        )
        one.record(
            RegistrationReceived(workshop=workshop, group=group, body=body, attends=attends, group_reason=group_reason),
            act=act,
        )
        return one

    def accept(self, act: Act, *, seat: Seat) -> None:
        """It has a seat."""
        refuse(self.obstacles_outside(_SEATED_FROM, "given a seat"))
        self.state, self.seat = RegistrationState.ACCEPTED, seat
        self.record(RegistrationAccepted(seat=seat), act=act)

    def wait(self, act: Act) -> None:
        """It is approved, and no seat is free."""
        refuse(self.obstacles_to_approve())
        self.state = RegistrationState.WAITING
        self.record(RegistrationPutToWait(), act=act)

    def turn_down(self, act: Act, *, ground: str, same_as: str | None) -> None:
        """It is refused. Raises ``RuleBroken`` R32 for a ground that is none, such as the person's category."""
        refuse(self.obstacles_to_refuse())
        self.ground = ground_of(ground)
        if (self.ground is Ground.DUPLICATE) is (same_as is None):
            raise InvalidInput(
                "A duplicate, and nothing else, names the registration that stands for the person.",
                remedy="Give same_as with the ground “duplicate”, and leave it out otherwise.",
            )
        if self.ground is Ground.NOT_SENT_BY_BODY and self.body is None:
            raise InvalidInput(
                "This registration names no body that could have sent the person.", remedy="Choose another ground."
            )
        if same_as == self.id:
            raise InvalidInput("A registration is no duplicate of itself.", remedy="Name the other one.")
        self.state, self.same_as, self.seat = RegistrationState.REFUSED, same_as, None
        self.record(RegistrationRefused(ground=self.ground, same_as=same_as), act=act)

    def withdraw(self, act: Act) -> None:
        refuse(self.obstacles_to_withdraw())
        seat, self.seat = self.seat, None
        self.state = RegistrationState.WITHDRAWN
        self.record(RegistrationWithdrawn(seat=seat), act=act)

    def tell_apart(self, act: Act, *, other: str) -> None:
        """Not the same person as ``other``, though they read alike."""
        if other == self.id or other in self.told_apart:
            raise WrongState("These two are told apart already.", remedy="Nothing is to do.")
        self.told_apart = (*self.told_apart, other)
        self.record(RegistrationToldApart(other=other), act=act)

    def note_body_left(self, act: Act, *, left_on: date) -> None:
        """Nobody loses a seat by it (R32): it is a fact that a person looks at."""
        self.body_left_on = left_on
        self.record(RegistrationBodyLeft(left_on=left_on), act=act)

    def note_body_back(self, act: Act) -> None:
        """Its body is of the Membership again: nobody has to say for whom the person comes."""
        self.body_left_on = None
        self.record(RegistrationBodyBack(), act=act)

    def come_for(
        self,
        act: Act,
        *,
        body: str | None,
        group: StakeholderGroup,
        country: str | None,
        own_country: bool,
        seat: Seat | None,
        group_reason: GroupReason | None = None,
    ) -> None:
        """The person comes for another body, or for none, and is of that one's group from now on: the place in the
        waiting list is the one of that group at the moment of the registration (R31). ``seat`` is as
        :meth:`Seats.move` counts it."""
        refuse(self.obstacles_to_come_for(body, group))
        if group is not self.group:
            self.regrouped_on = act.occurred_on
        before, self.body, self.body_left_on = self.body, body, None
        self.group, self.seat = group, seat
        self.country, self.own_country = country, own_country
        self.queue = queue_of(group, self.received_at, self.id)
        self.record(
            RegistrationMoved(before=before, after=body, group=group, group_reason=group_reason, seat=seat), act=act
        )

    def attend(self, act: Act, *, attends: Attends, seat: Seat | None) -> None:
        """The person comes into the room, or follows on line, from now on. ``seat`` is as :meth:`Seats.attend` counts
        it: without one, whoever was approved waits, at the place of the moment of the registration (R31)."""
        refuse(self.obstacles_to_attend(attends))
        self.attends = attends
        self.sit(act, seat=seat)

    def sit(self, act: Act, *, seat: Seat | None) -> None:
        if self.state is not RegistrationState.RECEIVED:
            self.state = RegistrationState.WAITING if seat is None else RegistrationState.ACCEPTED
            self.seat = seat
        self.record(RegistrationPresenceChanged(attends=self.attends, seat=self.seat), act=act)

    def change_details(self, act: Act, *, fields: tuple[str, ...]) -> None:
        """Personal fields beside the record changed."""
        self.record(RegistrationDetailsChanged(fields=fields), act=act)

    # What is in the way whatever the payload says

    def obstacles_outside(self, allowed: frozenset[RegistrationState], done: str) -> Obstacles:
        if self.state not in allowed:
            yield WrongState(
                f"This registration is {self.state.value} and cannot be {done}.",
                remedy="Register the person again if that is meant."
                if self.state in _ENDED
                else "Read it again to see where it stands.",
            )

    def obstacles_to_approve(self) -> Obstacles:
        yield from self.obstacles_outside(frozenset({RegistrationState.RECEIVED}), "approved")

    def obstacles_to_refuse(self) -> Obstacles:
        yield from self.obstacles_outside(LIVE, "refused")

    def obstacles_to_move(self) -> Obstacles:
        yield from self.obstacles_outside(LIVE, "moved to another delegation")

    def obstacles_to_change_presence(self, mode: Mode | None = None) -> Obstacles:
        """``mode`` is that of the workshop: where it has one place alone, who is there has no other."""
        yield from self.obstacles_outside(LIVE, "moved into the room or on line")
        if mode is Mode.IN_PERSON and self.attends is Attends.ROOM:
            yield WrongState("Nobody attends this workshop on line.", remedy="Make it hybrid first.")
        if mode is Mode.ONLINE and self.attends is Attends.ONLINE:
            yield WrongState("This workshop has no room.", remedy="Give it one first.")

    def obstacles_to_attend(self, attends: Attends) -> Obstacles:
        yield from self.obstacles_to_change_presence()
        if attends is self.attends:
            yield WrongState(
                "The person attends on line already."
                if attends is Attends.ONLINE
                else "The person is registered for the room already.",
                remedy="Nothing is to do.",
            )

    def obstacles_to_come_for(self, body: str | None, group: StakeholderGroup) -> Obstacles:
        yield from self.obstacles_to_move()
        if body == self.body and group is self.group and self.body_left_on is None:
            yield WrongState("The person comes for this body already.", remedy="Nothing is to do.")

    def obstacles_to_withdraw(self) -> Obstacles:
        yield from self.obstacles_outside(LIVE, "withdrawn")


_ENDED = frozenset({RegistrationState.REFUSED, RegistrationState.WITHDRAWN})
LIVE = frozenset(RegistrationState) - _ENDED
_SEATED_FROM = frozenset({RegistrationState.RECEIVED, RegistrationState.WAITING})
GOVERNMENTS, OTHERS = "0", "1"
"""What the queue of the two begins with."""


def queue_of(group: StakeholderGroup, received_at: Moment, id: str) -> str:
    """R31: governments first, then by the moment of registration, then by identifier."""
    rank = GOVERNMENTS if group is StakeholderGroup.GOVERNMENT else OTHERS
    return f"{rank} {write_moment(received_at)} {id}"


def ground_of(text: str) -> Ground:
    """The ground a request names. Raises ``RuleBroken`` R32 for any other."""
    try:
        return Ground(text)
    except ValueError:
        raise RuleBroken(
            NOBODY_IS_BARRED,
            f"“{text}” is no ground on which a registration is refused.",
            remedy=f"Name one of: {', '.join(Ground)}; or put the person on the waiting list.",
        ) from None


def explained(
    *, place: int, governments: int, group: StakeholderGroup, regrouped_on: date | None = None
) -> LocalizedText:
    """What a person on the waiting list is told. ``governments`` stand before ``place`` in the list; ``regrouped_on``
    says since when the person comes for a body of another group, and so has another place."""
    said, rule = _place_said(place=place, governments=governments, group=group), GOVERNMENTS_FIRST.number
    if regrouped_on is None:
        return said
    day = regrouped_on.isoformat()
    return LocalizedText(
        en=f"{said.en}; your place is that of the delegation you come for since {day}, {rule}",
        fr=f"{said.fr} ; votre place est celle de la délégation dont vous êtes depuis le {day}, {rule}",
        es=f"{said.es}; su puesto es el de la delegación de la que forma parte desde el {day}, {rule}",
    )


def _place_said(*, place: int, governments: int, group: StakeholderGroup) -> LocalizedText:
    rule = GOVERNMENTS_FIRST.number
    if group is StakeholderGroup.GOVERNMENT:
        return LocalizedText(
            en=f"place {place}; governments first, {rule}, in the order of their registration",
            fr=f"place {place} ; les gouvernements d’abord, {rule}, dans l’ordre de leur inscription",
            es=f"puesto {place}; primero los gobiernos, {rule}, por orden de inscripción",
        )
    return LocalizedText(
        en=f"place {place}; governments first, {rule}: {governments} stand before you, "
        "then everybody in the order of registration",
        fr=f"place {place} ; les gouvernements d’abord, {rule} : {governments} avant vous, "
        "puis tous dans l’ordre d’inscription",
        es=f"puesto {place}; primero los gobiernos, {rule}: {governments} antes que usted, "
        "después todos por orden de inscripción",
    )
