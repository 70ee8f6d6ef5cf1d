"""A theme slate: the two options for the theme of a year, and what the Membership made of them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Self

from services.governance.domain.chosen import ChosenTheme
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.log import SlateKind, ThemeFoundInconclusive, ThemeSlateOpened
from services.governance.domain.rules import R4, R5, R7
from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef
from shared.contracts.governance import Origin, ThemeSelected
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText

OPTIONS = 2


class SourceKind(StrEnum):
    """What an option may rest on (F26)."""

    CONSULTATION = "consultation"
    IDM_SESSION = "idm_session"
    OTHER_FORUM = "other_forum"


class Source(Fact):
    """Where an option was suggested. ``kind`` is judged by R5 when the slate opens."""

    kind: str
    reference: str
    on: date | None = None


class ThemeOption(Fact):
    id: Identifier
    title: LocalizedText
    description: LocalizedText | None = None
    sources: tuple[Source, ...] = ()


class Finding(Fact):
    """A consultation found conclusive or not, where, when and why (R8, R18)."""

    determination: Determined
    decided_in: DecidedIn
    option: Identifier | None = None


class SlateState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class ThemeSlate(Aggregate, type="theme_slate", collection="theme_slates"):
    cycle: Identifier
    consultation: Identifier
    opened_on: date
    state: SlateState = SlateState.OPEN
    options: tuple[ThemeOption, ...]
    findings: tuple[Finding, ...] = ()

    @classmethod
    def open(
        cls, *, id: str, cycle: Cycle, consultation: Consultation, options: Sequence[ThemeOption], act: Act
    ) -> Self:
        """Put the Administration's two options to the Membership (R4, R5).

        The cycle and the consultation record it too: a year has one slate, and two opened at once must meet.
        """
        _judge_options(options, act.occurred_on)
        cycle.put_theme(slate=id, act=act)
        consultation.put_forward(kind=SlateKind.THEME, slate=id, act=act)
        slate = cls(
            id=id,
            cycle=cycle.id,
            consultation=consultation.id,
            opened_on=act.occurred_on,
            options=tuple(options),
        )
        slate.record(
            ThemeSlateOpened(
                slate=id,
                cycle=cycle.id,
                consultation=consultation.id,
                options=tuple(ThemeRef(id=option.id, title=option.title) for option in options),
            ),
            act=act,
        )
        return slate

    def determine(
        self, *, cycle: Cycle, consultation: Consultation, conclusive: bool, option: str | None, why: str, act: Act
    ) -> None:
        """Record whether the Membership's wish was clear (R8), and if so the one theme of the year (R7)."""
        refuse(self.obstacles_to_determine(cycle, consultation, conclusive=conclusive))
        if not why.strip():
            raise InvalidInput("A determination says why.", remedy="Say in a sentence what the consultation showed.")
        chosen = self._judge_option(conclusive, option)
        decided_in = consultation.find(
            kind=SlateKind.THEME, slate=self.id, slate_opened_on=self.opened_on, conclusive=conclusive, act=act
        )
        determination = Determined(conclusive=conclusive, why=why)
        self.findings += (Finding(determination=determination, decided_in=decided_in, option=option),)
        if chosen is None:
            cycle.leave_theme_open(slate=self.id, act=act)
            self.record(
                ThemeFoundInconclusive(slate=self.id, cycle=self.cycle, consultation=consultation.id, why=why), act=act
            )
            return
        self.state = SlateState.DECIDED
        theme = ChosenTheme(
            id=chosen.id,
            title=chosen.title,
            slate=self.id,
            origin=Origin.ADMINISTRATION,
            sources=tuple(source.reference for source in chosen.sources),
            decided_in=decided_in,
            determination=determination,
            forum_opened_on=consultation.opened_on or decided_in.on,
        )
        cycle.settle_theme(theme, act=act)
        self.record(
            ThemeSelected(
                cycle=self.cycle,
                year=cycle.year,
                theme=ThemeRef(id=theme.id, title=theme.title),
                slate=self.id,
                origin=theme.origin,
                sources=theme.sources,
                decided_in=decided_in,
                determination=determination,
            ),
            act=act,
        )

    def obstacles_to_determine(self, cycle: Cycle, consultation: Consultation, *, conclusive: bool) -> Obstacles:
        """What is in the way of saying so of this consultation, whatever else the payload says."""
        yield from cycle.obstacles_once_closed()
        if self.state is SlateState.DECIDED:
            yield WrongState(
                "This theme slate is decided already.", remedy="Read the decisions of the cycle; they stand."
            )
        yield from consultation.obstacles_to_find(conclusive=conclusive)

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
        for one in self.options:
            if one.id == option:
                return one
        raise RuleBroken(
            R7,
            f"The option “{option}” is not on this slate.",
            remedy=f"Name one of its options: {', '.join(one.id for one in self.options)}.",
        )


def _judge_options(options: Sequence[ThemeOption], day: date) -> None:
    if len(options) != OPTIONS:
        raise RuleBroken(
            R4,
            f"The Administration proposes exactly two options, and this slate has {len(options)}.",
            remedy="Put exactly two options on the slate.",
        )
    if len({option.id for option in options}) != OPTIONS:
        raise InvalidInput("The two options bear the same identifier.", remedy="Give each option its own.")
    for option in options:
        if not option.sources:
            raise RuleBroken(
                R5,
                f"The option “{option.title.any()}” cites no source.",
                remedy="Cite a prior consultation, an IDM session or another forum in which it was suggested.",
            )
        for source in option.sources:
            _judge_source(source, option, day)


def _judge_source(source: Source, option: ThemeOption, day: date) -> None:
    if source.kind not in list(SourceKind):
        raise RuleBroken(
            R5,
            f"“{source.kind}”, cited for the option “{option.title.any()}”, is not a kind of source.",
            remedy=f"Cite a source of one of these kinds: {', '.join(kind.value for kind in SourceKind)}.",
        )
    if source.on is not None and source.on > day:
        raise RuleBroken(
            R5,
            f"The source “{source.reference}” of the option “{option.title.any()}” is of {source.on.isoformat()}, "
            f"after the slate opened ({day.isoformat()}).",
            remedy="Cite what was said before the slate opened.",
        )
