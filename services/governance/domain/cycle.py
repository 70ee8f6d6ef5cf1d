"""A cycle: one year of the dialogue, and what was decided about it."""

from collections.abc import Sequence
from datetime import date
from typing import Self

from services.governance.domain.chain import Chain
from services.governance.domain.chosen import ChosenTheme, ChosenTopics, not_a_later_consultation
from services.governance.domain.closing import Waiver, answers, waived
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle_obstacles import CycleObstacles
from services.governance.domain.log import (
    DeviationExplained,
    NoLongerFits,
    NoLongerFitsSeen,
    SurveyAnnounced,
    ThemeLeftOpen,
    ThemePutToMembership,
    ThemeSettled,
    ThemeSlateTakenBack,
    TopicSlateTakenBack,
    TopicsLeftOpen,
    TopicsPutToMembership,
    TopicsSettled,
)
from services.governance.domain.rules import R4, R20
from services.governance.domain.year_format import DecidedFormat, judge_format, judge_supersession
from shared.contracts.facts import ThemeRef, YearFormat
from shared.contracts.governance import CycleClosed, CycleOpened, FormatDecided
from shared.domain.act import Act, Role
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.identifiers import cycle_id
from shared.domain.misfits import Misfit, seen_by_a_person


class Cycle(CycleObstacles, type="cycle", collection="cycles"):
    """The guard of what a year has once: a theme slate, a theme, a topic slate, topics, a format that stands."""

    @classmethod
    def open(cls, *, year: int, act: Act) -> Self:
        """Open a cycle in the year before its own. Raises ``RuleBroken`` R4 on a day of another year."""
        _require_year_before(year, act.occurred_on, what=f"The cycle {year}")
        cycle = cls(id=cycle_id(year), year=year, opened_on=act.occurred_on)
        cycle.record(CycleOpened(cycle=cycle.id, year=year, opened_on=act.occurred_on), act=act)
        return cycle

    def decide_format(
        self,
        *,
        format: YearFormat,
        consultation: Consultation,
        deviation_reason: str | None,
        act: Act,
        alternates_with: YearFormat | None = None,
    ) -> None:
        """Decide the format of the year, or replace it by another with a reason (R20, R74).

        ``alternates_with`` is the format of the year before where alternation is on: the same again is noticed (R21).
        """
        refuse(self.obstacles_to_decide_format())
        self._require_opened_by(act.occurred_on)
        if act.actor.role is not Role.ADMINISTRATION:
            raise RuleBroken(
                R20,
                f"The format of {self.year} is recorded by the Administration alone.",
                remedy="Ask the Administration to record it.",
            )
        judge_format(self.year, format)
        if self.format is not None:
            judge_supersession(self.year, self.format, by=format, reason=deviation_reason, day=act.occurred_on)
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
            repeats_last_year=alternates_with is format,
        )
        self.record(FormatDecided(cycle=self.id, year=self.year, **dict(self.format)), act=act)
        if format is YearFormat.TWO_WORKSHOPS:
            self.misfits = tuple(one for one in self.misfits if one.seen or one.fact != "FormatDecided")
        else:
            why = (
                f"Topics were put to the Membership for two workshops, and the format of {self.year} is {format.value}."
            )
            self._topics_no_longer_fit(fact="FormatDecided", why=why, act=act)

    def explain_deviation(self, *, reason: str, act: Act) -> None:
        """Say why the year repeats the format of the one before (R21)."""
        refuse(self.obstacles_to_explain_deviation())
        assert self.format is not None
        self.format = self.format.model_copy(update={"deviation_reason": reason})
        self.record(DeviationExplained(cycle=self.id, reason=reason), act=act)

    def put_theme(self, *, slate: str, act: Act, replaces_because: str | None = None) -> None:
        """The cycle's theme slate opens: in the year before (R4), and only one. One that replaces a slate that was
        withdrawn may open later, with a reason (domain.md 1.8)."""
        refuse(self.obstacles_to_put_theme())
        self._require_opened_by(act.occurred_on)
        if self.has_taken_back_a_theme_slate:
            _require_replacement_reason(replaces_because)
        else:
            _require_year_before(self.year, act.occurred_on, what=f"A theme slate for {self.year}")
        self.theme_slate = slate
        self.record(ThemePutToMembership(cycle=self.id, slate=slate), act=act)

    def take_back_theme_slate(self, *, slate: str, act: Act) -> None:
        refuse(self.obstacles_once_closed())
        self.theme_slate, self.taken_back = None, (*self.taken_back, slate)
        self.has_taken_back_a_theme_slate = True
        self.record(ThemeSlateTakenBack(cycle=self.id, slate=slate), act=act)

    def replace_theme(self, theme: ChosenTheme, *, act: Act) -> None:
        """A correction: another theme is the one of the year (R7). Topics that were chosen within the one before stand,
        and are noted as no longer fitting."""
        refuse(self.obstacles_once_closed())
        before, self.theme = self.theme, theme
        settled = ThemeSettled(cycle=self.id, slate=theme.slate, theme=ThemeRef(id=theme.id, title=theme.title))
        self.record(settled, act=act)
        if before is not None and before.id != theme.id:
            why = (
                f"The topics of {self.year} were put to the Membership within the theme “{before.title.any()}”, which "
                f"was corrected to “{theme.title.any()}”."
            )
            self._topics_no_longer_fit(fact="ThemeSelected", why=why, act=act)

    def _topics_no_longer_fit(self, *, fact: str, why: str, act: Act) -> None:
        """Nothing is undone: topics that were put forward or chosen stand, and wait for a person."""
        about = self.topic_slate or (self.topics and self.topics.slate)
        if about is None:
            return
        others = tuple(one for one in self.misfits if one.about != about)
        self.misfits = (*others, Misfit(fact=fact, about=about, why=why, noted_on=act.occurred_on))
        self.record(NoLongerFits(cycle=self.id, about=about, why=why), act=act)

    def acknowledge(self, *, about: str, reason: str, act: Act) -> None:
        """A person says what follows from something that no longer fits. Raises ``NotFound`` when none waits."""
        refuse(self.obstacles_to_acknowledge())
        self.misfits = seen_by_a_person(self.misfits, about=about)
        self.record(NoLongerFitsSeen(cycle=self.id, about=about, reason=reason), act=act)

    def announce_survey(self, *, survey: str, act: Act) -> None:
        refuse(self.obstacles_once_closed())
        self._require_opened_by(act.occurred_on)
        self.record(SurveyAnnounced(cycle=self.id, survey=survey), act=act)

    def settle_theme(self, theme: ChosenTheme, *, act: Act) -> None:
        """The one theme of the year is chosen. Raises ``RuleBroken`` R7 when there is one already."""
        refuse(self.obstacles_to_settle_theme())
        self.theme = theme
        settled = ThemeSettled(cycle=self.id, slate=theme.slate, theme=ThemeRef(id=theme.id, title=theme.title))
        self.record(settled, act=act)

    def leave_theme_open(self, *, slate: str, act: Act) -> None:
        """A consultation was not conclusive. The cycle records it, so that this and a closing at once meet."""
        refuse(self.obstacles_once_closed())
        self.record(ThemeLeftOpen(cycle=self.id, slate=slate), act=act)

    def put_topics(
        self, *, slate: str, consultation: Consultation, act: Act, replaces_because: str | None = None
    ) -> ChosenTheme:
        """The cycle's topic slate opens, after the theme and in a later consultation (R9); answers the theme."""
        refuse(self.obstacles_to_put_topics(act.occurred_on))
        theme = self._require_later_than_the_theme(consultation)
        if self.has_taken_back_a_topic_slate:
            _require_replacement_reason(replaces_because)
        self.topic_slate = slate
        self.record(TopicsPutToMembership(cycle=self.id, slate=slate), act=act)
        return theme

    def take_back_topic_slate(self, *, slate: str, act: Act) -> None:
        """What was chosen from it stands until other topics are."""
        refuse(self.obstacles_once_closed())
        self.topic_slate, self.taken_back = None, (*self.taken_back, slate)
        self.has_taken_back_a_topic_slate = True
        self.misfits = tuple(one for one in self.misfits if one.about != slate)
        self.record(TopicSlateTakenBack(cycle=self.id, slate=slate), act=act)

    def leave_topics_open(self, *, slate: str, act: Act) -> None:
        """As :meth:`leave_theme_open`."""
        refuse(self.obstacles_once_closed())
        self.record(TopicsLeftOpen(cycle=self.id, slate=slate), act=act)

    def settle_topics(self, topics: ChosenTopics, *, act: Act) -> None:
        """The topics of the year; they replace those of the same slate (a correction) or of one taken back."""
        refuse(self.obstacles_to_settle_topics(slate=topics.slate))
        self.topics = topics
        self.record(TopicsSettled(cycle=self.id, slate=topics.slate), act=act)

    def close(self, *, chain: Chain, waivers: Sequence[Waiver], act: Act) -> None:
        """The year is read-only from now on. ``chain`` is what the other services told of it.

        Raises ``WrongState`` ``cycle-not-ready`` unless each service is ready or waived, ``nothing-to-waive`` when
        all are, and ``InvalidInput`` for a day before the year (and so before its opening, R4), before a decision or
        a workshop of it, or for a waiver that does not fit.
        """
        obstacles_to = self.obstacles_to_close_with_waivers if waivers else self.obstacles_to_close
        refuse(obstacles_to(chain, act.occurred_on))
        said = answers(chain, own=self.open_matters())
        without = waived(waivers, of=said)
        by_service = {one.service for one in without}
        refuse(self._in_the_way(chain, (answer for answer in said if answer.service not in by_service)))
        self.closed_on, self.waived = act.occurred_on, without
        closed = CycleClosed(
            cycle=self.id,
            year=self.year,
            opened_on=self.opened_on,
            closed_on=act.occurred_on,
            format=self.format and self.format.format,
            theme=self.theme and ThemeRef(id=self.theme.id, title=self.theme.title),
            held=tuple(sorted(chain.held)),
            waived=without,
        )
        self.record(closed, act=act)

    def _require_opened_by(self, day: date) -> None:
        if day < self.opened_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the cycle {self.year} was opened "
                f"({self.opened_on.isoformat()}).",
                remedy="Give the day on which it happened (occurred_on).",
            )

    def _require_later_than_the_theme(self, consultation: Consultation) -> ChosenTheme:
        """The theme. Raises ``RuleBroken`` R9 when the consultation is not later than the one that decided it."""
        assert self.theme is not None  # otherwise an obstacle was raised
        if consultation.id == self.theme.decided_in.id or consultation.was_opened_by(self.theme.forum_opened_on):
            raise not_a_later_consultation(self.theme)
        return self.theme


def _require_replacement_reason(reason: str | None) -> None:
    if not (reason or "").strip():
        raise InvalidInput(
            "This slate replaces one that was withdrawn, and no reason is given.",
            remedy="Say in replaces_because why another one is put to the Membership.",
        )


def _require_year_before(year: int, day: date, *, what: str) -> None:
    if day.year != year - 1:
        raise RuleBroken(
            R4,
            f"{what} opens in {year - 1}, and the day given is {day.isoformat()}.",
            remedy=f"Give the day in {year - 1} on which it was opened (occurred_on).",
        )
