"""What is personal: found whatever accents, shown to its readers alone, kept for a time (R77, row 53)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.events.domain.gathering import Gathering, State
from services.events.domain.personal import Personal, PersonalDataPurged, PersonalField, emptied, of_collection, plain
from services.events.domain.workshop import Workshop
from services.events.storage import MIGRATIONS
from services.events.use_cases.personal import PERSONAL
from shared.domain.act import Act, Role
from tests.unit.events.sample import HEADS, SPEAKERS, STAFF, act_on, with_voice, workshop_of

NOTES = Personal(
    collection="notes",
    what="Notes",
    fields=(
        PersonalField(name="name", why="to call her", readers=frozenset({Role.ADMINISTRATION, Role.AUDITOR})),
        PersonalField(name="diet", why="to feed her", readers=frozenset({Role.ADMINISTRATION})),
    ),
    found_by=("name",),
    kept_days=30,
)
AMINA = {"_id": "1", "workshop": "w-1", "name": "Amina  Béjaoui", "diet": "vegan", "contact": "never listed"}


def test_r77_a_field_is_shown_to_its_readers_alone() -> None:
    assert NOTES.values_for(AMINA, Role.ADMINISTRATION) == {"name": "Amina  Béjaoui", "diet": "vegan"}
    assert NOTES.values_for(AMINA, Role.AUDITOR) == {"name": "Amina  Béjaoui"}
    assert NOTES.values_for(AMINA, Role.PARTNER) == {}


@pytest.mark.parametrize("sought", ["amina bejaoui", "BÉJAOUI", "ina  bej"])
def test_a_person_is_found_whatever_capitals_and_accents(sought: str) -> None:
    assert NOTES.is_about(AMINA, sought)
    assert not NOTES.is_about(AMINA, "vegan")
    assert not NOTES.is_about({**AMINA, "name": None}, sought)
    assert NOTES.is_about({"name": [{"name": "Bo", "on": "2018"}, {"name": "Amina Béjaoui"}]}, sought)
    assert not NOTES.is_about({"name": {"amina bejaoui bejaoui ina bej": "Bo"}}, sought)
    assert plain("  Béjaoui\tÀ ") == "bejaoui a"


def test_of_an_emptied_document_only_its_workshop_stays() -> None:
    assert emptied(AMINA) == {"workshop": "w-1", "removed": True}
    assert NOTES.names_in(emptied(AMINA)) == ()


def _held(recorded_at: datetime) -> Workshop:
    workshop = with_voice(workshop_of())
    act = Act.of(actor=STAFF, recorded_at=recorded_at, occurred_on=date(2018, 3, 27))
    workshop.record_attendance(act, participants=HEADS, speakers=SPEAKERS)
    workshop.hold(
        act,
        languages_interpreted=(),
        partners=(),
        public_documents=(),
        departure_by=None,
        departure_reason=None,
    )
    return workshop


def test_time_runs_from_the_day_on_which_somebody_said_that_it_is_over() -> None:
    assert NOTES.purge_on(None) is None
    assert workshop_of().over_since is None
    held = _held(datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert (held.over_since, NOTES.purge_on(held.over_since)) == (date(2026, 3, 1), date(2026, 3, 31))
    cancelled, lapsed = workshop_of(), workshop_of()
    cancelled.cancel(act_on(), reason="No venue.")
    lapsed.lapse(act_on(), closed_on=date(2019, 5, 6))
    assert cancelled.over_since == lapsed.over_since == act_on().recorded_at.date()
    postponed = workshop_of()
    postponed.postpone(act_on(), reason="A storm.", schedule=None)
    assert (postponed.state, postponed.over_since) == (State.POSTPONED, None)


def test_a_purge_is_noted_whatever_the_state() -> None:
    held = _held(datetime(2026, 3, 1, 12, tzinfo=UTC))
    held.note_purge(act_on(), collection="speakers")
    assert held.purged == ("speakers",)
    assert isinstance(held.recorded[-1].message, PersonalDataPurged)


def test_the_register_names_collections_that_are_there_each_once() -> None:
    made = {one.name.removeprefix("collection ") for one in MIGRATIONS}
    names = [one.collection for one in PERSONAL]
    assert set(names) <= made
    assert len(set(names)) == len(names)
    assert all(set(one.found_by) <= {field.name for field in one.fields} for one in PERSONAL)
    assert all(timedelta(days=one.kept_days) > timedelta(0) for one in PERSONAL)
    assert of_collection(PERSONAL, "nowhere") is None


def test_no_field_of_a_workshop_is_one_of_the_register_s() -> None:
    """What is personal stands beside the record and never in it."""
    personal = {field.name for one in PERSONAL for field in one.fields}
    assert personal & set(Gathering.model_fields) == set()
