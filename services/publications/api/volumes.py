"""Volumes of the Red Book series: prepared, published, withdrawn."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.publications.api.access import Anybody, Editor, Staff
from services.publications.api.actions import judge_volumes
from services.publications.api.for_the_trade import with_valid_onix
from services.publications.api.forms import EditionForm, Happened, ImprintForm, OccurredOn, OwnId, Reason
from services.publications.api.views import BoardRow, PublishedVolumeView, VolumeView
from services.publications.domain.standing import State
from services.publications.domain.volume import Volume
from services.publications.queries import criteria, sees_drafts, visible
from services.publications.use_cases import volumes
from shared.domain.act import Actor
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText
from shared.http.acting import Command
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/publications/v1", tags=["volumes"])
Workshops = Annotated[
    tuple[Identifier, ...],
    Field(max_length=50, description="The workshops it covers, at least one (R61)", examples=[["workshop-2018-1"]]),
]


class ReviseVolume(Input):
    title: LocalizedText
    machine_titles: tuple[Language, ...] = Field(
        default=(),
        max_length=len(Language),
        description="The languages in which a machine made the title: told to nobody before a person signs (R68)",
    )
    original_language: Language
    workshops: Workshops
    occurred_on: OccurredOn = None


class CreateVolume(ReviseVolume):
    id: OwnId = None
    number: int | None = Field(
        default=None,
        ge=-100_000,
        le=100_000,
        description="Its number in the series, higher than the last (R62); the next one when left out.",
    )


class SetEditions(Input):
    editions: tuple[EditionForm, ...] = Field(max_length=len(Language), description="One for each language, at most.")
    occurred_on: OccurredOn = None


class SetImprint(ImprintForm):
    occurred_on: OccurredOn = None


class WithdrawVolume(Input):
    reason: Reason = Field(description="It is published, in the message and in the catalogue's tombstone.")
    occurred_on: OccurredOn = None


def view_for(actor: Actor | None) -> type[VolumeView]:
    return VolumeView if sees_drafts(actor) else PublishedVolumeView


async def _changed(volume: Volume, offers: Offers, command: Command) -> VolumeView:
    return await offers.one(VolumeView, to_document(volume), judge=judge_volumes, to=command.actor)


@router.post("/volumes", status_code=201, operation_id="createVolume", responses=PROBLEMS)
async def create_volume(body: CreateVolume, offers: Offering, command: Editor) -> VolumeView:
    """Prepare a volume. Its number is the next of the series, or the one given, refused (R62) unless it is higher
    than the last. It covers one or several workshops that were held (R61)."""
    made = await command.run(
        lambda unit: volumes.create_volume(
            unit,
            identifier=body.id,
            number=body.number,
            title=body.title,
            original_language=body.original_language,
            workshops=body.workshops,
            machine_titles=body.machine_titles,
            occurred_on=body.occurred_on,
        )
    )
    return await _changed(made, offers, command)


@router.get("/volumes", operation_id="listVolumes", responses=PROBLEMS)
async def list_volumes(
    offers: Offering, reader: Anybody, paging: Paging, state: State | None = None
) -> Listing[VolumeView]:
    """Volumes in order of identifier, in one state if wished. Editors, the secretariat and auditors see all of
    them, everybody else those that are published."""
    return await offers.listing(
        view_for(reader.actor),
        criteria(reader.actor, state=state),
        collection="volumes",
        paging=paging,
        judge=judge_volumes,
        to=reader.actor,
        creates=[Action(operation="createVolume")],
    )


@router.get("/language-board", operation_id="getLanguageBoard", responses=PROBLEMS)
async def get_language_board(response: Response, reader: Staff, paging: Paging) -> Page[BoardRow]:
    """Which volume lacks what in which language, and since when (R67, R68): all that are not withdrawn."""
    where = {"state": {"$in": [State.DRAFT.value, State.PUBLISHED.value]}}
    return await page(reader.store["volumes"], where, paging=paging, view=BoardRow, response=response)


@router.get("/volumes/{volume}", operation_id="getVolume", responses=PROBLEMS)
async def get_volume(volume: str, offers: Offering, reader: Anybody) -> VolumeView:
    """One volume. What became of a withdrawn one, the public finds in the catalogue."""
    found = visible(await reader.one("volumes", volume), kind="volume", to=reader.actor)
    return await offers.one(view_for(reader.actor), found, judge=judge_volumes, to=reader.actor)


@router.put("/volumes/{volume}", operation_id="reviseVolume", responses=PROBLEMS)
async def revise_volume(
    volume: str, body: ReviseVolume, offers: Offering, expected: ExpectedVersion, command: Editor
) -> VolumeView:
    """What it is called, its original language and which workshops it covers, until it is published."""
    changed = await command.run(
        with_valid_onix(
            command,
            lambda unit: volumes.revise_volume(
                unit,
                volume,
                title=body.title,
                original_language=body.original_language,
                workshops=body.workshops,
                machine_titles=body.machine_titles,
                occurred_on=body.occurred_on,
                expected_version=expected,
            ),
        )
    )
    return await _changed(changed, offers, command)


@router.put("/volumes/{volume}/editions", operation_id="setEditions", responses=PROBLEMS)
async def set_editions(
    volume: str, body: SetEditions, offers: Offering, expected: ExpectedVersion, command: Editor
) -> VolumeView:
    """All its editions, one for each language, replacing those it had. Those of a published volume are told and
    catalogued at once (R66), and include the original language (R67)."""
    editions = [edition.edition() for edition in body.editions]
    changed = await command.run(
        with_valid_onix(
            command,
            lambda unit: volumes.set_editions(
                unit, volume, editions=editions, occurred_on=body.occurred_on, expected_version=expected
            ),
        )
    )
    return await _changed(changed, offers, command)


@router.post("/volumes/{volume}/languages/{language}/signature", operation_id="signLanguage", responses=PROBLEMS)
async def sign_language(
    volume: str, language: Language, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> VolumeView:
    """Sign for the title and the edition in a language: whoever translated them, they are official now (R68)."""
    changed = await command.run(
        lambda unit: volumes.sign_language(
            unit, volume, language=language, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await _changed(changed, offers, command)


@router.put("/volumes/{volume}/imprint", operation_id="setImprint", responses=PROBLEMS)
async def set_imprint(
    volume: str, body: SetImprint, offers: Offering, expected: ExpectedVersion, command: Editor
) -> VolumeView:
    """The notice that opinions are the authors' (R69), ISSN, publisher and print code. Without it a volume has the
    series' own."""
    imprint = body.imprint()
    changed = await command.run(
        with_valid_onix(
            command,
            lambda unit: volumes.set_imprint(
                unit, volume, imprint=imprint, occurred_on=body.occurred_on, expected_version=expected
            ),
        )
    )
    return await _changed(changed, offers, command)


@router.post("/volumes/{volume}/publication", operation_id="publishVolume", responses=PROBLEMS)
async def publish_volume(
    volume: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> VolumeView:
    """Publish it, with its catalogue record in the same step (R66). Refused before the report on each workshop it
    covers is published, and without an edition in its original language (R67)."""
    changed = await command.run(
        lambda unit: volumes.publish_volume(unit, volume, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await _changed(changed, offers, command)


@router.post("/volumes/{volume}/withdrawal", operation_id="withdrawVolume", responses=PROBLEMS)
async def withdraw_volume(
    volume: str, body: WithdrawVolume, offers: Offering, expected: ExpectedVersion, command: Editor
) -> VolumeView:
    """Withdraw it for good; its catalogue record becomes a tombstone in the same step (R66). It keeps its number."""
    changed = await command.run(
        lambda unit: volumes.withdraw_volume(
            unit, volume, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await _changed(changed, offers, command)
