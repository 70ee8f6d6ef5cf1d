import asyncio
from datetime import date
from functools import partial

import pytest

from services.governance.domain.agenda import Outcome, standing_items
from services.governance.domain.body import Body
from services.governance.domain.body_log import BodyRegistered
from services.governance.domain.consultation import Consultation
from services.governance.domain.membership import BodyType
from services.governance.domain.slate import Source
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.storage import MIGRATIONS
from services.governance.use_cases import bodies, consultations, cycles, theme_slates
from services.governance.use_cases.theme_slates import NewOption
from shared.contracts.governance import BodyListed
from shared.domain.errors import AlreadyExists, NotFound, RuleBroken, StaleVersion, WrongState
from shared.domain.text import LocalizedText
from shared.outbox.rows import COLLECTION
from shared.outbox.verification import verify_log
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import CONTEXT

DAY = date(2017, 3, 1)


def _text(en: str) -> LocalizedText:
    return LocalizedText(en=en)


async def _consultation(unit: UnitOfWork, *, id: str = "consultation-1") -> None:
    await consultations.schedule_consultation(unit, id=id, title=_text(id), planned_on=DAY, occurred_on=DAY)
    await consultations.open_consultation(unit, consultation=id, occurred_on=DAY, expected_version=1)


async def _begin(unit: UnitOfWork) -> None:
    await cycles.open_cycle(unit, year=2018, occurred_on=date(2017, 2, 1))
    await bodies.register_body(unit, id="atlantis", name=_text("Atlantis"), type="member_state", country=None)
    await _consultation(unit)
    await consultations.note_attendance(
        unit, consultation="consultation-1", bodies=["atlantis"], occurred_on=DAY, expected_version=None
    )


async def _open_slate(
    unit: UnitOfWork, id: str | None = "theme-slate-1", *, consultation: str = "consultation-1"
) -> ThemeSlate:
    cited = [Source(kind="idm_session", reference="session-2016")]
    return await theme_slates.open_theme_slate(
        unit,
        id=id,
        cycle="cycle-2018",
        consultation=consultation,
        options=[NewOption(id=one, title=_text(one), sources=cited) for one in ("cities", "youth")],
        occurred_on=DAY,
    )


async def _determine(unit: UnitOfWork, option: str, *, expected_version: int | None = None) -> ThemeSlate:
    return await theme_slates.determine_theme(
        unit,
        slate="theme-slate-1",
        conclusive=True,
        option=option,
        why="A clear wish.",
        forum_kind="consultation",
        forum="consultation-1",
        occurred_on=DAY,
        expected_version=expected_version,
    )


async def _close(unit: UnitOfWork) -> Consultation:
    """Its standing items are dealt with, and it is closed."""
    outcomes = [Outcome(item=one.id, handled=True) for one in standing_items()]
    await consultations.settle_agenda(
        unit, consultation="consultation-1", outcomes=outcomes, occurred_on=DAY, expected_version=None
    )
    return await consultations.close_consultation(
        unit, consultation="consultation-1", occurred_on=DAY, expected_version=None
    )


async def test_a_decision_and_every_trace_of_it_are_one_transaction(units: Units, store: Store) -> None:
    async def all_at_once(unit: UnitOfWork) -> None:
        await _begin(unit)
        await _open_slate(unit)
        await _determine(unit, "cities")

    await units.run(CONTEXT, all_at_once)
    rows = await store[COLLECTION].find({"recorded.occurred_on": DAY.isoformat()})
    recorded = {(row["recorded"]["aggregate"], row["recorded"]["type"].split(".")[4]) for row in rows}
    assert {
        ("theme_slate", "ThemeSelected"),
        ("cycle", "ThemeSettled"),
        ("consultation", "FindingMade"),
    } <= recorded
    (sent,) = [row for row in rows if row["recorded"]["type"].split(".")[4] == "ThemeSelected"]
    assert (sent["recorded"]["sequence"], sent["recorded"]["topic"]) == (1, "idm.governance.v1")


async def test_two_slates_that_come_at_once_meet_in_the_cycle(units: Units, store: Store) -> None:
    async def begin(unit: UnitOfWork) -> None:
        await _begin(unit)
        for number in range(2, 6):
            await _consultation(unit, id=f"consultation-{number}")

    await units.run(CONTEXT, begin)
    results = await asyncio.gather(
        *(
            units.run(CONTEXT, partial(_open_slate, id=f"slate-{n}", consultation=f"consultation-{n}"))
            for n in range(1, 6)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, ThemeSlate) for result in results) == 1
    assert sum(isinstance(result, WrongState) for result in results) == 4
    assert await store["theme_slates"].count({}) == 1


async def test_a_slate_and_a_closing_that_come_at_once_meet_in_the_consultation(units: Units, store: Store) -> None:
    await units.run(CONTEXT, _begin)
    results = await asyncio.gather(
        units.run(CONTEXT, _open_slate),
        units.run(CONTEXT, _close),
        return_exceptions=True,
    )
    assert not isinstance(results[1], BaseException)
    consultation = await store["consultations"].find_one({"_id": "consultation-1"})
    assert consultation is not None
    assert len(consultation["items"]) == await store["theme_slates"].count({})
    assert isinstance(results[0], ThemeSlate | WrongState)


async def test_two_determinations_of_one_version_one_wins(units: Units, store: Store) -> None:
    await units.run(CONTEXT, _begin)
    await units.run(CONTEXT, _open_slate)
    results = await asyncio.gather(
        *(units.run(CONTEXT, partial(_determine, option=option, expected_version=1)) for option in ("cities", "youth")),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["StaleVersion", "ThemeSlate"]
    assert await store[COLLECTION].count({"recorded.type": "int.iom.idm.governance.ThemeSelected.v1"}) == 1


async def test_a_refused_act_leaves_no_trace(units: Units, store: Store) -> None:
    await units.run(CONTEXT, _begin)
    await units.run(CONTEXT, _open_slate)
    before = await store[COLLECTION].count({})
    with pytest.raises(RuleBroken):
        await units.run(CONTEXT, lambda unit: _determine(unit, "oceans"))
    with pytest.raises(StaleVersion):
        await units.run(CONTEXT, lambda unit: _determine(unit, "cities", expected_version=7))
    with pytest.raises(NotFound):
        await units.run(CONTEXT, lambda unit: _open_slate(unit, "x", consultation="nowhere"))
    assert await store[COLLECTION].count({}) == before


async def test_no_two_aggregates_share_an_identifier_of_whatever_kind(units: Units) -> None:
    await units.run(CONTEXT, _begin)
    for taken in ("atlantis", "consultation-1"):
        with pytest.raises(AlreadyExists):
            await units.run(CONTEXT, partial(_open_slate, id=taken))


async def test_the_migrations_run_again_harmlessly(units: Units, store: Store) -> None:
    await store["migrations"].delete_many({})
    assert await migrate(store, MIGRATIONS) == [migration.name for migration in MIGRATIONS]


async def test_bodies_that_were_never_told_are_told_once_by_the_migration(units: Units, store: Store) -> None:
    """As they were registered before there was a message for it; two operators migrate at once."""

    async def begin(unit: UnitOfWork) -> None:
        await bodies.register_body(unit, id="told", name=_text("Told"), type="member_state", country=None)
        for id in ("atlantis", "lemuria"):
            old = Body(id=id, name=_text(id), type=BodyType.MEMBER_STATE)
            registered = BodyRegistered(body=id, name=old.name, body_type=old.type)
            old.record(registered, act=unit.act())
            await unit.add(old)

    await units.run(CONTEXT, begin)
    for _ in range(2):
        await store["migrations"].delete_many({})
        await asyncio.gather(migrate(store, MIGRATIONS), migrate(store, MIGRATIONS))
        listed = await store[COLLECTION].find({"recorded.type": BodyListed.message_type}, sort=[("_id", 1)])
        rows = [row["recorded"] for row in listed]
        assert [(row["stream"], row["version"], row["sequence"]) for row in rows] == [
            ("told", 2, 1),
            ("atlantis", 2, 1),
            ("lemuria", 2, 1),
        ]
        assert [row["actor"]["role"] for row in rows] == ["administration", "system", "system"]
    assert (await verify_log(store)).findings == []
