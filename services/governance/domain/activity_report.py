"""An activity report: what the Administration tells the Membership of a year (R3, F22)."""

from datetime import date
from typing import Self

from pydantic import Field

from services.governance.domain.activity_figures import Figures, Section
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import Language, LocalizedText


class ActivityReportOpened(
    Message,
    type="int.iom.idm.governance.ActivityReportOpened.v1",
    aggregate="activity_report",
    audience=Audience.AUDIT,
):
    cycle: Identifier


class SectionWritten(
    Message, type="int.iom.idm.governance.SectionWritten.v1", aggregate="activity_report", audience=Audience.AUDIT
):
    """The text of a section was written, or taken out (``languages`` is empty). What it says is in the report alone:
    a text may name people."""

    section: Section
    languages: tuple[Language, ...]


class ActivityReportFiled(
    Message, type="int.iom.idm.governance.ActivityReportFiled.v1", aggregate="activity_report", audience=Audience.AUDIT
):
    cycle: Identifier
    consultation: Identifier


class ActivityReport(Aggregate, type="activity_report", collection="activity_reports"):
    """Figures and texts of one year. Until it is filed its figures are built anew whenever it is read; from then on
    they are those it was filed with, as are its texts."""

    cycle: Identifier
    opened_on: date
    texts: dict[Section, LocalizedText] = Field(default_factory=dict)
    filed_on: date | None = None
    consultation: Identifier | None = None
    """The consultation at which it was put before the Membership."""
    figures: Figures | None = None

    @classmethod
    def open(cls, *, id: str, cycle: Cycle, act: Act) -> Self:
        """Raises ``InvalidInput`` for a day before the cycle was opened."""
        if act.occurred_on < cycle.opened_on:
            raise InvalidInput(
                f"The day given ({act.occurred_on.isoformat()}) lies before the cycle {cycle.year} was opened "
                f"({cycle.opened_on.isoformat()}).",
                remedy="Give the day on which the report was begun (occurred_on).",
            )
        report = cls(id=id, cycle=cycle.id, opened_on=act.occurred_on)
        report.record(ActivityReportOpened(cycle=cycle.id), act=act)
        return report

    def write(self, section: Section, text: LocalizedText | None, *, act: Act) -> None:
        """Write what a section says beside its figures, which stay as they are; ``None`` takes the text out."""
        refuse(self.obstacles_to_write())
        others = {one: written for one, written in self.texts.items() if one is not section}
        self.texts = {**others, section: text} if text is not None else others
        languages = tuple(one for one in Language if text is not None and one not in text.missing)
        self.record(SectionWritten(section=section, languages=languages), act=act)

    def file(self, *, consultation: Consultation, figures: Figures, act: Act) -> None:
        """Put it before the Membership. Raises ``InvalidInput`` unless the consultation was open on that day."""
        refuse(self.obstacles_to_file())
        day = act.occurred_on
        if not consultation.was_opened_by(day) or (consultation.closed_on is not None and day > consultation.closed_on):
            raise InvalidInput(
                f"The consultation “{consultation.title.any()}” was not open on the day given ({day.isoformat()}).",
                remedy="Name the consultation at which the report was given, and its day (occurred_on).",
            )
        if day < self.opened_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the report was begun ({self.opened_on.isoformat()}).",
                remedy="Give the day on which the report was given (occurred_on).",
            )
        self.filed_on, self.consultation, self.figures = day, consultation.id, figures
        self.record(ActivityReportFiled(cycle=self.cycle, consultation=consultation.id), act=act)

    def obstacles_to_write(self) -> Obstacles:
        yield from self._once_filed()

    def obstacles_to_file(self) -> Obstacles:
        yield from self._once_filed()

    def _once_filed(self) -> Obstacles:
        if self.filed_on is not None:
            yield WrongState(
                f"The report was filed on {self.filed_on.isoformat()}, and stays as the Membership saw it.",
                remedy="Open another report on the same year.",
            )
