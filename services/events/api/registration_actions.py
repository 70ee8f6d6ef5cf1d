"""What may be done to registrations and seats now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date

from services.events.domain.registration import Registration
from services.events.domain.seats import Seats
from services.events.domain.workshop import Workshop
from shared.domain.actions import Action, Obstacles
from shared.domain.errors import AlreadyExists, WrongState
from shared.http.actions import by_id, woken
from shared.persistence.driver import Document, Store


def of_registration(registration: Registration, workshop: Workshop | None) -> list[Action]:
    """A person can be withdrawn, refused and told apart whatever becomes of the workshop."""
    at = {"registration": registration.id}
    undated = tuple(workshop.obstacles_when_undated("registered for")) if workshop else ()
    mode = workshop.schedule.mode if workshop and workshop.schedule else None
    return [
        Action(
            operation="approveRegistration",
            at=at,
            obstacles=(*registration.obstacles_to_approve(), *undated),
        ),
        Action(operation="refuseRegistration", at=at, obstacles=tuple(registration.obstacles_to_refuse())),
        Action(operation="withdrawRegistration", at=at, obstacles=tuple(registration.obstacles_to_withdraw())),
        Action(operation="moveRegistration", at=at, obstacles=tuple(registration.obstacles_to_move())),
        Action(
            operation="changePresence",
            at=at,
            obstacles=(*registration.obstacles_to_change_presence(mode), *undated),
        ),
        Action(operation="tellRegistrationApart", at=at),
        Action(operation="changeParticipant", at=at),
    ]


async def judge_registrations(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    workshops = await by_id(store, Workshop, [document["workshop"] for document in documents])
    return [
        of_registration(woken(Registration, document), workshops.get(document["workshop"])) for document in documents
    ]


def of_seats(workshop: Workshop) -> list[Action]:
    at = {"workshop": workshop.id}
    undated = tuple(workshop.obstacles_when_undated("registered for"))
    return [
        Action(operation="shareOutSeats", at=at, obstacles=undated),
        Action(operation="registerParticipant", at=at, obstacles=undated),
    ]


async def judge_seats(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    workshops = await by_id(store, Workshop, [document["workshop"] for document in documents])
    return [of_seats(workshops[document["workshop"]]) for document in documents]


async def of_registrations(store: Store, workshop: Document) -> list[Action]:
    """Of the list of one workshop."""
    one = woken(Workshop, workshop)
    seats = await store[Seats.collection].find_one({"workshop": one.id}, projection={"_id": 1})
    blocked = (*one.obstacles_when_undated("registered for"), *_not_open(seats))
    at = {"workshop": one.id}
    undated = tuple(one.obstacles_when_undated("opened for registration"))
    return [
        Action(operation="openRegistration", at=at, obstacles=(*undated, *_open_already(seats))),
        Action(operation="registerParticipant", at=at, obstacles=blocked),
        Action(operation="importParticipants", at=at, obstacles=blocked),
        Action(operation="approveRegistrations", at=at, obstacles=blocked),
    ]


def _not_open(seats: Document | None) -> Obstacles:
    if seats is None:
        yield WrongState("Registration for this workshop is not open.", remedy="Open it first.")


def _open_already(seats: Document | None) -> Obstacles:
    if seats is not None:
        yield AlreadyExists("Registration for this workshop is open already.", remedy="Share its seats out otherwise.")
