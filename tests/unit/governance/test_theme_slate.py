from datetime import date

import pytest

from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.log import ThemeSettled
from services.governance.domain.slate import SlateState, Source
from services.governance.domain.slate_log import ThemeFoundInconclusive
from services.governance.domain.theme_slate import ThemeOption, ThemeSlate
from shared.contracts.facts import DecidedIn, Determined, ForumKind, ThemeRef
from shared.contracts.governance import Origin, ThemeSelected
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.governance.given import (
    assert_refused,
    body,
    consultation,
    cycle,
    deal_with_standing_items,
    on,
    option,
    text,
    theme_slate,
    with_theme,
)


def _open(
    *options: ThemeOption, day: str = "2017-03-01", year: Cycle | None = None, forum: Consultation | None = None
) -> ThemeSlate:
    return ThemeSlate.open(
        id="theme-slate-1",
        cycle=year or cycle(),
        consultation=forum or consultation(),
        options=options or (option("cities"), option("youth")),
        act=on(day),
    )


def _determine(
    slate: ThemeSlate,
    year: Cycle,
    forum: Consultation,
    *,
    day: str = "2017-03-02",
    conclusive: bool = True,
    chosen: str | None = "cities",
    why: str = "Every body that spoke preferred it.",
) -> None:
    slate.determine(cycle=year, forum=forum, conclusive=conclusive, option=chosen, why=why, act=on(day))


def test_r4_a_slate_with_two_options_opens() -> None:
    year, forum = cycle(), consultation()
    slate = _open(option("cities"), option("youth"), year=year, forum=forum)
    assert slate.state is SlateState.OPEN
    assert year.theme_slate == "theme-slate-1"
    assert [item.slate for item in forum.items] == ["theme-slate-1"]


def test_r4_one_option_and_a_third_option_are_refused() -> None:
    for options in ([option("a")], [option("a"), option("b"), option("c")]):
        with pytest.raises(RuleBroken) as refused:
            _open(*options)
        assert_refused(refused, rule="R4", saying=f"exactly two options, and this slate has {len(options)}")


def test_r4_a_slate_opens_in_the_year_before() -> None:
    _open(day="2017-12-31")
    with pytest.raises(RuleBroken) as refused:
        _open(day="2018-01-01")
    assert_refused(refused, rule="R4", saying="A theme slate for 2018 opens in 2017")


@pytest.mark.parametrize("kind", ["consultation", "idm_session", "other_forum"])
def test_r5_an_option_that_cites_a_source_is_accepted(kind: str) -> None:
    cited = Source(kind=kind, reference="the session of 2016", on=date(2017, 3, 1))
    _open(option("cities", sources=[cited]), option("youth"))


@pytest.mark.parametrize(
    ("sources", "saying"),
    [
        ([], "cites no source"),
        ([Source(kind="newspaper", reference="an article")], "“newspaper”, cited for the option"),
        ([Source(kind="consultation", reference="the next", on=date(2017, 3, 2))], "after the slate opened"),
    ],
)
def test_r5_an_option_without_a_proper_source_is_refused(sources: list[Source], saying: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        _open(option("cities"), option("youth", sources=sources))
    assert_refused(refused, rule="R5", saying=saying)


def test_two_options_have_two_identifiers() -> None:
    with pytest.raises(InvalidInput, match="same identifier"):
        _open(option("cities"), option("cities"))


def test_two_options_bear_two_titles() -> None:
    twin = option("towns").model_copy(update={"title": text("THEME  cities")})
    with pytest.raises(InvalidInput, match="Another option of this slate bears the title “Theme cities”"):
        _open(option("cities"), twin)


def test_a_cycle_has_one_theme_slate() -> None:
    year = cycle()
    _open(year=year)
    with pytest.raises(WrongState, match="is open already"):
        _open(year=year)


def test_r7_a_slate_for_a_year_that_has_its_theme_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        _open(year=with_theme(cycle()))
    assert_refused(refused, rule="R7", saying="has its theme already: “Theme cities”")


def test_a_slate_is_put_to_an_open_consultation() -> None:
    with pytest.raises(WrongState, match="has not been opened yet"):
        _open(forum=consultation(opened=None))
    closed = consultation()
    deal_with_standing_items(closed, day="2017-03-01").close(act=on("2017-03-01"))
    with pytest.raises(WrongState, match="is closed"):
        _open(forum=closed)
    with pytest.raises(InvalidInput, match="before the consultation opened"):
        _open(forum=consultation(opened="2017-03-02"))


def test_r7_r8_the_membership_selects_a_theme_of_the_slate() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    _determine(slate, year, forum)
    assert slate.state is SlateState.DECIDED
    assert slate.recorded[-1].message == ThemeSelected(
        cycle="cycle-2018",
        year=2018,
        theme=ThemeRef(id="cities", title=text("Theme cities")),
        slate="theme-slate-1",
        origin=Origin.ADMINISTRATION,
        sources=("suggestion-cities",),
        decided_in=DecidedIn(kind=ForumKind.CONSULTATION, id="consultation-1", on=date(2017, 3, 2)),
        determination=Determined(conclusive=True, why="Every body that spoke preferred it."),
    )
    assert (slate.version, slate.sequence) == (2, 1)
    assert isinstance(year.recorded[-1].message, ThemeSettled)
    assert [item.conclusive for item in forum.items] == [None, True]


@pytest.mark.parametrize("type", ["member_state", "observer_state", "observer_organization"])
def test_r8_any_body_of_the_membership_present_is_enough(type: str) -> None:
    year, forum = cycle(), consultation(bodies=[body(type=type)])
    _determine(theme_slate(year, forum), year, forum)


def test_r8_the_administration_alone_cannot_adopt() -> None:
    year, forum = cycle(), consultation()
    with pytest.raises(RuleBroken) as refused:
        _determine(theme_slate(year, forum), year, forum)
    assert_refused(refused, rule="R8", saying="the Administration alone cannot adopt")


def test_r7_a_theme_that_is_not_on_the_slate_is_refused() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    with pytest.raises(RuleBroken) as refused:
        _determine(theme_slate(year, forum), year, forum, chosen="oceans")
    assert_refused(refused, rule="R7", saying="“oceans” is not on this slate")


def test_r7_a_second_theme_for_the_year_is_refused() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    decided = with_theme(cycle())
    with pytest.raises(RuleBroken) as refused:
        _determine(slate, decided, forum)
    assert_refused(refused, rule="R7", saying="has its theme already")


def test_an_inconclusive_consultation_leaves_the_slate_open_for_a_later_one() -> None:
    year, forum = cycle(), consultation()
    slate = theme_slate(year, forum)
    _determine(slate, year, forum, conclusive=False, chosen=None, why="Views were divided.")
    assert slate.state is SlateState.OPEN
    assert isinstance(slate.recorded[-1].message, ThemeFoundInconclusive)
    assert (slate.sequence, year.theme) == (0, None)
    later = consultation("consultation-2", opened="2017-09-01", bodies=[body()])
    _determine(slate, year, later, day="2017-09-01")
    assert [finding.determination.conclusive for finding in slate.findings] == [False, True]


def test_a_slate_is_not_decided_twice() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    _determine(slate, year, forum)
    for conclusive, chosen in ((True, "youth"), (False, None)):
        with pytest.raises(WrongState, match="decided already"):
            _determine(slate, year, forum, conclusive=conclusive, chosen=chosen)


def test_a_determination_says_why_and_names_an_option_only_when_conclusive() -> None:
    year, forum = cycle(), consultation(bodies=[body()])
    slate = theme_slate(year, forum)
    with pytest.raises(InvalidInput, match="says why"):
        _determine(slate, year, forum, why="  ")
    with pytest.raises(InvalidInput, match="names the option chosen"):
        _determine(slate, year, forum, chosen=None)
    with pytest.raises(InvalidInput, match="chose no option"):
        _determine(slate, year, forum, conclusive=False, chosen="cities")


def test_a_determination_is_not_made_before_the_slate_opened_nor_in_an_earlier_consultation() -> None:
    year, forum = cycle(), consultation(opened="2017-02-20", bodies=[body()])
    slate = theme_slate(year, forum)
    with pytest.raises(InvalidInput, match="before the slate opened"):
        _determine(slate, year, forum, day="2017-02-28")
    earlier = consultation("consultation-0", opened="2017-02-10", bodies=[body()])
    with pytest.raises(WrongState, match="opened before this slate"):
        _determine(slate, year, earlier)
