"""The bookstore's catalogue: a record for each volume that came out, written with it in one step (R66)."""

from fastapi import APIRouter, Response

from services.publications.api.access import Anybody
from services.publications.api.views import CatalogueRecordView
from services.publications.domain.catalogue_record import State
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS
from shared.http.versions import versioned

router = APIRouter(prefix="/publications/v1", tags=["catalogue"])


@router.get("/catalogue", operation_id="listCatalogue", responses=PROBLEMS)
async def list_catalogue(
    response: Response, reader: Anybody, paging: Paging, state: State | None = None
) -> Page[CatalogueRecordView]:
    """Every volume that ever came out, in order of identifier; one that was withdrawn as a tombstone."""
    where = {} if state is None else {"state": state.value}
    records = reader.store["catalogue_records"]
    return await page(records, where, paging=paging, view=CatalogueRecordView, response=response)


@router.get("/catalogue/{record}", operation_id="getCatalogueRecord", responses=PROBLEMS)
async def get_catalogue_record(record: str, response: Response, reader: Anybody) -> CatalogueRecordView:
    """One record; its identifier is `catalogue-` and that of its volume."""
    return versioned(response, CatalogueRecordView.of(await reader.one("catalogue_records", record)))
