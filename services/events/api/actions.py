"""What may be done to each thing now, told by the checks of the domain that refuse it."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.events.api.reading import around_workshops
from services.events.domain.calendar import Calendar
from services.events.domain.gates import Around
from services.events.domain.identity import calendar_id
from services.events.domain.speakers import obstacles_to_confirm
from services.events.domain.speaking_slots import obstacles_of_slots
from services.events.domain.voice import Voice
from services.events.domain.workshop import Workshop
from shared.contracts.events import WorkshopKind
from shared.domain.actions import Action
from shared.domain.identifiers import year_of_cycle
from shared.http.actions import by_id, judging, woken
from shared.persistence.driver import Document, Store


def of_calendar(calendar: Calendar, _: date) -> list[Action]:
    """What R24 leaves room for. Seminars and Council events are not counted, and planned among the workshops."""
    workshop, conference = WorkshopKind.INTERSESSIONAL_WORKSHOP, WorkshopKind.HIGH_LEVEL_CONFERENCE
    number = calendar.free_number()
    return [
        Action(
            operation="planWorkshop",
            called="planIntersessionalWorkshop",
            obstacles=tuple(calendar.obstacles_to_take_place(kind=workshop, number=number)),
        ),
        Action(
            operation="planWorkshop",
            called="planConference",
            obstacles=tuple(calendar.obstacles_to_take_place(kind=conference, number=None)),
        ),
        Action(
            operation="presentSeminar",
            at={"year": str(calendar.year)},
            obstacles=tuple(calendar.obstacles_to_present()),
        ),
        Action(
            operation="acknowledgeMisfit",
            at={"year": str(calendar.year)},
            obstacles=tuple(calendar.obstacles_to_acknowledge()),
        ),
        Action(operation="openSatisfactionSurvey", obstacles=tuple(calendar.obstacles_to_survey())),
    ]


async def of_workshops(store: Store, *, cycle: str | None) -> list[Action]:
    """Of the list itself. Where it is the list of one cycle, that cycle may be closed."""
    year = year_of_cycle(cycle) if cycle else None
    calendars = await by_id(store, Calendar, [calendar_id(year)]) if year else {}
    closed = tuple(obstacle for calendar in calendars.values() for obstacle in calendar.obstacles_when_closed())
    return [Action(operation="planWorkshop", obstacles=closed)]


def of_workshop(workshop: Workshop, today: date, around: Around) -> list[Action]:
    """Of the workshop itself; what stands in its programme has its own (``of_programme``)."""
    at = {"workshop": workshop.id}
    return [
        Action(operation="scheduleWorkshop", at=at, obstacles=tuple(workshop.obstacles_when_over("scheduled"))),
        Action(operation="postponeWorkshop", at=at, obstacles=tuple(workshop.obstacles_when_over("postponed"))),
        Action(operation="cancelWorkshop", at=at, obstacles=tuple(workshop.obstacles_when_over("cancelled"))),
        Action(operation="addPartner", at=at, obstacles=tuple(workshop.obstacles_when_over("changed"))),
        *(
            Action(
                operation="removePartner",
                at={**at, "partner": partner.id},
                obstacles=tuple(workshop.obstacles_when_over("changed")),
            )
            for partner in workshop.partners
        ),
        Action(operation="addPaper", at=at, obstacles=tuple(workshop.obstacles_when_over("changed"))),
        Action(operation="recordSpeakersTold", at=at, obstacles=tuple(workshop.obstacles_to_note_told())),
        *(
            Action(operation=operation, at=at, obstacles=tuple(workshop.obstacles_when_undated("given a session")))
            for operation in ("addSession", "importProgramme")
        ),
        Action(
            operation="leaveOutMigrantsVoice",
            at=at,
            obstacles=tuple(workshop.obstacles_to_leave_out_migrants_voice()),
        ),
        Action(operation="confirmWorkshop", at=at, obstacles=tuple(workshop.obstacles_to_confirm(around))),
        Action(operation="declareReady", at=at, obstacles=tuple(workshop.obstacles_to_declare_ready(around))),
        Action(operation="publishProgramme", at=at, obstacles=tuple(workshop.obstacles_to_publish())),
        *(
            Action(operation=operation, at=at, obstacles=tuple(workshop.obstacles_to_record_attendance(today)))
            for operation in ("recordAttendance", "importAttendance")
        ),
        Action(operation="holdWorkshop", at=at, obstacles=tuple(workshop.obstacles_to_hold(today))),
    ]


def of_programme(workshop: Workshop) -> Iterator[Action]:
    """Of each session and each speaker; their addresses tell them apart."""
    over = tuple(workshop.obstacles_when_over("changed"))
    undated = tuple(workshop.obstacles_when_undated("changed"))
    for paper in workshop.papers:
        yield Action(operation="removePaper", at={"workshop": workshop.id, "paper": paper.id}, obstacles=over)
    for session in workshop.sessions:
        at = {"workshop": workshop.id, "session": session.id}
        yield Action(operation="addSpeaker", at=at, obstacles=over)
        yield Action(operation="changeSession", at=at, obstacles=undated)
        yield Action(operation="removeSession", at=at, obstacles=over)
        for speaker in session.speakers:
            named = {**at, "speaker": speaker.id}
            for operation, confirmed in (("confirmSpeaker", True), ("unconfirmSpeaker", False)):
                nothing_to_do = obstacles_to_confirm(speaker, confirmed=confirmed)
                no_slot = obstacles_of_slots(session, speaker) if confirmed and not speaker.confirmed else ()
                yield Action(operation=operation, at=named, obstacles=(*over, *nothing_to_do, *no_slot))
            yield Action(operation="removeSpeaker", at=named, obstacles=over)
            yield Action(operation="replaceSpeaker", at=named, obstacles=over)


def of_voice(voice: Voice, _: date) -> list[Action]:
    """Care notes are for the accounts they name, whatever the role, and so no action shows them."""
    at = {"workshop": voice.workshop, "speaker": voice.id}
    return [
        Action(operation="giveConsent", at=at, obstacles=tuple(voice.obstacles_to_give())),
        Action(operation="withdrawConsent", at=at, obstacles=tuple(voice.obstacles_to_withdraw())),
    ]


judge_calendars = judging(Calendar, of_calendar)


async def judge_rows(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
    """For lists: a row has the actions of the workshop itself."""
    workshops = [woken(Workshop, document) for document in documents]
    facts = await around_workshops(store, workshops)
    return [of_workshop(one, today, facts[one.id]) for one in workshops]


async def judge_workshops(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
    """With those of its programme."""
    of_themselves = await judge_rows(store, documents, today)
    return [
        [*actions, *of_programme(woken(Workshop, document))]
        for actions, document in zip(of_themselves, documents, strict=True)
    ]
