"""One page on a year over HTTP: its stage, what comes next and by when, what is in the way, which rules it keeps."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from services.governance.api.actions import chains_of, of_cycle
from services.governance.api.slate_actions import judge_theme_slates, judge_topic_slates
from services.governance.domain.chain import Chain, Party
from services.governance.domain.compliance import Compliance, YearFacts, compliance_of
from services.governance.domain.cycle import Cycle
from services.governance.domain.year_steps import Slates, Step, StepState, YearStep, stage_of, steps_of
from services.governance.queries import alternates, formats_until, forums_of, standing_items_of
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.domain.errors import DomainError, WrongState
from shared.http.acting import Reader, reading_as
from shared.http.actions import ActedView, Judge, Offering, woken
from shared.http.schemas import PROBLEMS, Blocking
from shared.http.versions import versioned
from shared.persistence.driver import Document, Store

router = APIRouter(prefix="/governance/v1", tags=["cycles"])
House = Annotated[
    Reader,
    reading_as(Role.ADMINISTRATION, Role.AUDITOR, Role.MEMBER, Role.FINANCE, Role.APPROVER, Role.EDITOR),
]
_SETTLED_BY = {Step.GATHERINGS: Party.EVENTS, Step.ACCOUNTS: Party.FUNDING, Step.VOLUMES: Party.PUBLICATIONS}


class YearStepView(YearStep):
    """A step with what is in the way of it now. `action` is among the `actions` of the cycle or of its slate; null
    where another service does it."""

    action: str | None
    gates: tuple[Blocking, ...]


class YearPage(ActedView):
    """`stage` is the first step that is not done, null once the year is closed; `next` are the steps that nothing is
    in the way of. `actions` are those of the cycle."""

    year: int
    today: date
    stage: Step | None
    next: tuple[Step, ...]
    days_to_end: int = Field(description="Until 31 December of the year; negative once it is over")
    steps: tuple[YearStepView, ...]
    compliance: tuple[Compliance, ...]


@router.get("/cycles/{cycle}/year", operation_id="getYear", responses=PROBLEMS)
async def get_year(cycle: str, offers: Offering, reader: House) -> YearPage:
    """The year on one page: its steps from the theme slate to the close, each with its day, its countdown and the
    rules that block it now, and how it keeps R2, R3, R18 to R22, R40 and R42.

    A day to do something by is given where a rule or something planned says one: the next consultation, the start of
    the next gathering, the end of the year before (R4).
    """
    found = woken(Cycle, await reader.one("cycles", cycle))
    [chain] = await chains_of(reader.store, [cycle])
    forums = await forums_of(reader.store)
    theme_slate, topic_slate = [
        await reader.store[collection].find_one({"_id": slate}) if slate else None
        for collection, slate in (("theme_slates", found.theme_slate), ("topic_slates", found.topic_slate))
    ]
    slates = Slates(
        theme_opened_on=theme_slate and theme_slate["opened_on"],
        topics_opened_on=topic_slate and topic_slate["opened_on"],
    )
    steps = steps_of(found, chain, forums=forums, slates=slates, today=offers.today)
    actions = of_cycle(found, chain, offers.today)
    by_name = {
        action.name: action
        for action in (
            *actions,
            *await _judged(reader.store, judge_theme_slates, theme_slate, offers.today),
            *await _judged(reader.store, judge_topic_slates, topic_slate, offers.today),
        )
    }
    shown = tuple(_with_gates(step, by_name, chain) for step in steps)
    facts = YearFacts(
        forums=forums,
        format_before=(await formats_until(reader.store, found.year - 1)).get(found.year - 1),
        alternation=await alternates(reader.store),
        standing_items=await standing_items_of(reader.store),
    )
    page = YearPage(
        id=found.id,
        version=found.version + chain.version,
        actions=tuple(offers.shown(actions, to=reader.actor)),
        year=found.year,
        today=offers.today,
        stage=stage_of(steps),
        next=tuple(one.step for one in shown if one.state is StepState.OPEN and not one.gates),
        days_to_end=(date(found.year, 12, 31) - offers.today).days,
        steps=shown,
        compliance=compliance_of(found, chain, facts, today=offers.today),
    )
    return versioned(offers.response, page)


async def _judged(store: Store, judge: Judge, slate: Document | None, today: date) -> Sequence[Action]:
    return (await judge(store, [slate], today))[0] if slate else ()


_ACTIONS = {
    Step.THEME_SLATE: "openThemeSlate",
    Step.THEME: "determineTheme",
    Step.FORMAT: "decideFormat",
    Step.TOPIC_SLATE: "openTopicSlate",
    Step.TOPICS: "selectTopics",
    Step.CLOSING: "closeCycle",
}


def _with_gates(step: YearStep, actions: Mapping[str, Action], chain: Chain) -> YearStepView:
    if step.state is not StepState.OPEN:
        return YearStepView(**dict(step), action=None, gates=())
    gates = tuple(Blocking.of(one) for one in _gates(step.step, actions, chain))
    return YearStepView(**dict(step), action=_ACTIONS.get(step.step), gates=gates)


def _gates(step: Step, actions: Mapping[str, Action], chain: Chain) -> Sequence[DomainError]:
    """The checks of the domain that would refuse it now; for what another service does, what that service says."""
    party = _SETTLED_BY.get(step)
    if party is not None:
        review = chain.reviews.get(party)
        return [
            WrongState(matter.why, remedy=f"It is settled in {party.value}.", slug=matter.what)
            for matter in (review.open if review else ())
        ]
    action = actions.get(_ACTIONS.get(step, ""))
    if action is not None:
        return action.obstacles
    slate = {Step.THEME: "theme", Step.TOPICS: "topic"}.get(step)
    if slate is None:
        return ()
    return [WrongState(f"There is no {slate} slate yet.", remedy=f"Open the {slate} slate first.", slug="no-slate-yet")]
