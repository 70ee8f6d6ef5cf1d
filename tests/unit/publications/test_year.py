"""What the page of a year is made of: the theme and topics that stand, whatever the order in which they were told."""

from datetime import date
from itertools import permutations

import pytest

from services.publications.api.years import theme_of
from services.publications.domain.cycle import Cycle
from services.publications.domain.decided import ChosenTopics, TopicChoices
from services.publications.domain.parts import HeldWorkshop
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import ThemeRef
from shared.domain.text import LocalizedText
from tests.unit.publications.sample import CLOSED_ON, act_on, held_of

THEME = ThemeRef(id="theme-1", title=LocalizedText(en="Partnerships", fr="Partenariats", es="Alianzas"))
CORRECTED = THEME.model_copy(update={"id": "theme-2"})


def _topics(slate: str, day: int = 1) -> ChosenTopics:
    return ChosenTopics(slate=slate, theme=THEME, workshops=(), decided_on=date(2018, 1, day))


FIRST = (_topics("slate-1", 9), None)
SECOND = (_topics("slate-2", 9), "slate-1")
THIRD = (_topics("slate-3", 2), "slate-2")
"""Decided, by its forum, before those that it replaced: what it supersedes counts, and no day."""


@pytest.mark.parametrize("order", list(permutations((FIRST, SECOND, THIRD))))
def test_the_choice_that_no_other_slate_replaced_stands_in_any_order(
    order: tuple[tuple[ChosenTopics, str | None], ...],
) -> None:
    cycle = Cycle(id="cycle-2018", year=2018)
    for topics, supersedes in order:
        cycle.note_topics(act_on(), topics=topics, supersedes=supersedes)
        before = cycle.version
        cycle.note_topics(act_on(), topics=topics, supersedes=supersedes)
        assert cycle.version == before
    assert cycle.topics.current == THIRD[0]
    assert cycle.topics == TopicChoices(standing=(THIRD[0],), replaced=("slate-1", "slate-2"))


def test_a_corrected_choice_of_one_slate_takes_the_place_of_the_one_before() -> None:
    choices = TopicChoices().with_choice(FIRST[0], supersedes=None)
    corrected = _topics("slate-1", 12)
    assert choices.with_choice(corrected, supersedes="slate-1").current == corrected


def test_the_theme_is_the_one_told_last_until_the_close_says_it_for_good() -> None:
    cycle = Cycle(id="cycle-2018", year=2018)
    for theme in (THEME, CORRECTED, THEME, THEME):
        cycle.note_theme(act_on(), theme=theme)
    assert (cycle.theme, cycle.version) == (THEME, 4)
    cycle.close(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=(), reports=(), theme=CORRECTED)
    cycle.note_theme(act_on(), theme=THEME)
    assert cycle.theme == CORRECTED


def test_a_theme_that_is_told_after_a_close_without_one_is_taken() -> None:
    cycle = Cycle(id="cycle-2018", year=2018)
    cycle.close(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=(), reports=())
    cycle.note_theme(act_on(), theme=THEME)
    assert cycle.theme == THEME


@pytest.mark.parametrize("held", [held_of(WorkshopKind.COUNCIL_IDM_SESSION), None])
def test_the_last_word_on_a_gathering_at_the_council_counts(held: HeldWorkshop | None) -> None:
    cycle = Cycle(id="cycle-2018", year=2018)
    for told in (held_of(WorkshopKind.COUNCIL_IDM_SESSION), None, held, held):
        cycle.note_council(act_on(), workshop="council-idm-session-2018", held=told)
    assert [one.held for one in cycle.council] == ([held] if held else [])
    assert cycle.version == (3 if held else 2)


def test_r77_the_theme_on_the_page_is_governances_then_that_of_the_topics_then_of_the_last_gathering() -> None:
    other = THEME.model_copy(update={"title": LocalizedText(en="Of the topics")})
    held = [held_of().model_copy(update={"theme": one}) for one in (other, CORRECTED, None)]
    cycle = Cycle(id="cycle-2018", year=2018)
    assert (theme_of(cycle, []), theme_of(cycle, held)) == (None, CORRECTED.title)
    cycle.note_topics(act_on(), topics=_topics("slate-1").model_copy(update={"theme": other}), supersedes=None)
    assert theme_of(cycle, held) == other.title
    cycle.note_theme(act_on(), theme=THEME)
    assert theme_of(cycle, held) == THEME.title
