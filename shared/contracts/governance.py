"""What governance tells: the cycle, its theme, its topics and its format."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from shared.contracts.facts import DecidedIn, Determined, Fact, ThemeRef, ToldText, TopicRef, YearFormat
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class Origin(StrEnum):
    """Who proposed an option, as the public may know it (domain.md 1.8, People)."""

    ADMINISTRATION = "administration"
    MEMBERSHIP = "membership"


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
    """The Membership selected the overarching theme of the cycle (R7, R8)."""

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
    """The Membership selected the topics of the two workshops, or a combination of them (R13)."""

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


MESSAGES = (CycleOpened, FormatDecided, ThemeSelected, TopicsSelected, CycleClosed)
