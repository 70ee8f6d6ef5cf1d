"""Theme slates over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.governance.api.access import Administration, Membership
from services.governance.api.actions import judge_theme_slates
from services.governance.api.forum import DecidedInInput
from services.governance.domain.theme_slate import Finding, SlateState, Source, ThemeOption
from services.governance.queries import narrowed_by
from services.governance.use_cases import theme_slates
from services.governance.use_cases.theme_slates import NewOption
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText, Text
from shared.http.actions import ActedView, Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["theme slates"])


class SourceInput(Input):
    """Where the option was suggested (R5): `consultation`, `idm_session` or `other_forum`."""

    kind: str = Field(max_length=100, examples=["consultation"])
    reference: Text = Field(max_length=1000, examples=["suggestion-2016-14"])
    on: date | None = Field(default=None, examples=["2016-10-11"])


class OptionInput(Input):
    id: Identifier | None = Field(default=None, examples=["inclusive-cities"])
    title: LocalizedText = Field(examples=[{"en": "Inclusive cities"}])
    description: LocalizedText | None = None
    sources: list[SourceInput] = Field(default_factory=list, max_length=100)


class OpenThemeSlate(Input):
    id: Identifier | None = None
    cycle: Identifier = Field(examples=["cycle-2018"])
    consultation: Identifier = Field(examples=["consultation-2017-1"])
    options: list[OptionInput] = Field(max_length=50)
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-01"])


class DetermineTheme(Input):
    """`option` is given when the consultation was conclusive, and only then."""

    conclusive: bool
    option: Identifier | None = Field(default=None, examples=["inclusive-cities"])
    why: Text = Field(examples=["Every body that spoke preferred it."])
    decided_in: DecidedInInput
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-01"])


class ThemeSlateView(ActedView):
    cycle: str
    consultation: str
    opened_on: date
    state: SlateState
    options: tuple[ThemeOption, ...]
    findings: tuple[Finding, ...]


@router.post("/theme-slates", status_code=201, operation_id="openThemeSlate", responses=PROBLEMS)
async def open_theme_slate(body: OpenThemeSlate, offers: Offering, command: Administration) -> ThemeSlateView:
    """Put two options for the overarching theme to the Membership, in a consultation that is open.

    A slate for a year opens in the year before, with exactly two options (R4), each of which cites where
    it was suggested (R5). A cycle has one theme slate, and one theme (R7).
    """
    options = [
        NewOption(
            id=option.id,
            title=option.title,
            description=option.description,
            sources=[Source(kind=one.kind, reference=one.reference, on=one.on) for one in option.sources],
        )
        for option in body.options
    ]
    opened = await command.run(
        lambda unit: theme_slates.open_theme_slate(
            unit,
            id=body.id,
            cycle=body.cycle,
            consultation=body.consultation,
            options=options,
            occurred_on=body.occurred_on,
        )
    )
    return await offers.one(ThemeSlateView, to_document(opened), judge=judge_theme_slates, to=command.actor)


@router.post("/theme-slates/{id}/determination", operation_id="determineTheme", responses=PROBLEMS)
async def determine_theme(
    id: str, body: DetermineTheme, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ThemeSlateView:
    """Record whether a consultation showed the Membership's wish.

    If so, the option named is the one theme of the year (R7). If not, the slate stays open. The decision
    names the consultation in which the Membership took it, at which at least one body was present: the
    Administration alone cannot adopt (R8). There are no written surveys in this version.
    """
    determined = await command.run(
        lambda unit: theme_slates.determine_theme(
            unit,
            slate=id,
            conclusive=body.conclusive,
            option=body.option,
            why=body.why,
            forum_kind=body.decided_in.kind,
            forum=body.decided_in.id,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(ThemeSlateView, to_document(determined), judge=judge_theme_slates, to=command.actor)


@router.get("/theme-slates", operation_id="listThemeSlates", responses=PROBLEMS)
async def list_theme_slates(
    reader: Membership, paging: Paging, offers: Offering, cycle: str | None = None
) -> Listing[ThemeSlateView]:
    """The theme slates, in order of identifier; `cycle` narrows the list."""
    return await offers.listing(
        ThemeSlateView,
        narrowed_by(cycle=cycle),
        collection="theme_slates",
        paging=paging,
        judge=judge_theme_slates,
        to=reader.actor,
        creates=[Action(operation="openThemeSlate")],
    )


@router.get("/theme-slates/{id}", operation_id="getThemeSlate", responses=PROBLEMS)
async def get_theme_slate(id: str, offers: Offering, reader: Membership) -> ThemeSlateView:
    """One theme slate, with what was found on it so far."""
    return await offers.one(
        ThemeSlateView, await reader.one("theme_slates", id), judge=judge_theme_slates, to=reader.actor
    )
