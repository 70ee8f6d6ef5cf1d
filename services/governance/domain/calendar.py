"""What stands in a calendar: consultations, gatherings, and days by which something is to be done."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.workshop_dates import WorkshopDates
from services.governance.domain.year_steps import Forum, Step, YearStep
from shared.contracts.facts import Fact
from shared.contracts.governance import SlateKind
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment
from shared.domain.text import LocalizedText


class EntryKind(StrEnum):
    CONSULTATION = "consultation"
    GATHERING = "gathering"
    DEADLINE = "deadline"


class Place(Fact):
    name: str
    city: str
    country: str


class CalendarEntry(Fact):
    """One thing in a calendar. ``id`` never changes and ``sequence`` never falls, so that a calendar that has the entry
    knows it again and takes the newer one.

    With ``day`` it is of whole days, ``last_day`` being the last; else it begins at a moment, in ``zone``, and ends at
    another or, without one, is that moment alone. ``cancelled`` ones are kept: whoever has the entry must hear that it
    is off. ``alarm_before`` is when a calendar program speaks up.
    """

    id: Identifier
    kind: EntryKind
    title: LocalizedText
    sequence: int
    changed_at: Moment
    day: date | None = None
    last_day: date | None = None
    start: Moment | None = None
    end: Moment | None = None
    zone: str | None = None
    place: Place | None = None
    note: str | None = None
    cancelled: bool = False
    alarm_before: timedelta | None = None


_ALARM_BEFORE_A_DEADLINE = timedelta(days=2)
_SURVEY = {
    SlateKind.THEME: ("the theme", "le thème", "el tema"),
    SlateKind.TOPICS: ("the topics", "les sujets", "los temas de los talleres"),
}


def of_consultation(forum: Forum, *, version: int, changed_at: datetime) -> CalendarEntry:
    """Whole days, for a consultation has no hour on record: as planned, and as it was once it is over."""
    first = forum.opened_on or forum.planned_on
    return CalendarEntry(
        id=forum.id,
        kind=EntryKind.CONSULTATION,
        title=forum.title,
        sequence=version,
        changed_at=changed_at,
        day=first,
        last_day=max(forum.closed_on or first, first),
    )


def of_gatherings(known: Iterable[WorkshopDates], *, lapsed: frozenset[str]) -> Iterator[CalendarEntry]:
    """Those that have days. One that lapsed with its cycle is off, which counts as one change more."""
    for one in known:
        if one.start is None or one.end is None or one.title is None or one.changed_at is None:
            continue
        off = "Not held: its cycle was closed before." if one.id in lapsed else one.off
        yield CalendarEntry(
            id=one.id,
            kind=EntryKind.GATHERING,
            title=one.title,
            sequence=one.sequence + (one.id in lapsed),
            changed_at=one.changed_at,
            start=one.start,
            end=one.end,
            zone=one.zone,
            place=Place.model_validate(one.venue.model_dump()) if one.venue else None,
            note=off,
            cancelled=off is not None,
        )


def of_survey(survey: WrittenSurvey, *, changed_at: datetime) -> CalendarEntry:
    """The moment until which an answer counts (R16). An extension moves it and makes it a newer entry."""
    year = survey.cycle.removeprefix("cycle-")
    en, fr, es = _SURVEY[survey.kind]
    withdrawn = survey.state is SurveyState.WITHDRAWN
    return CalendarEntry(
        id=survey.id,
        kind=EntryKind.DEADLINE,
        title=LocalizedText(
            en=f"Deadline of the written survey on {en} of {year}",
            fr=f"Échéance de l’enquête écrite sur {fr} de {year}",
            es=f"Fin del plazo de la encuesta escrita sobre {es} de {year}",
        ),
        sequence=survey.version,
        changed_at=changed_at,
        start=survey.deadline,
        note=f"Withdrawn: {survey.withdrawal_reason}" if withdrawn else None,
        cancelled=withdrawn,
        alarm_before=_ALARM_BEFORE_A_DEADLINE if survey.state is SurveyState.OPEN else None,
    )


_STEPS = {
    Step.THEME_SLATE: ("the theme slate", "la liste des thèmes", "la lista de temas"),
    Step.COUNCIL_SESSION: ("the Council session", "la session du Conseil", "la reunión del Consejo"),
}
"""Those that a rule gives a day."""


def of_deadlines(
    cycle: str, year: int, steps: Iterable[YearStep], *, version: int, changed_at: datetime
) -> Iterator[CalendarEntry]:
    """The days that a rule sets for steps that are still open; those of what is planned stand there already."""
    for step in steps:
        if step.due is not None and step.due.rule is not None:
            en, fr, es = _STEPS[step.step]
            yield CalendarEntry(
                id=f"{cycle}:{step.step.value}",
                kind=EntryKind.DEADLINE,
                title=LocalizedText(
                    en=f"{year}: last day for {en} ({step.due.rule})",
                    fr=f"{year} : dernier jour pour {fr} ({step.due.rule})",
                    es=f"{year}: último día para {es} ({step.due.rule})",
                ),
                sequence=version,
                changed_at=changed_at,
                day=step.due.on,
                last_day=step.due.on,
                note=step.due.because,
            )


def following(day: date) -> date:
    """The day after: where an entry of whole days ends in iCalendar."""
    return day + timedelta(days=1)
