"""Cycles over HTTP: what a year is about is public."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import Field

from services.governance.api.access import Administration, Anybody, sees_what_is_internal
from services.governance.api.actions import judge_cycles
from services.governance.domain.chain import Party
from services.governance.domain.chosen import ChosenTopics
from services.governance.domain.closing import Waiver
from services.governance.domain.year_format import DecidedFormat
from services.governance.queries import narrowed_by
from services.governance.use_cases import cycles
from shared.contracts.facts import DecidedIn, Determined, ThemeRef, YearFormat
from shared.contracts.governance import Origin, Waived
from shared.domain.act import Actor
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.misfits import Misfit
from shared.domain.text import Text
from shared.http.actions import ActedView, Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["cycles"])


class OpenCycle(Input):
    year: int = Field(ge=2001, le=2100, examples=[2018])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-02-01"])


class DecideFormat(Input):
    format: YearFormat = Field(examples=["two_workshops"])
    consultation: Identifier = Field(examples=["consultation-2017-1"])
    deviation_reason: Text | None = Field(default=None, description="Needed when another format stands already")
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-04-01"])


class WaiverInput(Input):
    """Why the cycle is closed though this service cannot say that it can be."""

    service: Party = Field(examples=["funding"])
    by: Text = Field(
        max_length=200,
        description="The name of the person who takes it upon them; it is not published",
        examples=["A. Head"],
    )
    reason: Text = Field(
        max_length=2000,
        description="It is published, so it names no person",
        examples=["The venue of the second workshop sends its invoice next year; it is a small one."],
    )


class Acknowledge(Input):
    about: Identifier = Field(description="Of one of `misfits`", examples=["topic-slate-2018"])
    reason: Text = Field(max_length=2000, examples=["The Membership keeps its topics within the corrected theme."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class ExplainDeviation(Input):
    reason: Text = Field(max_length=2000, examples=["The Member States asked for two workshops again."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class CloseCycle(Input):
    waivers: list[WaiverInput] = Field(default_factory=list, max_length=len(Party))
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2019-05-06"])


class CycleView(ActedView):
    """A year in short. `theme` and `format` are null until they are decided, `closed_on` until it is closed."""

    year: int
    opened_on: date
    format: DecidedFormat | None
    theme: ThemeRef | None
    closed_on: date | None = None
    waived: tuple[Waived, ...] = ()
    """What it was closed without, and why."""
    misfits: tuple[Misfit, ...] = ()
    """What no longer fits since a determination was corrected. For staff and members: it waits for the secretariat, and
    tells what was recorded wrongly."""


class PublicCycleView(CycleView):
    """The same form, with what is internal left out (R77)."""

    @classmethod
    def of(cls, document: Document) -> "PublicCycleView":
        return super().of({**document, "misfits": ()})


def _view_for(actor: Actor | None) -> type[CycleView]:
    return CycleView if sees_what_is_internal(actor) else PublicCycleView


class ThemeDecision(ThemeRef):
    """The theme, what it rests on, and where the Membership chose it."""

    slate: str
    origin: Origin
    sources: tuple[str, ...]
    decided_in: DecidedIn
    determination: Determined


class DecisionsView(View):
    """From the format and the theme to the topics of the two workshops; null is what is not decided."""

    year: int
    format: DecidedFormat | None
    theme: ThemeDecision | None
    topics: ChosenTopics | None


@router.post("/cycles", status_code=201, operation_id="openCycle", responses=PROBLEMS)
async def open_cycle(body: OpenCycle, offers: Offering, command: Administration) -> CycleView:
    """Open the cycle of a year.

    A cycle opens in the year before its own (R4). Its identifier is `cycle-` and the year. There is one
    for each year; a second is refused with `already-exists`.
    """
    cycle = await command.run(lambda unit: cycles.open_cycle(unit, year=body.year, occurred_on=body.occurred_on))
    return await offers.one(CycleView, to_document(cycle), judge=judge_cycles, to=command.actor)


@router.post("/cycles/{cycle}/format", operation_id="decideFormat", responses=PROBLEMS)
async def decide_format(
    cycle: str, body: DecideFormat, expected: ExpectedVersion, offers: Offering, command: Administration
) -> CycleView:
    """Record the format of the year.

    The Administration decides it and cites a consultation at which at least one Member State was present
    (R20). 2001 and 2002 are `council_only`, and no later year is (R74). Another format may replace the one
    that stands, with a `deviation_reason`. Where alternation is on, a year that repeats the format of the one before is
    noticed (`repeats_last_year`), and never blocked (R21).
    """
    decided = await command.run(
        lambda unit: cycles.decide_format(
            unit,
            cycle=cycle,
            format=body.format,
            consultation=body.consultation,
            deviation_reason=body.deviation_reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(CycleView, to_document(decided), judge=judge_cycles, to=command.actor)


@router.post("/cycles/{cycle}/format/deviation", operation_id="explainDeviation", responses=PROBLEMS)
async def explain_deviation(
    cycle: str, body: ExplainDeviation, expected: ExpectedVersion, offers: Offering, command: Administration
) -> CycleView:
    """Say why the year repeats the format of the one before, where alternation is on (R21). It blocks nothing."""
    explained = await command.run(
        lambda unit: cycles.explain_deviation(
            unit, cycle=cycle, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(CycleView, to_document(explained), judge=judge_cycles, to=command.actor)


@router.post("/cycles/{cycle}/acknowledgement", operation_id="acknowledgeMisfit", responses=PROBLEMS)
async def acknowledge_misfit(
    cycle: str, body: Acknowledge, expected: ExpectedVersion, offers: Offering, command: Administration
) -> CycleView:
    """Say what follows from something that no longer fits: topics that stand though their theme was corrected."""
    seen = await command.run(
        lambda unit: cycles.acknowledge_misfit(
            unit,
            cycle=cycle,
            about=body.about,
            reason=body.reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(CycleView, to_document(seen), judge=judge_cycles, to=command.actor)


@router.post("/cycles/{cycle}/closing", operation_id="closeCycle", responses=PROBLEMS)
async def close_cycle(
    cycle: str, body: CloseCycle, expected: ExpectedVersion, offers: Offering, command: Administration
) -> CycleView:
    """Close the year: its decisions, workshops and attendance are read-only everywhere from now on.

    Each of governance, events, funding and publications must have said that it can be closed, knowing of every
    workshop that was held; otherwise `cycle-not-ready` names who is in the way. A named and reasoned waiver stands
    for a service that cannot say so, and is refused for one that can (`nothing-to-waive` when all can). The day does
    not lie before a decision or a workshop of the year. `GET …/chain` shows what each one says.
    """
    waivers = [Waiver(service=one.service, by=one.by, reason=one.reason) for one in body.waivers]
    closed = await command.run(
        lambda unit: cycles.close_cycle(
            unit, cycle=cycle, waivers=waivers, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(CycleView, to_document(closed), judge=judge_cycles, to=command.actor)


@router.get("/cycles", operation_id="listCycles", responses=PROBLEMS)
async def list_cycles(reader: Anybody, paging: Paging, offers: Offering) -> Listing[CycleView]:
    """The cycles, the earliest first."""
    return await offers.listing(
        _view_for(reader.actor),
        narrowed_by(),
        collection="cycles",
        paging=paging,
        judge=judge_cycles,
        to=reader.actor,
        creates=[Action(operation="openCycle")],
    )


@router.get("/cycles/{cycle}", operation_id="getCycle", responses=PROBLEMS)
async def get_cycle(cycle: str, offers: Offering, reader: Anybody) -> CycleView:
    """One cycle. Its ETag also moves when a slate of its is opened, decided or found inconclusive."""
    found = await reader.one("cycles", cycle)
    return await offers.one(_view_for(reader.actor), found, judge=judge_cycles, to=reader.actor)


@router.get("/cycles/{cycle}/decisions", operation_id="getDecisions", responses=PROBLEMS)
async def get_decisions(cycle: str, response: Response, reader: Anybody) -> DecisionsView:
    """What was decided about the year, in which consultation and why: its format (R20), theme (R7), topics (R13)."""
    return versioned(response, DecisionsView.of(await reader.one("cycles", cycle)))
