"""The genders of accepted people, as they are counted with the seats, are those of a recount, whatever happened."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from random import Random
from typing import Any

from services.events.domain.personal import Ground as WhyErased
from services.events.domain.registration import Attends, Registration, RegistrationState
from services.events.domain.seats import Approval, Seats
from services.events.domain.workshop import Workshop
from services.events.reactions import on_topics_selected
from services.events.storage import MIGRATIONS
from services.events.use_cases import personal, registrations, seating, workshops
from services.events.use_cases.participants import PARTICIPANTS
from services.events.use_cases.registrations import NewRegistration, Participant
from shared.contracts.events import StakeholderGroup
from shared.domain.errors import DomainError
from shared.outbox.rows import COLLECTION
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.events.sample import topics_selected
from tests.sample import CONTEXT
from tests.unit.events.sample import schedule_on

WORKSHOP = "workshop-2018-1"
ON = date(2018, 2, 1)
GENDERS = ("zz-female", "zz-male", "zz-other", None)
"""No words that stand in the log for another reason."""
GROUPS = (StakeholderGroup.GOVERNMENT, StakeholderGroup.ACADEMIA, StakeholderGroup.CIVIL_SOCIETY)
STEPS = ("register", "register", "import", "approve", "withdraw", "refuse", "move", "correct", "erase", "room", "rules")
Step = Callable[[UnitOfWork], Awaitable[object]]


def _step(random: Random, what: str, people: list[str]) -> Step:
    """One that changes who is accepted, or what is known of the person; registered people are added to ``people``."""

    def person() -> Participant:
        return Participant(name=f"Person {random.randrange(10**6)}", gender=random.choice(GENDERS))

    one = random.choice(people or [""])
    free: dict[str, Any] = {"occurred_on": ON, "expected_version": None}
    match what:
        case "register" | "import":
            made = [
                (
                    f"person-{len(people) + number}",
                    NewRegistration(
                        participant=person(),
                        group=random.choice(GROUPS),
                        body=None,
                        country="TN",
                        attends=Attends.ROOM,
                    ),
                )
                for number in range(1 if what == "register" else 3)
            ]
            people += [identifier for identifier, _ in made]
            return partial(registrations.register_all, workshop=WORKSHOP, new=made, occurred_on=ON)
        case "approve":
            some = random.sample(people, k=min(3, len(people)))
            return partial(registrations.approve_all, workshop=WORKSHOP, identifiers=some, occurred_on=ON)
        case "withdraw":
            return partial(registrations.withdraw, identifier=one, **free)
        case "refuse":
            return partial(registrations.turn_down, identifier=one, ground="no_entry", same_as=None, **free)
        case "move":
            group = random.choice(GROUPS)
            return partial(
                registrations.move_to_delegation, identifier=one, body=None, group=group, group_reason=None, **free
            )
        case "correct":
            return partial(registrations.change_participant, identifier=one, participant=person(), needs={}, **free)
        case "erase":
            two = [(PARTICIPANTS, each) for each in random.sample(people, k=min(2, len(people)))]
            return partial(personal.erase, records=two, ground=WhyErased.PERSON_ASKED)
        case "room":
            room = schedule_on().model_copy(update={"capacity": random.randrange(5, 30)})
            return partial(workshops.schedule_workshop, identifier=WORKSHOP, schedule=room, **free)
    approval, reserved = random.choice(list(Approval)), {StakeholderGroup.ACADEMIA: random.randrange(3)}
    return partial(
        seating.share_out_seats, workshop=WORKSHOP, approval=approval, per_delegation=None, reserved=reserved, **free
    )


async def _opened(units: Units) -> None:
    room = schedule_on().model_copy(update={"capacity": 8})
    await units.run(CONTEXT, lambda unit: on_topics_selected(unit, topics_selected()))
    for step in (
        partial(workshops.schedule_workshop, identifier=WORKSHOP, schedule=room, occurred_on=ON, expected_version=None),
        partial(
            seating.open_registration,
            workshop=WORKSHOP,
            approval=Approval.AUTOMATIC,
            per_delegation=None,
            reserved={},
            occurred_on=ON,
        ),
    ):
        await units.run(CONTEXT, step)


async def _counted(store: Store) -> dict[str, int]:
    [seats] = await store[Seats.collection].find({})
    return dict(seats["by_gender"])


async def _recounted(store: Store) -> dict[str, int]:
    accepted = await store[Registration.collection].find({"state": RegistrationState.ACCEPTED.value})
    people = await store[PARTICIPANTS].find({"_id": {"$in": [one["_id"] for one in accepted]}})
    return dict(Counter(one["gender"] for one in people if one.get("gender")))


async def test_genders_counted_with_the_seats_are_those_of_a_recount(units: Units, store: Store) -> None:
    """A random series of steps, some of which are refused; a migration that finds none counted, and one that finds
    all; then the purge. No step tells the log a gender (R77)."""
    await _opened(units)
    random, people, done = Random(20180326), list[str](), Counter[str]()
    for number in range(150):
        what = random.choice(STEPS) if number > 10 else "register"
        before = list(people)
        try:
            await units.run(CONTEXT, _step(random, what, people))
            done[what] += 1
        except DomainError:
            people = before
        assert await _counted(store) == await _recounted(store), (number, what)
    assert set(done) == set(STEPS), "every kind of step was done at least once"
    right = await _counted(store)
    assert len(right) == 3, "there is something to lose"

    await store[Seats.collection].update_many({}, {"$unset": {"by_gender": 1}})
    for _ in range(2):
        await store["migrations"].delete_many({})
        await asyncio.gather(migrate(store, MIGRATIONS), migrate(store, MIGRATIONS))
        assert await _counted(store) == right

    await store[Workshop.collection].update_many({"_id": WORKSHOP}, {"$set": {"over_since": "2018-03-27"}})
    await units.run(CONTEXT, lambda unit: personal.purge_on_time(unit, f"{PARTICIPANTS} {WORKSHOP}"))
    assert (await _counted(store), await _recounted(store)) == ({}, {})
    assert "zz-" not in str(await store[COLLECTION].find({}))


async def test_corrections_at_once_are_all_counted(units: Units, store: Store) -> None:
    await _opened(units)
    new = NewRegistration(
        participant=Participant(name="Amina Example", gender="zz-male"),
        group=StakeholderGroup.GOVERNMENT,
        body=None,
        country="TN",
        attends=Attends.ROOM,
    )
    made = [(f"person-{number}", new) for number in range(4)]
    await units.run(CONTEXT, partial(registrations.register_all, workshop=WORKSHOP, new=made, occurred_on=ON))
    said = Participant(name="Amina Example", gender="zz-female")
    ways: list[Step] = [
        partial(
            registrations.change_participant,
            identifier=one,
            participant=said,
            needs={},
            occurred_on=ON,
            expected_version=None,
        )
        for one, _ in made
    ]
    await asyncio.gather(*(units.run(CONTEXT, way) for way in ways), return_exceptions=True)
    assert await _counted(store) == await _recounted(store)
