"""An activity report: figures from what happened, texts beside them, and a filing that freezes both."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from services.governance.api.activity_pdf import content_of, pdf_of
from services.governance.domain.activity import Activity
from services.governance.domain.activity_figures import Figures, Section, figures_of
from services.governance.domain.activity_report import ActivityReport
from services.governance.domain.chain import Chain
from services.governance.domain.cycle import Cycle
from services.governance.domain.trace import Trace, TracedOption
from shared.contracts.events import SatisfactionSurveyClosed, WorkshopCancelled, WorkshopHeld
from shared.contracts.funding import AccountsClosed
from shared.contracts.governance import SlateKind
from shared.contracts.publications import VolumePublished
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText
from tests.unit.governance.given import DAY, consultation, cycle, deal_with_standing_items, decided, on, text
from tests.unit.governance.heard import told

FIRST, SECOND = "workshop-2018-1", "workshop-2018-2"
HELD, CLOSED = told(WorkshopHeld), told(AccountsClosed)


def activity(*messages: WorkshopHeld | AccountsClosed) -> Activity:
    heard = Activity(id="cycle-2018")
    for message in messages:
        heard = heard.hear_held(message) if isinstance(message, WorkshopHeld) else heard.hear_accounts(message)
    return heard


def figures(year: Cycle | None = None, *, second: bool = False) -> Figures:
    other = told(WorkshopHeld, workshop=SECOND, number=2, partners=[])
    chain = Chain(id="cycle-2018").hear_workshop(HELD, on=DAY).hear_volume(told(VolumePublished), on=DAY)
    heard = activity(HELD, CLOSED, other)
    return figures_of(year or decided(), chain.hear_workshop(other, on=DAY) if second else chain, heard)


def report() -> ActivityReport:
    return ActivityReport.open(id="report-1", cycle=cycle(), act=on("2019-02-01"))


def test_figures_are_built_from_what_happened() -> None:
    made = figures()
    assert made.decisions.theme is not None
    assert (made.decisions.theme.id, made.suggestions.sources) == ("cities", ("suggestion-cities",))
    [came] = made.participation
    assert came.participants == HELD.participants
    assert came.participant_shares == HELD.participant_shares
    assert came.migrants_voice_sessions > 0
    assert [(one.id, one.actual) for one in made.money.accounts] == [(FIRST, CLOSED.actual)]
    assert made.money.totals[0].actual == CLOSED.actual
    assert [one.series_number for one in made.volumes] == [27]
    assert made.satisfaction is None


def test_satisfaction_is_two_figures_with_how_many_answered() -> None:
    survey = told(SatisfactionSurveyClosed)
    heard = Activity(id="cycle-2018").hear(survey)
    assert heard.hear(survey) == heard
    made = figures_of(decided(), Chain(id="cycle-2018"), heard)
    [one] = made.satisfaction or ()
    assert (one.respondents, one.invited, one.satisfied_with_event) == (124, 310, survey.satisfied_with_event)
    [table] = content_of(report(), figures=made, year=2018, language=Language.FR)["sections"][3]["tables"]
    assert table["rows"] == [["2018-10-19", "124 sur 310", "87,9 %", "83,1 %", "Oui"]]
    few = Activity(id="cycle-2018").hear(
        told(SatisfactionSurveyClosed, respondents=2, satisfied_with_event=None, benchmark_passed=None)
    )
    shown = content_of(report(), figures=figures_of(cycle(), Chain(id="c"), few), year=2018, language=Language.EN)
    assert shown["sections"][3]["tables"][0]["rows"][0][1:] == ["2 of 310", "—", "83.1%", "—"]


def test_what_became_of_suggestions_is_told_and_who_made_them_is_not() -> None:
    option = TracedOption(
        kind=SlateKind.THEME, cycle="cycle-2018", slate="s", option="cities", title=text("Cities"), chosen=True
    )
    other = option.model_copy(update={"option": "youth", "title": text("Youth"), "chosen": False})
    became = trace_of("s-1", options=(option, other))
    replied, silent = trace_of("s-2", reply="It is for another year."), trace_of("s-3")
    made = figures_of(decided(), Chain(id="cycle-2018"), activity(), traces=[became, replied, silent])
    assert (made.suggestions.recorded, [one.id for one in made.suggestions.answered]) == (3, ["s-1", "s-2"])
    table = content_of(report(), figures=made, year=2018, language=Language.EN)["sections"][-1]["tables"][1]
    assert table["rows"] == [
        ["What s-1 says", "Chosen: Cities; Put to the Membership: Youth"],
        ["What s-2 says", "It is for another year."],
    ]


def trace_of(id: str, *, options: tuple[TracedOption, ...] = (), reply: str | None = None) -> Trace:
    return Trace(suggestion=id, text=text(f"What {id} says"), reply=reply, options=options, workshops=())


def test_what_was_not_heard_or_is_not_counted_as_held_is_in_no_figure() -> None:
    nothing = figures_of(cycle(), Chain(id="cycle-2018"), activity(HELD))
    assert (nothing.participation, nothing.gatherings, nothing.partners.held) == ((), (), 0)
    assert (nothing.decisions.theme, nothing.suggestions.theme) == (None, None)
    off = (
        Chain(id="cycle-2018")
        .hear_workshop(HELD, on=DAY)
        .hear_workshop(told(WorkshopCancelled, workshop=FIRST), on=DAY)
    )
    assert figures_of(cycle(), off, activity(HELD)).participation == ()


def test_r71_partnered_gatherings_are_counted_among_all() -> None:
    made = figures(second=True)
    assert (made.partners.names, made.partners.partnered, made.partners.held) == (tuple(sorted(HELD.partners)), 1, 2)
    assert made.money.waiting == (SECOND,)


def test_the_record_is_the_same_in_whatever_order_it_was_heard_and_how_often() -> None:
    assert activity(HELD, CLOSED) == activity(CLOSED, HELD, CLOSED, HELD)


def test_money_of_two_currencies_is_never_added_up() -> None:
    francs, dollars = (
        CLOSED,
        told(
            AccountsClosed,
            workshop=SECOND,
            estimate={"amount": "2.00", "currency": "USD"},
            actual={"amount": "1.00", "currency": "USD"},
            items=[],
        ),
    )
    made = figures_of(decided(), Chain(id="cycle-2018"), activity(francs, dollars))
    assert [one.actual for one in made.money.totals] == [CLOSED.actual, Money.of("1.00", "USD")]


# The report


def test_a_text_stands_beside_its_figures_and_can_be_taken_out() -> None:
    one = report()
    one.write(Section.MONEY, LocalizedText(en="It was a cheap year.", fr="Une année"), act=on("2019-02-02"))
    one.write(Section.MONEY, text("It was cheaper."), act=on("2019-02-02"))
    one.write(Section.PARTNERS, text("Thanks."), act=on("2019-02-02"))
    one.write(Section.PARTNERS, None, act=on("2019-02-02"))
    assert one.texts == {Section.MONEY: text("It was cheaper.")}
    assert one.figures is None
    said = [row.message.model_dump(mode="json") for row in one.recorded]
    assert said[1] == {"section": "money", "languages": ["en", "fr"]}
    assert said[-1] == {"section": "partners", "languages": []}


def test_r3_what_was_filed_stays_as_the_membership_saw_it() -> None:
    one, forum = report(), consultation(opened="2019-03-01")
    one.write(Section.MONEY, text("It was a cheap year."), act=on("2019-02-02"))
    one.file(consultation=forum, figures=figures(), act=on("2019-03-01"))
    assert (one.filed_on, one.consultation, one.figures) == (date(2019, 3, 1), forum.id, figures())
    with pytest.raises(WrongState, match="was filed on 2019-03-01"):
        one.write(Section.MONEY, None, act=on("2019-03-02"))
    with pytest.raises(WrongState, match="was filed on 2019-03-01"):
        one.file(consultation=forum, figures=figures(), act=on("2019-03-02"))


@pytest.mark.parametrize("opened", [None, "2019-03-02"])
def test_r3_a_report_is_filed_at_a_consultation_that_is_open(opened: str | None) -> None:
    with pytest.raises(InvalidInput, match="was not open on the day given"):
        report().file(consultation=consultation(opened=opened), figures=figures(), act=on("2019-03-01"))
    over = deal_with_standing_items(consultation(opened="2019-02-01"), day="2019-02-01")
    over.close(act=on("2019-02-02"))
    with pytest.raises(InvalidInput, match="was not open on the day given"):
        report().file(consultation=over, figures=figures(), act=on("2019-02-03"))


def test_a_report_is_begun_after_its_cycle_and_filed_after_it_was_begun() -> None:
    with pytest.raises(InvalidInput, match="before the cycle 2018 was opened"):
        ActivityReport.open(id="r", cycle=cycle(), act=on("2017-01-31"))
    with pytest.raises(InvalidInput, match="before the report was begun"):
        report().file(consultation=consultation(opened="2019-01-01"), figures=figures(), act=on("2019-01-31"))


# The PDF


async def test_the_pdf_is_tagged_and_the_same_report_makes_the_same_bytes() -> None:
    one = report()
    one.write(Section.MONEY, text('Not markup: #panic("x") *bold* $1$ [a] \\ @b <c> العربية'), act=on("2019-02-02"))
    made, again = [await pdf_of(one, figures=figures(), year=2018, language=Language.EN) for _ in range(2)]
    assert made == again
    raw = made.decode("latin-1")
    assert raw.startswith("%PDF-")
    for part in ("/StructTreeRoot", "/MarkInfo", "/Lang", "pdfuaid"):
        assert part in raw
    empty = figures_of(cycle(), Chain(id="cycle-2018"), Activity(id="cycle-2018"))
    assert await pdf_of(report(), figures=empty, year=2018, language=Language.FR) != made


def test_the_pdf_says_every_section_with_its_figures_and_its_text() -> None:
    one = report()
    one.write(Section.MONEY, LocalizedText(en="It was cheap.\n\nVery.", fr="Une année"), act=on("2019-02-02"))
    content = content_of(one, figures=figures(second=True), year=2018, language=Language.EN)
    by_title = {section["title"]: section for section in content["sections"]}
    assert len(by_title) == len(Section)
    money = by_title["Money"]
    assert money["text"] == ["It was cheap.", "Very."]
    assert money["tables"][0]["rows"][-1] == ["Together", str(CLOSED.estimate), str(CLOSED.actual)]
    assert by_title["Partners"]["tables"][0]["rows"][-1] == ["1 of 2 gatherings had a partner"]
    assert by_title["Satisfaction"]["tables"][0]["rows"] == []
    french = content_of(one, figures=figures(), year=2018, language=Language.FR)
    assert french["sections"][4]["text"] == ["Une année"]
    assert content["note"].startswith("A draft")


@pytest.mark.parametrize(("language", "title"), [(Language.FR, "Ateliers"), (Language.ES, "Talleres")])
def test_the_pdf_has_no_word_of_its_own_in_another_language(language: Language, title: str) -> None:
    everything = activity(HELD, CLOSED).hear(told(SatisfactionSurveyClosed))
    chain = Chain(id="cycle-2018").hear_workshop(HELD, on=DAY).hear_volume(told(VolumePublished), on=DAY)
    made = figures_of(decided(), chain, everything, traces=[trace_of("s-1", reply="Yes.")])
    english, other = (content_of(report(), figures=made, year=2018, language=one) for one in (Language.EN, language))
    assert other["sections"][1]["title"].startswith(title)
    same = set(_words(english)) & set(_words(other))
    assert same <= {"Participants", "Transit", "Asia", "Suggestion", "Actual", "No"}, same


def _words(content: dict[str, Any]) -> Iterator[str]:
    """Titles and columns; what stands in the cells is mostly told by others."""
    yield from (content["title"], content["note"], content["informal"])
    for section in content["sections"]:
        yield section["title"]
        for table in section["tables"]:
            yield from table["columns"]
            yield table["none"]
