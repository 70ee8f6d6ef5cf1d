"""The sections of a demonstration file on decisions and gatherings: governance and events are told these."""

from typing import Self

from pydantic import Field, model_validator

from cli.demo.fields import Country, Day, Heads, Line, LocalTime, Section, Which, Words, Zone
from shared.contracts.events import Mode, SessionKind, StakeholderGroup
from shared.contracts.facts import YearFormat
from shared.domain.identifiers import Identifier
from shared.domain.text import Language


class Body(Section):
    id: Identifier
    name: Words
    type: Line
    country: Country | None = None


class Agenda(Section):
    """What became of the three standing items (R3)."""

    input_on_future_events: Line
    feedback_on_past_events: Line
    activity_report: Line


class Consultation(Section):
    id: Identifier
    title: Words
    announced_on: Day
    opened_on: Day
    present: list[Identifier] = Field(min_length=1)
    agenda: Agenda | None = None
    closed_on: Day


class Source(Section):
    kind: Line
    reference: Line
    on: Day | None = None


class ThemeOption(Section):
    id: Identifier
    title: Words
    suggested_in: list[Source]


class ThemeSlate(Section):
    consultation: Identifier
    opened_on: Day
    options: list[ThemeOption]


class Inconclusive(Section):
    """The consultation showed no clear wish; the survey of the same file follows."""

    consultation: Identifier
    on: Day
    why: Line


class Response(Section):
    """What a body answered, as the secretariat wrote it down from a note verbale. Fictional, like the body."""

    body: Identifier
    on: Day
    note_verbale: Line
    positions: dict[Identifier, Line]


class WrittenSurvey(Section):
    id: Identifier
    consultation: Identifier
    issued_on: Day
    deadline: Day
    responses: list[Response]
    closed_on: Day


class Determination(Section):
    """In the consultation, or in the survey of the file."""

    consultation: Identifier | None = None
    survey: Identifier | None = None
    on: Day
    option: Identifier
    why: Line

    @model_validator(mode="after")
    def _in_one_forum(self) -> Self:
        if (self.consultation is None) == (self.survey is None):
            raise ValueError("name the consultation or the survey in which the Membership decided, and not both")
        return self

    @property
    def forum(self) -> dict[str, str]:
        if self.survey is not None:
            return {"kind": "written_survey", "id": self.survey}
        return {"kind": "consultation", "id": self.consultation or ""}


class Format(Section):
    format: YearFormat
    consultation: Identifier
    decided_on: Day


class Topic(Section):
    id: Identifier
    title: Words


class TopicSlate(Section):
    consultation: Identifier
    opened_on: Day
    topics: list[Topic]


class Combination(Section):
    title: Words
    combined_from: list[Identifier]


class Choice(Section):
    """A topic of the slate, or a combination of several (R13). Without a title it bears its topic's."""

    number: int
    topic: Identifier | None = None
    combination: Combination | None = None
    title: Words | None = None


class Selection(Section):
    consultation: Identifier
    on: Day
    why: Line
    workshops: list[Choice]


class CouncilSession(Section):
    number: int
    registered_on: Day
    first_day: Day
    last_day: Day


class Venue(Section):
    name: Line
    city: Line
    country: Country


class Schedule(Section):
    set_on: Day
    start: LocalTime
    end: LocalTime
    zone: Zone
    mode: Mode = Mode.IN_PERSON
    venue: Venue | None = None
    capacity: int
    languages: list[Language]


class Speaker(Section):
    """``name`` is kept beside the record and never travels. ``withdrew_on``: the person took the yes back."""

    id: Identifier
    name: Line
    group: StakeholderGroup
    role: Line
    country: Country | None = None
    added_on: Day | None = None
    confirmed_on: Day | None = None
    withdrew_on: Day | None = None


class Session(Section):
    id: Identifier
    title: Words
    kind: SessionKind
    start: LocalTime
    end: LocalTime
    languages: list[Language]
    speakers: tuple[Speaker, ...] = ()


class Programme(Section):
    drafted_on: Day
    published_on: Day | None = None
    sessions: list[Session] = Field(min_length=1)


class Attendance(Section):
    """Heads by group; ``of_bodies``: of those who came for a body, by its type."""

    counted_on: Day
    participants: dict[StakeholderGroup, Heads]
    of_bodies: dict[Identifier, Heads] = Field(default_factory=dict)
    speakers: dict[StakeholderGroup, Heads]


class Held(Section):
    recorded_on: Day
    interpreted_into: list[Language]
    partners: tuple[Line, ...] = ()


class Workshop(Section):
    which: Which
    schedule: Schedule
    programme: Programme | None = None
    attendance: Attendance | None = None
    held: Held | None = None


class Answers(Section):
    """So many participants who said the same, on a scale of 1 (not at all) to 5 (very)."""

    event: int = Field(ge=1, le=5)
    materials: int = Field(ge=1, le=5)
    group: StakeholderGroup | None = None
    times: int = Field(ge=1, le=500)


class Satisfaction(Section):
    """The satisfaction survey, asked at the second workshop or the conference (R40)."""

    opened_on: Day
    deadline: Day
    invited: int = Field(ge=1, le=2000)
    answers: tuple[Answers, ...]
    closed_on: Day

    @model_validator(mode="after")
    def _of_those_invited(self) -> Self:
        if sum(one.times for one in self.answers) > self.invited:
            raise ValueError("more participants answer than were invited")
        return self


class Latecomer(Section):
    """Who registers once every seat is taken. ``name`` is kept beside the record and never travels."""

    name: Line
    group: StakeholderGroup
    on: Day


class Registration(Section):
    """A list of people fills the room; who comes later waits, and moves up when one of those withdraws (R31).
    ``countries``: from where those on the list come, as far as it says."""

    workshop: Which
    opened_on: Day
    listed_on: Day
    listed: dict[StakeholderGroup, Heads]
    countries: dict[Country, Heads] = Field(default_factory=dict)
    late: tuple[Latecomer, ...] = Field(min_length=1)
    one_withdrew_on: Day

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        days = (self.opened_on, self.listed_on, *(one.on for one in self.late), self.one_withdrew_on)
        if list(days) != sorted(days):
            raise ValueError("registration is opened, then comes the list, then who is late, then one withdraws")
        if sum(self.countries.values()) > sum(self.listed.values()):
            raise ValueError("more people come from these countries than there are on the list")
        return self


class Interpreter(Section):
    """``name`` is kept beside the record and never travels."""

    id: Identifier
    name: Line
    into: Language


class Interpretation(Section):
    """Who interprets a session; the ``last`` closes the gap that is found without."""

    workshop: Which
    session: Identifier
    assigned_on: Day
    interpreters: tuple[Interpreter, ...]
    last_on: Day
    last: Interpreter
