"""The sections of a file that events is told, as steps."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from cli.demo.client import ADMINISTRATION, Call, plain
from cli.demo.reactions import ROOT, workshop_id
from cli.demo.reading import Place
from cli.demo.schema import Held, HeldWithoutMigrantsVoice, Programme, Session, Speaker, Which, Workshop, Year
from cli.demo.steps import Expected, Order, Step, Told
from shared.contracts.events import SessionKind

NAMES = {
    Which.FIRST_WORKSHOP: "the first workshop",
    Which.SECOND_WORKSHOP: "the second workshop",
    Which.CONFERENCE: "the conference",
    Which.COUNCIL_IDM_SESSION: "the Council IDM session",
}


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
                _send(
                    "POST",
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
    for number, refusal in enumerate(year.refusals):
        if isinstance(refusal, HeldWithoutMigrantsVoice):
            yield Step(
                day=refusal.on,
                order=Order.REFUSED_HOLD,
                place=("refusals", number),
                who=ADMINISTRATION,
                text=f"tries to record {NAMES[refusal.workshop]} as held though no migrant speaker is confirmed",
                calls=[
                    _hold(workshop_id(refusal.workshop, year.year), Held(recorded_on=refusal.on, interpreted_into=[]))
                ],
                expected=Expected(rule=refusal.rule),
            )


def days(first: date, last: date) -> str:
    """``26–27 March 2018``."""
    if first == last:
        return f"{first:%-d %B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%-d}–{last:%-d %B %Y}"
    return f"{first:%-d %B}–{last:%-d %B %Y}"


def _send(method: str, path: str, *, changes: str | None = None, place: Place | None = None, **body: Any) -> Call:
    return Call(
        service="events",
        method=method,
        path=ROOT + path,
        body=plain(body),
        changes=ROOT + changes if changes else None,
        place=place,
    )


def _workshop(workshop: Workshop, year: Year, place: Place) -> Iterator[Step]:
    path = f"/workshops/{workshop_id(workshop.which, year.year)}"
    name = NAMES[workshop.which]
    yield _schedule(workshop, path, name, place)
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
                _send(
                    "PUT",
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
            told=[Told(name="WorkshopHeld", source="events")],
        )


def _hold(identifier: str, held: Held) -> Call:
    path = f"/workshops/{identifier}"
    return _send(
        "POST",
        f"{path}/held",
        changes=path,
        languages_interpreted=held.interpreted_into,
        partners=held.partners,
        occurred_on=held.recorded_on,
    )


def _schedule(workshop: Workshop, path: str, name: str, place: Place) -> Step:
    schedule = workshop.schedule
    where = f"{schedule.venue.name}, {schedule.venue.city}" if schedule.venue else schedule.mode.replace("_", " ")
    return Step(
        day=schedule.set_on,
        order=Order.SCHEDULE,
        place=(*place, "schedule"),
        who=ADMINISTRATION,
        text=f"sets the dates of {name}: {days(schedule.start.date(), schedule.end.date())}, {where}",
        calls=[
            _send(
                "PUT",
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
        told=[Told(name="WorkshopScheduled", source="events")],
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
            order=Order.PUBLISHED,
            place=(*place, "published_on"),
            who=ADMINISTRATION,
            text=f"publishes the programme of {name}",
            calls=[_send("POST", f"{path}/programme", changes=path, occurred_on=programme.published_on)],
            told=[Told(name="ProgrammeConfirmed", source="events")],
        )


def _add_session(session: Session, path: str, workshop: Workshop, day: date, place: Place) -> Call:
    zone = workshop.schedule.zone
    return _send(
        "POST",
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
        told = []
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
            add = _send(
                "POST",
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
                yes = _send("POST", confirmation, changes=path, place=place, occurred_on=speaker.confirmed_on)
                yield _Act(speaker.confirmed_on, Order.CONFIRMED, speaker, session, yes, place)
            if speaker.withdrew_on is not None:
                back = Call(
                    service="events",
                    method="DELETE",
                    path=f"{ROOT}{confirmation}?occurred_on={speaker.withdrew_on.isoformat()}",
                    changes=ROOT + path,
                    place=place,
                )
                yield _Act(speaker.withdrew_on, Order.WITHDREW, speaker, session, back, place)


def _people(acts: list[_Act]) -> str:
    """Names stay with the secretariat: a person in public output is a role."""
    migrants = sum(act.gives_voice for act in acts)
    others = len(acts) - migrants
    parts = []
    if others:
        parts.append(f"{others} speaker{'s' if others > 1 else ''}")
    if migrants:
        parts.append("the migrant speaker" if migrants == 1 else f"{migrants} migrant speakers")
    return " and ".join(parts)


def _moment(local: datetime, zone: str) -> str:
    return local.replace(tzinfo=ZoneInfo(zone)).isoformat()
