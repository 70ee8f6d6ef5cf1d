"""The sections of a file that events is told, as steps."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from cli.demo import balance, following
from cli.demo.client import ADMINISTRATION, Api, Call
from cli.demo.gatherings import NAMES, counted, days, workshop_id
from cli.demo.reading import Place
from cli.demo.refusals import HeldWithoutMigrantsVoice
from cli.demo.schema import Year
from cli.demo.sections import Held, Programme, Session, Speaker, Workshop
from cli.demo.steps import Order, Step, Told, attempt, attempts
from shared.contracts.events import SessionKind

API = Api("events")


def steps(year: Year) -> Iterator[Step]:
    """In the file's order; their days put them in the year's."""
    council = year.council_session
    if council is not None:
        yield Step(
            day=council.registered_on,
            order=Order.COUNCIL_SESSION,
            place=("council_session",),
            who=ADMINISTRATION,
            text=f"enters the Council’s session {council.number}, {days(council.first_day, council.last_day)}",
            calls=[
                API.post(
                    "/council-sessions",
                    number=council.number,
                    start=council.first_day,
                    end=council.last_day,
                    occurred_on=council.registered_on,
                )
            ],
        )
    for number, workshop in enumerate(year.workshops):
        yield from _workshop(workshop, year, ("workshops", number))
    for place, refusal in attempts(year, HeldWithoutMigrantsVoice):
        yield attempt(
            refusal,
            place,
            order=Order.REFUSED_HOLD,
            who=ADMINISTRATION,
            text=f"tries to record {NAMES[refusal.workshop]} as held though no migrant speaker is confirmed",
            call=_hold(workshop_id(refusal.workshop, year.year), Held(recorded_on=refusal.on, interpreted_into=[])),
        )


def _workshop(workshop: Workshop, year: Year, place: Place) -> Iterator[Step]:
    path = f"/workshops/{workshop_id(workshop.which, year.year)}"
    name = NAMES[workshop.which]
    yield _schedule(workshop, year, path, name, place)
    if workshop.programme is not None:
        yield from _programme(workshop, workshop.programme, path, name, (*place, "programme"))
    if workshop.attendance is not None:
        came = workshop.attendance
        yield Step(
            day=came.counted_on,
            order=Order.COUNTED,
            place=(*place, "attendance"),
            who=ADMINISTRATION,
            text=f"counts who came to {name}: {sum(came.participants.values())} participants, "
            f"{sum(came.speakers.values())} speakers",
            calls=[
                API.put(
                    f"{path}/attendance",
                    changes=path,
                    participants={"by_group": came.participants, "by_body_type": came.of_bodies},
                    speakers={"by_group": came.speakers},
                    occurred_on=came.counted_on,
                )
            ],
        )
    if workshop.held is not None:
        yield Step(
            day=workshop.held.recorded_on,
            order=Order.HELD,
            place=(*place, "held"),
            who=ADMINISTRATION,
            text=f"records {name} as held",
            calls=[_hold(path.rpartition("/")[2], workshop.held)],
            told=[
                Told(name="WorkshopHeld", source="events", reactions=following.a_workshop_held(workshop.which, year))
            ],
        )


def _hold(identifier: str, held: Held) -> Call:
    path = f"/workshops/{identifier}"
    return API.post(
        f"{path}/held",
        changes=path,
        languages_interpreted=held.interpreted_into,
        partners=held.partners,
        occurred_on=held.recorded_on,
    )


def _schedule(workshop: Workshop, year: Year, path: str, name: str, place: Place) -> Step:
    schedule = workshop.schedule
    where = f"{schedule.venue.name}, {schedule.venue.city}" if schedule.venue else schedule.mode.replace("_", " ")
    return Step(
        day=schedule.set_on,
        order=Order.SCHEDULE,
        place=(*place, "schedule"),
        who=ADMINISTRATION,
        text=f"sets the dates of {name}: {days(schedule.start.date(), schedule.end.date())}, {where}",
        calls=[
            API.put(
                f"{path}/schedule",
                changes=path,
                start=_moment(schedule.start, schedule.zone),
                end=_moment(schedule.end, schedule.zone),
                zone=schedule.zone,
                mode=schedule.mode,
                venue=schedule.venue,
                capacity=schedule.capacity,
                languages=schedule.languages,
                occurred_on=schedule.set_on,
            )
        ],
        told=[
            Told(
                name="WorkshopScheduled",
                source="events",
                reactions=following.a_workshop_scheduled(workshop.which, year, starts_on=schedule.start.date()),
            )
        ],
    )


def _programme(workshop: Workshop, programme: Programme, path: str, name: str, place: Place) -> Iterator[Step]:
    yield Step(
        day=programme.drafted_on,
        order=Order.PROGRAMME,
        place=place,
        who=ADMINISTRATION,
        text=f"drafts the programme of {name}: {len(programme.sessions)} sessions",
        calls=[
            _add_session(one, path, workshop, programme.drafted_on, (*place, "sessions", number))
            for number, one in enumerate(programme.sessions)
        ],
    )
    yield from _speakers(programme, path, name, place, workshop.schedule.end.date())
    if programme.published_on is not None:
        yield Step(
            day=programme.published_on,
            order=Order.BALANCE_READ,
            place=(*place, "published_on"),
            who=ADMINISTRATION,
            text=f"reads the balance of {name}, and whom to invite next (R33, R34)",
            tells=lambda services: balance.in_words(services, API.root + path),
        )
        yield Step(
            day=programme.published_on,
            order=Order.PUBLISHED,
            place=(*place, "published_on"),
            who=ADMINISTRATION,
            text=f"signs the review of the balance (R34) and publishes the programme of {name}",
            calls=[
                API.post(
                    f"{path}/balance-review",
                    changes=path,
                    by="The head of the secretariat (fictional)",
                    finding="Governments, regions and development were looked at; the invitations go on.",
                    occurred_on=programme.published_on,
                ),
                API.post(f"{path}/programme", changes=path, occurred_on=programme.published_on),
            ],
            told=[Told(name="ProgrammeConfirmed", source="events")],
        )


def _add_session(session: Session, path: str, workshop: Workshop, day: date, place: Place) -> Call:
    zone = workshop.schedule.zone
    return API.post(
        f"{path}/sessions",
        place=place,
        id=session.id,
        title=session.title,
        kind=session.kind,
        start=_moment(session.start, zone),
        end=_moment(session.end, zone),
        languages=session.languages,
        occurred_on=day,
    )


def _speakers(programme: Programme, path: str, name: str, place: Place, last_day: date) -> Iterator[Step]:
    """Invitations accepted and taken back, those of one day together; and what that means for the Migrant's Voice."""
    acts = sorted(_acts(programme, path, place), key=lambda act: (act.day, act.order))
    voices: set[str] = set()
    for (day, order), together in groupby(acts, key=lambda act: (act.day, act.order)):
        group = list(together)
        before = bool(voices)
        gives = {one.speaker.id for one in group if one.gives_voice}
        voices = voices | gives if order is Order.CONFIRMED else voices - gives if order is Order.WITHDREW else voices
        over = day > last_day
        text = {
            Order.SPEAKER: f"enters {_people(group)}, who spoke at {name}"
            if over
            else f"invites {_people(group)} to speak at {name}",
            Order.CONFIRMED: f"notes that {_people(group)} {'did speak' if over else 'will speak'} at {name}",
            Order.WITHDREW: f"notes that {_people(group)} cannot come to {name} after all",
        }[order]
        # Who says yes to tell a story says yes to its session; whoever looks for the story is told who does not come.
        consents = len(gives) if order in (Order.CONFIRMED, Order.WITHDREW) else 0
        told = [Told(name="VoiceConsentChanged", source="events") for _ in range(consents)]
        if voices and not before:
            told.append(Told(name="MigrantsVoiceConfirmed", source="events"))
        if before and not voices:
            told.append(Told(name="MigrantsVoiceWithdrawn", source="events"))
        yield Step(
            day=day,
            order=order,
            place=group[0].place,
            who=ADMINISTRATION,
            text=text,
            calls=[one.call for one in group],
            told=told,
        )


class _Act:
    """One thing done about one speaker."""

    def __init__(self, day: date, order: Order, speaker: Speaker, session: Session, call: Call, place: Place) -> None:
        self.day, self.order, self.speaker, self.call, self.place = day, order, speaker, call, place
        self.gives_voice = session.kind is SessionKind.MIGRANTS_VOICE and speaker.role == "migrant_speaker"


def _acts(programme: Programme, path: str, programme_place: Place) -> Iterator[_Act]:
    for number, session in enumerate(programme.sessions):
        for index, speaker in enumerate(session.speakers):
            added = speaker.added_on or programme.drafted_on
            place = (*programme_place, "sessions", number, "speakers", index)
            of_session = f"{path}/sessions/{session.id}/speakers"
            add = API.post(
                of_session,
                place=place,
                id=speaker.id,
                name=speaker.name,
                group=speaker.group,
                role=speaker.role,
                country=speaker.country,
                occurred_on=added,
            )
            yield _Act(added, Order.SPEAKER, speaker, session, add, place)
            confirmation = f"{of_session}/{speaker.id}/confirmation"
            if speaker.confirmed_on is not None:
                yes = API.post(confirmation, changes=path, place=place, occurred_on=speaker.confirmed_on)
                yield _Act(speaker.confirmed_on, Order.CONFIRMED, speaker, session, yes, place)
            if speaker.withdrew_on is not None:
                back = API.delete(
                    f"{confirmation}?occurred_on={speaker.withdrew_on.isoformat()}", changes=path, place=place
                )
                yield _Act(speaker.withdrew_on, Order.WITHDREW, speaker, session, back, place)


def _people(acts: list[_Act]) -> str:
    """Names stay with the secretariat: a person in public output is a role."""
    migrants = sum(act.gives_voice for act in acts)
    others = len(acts) - migrants
    parts = []
    if others:
        parts.append(counted(others, "speaker"))
    if migrants:
        parts.append("the migrant speaker" if migrants == 1 else f"{migrants} migrant speakers")
    return " and ".join(parts)


def _moment(local: datetime, zone: str) -> str:
    return local.replace(tzinfo=ZoneInfo(zone)).isoformat()
