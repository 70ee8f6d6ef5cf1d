"""A cycle: one year of the dialogue, and what was decided about it."""

from datetime import date
from typing import Self

from services.governance.domain.consultation import Consultation
from services.governance.domain.log import ThemePutToMembership, ThemeSettled, TopicsPutToMembership, TopicsSettled
from services.governance.domain.rules import R4, R7, R9, R20, R74
from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef, YearFormat
from shared.contracts.governance import CycleOpened, FormatDecided, Origin, SelectedWorkshop
from shared.domain.act import Act, Role
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier, cycle_id

FIRST_YEAR_WITH_WORKSHOPS = 2003


class DecidedFormat(Fact):
    """The format that stands, and the consultation with Member States it rests on (R20)."""

    format: YearFormat
    consultation: Identifier
    decided_on: date
    deviation_reason: str | None = None


class ChosenTheme(ThemeRef):
    """The cycle's theme. ``forum_opened_on`` is the opening day of the consultation that decided it (R9)."""

    slate: Identifier
    origin: Origin
    sources: tuple[str, ...]
    decided_in: DecidedIn
    determination: Determined
    forum_opened_on: date


class ChosenTopics(Fact):
    slate: Identifier
    workshops: tuple[SelectedWorkshop, ...]
    decided_in: DecidedIn
    determination: Determined


class Cycle(Aggregate, type="cycle", collection="cycles"):
    """The guard of what a year has once: a theme slate, a theme, a topic slate, topics, a format that stands."""

    year: int
    opened_on: date
    format: DecidedFormat | None = None
    theme_slate: Identifier | None = None
    theme: ChosenTheme | None = None
    topic_slate: Identifier | None = None
    topics: ChosenTopics | None = None

    @classmethod
    def open(cls, *, year: int, act: Act) -> Self:
        """Open a cycle in the year before its own. Raises ``RuleBroken`` R4 on a day of another year."""
        _require_year_before(year, act.occurred_on, what=f"The cycle {year}")
        cycle = cls(id=cycle_id(year), year=year, opened_on=act.occurred_on)
        cycle.record(CycleOpened(cycle=cycle.id, year=year, opened_on=act.occurred_on), act=act)
        return cycle

    def decide_format(
        self, *, format: YearFormat, consultation: Consultation, deviation_reason: str | None, act: Act
    ) -> None:
        """Decide the format of the year, or replace it by another with a reason (R20, R74)."""
        refuse(self.obstacles_to_decide_format())
        self._require_opened_by(act.occurred_on)
        if act.actor.role is not Role.ADMINISTRATION:
            raise RuleBroken(
                R20,
                f"The format of {self.year} is recorded by the Administration alone.",
                remedy="Ask the Administration to record it.",
            )
        self._judge_format(format)
        self._judge_supersession(format, deviation_reason, act.occurred_on)
        if not (consultation.had_a_member_state and consultation.was_opened_by(act.occurred_on)):
            raise RuleBroken(
                R20,
                f"“{consultation.title.any()}” was not yet open on {act.occurred_on.isoformat()}, or no Member State "
                "is on record as present, so it was no consultation with Member States.",
                remedy="Cite a consultation at which at least one Member State was present.",
            )
        self.format = DecidedFormat(
            format=format,
            consultation=consultation.id,
            decided_on=act.occurred_on,
            deviation_reason=deviation_reason,
        )
        self.record(FormatDecided(cycle=self.id, year=self.year, **dict(self.format)), act=act)

    def put_theme(self, *, slate: str, act: Act) -> None:
        """The cycle's theme slate opens: in the year before (R4), and only one."""
        refuse(self.obstacles_to_put_theme())
        self._require_opened_by(act.occurred_on)
        _require_year_before(self.year, act.occurred_on, what=f"A theme slate for {self.year}")
        self.theme_slate = slate
        self.record(ThemePutToMembership(cycle=self.id, slate=slate), act=act)

    def settle_theme(self, theme: ChosenTheme, *, act: Act) -> None:
        """The one theme of the year is chosen. Raises ``RuleBroken`` R7 when there is one already."""
        refuse(self._theme_there_is())
        self.theme = theme
        settled = ThemeSettled(cycle=self.id, slate=theme.slate, theme=ThemeRef(id=theme.id, title=theme.title))
        self.record(settled, act=act)

    def put_topics(self, *, slate: str, consultation: Consultation, act: Act) -> ChosenTheme:
        """The cycle's topic slate opens, after the theme and in a later consultation (R9); answers the theme."""
        refuse(self.obstacles_to_put_topics(act.occurred_on))
        theme = self._require_later_than_the_theme(consultation)
        self.topic_slate = slate
        self.record(TopicsPutToMembership(cycle=self.id, slate=slate), act=act)
        return theme

    def settle_topics(self, topics: ChosenTopics, *, act: Act) -> None:
        refuse(self.obstacles_to_settle_topics())
        self.topics = topics
        self.record(TopicsSettled(cycle=self.id, slate=topics.slate), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_decide_format(self) -> Obstacles:
        """A year of the Council alone has one format only, so once decided there is none to replace it by (R74)."""
        if self.year < FIRST_YEAR_WITH_WORKSHOPS and self.format is not None:
            yield self._format_stands(self.format)

    def obstacles_to_put_theme(self) -> Obstacles:
        yield from self._theme_there_is()
        if self.theme is None and self.theme_slate is not None:
            yield WrongState(
                f"A theme slate for {self.year} is open already: “{self.theme_slate}”.",
                remedy="Go on with the slate there is.",
            )

    def obstacles_to_put_topics(self, day: date) -> Obstacles:
        """``day`` is the latest on which the slate could open: no later consultation may have come until then (R9)."""
        yield from self._no_workshops()
        if self.topic_slate is not None:
            yield WrongState(
                f"A topic slate for {self.year} was opened already: “{self.topic_slate}”.",
                remedy="Go on with the slate there is.",
            )
        if self.theme is None:
            yield RuleBroken(
                R9,
                f"The theme of {self.year} is not decided yet.",
                remedy="Open the topic slate after the Membership has chosen the theme.",
            )
        elif day < self.theme.decided_in.on:
            yield RuleBroken(
                R9,
                f"The theme of {self.year} was decided on {self.theme.decided_in.on.isoformat()}, "
                f"after the day given ({day.isoformat()}).",
                remedy="Open the topic slate after the Membership has chosen the theme.",
            )
        elif day <= self.theme.forum_opened_on:
            yield _not_a_later_consultation(self.theme)

    def obstacles_to_settle_topics(self) -> Obstacles:
        yield from self._no_workshops()
        if self.topics is not None:
            yield WrongState(
                f"The topics of {self.year} are selected already.", remedy="Read the decisions of the cycle."
            )

    def _judge_format(self, format: YearFormat) -> None:
        council_only = self.year < FIRST_YEAR_WITH_WORKSHOPS
        if (format is YearFormat.COUNCIL_ONLY) == council_only:
            return
        if council_only:
            raise RuleBroken(
                R74,
                f"In {self.year} the IDM took place at the Council session alone, so its format is council_only.",
                remedy="Record council_only.",
            )
        raise RuleBroken(
            R74,
            f"The format council_only belongs to 2001 and 2002 alone, not to {self.year}.",
            remedy="Record two_workshops or single_conference.",
        )

    def _judge_supersession(self, format: YearFormat, reason: str | None, day: date) -> None:
        standing = self.format
        if standing is None:
            return
        if standing.format is format:
            raise self._format_stands(standing)
        if reason is None or not reason.strip():
            raise InvalidInput(
                f"The format of {self.year} is {standing.format.value}; another one needs a reason.",
                remedy="Say in deviation_reason why the format changes.",
            )
        if day < standing.decided_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the decision that it replaces "
                f"({standing.decided_on.isoformat()}).",
                remedy="Give the day on which the later decision was taken.",
            )

    def _require_opened_by(self, day: date) -> None:
        if day < self.opened_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the cycle {self.year} was opened "
                f"({self.opened_on.isoformat()}).",
                remedy="Give the day on which it happened (occurred_on).",
            )

    def _format_stands(self, standing: DecidedFormat) -> WrongState:
        return WrongState(
            f"The format of {self.year} is {standing.format.value} already, since {standing.decided_on.isoformat()}.",
            remedy="Record a decision only when the format changes.",
        )

    def _theme_there_is(self) -> Obstacles:
        if self.theme is not None:
            yield RuleBroken(
                R7,
                f"The year {self.year} has its theme already: “{self.theme.title.any()}”.",
                remedy="Read the decisions of the cycle; a year has one theme.",
            )

    def _no_workshops(self) -> Obstacles:
        if self.year < FIRST_YEAR_WITH_WORKSHOPS:
            yield RuleBroken(
                R74,
                f"The year {self.year} has no intersessional workshops, so there are no topics to choose for them.",
                remedy="Choose topics for a year from 2003 on.",
            )
        elif self.format is not None and self.format.format is not YearFormat.TWO_WORKSHOPS:
            yield WrongState(
                f"The format of {self.year} is {self.format.format.value}: "
                "its one gathering follows from the theme, and no topics are chosen (R10 to R13 do not apply).",
                remedy="Choose topics only in a year of two workshops.",
            )

    def _require_later_than_the_theme(self, consultation: Consultation) -> ChosenTheme:
        """The theme. Raises ``RuleBroken`` R9 when the consultation is not later than the one that decided it."""
        assert self.theme is not None  # otherwise an obstacle was raised
        if consultation.id == self.theme.decided_in.id or consultation.was_opened_by(self.theme.forum_opened_on):
            raise _not_a_later_consultation(self.theme)
        return self.theme


def _not_a_later_consultation(theme: ChosenTheme) -> RuleBroken:
    return RuleBroken(
        R9,
        f"The theme was decided in the consultation “{theme.decided_in.id}”, "
        f"opened on {theme.forum_opened_on.isoformat()}; the topics belong to a later one.",
        remedy="Open the topic slate in a consultation that was opened on a later day.",
    )


def _require_year_before(year: int, day: date, *, what: str) -> None:
    if day.year != year - 1:
        raise RuleBroken(
            R4,
            f"{what} opens in {year - 1}, and the day given is {day.isoformat()}.",
            remedy=f"Give the day in {year - 1} on which it was opened (occurred_on).",
        )
