"""The satisfaction survey of a year: opened during its second workshop or its conference, closed by the clock (R40)."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field

from services.events.domain.days import first_day, last_day
from services.events.domain.rules import SATISFACTION_SURVEY
from services.events.domain.satisfaction import Part, Results, Scale
from services.events.domain.satisfaction_log import (
    SatisfactionSurveyExtended,
    SatisfactionSurveyOpened,
    SatisfactionTokensIssued,
    SatisfactionTokensWithdrawn,
)
from services.events.domain.workshop import Workshop
from services.events.domain.year import Place
from shared.contracts.events import SatisfactionSurveyClosed
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment, write_moment

MOST_TOKENS = 20_000


class SurveyState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Batch(Part):
    """Tokens that were issued together. ``withdrawn`` of them will never be used."""

    number: int
    issued: int
    withdrawn: int = 0
    is_withdrawn: bool = False


class SatisfactionSurvey(Aggregate, type="satisfaction_survey", collection="satisfaction_surveys"):
    """``workshops`` are those of the year that it asks about. ``by_the_clock``: its deadline lay ahead when it was
    recorded, so the clock closes it; else it is entered afterwards and closed by hand (invariant 12).

    Answers are no part of it: they are counted in a ballot box (``satisfaction.py``) until it is closed.
    """

    cycle: Identifier
    year: int
    workshops: tuple[Identifier, ...] = Field(min_length=1)
    opened_on: date
    off_its_day: str | None = None
    """Why it was opened on another day than during the second workshop or the conference (R40)."""
    deadline: Moment
    by_the_clock: bool
    scale: Scale
    batches: tuple[Batch, ...] = ()
    state: SurveyState = SurveyState.OPEN
    closed_on: date | None = None
    results: Results | None = None

    @classmethod
    def open(
        cls,
        *,
        id: str,
        workshop: Workshop,
        usual: bool,
        workshops: tuple[str, ...],
        deadline: Moment,
        scale: Scale,
        reason: str | None,
        act: Act,
    ) -> Self:
        """``workshop`` is the last of the year's; ``usual``, that it is its second or its conference. Raises
        ``RuleBroken`` R40 on another day, or at another workshop, without a reason."""
        scale.check()
        day = act.occurred_on
        if deadline.date() < day:
            raise InvalidInput(
                f"The deadline ({write_moment(deadline)}) lies before the day it was opened ({day.isoformat()}).",
                remedy="Give the participants some time.",
            )
        why_not = _off_its_day(workshop, usual=usual, day=day)
        reason = reason.strip() if reason else None
        if why_not and not reason:
            raise RuleBroken(
                SATISFACTION_SURVEY,
                why_not,
                remedy="Open it during the second workshop or the conference, or say why on another day (reason).",
            )
        survey = cls(
            id=id,
            cycle=workshop.cycle,
            year=workshop.year,
            workshops=workshops,
            opened_on=day,
            off_its_day=reason if why_not else None,
            deadline=deadline,
            by_the_clock=deadline > act.recorded_at,
            scale=scale,
        )
        opened = SatisfactionSurveyOpened(
            cycle=survey.cycle, deadline=deadline, scale=scale.in_words(), off_its_day=survey.off_its_day
        )
        survey.record(opened, act=act)
        return survey

    @property
    def invited(self) -> int:
        """Who could answer: the tokens issued and not withdrawn."""
        return sum(batch.issued - batch.withdrawn for batch in self.batches)

    def issue_tokens(self, act: Act, *, count: int) -> int:
        """Answers the number of the batch. Raises ``InvalidInput`` for more tokens than a survey has."""
        refuse(self.obstacles_to_go_on(act.recorded_at))
        left = MOST_TOKENS - sum(batch.issued for batch in self.batches)
        if not 1 <= count <= left:
            raise InvalidInput(
                f"A survey has at most {MOST_TOKENS} tokens, and {left} are left.",
                remedy="Ask for 1 or more, and fewer.",
            )
        number = len(self.batches) + 1
        self.batches = (*self.batches, Batch(number=number, issued=count))
        self.record(SatisfactionTokensIssued(batch=number, count=count), act=act)
        return number

    def withdraw_tokens(self, act: Act, *, batch: int, unused: int) -> None:
        """Those of a batch that were not used, for it was lost or never handed out. Raises ``NotFound``."""
        refuse(self.obstacles_to_go_on(act.recorded_at))
        found = next((one for one in self.batches if one.number == batch), None)
        if found is None:
            raise NotFound("batch of tokens", str(batch))
        if found.is_withdrawn:
            raise WrongState(f"Batch {batch} is withdrawn already.", remedy="Nothing is to do.")
        changed = found.model_copy(update={"withdrawn": unused, "is_withdrawn": True})
        self.batches = tuple(changed if one.number == batch else one for one in self.batches)
        self.record(SatisfactionTokensWithdrawn(batch=batch, count=unused), act=act)

    def extend(self, act: Act, *, deadline: Moment) -> None:
        """Give the participants longer, before the deadline has passed."""
        refuse(self.obstacles_to_go_on(act.recorded_at))
        if deadline <= self.deadline or self.by_the_clock != (deadline > act.recorded_at):
            raise InvalidInput(
                f"The new deadline does not lie after the one that stands ({write_moment(self.deadline)}), "
                "or makes a past survey a running one.",
                remedy="Give a later moment.",
            )
        earlier, self.deadline = self.deadline, deadline
        self.record(SatisfactionSurveyExtended(deadline=deadline, earlier_deadline=earlier), act=act)

    def close(self, act: Act, *, results: Results) -> None:
        """The deadline has passed: by the clock, or recorded afterwards. Raises ``WrongState`` before it."""
        refuse(self.obstacles_to_close(act.recorded_at))
        if act.occurred_on < self.opened_on:
            raise InvalidInput(
                f"It was opened on {self.opened_on.isoformat()}, after the day given.",
                remedy="Give the day on which it closed (occurred_on).",
            )
        self.state, self.closed_on, self.results = SurveyState.CLOSED, act.occurred_on, results
        self.record(
            SatisfactionSurveyClosed(
                survey=self.id,
                cycle=self.cycle,
                workshops=self.workshops,
                closed_on=act.occurred_on,
                scale=self.scale.in_words(),
                **results.model_dump(exclude={"by_group", "others"}),
            ),
            act=act,
        )

    def is_due(self, now: Moment) -> bool:
        """Whether the clock closes it now."""
        return self.state is SurveyState.OPEN and self.by_the_clock and now >= self.deadline

    # What is in the way whatever the payload says

    def obstacles_to_go_on(self, now: Moment) -> Obstacles:
        """An answer that comes at the very millisecond of the deadline is late."""
        if self.state is SurveyState.CLOSED:
            yield WrongState("This survey is closed.", remedy="Read its results.")
        elif self.is_due(now):
            yield WrongState("The deadline of this survey has passed.", remedy="Read its results soon.")

    def obstacles_to_close(self, now: Moment) -> Obstacles:
        if self.state is SurveyState.CLOSED:
            yield WrongState("This survey is closed.", remedy="Read its results.")
        elif self.by_the_clock and now < self.deadline:
            yield WrongState(
                f"Participants have until {write_moment(self.deadline)}; the clock closes it then.",
                remedy="Wait for the deadline.",
            )


def _off_its_day(workshop: Workshop, *, usual: bool, day: date) -> str | None:
    """Why this is not how a year's survey is usually opened (A10: a habit, and no duty)."""
    name = f"“{workshop.title.any()}”"
    if not usual:
        return f"{name} is neither the second workshop of {workshop.year} nor its conference."
    schedule = workshop.schedule
    if schedule is None:
        return f"{name} has no dates."
    first, last = first_day(schedule), last_day(schedule)
    if not first <= day <= last:
        return f"{name} is from {first.isoformat()} to {last.isoformat()}, and the day given is {day.isoformat()}."
    return None


def place_to_ask_at(counted: tuple[Place, ...]) -> tuple[Place, bool]:
    """Of the counted gatherings of a year that has some: its conference or second workshop; else its only workshop,
    which is not as usual."""
    place = max(counted, key=lambda one: one.number or 0)
    return place, place.number != 1
