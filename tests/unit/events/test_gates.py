"""R25's holidays, R58 and the gates: all that blocks at once, and waivers by name and for a reason; R26; venues."""

from datetime import UTC, date, datetime

import pytest

from services.events.domain.calendar import Calendar
from services.events.domain.closing import answer_of
from services.events.domain.gated import Stage, VolumeRef, stage_of
from services.events.domain.gates import Around
from services.events.domain.holidays import Holiday, Holidays, holidays_in, not_entered, tables_for
from services.events.domain.place_log import ReadinessLost
from services.events.domain.standing import notes_on
from services.events.domain.venue import Place
from services.events.domain.workshop import Workshop
from shared.contracts.events import Mode, Schedule, SessionKind, Venue, WorkshopKind
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.waivers import Waiver
from tests.unit.events.sample import (
    HEADS,
    SPEAKERS,
    act_on,
    calendar_of,
    migrant,
    schedule_on,
    session_of,
    with_voice,
    workshop_of,
)

DAY = date(2018, 3, 27)
LIFTED = (
    Waiver(rule="official-holidays", by="A. Head", reason="The host asks for it."),
    Waiver(rule="confirmed-below-coverage", by="A. Head", reason="A pledge is on its way."),
)


def table(of: str = "US", *days: date) -> Holidays:
    found = tuple(Holiday(day=day, name="A day off") for day in days)
    return Holidays(id=f"holidays-{of}-2018", of=of, year=2018, source="A list", days=found)


def around(*tables: Holidays, coverage: str | None = "0.7500", budgeted: bool = True) -> Around:
    return Around(holidays=tables, budgeted=budgeted, coverage=coverage)


def confirm(workshop: Workshop, facts: Around, *waivers: Waiver) -> Workshop:
    workshop.confirm(act_on(), around=facts, waivers=waivers)
    return workshop


def stage(workshop: Workshop) -> Stage:
    return stage_of(
        workshop.state,
        confirmed=workshop.confirmed is not None,
        ready=workshop.ready is not None,
        reported=any(not one.withdrawn for one in workshop.volumes),
    )


@pytest.mark.parametrize("day", [date(2018, 3, 25), date(2018, 3, 28)])
def test_r25_a_holiday_beside_the_days_is_in_nobodys_way(day: date) -> None:
    assert stage(confirm(workshop_of(), around(table("US", day), table("CH", DAY)))) is Stage.CONFIRMED


@pytest.mark.parametrize("of", ["US", "IOM"])
def test_r25_a_holiday_of_the_country_or_the_organization_blocks_until_it_is_waived(of: str) -> None:
    facts = around(table(of, DAY))
    with pytest.raises(RuleBroken, match="2018-03-27") as refused:
        confirm(workshop_of(), facts)
    assert refused.value.rule.number == "R25"
    workshop = confirm(workshop_of(), facts, LIFTED[0])
    assert workshop.confirmed is not None
    [waived] = workshop.confirmed.waived
    assert (waived.number, waived.reason) == ("R25", "The host asks for it.")
    assert "Head" not in workshop.model_dump_json()


def test_r25_days_are_those_of_the_venues_clocks() -> None:
    schedule = schedule_on().model_copy(update={"end": datetime(2018, 3, 28, 4, tzinfo=UTC)})
    assert holidays_in(schedule, [table("US", date(2018, 3, 28))]) == ()
    assert len(holidays_in(schedule, [table("US", DAY), table("FR", DAY)])) == 1
    over_new_year = schedule_on(date(2018, 12, 31), date(2019, 1, 1))
    assert tables_for(over_new_year) == (
        "holidays-IOM-2018",
        "holidays-IOM-2019",
        "holidays-US-2018",
        "holidays-US-2019",
    )


@pytest.mark.parametrize(("coverage", "confirmed"), [("0.7500", True), ("0.7499", False), (None, False)])
def test_r58_it_is_confirmed_at_the_configured_coverage_and_below_by_a_waiver(
    coverage: str | None, confirmed: bool
) -> None:
    facts = around(coverage=coverage)
    if confirmed:
        confirm(workshop_of(), facts)
        return
    with pytest.raises(RuleBroken) as refused:
        confirm(workshop_of(), facts)
    assert refused.value.rule.number == "R58"
    assert stage(confirm(workshop_of(), facts, LIFTED[1])) is Stage.CONFIRMED


def test_r58_what_has_no_budget_is_not_asked_for_money() -> None:
    confirm(workshop_of(WorkshopKind.EXPERT_SEMINAR), around(budgeted=False, coverage=None))


def test_a_gate_says_everything_at_once_and_takes_no_waiver_of_what_is_not_in_the_way() -> None:
    facts = around(table("US", DAY), coverage=None)
    with pytest.raises(RuleBroken, match=r"official holidays.*no estimate"):
        confirm(workshop_of(), facts)
    with pytest.raises(RuleBroken) as refused:
        confirm(workshop_of(), facts, LIFTED[0])
    assert "holiday" not in refused.value.sentence
    with pytest.raises(InvalidInput, match="not in the way"):
        confirm(workshop_of(), around(), LIFTED[0])
    confirm(workshop_of(), facts, *LIFTED)
    with pytest.raises(WrongState, match="confirmed already"):
        confirm(confirm(workshop_of(), around()), around())
    with pytest.raises(WrongState, match="planned and cannot be confirmed"):
        confirm(workshop_of(scheduled=False), around())


def test_it_is_ready_once_it_is_confirmed_published_and_everybody_was_told() -> None:
    workshop = with_voice(workshop_of(), published=True)
    with pytest.raises(WrongState, match="not confirmed"):
        workshop.declare_ready(act_on(), around=around(), waivers=())
    confirm(workshop, around())
    workshop.add_session(act_on(), session=session_of("closing", SessionKind.PANEL))
    with pytest.raises(WrongState, match="changed since"):
        workshop.declare_ready(act_on(), around=around(), waivers=())
    workshop.remove_session(act_on(), session="closing")
    workshop.change_session(act_on(), session=session_of().model_copy(update={"room": "Hall"}), speakers_asked=False)
    workshop.publish_programme(act_on())
    with pytest.raises(WrongState, match="speaker-1"):
        workshop.declare_ready(act_on(), around=around(), waivers=())
    workshop.note_told(act_on(), speakers=["speaker-1"])
    workshop.declare_ready(act_on(), around=around(), waivers=())
    assert stage(workshop) is Stage.READY
    with pytest.raises(WrongState, match="ready already"):
        workshop.declare_ready(act_on(), around=around(), waivers=())


def ready() -> Workshop:
    workshop = confirm(with_voice(workshop_of(), published=True), around())
    workshop.declare_ready(act_on(), around=around(), waivers=())
    return workshop


def test_r27_losing_the_voice_takes_readiness_back_and_flags_it() -> None:
    workshop = ready()
    workshop.unconfirm_speaker(act_on(date(2018, 3, 18)), session="voice", speaker="speaker-1")
    assert stage(workshop) is Stage.CONFIRMED
    flagged = ready()
    flagged.unconfirm_speaker(act_on(date(2018, 3, 20)), session="voice", speaker="speaker-1")
    assert flagged.migrants_voice_flagged
    assert stage(flagged) is Stage.PROGRAMME_PUBLISHED
    assert [one.message.rule for one in flagged.recorded if isinstance(one.message, ReadinessLost)] == ["R27"]
    with pytest.raises(RuleBroken) as refused:
        flagged.declare_ready(act_on(date(2018, 3, 20)), around=around(), waivers=())
    assert refused.value.rule.number == "R27"


def test_r28_a_voice_that_is_not_the_last_leaves_a_workshop_ready_and_so_does_one_that_takes_over() -> None:
    workshop = ready()
    workshop.replace_speaker(
        act_on(date(2018, 3, 25)),
        session="voice",
        speaker="speaker-1",
        by=migrant("speaker-2").model_copy(update={"confirmed": True}),
        speakers_told=True,
    )
    assert stage(workshop) is Stage.READY
    workshop.replace_speaker(
        act_on(date(2018, 3, 25)), session="voice", speaker="speaker-2", by=migrant("speaker-3"), speakers_told=True
    )
    assert stage(workshop) is Stage.PROGRAMME_PUBLISHED


def test_a_city_hit_by_a_strike_other_days_or_another_mode_are_confirmed_anew() -> None:
    plan = schedule_on()
    online = plan.model_copy(update={"mode": Mode.ONLINE, "venue": None})
    hybrid = plan.model_copy(update={"mode": Mode.HYBRID, "capacity": 100})
    for changed in (online, hybrid, schedule_on(date(2018, 3, 26), date(2018, 3, 28))):
        workshop = ready()
        workshop.schedule_on(act_on(), schedule=changed)
        assert (workshop.confirmed, workshop.ready) == (None, None)
    same = ready()
    same.schedule_on(act_on(), schedule=plan.model_copy(update={"capacity": 150}))
    assert stage(same) is Stage.READY
    same.postpone(act_on(), reason="A storm", schedule=None)
    assert (stage(same), same.confirmed) == (Stage.POSTPONED, None)


def test_what_another_year_or_another_mode_means_is_shown() -> None:
    workshop = workshop_of()
    assert list(notes_on(workshop, around(table("IOM"), table("US")))) == []
    workshop.postpone(act_on(), reason="A storm", schedule=schedule_on(date(2019, 2, 5), date(2019, 2, 6)))
    said = " ".join(notes_on(workshop, around()))
    assert all(rule in said for rule in ("cycle 2018", "R24", "R40", "R47"))
    seminar = workshop_of(WorkshopKind.EXPERT_SEMINAR)
    seminar.schedule_on(act_on(), schedule=schedule_on(date(2019, 2, 5), date(2019, 2, 6)))
    assert "R24" not in " ".join(notes_on(seminar, around()))
    hybrid = schedule_on().model_copy(update={"mode": Mode.HYBRID})
    seminar.schedule_on(act_on(), schedule=hybrid)
    assert "R31" in " ".join(notes_on(seminar, around()))
    seminar.schedule_on(act_on(), schedule=hybrid.model_copy(update={"mode": Mode.ONLINE, "venue": None}))
    assert "connections" in " ".join(notes_on(seminar, around()))


def test_r25_that_no_table_of_holidays_is_entered_is_said_and_not_taken_for_no_conflict() -> None:
    workshop = workshop_of()
    (house, country) = notes_on(workshop, around())
    assert house == "No official holidays of IOM 2018 are entered; nothing was compared (R25)."
    assert "of US 2018" in country
    assert list(notes_on(workshop, around(table("IOM"), table("CH")))) == [country]
    over_new_year = schedule_on(date(2018, 12, 31), date(2019, 1, 1))
    assert not_entered(over_new_year, [table("US"), table("IOM")]) == (("IOM", 2019), ("US", 2019))
    workshop.cancel(act_on(), reason="No host.")
    assert list(notes_on(workshop, around())) == []


def test_a_table_of_holidays_has_days_of_its_year_each_once() -> None:
    one = table()
    one.list_days(
        act_on(), source="A gazette", days=[Holiday(day=DAY, name="B"), Holiday(day=date(2018, 1, 1), name="A")]
    )
    assert [holiday.name for holiday in one.days] == ["A", "B"]
    with pytest.raises(InvalidInput, match="2019-01-01"):
        one.list_days(act_on(), source="A", days=[Holiday(day=date(2019, 1, 1), name="A")])
    with pytest.raises(InvalidInput, match="twice"):
        one.list_days(act_on(), source="A", days=[Holiday(day=DAY, name="A"), Holiday(day=DAY, name="B")])
    with pytest.raises(InvalidInput, match="ISO 3166"):
        table("XX").list_days(act_on(), source="A", days=())
    table("IOM").list_days(act_on(), source="A", days=())


def place(**changed: object) -> Place:
    fields = {"name": "A hall", "city": "New York", "country": "US", "zone": "America/New_York", "capacity": 200}
    return Place.model_validate({"id": "hall", **fields, **changed})


def test_a_venue_is_in_a_country_and_seats_so_many() -> None:
    place().register(act_on())
    for wrong in ({"country": "ZZ"}, {"zone": "Mars/Olympus"}):
        with pytest.raises(InvalidInput):
            place(**wrong).register(act_on())
    place(capacity=200).require_room_for(schedule_on())
    with pytest.raises(InvalidInput, match="seats 199"):
        place(capacity=199).require_room_for(schedule_on())
    with pytest.raises(InvalidInput, match="keeps the time"):
        place(zone="Europe/Zurich").require_room_for(schedule_on())
    with pytest.raises(InvalidInput, match="ISO 3166"):
        workshop_of().schedule_on(act_on(), schedule=in_country("ZZ"))
    workshop_of().schedule_on(act_on(), schedule=in_country("KE"))


def in_country(country: str) -> Schedule:
    return schedule_on().model_copy(update={"venue": Venue(name="A hall", city="A city", country=country)})


def year_with_seminar() -> Calendar:
    calendar = calendar_of()
    calendar.take_place(act_on(), workshop="seminar-1", kind=WorkshopKind.EXPERT_SEMINAR, number=None)
    return calendar


def open_in(calendar: Calendar) -> list[str]:
    told = answer_of(year=2018, format=calendar.format, places=calendar.places, misfits=calendar.misfits)
    return [one.what for one in told.open if one.about == "seminar-1"]


def test_r26_the_year_waits_until_the_seminar_names_its_session_of_the_council() -> None:
    calendar = year_with_seminar()
    calendar.hold_place(act_on(), workshop="seminar-1", held_on=date(2018, 3, 1))
    assert open_in(calendar) == ["seminar-not-presented"]
    calendar.present(act_on(), workshop="seminar-1", council_session="council-session-109")
    assert open_in(calendar) == []


def test_r26_nothing_else_is_presented() -> None:
    calendar = year_with_seminar()
    calendar.take_place(act_on(), workshop="w-1", kind=WorkshopKind.INTERSESSIONAL_WORKSHOP, number=1)
    with pytest.raises(RuleBroken) as refused:
        calendar.present(act_on(), workshop="w-1", council_session="council-session-109")
    assert refused.value.rule.number == "R26"
    with pytest.raises(WrongState, match="no expert seminar"):
        calendar_of().present(act_on(), workshop="w-1", council_session="council-session-109")


def test_a_workshop_that_was_held_is_reported_while_a_volume_contains_its_report() -> None:
    volume = VolumeRef(volume="volume-27", series_number=27, address="https://idm.example/27")
    workshop = with_voice(workshop_of(), published=True)
    assert workshop.note_volume(act_on(), volume=volume)
    assert stage(workshop) is Stage.PROGRAMME_PUBLISHED, "a fact is kept, and a workshop is held before it is reported"
    workshop.record_attendance(act_on(DAY), participants=HEADS, speakers=SPEAKERS)
    workshop.hold(
        act_on(DAY),
        languages_interpreted=(),
        partners=(),
        public_documents=(),
        departure_by=None,
        departure_reason=None,
    )
    assert stage(workshop) is Stage.REPORTED
    assert not workshop.note_volume(act_on(DAY), volume=volume)
    assert workshop.note_volume(act_on(DAY), volume=volume.model_copy(update={"withdrawn": True}))
    assert (stage(workshop), len(workshop.volumes)) == (Stage.HELD, 1)
