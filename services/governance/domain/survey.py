"""A written survey: a slate put to every body in writing, when a consultation was not enough (R14 to R17)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

from services.governance.domain.body import Body, of_the_membership
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.membership import Attendee, BodyType
from services.governance.domain.position import Positions, Statement
from services.governance.domain.rules import R1, R15
from services.governance.domain.survey_reason import lawful_reason, obstacles_to_issue
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.facts import Fact
from shared.contracts.governance import (
    SlateKind,
    SurveyReason,
    WrittenSurveyClosed,
    WrittenSurveyExtended,
    WrittenSurveyIssued,
    WrittenSurveyReminded,
    WrittenSurveyWithdrawn,
)
from shared.domain.act import Act, Role
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment, write_moment
from shared.domain.text import LocalizedText

S = TypeVar("S", bound=Statement)


class SurveyState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    """The deadline has passed, and nobody has said yet what it showed."""
    DETERMINED = "determined"
    WITHDRAWN = "withdrawn"


class AskedOption(Fact):
    """An option as it was when the survey was issued."""

    id: Identifier
    title: LocalizedText


class Extension(Fact):
    earlier: Moment
    later: Moment
    reason: str
    on: date


class WrittenSurvey(Aggregate, type="written_survey", collection="written_surveys"):
    """``recipients`` are fixed at issue. ``by_the_clock``: its deadline lay ahead when it was recorded, so the clock
    closes it and the moment of recording counts; else it is entered afterwards, and days count (invariant 12)."""

    cycle: Identifier
    kind: SlateKind
    slate: Identifier
    reason: SurveyReason
    consultation: Identifier
    asked_for_by: tuple[Identifier, ...] = ()
    note: LocalizedText | None = None
    options: tuple[AskedOption, ...]
    recipients: tuple[Attendee, ...]
    issued_on: date
    deadline: Moment
    by_the_clock: bool
    remind_at: Moment | None = None
    reminded_on: tuple[date, ...] = ()
    extensions: tuple[Extension, ...] = ()
    state: SurveyState = SurveyState.OPEN
    closed_on: date | None = None
    conclusive: bool | None = None
    withdrawal_reason: str | None = None

    @classmethod
    def issue(
        cls,
        *,
        id: str,
        cycle: Cycle,
        slate: ThemeSlate | TopicSlate,
        consultation: Consultation,
        reason: str,
        asked_for_by: Sequence[str],
        bodies: Sequence[Body],
        note: LocalizedText | None,
        deadline: Moment,
        remind_at: Moment | None,
        act: Act,
    ) -> Self:
        """Put the slate to every body of the Membership in writing (R15). ``bodies`` are all that are registered.

        The slate and the cycle record it too, so that it meets a determination, a withdrawal and a closing.
        """
        if act.actor.role is not Role.ADMINISTRATION:
            raise RuleBroken(
                R15, "Somebody else than the Administration would issue it.", remedy="Ask the Administration."
            )
        refuse(obstacles_to_issue(slate, cycle))
        lawful = lawful_reason(
            reason, slate=slate.id, consultation=consultation, asked_for_by=asked_for_by, bodies=bodies
        )
        day = act.occurred_on
        if not consultation.was_opened_by(day) or day < slate.opened_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the slate or the consultation opened.",
                remedy="Give the day on which the survey was issued (occurred_on).",
            )
        if deadline.date() <= day:
            raise InvalidInput(
                f"The deadline ({write_moment(deadline)}) does not lie after the day of issue ({day.isoformat()}).",
                remedy="Give the bodies at least until the next day.",
            )
        if remind_at is not None and not (day <= remind_at.date() and remind_at < deadline):
            raise InvalidInput(
                "The reminder does not lie between the day of issue and the deadline.",
                remedy="Give another moment (remind_at), or none.",
            )
        recipients = of_the_membership(bodies, day)
        if not recipients:
            raise RuleBroken(
                R15,
                "No body of the Membership is registered, so nobody is asked.",
                remedy="Register them first.",
            )
        survey = cls(
            id=id,
            cycle=cycle.id,
            kind=slate.slate_kind,
            slate=slate.id,
            reason=lawful,
            consultation=consultation.id,
            asked_for_by=tuple(asked_for_by),
            note=note,
            options=tuple(AskedOption(id=one.id, title=one.title) for one in slate.standing()),
            recipients=recipients,
            issued_on=day,
            deadline=deadline,
            by_the_clock=deadline > act.recorded_at,
            remind_at=remind_at,
        )
        slate.put_in_writing(id, act=act)
        cycle.announce_survey(survey=id, act=act)
        survey.record(
            WrittenSurveyIssued(
                survey=id,
                cycle=cycle.id,
                kind=survey.kind,
                slate=slate.id,
                reason=lawful,
                consultation=consultation.id,
                issued_on=day,
                deadline=deadline,
                asked=len(recipients),
            ),
            act=act,
        )
        return survey

    # Who answers, and what counts (R16)

    def require_asked(self, body: str) -> BodyType:
        """The type under which the body was asked. Raises ``RuleBroken`` R1 for one that was not."""
        for one in self.recipients:
            if one.body == body:
                return one.type
        raise RuleBroken(
            R1,
            f"“{body}” was not of the Membership when this survey was issued, so it is not asked.",
            remedy="Record what it says as a suggestion.",
        )

    def is_in_time(self, statement: Statement) -> bool:
        """R16: received before the deadline as it is now; what comes at its very millisecond is late."""
        if self.by_the_clock:
            return statement.received_at < self.deadline
        return statement.on <= self.deadline.date()

    def counted(self, response: Positions) -> Statement | None:
        """R16: the last statement before the deadline; ``None`` when all came late."""
        return self.last_in_time(response.statements)

    def last_in_time(self, statements: Sequence[S]) -> S | None:
        """The last one received in time. In a survey that was entered afterwards the days count, in whatever order
        they were entered."""
        in_time = [one for one in statements if self.is_in_time(one)]
        if not self.by_the_clock:
            in_time.sort(key=lambda one: (one.on, one.number))
        return in_time[-1] if in_time else None

    def obstacles_to_answer(self) -> Obstacles:
        """Late answers are kept too. Only a withdrawal ends it, or, where days are given and not counted by the clock,
        the determination: what it rests on stands."""
        if self.state is SurveyState.DETERMINED and not self.by_the_clock:
            yield WrongState(
                "This survey was entered after it took place, and what it showed is determined: no answer is added.",
                remedy="Record what the body says as a suggestion.",
            )
        if self.state is SurveyState.WITHDRAWN:
            yield WrongState(
                f"This survey was withdrawn: {self.withdrawal_reason}", remedy="Nothing is to answer any more."
            )

    # What happens to it

    def extend(self, *, deadline: Moment, reason: str, act: Act) -> None:
        """Give the bodies longer, before the deadline has passed."""
        refuse(self.obstacles_to_extend(act))
        if not reason.strip():
            raise InvalidInput("A deadline is moved for a reason.", remedy="Say in a sentence why.")
        if deadline <= self.deadline:
            raise InvalidInput(
                f"The new deadline does not lie after the one that stands ({write_moment(self.deadline)}).",
                remedy="Give a later moment.",
            )
        if self.by_the_clock != (deadline > act.recorded_at):
            raise InvalidInput(
                "This survey is entered after it took place, and the new deadline lies ahead.",
                remedy="Give the deadline that the bodies had.",
            )
        self._require_from_issue(act.occurred_on)
        earlier, self.deadline = self.deadline, deadline
        self.extensions += (Extension(earlier=earlier, later=deadline, reason=reason, on=act.occurred_on),)
        extended = WrittenSurveyExtended(
            survey=self.id, cycle=self.cycle, deadline=deadline, earlier_deadline=earlier, reason=reason
        )
        self.record(extended, act=act)

    def remind(self, *, act: Act) -> None:
        """Remind whoever has not answered."""
        refuse(self.obstacles_to_go_on())
        self._require_from_issue(act.occurred_on)
        self.reminded_on += (act.occurred_on,)
        self.remind_at = None
        self.record(WrittenSurveyReminded(survey=self.id, cycle=self.cycle, deadline=self.deadline), act=act)

    def close(self, *, act: Act) -> None:
        """The deadline has passed: by the clock, or recorded afterwards. Raises ``WrongState`` before it."""
        refuse(self.obstacles_to_close(act))
        if not self.by_the_clock and act.occurred_on < self.deadline.date():
            raise InvalidInput(
                f"The deadline was {self.deadline.date().isoformat()}, after the day given.",
                remedy="Give the day on which it closed (occurred_on).",
            )
        self.state, self.closed_on = SurveyState.CLOSED, act.occurred_on
        self.record(WrittenSurveyClosed(survey=self.id, cycle=self.cycle, closed_on=act.occurred_on), act=act)

    def withdraw(self, *, reason: str, act: Act) -> None:
        """Nobody needs to answer any more: the slate was withdrawn, or the survey should not have been issued."""
        refuse(self.obstacles_to_withdraw())
        if not reason.strip():
            raise InvalidInput("A survey is withdrawn for a reason.", remedy="Say in a sentence why.")
        self.state, self.withdrawal_reason = SurveyState.WITHDRAWN, reason
        self.record(WrittenSurveyWithdrawn(survey=self.id, cycle=self.cycle, reason=reason), act=act)

    def is_due(self, now: Moment) -> bool:
        """Whether the clock closes it now."""
        return self.state is SurveyState.OPEN and self.by_the_clock and now >= self.deadline

    def reminder_is_due(self, now: Moment) -> bool:
        return self.state is SurveyState.OPEN and self.remind_at is not None and self.remind_at <= now < self.deadline

    # What is in the way whatever the payload says

    def obstacles_to_go_on(self) -> Obstacles:
        if self.state is not SurveyState.OPEN:
            yield WrongState(f"This survey is {self.state.value}.", remedy="Read what became of it.")

    def obstacles_to_extend(self, act: Act) -> Obstacles:
        yield from self.obstacles_to_go_on()
        if self.state is SurveyState.OPEN and self.is_due(act.recorded_at):
            yield WrongState("The deadline has passed.", remedy="Say what the survey showed, or issue another one.")

    def obstacles_to_close(self, act: Act) -> Obstacles:
        yield from self.obstacles_to_go_on()
        if self.state is SurveyState.OPEN and self.by_the_clock and act.recorded_at < self.deadline:
            yield WrongState(
                f"The bodies have until {write_moment(self.deadline)}; the clock closes it then.",
                remedy="Wait for the deadline.",
            )

    def obstacles_to_withdraw(self) -> Obstacles:
        if self.state not in (SurveyState.OPEN, SurveyState.CLOSED):
            yield WrongState(f"This survey is {self.state.value}.", remedy="Read what became of it.")

    def _require_from_issue(self, day: date) -> None:
        if day < self.issued_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the survey was issued ({self.issued_on.isoformat()}).",
                remedy="Give the day on which it happened (occurred_on).",
            )
