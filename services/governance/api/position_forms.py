"""The forms in which positions come and are shown."""

from datetime import date

from pydantic import Field

from services.governance.domain.membership import BodyType
from services.governance.domain.position import Position, PositionKind, SourceDocument, Statement
from services.governance.domain.survey import WrittenSurvey
from services.governance.use_cases.positions import Said
from shared.contracts.facts import ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText, Text
from shared.http.actions import ActedView
from shared.http.schemas import Input

LONGEST_TEXT = 5_000


class PositionInput(Input):
    """What a body thinks of one option."""

    option: Identifier = Field(examples=["inclusive-cities"])
    kind: PositionKind = Field(examples=["can_live_with"])
    text: Text | None = Field(default=None, max_length=LONGEST_TEXT)


class SourceInput(Input):
    """What it was written down from, when the secretariat records it on behalf of the body."""

    kind: Text = Field(max_length=100, examples=["note_verbale"])
    reference: Text = Field(max_length=500, examples=["Note No. 14 of the Permanent Mission"])
    on: date = Field(examples=["2017-03-20"])

    def meant(self) -> SourceDocument:
        return SourceDocument(kind=self.kind, reference=self.reference, on=self.on)


class StatePositions(Input):
    """All that the body says; it replaces what it said before. `body` and `source` are for the secretariat."""

    body: Identifier | None = Field(default=None, examples=["atlantis"])
    positions: list[PositionInput] = Field(default_factory=list, max_length=200)
    comment: Text | None = Field(default=None, max_length=LONGEST_TEXT)
    source: SourceInput | None = None
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-21"])

    def said(self) -> Said:
        return Said(
            positions=[Position(option=one.option, kind=one.kind, text=one.text) for one in self.positions],
            comment=self.comment,
            proposals=self.proposed(),
            source=self.source.meant() if self.source else None,
        )

    def proposed(self) -> list[LocalizedText]:
        return []


class AnswerSurvey(StatePositions):
    """`proposals` are themes or topics of the body's own: they are kept as suggestions."""

    proposals: list[LocalizedText] = Field(default_factory=list, max_length=20)

    def proposed(self) -> list[LocalizedText]:
        return self.proposals


class StatePositionsOnSlate(StatePositions):
    consultation: Identifier = Field(examples=["consultation-2017-1"])


class StatementView(Statement):
    """`in_time` is false for what came after the deadline of a survey: it is kept, and not counted (R16)."""

    in_time: bool = True


class PositionsView(ActedView):
    """What one body said on one slate in one forum. `counts` is the number of the statement that counts; null when all
    came late."""

    forum_kind: ForumKind
    forum: str
    cycle: str
    slate_kind: SlateKind
    slate: str
    body: str
    type: BodyType
    statements: tuple[StatementView, ...]
    counts: int | None = None

    def judged(self, survey: WrittenSurvey | None) -> "PositionsView":
        """With what is in time, and what counts; outside a survey the last statement does."""
        statements = tuple(
            one.model_copy(update={"in_time": survey is None or survey.is_in_time(one)}) for one in self.statements
        )
        counted = survey.last_in_time(self.statements) if survey else next(reversed(self.statements), None)
        return self.model_copy(update={"statements": statements, "counts": counted.number if counted else None})
