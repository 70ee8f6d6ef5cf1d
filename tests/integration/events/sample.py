"""Governance's messages of one year, and the service's use cases on a database of their own."""

from datetime import date

from shared.contracts.facts import DecidedIn, Determined, ForumKind, ThemeRef, TopicRef, YearFormat
from shared.contracts.governance import (
    BodyListed,
    CycleClosed,
    CycleOpened,
    FormatDecided,
    Origin,
    SelectedWorkshop,
    ThemeSelected,
    TopicsSelected,
)
from shared.domain.text import LocalizedText

CYCLE = "cycle-2018"
THEME = ThemeRef(id="theme-1", title=LocalizedText(en="Inclusive and innovative partnerships"))
OPENED = CycleOpened(cycle=CYCLE, year=2018, opened_on=date(2017, 3, 1))
CLOSED = CycleClosed(
    cycle=CYCLE, year=2018, opened_on=date(2017, 3, 1), closed_on=date(2019, 5, 6), held=("workshop-2018-1",)
)


def body_listed(body: str, type: str = "member_state", country: str | None = None) -> BodyListed:
    return BodyListed(body=body, name=LocalizedText(en=body.title()), body_type=type, country=country)


def format_decided(format: YearFormat = YearFormat.TWO_WORKSHOPS) -> FormatDecided:
    return FormatDecided(
        cycle=CYCLE, year=2018, format=format, consultation="consultation-1", decided_on=date(2017, 5, 4)
    )


def _decided(day: date) -> DecidedIn:
    return DecidedIn(kind=ForumKind.CONSULTATION, id="consultation-2", on=day)


def theme_selected(theme: ThemeRef = THEME) -> ThemeSelected:
    return ThemeSelected(
        cycle=CYCLE,
        year=2018,
        theme=theme,
        slate="slate-1",
        origin=Origin.ADMINISTRATION,
        sources=("suggestion-1",),
        decided_in=_decided(date(2017, 9, 12)),
        determination=Determined(conclusive=True, why="No other view was voiced."),
    )


def topics_selected(*, slate: str = "topic-slate-1", first: str = "Partnerships at work") -> TopicsSelected:
    combined = TopicRef(id="topic-1", title=LocalizedText(en="Both"), combined_from=("topic-2", "topic-3"))
    return TopicsSelected(
        cycle=CYCLE,
        year=2018,
        theme=THEME,
        format=YearFormat.TWO_WORKSHOPS,
        slate=slate,
        workshops=(
            SelectedWorkshop(number=1, title=LocalizedText(en=first), topics=(combined,)),
            SelectedWorkshop(
                number=2,
                title=LocalizedText(en="Partnerships to come"),
                topics=(TopicRef(id="topic-4", title=LocalizedText(en="Another")),),
            ),
        ),
        decided_in=_decided(date(2017, 11, 20)),
        determination=Determined(conclusive=True, why="No other view was voiced."),
    )
