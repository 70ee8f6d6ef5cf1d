"""Facts that messages of several services carry alike."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from shared.domain.text import Language, LocalizedText


class Fact(BaseModel):
    """Base of the parts of a message: frozen; unknown fields are ignored when reading."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)


def _languages_we_know(text: Any) -> Any:
    if not isinstance(text, Mapping):
        return text
    return {language: written for language, written in text.items() if language in set(Language)}


ToldText = Annotated[LocalizedText, BeforeValidator(_languages_we_know)]
"""A text inside a message. Unlike a request's, a language that this reader does not know yet is left out."""


class YearFormat(StrEnum):
    """The format of a cycle. ``council_only`` exists for the years 2001 and 2002 alone (F58)."""

    TWO_WORKSHOPS = "two_workshops"
    SINGLE_CONFERENCE = "single_conference"
    COUNCIL_ONLY = "council_only"


class ForumKind(StrEnum):
    """Where the Membership took a decision."""

    CONSULTATION = "consultation"
    WRITTEN_SURVEY = "written_survey"


class DecidedIn(Fact):
    """The consultation or survey in which the Membership decided, and its day (R8)."""

    kind: ForumKind
    id: str
    on: date


class Determined(Fact):
    """The recorded finding that the Membership's wish was clear: never a vote (R18)."""

    conclusive: bool
    why: str


class ThemeRef(Fact):
    id: str
    title: ToldText


class TopicRef(Fact):
    """A topic as selected; ``combined_from`` names the topics of the slate it was made from (R13)."""

    id: str
    title: ToldText
    combined_from: tuple[str, ...] = ()
