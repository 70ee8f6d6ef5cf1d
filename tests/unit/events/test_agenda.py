"""The agenda by day, and the files made of it."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from services.events.api.agenda_files import content_of, icalendar_of, indico_of, pdf_of
from services.events.api.agenda_words import long_day
from services.events.domain.agenda import Agenda, agenda_of
from services.events.domain.speakers import Presence
from services.events.domain.workshop import Workshop
from shared.contracts.events import Schedule, SessionKind
from shared.domain.text import Language
from tests.unit.events.sample import act_on, paper_of, schedule_on, session_of, with_voice, workshop_of

URL = "https://idm.example/agenda"


def over_the_change() -> Schedule:
    """Zurich, over the night in which its clocks are put forward."""
    return schedule_on().model_copy(
        update={
            "start": datetime(2018, 3, 24, 18, tzinfo=UTC),
            "end": datetime(2018, 3, 25, 10, tzinfo=UTC),
            "zone": "Europe/Zurich",
        }
    )


def of_a_night() -> Workshop:
    workshop = workshop_of(scheduled=False)
    workshop.schedule_on(act_on(), schedule=over_the_change())
    for name, start, hours in (
        ("evening", datetime(2018, 3, 24, 21, tzinfo=UTC), 2),
        ("night", datetime(2018, 3, 24, 23, 30, tzinfo=UTC), 3),
    ):
        times = {"start": start, "end": start + timedelta(hours=hours), "room": None}
        workshop.add_session(act_on(), session=session_of(name, SessionKind.PLENARY).model_copy(update=times))
    return workshop


def agenda(workshop: Workshop, *, draft: bool = True, name: str = "Amina", unnamed: tuple[str, ...] = ()) -> Agenda:
    made = agenda_of(workshop, draft=draft, names={"speaker-1": name}, unnamed=unnamed)
    assert made is not None
    return made


def test_a_session_stands_on_the_day_it_begins_by_the_venues_clocks_and_says_when_it_ends_on_another() -> None:
    days = agenda(of_a_night()).days
    assert [day.day for day in days] == [date(2018, 3, 24), date(2018, 3, 25)]
    [evening], [night] = (day.sessions for day in days)
    assert (evening.start.isoformat(), evening.end.isoformat()) == (
        "2018-03-24T22:00:00+01:00",
        "2018-03-25T00:00:00+01:00",
    )
    assert evening.ends_on is None, "an end at midnight belongs to the day before"
    assert (night.start.isoformat(), night.end.isoformat()) == (
        "2018-03-25T00:30:00+01:00",
        "2018-03-25T04:30:00+02:00",
    )
    longer = of_a_night()
    moved = longer.session("evening").model_copy(update={"end": datetime(2018, 3, 24, 23, 15, tzinfo=UTC)})
    longer.change_session(act_on(), session=moved, speakers_asked=False)
    assert agenda(longer).days[0].sessions[0].ends_on == date(2018, 3, 25)


def test_the_published_version_stands_until_the_next() -> None:
    workshop = with_voice(workshop_of())
    assert agenda_of(workshop, draft=False, names={}, unnamed=()) is None
    assert agenda_of(workshop_of(scheduled=False), draft=True, names={}, unnamed=()) is None
    workshop.publish_programme(act_on())
    workshop.add_session(act_on(), session=session_of("opening", SessionKind.PLENARY))
    assert [one.id for one in agenda(workshop, draft=False).days[0].sessions] == ["voice"]
    assert agenda(workshop, draft=False).version == 1
    assert len(agenda(workshop).days[0].sessions) == 2
    assert agenda(workshop).version is None


def test_r30_a_migrant_speaker_is_named_with_consent_alone() -> None:
    workshop = with_voice(workshop_of(), published=True)
    [speaker] = agenda(workshop).days[0].sessions[0].speakers
    assert speaker.name == "Amina"
    made = agenda(workshop, unnamed=("speaker-1",))
    assert made.days[0].sessions[0].speakers[0].name is None
    assert "Amina" not in json.dumps(content_of(made, Language.EN))
    assert "name withheld" in json.dumps(content_of(made, Language.EN))
    assert indico_of(made, Language.EN, url=URL)["results"][0]["sessions"][0]["sessionConveners"] == []


@pytest.mark.parametrize(
    ("language", "title", "first"),
    [
        (Language.EN, "Agenda", "Monday 26 March 2018"),
        (Language.FR, "Ordre du jour", "lundi 26 mars 2018"),
        (Language.ES, "Programa", "lunes 26 de marzo de 2018"),
    ],
)
def test_it_is_printed_in_three_languages_the_same_bytes_each_time(language: Language, title: str, first: str) -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.add_paper(act_on(), paper=paper_of())
    made = agenda(workshop, draft=False, name="#strong[Amina] $x$")
    content = content_of(made, language)
    assert content["title"].startswith(title)
    assert content["days"][0]["title"] == first
    one = asyncio.run(pdf_of(made, language))
    assert one == asyncio.run(pdf_of(made, language))
    assert one.startswith(b"%PDF")
    assert long_day(date(2018, 5, 1), Language.FR) == "mardi 1er mai 2018"


def test_each_session_is_a_diary_entry_in_the_venues_time_zone() -> None:
    feed = Calendar.from_ical(icalendar_of(agenda(of_a_night()), Language.EN))
    evening, night = feed.walk("VEVENT")
    assert evening["uid"] == "workshop-2018-1.evening@events.idm.iom.int"
    assert night["dtstart"].params["TZID"] == "Europe/Zurich"
    assert night.decoded("dtend").isoformat() == "2018-03-25T04:30:00+02:00"
    assert [zone["tzid"] for zone in feed.walk("VTIMEZONE")] == ["Europe/Zurich"]
    published = with_voice(workshop_of(), published=True)
    [entry] = Calendar.from_ical(icalendar_of(agenda(published, draft=False), Language.EN)).walk("VEVENT")
    assert (entry["sequence"], entry["status"]) == (1, "CONFIRMED")


def test_a_workshop_that_was_cancelled_stays_in_diaries_as_cancelled() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.cancel(act_on(date(2018, 2, 26)), reason="No host.")
    made = agenda(workshop, draft=False)
    [entry] = Calendar.from_ical(icalendar_of(made, Language.EN)).walk("VEVENT")
    assert (entry["uid"], entry["sequence"], entry["status"]) == (
        "workshop-2018-1.voice@events.idm.iom.int",
        2,
        "CANCELLED",
    )
    assert entry.decoded("dtstamp").date() == date(2018, 2, 26)
    assert content_of(made, Language.FR)["head"][1] == "Annulé"
    never_published = workshop_of()
    never_published.cancel(act_on(), reason="No host.")
    assert agenda_of(never_published, draft=False, names={}, unnamed=()) is None


def test_r28_a_programme_that_was_unpublished_is_not_public_again_once_the_workshop_is_cancelled() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.unconfirm_speaker(act_on(), session="voice", speaker="speaker-1")
    assert workshop.versions
    assert agenda_of(workshop, draft=False, names={}, unnamed=()) is None
    workshop.cancel(act_on(date(2018, 2, 26)), reason="No host.")
    assert agenda_of(workshop, draft=False, names={}, unnamed=()) is None


def test_the_export_has_the_form_of_indicos_own() -> None:
    workshop = with_voice(workshop_of())
    voice = workshop.session("voice").speaker("speaker-1")
    workshop.replace_speaker(
        act_on(),
        session="voice",
        speaker="speaker-1",
        by=voice.model_copy(update={"id": "speaker-2", "presence": Presence.REMOTE}),
    )
    workshop.add_paper(act_on(), paper=paper_of("paper-2", "voice"))
    made = agenda_of(workshop, draft=True, names={"speaker-2": "Berta"}, unnamed=())
    assert made is not None
    export = indico_of(made, Language.EN, url=URL)
    assert (export["_type"], export["count"], export["complete"]) == ("HTTPAPIResult", 1, True)
    [event] = export["results"]
    assert event["startDate"] == {
        "date": "2018-03-26",
        "time": "09:00:00",
        "tz": "America/New_York",
        "offset": "-04:00",
    }
    [session] = event["sessions"]
    assert (session["id"], session["room"], session["material"][0]["id"]) == ("voice", "voice", "paper-2")
    assert session["sessionConveners"][0]["fullName"] == "Berta"
    assert "by video link" in json.dumps(content_of(made, Language.EN))
