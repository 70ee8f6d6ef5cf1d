"""The form of a demonstration file: one past year of the dialogue, in sections that a secretary can fill in.

Times of day are the venue's own clocks; every other date is the day on which something happened. None
may lie in the future. A text is English, or ``{en, fr, es}`` with gaps left out.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, NaiveDatetime, StringConstraints

from shared.contracts.events import Mode, SessionKind, StakeholderGroup
from shared.contracts.facts import YearFormat
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


def _not_in_the_future(day: date) -> date:
    today = datetime.now(UTC).date()
    if day > today:
        raise ValueError(f"{day.isoformat()} lies in the future (today is {today.isoformat()}, UTC)")
    return day


def _moment_not_in_the_future(moment: datetime) -> datetime:
    _not_in_the_future(moment.date())
    return moment


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"“{name}” is not a time zone such as Europe/Zurich") from None
    return name


def _in_english(text: Any) -> Any:
    return {"en": text} if isinstance(text, str) else text


Day = Annotated[date, AfterValidator(_not_in_the_future)]
LocalTime = Annotated[NaiveDatetime, AfterValidator(_moment_not_in_the_future)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Words = Annotated[LocalizedText, BeforeValidator(_in_english)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Heads = Annotated[int, Field(ge=0)]


class Section(BaseModel):
    """A field that nobody knows is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Body(Section):
    id: Identifier
    name: Words
    type: Line
    country: Country | None = None


class Consultation(Section):
    id: Identifier
    title: Words
    announced_on: Day
    opened_on: Day
    present: list[Identifier] = Field(min_length=1)
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


class Determination(Section):
    consultation: Identifier
    on: Day
    option: Identifier
    why: Line


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


class Which(StrEnum):
    """The gatherings that follow from a decision of the Membership."""

    FIRST_WORKSHOP = "first_workshop"
    SECOND_WORKSHOP = "second_workshop"
    CONFERENCE = "conference"
    COUNCIL_IDM_SESSION = "council_idm_session"


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
    speakers: list[Speaker] = []


class Programme(Section):
    drafted_on: Day
    published_on: Day | None = None
    sessions: list[Session] = Field(min_length=1)


class Attendance(Section):
    """Heads by group; ``of_bodies``: of those who came for a body, by its type."""

    counted_on: Day
    participants: dict[StakeholderGroup, Heads]
    of_bodies: dict[Identifier, Heads] = {}
    speakers: dict[StakeholderGroup, Heads]


class Held(Section):
    recorded_on: Day
    interpreted_into: list[Language]
    partners: list[Line] = []


class Workshop(Section):
    which: Which
    schedule: Schedule
    programme: Programme | None = None
    attendance: Attendance | None = None
    held: Held | None = None


class ThirdThemeOption(Section):
    """The theme slate of the file with one option more, tried before the real one opens."""

    attempt: Literal["third_theme_option"]
    on: Day
    rule: Line
    option: ThemeOption


class HeldWithoutMigrantsVoice(Section):
    """A workshop is recorded as held on a day when no migrant speaker is confirmed for it."""

    attempt: Literal["held_without_migrants_voice"]
    on: Day
    rule: Line
    workshop: Which


Refusal = Annotated[ThirdThemeOption | HeldWithoutMigrantsVoice, Field(discriminator="attempt")]


class Year(Section):
    """One file. The sections may stand in any order: the days in them say what happens when."""

    year: int = Field(ge=2001, le=2100)
    illustrative: bool
    note: Line
    cycle_opened_on: Day
    bodies: list[Body] = Field(min_length=1)
    consultations: list[Consultation] = Field(min_length=1)
    theme_slate: ThemeSlate
    determination: Determination
    format: Format
    topic_slate: TopicSlate | None = None
    selection: Selection | None = None
    council_session: CouncilSession | None = None
    workshops: list[Workshop] = []
    refusals: list[Refusal] = []
