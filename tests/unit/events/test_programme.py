from datetime import UTC, date, datetime

import pytest

from services.events.domain.gathering import State
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from shared.contracts.events import (
    MigrantsVoiceConfirmed,
    MigrantsVoiceWithdrawn,
    ProgrammeConfirmed,
    SessionKind,
    StakeholderGroup,
    WorkshopKind,
)
from shared.domain.errors import AlreadyExists, DomainError, InvalidInput, NotFound, RuleBroken, WrongState
from tests.unit.events.sample import REVIEW, act_on, migrant, schedule_on, session_of, with_voice, workshop_of


def _told(workshop: Workshop) -> list[str]:
    return [type(one.message).__name__ for one in workshop.recorded if one.sequence is not None]


def _last(workshop: Workshop) -> MigrantsVoiceWithdrawn:
    message = workshop.recorded[-1].message
    assert isinstance(message, MigrantsVoiceWithdrawn)
    return message


def _without_voice(kind: WorkshopKind) -> Workshop:
    workshop = workshop_of(kind)
    workshop.add_session(act_on(), session=session_of("opening", SessionKind.PLENARY))
    return workshop


def test_r27_a_programme_with_a_confirmed_migrant_speaker_is_published() -> None:
    workshop = with_voice(workshop_of(), published=True)
    assert workshop.state is State.PROGRAMME_PUBLISHED
    message = workshop.recorded[-1].message
    assert isinstance(message, ProgrammeConfirmed)
    assert message.migrants_voice_sessions == ("voice",)
    assert message.speakers_by_group == {StakeholderGroup.MIGRANT: 1}
    assert [session.id for session in message.sessions] == ["voice"]


def test_r27_without_a_migrants_voice_session_it_is_refused() -> None:
    with pytest.raises(RuleBroken, match="no Migrant’s Voice session") as refused:
        _without_voice(WorkshopKind.INTERSESSIONAL_WORKSHOP).publish_programme(act_on())
    assert refused.value.rule.number == "R27"


def test_r27_an_unconfirmed_migrant_speaker_is_not_enough() -> None:
    workshop = workshop_of()
    workshop.add_session(act_on(), session=session_of())
    workshop.add_speaker(act_on(), session="voice", speaker=migrant())
    with pytest.raises(RuleBroken) as refused:
        workshop.publish_programme(act_on())
    assert refused.value.rule.number == "R27"


@pytest.mark.parametrize(
    ("kind", "role"),
    [(SessionKind.PANEL, SpeakerRole.MIGRANT_SPEAKER), (SessionKind.MIGRANTS_VOICE, SpeakerRole.MODERATOR)],
)
def test_r27_it_takes_both_the_session_and_the_migrant_speaker(kind: SessionKind, role: SpeakerRole) -> None:
    workshop = workshop_of()
    workshop.add_session(act_on(), session=session_of("s", kind))
    speaker = Speaker(id="one", group=StakeholderGroup.MIGRANT, role=role)
    workshop.add_speaker(act_on(), session="s", speaker=speaker)
    workshop.confirm_speaker(act_on(), session="s", speaker="one")
    assert "MigrantsVoiceConfirmed" not in _told(workshop)
    with pytest.raises(RuleBroken) as refused:
        workshop.publish_programme(act_on())
    assert refused.value.rule.number == "R27"


@pytest.mark.parametrize(
    "kind", [WorkshopKind.EXPERT_SEMINAR, WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP]
)
def test_r27_seminars_and_council_events_are_not_gated(kind: WorkshopKind) -> None:
    workshop = _without_voice(kind)
    workshop.sign_balance_review(act_on(), review=REVIEW)
    workshop.publish_programme(act_on())
    assert workshop.state is State.PROGRAMME_PUBLISHED


def test_r29_a_conference_needs_one_unless_it_is_left_out_for_a_reason() -> None:
    workshop = _without_voice(WorkshopKind.HIGH_LEVEL_CONFERENCE)
    with pytest.raises(RuleBroken) as refused:
        workshop.publish_programme(act_on())
    assert refused.value.rule.number == "R27"
    workshop.leave_out_migrants_voice(act_on(), reason="Ministers only")
    workshop.sign_balance_review(act_on(), review=REVIEW)
    workshop.publish_programme(act_on())
    assert workshop.state is State.PROGRAMME_PUBLISHED


def test_r29_a_workshop_leaves_nothing_out() -> None:
    with pytest.raises(RuleBroken, match="no conference") as refused:
        workshop_of().leave_out_migrants_voice(act_on(), reason="No time")
    assert refused.value.rule.number == "R29"


def test_r27_the_first_confirmation_is_told_once() -> None:
    workshop = with_voice(workshop_of())
    workshop.add_speaker(act_on(), session="voice", speaker=migrant("speaker-2"))
    workshop.confirm_speaker(act_on(), session="voice", speaker="speaker-2")
    told = [one.message for one in workshop.recorded if isinstance(one.message, MigrantsVoiceConfirmed)]
    assert [message.session for message in told] == ["voice"]


@pytest.mark.parametrize("way", ["session", "speaker", "confirmation"])
def test_r28_losing_the_last_one_unpublishes_the_programme(way: str) -> None:
    workshop = with_voice(workshop_of(), published=True)
    day = act_on(date(2018, 3, 18))  # eight days before the start
    if way == "session":
        workshop.remove_session(day, session="voice", speakers_told=True)
    elif way == "speaker":
        workshop.remove_speaker(day, session="voice", speaker="speaker-1", speakers_told=True)
    else:
        workshop.unconfirm_speaker(day, session="voice", speaker="speaker-1")
    assert _last(workshop).programme_unpublished
    assert _last(workshop).session == "voice"
    assert workshop.state is State.SCHEDULED
    assert not workshop.migrants_voice_flagged


def test_r28_in_the_last_seven_days_it_is_flagged_instead() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.remove_session(act_on(date(2018, 3, 19)), session="voice", speakers_told=True)
    assert not _last(workshop).programme_unpublished
    assert workshop.state is State.PROGRAMME_PUBLISHED
    assert workshop.migrants_voice_flagged
    with_voice(workshop)
    assert not workshop.migrants_voice_flagged


def test_r28_one_of_two_may_go() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.add_speaker(act_on(), session="voice", speaker=migrant("speaker-2"))
    workshop.confirm_speaker(act_on(), session="voice", speaker="speaker-2")
    workshop.remove_speaker(act_on(), session="voice", speaker="speaker-1", speakers_told=True)
    assert workshop.state is State.PROGRAMME_PUBLISHED
    assert "MigrantsVoiceWithdrawn" not in _told(workshop)


def test_r28_before_publication_there_is_nothing_to_unpublish() -> None:
    workshop = with_voice(workshop_of())
    workshop.remove_session(act_on(), session="voice")
    assert not _last(workshop).programme_unpublished
    assert workshop.state is State.SCHEDULED


def test_r28_a_seminar_without_the_gate_stays_published() -> None:
    workshop = with_voice(workshop_of(WorkshopKind.EXPERT_SEMINAR), published=True)
    workshop.remove_speaker(act_on(), session="voice", speaker="speaker-1", speakers_told=True)
    assert not _last(workshop).programme_unpublished
    assert workshop.state is State.PROGRAMME_PUBLISHED
    assert not workshop.migrants_voice_flagged


def test_a_session_lies_inside_the_workshops_times() -> None:
    workshop, schedule = workshop_of(), schedule_on()
    whole = session_of().model_copy(update={"start": schedule.start, "end": schedule.end})
    workshop.add_session(act_on(), session=whole)
    outside = session_of("late").model_copy(update={"end": datetime(2018, 3, 27, 21, 1, tzinfo=UTC)})
    with pytest.raises(InvalidInput, match="outside"):
        workshop.add_session(act_on(), session=outside)
    with pytest.raises(InvalidInput, match="before it starts"):
        workshop.add_session(act_on(), session=outside.model_copy(update={"end": outside.start}))
    with pytest.raises(AlreadyExists, match="voice"):
        workshop.add_session(act_on(), session=session_of())
    with pytest.raises(WrongState, match="planned"):
        workshop_of(scheduled=False).add_session(act_on(), session=session_of())


def test_a_programme_needs_dates_a_session_and_times_that_fit_them() -> None:
    with pytest.raises(WrongState, match="planned and cannot be published"):
        workshop_of(scheduled=False).publish_programme(act_on())
    with pytest.raises(RuleBroken, match="no session") as empty:
        workshop_of().publish_programme(act_on())
    assert numbers_in(empty.value) == [None, "R27", "R34"]
    moved = with_voice(workshop_of())
    moved.schedule_on(act_on(), schedule=schedule_on(date(2018, 4, 26), date(2018, 4, 27)))
    with pytest.raises(WrongState, match="voice") as astray:
        moved.publish_programme(act_on())
    assert numbers_in(astray.value) == [None]


def test_r34_of_a_programme_that_is_astray_everything_that_blocks_is_said_at_once() -> None:
    """What nobody may lift does not hide what is left to do: sessions outside the days, no voice, no review."""
    workshop = workshop_of()
    workshop.add_session(act_on(), session=session_of())
    workshop.schedule_on(act_on(), schedule=schedule_on(date(2018, 4, 26), date(2018, 4, 27)))
    with pytest.raises(RuleBroken, match=r"Sessions lie outside.*Migrant’s Voice.*review") as refused:
        workshop.publish_programme(act_on())
    assert numbers_in(refused.value) == [None, "R27", "R34"]
    assert [one.rule and one.rule.lifted_by for one in refused.value.blocked_by] == [None, None, "administration"]


def numbers_in(refused: DomainError) -> list[str | None]:
    return [one.rule.number if one.rule else None for one in refused.blocked_by]


def test_speakers_are_confirmed_once_and_known() -> None:
    workshop = with_voice(workshop_of())
    with pytest.raises(WrongState, match="already confirmed"):
        workshop.confirm_speaker(act_on(), session="voice", speaker="speaker-1")
    with pytest.raises(AlreadyExists, match="speaker-1"):
        workshop.add_speaker(act_on(), session="voice", speaker=migrant())
    with pytest.raises(NotFound):
        workshop.remove_speaker(act_on(), session="voice", speaker="nobody")
    with pytest.raises(NotFound):
        workshop.remove_session(act_on(), session="nowhere")


def test_r27_r34_publishing_is_refused_with_everything_that_blocks_at_once() -> None:
    workshop = workshop_of()
    workshop.add_session(act_on(), session=session_of("panel", SessionKind.PANEL))
    with pytest.raises(RuleBroken, match=r"Migrant’s Voice.*review of the balance") as refused:
        workshop.publish_programme(act_on())
    assert refused.value.rule.number == "R27"
    assert "sign its review" in refused.value.remedy
    with_voice(workshop).publish_programme(act_on())
