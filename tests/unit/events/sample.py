"""A year, a workshop and its parts, as the rules of events are tried on them."""

from datetime import UTC, date, datetime

from services.events.domain.balance_review import SignedReview
from services.events.domain.calendar import Calendar
from services.events.domain.papers import Paper
from services.events.domain.programme import Session
from services.events.domain.registration import Attends, Registration
from services.events.domain.seats import Approval, Seats
from services.events.domain.speakers import Speaker, SpeakerRole
from services.events.domain.workshop import Workshop
from shared.contracts.events import (
    Headcount,
    Mode,
    Schedule,
    SessionKind,
    Shares,
    StakeholderGroup,
    Venue,
    WorkshopKind,
)
from shared.contracts.facts import YearFormat
from shared.domain.act import Act, Actor, Role
from shared.domain.text import Language, LocalizedText

G, CS, MIGRANT = StakeholderGroup.GOVERNMENT, StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.MIGRANT

STAFF = Actor(subject="account-7", role=Role.ADMINISTRATION)


def act_on(day: date = date(2018, 1, 15)) -> Act:
    return Act.of(actor=STAFF, recorded_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC), occurred_on=day)


def calendar_of(format: YearFormat | None = YearFormat.TWO_WORKSHOPS) -> Calendar:
    calendar = Calendar(id="calendar-2018", year=2018)
    calendar.open(act_on())
    if format is not None:
        calendar.note_format(act_on(), format=format)
    return calendar


def schedule_on(first: date = date(2018, 3, 26), last: date = date(2018, 3, 27)) -> Schedule:
    """09:00 on the first day to 17:00 on the last, New York's daylight saving time."""
    return Schedule(
        start=datetime(first.year, first.month, first.day, 13, tzinfo=UTC),
        end=datetime(last.year, last.month, last.day, 21, tzinfo=UTC),
        zone="America/New_York",
        mode=Mode.IN_PERSON,
        venue=Venue(name="Conference building", city="New York", country="US"),
        capacity=200,
        languages=(Language.EN, Language.FR, Language.ES),
    )


def workshop_of(kind: WorkshopKind = WorkshopKind.INTERSESSIONAL_WORKSHOP, *, scheduled: bool = True) -> Workshop:
    workshop = Workshop(
        id="workshop-2018-1",
        cycle="cycle-2018",
        year=2018,
        kind=kind,
        number=1 if kind is WorkshopKind.INTERSESSIONAL_WORKSHOP else None,
        title=LocalizedText(en="A first workshop"),
    )
    workshop.plan(act_on())
    if scheduled:
        workshop.schedule_on(act_on(), schedule=schedule_on())
    return workshop


def session_of(identifier: str = "voice", kind: SessionKind = SessionKind.MIGRANTS_VOICE) -> Session:
    return Session(
        id=identifier,
        title=LocalizedText(en="A session"),
        kind=kind,
        start=datetime(2018, 3, 26, 14, tzinfo=UTC),
        end=datetime(2018, 3, 26, 15, tzinfo=UTC),
        languages=(Language.EN,),
        room=identifier,
    )


def paper_of(identifier: str = "paper-1", session: str | None = None) -> Paper:
    return Paper(
        id=identifier,
        title=LocalizedText(en="Background"),
        language=Language.EN,
        address="https://idm.example/background.pdf",
        session=session,
    )


def migrant(identifier: str = "speaker-1") -> Speaker:
    return Speaker(id=identifier, group=StakeholderGroup.MIGRANT, role=SpeakerRole.MIGRANT_SPEAKER)


REVIEW = SignedReview(
    signed_on=date(2018, 1, 15), finding="In balance.", versions={}, participants=Shares(), speakers=Shares()
)


def with_voice(workshop: Workshop, *, published: bool = False) -> Workshop:
    """The same workshop with a confirmed migrant speaker and a signed review, and its programme published if wished."""
    workshop.add_session(act_on(), session=session_of())
    workshop.add_speaker(act_on(), session="voice", speaker=migrant())
    workshop.confirm_speaker(act_on(), session="voice", speaker="speaker-1")
    workshop.sign_balance_review(act_on(), review=REVIEW)
    if published:
        workshop.publish_programme(act_on())
    return workshop


HEADS = Headcount(
    by_group={StakeholderGroup.GOVERNMENT: 120, StakeholderGroup.CIVIL_SOCIETY: 80}, by_body_type={"member_state": 120}
)
SPEAKERS = Headcount(by_group={StakeholderGroup.GOVERNMENT: 5, StakeholderGroup.MIGRANT: 3})


def seats_of(capacity: int = 2, **fields: object) -> Seats:
    given = {"mode": Mode.IN_PERSON, "approval": Approval.AUTOMATIC, "per_delegation": None, "reserved": {}, **fields}
    return Seats.open(act_on(), workshop="workshop-2018-1", capacity=capacity, **given)  # type: ignore[arg-type]


def registration_of(
    group: StakeholderGroup = G, *, body: str | None = None, attends: Attends = Attends.ROOM, country: str | None = None
) -> Registration:
    return Registration.receive(
        act_on(), id="r1", workshop="workshop-2018-1", group=group, body=body, country=country, attends=attends
    )


def take(seats: Seats, group: StakeholderGroup = G, body: str | None = None, attends: Attends = Attends.ROOM) -> str:
    return seats.take(act_on(), registration_of(group, body=body, attends=attends), gender=None) or "none"
