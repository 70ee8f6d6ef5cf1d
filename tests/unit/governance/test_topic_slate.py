from collections.abc import Sequence
from datetime import date

import pytest

from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.topic_choice import Combination, PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.facts import DecidedIn, Determined, ForumKind, ThemeRef, TopicRef, YearFormat
from shared.contracts.governance import SelectedWorkshop, TopicsSelected
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.governance.given import (
    assert_refused,
    body,
    consultation,
    cycle,
    deal_with_standing_items,
    later_consultation,
    on,
    text,
    topic,
    topic_slate,
    with_theme,
)


def _decide(year: Cycle, format: YearFormat, *, day: str = "2017-04-01", reason: str | None = None) -> None:
    forum = consultation(opened=f"{year.year - 1}-03-01", bodies=[body()])
    year.decide_format(format=format, consultation=forum, deviation_reason=reason, act=on(day))


def _chosen() -> list[WorkshopChoice]:
    return [
        WorkshopChoice(number=1, topics=(PlainTopic(topic="a"),)),
        WorkshopChoice(number=2, topics=(PlainTopic(topic="b"),)),
    ]


def _select(
    slate: TopicSlate,
    year: Cycle,
    forum: Consultation,
    *,
    workshops: Sequence[WorkshopChoice] | None = None,
    day: str = "2017-09-02",
    why: str = "No body objected.",
) -> None:
    slate.select(cycle=year, forum=forum, workshops=workshops or _chosen(), why=why, act=on(day))


def test_r9_a_topic_slate_opens_in_a_later_consultation_than_the_themes() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    assert slate.theme == ThemeRef(id="cities", title=text("Theme cities"))
    assert year.topic_slate == "topic-slate-1"
    assert [item.slate for item in forum.items] == ["topic-slate-1"]


def test_r9_a_topic_slate_before_the_theme_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        topic_slate(cycle(), later_consultation())
    assert_refused(refused, rule="R9", saying="The theme of 2018 is not decided yet")


def test_r9_a_topic_slate_in_the_themes_consultation_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        topic_slate(with_theme(cycle()), consultation(bodies=[body()]))
    assert_refused(refused, rule="R9", saying="the topics belong to a later one")


def test_r9_a_consultation_opened_on_the_same_day_is_no_later_one() -> None:
    with pytest.raises(RuleBroken) as refused:
        topic_slate(with_theme(cycle()), consultation("consultation-2", opened="2017-03-01"))
    assert_refused(refused, rule="R9", saying="the topics belong to a later one")
    topic_slate(with_theme(cycle()), consultation("consultation-2", opened="2017-03-02"))


def test_r9_a_topic_slate_dated_before_the_theme_was_decided_is_refused() -> None:
    year = with_theme(cycle())
    topics = [topic("a"), topic("b"), topic("c")]
    with pytest.raises(RuleBroken) as refused:
        TopicSlate.open(id="t", cycle=year, consultation=later_consultation(), topics=topics, act=on("2017-03-01"))
    assert_refused(refused, rule="R9", saying="was decided on 2017-03-02")


@pytest.mark.parametrize("count", [3, 4])
def test_r10_three_or_four_topics_are_accepted(count: int) -> None:
    topic_slate(with_theme(cycle()), later_consultation(), topics=[topic(one) for one in "abcde"[:count]])


@pytest.mark.parametrize("count", [0, 2, 5])
def test_r10_two_and_five_topics_are_refused(count: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        topic_slate(with_theme(cycle()), later_consultation(), topics=[topic(one) for one in "abcde"[:count]])
    assert_refused(refused, rule="R10", saying=f"three or four topics, and this slate has {count}")


def test_r11_a_topic_of_another_theme_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        topic_slate(
            with_theme(cycle()),
            later_consultation(),
            topics=[topic("a"), topic("b"), topic("c", theme="youth")],
        )
    assert_refused(refused, rule="R11", saying="names the theme “youth”")


def test_topics_have_distinct_identifiers_and_the_consultation_is_open() -> None:
    with pytest.raises(InvalidInput, match="same identifier"):
        topic_slate(with_theme(cycle()), later_consultation(), topics=[topic("a"), topic("b"), topic("a")])
    closed = later_consultation()
    deal_with_standing_items(closed, day="2017-09-01").close(act=on("2017-09-01"))
    with pytest.raises(WrongState, match="is closed"):
        topic_slate(with_theme(cycle()), closed)


def test_a_cycle_has_one_topic_slate() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    topic_slate(year, forum)
    with pytest.raises(WrongState, match="was opened already"):
        topic_slate(year, forum)


def test_a_conference_year_has_no_topic_slate_and_a_two_workshop_year_has() -> None:
    conference = with_theme(cycle())
    _decide(conference, YearFormat.SINGLE_CONFERENCE)
    with pytest.raises(WrongState, match="single_conference"):
        topic_slate(conference, later_consultation())
    workshops = with_theme(cycle())
    _decide(workshops, YearFormat.TWO_WORKSHOPS)
    topic_slate(workshops, later_consultation())


def test_r74_the_years_at_council_alone_have_no_topics() -> None:
    for year in (2001, 2002):
        with pytest.raises(RuleBroken) as refused:
            topic_slate(cycle(year), later_consultation())
        assert_refused(refused, rule="R74", saying="has no intersessional workshops")


def test_r8_r13_the_membership_selects_two_topics() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    _select(slate, year, forum)
    selected = TopicsSelected(
        cycle="cycle-2018",
        year=2018,
        theme=ThemeRef(id="cities", title=text("Theme cities")),
        format=YearFormat.TWO_WORKSHOPS,
        slate="topic-slate-1",
        workshops=(
            SelectedWorkshop(number=1, title=text("Topic a"), topics=(TopicRef(id="a", title=text("Topic a")),)),
            SelectedWorkshop(number=2, title=text("Topic b"), topics=(TopicRef(id="b", title=text("Topic b")),)),
        ),
        decided_in=DecidedIn(kind=ForumKind.CONSULTATION, id="consultation-2", on=date(2017, 9, 2)),
        determination=Determined(conclusive=True, why="No body objected."),
    )
    assert slate.recorded[-1].message == selected
    assert year.topics is not None
    assert year.topics.workshops == selected.workshops


def test_r8_the_administration_alone_cannot_select_topics() -> None:
    year, forum = with_theme(cycle()), consultation("consultation-2", opened="2017-09-01")
    with pytest.raises(RuleBroken) as refused:
        _select(topic_slate(year, forum), year, forum)
    assert_refused(refused, rule="R8", saying="the Administration alone cannot adopt")


def test_topics_are_selected_once_with_a_reason_and_not_before_the_slate() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    with pytest.raises(InvalidInput, match="says why"):
        _select(slate, year, forum, why=" ")
    with pytest.raises(WrongState, match="opened before this slate"):
        _select(slate, year, consultation(bodies=[body()]))
    _select(slate, year, forum)
    with pytest.raises(WrongState, match="decided already"):
        _select(slate, year, forum)


def test_topics_are_not_selected_once_the_year_became_a_conference_year() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    _decide(year, YearFormat.SINGLE_CONFERENCE)
    with pytest.raises(WrongState, match="no topics are chosen"):
        _select(slate, year, forum)
    _decide(year, YearFormat.TWO_WORKSHOPS, reason="Two workshops after all.")
    _select(slate, year, forum)


def test_r13_a_combination_keeps_its_sources_in_the_message() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    both = Combination(id="ab", title=text("A and B"), combined_from=("a", "b"))
    _select(
        slate,
        year,
        forum,
        workshops=[
            WorkshopChoice(number=2, title=text("Part two"), topics=(both,)),
            WorkshopChoice(number=1, topics=(both,)),
        ],
    )
    message = slate.recorded[-1].message
    assert isinstance(message, TopicsSelected)
    assert [(one.number, one.title.en, one.topics[0].combined_from) for one in message.workshops] == [
        (1, "A and B", ("a", "b")),
        (2, "Part two", ("a", "b")),
    ]


def test_r18_topics_are_corrected_by_a_determination_that_says_something_else() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    _select(slate, year, forum)

    def correct(first: str) -> None:
        workshops = [WorkshopChoice(number=1, topics=(PlainTopic(topic=first),)), _chosen()[1]]
        slate.correct(
            cycle=year, forum=forum, workshops=workshops, why="Clear.", reason="A slip.", act=on("2017-09-02")
        )

    with pytest.raises(WrongState, match="says the same"):
        correct("a")
    assert len(slate.findings) == 1
    correct("c")
    message = slate.recorded[-1].message
    assert isinstance(message, TopicsSelected)
    assert (message.workshops[0].topics[0].id, message.supersedes) == ("c", "topic-slate-1")
    assert (slate.findings[-1].corrects, len(slate.earlier_selections)) == (1, 1)
