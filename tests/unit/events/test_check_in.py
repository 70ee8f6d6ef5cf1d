"""Who was checked in becomes heads; every bad line is named, and nobody's name is kept (R39)."""

from collections.abc import Mapping
from datetime import date

import pytest

from services.events.domain.check_in import Counted, count, lines_of_records, lines_of_table
from services.events.domain.gathering import CountedBy
from services.events.domain.log import AttendanceRecorded
from shared.contracts.events import Headcount, Presence, StakeholderGroup
from shared.domain.bad_lines import ImportRefused
from shared.domain.errors import InvalidInput
from tests.unit.events.sample import HEADS, SPEAKERS, act_on, workshop_of

HEAD = ["ID", "Name", "Email Address", "Checked in", "Group", "Role", "Presence", "Body type", "Country"]
AMINA = ["1", "Amina Example", "amina@example.org", "True", "Government", "", "room", "member_state", "tn"]
GOVERNMENT, CIVIL, MIGRANT = StakeholderGroup.GOVERNMENT, StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.MIGRANT


def _line(**changes: str) -> list[str]:
    row = dict(zip(HEAD, AMINA, strict=True))
    return list({**row, **changes}.values())


def _count(*rows: list[str], head: list[str] = HEAD, called: Mapping[str, str] | None = None) -> Counted:
    return count(lines_of_table([head, *rows]), called=called or {})


def test_r39_who_was_checked_in_is_counted_and_who_was_not_is_not() -> None:
    counted = _count(
        AMINA,
        _line(ID="2", Group="civil society", Presence="Online", Country="", **{"Body type": ""}),
        _line(ID="3", Group="MIGRANT", Role="Speaker", Country="ML", **{"Body type": ""}),
        _line(ID="4", **{"Checked in": "False"}),
    )
    participants, speakers = counted.participants.headcount(), counted.speakers.headcount()
    assert participants == Headcount(
        by_group={GOVERNMENT: 1, CIVIL: 1},
        by_body_type={"member_state": 1},
        by_presence={Presence.ROOM: 1, Presence.REMOTE: 1},
    )
    assert (speakers.by_group, dict(counted.speakers.countries)) == ({MIGRANT: 1}, {"ML": 1})
    assert dict(counted.participants.countries) == {"TN": 1}


def test_presence_is_told_of_everybody_or_not_at_all() -> None:
    half = _count(AMINA, _line(ID="2", Presence=""))
    assert half.participants.headcount().by_presence == {}
    assert _count(AMINA).participants.headcount().by_presence == {Presence.ROOM: 1}


def test_r39_every_bad_line_is_named_also_of_who_did_not_come() -> None:
    with pytest.raises(ImportRefused) as refused:
        _count(
            AMINA,
            _line(ID="2", Group="press"),
            _line(ID="3", Group="", Role="usher"),
            _line(ID="1", **{"Checked in": "False"}),
            _line(ID="5", Country="Tunisia", Presence="moon", **{"Body type": "a b-c!"}),
            _line(ID="6", **{"Checked in": "maybe"}),
        )
    told = [(one.line, one.field) for one in refused.value.lines]
    assert told == [
        (3, "group"),
        (4, "group"),
        (4, "role"),
        (5, "id"),
        (6, "presence"),
        (6, "body type"),
        (6, "country"),
        (7, "checked in"),
    ]
    assert all("amina" not in one.reason.lower() for one in refused.value.lines)


def test_a_column_may_be_called_otherwise_and_may_not_be_missing() -> None:
    french = ["ID", "Nom", "Adresse", "Présent", "Groupe", "Role", "Presence", "Body type", "Country"]
    called = {"checked in": "présent", "group": "Groupe"}
    assert _count(AMINA, head=french, called=called).participants.groups == {GOVERNMENT: 1}
    with pytest.raises(InvalidInput, match="no column “checked in”"):
        _count(AMINA, head=french)
    for nobody in ([], [HEAD], [HEAD, ["", "", ""]]):
        with pytest.raises(InvalidInput, match="names nobody"):
            count(lines_of_table(nobody))
    with pytest.raises(InvalidInput, match="Nobody in this file was checked in"):
        _count(_line(**{"Checked in": "no"}))


def test_what_indico_exports_as_json_is_read_by_the_same_names() -> None:
    registrant = {
        "registrant_id": "7",
        "id": 7,
        "checked_in": True,
        "full_name": "Amina Example",
        "personal_data": {"email": "amina@example.org", "country": "TN"},
        "registration_data": [{"title": "Who you are", "fields": [{"title": "Group", "data": "Academia"}]}],
    }
    absent = {**registrant, "id": 8, "checked_in": False}
    counted = count(lines_of_records([registrant, absent]))
    assert counted.participants.groups == {StakeholderGroup.ACADEMIA: 1}
    assert dict(counted.participants.countries) == {"TN": 1}
    with pytest.raises(ImportRefused) as refused:
        count(lines_of_records([registrant, registrant]))
    assert [(one.line, one.field) for one in refused.value.lines] == [(2, "id")]


def test_r39_a_correction_is_for_a_reason_and_says_what_stood_before() -> None:
    workshop = workshop_of()
    act = act_on(date(2018, 3, 27))
    workshop.record_attendance(act, participants=HEADS, speakers=SPEAKERS)
    fewer = Headcount(by_group={GOVERNMENT: 100, CIVIL: 80})
    for none in (None, "  "):
        with pytest.raises(InvalidInput, match="is corrected for a reason"):
            workshop.record_attendance(act, participants=fewer, speakers=SPEAKERS, reason=none)
    workshop.record_attendance(
        act,
        participants=fewer,
        speakers=SPEAKERS,
        participant_countries={"TN": 100},
        counted_by=CountedBy.CHECK_IN,
        reason="Twenty were counted twice.",
    )
    recorded = workshop.recorded[-1].message
    assert isinstance(recorded, AttendanceRecorded)
    assert (recorded.participants, recorded.participants_before) == (fewer, HEADS)
    assert (recorded.counted_by, recorded.reason) == ("check_in", "Twenty were counted twice.")


def test_heads_by_presence_and_country_add_up() -> None:
    def record(**parts: object) -> None:
        heads = Headcount.model_validate({"by_group": {GOVERNMENT: 10}, **parts})
        workshop_of().record_attendance(act_on(date(2018, 3, 27)), participants=heads, speakers=SPEAKERS)

    record(by_presence={Presence.ROOM: 4, Presence.REMOTE: 6})
    for wrong in ({Presence.ROOM: 4}, {Presence.ROOM: 11}, {Presence.ROOM: 11, Presence.REMOTE: -1}):
        with pytest.raises(InvalidInput):
            record(by_presence=wrong)
    for countries in ({"TN": 121}, {"TN": -1}):
        with pytest.raises(InvalidInput):
            workshop_of().record_attendance(
                act_on(date(2018, 3, 27)),
                participants=Headcount(by_group={GOVERNMENT: 120}),
                speakers=SPEAKERS,
                participant_countries=countries,
            )
