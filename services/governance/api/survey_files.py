"""The form of a written survey as a workbook: given out for one body, and read back."""

import dataclasses
from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import Base64Bytes, Field
from starlette.responses import Response

from services.governance.api.access import Membership, speaking_for
from services.governance.api.position_forms import PositionsView, SourceInput
from services.governance.api.survey_actions import judge_positions
from services.governance.api.survey_form import body_of, form_of, said_in
from services.governance.api.surveys import Body
from services.governance.domain.survey import WrittenSurvey
from services.governance.use_cases import positions
from shared.domain.errors import NotAllowed
from shared.domain.identifiers import Identifier
from shared.http.actions import Offering, woken
from shared.http.schemas import PROBLEMS, Input
from shared.http.sheets import XLSX, read_rows
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["written surveys"])
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "The workbook"}}


class AnswerByForm(Input):
    """`form` is the filled workbook in Base64. `source` is for the secretariat: how the form came."""

    form: Base64Bytes = Field(max_length=900_000, description="XLSX, in Base64")
    source: SourceInput | None = None
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-21"])


@router.get(
    "/written-surveys/{id}/form",
    operation_id="getSurveyForm",
    responses={**PROBLEMS, **_FILE},
    response_class=Response,
)
async def get_survey_form(id: str, body: Identifier, reader: Membership) -> Response:
    """The form for one body as a workbook (XLSX), to be filled in off line. A member gets that of its own body."""
    survey = woken(WrittenSurvey, await reader.one("written_surveys", id))
    if reader.actor is not None and reader.actor.body not in (None, body):
        raise NotAllowed("A member gets the form of its own body.", remedy="Name your own body.")
    survey.require_asked(body)
    name = f"{id}-{body}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(form_of(survey, body=body), media_type=XLSX, headers=headers)


@router.post("/written-surveys/{id}/form", status_code=201, operation_id="answerByForm", responses=PROBLEMS)
async def answer_by_form(id: str, body: AnswerByForm, offers: Offering, command: Body) -> PositionsView:
    """Answer with the filled form, which is read and judged as any other answer, whole or not at all.

    A workbook with formulas, macros, links, embedded files or more than it seems is refused, and says where.
    """
    rows = read_rows(body.form)
    speaking = speaking_for(command, body_of(rows, survey=id))
    source = body.source.meant() if body.source else None
    said = dataclasses.replace(said_in(rows), source=source)
    answered = await command.run(
        lambda unit: positions.answer_survey(unit, survey=id, body=speaking, said=said, occurred_on=body.occurred_on)
    )
    shown = await offers.one(PositionsView, to_document(answered), judge=judge_positions, to=command.actor)
    survey = await offers.store[WrittenSurvey.collection].find_one({"_id": id})
    return shown.judged(woken(WrittenSurvey, survey) if survey else None)
