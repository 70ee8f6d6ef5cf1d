"""What governance tells: the cycle, its theme, its topics and its format."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef, ToldText, TopicRef, YearFormat
from shared.contracts.history import YearCell
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.moment import Moment


class Origin(StrEnum):
    """Who proposed an option, as the public may know it (domain.md 1.8, People)."""

    ADMINISTRATION = "administration"
    MEMBERSHIP = "membership"


class SlateKind(StrEnum):
    """What a slate is about."""

    THEME = "theme"
    TOPICS = "topics"


class SurveyReason(StrEnum):
    """The two lawful reasons for a written survey (R14)."""

    NOT_CONCLUSIVE = "not_conclusive"
    MORE_TIME_REQUESTED = "more_time_requested"


class CycleOpened(Message, type="int.iom.idm.governance.CycleOpened.v1", aggregate="cycle", audience=Audience.PUBLIC):
    """A cycle was opened, in the year before its own (R4). ``format`` is absent until it is decided."""

    cycle: Identifier
    year: int
    opened_on: date
    format: YearFormat | None = None


class FormatDecided(
    Message, type="int.iom.idm.governance.FormatDecided.v1", aggregate="cycle", audience=Audience.PUBLIC
):
    """The Administration decided the format of the year, after a consultation with Member States (R20)."""

    cycle: Identifier
    year: int
    format: YearFormat
    consultation: Identifier
    decided_on: date
    deviation_reason: str | None = None


class ThemeSelected(
    Message, type="int.iom.idm.governance.ThemeSelected.v1", aggregate="theme_slate", audience=Audience.PUBLIC
):
    """The Membership selected the overarching theme of the cycle (R7, R8). ``supersedes`` is the identifier of the
    theme that this one replaces, when the determination was corrected."""

    cycle: Identifier
    year: int
    theme: ThemeRef
    slate: Identifier
    origin: Origin
    sources: tuple[str, ...] = Field(description="Identifiers of the suggestions and forums the option rests on (R5).")
    decided_in: DecidedIn
    determination: Determined
    supersedes: Identifier | None = None


class SelectedWorkshop(Fact):
    """What one workshop of the year is about. ``number``: 1 first, 2 second."""

    number: int
    title: ToldText
    topics: tuple[TopicRef, ...]


class TopicsSelected(
    Message, type="int.iom.idm.governance.TopicsSelected.v1", aggregate="topic_slate", audience=Audience.PUBLIC
):
    """The Membership selected the topics of the two workshops, or a combination of them (R13). ``supersedes`` is the
    slate whose choice this one replaces, when the determination was corrected."""

    cycle: Identifier
    year: int
    theme: ThemeRef
    format: YearFormat
    slate: Identifier
    workshops: tuple[SelectedWorkshop, ...]
    decided_in: DecidedIn
    determination: Determined
    supersedes: Identifier | None = None


class Waived(Fact):
    """What a cycle was closed without. Who waived it is on record in governance, and does not travel."""

    service: str = Field(
        description="The service that could not say that the cycle can be closed", examples=["funding"]
    )
    reason: str
    open: tuple[str, ...] = Field(
        description="The slug of each matter that was open at that moment; empty when the service had said "
        "nothing yet. Which donor or account it was about is for services only.",
        examples=[["accounts-not-closed"]],
    )


class CycleClosed(Message, type="int.iom.idm.governance.CycleClosed.v1", aggregate="cycle", audience=Audience.PUBLIC):
    """The year is read-only from now on. Every service had said that it can be closed, but for what was waived."""

    cycle: Identifier
    year: int
    opened_on: date
    closed_on: date
    format: YearFormat | None = None
    theme: ThemeRef | None = None
    held: tuple[Identifier, ...] = Field(description="The workshops that were held.")
    waived: tuple[Waived, ...] = ()


class WrittenSurveyIssued(
    Message,
    type="int.iom.idm.governance.WrittenSurveyIssued.v1",
    aggregate="written_survey",
    audience=Audience.PUBLIC,
):
    """A slate was put to every body of the Membership in writing (R14, R15). What each body answers never travels."""

    survey: Identifier
    cycle: Identifier
    kind: SlateKind
    slate: Identifier
    reason: SurveyReason
    consultation: Identifier
    issued_on: date
    deadline: Moment
    asked: int = Field(description="How many bodies were asked: all of the Membership.")


class WrittenSurveyExtended(
    Message,
    type="int.iom.idm.governance.WrittenSurveyExtended.v1",
    aggregate="written_survey",
    audience=Audience.PUBLIC,
):
    """The Membership has longer to answer."""

    survey: Identifier
    cycle: Identifier
    deadline: Moment
    earlier_deadline: Moment
    reason: str


class WrittenSurveyReminded(
    Message,
    type="int.iom.idm.governance.WrittenSurveyReminded.v1",
    aggregate="written_survey",
    audience=Audience.PUBLIC,
):
    """Whoever has not answered yet is reminded. Who that is does not travel."""

    survey: Identifier
    cycle: Identifier
    deadline: Moment


class WrittenSurveyClosed(
    Message,
    type="int.iom.idm.governance.WrittenSurveyClosed.v1",
    aggregate="written_survey",
    audience=Audience.PUBLIC,
):
    """The deadline has passed. What the survey showed is found by a person, and told by the slate (R17, R18)."""

    survey: Identifier
    cycle: Identifier
    closed_on: date


class WrittenSurveyWithdrawn(
    Message,
    type="int.iom.idm.governance.WrittenSurveyWithdrawn.v1",
    aggregate="written_survey",
    audience=Audience.PUBLIC,
):
    """Nobody needs to answer any more."""

    survey: Identifier
    cycle: Identifier
    reason: str


class TypeFrom(Fact):
    """The body was of this type from ``since`` on, until the next one; ``None``: as far back as anybody asks."""

    type: str = Field(examples=["observer_state"])
    since: date | None = None


class BodyListed(Message, type="int.iom.idm.governance.BodyListed.v1", aggregate="body", audience=Audience.PUBLIC):
    """What a body of the Membership is from now on: it was registered, renamed, became of another type, or left. The
    whole of it, so that the last one told is all that a reader needs. Who speaks for it does not travel."""

    body: Identifier
    name: ToldText
    body_type: str = Field(examples=["member_state"])
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2")
    left_on: date | None = Field(default=None, description="From this day on it is not of the Membership any more.")
    types: tuple[TypeFrom, ...] = Field(
        default=(), description="What it was and since when, the earliest first; the last one is `body_type`."
    )


class PastYearRecorded(
    Message, type="int.iom.idm.governance.PastYearRecorded.v1", aggregate="past_year", audience=Audience.PUBLIC
):
    """What the brochure prints of a year was imported, or corrected (R72, R75). The whole of it, so that the last one
    told is all that a reader needs. It is of the past: no cycle is opened by it, and nothing is decided."""

    year: int
    cell: YearCell = Field(description="What stands")
    imported: YearCell = Field(description="What was imported first; it never changes")


MESSAGES = (
    BodyListed,
    CycleOpened,
    FormatDecided,
    ThemeSelected,
    TopicsSelected,
    CycleClosed,
    WrittenSurveyIssued,
    WrittenSurveyExtended,
    WrittenSurveyReminded,
    WrittenSurveyClosed,
    WrittenSurveyWithdrawn,
    PastYearRecorded,
)
