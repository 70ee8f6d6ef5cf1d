"""Figure 13: the balance and the waiting list of a large conference answer as those of a small one do."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx2

from benchmarks.ground import Ground
from benchmarks.harness import Figure, Line
from benchmarks.pages import FLAT, PAGE, cursor_after, page_side
from services.events.domain.programme import Session
from services.events.domain.registration import Attends, Registration, RegistrationState
from services.events.domain.seats import Approval, Seats
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from services.events.service import SERVICE
from services.events.use_cases.bodies import BODIES
from services.events.use_cases.classifications import COUNTRIES
from services.events.use_cases.participants import PARTICIPANTS
from services.events.use_cases.seating import seat_or_wait
from shared.contracts.events import Mode, Schedule, SessionKind, StakeholderGroup, Venue, WorkshopKind
from shared.domain.act import Act, Actor, Role
from shared.domain.text import Language, LocalizedText
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

CONFERENCE = "conference-2018"
_BEGAN = datetime(2018, 1, 15, 9, 30, tzinfo=UTC)
_START = datetime(2018, 6, 18, 7, tzinfo=UTC)
GENDERS = ("female", "male", "other", None)


def _act(number: int = 0) -> Act:
    """One after the other, so that the waiting list has an order."""
    actor = Actor(subject="account-bench", role=Role.ADMINISTRATION)
    return Act.of(actor=actor, recorded_at=_BEGAN + timedelta(seconds=number), occurred_on=_BEGAN.date())


def conference(*, seats: int) -> Workshop:
    """With forty speakers who said yes."""
    one = Workshop(
        id=CONFERENCE,
        cycle="cycle-2018",
        year=2018,
        kind=WorkshopKind.HIGH_LEVEL_CONFERENCE,
        title=LocalizedText(en="A conference"),
    )
    one.plan(_act())
    one.schedule_on(
        _act(),
        schedule=Schedule(
            start=_START,
            end=_START + timedelta(hours=34),
            zone="Europe/Zurich",
            mode=Mode.IN_PERSON,
            venue=Venue(name="A hall", city="Geneva", country="CH"),
            capacity=seats,
            languages=tuple(Language),
        ),
    )
    groups, countries = list(StakeholderGroup), sorted(COUNTRIES)
    for number in range(10):
        speakers = tuple(
            Speaker(
                id=f"speaker-{number}-{each}",
                group=groups[each % len(groups)],
                role=SpeakerRole.PANELLIST,
                country=countries[(17 * number + each) % len(countries)],
                confirmed=True,
            )
            for each in range(4)
        )
        one.add_session(
            _act(),
            session=Session(
                id=f"session-{number}",
                title=LocalizedText(en=f"Session {number}"),
                kind=SessionKind.PANEL,
                start=_START + timedelta(hours=number // 2, minutes=30 * (number % 2)),
                end=_START + timedelta(hours=number // 2, minutes=30 * (number % 2) + 30),
                languages=(Language.EN,),
                speakers=speakers,
            ),
        )
    return one


def crowd(*, accepted: int, waiting: int) -> tuple[Seats, list[Registration]]:
    """As the domain seats them, from all countries and of all groups."""
    seats = Seats.open(
        _act(),
        workshop=CONFERENCE,
        capacity=accepted,
        mode=Mode.IN_PERSON,
        approval=Approval.AUTOMATIC,
        per_delegation=None,
        reserved={},
    )
    groups, countries, made = list(StakeholderGroup), sorted(COUNTRIES), []
    for number in range(accepted + waiting):
        country = countries[number % len(countries)]
        one = Registration.receive(
            _act(number),
            id=f"registration-{number:06}",
            workshop=CONFERENCE,
            group=groups[number % len(groups)],
            body=f"body-{country.lower()}",
            country=country,
            attends=Attends.ROOM,
        )
        seat_or_wait(_act(number), seats, one, gender=_gender(number))
        made.append(one)
    return seats, made


async def seed(store: Store, *, accepted: int, waiting: int) -> list[str]:
    """Answers the waiting list, by what it is sorted by."""
    seats, people = crowd(accepted=accepted, waiting=waiting)
    await store["workshops"].insert_many([to_document(conference(seats=accepted))])
    await store[Seats.collection].insert_many([to_document(seats)])
    await store[Registration.collection].insert_many([to_document(one) for one in people])
    await store[PARTICIPANTS].insert_many([_person(one, number) for number, one in enumerate(people)])
    await store[BODIES].insert_many(
        [
            {"_id": f"body-{one.lower()}", "name": {"en": one}, "type": "member_state", "country": one, "left_on": None}
            for one in sorted(COUNTRIES)
        ]
    )
    return sorted(one.queue for one in people if one.state is RegistrationState.WAITING)


def _gender(number: int) -> str | None:
    return GENDERS[number % len(GENDERS)]


def _person(one: Registration, number: int) -> Document:
    return {
        "_id": one.id,
        "workshop": CONFERENCE,
        "name": f"Participant {number:06}",
        "email": None,
        "function": None,
        "gender": _gender(number),
        "reading": f"participant {number:06}",
        "mailbox": None,
    }


def paths(waiting: Sequence[str]) -> dict[str, str]:
    root = f"/events/v1/workshops/{CONFERENCE}"
    last = cursor_after(waiting[-PAGE - 1])
    return {
        "balance": f"{root}/balance",
        "balance with genders": f"{root}/balance?gender=true",
        "whom to invite next": f"{root}/balance/suggestions",
        "waiting list, first page": f"{root}/waiting-list?limit={PAGE}",
        "waiting list, last page": f"{root}/waiting-list?limit={PAGE}&after={last}",
    }


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    many = (ground.size(2_000, quick=200), ground.size(1_000, quick=2 * PAGE))
    few = (ground.size(200, quick=20), 2 * PAGE)
    requests = ground.size(200, quick=3)
    async with AsyncExitStack() as stack:
        sides: list[tuple[httpx2.AsyncClient, dict[str, str]]] = []
        for accepted, waiting in (many, few):
            prefix = ground.new_prefix()
            own = ground.store(prefix=prefix, service=SERVICE.name, migrations=SERVICE.migrations)
            store = await stack.enter_async_context(own)
            asked = paths(await seed(store, accepted=accepted, waiting=waiting))
            sides.append((await stack.enter_async_context(ground.surface(SERVICE, prefix=prefix)), asked))
        (large, of_large), (small, of_small) = sides
        for name in of_large:
            rows = PAGE if name.startswith("waiting list") else None
            yield Line(
                name=f"{name}, {many[0]:,} participants",
                unit="ms",
                bound=FLAT,
                ours=page_side(large, of_large[name], requests=requests, rows=rows),
                floor=page_side(small, of_small[name], requests=requests, rows=rows),
            )


FIGURE = Figure(number=13, title="A conference", floor="the same answer at 200 participants", lines=lines)
