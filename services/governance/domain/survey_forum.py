"""A written survey as the place in which the Membership decides (R8, R17)."""

from dataclasses import dataclass
from datetime import date

from services.governance.domain.rules import R17
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.survey_log import SurveyDetermined
from shared.contracts.facts import DecidedIn, ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.moment import write_moment


@dataclass(frozen=True, kw_only=True)
class SurveyForum:
    """The survey as the place in which the Membership decides (R8). ``answered``: how many bodies answered in time."""

    survey: WrittenSurvey
    answered: int
    correcting: bool = False
    """A determination that it showed the Membership's wish is replaced by another."""

    @property
    def id(self) -> str:
        return self.survey.id

    @property
    def kind(self) -> ForumKind:
        return ForumKind.WRITTEN_SURVEY

    @property
    def opened_on(self) -> date | None:
        return self.survey.issued_on

    def obstacles_to_find(self, *, conclusive: bool) -> Obstacles:
        survey = self.survey
        if survey.state is SurveyState.OPEN:
            yield WrongState(
                f"The survey “{survey.id}” is open until {write_moment(survey.deadline)}.",
                remedy="Say what it showed once it is closed.",
            )
        elif not self._may_be_said_of(conclusive):
            yield WrongState(f"The survey “{survey.id}” is {survey.state.value} already.", remedy="Name another forum.")
        if conclusive and self.answered == 0:
            yield RuleBroken(
                R17,
                f"No body answered the survey “{survey.id}” in time, so it shows no wish of the Membership.",
                remedy="Record that it was not conclusive: the slate returns to the next consultation.",
            )

    def _may_be_said_of(self, conclusive: bool) -> bool:
        """Once it is closed; what was found inconclusive may still be found conclusive by a later determination."""
        survey = self.survey
        if survey.state is SurveyState.DETERMINED:
            return conclusive and (self.correcting or not survey.conclusive)
        return survey.state is SurveyState.CLOSED

    def find(self, *, kind: SlateKind, slate: str, slate_opened_on: date, conclusive: bool, act: Act) -> DecidedIn:
        survey = self.survey
        if survey.slate != slate:
            raise InvalidInput(
                f"The survey “{survey.id}” is on another slate.", remedy="Name a survey that was issued on this one."
            )
        refuse(self.obstacles_to_find(conclusive=conclusive))
        if survey.closed_on is not None and act.occurred_on < survey.closed_on:
            raise InvalidInput(
                f"The survey closed on {survey.closed_on.isoformat()}, after the day given.",
                remedy="Give the day on which it was found what it showed (occurred_on).",
            )
        survey.state, survey.conclusive = SurveyState.DETERMINED, conclusive
        survey.record(SurveyDetermined(survey=survey.id, slate=slate, conclusive=conclusive), act=act)
        return DecidedIn(kind=ForumKind.WRITTEN_SURVEY, id=survey.id, on=act.occurred_on)
