"""A written survey on a theme, in the states the tests start from."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from services.governance.domain.body import Body
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.position import Position, PositionKind, Positions, SourceDocument
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.theme_slate import ThemeSlate
from shared.contracts.facts import ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act
from tests.unit.governance.given import body, consultation, cycle, on, theme_slate

DEADLINE = datetime(2017, 4, 10, 16, tzinfo=UTC)
NOTE = SourceDocument(kind="note_verbale", reference="Note No. 14", on=on("2017-03-21").occurred_on)


class Given:
    """A theme slate on which a consultation was not conclusive."""

    def __init__(self) -> None:
        self.year: Cycle = cycle()
        self.forum: Consultation = consultation(bodies=[body()])
        self.slate: ThemeSlate = theme_slate(self.year, self.forum)
        self.slate.determine(
            cycle=self.year, forum=self.forum, conclusive=False, option=None, why="Divided.", act=on("2017-03-02")
        )

    def issue(
        self,
        *,
        reason: str = "not_conclusive",
        asked_for_by: Sequence[str] = (),
        bodies: Sequence[Body] | None = None,
        deadline: datetime = DEADLINE,
        act: Act | None = None,
    ) -> WrittenSurvey:
        return WrittenSurvey.issue(
            id="survey-1",
            cycle=self.year,
            slate=self.slate,
            consultation=self.forum,
            reason=reason,
            asked_for_by=asked_for_by,
            bodies=[body(), body("borduria", "observer_state")] if bodies is None else bodies,
            note=None,
            deadline=deadline,
            remind_at=None,
            act=act or on("2017-03-20"),
        )


def running(given: Given) -> WrittenSurvey:
    """Its deadline lay ahead when it was issued."""
    return given.issue(act=at(DEADLINE - timedelta(days=14)))


def at(moment: datetime) -> Act:
    return Act.of(actor=on("2017-03-20").actor, recorded_at=moment, occurred_on=None)


def response(survey: WrittenSurvey, name: str = "atlantis") -> Positions:
    return Positions.begin(
        forum_kind=ForumKind.WRITTEN_SURVEY,
        forum=survey.id,
        cycle=survey.cycle,
        slate_kind=SlateKind.THEME,
        slate=survey.slate,
        body=name,
        type=survey.require_asked(name),
    )


def say(response: Positions, kind: PositionKind, act: Act, *, source: SourceDocument | None = NOTE) -> None:
    response.state(
        [Position(option="cities", kind=kind)], options=["cities", "youth"], comment=None, source=source, act=act
    )
