"""Things of the governance domain in the states the tests start from. Bodies are fictional."""

from collections.abc import Sequence
from datetime import date

import pytest

from services.governance.domain.agenda import Outcome, standing_items
from services.governance.domain.body import Body
from services.governance.domain.chain import Party
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.slate import Source
from services.governance.domain.theme_slate import ThemeOption, ThemeSlate
from services.governance.domain.topic_choice import PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import Topic, TopicSlate
from shared.contracts.closing import CycleReview, OpenMatter
from shared.contracts.events import WorkshopsReviewed
from shared.contracts.facts import YearFormat
from shared.contracts.funding import AccountsReviewed
from shared.contracts.publications import ReportsReviewed
from shared.domain.act import Act, Actor, Role
from shared.domain.errors import RuleBroken
from shared.domain.text import LocalizedText
from tests.sample import CONTEXT

DAY = date(2018, 10, 9)
"""The day on which something is told."""


def on(day: str) -> Act:
    return CONTEXT.act(date.fromisoformat(day))


def by(role: Role, day: str) -> Act:
    return on(day).model_copy(update={"actor": Actor(subject="account-9", role=role)})


def text(en: str) -> LocalizedText:
    return LocalizedText(en=en)


def body(id: str = "atlantis", type: str = "member_state") -> Body:
    return Body.register(id=id, name=text(id.title()), type=type, country=None, act=on("2016-01-10"))


def consultation(
    id: str = "consultation-1", *, opened: str | None = "2017-03-01", bodies: Sequence[Body] = ()
) -> Consultation:
    one = Consultation.schedule(
        id=id, title=text(f"Consultation {id}"), planned_on=date(2017, 3, 1), act=on("2017-01-10")
    )
    if opened is not None:
        one.open(act=on(opened))
        if bodies:
            one.note_attendance(bodies=bodies, act=on(opened))
    return one


def deal_with_standing_items(one: Consultation, *, day: str = "2017-03-01") -> Consultation:
    """Each of the three is handled, so that it can be closed (R3)."""
    one.settle([Outcome(item=item.id, handled=True) for item in standing_items()], act=on(day))
    return one


def cycle(year: int = 2018) -> Cycle:
    return Cycle.open(year=year, act=on(f"{year - 1}-02-01"))


def option(id: str, *, sources: Sequence[Source] | None = None) -> ThemeOption:
    cited = (Source(kind="consultation", reference=f"suggestion-{id}"),) if sources is None else tuple(sources)
    return ThemeOption(id=id, title=text(f"Theme {id}"), sources=cited)


def theme_slate(year: Cycle, forum: Consultation) -> ThemeSlate:
    return ThemeSlate.open(
        id="theme-slate-1",
        cycle=year,
        consultation=forum,
        options=[option("cities"), option("youth")],
        act=on("2017-03-01"),
    )


def with_theme(year: Cycle) -> Cycle:
    """The same cycle, its theme ``cities`` decided on 2 March 2017 in ``consultation-1``."""
    forum = consultation(bodies=[body()])
    theme_slate(year, forum).determine(
        cycle=year, forum=forum, conclusive=True, option="cities", why="A clear wish.", act=on("2017-03-02")
    )
    return year


def topic(id: str, *, theme: str = "cities") -> Topic:
    return Topic(id=id, title=text(f"Topic {id}"), theme=theme)


def later_consultation() -> Consultation:
    return consultation("consultation-2", opened="2017-09-01", bodies=[body()])


def topic_slate(year: Cycle, forum: Consultation, *, topics: Sequence[Topic] | None = None) -> TopicSlate:
    return TopicSlate.open(
        id="topic-slate-1",
        cycle=year,
        consultation=forum,
        topics=[topic("a"), topic("b"), topic("c")] if topics is None else topics,
        act=on("2017-09-01"),
    )


def decided(year: int = 2018) -> Cycle:
    """A cycle of two workshops, with its theme and its topics."""
    one = with_theme(cycle(year))
    forum = later_consultation()
    topic_slate(one, forum).select(
        cycle=one,
        forum=forum,
        workshops=[WorkshopChoice(number=n, topics=(PlainTopic(topic=id),)) for n, id in ((1, "a"), (2, "b"))],
        why="No body objected.",
        act=on("2017-09-02"),
    )
    one.decide_format(format=YearFormat.TWO_WORKSHOPS, consultation=forum, deviation_reason=None, act=on("2017-09-02"))
    return one


_REVIEWS: dict[Party, type[CycleReview]] = {
    Party.EVENTS: WorkshopsReviewed,
    Party.FUNDING: AccountsReviewed,
    Party.PUBLICATIONS: ReportsReviewed,
}


def review(party: Party, *, open: Sequence[str] = (), held: Sequence[str] = (), year: int = 2018) -> CycleReview:
    """What a service says of its cycle: that there is something about each of ``open``, and what was held."""
    matters = tuple(OpenMatter(what="not-settled", about=one, why=f"{one} is not settled.") for one in open)
    return _REVIEWS[party](cycle=f"cycle-{year}", year=year, open=matters, held=tuple(held))


def assert_refused(refused: "pytest.ExceptionInfo[RuleBroken]", *, rule: str, saying: str) -> None:
    """The refusal names the rule, says what is wrong in this case, and what to do."""
    assert refused.value.rule.number == rule
    assert saying in refused.value.sentence
    assert refused.value.remedy
