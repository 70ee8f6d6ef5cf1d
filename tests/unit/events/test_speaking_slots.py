"""R31 for speakers: who is confirmed where the slots of a session are short."""

from typing import Any

import pytest

from services.events.api.actions import of_programme
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from shared.contracts.events import SessionKind, StakeholderGroup
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.events.sample import act_on, migrant, session_of, workshop_of

G, CS, AC = StakeholderGroup.GOVERNMENT, StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.ACADEMIA


def panel(
    *groups: StakeholderGroup, slots: int | None = 2, kind: SessionKind = SessionKind.PANEL, **reserved: int
) -> Workshop:
    """With a speaker of each of these groups who was asked: s0, s1, …"""
    workshop = workshop_of()
    kept = {StakeholderGroup(group): many for group, many in reserved.items()}
    wanted = {"speaking_slots": slots, "reserved_slots": kept}
    workshop.add_session(act_on(), session=session_of("panel", kind).model_copy(update=wanted))
    for number, group in enumerate(groups):
        ask(workshop, Speaker(id=f"s{number}", group=group, role=SpeakerRole.PANELLIST))
    return workshop


def ask(workshop: Workshop, speaker: Speaker) -> None:
    workshop.add_speaker(act_on(), session="panel", speaker=speaker)


def yes(workshop: Workshop, speaker: str) -> None:
    workshop.confirm_speaker(act_on(), session="panel", speaker=speaker)


def offered(workshop: Workshop) -> set[str]:
    return {
        one.at["speaker"] for one in of_programme(workshop) if one.operation == "confirmSpeaker" and not one.obstacles
    }


def test_r31_the_slots_that_are_left_are_for_governments_that_were_asked() -> None:
    workshop = panel(CS, G, G)
    assert offered(workshop) == {"s1", "s2"}
    with pytest.raises(RuleBroken, match="2 free speaking slots, and 2 speakers of governments") as refused:
        yes(workshop, "s0")
    assert refused.value.rule.number == "R31"
    yes(workshop, "s1")
    with pytest.raises(RuleBroken):
        yes(workshop, "s0")
    workshop.remove_speaker(act_on(), session="panel", speaker="s2")
    yes(workshop, "s0")
    ask(workshop, Speaker(id="s3", group=G, role=SpeakerRole.PANELLIST))
    with pytest.raises(WrongState, match="none is free for government"):
        yes(workshop, "s3")


def test_r31_with_slots_enough_nobody_waits_for_anybody() -> None:
    for workshop in (panel(CS, G, G, slots=3), panel(CS, G, G, slots=None)):
        assert offered(workshop) == {"s0", "s1", "s2"}
        for one in ("s0", "s1", "s2"):
            yes(workshop, one)


def test_r31_reserved_slots_moderators_and_the_migrants_voice_stand_outside() -> None:
    workshop = panel(CS, CS, G, G, civil_society=1)
    yes(workshop, "s0")
    with pytest.raises(RuleBroken):
        yes(workshop, "s1")
    yes(workshop, "s2")
    with pytest.raises(WrongState, match="none is free"):
        yes(workshop, "s3")
    ask(workshop, Speaker(id="m", group=AC, role=SpeakerRole.MODERATOR))
    yes(workshop, "m")
    voice = panel(G, G, slots=1, kind=SessionKind.MIGRANTS_VOICE)
    ask(voice, migrant())
    yes(voice, "speaker-1")


def test_r31_who_replaces_a_speaker_takes_the_slot_over_unless_a_government_gives_way_to_another() -> None:
    workshop = panel(CS, G, slots=1)
    scholar = Speaker(id="by", group=AC, role=SpeakerRole.PANELLIST, confirmed=True)
    with pytest.raises(RuleBroken):
        workshop.replace_speaker(act_on(), session="panel", speaker="s0", by=scholar)
    yes(workshop, "s1")
    minister = scholar.model_copy(update={"group": G})
    workshop.replace_speaker(act_on(), session="panel", speaker="s1", by=minister)
    ask(workshop, Speaker(id="s2", group=G, role=SpeakerRole.PANELLIST))
    with pytest.raises(RuleBroken):
        workshop.replace_speaker(
            act_on(), session="panel", speaker="by", by=scholar.model_copy(update={"id": "another"})
        )


def test_r31_who_replaces_a_moderator_has_no_slot_to_take_over() -> None:
    workshop = panel(G, slots=1)
    yes(workshop, "s0")
    ask(workshop, Speaker(id="m", group=AC, role=SpeakerRole.MODERATOR, confirmed=True))
    for group in (AC, G):
        by = Speaker(id="by", group=group, role=SpeakerRole.PANELLIST, confirmed=True)
        with pytest.raises(WrongState, match="none is free"):
            workshop.replace_speaker(act_on(), session="panel", speaker="m", by=by)
    by = Speaker(id="by", group=G, role=SpeakerRole.MODERATOR, confirmed=True)
    workshop.replace_speaker(act_on(), session="panel", speaker="m", by=by)


def test_r31_a_government_does_not_take_over_a_slot_that_is_reserved_for_another_group() -> None:
    workshop = panel(CS, G, civil_society=1)
    yes(workshop, "s0")
    yes(workshop, "s1")
    minister = Speaker(id="by", group=G, role=SpeakerRole.PANELLIST, confirmed=True)
    with pytest.raises(WrongState, match="none is free for government"):
        workshop.replace_speaker(act_on(), session="panel", speaker="s0", by=minister)
    workshop.replace_speaker(act_on(), session="panel", speaker="s0", by=minister.model_copy(update={"group": CS}))


def test_r31_a_session_keeps_the_slots_that_its_confirmed_speakers_need() -> None:
    workshop = panel(G, CS)
    yes(workshop, "s0")
    workshop.remove_speaker(act_on(), session="panel", speaker="s1")
    ask(workshop, Speaker(id="s2", group=G, role=SpeakerRole.PANELLIST))
    yes(workshop, "s2")
    ask(workshop, Speaker(id="m", group=AC, role=SpeakerRole.MODERATOR, confirmed=True))

    def change(**wanted: Any) -> None:
        session = workshop.session("panel").model_copy(update=wanted)
        workshop.change_session(act_on(), session=session, speakers_asked=True)

    for wanted in ({"speaking_slots": 1}, {"reserved_slots": {CS: 1}}):
        with pytest.raises(WrongState, match="speaking slots, and its confirmed speakers"):
            change(**wanted)
    change(speaking_slots=3, reserved_slots={CS: 1})
    change(speaking_slots=1, reserved_slots={}, kind=SessionKind.MIGRANTS_VOICE)
    with pytest.raises(WrongState, match=r"would have 1 speaking slots, .* need 2"):
        change(kind=SessionKind.PANEL)
    change(speaking_slots=None, kind=SessionKind.PANEL)


@pytest.mark.parametrize("reserved", [{"government": 1}, {"migrant": 1}, {"academia": 3}])
def test_slots_are_reserved_for_three_groups_and_never_for_more_than_there_are(reserved: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        panel(**reserved)
