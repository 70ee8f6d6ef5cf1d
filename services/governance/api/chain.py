"""A year from its theme to its volumes, as all services tell it, over HTTP."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from fastapi import APIRouter
from pydantic import Field

from services.governance.api.access import Anybody, sees_what_is_internal, sees_who_waived
from services.governance.api.actions import of_cycle
from services.governance.api.cycles import ThemeDecision
from services.governance.domain.chain import (
    AfterClose,
    Chain,
    Party,
    SatisfactionTold,
    VolumeTrace,
    WorkshopState,
    WorkshopTrace,
)
from services.governance.domain.chosen import ChosenTopics
from services.governance.domain.closing import answers
from services.governance.domain.cycle import Cycle
from services.governance.domain.year_format import DecidedFormat
from services.governance.use_cases.cycles import WAIVERS
from shared.contracts.closing import OpenMatter
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import Fact
from shared.contracts.funding import CoverageChanged
from shared.contracts.governance import Waived
from shared.domain.errors import NotFound
from shared.domain.identifiers import Identifier, year_of_cycle
from shared.http.actions import ActedView, ActionView, Offering, woken
from shared.http.schemas import PROBLEMS
from shared.http.versions import versioned

router = APIRouter(prefix="/governance/v1", tags=["cycles"])
_NEVER = datetime.max.replace(tzinfo=UTC)


class WorkshopInYear(WorkshopTrace):
    """A workshop with its money and the volumes on it. What nobody told yet is null; `coverage` is for staff and
    members."""

    volumes: tuple[Identifier, ...] = Field(default=(), description="Identifiers of volumes below")


class WhatAServiceSays(Fact):
    """Whether a service can do without anything more in this cycle, and what keeps it from saying so."""

    service: Party
    can_be_closed: bool
    said_on: date | None = Field(description="Null for governance, whose answer is of this moment, and before any")
    open: tuple[OpenMatter, ...] | None = Field(description="For staff and members; null before it said anything")
    not_heard_of: tuple[Identifier, ...] | None = Field(
        description="Workshops that were held and that this service has not heard of yet. For staff and members"
    )
    left_out: tuple[Identifier, ...] | None = Field(
        description="Workshops that are still ahead and of which the answer of events says nothing yet. For staff and "
        "members"
    )


class ChainView(ActedView):
    """A year in one answer. `version` moves with the cycle and with everything that is told of its year. `actions` are
    those of the cycle, whose own version is `cycle_version`; there are none where governance never opened it."""

    year: int | None
    cycle_version: int | None = Field(
        description="What `closeCycle` and `decideFormat` want as `If-Match`, in quotation marks; the ETag of this "
        "answer is another. Null for a year that governance never opened"
    )
    opened_on: date | None = Field(description="Null for a year that others told of and governance never opened")
    format: DecidedFormat | None
    theme: ThemeDecision | None
    topics: ChosenTopics | None
    council_idm_session: WorkshopInYear | None
    workshops: tuple[WorkshopInYear, ...]
    """Every other gathering of the cycle, in order of time; those without days come last."""
    volumes: tuple[VolumeTrace, ...]
    satisfaction: SatisfactionTold | None = Field(description="Null until the year's survey is closed")
    closing: tuple[WhatAServiceSays, ...] = Field(
        description="Empty once the cycle is closed: `waived` has what it was closed without"
    )
    closed_on: date | None
    waived: tuple[Waived, ...]
    waived_by: dict[Party, str] | None = Field(
        description="The name of the person who took each waiver upon them. For the Administration and auditors"
    )
    after_close: tuple[AfterClose, ...]
    """What came after the closing; `changed` is false where it could change nothing any more."""


@router.get("/cycles/{cycle}/chain", operation_id="getChain", responses=PROBLEMS)
async def get_chain(cycle: str, offers: Offering, reader: Anybody) -> ChainView:
    """The whole year in one call: format and theme, topics, workshops, their coverage and accounts, the volumes on
    them, and what each service says about closing the cycle.

    `actions` are those of the cycle, so that it can be closed from here: send `cycle_version`, in quotation marks, as
    `If-Match`. The public and partners do not see coverage, nor what the services still have to do.
    """
    found = await reader.store[Cycle.collection].find_one({"_id": cycle})
    heard = await reader.store[Chain.collection].find_one({"_id": cycle})
    if found is None and heard is None:
        raise NotFound("cycle", cycle)
    decided = woken(Cycle, found) if found else None
    chain = Chain.of(heard) if heard else Chain(id=cycle)
    names: dict[Party, str] | None = None
    if sees_who_waived(reader.actor):
        kept = await reader.store[WAIVERS].find_one({"_id": cycle})
        names = kept["by"] if kept else {}
    full = sees_what_is_internal(reader.actor)
    actions = offers.shown(of_cycle(decided, chain, offers.today), to=reader.actor) if decided else []
    return versioned(offers.response, _view(decided, chain, full=full, names=names, actions=actions))


def _view(
    cycle: Cycle | None,
    chain: Chain,
    *,
    full: bool,
    names: dict[Party, str] | None,
    actions: Sequence[ActionView],
) -> ChainView:
    workshops = _workshops(chain, full=full)
    session = next((one for one in workshops if _is_council_session(one)), None)
    return ChainView(
        id=chain.id,
        version=chain.version + (cycle.version if cycle else 0),
        actions=tuple(actions),
        cycle_version=cycle and cycle.version,
        year=cycle.year if cycle else year_of_cycle(chain.id),
        opened_on=cycle and cycle.opened_on,
        format=cycle and cycle.format,
        theme=cycle and cycle.theme and ThemeDecision.model_validate(cycle.theme.model_dump()),
        topics=cycle and cycle.topics,
        council_idm_session=session,
        workshops=tuple(one for one in workshops if one is not session),
        volumes=chain.volumes,
        satisfaction=chain.satisfaction,
        closing=_closing(cycle, chain, full=full),
        closed_on=cycle and cycle.closed_on,
        waived=cycle.waived if cycle else (),
        waived_by=names,
        after_close=tuple(one for one in chain.after_close if full or one.what != CoverageChanged.__name__),
    )


def _workshops(chain: Chain, *, full: bool) -> Sequence[WorkshopInYear]:
    """In order of time. Of a workshop of which the coverage alone was told the public does not even know."""
    told = (one for one in chain.workshops if full or one.state or one.accounts)
    rows = [
        WorkshopInYear(
            **{**dict(one), "coverage": one.coverage if full else None},
            volumes=tuple(volume.id for volume in chain.volumes if one.id in volume.workshops),
        )
        for one in told
    ]
    return sorted(rows, key=lambda one: (one.start or _NEVER, one.number or 0, one.id))


def _is_council_session(one: WorkshopTrace) -> bool:
    return one.kind is WorkshopKind.COUNCIL_IDM_SESSION and one.state is not WorkshopState.CANCELLED


def _closing(cycle: Cycle | None, chain: Chain, *, full: bool) -> tuple[WhatAServiceSays, ...]:
    """Nothing once it is closed: what services go on saying then is about no closing any more."""
    if cycle and cycle.closed_on:
        return ()
    return tuple(
        WhatAServiceSays(
            service=answer.service,
            can_be_closed=answer.is_ready,
            said_on=chain.reviews[answer.service].said_on if answer.service in chain.reviews else None,
            open=answer.open if full else None,
            not_heard_of=answer.not_heard_of if full else None,
            left_out=answer.left_out if full else None,
        )
        for answer in answers(chain, own=cycle.open_matters() if cycle else None)
    )
