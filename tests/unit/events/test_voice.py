"""R28 and R30 on consents, replacements and the year's report; care notes."""

from datetime import date, timedelta

import pytest

from services.events.domain.gathering import State
from services.events.domain.programme import Session
from services.events.domain.speakers import Sex, Speaker
from services.events.domain.voice import ConsentForm, Voice, require_migrant, what_follows
from services.events.domain.voice_report import BySex, VoiceOfWorkshop, VoicesOfYear, voices_of_year
from services.events.domain.workshop import Workshop
from shared.contracts.events import (
    ConsentUse,
    MigrantsVoiceWithdrawn,
    SessionKind,
    StakeholderGroup,
    VoiceConsentChanged,
    WorkshopKind,
)
from shared.domain.act import Act, Actor, Role
from shared.domain.errors import AlreadyExists, InvalidInput, NotAllowed, NotFound, WrongState
from shared.domain.text import LocalizedText
from tests.unit.events.sample import HEADS, SPEAKERS, act_on, migrant, session_of, with_voice, workshop_of

BOTH = (ConsentUse.STORY, ConsentUse.PICTURE)


def voice_of(*uses: ConsentUse) -> Voice:
    voice = Voice(id="speaker-1", workshop="workshop-2018-1", cycle="cycle-2018", session="voice")
    voice.enter(act_on())
    if uses:
        voice.give(act_on(), uses=uses, form=ConsentForm.WRITTEN, closed=False)
    return voice


def told(voice: Voice) -> VoiceConsentChanged:
    message = voice.recorded[-1].message
    assert isinstance(message, VoiceConsentChanged)
    return message


def by(subject: str) -> Act:
    return act_on().model_copy(update={"actor": Actor(subject=subject, role=Role.ADMINISTRATION)})


def test_r30_each_use_is_agreed_to_by_itself_and_the_whole_is_told() -> None:
    voice = voice_of(*BOTH)
    assert told(voice).granted == BOTH
    voice.give(act_on(), uses=(ConsentUse.SESSION, ConsentUse.STORY), form=None, closed=False)
    assert told(voice).granted == (ConsentUse.SESSION, *BOTH)
    assert [one.form for one in voice.consents] == [None, ConsentForm.WRITTEN, ConsentForm.WRITTEN]
    with pytest.raises(WrongState, match="already"):
        voice.give(act_on(), uses=BOTH, form=None, closed=False)


def test_r30_who_does_not_speak_after_all_is_told_of_once_and_only_where_something_was_agreed_to() -> None:
    unasked = voice_of()
    unasked.note_speaks(act_on(), False)
    assert (unasked.speaks, len(unasked.recorded)) == (True, 1)
    voice = voice_of(ConsentUse.SESSION)
    for _ in range(2):
        voice.note_speaks(act_on(), False)
    assert (told(voice).speaks, len(voice.recorded)) == (False, 3)
    voice.note_speaks(act_on(), True)
    assert told(voice).speaks
    voice.withdraw(act_on(), uses=(ConsentUse.SESSION,), closed=False, over=True)
    assert told(voice).speaks
    voice = voice_of(*BOTH, ConsentUse.SESSION)
    voice.withdraw(act_on(), uses=(ConsentUse.STORY,), closed=False, over=False)
    assert told(voice).speaks
    voice.withdraw(act_on(), uses=(ConsentUse.SESSION,), closed=False, over=False)
    assert not told(voice).speaks


def test_r30_what_is_taken_back_is_told_and_may_be_given_again_also_after_the_close() -> None:
    voice = voice_of(*BOTH)
    assert voice.withdraw(act_on(date(2019, 6, 1)), uses=(ConsentUse.STORY, ConsentUse.NAME), closed=True) == (
        ConsentUse.STORY,
    )
    assert (told(voice).granted, told(voice).withdrawn) == ((ConsentUse.PICTURE,), (ConsentUse.STORY,))
    assert told(voice).after_close
    assert voice.consents[0].withdrawn_on == date(2019, 6, 1)
    with pytest.raises(WrongState, match="None of that"):
        voice.withdraw(act_on(), uses=(ConsentUse.STORY,), closed=True)
    voice.give(act_on(), uses=(ConsentUse.STORY,), form=None, closed=False)
    assert (told(voice).withdrawn, told(voice).after_close) == ((), False)


def test_r30_without_any_consent_nothing_is_taken_back() -> None:
    with pytest.raises(WrongState, match="Nothing is agreed"):
        voice_of().withdraw(act_on(), uses=tuple(ConsentUse), closed=False)
    with pytest.raises(WrongState, match="Everything"):
        voice_of(*ConsentUse).give(act_on(), uses=tuple(ConsentUse), form=None, closed=False)


def test_r30_consents_are_those_of_migrant_speakers() -> None:
    require_migrant(migrant())
    with pytest.raises(InvalidInput, match="no migrant speaker"):
        require_migrant(Speaker(id="one", group=StakeholderGroup.GOVERNMENT, role="moderator"))


@pytest.mark.parametrize(
    ("day", "follows"),
    [(date(2018, 3, 18), "un-published (R28)"), (date(2018, 3, 19), "flagged (R28)")],
)
def test_r28_what_a_withdrawal_would_do_is_told_before_it_is_done(day: date, follows: str) -> None:
    workshop, voice = with_voice(workshop_of(), published=True), voice_of(*ConsentUse)
    said = what_follows(ConsentUse.SESSION, voice=voice, workshop=workshop, day=day)
    assert follows in said
    workshop.unconfirm_speaker(act_on(day), session="voice", speaker="speaker-1")
    assert (workshop.state is State.SCHEDULED) == ("un-published" in said)
    assert workshop.migrants_voice_flagged == ("flagged" in said)
    assert "not confirmed any more." in what_follows(ConsentUse.SESSION, voice=voice, workshop=workshop, day=day)


def test_r28_of_two_voices_one_may_be_withdrawn_and_a_workshop_that_was_held_stays_held() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.add_speaker(act_on(), session="voice", speaker=migrant("speaker-2"))
    workshop.confirm_speaker(act_on(), session="voice", speaker="speaker-2")
    assert workshop.without_voice_of("speaker-1", date(2018, 3, 1)) is None
    hold(workshop)
    said = what_follows(ConsentUse.SESSION, voice=voice_of(ConsentUse.SESSION), workshop=workshop, day=date(2019, 1, 1))
    assert "was held" in said
    for use in (ConsentUse.STORY, ConsentUse.NAME, ConsentUse.PICTURE):
        said = what_follows(use, voice=voice_of(use), workshop=workshop, day=date(2019, 1, 1))
        assert "ublications is told" in said


def hold(workshop: Workshop) -> None:
    last = act_on(date(2018, 3, 27))
    workshop.record_attendance(last, participants=HEADS, speakers=SPEAKERS)
    workshop.hold(
        last, languages_interpreted=(), partners=(), public_documents=(), departure_by=None, departure_reason=None
    )


def test_r28_a_migrant_speaker_is_replaced_the_day_before_without_a_gap() -> None:
    workshop = with_voice(workshop_of(), published=True)
    other = migrant("speaker-2").model_copy(update={"confirmed": True})
    workshop.replace_speaker(
        act_on(date(2018, 3, 25)), session="voice", speaker="speaker-1", by=other, speakers_told=True
    )
    assert (workshop.state, workshop.migrants_voice_flagged) == (State.PROGRAMME_PUBLISHED, False)
    assert [one.id for one in workshop.session("voice").speakers] == ["speaker-2"]
    assert not any(isinstance(one.message, MigrantsVoiceWithdrawn) for one in workshop.recorded)


def test_r28_replaced_by_somebody_who_did_not_say_yes_is_a_voice_lost() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.replace_speaker(
        act_on(date(2018, 3, 18)), session="voice", speaker="speaker-1", by=migrant("speaker-2"), speakers_told=True
    )
    assert workshop.state is State.SCHEDULED
    assert isinstance(workshop.recorded[-1].message, MigrantsVoiceWithdrawn)
    with pytest.raises(AlreadyExists):
        workshop.replace_speaker(act_on(), session="voice", speaker="speaker-2", by=migrant("speaker-2"))
    with pytest.raises(NotFound):
        workshop.replace_speaker(act_on(), session="voice", speaker="speaker-1", by=migrant("speaker-3"))


def test_r30_the_year_is_reported_by_sex_and_says_who_has_none() -> None:
    first = with_voice(workshop_of())
    first.add_speaker(act_on(), session="voice", speaker=migrant("speaker-2"))
    first.confirm_speaker(act_on(), session="voice", speaker="speaker-2")
    first.add_speaker(act_on(), session="voice", speaker=migrant("unconfirmed"))
    hold(first)
    conference = workshop_of(WorkshopKind.HIGH_LEVEL_CONFERENCE).model_copy(update={"id": "conference"})
    conference.leave_out_migrants_voice(act_on(), reason="Ministers only")
    cancelled = with_voice(workshop_of(WorkshopKind.EXPERT_SEMINAR)).model_copy(update={"id": "seminar"})
    cancelled.cancel(act_on(), reason="No money")
    report = voices_of_year(
        2018,
        (conference, first, cancelled),
        sexes={"speaker-1": Sex.FEMALE},
        granted={"speaker-1": (ConsentUse.STORY,), "speaker-2": (ConsentUse.SESSION,)},
    )
    assert report.speakers == report.held == BySex(female=1, not_stated=1)
    assert report.without == ("conference",)
    assert [(one.workshop, one.stories, one.left_out) for one in report.workshops] == [
        ("conference", 0, "Ministers only"),
        ("workshop-2018-1", 1, None),
    ]


@pytest.mark.parametrize(
    ("held", "all", "shown"),
    [
        ((5, 5), (5, 5), (True, True)),
        ((4, 0), (4, 0), (False, False)),
        ((5, 0), (5, 1), (True, False)),
        ((5, 5), (9, 5), (False, True)),
        ((5, 5), (10, 5), (True, True)),
    ],
)
def test_r30_others_read_the_sexes_of_a_year_where_no_figure_and_no_difference_is_of_few(
    held: tuple[int, int], all: tuple[int, int], shown: tuple[bool, bool]
) -> None:
    of_one = BySex(female=1)
    workshop = VoiceOfWorkshop(
        workshop="workshop-2018-1",
        title=LocalizedText(en="A gathering"),
        kind=WorkshopKind.INTERSESSIONAL_WORKSHOP,
        state=State.HELD,
        needed=True,
        left_out=None,
        sessions=1,
        confirmed=1,
        speakers=of_one,
        stories=1,
    )
    report = VoicesOfYear(
        year=2018,
        workshops=(workshop,),
        speakers=BySex(female=all[0], male=all[1]),
        held=BySex(female=held[0], male=held[1]),
        without=(),
    ).for_others()
    assert (report.held is not None, report.speakers is not None) == shown
    assert [(one.confirmed, one.speakers) for one in report.workshops] == [(1, None)]


@pytest.mark.parametrize(("person", "told"), [("amina", 1), (None, 2)])
def test_r30_whoever_tells_a_story_in_two_slots_is_reported_once(person: str | None, told: int) -> None:
    workshop = workshop_of()
    for number in (1, 2):
        later = timedelta(hours=number)
        session = session_of(f"voice-{number}")
        workshop.add_session(
            act_on(),
            session=session.model_copy(update={"start": session.start + later, "end": session.end + later}),
        )
        slot = migrant(f"slot-{number}").model_copy(update={"person": person, "confirmed": True})
        workshop.add_speaker(act_on(), session=f"voice-{number}", speaker=slot)
    granted = {f"slot-{number}": (ConsentUse.STORY,) for number in (1, 2)}
    report = voices_of_year(2018, [workshop], sexes={"slot-2": Sex.FEMALE}, granted=granted)
    assert [(one.sessions, one.confirmed, one.stories) for one in report.workshops] == [(2, told, told)]
    assert report.speakers == BySex(female=1, not_stated=told - 1)


def test_r30_a_migrant_who_moderates_or_speaks_elsewhere_is_no_migrants_voice() -> None:
    workshop = workshop_of()
    panel: Session = session_of("panel", SessionKind.PANEL)
    workshop.add_session(act_on(), session=panel)
    workshop.add_speaker(act_on(), session="panel", speaker=migrant())
    workshop.confirm_speaker(act_on(), session="panel", speaker="speaker-1")
    report = voices_of_year(2018, [workshop], sexes={"speaker-1": Sex.MALE}, granted={})
    assert report.speakers == BySex()
    assert report.without == ("workshop-2018-1",)


def test_care_notes_are_for_the_accounts_they_name() -> None:
    voice = voice_of()
    with pytest.raises(NotAllowed):
        voice.require_reader(by("account-1").actor)
    voice.write_care_note(by("account-1"), readers=("account-2",))
    for subject in ("account-1", "account-2"):
        voice.require_reader(by(subject).actor)
    with pytest.raises(NotAllowed):
        voice.write_care_note(by("account-3"), readers=("account-3",))
    with pytest.raises(NotAllowed):
        voice.erase_care_note(by("account-3"))
    voice.erase_care_note(by("account-2"))
    with pytest.raises(NotAllowed):
        voice.require_reader(by("account-2").actor)
