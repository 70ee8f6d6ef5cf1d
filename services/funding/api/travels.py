"""The sponsored travel of one workshop: what is committed, reserved and left, and who waits (R55, R59)."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.funding.api.access import Finance, Readers
from services.funding.api.drawings import brought_picture
from services.funding.api.forms import MoneyForm, OccurredOn, OfCycle, OfWorkshop
from services.funding.api.travel_actions import judge_travels
from services.funding.api.travel_views import TravelView
from services.funding.domain.travel import Travel
from services.funding.queries import criteria, regions_of
from services.funding.use_cases import travels
from shared.http.actions import Listing, Offering, woken
from shared.http.pages import Paging
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["sponsorships"])


class ReserveOpenPlaces(Input):
    places: int = Field(ge=0, le=1_000, description="Places of speakers that nobody is named for yet")
    each: MoneyForm = Field(description="What one of them may cost")
    occurred_on: OccurredOn = None


@router.get("/travels", operation_id="listTravels", responses=PROBLEMS)
async def list_travels(
    offers: Offering, reader: Readers, paging: Paging, cycle: OfCycle = None, workshop: OfWorkshop = None
) -> Listing[TravelView]:
    """Travel in order of identifier: of each workshop for which a sponsorship was ever asked, or money kept for
    speakers."""
    return await offers.listing(
        TravelView,
        criteria(cycle=cycle, workshop=workshop),
        collection=Travel.collection,
        paging=paging,
        judge=judge_travels,
        to=reader.actor,
    )


@router.get("/travels/{travel}", operation_id="getTravel", responses=PROBLEMS)
async def get_travel(travel: str, offers: Offering, reader: Readers) -> TravelView:
    """The sponsored travel of one workshop; `queue` is who waits for an approval, speakers first (R55)."""
    document = await reader.one(Travel.collection, travel)
    return await offers.one(TravelView, document, judge=judge_travels, to=reader.actor)


@router.get(
    "/travels/{travel}/brought.svg",
    operation_id="drawBrought",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_brought(travel: str, reader: Readers, response: Response) -> Response:
    """Whom sponsored travel brings from which region (M49), speakers and others, as a picture with its text in `desc`:
    everybody whose journey is approved or took place."""
    found = woken(Travel, await reader.one(Travel.collection, travel))
    drawing = brought_picture(await regions_of(reader.store, found.workshop), of=found.workshop)
    return await picture(drawing.chart, response=response, title=drawing.title, description=drawing.description)


@router.put("/travels/{travel}/reservation", operation_id="reserveOpenPlaces", responses=PROBLEMS)
async def reserve_open_places(
    travel: str, body: ReserveOpenPlaces, offers: Offering, expected: ExpectedVersion, command: Finance
) -> TravelView:
    """Keep money back for speakers who are not named yet; participants are sponsored from the remainder (R55). Before
    anybody asked for a sponsorship the workshop has no travel to read: send `If-Match: *`, and it is made from the
    budget."""
    each = body.each.money()
    reserved = await command.run(
        lambda unit: travels.reserve_open_places(
            unit, travel, places=body.places, each=each, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(TravelView, to_document(reserved), judge=judge_travels, to=command.actor)
