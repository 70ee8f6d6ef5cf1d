"""The figures of an activity report (F22), built from what happened and from nothing else."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from services.governance.domain.activity import Activity, CostTold, HeldTold, SatisfactionTold
from services.governance.domain.chain import Chain, VolumeTrace, WorkshopState
from services.governance.domain.chosen import ChosenTopics
from services.governance.domain.cycle import Cycle
from services.governance.domain.trace import Trace
from services.governance.domain.year_format import DecidedFormat
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef, ToldText
from shared.contracts.governance import Origin
from shared.domain.identifiers import Identifier
from shared.domain.money import Money
from shared.domain.text import LocalizedText


class Section(StrEnum):
    """The named sections, in the order of the report."""

    DECISIONS = "decisions"
    GATHERINGS = "gatherings"
    PARTICIPATION = "participation"
    SATISFACTION = "satisfaction"
    MONEY = "money"
    VOLUMES = "volumes"
    PARTNERS = "partners"
    SUGGESTIONS = "suggestions"


class ThemeFigures(ThemeRef):
    decided_in: DecidedIn
    determination: Determined


class DecisionFigures(Fact):
    """What is null is not decided."""

    format: DecidedFormat | None
    theme: ThemeFigures | None
    topics: ChosenTopics | None
    closed_on: date | None


class GatheringFigures(Fact):
    id: Identifier
    kind: WorkshopKind | None
    title: ToldText | None
    state: WorkshopState
    held_on: date | None
    city: str | None


class Total(Fact):
    estimate: Money
    actual: Money


class MoneyFigures(Fact):
    """The closed accounts; ``totals`` has one line for each currency, for money of two is never added up."""

    accounts: tuple[CostTold, ...]
    totals: tuple[Total, ...]
    waiting: tuple[Identifier, ...]
    """Gatherings that were held and whose accounts are not closed."""


class PartnerFigures(Fact):
    """R71: ``partnered`` of ``held`` gatherings had a partner."""

    names: tuple[str, ...]
    partnered: int
    held: int


class SuggestionAnswered(Fact):
    """One suggestion and what became of it: ``put_forward`` are the options that rest on it, ``chosen`` those of them
    that the Membership chose, ``reply`` what the Administration says."""

    id: Identifier
    text: LocalizedText
    put_forward: tuple[LocalizedText, ...]
    chosen: tuple[LocalizedText, ...]
    reply: str | None


class SuggestionFigures(Fact):
    """“You said, we did”: what the theme that was chosen rests on, and what became of what was suggested for the year.
    Who suggested it is named no closer (1.8). ``recorded`` counts all suggestions, ``answered`` are those of which
    something became."""

    theme: ThemeRef | None
    origin: Origin | None
    sources: tuple[str, ...]
    recorded: int = 0
    answered: tuple[SuggestionAnswered, ...] = ()


class Figures(Fact):
    """One field for each section. ``satisfaction`` is null while no survey was told of."""

    decisions: DecisionFigures
    gatherings: tuple[GatheringFigures, ...]
    participation: tuple[HeldTold, ...]
    satisfaction: tuple[SatisfactionTold, ...] | None = None
    money: MoneyFigures
    volumes: tuple[VolumeTrace, ...]
    partners: PartnerFigures
    suggestions: SuggestionFigures


def figures_of(cycle: Cycle, chain: Chain, activity: Activity, *, traces: Iterable[Trace] = ()) -> Figures:
    """As the log has it now. Of who came only those gatherings are told that the year counts as held. ``traces`` are
    those of the suggestions for this year."""
    traced = tuple(traces)
    held = tuple(one for one in activity.held if one.id in chain.heard_as_held)
    return Figures(
        decisions=DecisionFigures(
            format=cycle.format,
            theme=ThemeFigures.model_validate(cycle.theme.model_dump()) if cycle.theme else None,
            topics=cycle.topics,
            closed_on=cycle.closed_on,
        ),
        gatherings=tuple(_gatherings(chain)),
        participation=held,
        satisfaction=activity.surveys or None,
        money=_money(activity.costs, held=held),
        volumes=tuple(one for one in chain.volumes if one.published_on is not None),
        partners=PartnerFigures(
            names=tuple(sorted({name for one in held for name in one.partners})),
            partnered=sum(bool(one.partners) for one in held),
            held=len(held),
        ),
        suggestions=SuggestionFigures(
            theme=ThemeRef(id=cycle.theme.id, title=cycle.theme.title) if cycle.theme else None,
            origin=cycle.theme.origin if cycle.theme else None,
            sources=cycle.theme.sources if cycle.theme else (),
            recorded=len(traced),
            answered=tuple(_answered(traced)),
        ),
    )


def _gatherings(chain: Chain) -> Iterable[GatheringFigures]:
    for one in sorted(chain.workshops, key=lambda one: (one.held_on or date.max, one.number or 0, one.id)):
        if one.state is not None:
            yield GatheringFigures(
                id=one.id, kind=one.kind, title=one.title, state=one.state, held_on=one.held_on, city=one.city
            )


def _answered(traced: Iterable[Trace]) -> Iterable[SuggestionAnswered]:
    for one in traced:
        if one.options or one.reply is not None:
            yield SuggestionAnswered(
                id=one.suggestion,
                text=one.text,
                put_forward=tuple(option.title for option in one.options),
                chosen=tuple(option.title for option in one.options if option.chosen),
                reply=one.reply,
            )


def _money(costs: tuple[CostTold, ...], *, held: tuple[HeldTold, ...]) -> MoneyFigures:
    closed = {one.id for one in costs}
    return MoneyFigures(
        accounts=costs,
        totals=tuple(_total(costs, currency=one) for one in sorted({one.actual.currency for one in costs})),
        waiting=tuple(one.id for one in held if one.id not in closed and one.kind not in _WITHOUT_ACCOUNTS),
    )


def _total(costs: Iterable[CostTold], *, currency: str) -> Total:
    of_it = [one for one in costs if one.estimate.currency == one.actual.currency == currency]
    return Total(
        estimate=Money.total((one.estimate for one in of_it), currency=currency),
        actual=Money.total((one.actual for one in of_it), currency=currency),
    )


_WITHOUT_ACCOUNTS = {WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP}
"""Council kinds have no budget (domain.md 1.8)."""
