"""A programme in Indico’s form: what we write is read back, and what does not fit is named, all of it at once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.events.api.agenda_files import indico_of
from services.events.api.programme_import import MOST_SESSIONS, ImportProgramme
from services.events.domain.agenda import agenda_of
from services.events.domain.programme_import import ProgrammeRefused, enter_programme
from services.events.domain.workshop import Workshop
from shared.contracts.events import SessionKind
from shared.domain.errors import WrongState
from shared.domain.text import Language, LocalizedText
from tests.unit.events.sample import act_on, schedule_on, session_of, workshop_of


def entry(number: int = 1, **fields: Any) -> dict[str, Any]:
    """As Indico has it: with much that we do not read, and nothing of ours."""
    day = {"date": "2018-03-26", "tz": "America/New_York"}
    return {
        "_type": "Session",
        "id": number,
        "title": "Welcome",
        "startDate": {**day, "time": "10:00:00"},
        "endDate": {**day, "time": "11:00:00"},
        "room": "",
        "conveners": [{"fullName": "Amina"}],
        **fields,
    }


def form(*sessions: dict[str, Any], **fields: Any) -> ImportProgramme:
    return ImportProgramme.model_validate({"export": {"results": [{"sessions": sessions}]}, **fields})


def enter(workshop: Workshop, *sessions: dict[str, Any], **fields: Any) -> Workshop:
    enter_programme(workshop, act_on(), entries=form(*sessions, **{"languages": ["en"], **fields}).entries())
    return workshop


def bad(workshop: Workshop, *sessions: dict[str, Any], **fields: Any) -> dict[str, str]:
    with pytest.raises(ProgrammeRefused) as refused:
        enter(workshop, *sessions, **fields)
    return dict(refused.value.fields)


def at(time: str, tz: str | None = "America/New_York", date: str = "2018-03-26", **fields: str) -> dict[str, Any]:
    return {"date": date, "time": time, "tz": tz, **fields}


def over_the_night_in_which_clocks_are_put_back() -> Workshop:
    workshop = workshop_of(scheduled=False)
    start = datetime(2018, 10, 27, 20, tzinfo=UTC)
    dates = {"start": start, "end": start + timedelta(hours=12), "zone": "Europe/Zurich"}
    workshop.schedule_on(act_on(), schedule=schedule_on().model_copy(update=dates))
    return workshop


@pytest.mark.parametrize("language", list(Language))
def test_what_the_export_writes_is_read_back_as_the_same_sessions(language: Language) -> None:
    workshop = over_the_night_in_which_clocks_are_put_back()
    title = LocalizedText(en="At night", es="De noche")
    for hours, room in ((0, None), (1, "Room XVII"), (2, None)):  # 01:30, and 02:30 twice
        start = datetime(2018, 10, 27, 23, 30, tzinfo=UTC) + timedelta(hours=hours)
        times = {"start": start, "end": start + timedelta(hours=1), "room": room, "title": title}
        session = session_of(f"session-{hours}", list(SessionKind)[hours]).model_copy(
            update={**times, "languages": (Language.FR, Language.EN)}
        )
        workshop.add_session(act_on(), session=session)
    made = agenda_of(workshop, draft=True, names={}, unnamed=())
    assert made is not None
    export = json.loads(json.dumps(indico_of(made, language, url="https://idm.example/agenda")))
    again = over_the_night_in_which_clocks_are_put_back()
    body = ImportProgramme.model_validate({"export": export, "languages": ["es"]})
    enter_programme(again, act_on(), entries=body.entries())
    assert len(again.sessions) == 3
    assert again.sessions == workshop.sessions


def test_what_indico_wrote_itself_takes_what_it_does_not_say_from_the_request() -> None:
    workshop = enter(workshop_of(), entry(7), language="fr", languages=["fr", "en"], kind="panel")
    [session] = workshop.sessions
    assert (session.id, session.title, session.kind) == ("7", LocalizedText(fr="Welcome"), SessionKind.PANEL)
    assert (session.languages, session.room, session.speakers) == ((Language.FR, Language.EN), None, ())
    assert session.start == datetime(2018, 3, 26, 14, tzinfo=UTC)
    venues = enter(workshop_of(), entry(startDate=at("10:00:00", None), endDate=at("18:00:00", "Europe/Paris")))
    assert venues.sessions[0].start == session.start
    assert venues.sessions[0].end == datetime(2018, 3, 26, 16, tzinfo=UTC)


def test_each_entry_that_does_not_fit_is_named_with_place_field_and_reason() -> None:
    workshop = workshop_of()
    workshop.add_session(act_on(), session=session_of("1").model_copy(update={"room": None}))
    found = bad(
        workshop,
        entry(1, room="Room A"),
        entry(2),
        entry(3, room="Room B"),
        entry(4, room="Room B"),
        entry(5, room="C", endDate=at("09:30:00")),
        entry(6, room="D", startDate=at("08:59:59")),
        entry(7, room="E", endDate=at("17:00:01", date="2018-03-27")),
        entry(8, room="F", startDate=at("10:00:00", "Moon/Base"), endDate=at("11:00:00", offset="+01:00")),
        entry(9, room="G", idm={"languages": []}),
        entry(10, room="H", startDate=at("02:30:00", date="2018-03-11")),
    )
    assert [place.removeprefix("export.results.0.sessions.") for place in found] == [
        "0.id",
        "1.room",
        "3.room",
        "4.endDate",
        "5.startDate",
        "6.endDate",
        "7.startDate",
        "7.endDate",
        "8.idm.languages",
        "9.startDate",
    ]
    reasons = list(found.values())
    assert "takes place in the main room" in reasons[1]
    assert "takes place in the room “Room B”" in reasons[2]
    assert "never show" in reasons[-1]


def test_a_time_that_clocks_show_twice_needs_its_offset() -> None:
    night = {"date": "2018-10-28", "tz": "Europe/Zurich"}
    twice = entry(startDate=at("02:30:00", **night), endDate=at("04:00:00", **night))
    [reason] = bad(over_the_night_in_which_clocks_are_put_back(), twice).values()
    assert "twice" in reason
    for offset, hour in (("+02:00", 0), ("+01:00", 1)):
        told = {**twice, "startDate": at("02:30:00", offset=offset, **night)}
        [session] = enter(over_the_night_in_which_clocks_are_put_back(), told).sessions
        assert session.start == datetime(2018, 10, 28, hour, 30, tzinfo=UTC)


def test_a_workshop_without_dates_takes_none_and_says_so_once() -> None:
    with pytest.raises(WrongState, match="cannot be given a session"):
        enter(workshop_of(scheduled=False), entry(1), entry(2))


def test_a_programme_is_one_event_of_a_bounded_number_of_sessions() -> None:
    form(*(entry(number) for number in range(MOST_SESSIONS)))
    for sessions in ([], [entry(number) for number in range(MOST_SESSIONS + 1)]):
        with pytest.raises(ValidationError):
            form(*sessions)
    with pytest.raises(ValidationError):
        ImportProgramme.model_validate({"export": {"results": [{"sessions": [entry()]}] * 2}})
