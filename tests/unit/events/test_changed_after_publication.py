"""A programme that changes once people have it in their diaries: who is told, and what diaries read."""

from datetime import date

import pytest

from services.events.api.agenda_files import content_of, icalendar_of
from services.events.domain.agenda import Agenda, agenda_of
from services.events.domain.log import SessionRemoved, SpeakerRemoved, SpeakerReplaced
from services.events.domain.workshop import Workshop
from shared.contracts.events import Mode, Schedule
from shared.domain.errors import WrongState
from shared.domain.text import Language
from tests.unit.events.sample import act_on, migrant, schedule_on, with_voice, workshop_of

LATER = date(2018, 2, 20)


def public(workshop: Workshop) -> Agenda | None:
    return agenda_of(workshop, draft=False, names={}, unnamed=(), open_to_all=True)


def entry(workshop: Workshop) -> tuple[int, str, str]:
    """What a diary reads of the one session: SEQUENCE, STATUS, the day of DTSTAMP."""
    agenda = public(workshop)
    assert agenda is not None
    lines = dict(line.split(":", 1) for line in icalendar_of(agenda, Language.EN).decode().splitlines() if ":" in line)
    return int(lines["SEQUENCE"]), lines["STATUS"], lines["DTSTAMP"][:8]


def other(**fields: object) -> Schedule:
    return schedule_on().model_copy(update=fields)


@pytest.mark.parametrize("what", ["session", "speaker", "replacement"])
def test_who_said_yes_to_a_published_programme_is_told_before_the_contact_is_forgotten(what: str) -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.add_speaker(act_on(), session="voice", speaker=migrant("unsure"))
    workshop.remove_speaker(act_on(), session="voice", speaker="unsure")

    def remove(told: bool) -> None:
        if what == "session":
            workshop.remove_session(act_on(), session="voice", speakers_told=told)
        elif what == "replacement":
            at = {"session": "voice", "speaker": "speaker-1"}
            workshop.replace_speaker(act_on(), **at, by=migrant("other"), speakers_told=told)
        else:
            workshop.remove_speaker(act_on(), session="voice", speaker="speaker-1", speakers_told=told)

    with pytest.raises(WrongState, match="said yes: speaker-1") as refused:
        remove(told=False)
    assert refused.value.slug == "speakers-not-told"
    assert workshop.session("voice").speaker("speaker-1").confirmed
    remove(told=True)
    removals = SessionRemoved | SpeakerRemoved | SpeakerReplaced
    said = [one.message for one in workshop.recorded if isinstance(one.message, removals)]
    assert [one.speakers_told for one in said] == [False, True], "nobody had to tell who was not confirmed"


def test_before_publication_nobody_has_to_say_so() -> None:
    workshop = with_voice(workshop_of())
    workshop.remove_session(act_on(), session="voice")
    assert not workshop.sessions


@pytest.mark.parametrize(
    "now",
    [
        other(mode=Mode.HYBRID),
        other(venue=None, mode=Mode.ONLINE),
        schedule_on(date(2018, 3, 25), date(2018, 3, 27)),
    ],
    ids=["mode", "place", "days"],
)
def test_other_days_place_or_mode_are_told_to_every_speaker_and_move_what_diaries_have(now: Schedule) -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.add_speaker(act_on(), session="voice", speaker=migrant("unsure"))
    before = entry(workshop)
    workshop.schedule_on(act_on(LATER), schedule=other(capacity=20))
    assert (entry(workshop), workshop.to_tell) == (before, ()), "of a smaller room no diary knows"
    workshop.schedule_on(act_on(LATER), schedule=now)
    assert entry(workshop) == (before[0] + 1, "CONFIRMED", f"{LATER:%Y%m%d}")
    assert workshop.to_tell == ("speaker-1",)
    workshop.note_told(act_on(LATER), speakers=["speaker-1"])
    workshop.publish_programme(act_on(LATER))
    assert entry(workshop)[0] == before[0] + 2


def test_before_publication_other_days_concern_no_diary() -> None:
    workshop = with_voice(workshop_of())
    workshop.schedule_on(act_on(LATER), schedule=other(mode=Mode.HYBRID))
    workshop.postpone(act_on(LATER), reason="A strike.", schedule=None)
    assert (workshop.to_tell, workshop.placed_anew, public(workshop)) == ((), 0, None)


@pytest.mark.parametrize("days", [None, schedule_on(date(2018, 4, 16), date(2018, 4, 17))], ids=["no days", "new days"])
def test_what_was_postponed_is_off_in_diaries_until_it_is_published_again(days: Schedule | None) -> None:
    workshop = with_voice(workshop_of(), published=True)
    before = entry(workshop)
    workshop.postpone(act_on(LATER), reason="A strike.", schedule=days)
    assert entry(workshop) == (before[0] + 1, "CANCELLED", f"{LATER:%Y%m%d}")
    agenda = public(workshop)
    assert agenda is not None
    assert (agenda.postponed, agenda.cancelled, agenda.start.date()) == (True, False, date(2018, 3, 26))
    assert "Postponed" in content_of(agenda, Language.EN)["head"]
    assert workshop.to_tell == ("speaker-1",)
    workshop.schedule_on(act_on(LATER), schedule=schedule_on())
    assert entry(workshop) == (before[0] + 2, "CANCELLED", f"{LATER:%Y%m%d}"), "days alone are no programme"
    workshop.publish_programme(act_on(LATER))
    assert entry(workshop) == (before[0] + 3, "CONFIRMED", f"{LATER:%Y%m%d}")


def test_what_was_postponed_and_then_cancelled_stays_off_and_a_draft_is_no_part_of_it() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.postpone(act_on(LATER), reason="A strike.", schedule=None)
    assert agenda_of(workshop, draft=True, names={}, unnamed=()) is None
    workshop.cancel(act_on(LATER), reason="No host.")
    sequence, status, _ = entry(workshop)
    assert (sequence, status) == (3, "CANCELLED")


def test_r28_a_programme_that_was_unpublished_before_is_not_in_diaries_again_by_a_postponement() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.remove_session(act_on(LATER), session="voice", speakers_told=True)
    workshop.postpone(act_on(LATER), reason="A strike.", schedule=None)
    assert public(workshop) is None
