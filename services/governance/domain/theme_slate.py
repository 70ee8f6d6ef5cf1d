"""A theme slate: the two options for the theme of a year, and what the Membership made of them."""

from collections.abc import Sequence
from typing import ClassVar, Self

from services.governance.domain.body import Body
from services.governance.domain.chosen import ChosenTheme
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.forum import Forum
from services.governance.domain.rules import R4, R5, R6, R7
from services.governance.domain.slate import (
    Finding,
    Option,
    Slate,
    SlateState,
    judge_source,
    judge_titles,
    require_why,
)
from services.governance.domain.slate_log import (
    ThemeFoundInconclusive,
    ThemeProposed,
    ThemeSlateOpened,
    ThemeSlateSurveyed,
    ThemeSlateWithdrawn,
    ThemeSurveyEnded,
    ThemeWithdrawn,
)
from shared.contracts.facts import DecidedIn, Determined, ForumKind, ThemeRef
from shared.contracts.governance import SlateKind, ThemeSelected
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, Rule, RuleBroken, WrongState
from shared.domain.message import Message

OPTIONS = 2


class ThemeOption(Option):
    pass


class ThemeSlate(Slate, type="theme_slate", collection="theme_slates"):
    slate_kind: ClassVar[SlateKind] = SlateKind.THEME
    proposal_rule: ClassVar[Rule] = R6

    options: tuple[ThemeOption, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def choices(self) -> tuple[ThemeOption, ...]:
        return self.options

    @classmethod
    def open(
        cls,
        *,
        id: str,
        cycle: Cycle,
        consultation: Consultation,
        options: Sequence[ThemeOption],
        act: Act,
        replaces_because: str | None = None,
    ) -> Self:
        """Put the Administration's two options to the Membership (R4, R5).

        The cycle and the consultation record it too: a year has one slate, and two opened at once must meet.
        ``replaces_because`` is why it replaces one that was withdrawn; such a one may open later than R4 says.
        """
        _judge_options(options, act)
        cycle.put_theme(slate=id, act=act, replaces_because=replaces_because)
        consultation.put_forward(kind=SlateKind.THEME, slate=id, act=act)
        slate = cls(
            id=id,
            cycle=cycle.id,
            consultation=consultation.id,
            opened_on=act.occurred_on,
            options=tuple(options),
            replaces_because=replaces_because,
        )
        slate.record(
            ThemeSlateOpened(
                slate=id,
                cycle=cycle.id,
                consultation=consultation.id,
                options=tuple(ThemeRef(id=option.id, title=option.title) for option in options),
                replaces_because=replaces_because,
            ),
            act=act,
        )
        return slate

    def propose(
        self, option: ThemeOption, *, cycle: Cycle, body: Body | None, consultation: Consultation, act: Act
    ) -> None:
        """A body of the Membership proposes another theme (R6). Its source is the consultation, unless it has one."""
        proposer = self.judge_proposal(cycle=cycle, body=body, consultation=consultation, option=option, act=act)
        for source in option.sources:
            judge_source(source, option, act.occurred_on, rule=R5)
        self.options += (option.proposed(by=proposer.id, in_=consultation.id, on=act.occurred_on),)
        self.record(
            ThemeProposed(slate=self.id, option=option.id, body=proposer.id, consultation=consultation.id), act=act
        )

    def withdraw_option(self, option: str, *, body: str | None, reason: str, act: Act) -> None:
        """The body that proposed it takes it back."""
        self.options = self.without(self.options, option, body=body, reason=reason, act=act)
        self.record(ThemeWithdrawn(slate=self.id, option=option, reason=reason), act=act)

    def withdraw(self, *, cycle: Cycle, reason: str, act: Act) -> None:
        """Take the whole slate back, so that another one may be put to the Membership."""
        refuse(self.obstacles_to_withdraw(cycle))
        cycle.take_back_theme_slate(slate=self.id, act=act)
        self.close_for_good(reason=reason, message=ThemeSlateWithdrawn(slate=self.id, reason=reason), act=act)

    def put_in_writing(self, survey: str, *, act: Act) -> None:
        self.begin_survey(survey, message=ThemeSlateSurveyed(slate=self.id, survey=survey), act=act)

    def survey_ended(self, survey: str) -> Message:
        return ThemeSurveyEnded(slate=self.id, survey=survey)

    def determine(
        self, *, cycle: Cycle, forum: Forum, conclusive: bool, option: str | None, why: str, act: Act
    ) -> None:
        """Record whether the Membership's wish was clear (R8), and if so the one theme of the year (R7)."""
        refuse(self.obstacles_to_determine(cycle, forum, conclusive=conclusive))
        require_why(why)
        chosen = self._judge_option(conclusive, option)
        determination = Determined(conclusive=conclusive, why=why)
        decided_in = self._found_in(forum, conclusive=conclusive, act=act)
        self.findings += (Finding(determination=determination, decided_in=decided_in, option=option),)
        if chosen is None:
            cycle.leave_theme_open(slate=self.id, act=act)
            self.record(ThemeFoundInconclusive(slate=self.id, cycle=self.cycle, forum=forum.id, why=why), act=act)
            return
        self.state = SlateState.DECIDED
        theme = self._theme(chosen, forum, decided_in, determination)
        cycle.settle_theme(theme, act=act)
        self._tell(theme, cycle, act=act)

    def correct(self, *, cycle: Cycle, forum: Forum, option: str, why: str, reason: str, act: Act) -> None:
        """A determination supersedes the one that stands, and edits nothing (R18): that one stays on record.

        A theme is replaced by another of the slate and never taken away, for gatherings are planned from it.
        """
        refuse(self.obstacles_to_correct(cycle, forum))
        require_why(why)
        if not reason.strip():
            raise InvalidInput("A correction says what was wrong.", remedy="Say in reason what was recorded wrongly.")
        chosen = self._judge_option(True, option)
        assert chosen is not None
        corrected = len(self.findings)
        before = cycle.theme
        assert before is not None
        if self.findings[-1].option == option and forum.id == before.decided_in.id:
            raise WrongState(
                "The determination that stands says the same.", remedy="Correct it only where it was recorded wrongly."
            )
        decided_in = self._found_in(forum, conclusive=True, act=act)
        determination = Determined(conclusive=True, why=why)
        self.findings += (
            Finding(
                determination=determination,
                decided_in=decided_in,
                option=option,
                corrects=corrected,
                correction_reason=reason,
            ),
        )
        theme = self._theme(chosen, forum, decided_in, determination)
        cycle.replace_theme(theme, act=act)
        self._tell(theme, cycle, act=act, supersedes=before.id)

    # What is in the way whatever else the payload says

    def obstacles_to_determine(self, cycle: Cycle, forum: Forum, *, conclusive: bool) -> Obstacles:
        """What is in the way of saying so of this forum."""
        yield from cycle.obstacles_once_closed()
        yield from self.obstacles_unless_open()
        if self.state is SlateState.OPEN:
            yield from self.obstacles_while_surveyed(forum)
        yield from forum.obstacles_to_find(conclusive=conclusive)

    def obstacles_to_correct(self, cycle: Cycle, forum: Forum) -> Obstacles:
        yield from cycle.obstacles_once_closed()
        if self.state is not SlateState.DECIDED:
            yield WrongState(
                "There is no conclusive determination on this theme slate to correct.",
                remedy="Record what the consultation or the survey showed.",
            )
        yield from forum.obstacles_to_find(conclusive=True)

    def obstacles_to_withdraw(self, cycle: Cycle) -> Obstacles:
        yield from cycle.obstacles_once_closed()
        yield from self.obstacles_unless_open()

    def _found_in(self, forum: Forum, *, conclusive: bool, act: Act) -> DecidedIn:
        decided_in = forum.find(
            kind=SlateKind.THEME, slate=self.id, slate_opened_on=self.opened_on, conclusive=conclusive, act=act
        )
        if forum.kind is ForumKind.WRITTEN_SURVEY:
            self.survey = None
        return decided_in

    def _theme(self, chosen: ThemeOption, forum: Forum, decided_in: DecidedIn, determined: Determined) -> ChosenTheme:
        return ChosenTheme(
            id=chosen.id,
            title=chosen.title,
            slate=self.id,
            origin=chosen.origin,
            sources=chosen.cited,
            decided_in=decided_in,
            determination=determined,
            forum_opened_on=forum.opened_on or decided_in.on,
        )

    def _tell(self, theme: ChosenTheme, cycle: Cycle, *, act: Act, supersedes: str | None = None) -> None:
        self.record(
            ThemeSelected(
                cycle=self.cycle,
                year=cycle.year,
                theme=ThemeRef(id=theme.id, title=theme.title),
                slate=self.id,
                origin=theme.origin,
                sources=theme.sources,
                decided_in=theme.decided_in,
                determination=theme.determination,
                supersedes=supersedes,
            ),
            act=act,
        )

    def _judge_option(self, conclusive: bool, option: str | None) -> ThemeOption | None:
        if not conclusive:
            if option is not None:
                raise InvalidInput(
                    "A consultation that was not conclusive chose no option.",
                    remedy="Leave out the option, or say that the consultation was conclusive.",
                )
            return None
        if option is None:
            raise InvalidInput(
                "A conclusive determination names the option chosen.", remedy="Name one option of the slate."
            )
        standing = [one for one in self.options if one.stands]
        for one in standing:
            if one.id == option:
                return one
        raise RuleBroken(
            R7,
            f"The option “{option}” is not on this slate, or was withdrawn.",
            remedy=f"Name one of its options: {', '.join(one.id for one in standing)}.",
        )


def _judge_options(options: Sequence[ThemeOption], act: Act) -> None:
    if len(options) != OPTIONS:
        raise RuleBroken(
            R4,
            f"The Administration proposes exactly two options, and this slate has {len(options)}.",
            remedy="Put exactly two options on the slate.",
        )
    if len({option.id for option in options}) != OPTIONS:
        raise InvalidInput("The two options bear the same identifier.", remedy="Give each option its own.")
    judge_titles(options)
    for option in options:
        if not option.sources:
            raise RuleBroken(
                R5,
                f"The option “{option.title.any()}” cites no source.",
                remedy="Cite a prior consultation, an IDM session or another forum in which it was suggested.",
            )
        for source in option.sources:
            judge_source(source, option, act.occurred_on, rule=R5)
