"""Slots on the venue's clocks, rooms and speakers that are taken, and sessions that move."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services.events.domain.gathering import State
from services.events.domain.programme import Session
from services.events.domain.slots import NewSession, moment_there
from services.events.domain.workshop import Workshop
from shared.contracts.events import SessionKind
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, WrongState
from shared.domain.text import Language, LocalizedText
from tests.unit.events.sample import act_on, migrant, paper_of, schedule_on, session_of, with_voice, workshop_of

ZURICH, LORD_HOWE = "Europe/Zurich", "Australia/Lord_Howe"


def new(start: datetime, end: datetime) -> NewSession:
    title = LocalizedText(en="A session")
    return NewSession(
        id="s", title=title, kind=SessionKind.PANEL, start=start, end=end, languages=(Language.EN,), room="s"
    )


def at_hour(session: Session, hour: int, **changed: object) -> Session:
    start = datetime(2018, 3, 26, hour, tzinfo=UTC)
    return session.model_copy(update={"start": start, "end": start + timedelta(hours=1), **changed})


def test_a_time_without_offset_is_what_the_venues_clocks_show() -> None:
    session = new(datetime(2018, 3, 26, 10), datetime(2018, 3, 26, 11)).at(schedule_on())
    assert session.start == datetime(2018, 3, 26, 14, tzinfo=UTC)
    aware = datetime(2018, 3, 26, 10, tzinfo=timezone(timedelta(hours=9)))
    assert moment_there(aware, zone=ZURICH) is aware


@pytest.mark.parametrize(
    ("zone", "before", "skipped", "after"),
    [
        (ZURICH, datetime(2018, 3, 25, 1, 59), datetime(2018, 3, 25, 2, 0), datetime(2018, 3, 25, 3, 0)),
        (LORD_HOWE, datetime(2018, 10, 7, 1, 59), datetime(2018, 10, 7, 2, 29), datetime(2018, 10, 7, 2, 30)),
    ],
)
def test_a_time_that_the_clocks_skip_in_spring_is_refused(
    zone: str, before: datetime, skipped: datetime, after: datetime
) -> None:
    assert moment_there(after, zone=zone) - moment_there(before, zone=zone) == timedelta(minutes=1)
    with pytest.raises(InvalidInput, match="never show"):
        moment_there(skipped, zone=zone)


def test_a_time_that_the_clocks_show_twice_in_autumn_needs_its_offset() -> None:
    with pytest.raises(InvalidInput, match="twice") as refused:
        moment_there(datetime(2018, 10, 28, 2, 30), zone=ZURICH)
    for offset in ("+02:00", "+01:00"):
        assert f"2018-10-28T02:30:00{offset}" in refused.value.remedy
    assert moment_there(datetime(2018, 10, 28, 3, 0), zone=ZURICH) == datetime(2018, 10, 28, 2, tzinfo=UTC)


def test_a_room_has_one_session_at_a_time() -> None:
    workshop = workshop_of()
    workshop.add_session(act_on(), session=at_hour(session_of("one"), 14, room=None))
    workshop.add_session(act_on(), session=at_hour(session_of("next"), 15, room=None))
    workshop.add_session(act_on(), session=at_hour(session_of("beside"), 14))
    for hour, room, where in ((14, None, "main room"), (14, "beside", "“beside”")):
        with pytest.raises(WrongState, match=where) as refused:
            workshop.add_session(act_on(), session=at_hour(session_of("late"), hour, room=room))
        assert refused.value.slug == "room-taken"


def test_nobody_speaks_in_two_places_at_once() -> None:
    workshop = workshop_of()
    for name, hour in (("one", 14), ("beside", 14), ("next", 15)):
        workshop.add_session(act_on(), session=at_hour(session_of(name), hour))
    same = {"person": "person-1"}
    workshop.add_speaker(act_on(), session="one", speaker=migrant("a").model_copy(update=same))
    workshop.add_speaker(act_on(), session="next", speaker=migrant("b").model_copy(update=same))
    with pytest.raises(WrongState) as refused:
        workshop.add_speaker(act_on(), session="beside", speaker=migrant("c").model_copy(update=same))
    assert refused.value.slug == "speaker-double-booked"
    workshop.add_speaker(act_on(), session="beside", speaker=migrant("d"))
    with pytest.raises(WrongState, match="speaks in"):
        workshop.replace_speaker(act_on(), session="beside", speaker="d", by=migrant("e").model_copy(update=same))
    with pytest.raises(WrongState, match="speaks in"):
        workshop.change_session(act_on(), session=at_hour(session_of("next"), 14), speakers_asked=True)


def test_a_session_is_not_moved_under_a_confirmed_speaker() -> None:
    workshop = with_voice(workshop_of(), published=True)
    retitled = session_of().model_copy(update={"title": LocalizedText(en="Another")})
    workshop.change_session(act_on(), session=retitled, speakers_asked=False)
    with pytest.raises(WrongState, match="speaker-1") as refused:
        workshop.change_session(act_on(), session=at_hour(retitled, 16), speakers_asked=False)
    assert refused.value.slug == "speakers-not-asked"
    workshop.change_session(act_on(), session=at_hour(retitled, 16), speakers_asked=True)
    assert workshop.session("voice").speaker("speaker-1").confirmed
    assert workshop.state is State.PROGRAMME_PUBLISHED
    with pytest.raises(InvalidInput, match="outside"):
        workshop.change_session(act_on(), session=at_hour(retitled, 12), speakers_asked=True)


def test_r28_a_migrants_voice_session_that_becomes_another_kind_is_lost() -> None:
    workshop = with_voice(workshop_of(), published=True)
    panel = session_of().model_copy(update={"kind": SessionKind.PANEL})
    workshop.change_session(act_on(date(2018, 3, 18)), session=panel, speakers_asked=False)
    assert workshop.state is State.SCHEDULED


def versions_of(workshop: Workshop) -> list[list[tuple[str, str]]]:
    return [[(one.session, one.what.value) for one in version.changes] for version in workshop.versions]


def test_each_publication_is_a_version_that_says_what_changed_and_whom_to_tell() -> None:
    workshop = with_voice(workshop_of())
    workshop.add_session(act_on(), session=session_of("opening", SessionKind.PLENARY))
    assert not workshop.unpublished_changes
    workshop.publish_programme(act_on())
    with pytest.raises(WrongState, match="No speaker"):
        workshop.note_told(act_on(), speakers=["speaker-1"])
    workshop.change_session(act_on(), session=at_hour(session_of(), 16, languages=(Language.FR,)), speakers_asked=True)
    workshop.remove_session(act_on(), session="opening")
    workshop.add_session(act_on(), session=at_hour(session_of("closing", SessionKind.PLENARY), 18))
    drafted = [(change.session, change.what.value) for change in workshop.unpublished_changes]
    assert drafted == [("voice", "time"), ("voice", "languages"), ("closing", "added"), ("opening", "removed")]
    assert [one.id for one in workshop.published] == ["opening", "voice"]
    workshop.publish_programme(act_on())
    assert versions_of(workshop) == [[], drafted]
    assert workshop.recorded[-1].message.model_dump()["version"] == 2
    assert workshop.to_tell == ("speaker-1",)
    with pytest.raises(InvalidInput, match="speaker-9"):
        workshop.note_told(act_on(), speakers=["speaker-1", "speaker-9"])
    workshop.note_told(act_on(date(2018, 2, 1)), speakers=["speaker-1"])
    assert not workshop.to_tell
    assert [(one.speaker, one.on) for one in workshop.versions[-1].told] == [("speaker-1", date(2018, 2, 1))]


def test_who_is_gone_need_not_be_told_and_waits_from_version_to_version() -> None:
    workshop = with_voice(workshop_of(), published=True)
    for hour in (16, 17):
        workshop.change_session(act_on(), session=at_hour(session_of(), hour), speakers_asked=True)
        workshop.publish_programme(act_on())
    assert workshop.to_tell == ("speaker-1",)
    workshop.remove_speaker(act_on(), session="voice", speaker="speaker-1", speakers_told=True)
    assert not workshop.to_tell


def test_papers_belong_to_the_workshop_or_to_a_session_that_there_is() -> None:
    workshop = with_voice(workshop_of())
    workshop.add_paper(act_on(), paper=paper_of())
    workshop.add_paper(act_on(), paper=paper_of("paper-2", "voice"))
    with pytest.raises(AlreadyExists):
        workshop.add_paper(act_on(), paper=paper_of())
    with pytest.raises(NotFound):
        workshop.add_paper(act_on(), paper=paper_of("paper-3", "nowhere"))
    workshop.remove_session(act_on(), session="voice")
    assert [one.session for one in workshop.papers] == [None, None]
    workshop.remove_paper(act_on(), paper="paper-1")
    with pytest.raises(NotFound):
        workshop.remove_paper(act_on(), paper="paper-1")
