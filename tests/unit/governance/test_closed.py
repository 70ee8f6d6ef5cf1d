"""The day on which a cycle is closed, and that nothing is decided on it afterwards."""

from collections.abc import Callable
from datetime import date

import pytest

from services.governance.domain.chain import Chain, Party
from services.governance.domain.cycle import Cycle
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_choice import PlainTopic, WorkshopChoice
from shared.contracts.events import (
    WorkshopHeld,
)
from shared.contracts.facts import YearFormat
from shared.domain.errors import DomainError, InvalidInput
from tests.unit.governance.closings import close, waiver
from tests.unit.governance.given import (
    DAY,
    body,
    consultation,
    cycle,
    decided,
    later_consultation,
    on,
    option,
    theme_slate,
    topic_slate,
    with_theme,
)
from tests.unit.governance.heard import ready, told

FIRST = "workshop-2018-1"


def _decided_late(day: str) -> tuple[tuple[Cycle, str], ...]:
    """Cycles in which one thing each was decided on this day, and what that was."""
    conference = YearFormat.SINGLE_CONFERENCE
    with_format, with_its_theme, with_topics = cycle(), cycle(), with_theme(cycle())
    with_format.decide_format(format=conference, consultation=later_consultation(), deviation_reason=None, act=on(day))
    forum = consultation("consultation-3", opened=day, bodies=[body()])
    theme_slate(with_its_theme, consultation()).determine(
        cycle=with_its_theme, forum=forum, conclusive=True, option="cities", why="So it was.", act=on(day)
    )
    topic_slate(with_topics, later_consultation()).select(
        cycle=with_topics,
        forum=forum,
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, "a"), (2, "b"))],
        why="No body objected.",
        act=on(day),
    )
    return (
        (with_format, "its format was decided"),
        (with_its_theme, "its theme was decided"),
        (with_topics, "its topics were selected"),
    )


@pytest.mark.parametrize("number", range(3))
def test_a_cycle_is_not_closed_before_the_last_of_its_decisions(number: int) -> None:
    one, what = _decided_late("2018-05-02")[number]
    with pytest.raises(InvalidInput, match=f"on the day given .2018-05-01.: {what} on 2018-05-02"):
        close(one, waivers=[waiver(Party.GOVERNANCE)], day="2018-05-01")
    assert one.closed_on is None
    waivers = [waiver(Party.GOVERNANCE)] if any(one.open_matters()) else []
    assert close(one, waivers=waivers, day="2018-05-02").closed_on == date(2018, 5, 2)


def test_a_cycle_is_not_closed_before_the_last_of_its_workshops_held() -> None:
    chain = ready(held=(FIRST, "workshop-2018-2")).hear_workshop(told(WorkshopHeld), on=DAY)
    later = told(WorkshopHeld, workshop="workshop-2018-2", held_on="2018-06-28", title={"en": "The second"})
    chain = chain.hear_workshop(later, on=DAY)
    one = decided()
    with pytest.raises(InvalidInput, match="“The second” was held on 2018-06-28"):
        close(one, chain, day="2018-06-27")
    assert one.closed_on is None
    assert close(one, chain, day="2018-06-28").closed_on == date(2018, 6, 28)


def test_a_cycle_is_closed_on_a_day_of_its_year_or_later() -> None:
    with pytest.raises(InvalidInput, match="The year 2018 had not begun"):
        close(decided(), day="2017-12-31")
    assert close(decided(), day="2018-01-01").closed_on == date(2018, 1, 1)


# Afterwards


def _determine(one: Cycle, slate: ThemeSlate, *, conclusive: bool) -> None:
    forum = consultation(bodies=[body()])
    chosen = "cities" if conclusive else None
    slate.determine(
        cycle=one, forum=forum, conclusive=conclusive, option=chosen, why="It was so.", act=on("2017-03-02")
    )


def _open_theme_slate(one: Cycle) -> None:
    ThemeSlate.open(
        id="theme-slate-2",
        cycle=one,
        consultation=consultation(),
        options=[option("cities"), option("youth")],
        act=on("2017-03-01"),
    )


def _decide_format(one: Cycle) -> None:
    conference = YearFormat.SINGLE_CONFERENCE
    one.decide_format(
        format=conference, consultation=later_consultation(), deviation_reason="They asked.", act=on("2017-09-03")
    )


def _select(one: Cycle) -> Callable[[], None]:
    slate = topic_slate(one, later_consultation())
    return lambda: slate.select(
        cycle=one,
        forum=later_consultation(),
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, "a"), (2, "b"))],
        why="No body objected.",
        act=on("2017-09-02"),
    )


def _determination(one: Cycle, *, conclusive: bool) -> Callable[[], None]:
    slate = theme_slate(one, consultation(bodies=[body()]))
    return lambda: _determine(one, slate, conclusive=conclusive)


DECISIONS: dict[str, tuple[Callable[[], Cycle], Callable[[Cycle], Callable[[], object]]]] = {
    "decideFormat": (decided, lambda one: lambda: _decide_format(one)),
    "openThemeSlate": (cycle, lambda one: lambda: _open_theme_slate(one)),
    "openTopicSlate": (lambda: with_theme(cycle()), lambda one: lambda: topic_slate(one, later_consultation())),
    "determineTheme": (cycle, lambda one: _determination(one, conclusive=True)),
    "findThemeInconclusive": (cycle, lambda one: _determination(one, conclusive=False)),
    "selectTopics": (lambda: with_theme(cycle()), _select),
    "closeCycle": (decided, lambda one: lambda: close(one)),
}
"""For each: a cycle in which it may be done, and the doing of it, prepared."""


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_that_could_be_taken_is_refused_once_the_cycle_is_closed(name: str) -> None:
    begin, prepare = DECISIONS[name]
    prepare(begin())()
    one = begin()
    decide = prepare(one)
    close(one, waivers=[waiver(Party.GOVERNANCE)] if any(one.open_matters()) else ())
    version = one.version
    with pytest.raises(DomainError) as refused:
        decide()
    assert refused.value.slug == "cycle-closed"
    assert refused.value.sentence == "The cycle 2018 was closed on 2019-05-06, and its decisions are read-only."
    assert one.version == version


def test_of_a_closed_cycle_nothing_is_in_the_way_of_a_closing_but_that() -> None:
    one = decided()
    close(one)
    for obstacles in (one.obstacles_to_close, one.obstacles_to_close_with_waivers):
        for chain in (ready(), Chain(id="cycle-2018")):
            assert [obstacle.slug for obstacle in obstacles(chain, date(2017, 12, 31))] == ["cycle-closed"]
