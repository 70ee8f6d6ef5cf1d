"""The record of a year: the same from whatever order things are told in, and never made twice."""

from collections.abc import Callable
from datetime import date
from itertools import chain as joined

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.governance.domain.chain import Chain, Party, WorkshopState, WorkshopTold
from shared.contracts.closing import CycleReview
from shared.contracts.events import (
    SatisfactionSurveyClosed,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.funding import AccountsClosed, CoverageChanged
from shared.contracts.publications import VolumePublished, VolumeWithdrawn
from shared.domain.message import Message
from tests.unit.governance.given import DAY, review
from tests.unit.governance.heard import ready, told

FIRST, SECOND = "workshop-2018-1", "workshop-2018-2"
EMPTY = Chain(id="cycle-2018")
LATER = date(2019, 6, 1)


def _hear(chain: Chain, message: Message, *, on: date = DAY) -> Chain:
    match message:
        case CoverageChanged():
            return chain.hear_coverage(message, on=on)
        case AccountsClosed():
            return chain.hear_accounts(message, on=on)
        case SatisfactionSurveyClosed():
            return chain.hear_satisfaction(message, on=on)
        case VolumePublished() | VolumeWithdrawn():
            return chain.hear_volume(message, on=on)
        case CycleReview():
            return chain.hear_review(Party(message.message_type.split(".")[3]), message, on=on)
        case _:
            assert isinstance(message, WorkshopTold)
            return chain.hear_workshop(message, on=on)


def _heard(*messages: Message, chain: Chain = EMPTY) -> Chain:
    for message in messages:
        chain = _hear(chain, message)
    return chain


STREAMS: tuple[tuple[Message, ...], ...] = (
    (told(WorkshopPlanned), told(WorkshopScheduled), told(WorkshopHeld)),
    (told(WorkshopPlanned, workshop=SECOND, number=2), told(WorkshopCancelled, workshop=SECOND)),
    (told(CoverageChanged),),
    (told(AccountsClosed),),
    (told(VolumePublished), told(VolumeWithdrawn)),
    (review(Party.EVENTS, open=(FIRST,)), review(Party.EVENTS, held=(FIRST,))),
    (review(Party.FUNDING, held=(FIRST,)),),
    (review(Party.PUBLICATIONS, open=(FIRST,)),),
    (told(SatisfactionSurveyClosed),),
)

ALL = tuple(joined.from_iterable(STREAMS))


@settings(derandomize=True, max_examples=200)
@given(
    order=st.permutations(list(joined.from_iterable([n] * len(stream) for n, stream in enumerate(STREAMS)))),
    twice=st.lists(st.booleans(), min_size=len(ALL), max_size=len(ALL)),
)
def test_a_year_is_the_same_in_whatever_order_its_streams_come_and_if_things_come_again(
    order: list[int], twice: list[bool]
) -> None:
    streams = [iter(stream) for stream in STREAMS]
    chain = EMPTY
    for number, again in zip(order, twice, strict=True):
        message = next(streams[number])
        chain = _heard(message, message, chain=chain) if again else _heard(message, chain=chain)
    assert chain == _heard(*ALL)


@pytest.mark.parametrize("message", ALL, ids=lambda one: type(one).__name__)
def test_everything_told_has_an_effect_and_none_a_second_time(message: Message) -> None:
    once = _heard(message)
    assert once != EMPTY
    assert _hear(once, message, on=LATER) == once


def test_a_workshop_leads_from_its_topics_to_its_money_and_its_volume() -> None:
    chain = _heard(*STREAMS[0], told(CoverageChanged), told(AccountsClosed), told(VolumePublished))
    [workshop] = chain.workshops
    assert (workshop.id, workshop.kind, workshop.number) == (FIRST, "intersessional_workshop", 1)
    assert [topic.id for topic in workshop.topics] == ["topic-2018-a"]
    assert (workshop.state, workshop.held_on) == (WorkshopState.HELD, date(2018, 3, 27))
    assert workshop.start
    assert workshop.end
    assert (workshop.start.isoformat(), workshop.zone) == ("2018-03-26T14:00:00+00:00", "America/New_York")
    assert (workshop.end.isoformat(), workshop.city) == ("2018-03-27T22:00:00+00:00", "New York")
    assert workshop.coverage
    assert (str(workshop.coverage.secured), workshop.coverage.share) == ("60000.00 CHF", "0.4225")
    assert workshop.accounts
    assert str(workshop.accounts.actual) == "134837.15 CHF"
    [volume] = chain.volumes
    assert (volume.id, volume.series_number, volume.workshops) == ("volume-27", 27, (FIRST, SECOND))
    assert (volume.published_on, volume.withdrawn_on) == (date(2019, 3, 12), None)


def test_a_withdrawn_volume_keeps_the_day_it_came_out() -> None:
    [volume] = _heard(*STREAMS[4]).volumes
    assert (volume.published_on, volume.withdrawn_on) == (date(2019, 3, 12), date(2019, 4, 2))


def test_a_workshop_put_off_has_its_new_days_or_none() -> None:
    schedule = told(WorkshopPostponed).schedule
    put_off = _heard(*STREAMS[0][:2], told(WorkshopPostponed, workshop=FIRST, schedule=None)).workshops[0]
    assert (put_off.state, put_off.start, put_off.zone, put_off.city) == (WorkshopState.POSTPONED, None, None, None)
    moved = _heard(*STREAMS[0][:2], told(WorkshopPostponed, workshop=FIRST, schedule=schedule)).workshops[0]
    assert moved.start
    assert (moved.state, moved.start.date(), moved.city) == (WorkshopState.SCHEDULED, date(2018, 9, 11), None)
    assert moved.title == put_off.title == told(WorkshopPlanned).title


def test_the_coverage_told_before_its_workshop_is_kept() -> None:
    [workshop] = _heard(told(CoverageChanged)).workshops
    assert (workshop.id, workshop.state, workshop.title) == (FIRST, None, None)
    assert workshop.coverage


def test_a_record_is_stored_and_read_back_whole() -> None:
    chain = _heard(*ALL).close(on=LATER)
    assert Chain.of({"_id": chain.id, **chain.stored()}) == chain


def test_a_workshop_is_held_when_any_service_says_so_or_when_it_was_told_itself() -> None:
    assert _heard(told(WorkshopHeld), review(Party.EVENTS, held=(SECOND,))).held == {FIRST, SECOND}
    for party in (Party.FUNDING, Party.PUBLICATIONS):
        assert _heard(review(party, held=(SECOND,))).held == {SECOND}
    assert _heard(told(WorkshopScheduled), review(Party.FUNDING)).held == set()


# After the closing


def test_what_was_ahead_has_lapsed_and_what_was_held_or_cancelled_or_never_told_stays() -> None:
    third, fourth, fifth = "workshop-2018-3", "workshop-2018-4", "workshop-2018-5"
    before = _heard(
        told(WorkshopHeld),
        told(WorkshopPlanned, workshop=SECOND),
        told(WorkshopScheduled, workshop=third),
        told(WorkshopPostponed, workshop=fourth, schedule=None),
        told(WorkshopPlanned, workshop=fifth),
        told(WorkshopCancelled, workshop=fifth),
        told(WorkshopScheduled, workshop="counted-as-held"),
        told(CoverageChanged, workshop="money-alone"),
        review(Party.EVENTS, held=(FIRST, "counted-as-held")),
    )
    closed = before.close(on=date(2019, 5, 6))
    assert {one.id: one.state for one in closed.workshops} == {
        FIRST: WorkshopState.HELD,
        SECOND: WorkshopState.LAPSED,
        third: WorkshopState.LAPSED,
        fourth: WorkshopState.LAPSED,
        fifth: WorkshopState.CANCELLED,
        "counted-as-held": WorkshopState.SCHEDULED,
        "money-alone": None,
    }
    [scheduled] = [one for one in closed.workshops if one.id == third]
    assert scheduled.start == told(WorkshopScheduled).schedule.start, "its days stay to be read"
    assert closed.ahead == {"counted-as-held"}


def test_a_workshop_told_as_held_too_late_stays_lapsed() -> None:
    closed = _heard(told(WorkshopPlanned)).close(on=date(2019, 5, 6))
    after = _hear(closed, told(WorkshopHeld), on=LATER)
    assert [(one.state, one.held_on) for one in after.workshops] == [(WorkshopState.LAPSED, None)]
    assert [(note.what, note.changed) for note in after.after_close] == [("WorkshopHeld", False)]


LATE: tuple[Callable[[], WorkshopTold], ...] = (
    lambda: told(WorkshopPlanned),
    lambda: told(WorkshopScheduled),
    lambda: told(WorkshopPostponed, workshop=FIRST),
    lambda: told(WorkshopCancelled, workshop=FIRST),
    lambda: told(WorkshopHeld),
)


@pytest.mark.parametrize("late", LATE)
def test_what_becomes_of_a_workshop_after_the_closing_changes_nothing_and_is_noted_once(
    late: Callable[[], WorkshopTold],
) -> None:
    closed = _heard(told(WorkshopPlanned, title={"en": "As it was"}), told(CoverageChanged)).close(on=date(2019, 5, 6))
    message = late()
    after = _hear(_hear(closed, message, on=LATER), message, on=LATER)
    assert after.workshops == closed.workshops
    [note] = after.after_close
    assert (note.what, note.about, note.on, note.changed) == (type(message).__name__, FIRST, LATER, False)


def test_what_comes_late_of_a_workshop_that_was_counted_as_held_is_still_taken_in() -> None:
    closed = ready(held=(FIRST,)).close(on=date(2019, 5, 6))
    after = _heard(*STREAMS[0], chain=closed)
    assert after.workshops == _heard(*STREAMS[0]).workshops
    assert {(note.what, note.changed) for note in after.after_close} == {
        ("WorkshopPlanned", True),
        ("WorkshopScheduled", True),
        ("WorkshopHeld", True),
    }


@pytest.mark.parametrize(
    "message",
    [told(CoverageChanged), told(AccountsClosed), told(VolumePublished), told(VolumeWithdrawn)],
    ids=lambda one: type(one).__name__,
)
def test_receipts_accounts_and_volumes_go_on_after_the_closing_and_are_marked(message: Message) -> None:
    closed = EMPTY.close(on=date(2019, 5, 6))
    after = _hear(closed, message, on=LATER)
    assert (after.workshops, after.volumes) == (_heard(message).workshops, _heard(message).volumes)
    [note] = after.after_close
    assert (note.what, note.on, note.changed) == (type(message).__name__, LATER, True)
    assert _hear(after, message, on=LATER) == after


def test_an_answer_after_the_closing_replaces_the_one_before_unmarked() -> None:
    closed = _heard(review(Party.FUNDING, open=("accounts-1",))).close(on=date(2019, 5, 6))
    after = _hear(closed, review(Party.FUNDING), on=LATER)
    assert (after.reviews[Party.FUNDING].open, after.reviews[Party.FUNDING].said_on) == ((), LATER)
    assert after.after_close == ()
