"""One cycle and everything that was done about it, for random stories."""

from dataclasses import dataclass, field, replace
from datetime import date

from services.governance.domain.body import Body
from services.governance.domain.chain import Chain
from services.governance.domain.consultation import Consultation, ConsultationState, forum_for
from services.governance.domain.cycle import Cycle
from services.governance.domain.forum import Forum
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from shared.domain.act import Act
from tests.sample import CONTEXT
from tests.unit.governance.given import body, text


@dataclass(kw_only=True)
class World:
    """One cycle on one day, and everything that was done about it."""

    cycle: Cycle
    today: date
    chain: Chain = field(default_factory=lambda: Chain(id="cycle-2018"))
    consultations: dict[str, Consultation] = field(default_factory=dict)
    theme_slate: ThemeSlate | None = None
    topic_slate: TopicSlate | None = None
    surveys: dict[str, WrittenSurvey] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    """The surveys that a body answered in time."""
    slates: int = 0
    observer: Body = field(default_factory=lambda: body("borduria", "observer_state"))
    """A body that may become a member, or leave."""
    with_bodies: bool = True
    """Whether somebody comes to the consultations that are opened from now on."""

    def copy(self) -> "World":
        return replace(
            self,
            cycle=self.cycle.model_copy(),
            consultations={id: one.model_copy() for id, one in self.consultations.items()},
            theme_slate=self.theme_slate and self.theme_slate.model_copy(),
            topic_slate=self.topic_slate and self.topic_slate.model_copy(),
            surveys={id: one.model_copy() for id, one in self.surveys.items()},
            observer=self.observer.model_copy(),
        )

    def on(self, day: date | None = None) -> Act:
        return CONTEXT.act(day or self.today)

    def scheduled(self) -> Consultation:
        id = f"consultation-{len(self.consultations) + 1}"
        one = Consultation.schedule(id=id, title=text(id), planned_on=self.today, act=self.on())
        self.consultations[id] = one
        return one

    def opened(self, day: date | None = None, *, attended: bool | None = None) -> Consultation:
        one = self.scheduled()
        one.open(act=self.on(day))
        if self.with_bodies if attended is None else attended:
            one.note_attendance(bodies=[body()], act=self.on(day))
        return one

    def named(self, kind: str) -> str:
        self.slates += 1
        return f"{kind}-{self.slates}"

    def survey_forum(self, survey: WrittenSurvey, *, correcting: bool = False) -> SurveyForum:
        return SurveyForum(survey=survey, answered=int(survey.id in self.answered), correcting=correcting)

    def forum_of(self, slate: ThemeSlate | TopicSlate) -> Forum:
        if slate.survey is not None:
            return self.survey_forum(self.surveys[slate.survey])
        attended = [one for one in self.consultations.values() if one.attendance]
        last = max(attended, key=lambda one: (one.opened_on or date.min, one.id), default=None)
        return forum_for(slate.opened_on, own=self.consultations[slate.consultation], attended=last)

    def talk_of(self, slate: ThemeSlate | TopicSlate) -> Consultation:
        going_on = (one for one in self.consultations.values() if one.state is ConsultationState.OPEN)
        dealing = (one for one in going_on if one.deals_with(slate.id))
        return next(dealing, self.consultations[slate.consultation])

    def day_in(self, forum: Forum, slate: ThemeSlate | TopicSlate) -> date:
        if isinstance(forum, SurveyForum):
            return forum.survey.closed_on or self.today
        return max(slate.opened_on, forum.opened_on or slate.opened_on)
