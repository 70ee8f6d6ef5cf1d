"""The form of a demonstration file: one past year of the dialogue, in sections that a secretary can fill in.

Times of day are the venue's own clocks; every other date is the day on which something happened. None
may lie in the future.
"""

from pydantic import Field, ValidationInfo, field_validator

from cli.demo.aftermath import Accounts, Budget, Closing, Contribution, RedBook, Report, Volume
from cli.demo.fields import Day, Line, Section
from cli.demo.gatherings import NAMES
from cli.demo.refusals import ChangeAfterClose, Refusal, ReportWithoutLesson
from cli.demo.sections import (
    Body,
    Consultation,
    CouncilSession,
    Determination,
    Format,
    Inconclusive,
    Interpretation,
    Registration,
    Satisfaction,
    Selection,
    ThemeSlate,
    TopicSlate,
    Workshop,
    WrittenSurvey,
)
from cli.demo.sponsored import BusinessClassFare, Travel


class Year(Section):
    """One file. The sections may stand in any order: the days in them say what happens when."""

    year: int = Field(ge=2001, le=2100)
    illustrative: bool
    note: Line
    cycle_opened_on: Day
    bodies: list[Body] = Field(min_length=1)
    consultations: list[Consultation] = Field(min_length=1)
    theme_slate: ThemeSlate
    inconclusive: Inconclusive | None = None
    survey: WrittenSurvey | None = None
    determination: Determination
    format: Format
    topic_slate: TopicSlate | None = None
    selection: Selection | None = None
    council_session: CouncilSession | None = None
    workshops: tuple[Workshop, ...] = ()
    registration: Registration | None = None
    interpretation: Interpretation | None = None
    satisfaction: Satisfaction | None = None
    budgets: tuple[Budget, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    accounts: tuple[Accounts, ...] = ()
    travel: Travel | None = None
    reports: tuple[Report, ...] = ()
    volumes: tuple[Volume, ...] = ()
    closing: Closing | None = None
    refusals: tuple[Refusal, ...] = ()
    red_book: RedBook | None = None

    @field_validator("refusals")
    @classmethod
    def _have_what_they_try(cls, refusals: tuple[Refusal, ...], info: ValidationInfo) -> tuple[Refusal, ...]:
        for refusal in refusals:
            # A section that does not fit is not among the data, and is told by itself.
            if isinstance(refusal, ReportWithoutLesson) and "reports" in info.data:
                reports: tuple[Report, ...] = info.data["reports"]
                if all(report.workshop is not refusal.workshop for report in reports):
                    raise ValueError(f"{refusal.attempt} needs a report on {NAMES[refusal.workshop]} in this file")
            elif isinstance(refusal, BusinessClassFare):
                travel: Travel | None = info.data.get("travel")
                if travel is None or all(one.id != refusal.journey for one in travel.journeys):
                    raise ValueError(f"{refusal.attempt} needs the journey {refusal.journey} in this file")
            elif isinstance(refusal, ChangeAfterClose) and info.data.get("closing", ...) is None:
                raise ValueError(f"{refusal.attempt} needs the section “closing” in this file")
        return refusals
