from datetime import date

import pytest

from services.events.domain.gathering import State
from services.events.domain.programme import shares_of
from services.events.domain.workshop import Workshop
from shared.contracts.events import (
    Headcount,
    SessionKind,
    StakeholderGroup,
    WorkshopHeld,
    WorkshopKind,
    WorkshopPostponed,
)
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language
from tests.unit.events.sample import HEADS, SPEAKERS, act_on, migrant, schedule_on, session_of, with_voice, workshop_of

LAST_DAY = date(2018, 3, 27)


def _attended(workshop: Workshop) -> Workshop:
    workshop.record_attendance(act_on(LAST_DAY), participants=HEADS, speakers=SPEAKERS)
    return workshop


def _hold(
    workshop: Workshop, day: date = LAST_DAY, *, by: str | None = None, reason: str | None = None
) -> WorkshopHeld:
    workshop.hold(
        act_on(day),
        languages_interpreted=(Language.EN, Language.FR),
        partners=(),
        public_documents=(),
        departure_by=by,
        departure_reason=reason,
    )
    message = workshop.recorded[-1].message
    assert isinstance(message, WorkshopHeld)
    return message


def test_r39_it_is_held_on_its_last_day_with_its_figures() -> None:
    workshop = _attended(with_voice(workshop_of(), published=True))
    message = _hold(workshop)
    assert workshop.state is State.HELD
    assert message.held_on == LAST_DAY
    assert message.participant_shares.government == 0.6
    assert message.speaker_shares.government == 0.625
    assert [session.id for session in message.sessions] == ["voice"]
    assert message.languages_interpreted == (Language.EN, Language.FR)
    assert message.migrants_voice_departure is None


def test_how_many_were_to_speak_in_each_session_is_told_once_it_was_held_and_not_who() -> None:
    workshop = with_voice(workshop_of(), published=True)
    programme = workshop.recorded[-1].message.model_dump(mode="json")
    workshop.add_session(act_on(), session=session_of("opening", SessionKind.PLENARY))
    workshop.add_speaker(act_on(), session="voice", speaker=migrant("speaker-9"))
    message = _hold(_attended(workshop))
    assert [one.speakers_by_group for one in message.sessions] == [{}, {StakeholderGroup.MIGRANT: 1}]
    told = message.model_dump(mode="json")["sessions"]
    assert [one.get("speakers_by_group") for one in told] == [None, {"migrant": 1}]
    assert "speaker-" not in str(told)
    assert [one.get("speakers_by_group") for one in programme["sessions"]] == [None], "before, nobody has spoken"


def test_a_person_in_two_slots_of_a_session_counts_once_among_those_who_were_to_speak_in_it() -> None:
    slots = {"speaker-1": "person-1", "speaker-2": "person-1", "speaker-3": "person-2", "speaker-4": None}
    speakers = tuple(
        migrant(slot).model_copy(update={"person": person, "confirmed": True}) for slot, person in slots.items()
    )
    facts = session_of().model_copy(update={"speakers": speakers}).facts_as_held()
    assert facts.speakers_by_group == {StakeholderGroup.MIGRANT: 3}


def test_r39_the_day_before_its_last_day_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"last day .* is 2018-03-27, after the day given \(2018-03-26\)") as refused:
        _hold(_attended(with_voice(workshop_of())), date(2018, 3, 26))
    assert refused.value.rule.number == "R39"


def test_r39_without_attendance_it_is_refused() -> None:
    with pytest.raises(RuleBroken, match="Nobody recorded who came") as refused:
        _hold(with_voice(workshop_of()))
    assert refused.value.rule.number == "R39"


def test_r39_who_came_is_recorded_on_its_first_day_and_not_before() -> None:
    workshop = workshop_of()
    with pytest.raises(RuleBroken, match="nobody has come yet") as refused:
        workshop.record_attendance(act_on(date(2018, 3, 25)), participants=HEADS, speakers=SPEAKERS)
    assert refused.value.rule.number == "R39"
    workshop.record_attendance(act_on(date(2018, 3, 26)), participants=HEADS, speakers=SPEAKERS)
    assert workshop.attendance is not None


def test_r39_who_came_to_other_dates_does_not_count() -> None:
    workshop = _attended(with_voice(workshop_of()))
    workshop.schedule_on(act_on(LAST_DAY), schedule=schedule_on(date(2018, 6, 4), date(2018, 6, 5)))
    assert workshop.attendance is None
    workshop.record_attendance(act_on(date(2018, 6, 5)), participants=HEADS, speakers=SPEAKERS)
    with pytest.raises(WrongState, match="Sessions lie outside"):
        _hold(workshop, date(2018, 6, 5))


def test_r39_and_r27_are_said_at_once_of_a_workshop_that_is_not_held_yet() -> None:
    workshop = workshop_of()
    with pytest.raises(RuleBroken) as refused:
        _hold(workshop, date(2018, 3, 26))
    numbers = [one.rule and one.rule.number for one in refused.value.blocked_by]
    assert (refused.value.rule.number, numbers) == ("R39", ["R39", "R39", "R27"])
    with pytest.raises(RuleBroken) as departed:
        _hold(workshop, LAST_DAY, by="A. Head", reason="Visa refused")
    assert [one.rule and one.rule.number for one in departed.value.blocked_by] == ["R39"]


def test_r27_without_a_migrants_voice_it_is_not_held() -> None:
    with pytest.raises(RuleBroken, match="no Migrant’s Voice") as refused:
        _hold(_attended(workshop_of()))
    assert refused.value.rule.number == "R27"


@pytest.mark.parametrize(("by", "reason"), [("A. Head", None), (None, "Visa refused"), ("A. Head", " "), ("", "Visa")])
def test_r27_a_departure_needs_both_name_and_reason(by: str | None, reason: str | None) -> None:
    with pytest.raises(RuleBroken) as refused:
        _hold(_attended(workshop_of()), by=by, reason=reason)
    assert refused.value.rule.number == "R27"


def test_r27_a_named_and_reasoned_departure_travels_without_the_name() -> None:
    message = _hold(_attended(workshop_of()), by="A. Head", reason="The speaker’s visa was refused.")
    assert message.migrants_voice_departure == "The speaker’s visa was refused."
    assert "A. Head" not in message.model_dump_json()


def test_r27_there_is_no_departure_from_a_rule_that_is_kept() -> None:
    for workshop in (with_voice(workshop_of()), workshop_of(WorkshopKind.EXPERT_SEMINAR)):
        with pytest.raises(InvalidInput, match="the rule is kept"):
            _hold(_attended(workshop), by="A. Head", reason="None")


def test_r33_a_share_of_nobody_is_none() -> None:
    assert shares_of(Headcount(by_group={})).government is None
    assert shares_of(Headcount(by_group={StakeholderGroup.ACADEMIA: 4})).government == 0.0


@pytest.mark.parametrize(
    "wrong",
    [
        Headcount(by_group={StakeholderGroup.GOVERNMENT: -1}),
        Headcount(by_group={StakeholderGroup.GOVERNMENT: 3}, by_body_type={"member_state": -1}),
        Headcount(by_group={StakeholderGroup.GOVERNMENT: 3}, by_body_type={"member_state": 4}),
    ],
)
def test_attendance_is_counted_in_heads(wrong: Headcount) -> None:
    with pytest.raises(InvalidInput):
        workshop_of().record_attendance(act_on(LAST_DAY), participants=wrong, speakers=SPEAKERS)
    with pytest.raises(WrongState, match="planned"):
        workshop_of(scheduled=False).record_attendance(act_on(LAST_DAY), participants=HEADS, speakers=SPEAKERS)


def test_a_reschedule_unpublishes_nothing() -> None:
    workshop = with_voice(workshop_of(), published=True)
    workshop.schedule_on(act_on(), schedule=schedule_on(last=date(2018, 3, 28)))
    assert workshop.state is State.PROGRAMME_PUBLISHED
    assert type(workshop.recorded[-1].message).__name__ == "WorkshopScheduled"


@pytest.mark.parametrize("new_dates", [True, False])
def test_a_postponed_workshop_keeps_its_cycle_and_unpublishes_its_programme(new_dates: bool) -> None:
    workshop = with_voice(workshop_of(), published=True)
    schedule = schedule_on(date(2019, 1, 14), date(2019, 1, 15)) if new_dates else None
    workshop.postpone(act_on(), reason="A storm", schedule=schedule)
    assert workshop.state is (State.SCHEDULED if new_dates else State.POSTPONED)
    message = workshop.recorded[-1].message
    assert isinstance(message, WorkshopPostponed)
    assert (message.cycle, message.schedule) == ("cycle-2018", schedule)


def test_what_is_over_changes_no_more_and_says_why() -> None:
    held = _attended(with_voice(workshop_of()))
    _hold(held)
    cancelled = with_voice(workshop_of())
    cancelled.cancel(act_on(), reason="No venue")
    lapsed = with_voice(workshop_of(), published=True)
    lapsed.lapse(act_on(LAST_DAY), closed_on=date(2019, 5, 6))
    over = (
        (held, "is held and cannot", "wrong-state"),
        (cancelled, "is cancelled and cannot", "wrong-state"),
        (lapsed, "^The cycle 2018 was closed on 2019-05-06, and its workshops are read-only.$", "cycle-closed"),
    )
    for workshop, words, slug in over:
        for change in (
            lambda one: one.cancel(act_on(), reason="x"),
            lambda one: one.postpone(act_on(), reason="x", schedule=None),
            lambda one: one.schedule_on(act_on(), schedule=schedule_on()),
            lambda one: one.publish_programme(act_on()),
            lambda one: one.record_attendance(act_on(LAST_DAY), participants=HEADS, speakers=SPEAKERS),
            lambda one: one.add_session(act_on(), session=session_of("another")),
            lambda one: one.add_speaker(act_on(), session="voice", speaker=migrant("another")),
            lambda one: one.remove_session(act_on(), session="voice"),
            lambda one: one.unconfirm_speaker(act_on(), session="voice", speaker="speaker-1"),
            lambda one: _hold(one),
        ):
            with pytest.raises(WrongState, match=words) as refused:
                change(workshop)
            assert refused.value.slug == slug
            assert "lapsed" not in refused.value.remedy


def test_a_workshop_lapses_on_the_day_its_cycle_is_closed_and_only_when_it_is_not_over() -> None:
    workshop = workshop_of()
    workshop.lapse(act_on(LAST_DAY), closed_on=date(2019, 5, 6))
    assert (workshop.state, workshop.state_since) == (State.LAPSED, date(2019, 5, 6))
    assert workshop.reason == "It was not held before the cycle 2018 was closed."
    assert workshop.recorded[-1].sequence is None, "only the log has it"
    held = _attended(with_voice(workshop_of()))
    _hold(held)
    with pytest.raises(WrongState, match="is held and cannot be closed with its cycle"):
        held.lapse(act_on(LAST_DAY), closed_on=date(2019, 5, 6))
