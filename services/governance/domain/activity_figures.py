"""The figures of an activity report (F22), built from what happened and from nothing else."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from services.governance.domain.activity import Activity, CostTold, HeldTold
from services.governance.domain.chain import Chain, SatisfactionTold, VolumeTrace, WorkshopState
from services.governance.domain.chosen import ChosenTopics
from services.governance.domain.cycle import Cycle
from services.governance.domain.year_format import DecidedFormat
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef, ToldText
from shared.contracts.governance import Origin
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


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


class SuggestionFigures(Fact):
    """What the theme that was chosen rests on: “you said, we did”. Who proposed it is named no closer (1.8)."""

    theme: ThemeRef | None
    origin: Origin | None
    sources: tuple[str, ...]


class Figures(Fact):
    """One field for each section. ``satisfaction`` is null until the year's survey is closed (R41)."""

    decisions: DecisionFigures
    gatherings: tuple[GatheringFigures, ...]
    participation: tuple[HeldTold, ...]
    satisfaction: SatisfactionTold | None = None
    money: MoneyFigures
    volumes: tuple[VolumeTrace, ...]
    partners: PartnerFigures
    suggestions: SuggestionFigures


def figures_of(cycle: Cycle, chain: Chain, activity: Activity) -> Figures:
    """As the log has it now. Of who came only those gatherings are told that the year counts as held."""
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
        satisfaction=chain.satisfaction,
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
        ),
    )


def _gatherings(chain: Chain) -> Iterable[GatheringFigures]:
    for one in sorted(chain.workshops, key=lambda one: (one.held_on or date.max, one.number or 0, one.id)):
        if one.state is not None:
            yield GatheringFigures(
                id=one.id, kind=one.kind, title=one.title, state=one.state, held_on=one.held_on, city=one.city
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
