"""The use cases on a real database: what races, and what must not be in the record."""

import asyncio
import json
from datetime import UTC, date, datetime

import pytest

from services.events.domain.balance import Band
from services.events.domain.balance_log import BalanceTargetsSet
from services.events.domain.balance_targets import TARGETS_ID, BalanceTargets
from services.events.domain.calendar import Calendar
from services.events.domain.classification import Axis
from services.events.domain.slots import NewSession
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.reactions import on_cycle_opened, on_topics_selected
from services.events.storage import MIGRATIONS
from services.events.use_cases import calendars, programme, workshops
from services.events.use_cases.programme import Person
from shared.contracts.events import BalanceTargetsChanged, Schedule, SessionKind, StakeholderGroup
from shared.domain.errors import AlreadyExists, NotFound, RuleBroken
from shared.domain.text import Language, LocalizedText
from shared.outbox.rows import COLLECTION
from shared.outbox.verification import verify_log
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.events.sample import CYCLE, OPENED, topics_selected
from tests.sample import CONTEXT
from tests.unit.events.sample import HEADS, SPEAKERS, schedule_on

NAME = "Amina Example"


async def _plan(units: Units, identifier: str | None, kind: str = "intersessional_workshop") -> str:
    async def plan(unit: UnitOfWork) -> str:
        planned = await workshops.plan_workshop(
            unit,
            identifier=identifier,
            kind=kind,
            cycle=CYCLE,
            title=LocalizedText(en="By hand"),
            number=None,
            theme=None,
            topics=(),
            occurred_on=date(2018, 1, 15),
        )
        return planned.id

    return await units.run(CONTEXT, plan)


async def _schedule(units: Units, identifier: str, schedule: Schedule) -> None:
    async def act(unit: UnitOfWork) -> None:
        await workshops.schedule_workshop(
            unit, identifier, schedule=schedule, occurred_on=date(2018, 1, 20), expected_version=None
        )

    await units.run(CONTEXT, act)


async def _register(units: Units, start: date, end: date, number: int = 109, identifier: str | None = None) -> None:
    async def act(unit: UnitOfWork) -> None:
        await calendars.register_council_session(
            unit, identifier=identifier, number=number, start=start, end=end, occurred_on=None
        )

    await units.run(CONTEXT, act)


async def _calendar(units: Units, year: int = 2018) -> Calendar:
    return await units.run(CONTEXT, lambda unit: calendars.calendar_of(unit, year))


async def test_r24_two_people_who_take_the_last_place_at_once_get_it_once(units: Units) -> None:
    await units.run(CONTEXT, lambda unit: on_cycle_opened(unit, OPENED))
    await _plan(units, "first")
    results = await asyncio.gather(*(_plan(units, f"last-{number}") for number in range(4)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, RuleBroken)]
    assert len(refused) == 3, results
    assert {error.rule.number for error in refused} == {"R24"}
    assert len((await _calendar(units)).counted) == 2


async def test_r25_a_workshop_and_a_council_session_at_once_get_the_days_once(units: Units) -> None:
    await units.run(CONTEXT, lambda unit: on_topics_selected(unit, topics_selected()))
    days = date(2018, 11, 27), date(2018, 11, 28)
    results = await asyncio.gather(
        _schedule(units, "workshop-2018-1", schedule_on(*days)), _register(units, *days), return_exceptions=True
    )
    refused = [result for result in results if isinstance(result, RuleBroken)]
    assert len(refused) == 1, results
    assert refused[0].rule.number == "R25"


async def test_r25_a_workshop_postponed_into_another_year_meets_that_years_council_session(units: Units) -> None:
    await units.run(CONTEXT, lambda unit: on_topics_selected(unit, topics_selected()))
    await _register(units, date(2018, 12, 30), date(2019, 1, 3))

    async def postpone(unit: UnitOfWork, schedule: Schedule) -> None:
        await workshops.postpone_workshop(
            unit,
            "workshop-2018-1",
            reason="A storm",
            schedule=schedule,
            occurred_on=date(2018, 1, 20),
            expected_version=None,
        )

    await _schedule(units, "workshop-2018-1", schedule_on())
    with pytest.raises(RuleBroken, match="session 109") as refused:
        await units.run(CONTEXT, lambda unit: postpone(unit, schedule_on(date(2019, 1, 3), date(2019, 1, 4))))
    assert refused.value.rule.number == "R25"
    await units.run(CONTEXT, lambda unit: postpone(unit, schedule_on(date(2019, 1, 4), date(2019, 1, 5))))
    assert (await _calendar(units, 2018)).days == ()
    assert [days.workshop for days in (await _calendar(units, 2019)).days] == ["workshop-2018-1"]
    assert [place.workshop for place in (await _calendar(units)).counted] == ["workshop-2018-1", "workshop-2018-2"]
    with pytest.raises(RuleBroken, match="workshop-2018-1"):
        await _register(units, date(2019, 1, 5), date(2019, 1, 6), number=110)


async def test_a_council_session_is_registered_once(units: Units) -> None:
    await _register(units, date(2018, 11, 27), date(2018, 11, 30))
    with pytest.raises(AlreadyExists):
        await _register(units, date(2018, 11, 27), date(2018, 11, 30), identifier="another")
    await units.run(CONTEXT, lambda unit: on_cycle_opened(unit, OPENED))
    await _plan(units, "mine")
    with pytest.raises(AlreadyExists):
        await _register(units, date(2018, 6, 1), date(2018, 6, 2), number=110, identifier="mine")
    await _register(units, date(2018, 6, 1), date(2018, 6, 2), number=110, identifier="council-2018-june")
    with pytest.raises(AlreadyExists):
        await _plan(units, "council-2018-june", "expert_seminar")


async def test_a_year_that_nobody_opened_has_no_calendar_to_plan_in(units: Units) -> None:
    with pytest.raises(NotFound, match="calendar-2018"):
        await _plan(units, None)


async def test_g10_a_speakers_name_is_in_no_message_and_no_aggregate_and_is_forgotten(
    units: Units, store: Store
) -> None:
    await units.run(CONTEXT, lambda unit: on_topics_selected(unit, topics_selected()))
    await _schedule(units, "workshop-2018-1", schedule_on())

    async def add(unit: UnitOfWork, speaker: str = "speaker-1") -> None:
        person = Person(name=NAME, contact="amina@example.org", sex=None)
        one = Speaker(id=speaker, group=StakeholderGroup.MIGRANT, role=SpeakerRole.MIGRANT_SPEAKER, country="TN")
        await programme.add_speaker(
            unit, "workshop-2018-1", session="voice", speaker=one, person=person, occurred_on=None
        )

    async def session(unit: UnitOfWork) -> None:
        voice = NewSession(
            id="voice",
            title=LocalizedText(en="A life between two shores"),
            kind=SessionKind.MIGRANTS_VOICE,
            start=datetime(2018, 3, 26, 14, tzinfo=UTC),
            end=datetime(2018, 3, 26, 15, tzinfo=UTC),
            languages=(Language.EN,),
        )
        await programme.add_session(unit, "workshop-2018-1", session=voice, occurred_on=None)

    async def remove(unit: UnitOfWork) -> None:
        await programme.remove_speaker(
            unit,
            "workshop-2018-1",
            session="voice",
            speaker="speaker-1",
            speakers_told=True,
            occurred_on=date(2018, 2, 1),
            expected_version=None,
        )

    await units.run(CONTEXT, session)
    await units.run(CONTEXT, add)
    kept = await store["speakers"].find_one({"_id": "speaker-1"})
    assert kept is not None
    assert kept["name"] == NAME
    assert not await _mentions(store, NAME, "workshops", "calendars", "outbox")
    await units.run(CONTEXT, remove)
    assert not await _mentions(store, "mina", "workshops", "outbox", "speakers")
    with pytest.raises(AlreadyExists):
        await units.run(CONTEXT, add)
    await units.run(CONTEXT, lambda unit: add(unit, "speaker-2"))


async def test_g10_who_departed_from_r27_is_kept_beside_the_record(units: Units, store: Store) -> None:
    await units.run(CONTEXT, lambda unit: on_topics_selected(unit, topics_selected()))
    await _schedule(units, "workshop-2018-1", schedule_on())

    async def hold(unit: UnitOfWork) -> None:
        day = date(2018, 3, 27)
        await workshops.record_attendance(
            unit, "workshop-2018-1", participants=HEADS, speakers=SPEAKERS, occurred_on=day, expected_version=None
        )
        await workshops.hold_workshop(
            unit,
            "workshop-2018-1",
            languages_interpreted=(Language.EN,),
            partners=(),
            public_documents=(),
            departure_by=NAME,
            departure_reason="The visa was refused.",
            occurred_on=day,
            expected_version=None,
        )

    await units.run(CONTEXT, hold)
    assert not await _mentions(store, NAME, "workshops", "outbox")
    kept = await store["departures"].find_one({"_id": "workshop-2018-1"})
    assert kept is not None
    assert kept["by"] == NAME
    row = await store["outbox"].find_one({"recorded.type": "int.iom.idm.events.WorkshopHeld.v1"})
    assert row is not None
    assert row["recorded"]["data"]["migrants_voice_departure"] == "The visa was refused."


async def _mentions(store: Store, word: str, *collections: str) -> bool:
    found = [one for name in collections for one in await store[name].find({})]
    return word in json.dumps(found, default=str, ensure_ascii=False)


async def test_targets_of_balance_that_were_never_told_are_told_once_by_the_migration(
    units: Units, store: Store
) -> None:
    """As they were set before there was a message for them; two operators migrate at once."""

    async def begin(unit: UnitOfWork) -> None:
        old = BalanceTargets(id=TARGETS_ID, bands={Axis.REGION: {"africa": Band(low=0.2, high=0.4)}}, reason="Agreed.")
        was = BalanceTargetsSet(bands={"region": {"africa": (0.2, 0.4)}}, reason="Agreed.")
        old.record(was, act=unit.act(date(2018, 1, 12)))
        await unit.add(old)

    await units.run(CONTEXT, begin)
    for _ in range(2):
        await store["migrations"].delete_many({})
        await asyncio.gather(migrate(store, MIGRATIONS), migrate(store, MIGRATIONS))
        told = await store[COLLECTION].find({"recorded.type": BalanceTargetsChanged.message_type})
        [row] = [one["recorded"] for one in told]
        assert (row["version"], row["sequence"], row["actor"]["role"]) == (2, 1, "system")
    kept = await store[BalanceTargets.collection].find_one({"_id": TARGETS_ID})
    assert kept is not None
    assert kept["set_on"] == "2018-01-12"
    assert (await verify_log(store)).findings == []
