"""Bodies of the Membership over HTTP."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, computed_field

from services.governance.api.access import Administration, Membership, own_body_alone
from services.governance.domain.body import Body, Country, Term, TypeSpell
from services.governance.domain.membership import BodyType
from services.governance.queries import narrowed_by
from services.governance.use_cases import bodies
from shared.domain.actions import Action
from shared.domain.countries import region_of
from shared.domain.errors import NotAllowed
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText, Text
from shared.http.actions import Listing, Offering, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["bodies"])


class RegisterBody(Input):
    id: Identifier | None = Field(default=None, examples=["atlantis"])
    name: LocalizedText = Field(examples=[{"en": "Atlantis", "fr": "Atlantide"}])
    type: str = Field(max_length=100, examples=["member_state"])
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2", examples=["CH"])
    since: date | None = Field(
        default=None, description="From which day it has this type; if left out, as far back as anybody asks"
    )


class ChangeType(Input):
    """By a formal communication, from `occurred_on` on: an observer becomes a member."""

    type: str = Field(max_length=100, examples=["member_state"])
    communication: Text = Field(max_length=500, examples=["Note verbale of 14 June 2017"])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-06-14"])


class Leave(Input):
    """`occurred_on` is the first day on which it is not of the Membership."""

    communication: Text = Field(max_length=500, examples=["Note verbale of 14 June 2017"])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-06-14"])


class Rename(Input):
    name: LocalizedText = Field(examples=[{"en": "Atlantis", "fr": "Atlantide", "es": "Atlántida"}])


class NameDelegate(Input):
    """`credential` is the formal communication that names the person; `until` is the last day of the term."""

    person: Text = Field(max_length=200, examples=["A. Delegate"])
    function: Text | None = Field(default=None, max_length=200, examples=["Permanent Representative"])
    since: date = Field(examples=["2017-01-10"])
    until: date | None = Field(default=None, examples=["2019-12-31"])
    credential: Text = Field(max_length=500, examples=["Note verbale of 9 January 2017"])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class EndTerm(Input):
    occurred_on: date | None = Field(
        default=None, description="The last day of the term; today (UTC) if left out", examples=["2018-06-30"]
    )


class BodyView(View):
    """`type` is what it is now; `spells` say what it was and since when. `terms` are those of its delegates."""

    name: LocalizedText
    type: BodyType
    country: str | None
    spells: tuple[TypeSpell, ...] = ()
    left_on: date | None = None
    terms: tuple[Term, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def region(self) -> str | None:
        """Of its country, by M49."""
        return region_of(self.country)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def missing_languages(self) -> tuple[Language, ...]:
        return self.name.missing


class DelegateView(Term):
    """Who spoke for the body. The name is null once it was taken away."""

    person: str | None
    function: str | None


class DelegatesView(BaseModel):
    body: str
    on: date
    type: BodyType | None = Field(description="What the body was on that day; null when not of the Membership")
    delegates: tuple[DelegateView, ...]


@router.post("/bodies", status_code=201, operation_id="registerBody", responses=PROBLEMS)
async def register_body(body: RegisterBody, response: Response, command: Administration) -> BodyView:
    """Register a body of the Membership.

    `type` is `member_state`, `observer_state` or `observer_organization`; anything else is refused by R1,
    since a donor, migrant, academic or unaffiliated NGO takes no part in the Membership's decisions.
    """
    registered = await command.run(
        lambda unit: bodies.register_body(
            unit, id=body.id, name=body.name, type=body.type, country=body.country, since=body.since
        )
    )
    return versioned(response, BodyView.of(to_document(registered)))


@router.get("/bodies", operation_id="listBodies", responses=PROBLEMS)
async def list_bodies(
    reader: Membership, paging: Paging, offers: Offering, type: BodyType | None = None
) -> Listing[BodyView]:
    """The registered bodies, in order of identifier; `type` narrows the list."""
    return await offers.listing(
        BodyView,
        narrowed_by(type=type),
        collection="bodies",
        paging=paging,
        to=reader.actor,
        creates=[Action(operation="registerBody")],
    )


@router.get("/bodies/{id}", operation_id="getBody", responses=PROBLEMS)
async def get_body(id: str, response: Response, reader: Membership) -> BodyView:
    """One body."""
    return versioned(response, BodyView.of(await reader.one("bodies", id)))


@router.post("/bodies/{id}/type", operation_id="changeBodyType", responses=PROBLEMS)
async def change_body_type(
    id: str, body: ChangeType, response: Response, expected: ExpectedVersion, command: Administration
) -> BodyView:
    """Record that a body is of another type from a day on. What it was part of before keeps the type it had (R1)."""
    changed = await command.run(
        lambda unit: bodies.change_type(
            unit,
            body=id,
            type=body.type,
            communication=body.communication,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return versioned(response, BodyView.of(to_document(changed)))


@router.post("/bodies/{id}/departure", operation_id="recordDeparture", responses=PROBLEMS)
async def record_departure(
    id: str, body: Leave, response: Response, expected: ExpectedVersion, command: Administration
) -> BodyView:
    """Record that a body left the Membership. From that day on it takes no part (R1), and is asked nothing (R15)."""
    left = await command.run(
        lambda unit: bodies.leave(
            unit,
            body=id,
            communication=body.communication,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return versioned(response, BodyView.of(to_document(left)))


@router.put("/bodies/{id}/name", operation_id="renameBody", responses=PROBLEMS)
async def rename_body(
    id: str, body: Rename, response: Response, expected: ExpectedVersion, command: Administration
) -> BodyView:
    """Give the name of a body whole, in its languages."""
    renamed = await command.run(lambda unit: bodies.rename(unit, body=id, name=body.name, expected_version=expected))
    return versioned(response, BodyView.of(to_document(renamed)))


@router.post("/bodies/{id}/delegates", status_code=201, operation_id="nameDelegate", responses=PROBLEMS)
async def name_delegate(
    id: str, body: NameDelegate, response: Response, expected: ExpectedVersion, command: Administration
) -> BodyView:
    """Enter a delegate's term by a formal communication. The name is in no message and no log."""
    named = await command.run(
        lambda unit: bodies.name_delegate(
            unit,
            body=id,
            person=body.person,
            function=body.function,
            since=body.since,
            until=body.until,
            credential=body.credential,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return versioned(response, BodyView.of(to_document(named)))


@router.post("/bodies/{id}/delegates/{delegate}/end", operation_id="endTerm", responses=PROBLEMS)
async def end_term(
    id: str, delegate: str, body: EndTerm, response: Response, expected: ExpectedVersion, command: Administration
) -> BodyView:
    """End a delegate's term."""
    ended = await command.run(
        lambda unit: bodies.end_term(
            unit, body=id, delegate=delegate, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return versioned(response, BodyView.of(to_document(ended)))


@router.get("/bodies/{id}/delegates", operation_id="listDelegates", responses=PROBLEMS)
async def list_delegates(id: str, on: date, reader: Membership) -> DelegatesView:
    """Who spoke for a body on a day, and what it was then. A member sees the delegates of its own body alone."""
    if own_body_alone(reader.actor) not in (None, id):
        raise NotAllowed("A member sees the delegates of its own body.", remedy="Ask the secretariat.")
    one = woken(Body, await reader.one("bodies", id))
    terms = one.spoke_on(on)
    names = await reader.store[bodies.DELEGATES].find({"_id": {"$in": [term.delegate for term in terms]}})
    known = {document["_id"]: document for document in names}
    return DelegatesView(
        body=id,
        on=on,
        type=one.type_on(on),
        delegates=tuple(
            DelegateView(
                **term.model_dump(),
                person=known.get(term.delegate, {}).get("person"),
                function=known.get(term.delegate, {}).get("function"),
            )
            for term in terms
        ),
    )
