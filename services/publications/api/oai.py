"""OAI-PMH 2.0: libraries harvest the catalogue, tombstones too, from when they were here last."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request, Response

from services.publications.api.access import Anybody
from services.publications.api.oai_request import PREFIX, Asked, OaiError, Selection, asked
from services.publications.domain.catalogue_record import CatalogueRecord, State
from services.publications.domain.exchange import as_dublin_core, xml_attribute, xml_text
from shared.domain.text import Language
from shared.http.acting import platform_of
from shared.http.actions import woken
from shared.http.schemas import PROBLEMS
from shared.http.versions import kept_headers
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import COMMAND_SECONDS

router = APIRouter(prefix="/publications/v1", tags=["catalogue"])
_AT_ONCE = 200
_RECORDS = CatalogueRecord.collection
_XML: dict[int | str, dict[str, Any]] = {
    200: {"description": "What was asked for, or an error of the protocol", "content": {"text/xml": {}}}
}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation='
    '"http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)


@router.get("/oai", operation_id="harvest", responses={**PROBLEMS, **_XML}, response_class=Response)
async def harvest(request: Request, response: Response, reader: Anybody) -> Response:
    """OAI-PMH 2.0: `?verb=Identify` and the other verbs, as `oai_dc`; sets by year and by original language; deleted
    records are kept for ever."""
    return await _answered(request, response, reader.store, request.query_params.multi_items())


@router.post(
    "/oai",
    operation_id="harvestByPost",
    responses={**PROBLEMS, **_XML},
    response_class=Response,
    openapi_extra={
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}},
    },
)
async def harvest_by_post(request: Request, response: Response, reader: Anybody) -> Response:
    """The same with the arguments in the body, as the protocol has it."""
    body = (await request.body()).decode("utf-8", "replace")
    return await _answered(request, response, reader.store, parse_qsl(body, keep_blank_values=True))


async def _answered(request: Request, response: Response, store: Store, pairs: Sequence[tuple[str, str]]) -> Response:
    base = f"{platform_of(request).public_url}/publications/v1"
    echo = ""
    try:
        question = asked(pairs)
        echo = "".join(f" {name}={xml_attribute(value)}" for name, value in pairs)
        content = await _content(store, question, base, email=platform_of(request).contact_email)
    except OaiError as wrong:
        content = f'<error code="{wrong.code}">{xml_text(str(wrong))}</error>'
        if wrong.code in ("badVerb", "badArgument"):
            echo = ""
    # What was stamped before this may be committed after it: whoever asks from here on next time misses nothing.
    now = datetime.now(UTC) - timedelta(seconds=COMMAND_SECONDS)
    head = f"{_HEAD}<responseDate>{_seconds(now.isoformat())}</responseDate><request{echo}>{base}/oai</request>"
    # All but the moment, which is another one each second; a harvester with an older one asks for more, never for less.
    headers = kept_headers(response, content=f"{echo}{content}".encode(), weak=True)
    return Response(f"{head}{content}</OAI-PMH>", media_type="text/xml; charset=utf-8", headers=headers)


async def _content(store: Store, question: Asked, base: str, *, email: str) -> str:
    verb = question.verb
    if question.is_list:
        return await _list(store, question, base)
    if verb == "Identify":
        return _identify(base, email)
    if verb == "ListSets":
        return await _sets(store, question)
    if "identifier" in question.arguments:
        record = await _record(store, question.arguments["identifier"], base)
        if verb == "GetRecord":
            return f"<GetRecord>{_whole(record, base)}</GetRecord>"
    return (
        f"<ListMetadataFormats><metadataFormat><metadataPrefix>{PREFIX}</metadataPrefix>"
        "<schema>http://www.openarchives.org/OAI/2.0/oai_dc.xsd</schema>"
        "<metadataNamespace>http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace>"
        "</metadataFormat></ListMetadataFormats>"
    )


def _identify(base: str, email: str) -> str:
    return (
        f"<Identify><repositoryName>International Dialogue on Migration</repositoryName><baseURL>{base}/oai</baseURL>"
        f"<protocolVersion>2.0</protocolVersion><adminEmail>{xml_text(email)}</adminEmail>"
        "<earliestDatestamp>2001-01-01T00:00:00Z</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
        "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
    )


async def _sets(store: Store, question: Asked) -> str:
    if "resumptionToken" in question.arguments:
        raise OaiError("badResumptionToken", "Sets come all at once.")
    found = await store[_RECORDS].aggregate([{"$unwind": "$workshops"}, {"$group": {"_id": "$workshops.cycle"}}])
    years = sorted(one["_id"].removeprefix("cycle-") for one in found)
    sets = [(f"year-{year}", f"The year {year}") for year in years]
    sets += [(f"language-{language}", f"Originals in “{language}”") for language in Language]
    listed = "".join(
        f"<set><setSpec>{xml_text(spec)}</setSpec><setName>{xml_text(name)}</setName></set>" for spec, name in sets
    )
    return f"<ListSets>{listed}</ListSets>"


async def _list(store: Store, question: Asked, base: str) -> str:
    chosen = question.selection()
    records = store[_RECORDS]
    total = chosen.total if chosen.total is not None else await records.count(chosen.where())
    found = await records.find(chosen.rest(), sort=[("changed_at", 1), ("_id", 1)], limit=_AT_ONCE + 1)
    if not found:
        raise OaiError("noRecordsMatch", "There are no such records.")
    given = found[:_AT_ONCE]
    write = _whole if question.verb == "ListRecords" else _header
    listed = "".join(write(document, base) for document in given)
    return f"<{question.verb}>{listed}{_resumption(chosen, given, total, more=len(found) > _AT_ONCE)}</{question.verb}>"


def _resumption(chosen: Selection, given: Sequence[Document], total: int, *, more: bool) -> str:
    if chosen.after is None and not more:
        return ""
    last = given[-1]
    following = chosen.model_copy(
        update={"at": last["changed_at"], "after": last["_id"], "cursor": chosen.cursor + len(given), "total": total}
    )
    token = following.token() if more else ""
    return f'<resumptionToken completeListSize="{total}" cursor="{chosen.cursor}">{token}</resumptionToken>'


async def _record(store: Store, identifier: str, base: str) -> Document:
    prefix = f"oai:{_host(base)}:"
    found = await store[_RECORDS].find_one({"_id": identifier.removeprefix(prefix)})
    if found is None or not identifier.startswith(prefix):
        raise OaiError("idDoesNotExist", f"There is no record “{identifier[:200]}”; they begin with {prefix}")
    return found


def _whole(document: Document, base: str) -> str:
    if document["state"] == State.WITHDRAWN.value:
        return f"<record>{_header(document, base)}</record>"
    record = woken(CatalogueRecord, document)
    described = as_dublin_core(record, address=f"{base}/catalogue/{record.id}")
    return f"<record>{_header(document, base)}<metadata>{described}</metadata></record>"


def _header(document: Document, base: str) -> str:
    deleted = ' status="deleted"' if document["state"] == State.WITHDRAWN.value else ""
    years = sorted({one["cycle"].removeprefix("cycle-") for one in document["workshops"]})
    specs = [*(f"year-{year}" for year in years), f"language-{document['original_language']}"]
    return (
        f"<header{deleted}><identifier>oai:{_host(base)}:{xml_text(document['_id'])}</identifier>"
        f"<datestamp>{_seconds(document['changed_at'])}</datestamp>"
        f"{''.join(f'<setSpec>{xml_text(spec)}</setSpec>' for spec in specs)}</header>"
    )


def _host(base: str) -> str:
    return urlsplit(base).hostname or "localhost"


def _seconds(moment: str) -> str:
    return f"{moment[:19]}Z"
