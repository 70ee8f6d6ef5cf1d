"""The contact network of a gathering over HTTP (R45)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from services.events.api.forms import Line, OccurredOn
from services.events.domain.network import Membership, NetworkEntry
from services.events.queries import network_of
from services.events.use_cases import network
from services.events.use_cases.network import Contact
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.http.acting import Command, Reader, acting_as, reading_as
from shared.http.actions import ActedView, Listing, Offering, judging
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.sheets import FILES, as_file
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1/workshops/{workshop}/network", tags=["contact network"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Secretariat = Annotated[Reader, reading_as(Role.ADMINISTRATION)]
COLUMNS = ("name", "organisation", "contact")


class JoinNetwork(Input):
    name: Line = Field(description="Kept beside the record, never sent, and forgotten when the person leaves.")
    contact: Line = Field(description="As for the name.", examples=["amina@example.org"])
    organisation: Line | None = None
    opted_in: bool = Field(description="That the person said so; without it nobody is entered (R45).")
    occurred_on: OccurredOn = None


class LeaveNetwork(Input):
    occurred_on: OccurredOn = None


class EntryView(ActedView):
    """Without the person, who stands in the export."""

    workshop: str
    state: Membership
    joined_on: date
    left_on: date | None


def _of_entry(entry: NetworkEntry, _: date) -> Sequence[Action]:
    at = {"workshop": entry.workshop, "entry": entry.id}
    return [Action(operation="leaveNetwork", at=at, obstacles=tuple(entry.obstacles_to_leave()))]


_judge = judging(NetworkEntry, _of_entry)


@router.post("", status_code=201, operation_id="joinNetwork", responses=PROBLEMS)
async def join_network(workshop: str, body: JoinNetwork, offers: Offering, command: Staff) -> EntryView:
    """Enter a participant who opted in (R45)."""
    contact = Contact(name=body.name, contact=body.contact, organisation=body.organisation)
    entry = await command.run(
        lambda unit: network.join(unit, workshop, contact=contact, opted_in=body.opted_in, occurred_on=body.occurred_on)
    )
    return await offers.one(EntryView, to_document(entry), judge=_judge, to=command.actor)


@router.get("", operation_id="listNetwork", responses=PROBLEMS)
async def list_network(workshop: str, reader: Secretariat, paging: Paging, offers: Offering) -> Listing[EntryView]:
    """Who joined and who left, in order of identifier, without names."""
    await reader.one("workshops", workshop)
    return await offers.listing(
        EntryView,
        {"workshop": workshop},
        collection=NetworkEntry.collection,
        paging=paging,
        judge=_judge,
        to=reader.actor,
        creates=[Action(operation="joinNetwork", at={"workshop": workshop})],
    )


@router.get("/export", operation_id="exportNetwork", responses={**PROBLEMS, **FILES}, response_class=Response)
async def export_network(workshop: str, reader: Secretariat, format: Literal["csv", "xlsx"] = "csv") -> Response:
    """The people who opted in and did not leave, and nobody else (R45), to be sent to one another."""
    await reader.one("workshops", workshop)
    rows = [tuple(str(one.get(name) or "") for name in COLUMNS) for one in await network_of(reader.store, workshop)]
    return as_file(COLUMNS, rows, format=format, name=f"network-{workshop}", sheet="Network")


@router.post("/{entry}/departure", operation_id="leaveNetwork", responses=PROBLEMS)
async def leave_network(
    workshop: str, entry: str, body: LeaveNetwork, offers: Offering, expected: ExpectedVersion, command: Staff
) -> EntryView:
    """A person takes it back, at any time; name and contact are forgotten at once."""
    left = await command.run(
        lambda unit: network.leave(unit, workshop, entry, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await offers.one(EntryView, to_document(left), judge=_judge, to=command.actor)
