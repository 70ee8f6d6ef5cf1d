"""Interpretation over HTTP: who interprets what, the language grid, the house's terms, and the estimate (R38)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.events.api.forms import Happened, Line, OccurredOn, OccurredOnInQuery, OwnId
from services.events.api.interpretation_drawing import description_of, drawing_of
from services.events.api.reading import around_workshops
from services.events.api.workshops import Staff
from services.events.domain.interpretation import (
    Assignment,
    Gap,
    Interpretation,
    gaps_in,
    interpretation_id,
    unrested,
)
from services.events.domain.interpretation_cost import Needs, needs_of
from services.events.domain.interpretation_terms import TERMS, InterpretationTerms, Terms
from services.events.domain.language_grid import GridRow, grid_of
from services.events.domain.standing import estimate_is_outdated
from services.events.domain.workshop import Workshop
from services.events.use_cases import interpretation
from services.events.use_cases.interpretation import INTERPRETERS, record_of_interpreter
from shared.domain.act import Role
from shared.domain.identifiers import Identifier, new_identifier
from shared.domain.money import Money
from shared.domain.text import Language
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering, Offers, by_id, woken
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["interpretation"])
Readers = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.FINANCE, Role.AUDITOR)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
_ROOT = "/workshops/{workshop}/interpretation"


class MoneyForm(Input):
    amount: str = Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,3})?$", examples=["850.00"])
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["CHF"])

    def money(self) -> Money:
        return Money.of(self.amount, self.currency)


class SetTerms(Input):
    alone_minutes: Minutes = Field(description="So long one interpreter works alone into a language", examples=[40])
    pair_minutes: Minutes = Field(description="So long two do in turn; beyond it there are three", examples=[180])
    daily_minutes: Minutes = Field(description="So long an interpreter works on one day", examples=[420])
    break_minutes: int = Field(ge=0, le=1440, description="Between two sessions of one interpreter", examples=[15])
    interpreter_day: MoneyForm | None = Field(default=None, description="Prices: all four, or none")
    booth_day: MoneyForm | None = None
    receiver_day: MoneyForm | None = None
    link_day: MoneyForm | None = None

    def terms(self) -> Terms:
        return Terms(
            alone_minutes=self.alone_minutes,
            pair_minutes=self.pair_minutes,
            daily_minutes=self.daily_minutes,
            break_minutes=self.break_minutes,
            interpreter_day=self.interpreter_day.money() if self.interpreter_day else None,
            booth_day=self.booth_day.money() if self.booth_day else None,
            receiver_day=self.receiver_day.money() if self.receiver_day else None,
            link_day=self.link_day.money() if self.link_day else None,
        )


class TermsView(View):
    terms: Terms


class AssignInterpreter(Input):
    id: OwnId = None
    session: Identifier
    interpreter: Identifier = Field(description="Your identifier of the interpreter")
    into: Language
    name: Line | None = Field(default=None, description="Kept beside the record, never sent")
    contact: Line | None = Field(default=None, description="As for the name.")
    occurred_on: OccurredOn = None


class NamedAssignment(BaseModel):
    id: str
    session: str
    interpreter: str
    into: Language
    name: str | None
    """For the secretariat alone."""


class Unrested(BaseModel):
    interpreter: str
    why: str


class InterpretationView(View):
    """``gaps`` of plenaries keep a workshop from being ready (R38); others are shown. ``version`` is 0 while nobody
    was assigned."""

    workshop: str
    grid: tuple[GridRow, ...]
    gaps: tuple[Gap, ...]
    unrested: tuple[Unrested, ...]
    needs: Needs | None
    """Booths, receivers and interpreters that the programme asks for; absent without dates."""
    assignments: tuple[NamedAssignment, ...]
    estimate: Money | None
    """As funding was told it last."""
    estimate_outdated: bool
    """Whether programme, days, mode or prices are others since then: funding is to be told again."""


async def _view_of(store: Store, workshop: Workshop, *, named: bool) -> InterpretationView:
    facts = (await around_workshops(store, [workshop]))[workshop.id]
    found = (await by_id(store, Interpretation, [interpretation_id(workshop.id)])).get(interpretation_id(workshop.id))
    zone = workshop.schedule.zone if workshop.schedule else "UTC"
    people = {}
    if named:
        wanted = {record_of_interpreter(workshop.id, one.interpreter): one.interpreter for one in facts.assignments}
        kept = await store[INTERPRETERS].find({"_id": {"$in": sorted(wanted)}})
        people = {wanted[one["_id"]]: one.get("name") for one in kept}
    return InterpretationView(
        id=interpretation_id(workshop.id),
        version=found.version if found else 0,
        workshop=workshop.id,
        grid=grid_of(workshop.sessions, facts.assignments, facts.terms, zone=zone),
        gaps=gaps_in(workshop.sessions, facts.assignments, facts.terms),
        unrested=tuple(
            Unrested(interpreter=who, why=why)
            for who, why in unrested(workshop.sessions, facts.assignments, facts.terms, zone=zone)
        ),
        needs=needs_of(workshop.sessions, workshop.schedule, facts.terms) if workshop.schedule else None,
        assignments=tuple(
            NamedAssignment(**one.model_dump(), name=people.get(one.interpreter)) for one in facts.assignments
        ),
        estimate=found.told.estimate if found and found.told else None,
        estimate_outdated=estimate_is_outdated(workshop, facts),
    )


async def _after(offers: Offers, changed: Interpretation) -> InterpretationView:
    """What the secretariat sees after a change."""
    workshop = (await by_id(offers.store, Workshop, [changed.workshop]))[changed.workshop]
    return versioned(offers.response, await _view_of(offers.store, workshop, named=True))


@router.get(_ROOT, operation_id="getInterpretation", responses=PROBLEMS)
async def get_interpretation(workshop: str, response: Response, reader: Readers) -> InterpretationView:
    """The language grid, what is missing, interpreters who do not rest, and what the programme asks for. Names are for
    the secretariat alone."""
    found = woken(Workshop, await reader.one(Workshop.collection, workshop))
    staff = reader.actor is not None and reader.actor.role is Role.ADMINISTRATION
    return versioned(response, await _view_of(reader.store, found, named=staff))


@router.get(
    f"{_ROOT}/grid.svg",
    operation_id="drawLanguageGrid",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_language_grid(
    workshop: str,
    response: Response,
    reader: Readers,
    language: Annotated[Language, Query(description="The language of titles, where there is one")] = Language.EN,
) -> Response:
    """The language grid as a picture, whose description says all of it in words."""
    found = woken(Workshop, await reader.one(Workshop.collection, workshop))
    rows = (await _view_of(reader.store, found, named=False)).grid
    title = f"Languages of “{getattr(found.title, language.value) or found.title.any()}”"
    return await picture(
        drawing_of(rows, language),
        response=response,
        title=title,
        description=description_of(rows, language),
        language=language,
    )


@router.post(f"{_ROOT}/assignments", status_code=201, operation_id="assignInterpreter", responses=PROBLEMS)
async def assign_interpreter(
    workshop: str, body: AssignInterpreter, offers: Offering, command: Staff
) -> InterpretationView:
    """Assign an interpreter to a session, into one language. Refused for somebody who would be in two places, or would
    not rest by the house’s terms."""
    assignment = Assignment(
        id=body.id or new_identifier(), session=body.session, interpreter=body.interpreter, into=body.into
    )
    changed = await command.run(
        lambda unit: interpretation.assign_interpreter(
            unit,
            workshop,
            assignment=assignment,
            name=body.name,
            contact=body.contact,
            occurred_on=body.occurred_on,
        )
    )
    return await _after(offers, changed)


@router.delete(f"{_ROOT}/assignments/{{assignment}}", operation_id="releaseInterpreter", responses=PROBLEMS)
async def release_interpreter(
    workshop: str,
    assignment: str,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
    occurred_on: OccurredOnInQuery = None,
) -> InterpretationView:
    """Release an interpreter. A workshop that was ready is so no longer when a plenary lacks interpretation now."""
    changed = await command.run(
        lambda unit: interpretation.release_interpreter(
            unit, workshop, assignment=assignment, occurred_on=occurred_on, expected_version=expected
        )
    )
    return await _after(offers, changed)


@router.post(f"{_ROOT}/estimate", operation_id="tellInterpretationEstimate", responses=PROBLEMS)
async def tell_estimate(
    workshop: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Staff
) -> InterpretationView:
    """Tell funding what interpretation will cost, from the programme as it is and the house’s terms. `If-Match: *`
    while nobody is assigned yet."""
    changed = await command.run(
        lambda unit: interpretation.tell_estimate(
            unit, workshop, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await _after(offers, changed)


@router.put("/interpretation-terms", operation_id="setInterpretationTerms", responses=PROBLEMS)
async def set_terms(body: SetTerms, response: Response, expected: ExpectedVersion, command: Staff) -> TermsView:
    """Set how long interpreters work and rest, and what they and equipment cost. `If-Match: *` for the first time."""
    made = await command.run(lambda unit: interpretation.set_terms(unit, terms=body.terms(), expected_version=expected))
    return versioned(response, TermsView.of(to_document(made)))


@router.get("/interpretation-terms", operation_id="getInterpretationTerms", responses=PROBLEMS)
async def get_terms(response: Response, reader: Readers) -> TermsView:
    """The house’s terms for interpretation: those that were set, or the usual ones (`version` 0)."""
    found = (await by_id(reader.store, InterpretationTerms, [TERMS])).get(TERMS)
    made = found or InterpretationTerms(id=TERMS)
    return versioned(response, TermsView.of(to_document(made)))
