"""Cycles over HTTP: what a year is about is public."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import Field

from services.governance.api.access import Administration, Anybody
from services.governance.api.actions import judge_cycles
from services.governance.domain.cycle import ChosenTopics, DecidedFormat
from services.governance.queries import narrowed_by
from services.governance.use_cases import cycles
from shared.contracts.facts import DecidedIn, Determined, ThemeRef, YearFormat
from shared.contracts.governance import Origin
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import Text
from shared.http.actions import ActedView, Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned
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


class CycleView(ActedView):
    """A year in short. `theme` and `format` are null until they are decided."""

    year: int
    opened_on: date
    format: DecidedFormat | None
    theme: ThemeRef | None


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
    that stands, with a `deviation_reason`.
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


@router.get("/cycles", operation_id="listCycles", responses=PROBLEMS)
async def list_cycles(reader: Anybody, paging: Paging, offers: Offering) -> Listing[CycleView]:
    """The cycles, the earliest first."""
    return await offers.listing(
        CycleView,
        narrowed_by(),
        collection="cycles",
        paging=paging,
        judge=judge_cycles,
        to=reader.actor,
        creates=[Action(operation="openCycle")],
    )


@router.get("/cycles/{cycle}", operation_id="getCycle", responses=PROBLEMS)
async def get_cycle(cycle: str, offers: Offering, reader: Anybody) -> CycleView:
    """One cycle. Its ETag also moves when a slate of its is opened or decided."""
    return await offers.one(CycleView, await reader.one("cycles", cycle), judge=judge_cycles, to=reader.actor)


@router.get("/cycles/{cycle}/decisions", operation_id="getDecisions", responses=PROBLEMS)
async def get_decisions(cycle: str, response: Response, reader: Anybody) -> DecisionsView:
    """What was decided about the year, in which consultation and why: its format (R20), theme (R7), topics (R13)."""
    return versioned(response, DecisionsView.of(await reader.one("cycles", cycle)))
