"""How satisfied participants were over the years, as figures and as a picture (R41, R42)."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.events.api.satisfaction_drawing import trend
from services.events.domain.satisfaction import Results
from services.events.queries import satisfaction_by_year
from shared.domain.text import Language
from shared.http.acting import PUBLIC, Reader, reading_as
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS, View
from shared.persistence.driver import Store

router = APIRouter(prefix="/events/v1", tags=["satisfaction"])
Anybody = Annotated[Reader, reading_as(PUBLIC)]


class YearView(View):
    """The results of one year. `id` is that of its survey."""

    year: int
    cycle: str
    workshops: tuple[str, ...]
    results: Results


class TrendView(View):
    years: tuple[YearView, ...]


@router.get("/satisfaction", operation_id="getSatisfactionTrend", responses=PROBLEMS)
async def get_satisfaction_trend(reader: Anybody) -> TrendView:
    """Both figures of every year whose survey is closed, each with how many answered and the response rate (R41)."""
    years = await _years(reader.store)
    return TrendView(id="satisfaction", version=max(1, len(years)), years=tuple(years))


@router.get(
    "/pictures/satisfaction.svg",
    operation_id="drawSatisfactionTrend",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_satisfaction_trend(
    reader: Anybody,
    response: Response,
    language: Annotated[Language, Query(description="The language of the picture")] = Language.EN,
) -> Response:
    """Both figures over the years, with the line of 80 % that a year has to exceed (R42). A year of which nothing can
    be said is named, and has no mark."""
    years = [(one.year, one.results) for one in await _years(reader.store)]
    drawing = trend(years, language=language)
    return await picture(
        drawing.chart, response=response, title=drawing.title, description=drawing.description, language=language
    )


async def _years(store: Store) -> Sequence[YearView]:
    return [YearView.of(document) for document in await satisfaction_by_year(store)]
