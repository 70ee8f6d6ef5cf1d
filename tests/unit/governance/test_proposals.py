"""What the Membership puts on a slate itself, and takes back (R6, R12); slates that are withdrawn and replaced."""

from datetime import date

import pytest

from services.governance.domain.agenda import ItemKind, ItemState, Outcome, brought
from services.governance.domain.consultation import Consultation
from services.governance.domain.consultation_log import AgendaItemPlaced
from services.governance.domain.slate import SlateState
from services.governance.domain.theme_slate import ThemeOption
from shared.contracts.facts import YearFormat
from shared.contracts.governance import Origin, ThemeSelected
from shared.domain.errors import InvalidInput, NotAllowed, NotFound, RuleBroken, WrongState
from tests.unit.governance.given import (
    assert_refused,
    body,
    consultation,
    cycle,
    deal_with_standing_items,
    later_consultation,
    on,
    option,
    text,
    theme_slate,
    topic,
    topic_slate,
    with_theme,
)


def test_r6_a_body_proposes_a_theme_and_it_may_become_the_theme() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    slate.propose(option("oceans", sources=[]), cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    slate.determine(cycle=year, forum=forum, conclusive=True, option="oceans", why="Clear.", act=on("2017-03-02"))
    told = slate.recorded[-1].message
    assert isinstance(told, ThemeSelected)
    assert (told.origin, told.sources) == (Origin.MEMBERSHIP, ("consultation-1",))


def test_r6_the_administration_adds_no_third_option_and_nobody_once_the_consultation_closed() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    with pytest.raises(RuleBroken) as refused:
        slate.propose(option("oceans"), cycle=year, body=None, consultation=forum, act=on("2017-03-01"))
    assert_refused(refused, rule="R6", saying="adds nothing to a theme slate in its own name")
    other = consultation("consultation-9")
    with pytest.raises(RuleBroken) as refused:
        slate.propose(option("oceans"), cycle=year, body=body(), consultation=other, act=on("2017-03-01"))
    assert_refused(refused, rule="R6", saying="does not deal with this theme slate")
    deal_with_standing_items(forum).close(act=on("2017-03-01"))
    with pytest.raises(RuleBroken) as refused:
        slate.propose(option("oceans"), cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    assert_refused(refused, rule="R6", saying="is closed, and proposals are made while")


def test_r12_any_number_of_topics_is_added_within_the_theme() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    for name in "defg":
        slate.propose(topic(name), cycle=year, body=body(), consultation=forum, act=on("2017-09-01"))
    assert len(slate.topics) == 7
    with pytest.raises(RuleBroken) as refused:
        slate.propose(topic("h", theme="youth"), cycle=year, body=body(), consultation=forum, act=on("2017-09-01"))
    assert_refused(refused, rule="R11", saying="names the theme “youth”")


def test_r12_not_by_the_administration_nor_in_another_consultation() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    slate = topic_slate(year, forum)
    with pytest.raises(RuleBroken) as refused:
        slate.propose(topic("d"), cycle=year, body=None, consultation=forum, act=on("2017-09-01"))
    assert_refused(refused, rule="R12", saying="in its own name")


def test_r44_a_topic_is_tagged_with_any_policy_domain() -> None:
    year, forum = with_theme(cycle()), later_consultation()
    tagged = topic("a").model_copy(update={"domains": ("beekeeping",)})
    assert topic_slate(year, forum, topics=[tagged, topic("b"), topic("c")]).topics[0].domains == ("beekeeping",)


def test_r44_no_list_of_migration_issues_restricts_a_theme() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    far = option("bees", sources=[]).model_copy(update={"title": text("تربية النحل والهجرة")})
    slate.propose(far, cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    slate.determine(cycle=year, forum=forum, conclusive=True, option="bees", why="Clear.", act=on("2017-03-02"))
    assert year.theme is not None
    assert year.theme.title == far.title


def test_what_reads_as_an_option_of_the_slate_is_not_proposed_again() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    with pytest.raises(InvalidInput, match="bears the title “Theme cities”"):
        slate.propose(twin("towns"), cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    slate.propose(option("oceans"), cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    slate.withdraw_option("oceans", body="atlantis", reason="Another says the same.", act=on("2017-03-01"))
    again = option("seas").model_copy(update={"title": option("oceans").title})
    slate.propose(again, cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    assert [one.id for one in slate.standing()] == ["cities", "youth", "seas"]


def twin(id: str) -> ThemeOption:
    """It reads as “Theme cities”."""
    return option(id).model_copy(update={"title": text("theme CITIES")})


def test_the_proposer_alone_takes_an_option_back_and_it_is_chosen_no_more() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    slate.propose(option("oceans"), cycle=year, body=body(), consultation=forum, act=on("2017-03-01"))
    with pytest.raises(NotAllowed):
        slate.withdraw_option("oceans", body="borduria", reason="x", act=on("2017-03-01"))
    with pytest.raises(WrongState, match="stand or fall together"):
        slate.withdraw_option("cities", body=None, reason="x", act=on("2017-03-01"))
    with pytest.raises(NotFound):
        slate.withdraw_option("nothing", body="atlantis", reason="x", act=on("2017-03-01"))
    slate.withdraw_option("oceans", body="atlantis", reason="Another says the same.", act=on("2017-03-01"))
    with pytest.raises(RuleBroken) as refused:
        slate.determine(cycle=year, forum=forum, conclusive=True, option="oceans", why="x", act=on("2017-03-02"))
    assert_refused(refused, rule="R7", saying="or was withdrawn")


def test_missing_languages_are_told() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    assert [one.missing_languages for one in theme_slate(year, forum).options] == [("fr", "es"), ("fr", "es")]


def test_r4_a_slate_that_replaces_one_may_open_later_with_a_reason() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    slate.withdraw(cycle=year, reason="Its options overlap.", act=on("2017-03-02"))
    assert slate.state is SlateState.WITHDRAWN
    late = consultation("consultation-2", opened="2018-01-10", bodies=[body()])
    with pytest.raises(InvalidInput, match="no reason is given"):
        year.put_theme(slate="theme-slate-2", act=on("2018-01-10"))
    year.put_theme(slate="theme-slate-2", act=on("2018-01-10"), replaces_because="Other options.")
    assert (year.theme_slate, late.opened_on) == ("theme-slate-2", date(2018, 1, 10))


def test_r2_a_fourth_consultation_of_a_year_needs_a_reason() -> None:
    def schedule(others: int, reason: str | None) -> Consultation:
        return Consultation.schedule(
            id="c",
            title=text("C"),
            planned_on=date(2017, 3, 1),
            act=on("2017-01-10"),
            others_in_its_year=others,
            reason=reason,
        )

    schedule(2, None)
    with pytest.raises(RuleBroken) as refused:
        schedule(3, " ")
    assert_refused(refused, rule="R2", saying="2017 has 3 informal consultations already")
    assert schedule(3, "The topics are urgent.").reason == "The topics are urgent."


def test_r3_a_consultation_closes_once_its_standing_items_are_dealt_with() -> None:
    one = consultation()
    items = [item.id for item in one.agenda]
    outcomes = [Outcome(item=item, handled=True) for item in items[:2]]
    one.settle(outcomes, act=on("2017-03-01"))
    with pytest.raises(RuleBroken) as refused:
        one.close(act=on("2017-03-01"))
    assert_refused(refused, rule="R3", saying="has not dealt with its standing items: activity report")
    with pytest.raises(InvalidInput, match="no reason is given"):
        one.settle([Outcome(item=items[2], handled=False)], act=on("2017-03-01"))
    one.settle([Outcome(item=items[2], handled=False, note="There is none yet.")], act=on("2017-03-01"))
    assert one.close(act=on("2017-03-01")) == ()


def test_r43_what_was_brought_before_it_and_not_dealt_with_goes_on() -> None:
    one = consultation()
    item = brought(ItemKind.SATISFACTION_RESULTS, about="s-1", cycle="cycle-2017", since=date(2017, 2, 1))
    for _ in range(2):
        one.place(item, act=on("2017-03-01"))
    assert sum(isinstance(row.message, AgendaItemPlaced) for row in one.recorded) == 1
    left = deal_with_standing_items(one).close(act=on("2017-03-01"))
    assert ([left_item.about for left_item in left], one.agenda[-1].state) == (["s-1"], ItemState.CARRIED_OVER)
    with pytest.raises(WrongState, match="is closed"):
        one.place(item, act=on("2017-03-01"))


def test_r21_a_repeated_format_is_noticed_and_never_blocked() -> None:
    forum = consultation(bodies=[body()])
    for before, repeats in ((YearFormat.TWO_WORKSHOPS, True), (YearFormat.SINGLE_CONFERENCE, False), (None, False)):
        year = cycle()
        year.decide_format(
            format=YearFormat.TWO_WORKSHOPS,
            consultation=forum,
            deviation_reason=None,
            act=on("2017-03-01"),
            alternates_with=before,
        )
        assert year.format is not None
        assert year.format.repeats_last_year is repeats
        if repeats:
            year.explain_deviation(reason="They asked for it.", act=on("2017-03-02"))
        with pytest.raises(WrongState, match="or it is said why"):
            year.explain_deviation(reason="Again.", act=on("2017-03-03"))


def test_r18_topics_within_a_theme_that_was_corrected_stand_and_are_noted_as_no_longer_fitting() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    slate.determine(cycle=year, forum=forum, conclusive=True, option="cities", why="Clear.", act=on("2017-03-02"))
    topics = topic_slate(year, later_consultation())
    slate.correct(cycle=year, forum=forum, option="youth", why="Clear.", reason="A slip.", act=on("2017-03-02"))
    [misfit] = year.misfits
    assert (misfit.about, misfit.seen, year.topic_slate) == ("topic-slate-1", False, "topic-slate-1")
    year.acknowledge(about="topic-slate-1", reason="They stand.", act=on("2017-09-02"))
    assert [one.seen for one in year.misfits] == [True]
    topics.withdraw(cycle=year, reason="Other topics.", act=on("2017-09-03"))
    assert (year.topic_slate, year.misfits) == (None, ())
