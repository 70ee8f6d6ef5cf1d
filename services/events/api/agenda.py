"""The agenda over HTTP: for people, for diaries, for print, and for Indico; and the papers that are read before."""

import hashlib
from typing import Annotated, Any

import etag
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StringConstraints

from services.events.api.agenda_files import icalendar_of, indico_of, pdf_of
from services.events.api.forms import Happened, OccurredOn, OccurredOnInQuery, OwnId
from services.events.api.reading import read_agenda
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.agenda import Agenda
from services.events.domain.papers import Paper
from services.events.domain.versions import Change, ProgrammeVersion
from services.events.domain.workshop import Workshop
from services.events.use_cases import programme
from shared.domain.act import Role
from shared.domain.identifiers import Identifier, new_identifier
from shared.domain.text import Language, LocalizedText
from shared.http.acting import PUBLIC, Reader, reading_as
from shared.http.actions import Offering, woken
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned

router = APIRouter(prefix="/events/v1/workshops/{workshop}", tags=["agenda"])
Anybody = Annotated[Reader, reading_as(PUBLIC)]
In = Annotated[Language, Query(description="The language of titles and words; titles in the first there is")]
Draft = Annotated[bool, Query(description="As it is now, not as it was published; for the secretariat")]
Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$", max_length=500)]


def _answers(description: str, media_type: str) -> dict[int | str, dict[str, Any]]:
    return {**PROBLEMS, 200: {"description": description, "content": {media_type: {}}}}


class AddPaper(Input):
    id: OwnId = None
    title: LocalizedText
    language: Language
    address: Address = Field(examples=["https://www.iom.int/idm/2018/background.pdf"])
    session: Identifier | None = Field(default=None, description="Left out for a paper on the whole workshop")
    occurred_on: OccurredOn = None


class RecordTold(Happened):
    speakers: tuple[Identifier, ...] = Field(min_length=1, max_length=500)


class VersionsView(View):
    """``to_tell``: confirmed speakers of sessions, or of a workshop, that changed after publication, whom nobody told
    yet."""

    versions: tuple[ProgrammeVersion, ...]
    unpublished_changes: tuple[Change, ...]
    to_tell: tuple[str, ...]


@router.get("/agenda", operation_id="getAgenda", responses=PROBLEMS)
async def get_agenda(workshop: str, reader: Anybody, draft: Draft = False) -> Agenda:
    """The programme by day, on the clocks of the venue: the version published last. The public and partners see no
    names; a migrant speaker is named to nobody without the consent to it (R30)."""
    return await read_agenda(reader, workshop, draft=draft)


@router.get(
    "/agenda.ics",
    operation_id="getAgendaCalendar",
    response_class=Response,
    responses=_answers("iCalendar (RFC 5545)", "text/calendar"),
)
async def get_agenda_calendar(
    workshop: str, reader: Anybody, response: Response, draft: Draft = False, language: In = Language.EN
) -> Response:
    """A diary entry for each session, in the venue’s time zone."""
    made = icalendar_of(await read_agenda(reader, workshop, draft=draft), language)
    return _file(made, response, "text/calendar; charset=utf-8")


@router.get(
    "/agenda.pdf",
    operation_id="printAgenda",
    response_class=Response,
    responses=_answers("A tagged PDF (PDF/UA-1)", "application/pdf"),
)
async def print_agenda(
    workshop: str, reader: Anybody, response: Response, draft: Draft = False, language: In = Language.EN
) -> Response:
    """The agenda to print, in one of three languages. The same agenda makes the same bytes."""
    made = await pdf_of(await read_agenda(reader, workshop, draft=draft), language)
    return _file(made, response, "application/pdf", name=f"{workshop}.{language.value}.pdf")


@router.get("/agenda/indico.json", operation_id="exportToIndico", responses=PROBLEMS)
async def export_to_indico(
    workshop: str, request: Request, reader: Anybody, draft: Draft = False, language: In = Language.EN
) -> dict[str, Any]:
    """The agenda in the form in which Indico exports an event with its sessions."""
    url = f"{request.base_url}events/v1/workshops/{workshop}/agenda"
    return indico_of(await read_agenda(reader, workshop, draft=draft), language, url=url)


@router.get("/programme/versions", operation_id="getProgrammeVersions", responses=PROBLEMS)
async def get_programme_versions(
    workshop: str, response: Response, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR)]
) -> VersionsView:
    """Each version of the programme: what changed in it, and which speakers were told; and what is drafted since."""
    document = await reader.one("workshops", workshop)
    changes = woken(Workshop, document).unpublished_changes
    defaults = {"versions": (), "to_tell": ()}
    return versioned(response, VersionsView.of({**defaults, **document, "unpublished_changes": changes}))


@router.post("/programme/notices", operation_id="recordSpeakersTold", responses=PROBLEMS)
async def record_speakers_told(
    workshop: str, body: RecordTold, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Record that these speakers were told of the programme that changed after it was published."""
    return await view_of(
        await command.run(
            lambda unit: programme.note_told(
                unit, workshop, speakers=body.speakers, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/papers", status_code=201, operation_id="addPaper", responses=PROBLEMS)
async def add_paper(workshop: str, body: AddPaper, offers: Offering, command: Staff) -> WorkshopView:
    """Add a background paper, by its address, in one language."""
    paper = Paper(
        id=body.id or new_identifier(),
        title=body.title,
        language=body.language,
        address=body.address,
        session=body.session,
    )
    return await view_of(
        await command.run(lambda unit: programme.add_paper(unit, workshop, paper=paper, occurred_on=body.occurred_on)),
        offers,
        command,
    )


@router.delete("/papers/{paper}", operation_id="removePaper", responses=PROBLEMS)
async def remove_paper(
    workshop: str,
    paper: str,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
    occurred_on: OccurredOnInQuery = None,
) -> WorkshopView:
    """Take a background paper out."""
    return await view_of(
        await command.run(
            lambda unit: programme.remove_paper(
                unit, workshop, paper=paper, occurred_on=occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


def _file(made: bytes, response: Response, media_type: str, *, name: str | None = None) -> Response:
    headers = {
        **{header: response.headers[header] for header in ("Cache-Control", "Vary") if header in response.headers},
        "ETag": etag.format_etag(hashlib.sha256(made).hexdigest()[:32]),
    }
    if name is not None:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(made, media_type=media_type, headers=headers)
