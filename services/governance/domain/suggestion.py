"""A suggestion: what was said, by whom, where and when; what options rest on (R5), and what became of it."""

from datetime import date
from enum import StrEnum
from typing import Self

from services.governance.domain.suggestion_log import SuggestionAnswered, SuggestionRecorded
from shared.contracts.facts import Fact
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText


class SaidIn(StrEnum):
    """Where it was said (F26); a written survey is one of them (domain.md 1.8)."""

    CONSULTATION = "consultation"
    IDM_SESSION = "idm_session"
    OTHER_FORUM = "other_forum"
    WRITTEN_SURVEY = "written_survey"


class About(StrEnum):
    """What it is for. Input for what is to come, or feedback on an event or on a report (A3)."""

    THEME = "theme"
    TOPIC = "topic"
    EVENT = "event"
    REPORT = "report"
    OTHER = "other"


class Reply(Fact):
    """What the Administration says became of it, where the chain does not say it by itself."""

    note: str
    on: date


class Suggestion(Aggregate, type="suggestion", collection="suggestions"):
    """``body`` is who said it, named to the Membership alone; ``None`` where it was nobody of the Membership or is not
    known. ``target`` is the workshop or the report of a feedback, ``domains`` policy domains in one's own words."""

    text: LocalizedText
    about: About
    said_in: SaidIn
    reference: str
    said_on: date
    body: Identifier | None = None
    cycle: Identifier | None = None
    target: Identifier | None = None
    domains: tuple[str, ...] = ()
    reply: Reply | None = None

    @classmethod
    def record_said(
        cls,
        *,
        id: str,
        text: LocalizedText,
        about: About,
        said_in: SaidIn,
        reference: str,
        body: str | None,
        cycle: str | None,
        target: str | None,
        domains: tuple[str, ...] = (),
        act: Act,
    ) -> Self:
        """It was said on the day of ``act``. Feedback on an event or a report names which (A3)."""
        if about in (About.EVENT, About.REPORT) and target is None:
            raise InvalidInput(
                f"Feedback on {'an event' if about is About.EVENT else 'a report'} names which one.",
                remedy="Give its identifier in target.",
            )
        one = cls(
            id=id,
            text=text,
            about=about,
            said_in=said_in,
            reference=reference,
            said_on=act.occurred_on,
            body=body,
            cycle=cycle,
            target=target,
            domains=domains,
        )
        one.record(SuggestionRecorded(suggestion=id, about=about.value, said_in=said_in.value, cycle=cycle), act=act)
        return one

    def answer(self, *, note: str, act: Act) -> None:
        """Say what became of it; a later reply replaces this one."""
        if act.occurred_on < self.said_on:
            raise InvalidInput(
                f"It was said on {self.said_on.isoformat()}, after the day given.",
                remedy="Give the day of the reply (occurred_on).",
            )
        self.reply = Reply(note=note, on=act.occurred_on)
        self.record(SuggestionAnswered(suggestion=self.id), act=act)
