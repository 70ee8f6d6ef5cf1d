"""Theme slates over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field, computed_field

from services.governance.api.access import Administration, Membership, speaking_for
from services.governance.api.forum import DecidedInInput
from services.governance.api.slate_actions import judge_theme_slates
from services.governance.api.slate_forms import (
    REPLACES,
    ProposalInput,
    SlateView,
    SourceInput,
    WithdrawOption,
    WithdrawSlate,
    missing_in,
)
from services.governance.api.surveys import Body
from services.governance.domain.theme_slate import ThemeOption, ThemeSlate
from services.governance.queries import narrowed_by
from services.governance.use_cases import theme_slates
from services.governance.use_cases.slates import withdraw_option, withdraw_slate
from services.governance.use_cases.theme_slates import NewOption
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText, Text
from shared.http.actions import Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["theme slates"])


class OptionInput(Input):
    id: Identifier | None = Field(default=None, examples=["inclusive-cities"])
    title: LocalizedText = Field(examples=[{"en": "Inclusive cities"}])
    description: LocalizedText | None = None
    sources: list[SourceInput] = Field(default_factory=list, max_length=100)

    def meant(self) -> NewOption:
        return NewOption(
            id=self.id,
            title=self.title,
            description=self.description,
            sources=[source.meant() for source in self.sources],
        )


class ProposeTheme(ProposalInput):
    option: OptionInput


class OpenThemeSlate(Input):
    id: Identifier | None = None
    cycle: Identifier = Field(examples=["cycle-2018"])
    consultation: Identifier = Field(examples=["consultation-2017-1"])
    options: list[OptionInput] = Field(max_length=50)
    replaces_because: Text | None = REPLACES
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-01"])


class DetermineTheme(Input):
    """`option` is given when the consultation was conclusive, and only then."""

    conclusive: bool
    option: Identifier | None = Field(default=None, examples=["inclusive-cities"])
    why: Text = Field(examples=["Every body that spoke preferred it."])
    decided_in: DecidedInInput
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-01"])


class CorrectTheme(Input):
    """`why` is what the forum showed, `reason` what was recorded wrongly."""

    option: Identifier = Field(examples=["inclusive-cities"])
    why: Text = Field(examples=["Every body that spoke preferred it."])
    reason: Text = Field(examples=["The other option was entered by mistake."])
    decided_in: DecidedInInput
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-01"])


class ThemeSlateView(SlateView):
    """`findings` are all determinations, the last of which stands. `missing_languages` are those in which the texts of
    an option are still missing, by option."""

    options: tuple[ThemeOption, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def missing_languages(self) -> dict[str, tuple[Language, ...]]:
        return missing_in(self.options)


@router.post("/theme-slates", status_code=201, operation_id="openThemeSlate", responses=PROBLEMS)
async def open_theme_slate(body: OpenThemeSlate, offers: Offering, command: Administration) -> ThemeSlateView:
    """Put two options for the overarching theme to the Membership, in a consultation that is open.

    A slate for a year opens in the year before, with exactly two options (R4), each of which cites where
    it was suggested (R5). A cycle has one theme slate, and one theme (R7). One that replaces a slate that was
    withdrawn says why, and may open later.
    """
    opened = await command.run(
        lambda unit: theme_slates.open_theme_slate(
            unit,
            id=body.id,
            cycle=body.cycle,
            consultation=body.consultation,
            options=[option.meant() for option in body.options],
            occurred_on=body.occurred_on,
            replaces_because=body.replaces_because,
        )
    )
    return await offers.one(ThemeSlateView, to_document(opened), judge=judge_theme_slates, to=command.actor)


@router.post("/theme-slates/{id}/determination", operation_id="determineTheme", responses=PROBLEMS)
async def determine_theme(
    id: str, body: DetermineTheme, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ThemeSlateView:
    """Record whether a consultation or a written survey showed the Membership's wish.

    If so, the option named is the one theme of the year (R7). If not, the slate stays open, and a survey returns it
    to the next consultation (R17). The decision names the consultation in which the Membership took it, at which at
    least one body was present, or the survey, which at least one body answered in time: the Administration alone
    cannot adopt (R8). The finding is a person's, in words; no count of positions makes it (R18).
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


@router.post("/theme-slates/{id}/correction", operation_id="correctTheme", responses=PROBLEMS)
async def correct_theme(
    id: str, body: CorrectTheme, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ThemeSlateView:
    """Replace a determination that was recorded wrongly by another; the one before stays on record.

    `ThemeSelected` goes out again and says which theme it supersedes. Nothing that was planned is undone: topics that
    were chosen within the theme before are shown as no longer fitting, and so are workshops.
    """
    corrected = await command.run(
        lambda unit: theme_slates.correct_theme(
            unit,
            slate=id,
            option=body.option,
            why=body.why,
            reason=body.reason,
            forum_kind=body.decided_in.kind,
            forum=body.decided_in.id,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(ThemeSlateView, to_document(corrected), judge=judge_theme_slates, to=command.actor)


@router.post("/theme-slates/{id}/proposals", operation_id="proposeTheme", responses=PROBLEMS)
async def propose_theme(
    id: str, body: ProposeTheme, expected: ExpectedVersion, offers: Offering, command: Body
) -> ThemeSlateView:
    """A body of the Membership proposes another theme, while a consultation on the slate is open (R6).

    The Administration adds none in its own name; it may record what a body proposed, and names the body. Publicly the
    option is said to come from the Membership; which body proposed it is shown to the Membership alone.
    """
    proposed = await command.run(
        lambda unit: theme_slates.propose_theme(
            unit,
            slate=id,
            option=body.option.meant(),
            body=speaking_for(command, body.body),
            consultation=body.consultation,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(ThemeSlateView, to_document(proposed), judge=judge_theme_slates, to=command.actor)


@router.post("/theme-slates/{id}/options/{option}/withdrawal", operation_id="withdrawTheme", responses=PROBLEMS)
async def withdraw_theme(
    id: str, option: str, body: WithdrawOption, expected: ExpectedVersion, offers: Offering, command: Body
) -> ThemeSlateView:
    """The body that proposed a theme takes it back. It stays on record, and cannot be chosen any more."""
    withdrawn = await command.run(
        lambda unit: withdraw_option(
            unit,
            ThemeSlate,
            slate=id,
            option=option,
            body=speaking_for(command, body.body),
            reason=body.reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(ThemeSlateView, to_document(withdrawn), judge=judge_theme_slates, to=command.actor)


@router.post("/theme-slates/{id}/withdrawal", operation_id="withdrawThemeSlate", responses=PROBLEMS)
async def withdraw_theme_slate(
    id: str, body: WithdrawSlate, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ThemeSlateView:
    """Take the whole slate back, with a reason. A survey that runs on it is withdrawn too; another slate may open."""
    withdrawn = await command.run(
        lambda unit: withdraw_slate(
            unit, ThemeSlate, slate=id, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ThemeSlateView, to_document(withdrawn), judge=judge_theme_slates, to=command.actor)


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
