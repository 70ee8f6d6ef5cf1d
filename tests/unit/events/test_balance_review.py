"""R34 in the domain: no programme before a review of the balance is signed, or waived by name and with a reason."""

from datetime import date

import pytest

from services.events.api.balance_drawing import Bars, Day, balance_bars, registrations_over_time
from services.events.domain.balance import Band, read
from services.events.domain.balance_log import BalanceReviewed, BalanceReviewWaived
from services.events.domain.balance_review import governments_alone_present
from services.events.domain.classification import Axis
from services.events.domain.gathering import State
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from services.events.use_cases.balance import Counted, counts_of, shares_by
from shared.contracts.events import ProgrammeConfirmed, Shares, StakeholderGroup, WorkshopKind
from shared.domain.errors import RuleBroken, WrongState
from shared.http.pictures import drawn
from tests.unit.events.sample import REVIEW, G, act_on, migrant, session_of, with_voice, workshop_of
from tests.unit.events.test_balance import TABLES

R = SpeakerRole.PANELLIST


def unreviewed(kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP) -> Workshop:
    workshop = workshop_of(kind)
    workshop.add_session(act_on(), session=session_of())
    workshop.add_speaker(act_on(), session="voice", speaker=migrant())
    workshop.confirm_speaker(act_on(), session="voice", speaker="speaker-1")
    return workshop


@pytest.mark.parametrize(
    "kind",
    [WorkshopKind.INTERSESSIONAL_WORKSHOP, WorkshopKind.HIGH_LEVEL_CONFERENCE, WorkshopKind.EXPERT_SEMINAR],
)
def test_r34_no_programme_is_published_before_a_review_is_signed(kind: WorkshopKind) -> None:
    workshop = unreviewed(kind)
    with pytest.raises(RuleBroken) as refused:
        workshop.publish_programme(act_on())
    assert (refused.value.rule.number, refused.value.rule.lifted_by) == ("R34", "administration")
    workshop.sign_balance_review(act_on(), review=REVIEW)
    workshop.publish_programme(act_on())
    told = workshop.recorded[-1].message
    assert isinstance(told, ProgrammeConfirmed)
    assert told.balance is not None
    assert told.balance.signed_on == REVIEW.signed_on


@pytest.mark.parametrize("kind", [WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP])
def test_r34_the_councils_own_gatherings_need_none(kind: WorkshopKind) -> None:
    workshop = unreviewed(kind)
    workshop.publish_programme(act_on())
    assert workshop.state is State.PROGRAMME_PUBLISHED


def test_r34_it_is_waived_for_a_reason_once_and_only_where_it_is_in_the_way() -> None:
    workshop = unreviewed()
    workshop.waive_balance_review(act_on(), reason="The list of speakers came on the last day.")
    assert isinstance(workshop.recorded[-1].message, BalanceReviewWaived)
    with pytest.raises(WrongState):
        workshop.waive_balance_review(act_on(), reason="Again")
    workshop.publish_programme(act_on())
    for needs_none in (with_voice(workshop_of()), unreviewed(WorkshopKind.COUNCIL_IDM_SESSION)):
        with pytest.raises(WrongState):
            needs_none.waive_balance_review(act_on(), reason="Nothing is in the way.")


def test_r34_an_earlier_review_stays_as_it_was_signed() -> None:
    workshop = unreviewed()
    later = REVIEW.model_copy(update={"finding": "Better now.", "versions": {"region": "M49-2030"}})
    for review in (REVIEW, later):
        workshop.sign_balance_review(act_on(), review=review)
        assert isinstance(workshop.recorded[-1].message, BalanceReviewed)
    assert workshop.balance_reviews == (REVIEW, later)
    workshop.cancel(act_on(), reason="No venue.")
    with pytest.raises(WrongState):
        workshop.sign_balance_review(act_on(), review=REVIEW)


def test_r33_the_governments_share_is_of_speakers_and_of_participants_apart() -> None:
    workshop = unreviewed()
    seats = {"by_group": {"government": 3, "academia": 1}, "by_country": {"CH": 2, "TN": 1}}
    minister = Speaker(id="s-2", group=StakeholderGroup.GOVERNMENT, role=R)
    workshop.add_speaker(act_on(), session="voice", speaker=minister)
    counts = counts_of(workshop.model_dump(mode="json"), seats)
    assert (counts.participants.government, counts.speakers.government) == (0.75, 0.0)
    assert counts_of(workshop.model_dump(mode="json"), None).participants.government is None
    shares = shares_by(counts.participants, TABLES)
    assert shares.axes is not None
    assert shares.axes.region == {"africa": 0.3333, "europe": 0.6667}
    assert shares_by(Counted(by_group={StakeholderGroup.OTHER: 1}, by_country={}), TABLES) == Shares(government=0.0)


@pytest.mark.parametrize(("second", "share", "governments"), [("a", 0.5, 1), ("b", 2 / 3, 2)])
def test_r33_r34_a_person_with_two_slots_counts_once_as_speaker(second: str, share: float, governments: int) -> None:
    workshop = unreviewed()  # with one speaker who is of no government
    for number, person in enumerate(("a", second), start=1):
        slot = Speaker(id=f"slot-{number}", group=G, role=R, country="TN", person=person, confirmed=True)
        workshop.add_speaker(act_on(), session="voice", speaker=slot)
    counted = counts_of(workshop.model_dump(mode="json"), None).speakers
    assert (counted.government, counted.by_group[G], counted.by_country["TN"]) == (share, governments, governments)


@pytest.mark.parametrize(
    ("speakers", "warned"),
    [
        ([], True),
        ([(StakeholderGroup.GOVERNMENT, SpeakerRole.PRESENTER, True)], True),
        ([(StakeholderGroup.GOVERNMENT, SpeakerRole.MODERATOR, True)], True),
        ([(StakeholderGroup.ACADEMIA, SpeakerRole.MODERATOR, True)], True),
        ([(StakeholderGroup.GOVERNMENT, R, True), (StakeholderGroup.ACADEMIA, R, True)], False),
        ([(StakeholderGroup.GOVERNMENT, R, True), (StakeholderGroup.ACADEMIA, R, False)], True),
        ([(StakeholderGroup.GOVERNMENT, R, True), (StakeholderGroup.MIGRANT, SpeakerRole.MIGRANT_SPEAKER, True)], True),
    ],
)
def test_r37_a_programme_in_which_governments_alone_present_is_warned_of(
    speakers: list[tuple[StakeholderGroup, SpeakerRole, bool]], warned: bool
) -> None:
    session = session_of().model_copy(
        update={
            "speakers": tuple(
                Speaker(id=f"s{n}", group=group, role=role, confirmed=confirmed)
                for n, (group, role, confirmed) in enumerate(speakers)
            )
        }
    )
    found = [one.rule.number for one in governments_alone_present([session]) if one.rule]
    assert found == (["R37"] if warned else [])
    assert not list(governments_alone_present(())), "without a session there is no programme yet"


def test_registrations_over_time_are_drawn_and_told() -> None:
    days = [Day(day=date(2018, 2, 1), governments=1, others=0), Day(day=date(2018, 2, 3), governments=4, others=2)]
    drawing = registrations_over_time(days, capacity=200, of="A workshop")
    assert drawing.description == (
        "2018-02-01: 1 of governments, 0 others; 2018-02-03: 4 of governments, 2 others. The room seats 200."
    )
    svg = drawn(drawing.chart, title=drawing.title, description=drawing.description).decode()
    assert "200 seats" in svg
    empty = registrations_over_time([], capacity=None, of="A workshop")
    assert drawn(empty.chart, title=empty.title, description=empty.description)


def test_the_bars_of_the_balance_say_where_a_share_is_outside_of_its_band() -> None:
    readings = [read({"CH": 3, "TN": 1}, TABLES[Axis.REGION], {"africa": Band(low=0.4, high=0.6)})]
    drawing = balance_bars([Bars(of="participants", readings=readings)], of="A workshop")
    assert "participants, region: africa: 25%, band 40% to 60%, outside." in drawing.description
    assert "participants, region: europe: 75%." in drawing.description
    svg = drawn(drawing.chart, title=drawing.title, description=drawing.description).decode()
    assert "outside" in svg.split("</desc>")[1]
