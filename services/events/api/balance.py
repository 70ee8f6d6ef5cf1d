"""The balance of a gathering (R33 to R35): figures, review, whom to invite next, and a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.events.api.balance_drawing import Bars, Day, balance_bars, registrations_over_time
from services.events.api.balance_views import (
    BalanceView,
    Of,
    SetTargets,
    SideView,
    SignReview,
    SuggestionsView,
    SuggestionView,
    TargetsView,
    WaiveReview,
)
from services.events.domain.balance import (
    AxisReading,
    Band,
    Candidate,
    bands_of,
    imbalance,
    read,
    whom_to_invite_next,
)
from services.events.domain.balance_review import governments_alone_present
from services.events.domain.balance_targets import TARGETS_ID, BalanceTargets
from services.events.domain.classification import WEIGHED, Axis, Classification, Table
from services.events.domain.seats import Seats, seats_id
from services.events.domain.small_groups import without_small_groups
from services.events.domain.workshop import Workshop
from services.events.queries import registered_by_day, states_of_the_membership
from services.events.use_cases import balance
from services.events.use_cases.balance import SIGNATURES, Counted, Counts, bands_set, counts_of
from services.events.use_cases.classifications import classification_id, tables_of
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.domain.text import LocalizedText
from shared.http.acting import Command, Reader, acting_as, reading_as
from shared.http.actions import Offering, woken
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS, Blocking
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["balance"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Reading = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR, Role.MEMBER)]


@dataclass(frozen=True, kw_only=True)
class Read:
    """All that an answer about one gathering's balance is made from."""

    workshop: Document
    counts: Counts
    tables: Mapping[Axis, tuple[Table, ...]]
    bands: dict[Axis, dict[str, Band]]
    states: list[Document]
    seats: Document | None

    @property
    def in_use(self) -> dict[Axis, Table]:
        return {axis: tables[0] for axis, tables in self.tables.items()}

    @property
    def by_gender(self) -> dict[str, int]:
        """Of participants who were accepted and said it."""
        return dict(sorted(self.seats.get("by_gender", {}).items())) if self.seats else {}

    def of(self, side: Of) -> Counted:
        return self.counts.participants if side is Of.PARTICIPANTS else self.counts.speakers


async def _read(reader: Reader, workshop: str) -> Read:
    store = reader.store
    found = await reader.one("workshops", workshop)
    seats = await store[Seats.collection].find_one({"_id": seats_id(workshop)})
    kept = {one["_id"]: one for one in await store[Classification.collection].find({})}
    tables = {axis: tables_of(axis, kept.get(classification_id(axis))) for axis in Axis}
    states = await states_of_the_membership(store)
    targets = await store[BalanceTargets.collection].find_one({"_id": TARGETS_ID})
    in_use = {axis: versions[0] for axis, versions in tables.items()}
    bands = bands_of([one["country"] for one in states], in_use, bands_set(targets))
    return Read(workshop=found, counts=counts_of(found, seats), tables=tables, bands=bands, states=states, seats=seats)


@router.get("/workshops/{workshop}/balance", operation_id="getBalance", responses=PROBLEMS)
async def get_balance(
    workshop: str,
    offers: Offering,
    reader: Reading,
    gender: Annotated[
        bool,
        Query(description="Also by gender, of participants who said (A19); small groups for the secretariat alone"),
    ] = False,
) -> BalanceView:
    """How balanced a gathering is: speakers who confirmed and participants who were accepted, apart, on the three axes,
    by the versions of the tables in use and by the others. A band is the secretariat’s, or lies around the Membership’s
    own share."""
    found = await _read(reader, workshop)
    one = woken(Workshop, found.workshop)
    reviews = list(one.balance_reviews)
    used = {axis.value: found.in_use[axis].version for axis in WEIGHED}
    at = {"workshop": workshop}
    actions = [
        Action(operation="signBalanceReview", at=at, obstacles=tuple(one.obstacles_to_review_balance())),
        Action(operation="waiveBalanceReview", at=at, obstacles=tuple(one.obstacles_to_waive_balance_review())),
    ]
    names = None
    if reader.actor is not None and reader.actor.role in (Role.ADMINISTRATION, Role.AUDITOR):
        kept = await reader.store[SIGNATURES].find_one({"_id": workshop})
        names = [signed["name"] for signed in (kept or {}).get("by", ())]
    sides = {side: _side(found, side) for side in Of}
    if gender:
        participants, by_gender = sides[Of.PARTICIPANTS], found.by_gender
        if reader.actor is None or reader.actor.role is not Role.ADMINISTRATION:
            by_gender = without_small_groups(by_gender, of=participants.people)
        sides[Of.PARTICIPANTS] = participants.model_copy(update={"by_gender": by_gender})
    view = BalanceView(
        id=workshop,
        version=one.version,
        participants=sides[Of.PARTICIPANTS],
        speakers=sides[Of.SPEAKERS],
        reviews=reviews,
        review_outdated=bool(reviews) and reviews[-1].versions != used,
        waived=one.balance_waived,
        warnings=[Blocking.of(warned) for warned in governments_alone_present(one.sessions)],
        signed_by=names,
        actions=offers.shown(actions, to=reader.actor),
    )
    return versioned(offers.response, view)


def _side(found: Read, side: Of) -> SideView:
    counted = found.of(side)
    people, everybody = counted.by_country, sum(counted.by_group.values())
    countryless = everybody - sum(people.values())

    def by(table: Table, bands: Mapping[str, Band] | None = None) -> AxisReading:
        return read(people, table, bands, countryless=countryless)

    return SideView(
        people=everybody,
        government=counted.government,
        imbalance=round(imbalance(people, found.in_use, found.bands), 4),
        axes=[by(table, found.bands.get(axis)) for axis, table in found.in_use.items()],
        other_versions=[by(table) for tables in found.tables.values() for table in tables[1:]],
    )


@router.get(
    "/workshops/{workshop}/balance.svg",
    operation_id="drawBalance",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_balance(workshop: str, reader: Reading, response: Response) -> Response:
    """The balance as bars, participants and speakers apart, each in its target band."""
    found = await _read(reader, workshop)
    bars = [Bars(of=side.value, readings=_side(found, side).axes) for side in Of]
    title = LocalizedText.model_validate(found.workshop["title"]).any()
    drawing = balance_bars(bars, of=title)
    return await picture(drawing.chart, response=response, title=drawing.title, description=drawing.description)


@router.get(
    "/workshops/{workshop}/registrations.svg",
    operation_id="drawRegistrations",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_registrations(workshop: str, reader: Reading, response: Response) -> Response:
    """How registrations came in, day by day, of governments and of others, beside the seats there are."""
    about = await reader.one("workshops", workshop)
    days = [
        Day(day=day, governments=governments, others=others)
        for day, governments, others in await registered_by_day(reader.store, workshop)
    ]
    capacity = about["schedule"]["capacity"] if about["schedule"] else None
    drawing = registrations_over_time(days, capacity=capacity, of=LocalizedText(**about["title"]).any())
    return await picture(drawing.chart, response=response, title=drawing.title, description=drawing.description)


@router.get("/workshops/{workshop}/balance/suggestions", operation_id="suggestWhomToInvite", responses=PROBLEMS)
async def suggest_whom_to_invite(
    workshop: str,
    reader: Reading,
    of: Of = Of.PARTICIPANTS,
    most: Annotated[int, Query(ge=1, le=50)] = 10,
) -> SuggestionsView:
    """Whom to invite next: the States of the Membership of which nobody is there yet, ranked by how much one person
    from each would improve the balance, those before it counted in, with the figures before and after. Advice: nobody
    is left out by it (R32)."""
    found = await _read(reader, workshop)
    people = found.of(of).by_country
    there = set(found.seats["delegations"]) if found.seats and of is Of.PARTICIPANTS else set()
    candidates = [
        Candidate(body=one["_id"], country=one["country"])
        for one in found.states
        if one["_id"] not in there and one["country"] not in people
    ]
    names = {one["_id"]: one["name"] for one in found.states}
    suggested = whom_to_invite_next(people, candidates, found.in_use, found.bands, most=most)
    return SuggestionsView(
        of=of,
        imbalance=round(imbalance(people, found.in_use, found.bands), 4),
        items=[SuggestionView(**one.model_dump(), name=LocalizedText(**names[one.body])) for one in suggested],
    )


@router.post("/workshops/{workshop}/balance-review", operation_id="signBalanceReview", responses=PROBLEMS)
async def sign_balance_review(
    workshop: str, body: SignReview, offers: Offering, expected: ExpectedVersion, command: Staff
) -> BalanceView:
    """Sign the review of the balance as it is read now (R34); again, when it is read anew. The programme needs one."""
    await command.run(
        lambda unit: balance.sign_review(
            unit,
            workshop,
            by=body.by,
            finding=body.finding,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await get_balance(workshop, offers, Reader(store=offers.store, actor=command.actor))


@router.post("/workshops/{workshop}/balance-review-waiver", operation_id="waiveBalanceReview", responses=PROBLEMS)
async def waive_balance_review(
    workshop: str, body: WaiveReview, offers: Offering, expected: ExpectedVersion, command: Staff
) -> BalanceView:
    """Publish the programme without a review, by name and for a reason (R34)."""
    await command.run(
        lambda unit: balance.waive_review(
            unit, workshop, by=body.by, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await get_balance(workshop, offers, Reader(store=offers.store, actor=command.actor))


@router.get("/balance-targets", operation_id="getBalanceTargets", responses=PROBLEMS)
async def get_balance_targets(response: Response, reader: Reading) -> TargetsView:
    """The bands that were set by hand; 404 while there are none, and all lie around the Membership’s own shares."""
    return versioned(response, TargetsView.of(await reader.one(BalanceTargets.collection, TARGETS_ID)))


@router.put("/balance-targets", operation_id="setBalanceTargets", responses=PROBLEMS)
async def set_balance_targets(
    body: SetTargets, response: Response, expected: ExpectedVersion, command: Staff
) -> TargetsView:
    """Set the bands against which the balance of every gathering is read. The first time send `If-Match: *`."""
    bands = {
        axis: {value: Band(low=band.low, high=band.high) for value, band in values.items()}
        for axis, values in body.bands.items()
    }
    made = await command.run(
        lambda unit: balance.set_targets(
            unit, bands=bands, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return versioned(response, TargetsView.of(to_document(made)))
