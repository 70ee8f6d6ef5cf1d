"""What is in the way of a decision about a year, whatever the payload says: the same checks refuse it, and tell what
may be done now."""

from collections.abc import Iterable, Iterator
from datetime import date

from services.governance.domain.chain import Chain, WorkshopState
from services.governance.domain.chosen import ChosenTheme, ChosenTopics, not_a_later_consultation
from services.governance.domain.closing import (
    Answer,
    answers,
    closed_already,
    not_begun,
    not_ready,
    nothing_to_waive,
    too_early,
)
from services.governance.domain.rules import R7, R9, R74
from services.governance.domain.year_format import (
    FIRST_YEAR_WITH_WORKSHOPS,
    DecidedFormat,
    format_stands,
)
from shared.contracts.closing import OpenMatter
from shared.contracts.facts import YearFormat
from shared.contracts.governance import Waived
from shared.domain.actions import Obstacles
from shared.domain.aggregate import Aggregate
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.misfits import Misfit, anything_waits


class CycleObstacles(Aggregate):
    """What a cycle knows of its year, and what that stands in the way of."""

    year: int
    opened_on: date
    format: DecidedFormat | None = None
    theme_slate: Identifier | None = None
    theme: ChosenTheme | None = None
    topic_slate: Identifier | None = None
    topics: ChosenTopics | None = None
    closed_on: date | None = None
    waived: tuple[Waived, ...] = ()
    """What it was closed without, and why; who waived it is kept beside the record."""
    has_taken_back_a_theme_slate: bool = False
    has_taken_back_a_topic_slate: bool = False
    taken_back: tuple[Identifier, ...] = ()
    """The slates that were withdrawn, in order."""
    misfits: tuple[Misfit, ...] = ()
    """What no longer fits since a decision was corrected. It stands until a person says what follows."""

    def obstacles_to_explain_deviation(self) -> Obstacles:
        yield from self.obstacles_once_closed()
        if self.format is None or not self.format.repeats_last_year or self.format.deviation_reason is not None:
            yield WrongState(
                f"The format of {self.year} repeats none, or it is said why.",
                remedy="Nothing is to do.",
            )

    def obstacles_to_acknowledge(self) -> Obstacles:
        yield from self.obstacles_once_closed()
        if not anything_waits(self.misfits):
            yield WrongState(f"In {self.year} nothing that no longer fits waits.", remedy="Nothing is to do.")

    def open_matters(self) -> Iterator[OpenMatter]:
        """What keeps governance itself from saying that the cycle can be closed, in order of slug."""
        if self.format is None:
            yield self._open("format-not-decided", f"The format of {self.year} is not decided.")
        if self.theme is None:
            yield self._open("theme-not-decided", f"The theme of {self.year} is not decided.")
        if self.topics is None and not any(self._no_workshops()):
            yield self._open("topics-not-selected", f"The topics of the workshops of {self.year} are not selected.")

    def obstacles_once_closed(self) -> Obstacles:
        if self.closed_on is not None:
            yield closed_already(self.year, self.closed_on)

    def obstacles_to_close(self, chain: Chain, day: date) -> Obstacles:
        """Without a waiver. ``day`` is the latest on which it could be closed."""
        yield from self._obstacles_to_close_on(day, chain)
        if self.closed_on is None:
            yield from self._in_the_way(chain, answers(chain, own=self.open_matters()))

    def obstacles_to_close_with_waivers(self, chain: Chain, day: date) -> Obstacles:
        """Whatever a service may say can be waived, but not the day, and only where something is in the way."""
        yield from self._obstacles_to_close_on(day, chain)
        said = answers(chain, own=self.open_matters())
        if self.closed_on is None and all(answer.is_ready for answer in said):
            yield nothing_to_waive(self.year)

    def _obstacles_to_close_on(self, day: date, chain: Chain) -> Obstacles:
        """A year is not over before what happened in it."""
        yield from self.obstacles_once_closed()
        if self.closed_on is not None:
            return
        if day.year < self.year:
            yield not_begun(self.year, day)
        latest = max(self._happened(chain), key=lambda one: one[0], default=None)
        if latest is not None and day < latest[0]:
            yield too_early(self.year, day, latest=latest)

    def _happened(self, chain: Chain) -> Iterator[tuple[date, str]]:
        if self.format is not None:
            yield self.format.decided_on, "its format was decided"
        if self.theme is not None:
            yield self.theme.decided_in.on, "its theme was decided"
        if self.topics is not None:
            yield self.topics.decided_in.on, "its topics were selected"
        for one in chain.workshops:
            if one.state is WorkshopState.HELD and one.held_on is not None:
                yield one.held_on, f"{chain.called(one.id)} was held"

    def obstacles_to_decide_format(self) -> Obstacles:
        """A year of the Council alone has one format only, so once decided there is none to replace it by (R74)."""
        yield from self.obstacles_once_closed()
        if self.year < FIRST_YEAR_WITH_WORKSHOPS and self.format is not None:
            yield format_stands(self.year, self.format)

    def obstacles_to_settle_theme(self) -> Obstacles:
        yield from self.obstacles_once_closed()
        if self.theme is not None:
            yield RuleBroken(
                R7,
                f"The year {self.year} has its theme already: “{self.theme.title.any()}”.",
                remedy="Read the decisions of the cycle; a year has one theme.",
            )

    def obstacles_to_put_theme(self) -> Obstacles:
        yield from self.obstacles_to_settle_theme()
        if self.theme is None and self.theme_slate is not None:
            yield WrongState(
                f"A theme slate for {self.year} is open already: “{self.theme_slate}”.",
                remedy="Go on with the slate there is.",
            )

    def obstacles_to_put_topics(self, day: date) -> Obstacles:
        """``day`` is the latest on which the slate could open: no later consultation may have come until then (R9)."""
        yield from self.obstacles_once_closed()
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
            yield not_a_later_consultation(self.theme)

    def obstacles_without_workshops(self) -> Obstacles:
        """R10 to R13 are for years of two workshops."""
        yield from self._no_workshops()

    def obstacles_to_settle_topics(self, *, slate: str) -> Obstacles:
        yield from self.obstacles_once_closed()
        yield from self._no_workshops()
        if self.topics is not None and self.topics.slate not in {slate, *self.taken_back}:
            yield WrongState(
                f"The topics of {self.year} are selected already.", remedy="Read the decisions of the cycle."
            )

    def _in_the_way(self, chain: Chain, said: Iterable[Answer]) -> Obstacles:
        in_the_way = [answer for answer in said if not answer.is_ready]
        if in_the_way:
            yield not_ready(self.year, in_the_way, chain=chain)

    def _open(self, what: str, why: str) -> OpenMatter:
        return OpenMatter(what=what, about=self.id, why=why)

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
