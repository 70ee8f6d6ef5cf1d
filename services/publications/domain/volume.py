"""A volume of the Red Book series: a work with its number, the workshops it covers and its editions by language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from services.publications.domain.log import EditionsSet, VolumeCreated, VolumeRevised
from services.publications.domain.marked import Marked
from services.publications.domain.report import Report
from services.publications.domain.rules import COVERED_BY_A_VOLUME, ORIGINAL_LANGUAGE
from shared.contracts.publications import CoveredWorkshop, Edition, VolumePublished, VolumeWithdrawn
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """For good: it keeps its number, and a tombstone stands for it in the catalogue (R66)."""


class Volume(Marked, type="volume", collection="volumes"):
    number: int
    title: LocalizedText
    original_language: Language
    workshops: tuple[CoveredWorkshop, ...] = ()
    editions: tuple[Edition, ...] = ()
    state: State = State.DRAFT
    state_since: date
    published_on: date | None = None
    reason: str | None = None
    """Why it was withdrawn."""
    due_on: date | None = None
    """The earliest day after which a workshop it covers is overdue (R61); absent where none is due."""

    def create(self, act: Act, *, reports: Sequence[Report]) -> None:
        """Raises ``RuleBroken`` R61 without a workshop."""
        self._cover(reports)
        self.record(
            VolumeCreated(
                number=self.number,
                title=self.title,
                original_language=self.original_language,
                workshops=tuple(one.workshop for one in self.workshops),
            ),
            act=act,
        )

    def revise(self, act: Act, *, title: LocalizedText, original_language: Language, reports: Sequence[Report]) -> None:
        """What it is called and which workshops it covers, until it is published. Raises ``RuleBroken`` R61."""
        refuse(self.obstacles_to_revise())
        self._cover(reports)
        self.title, self.original_language = title, original_language
        self.record(
            VolumeRevised(
                title=title,
                original_language=original_language,
                workshops=tuple(one.workshop for one in self.workshops),
            ),
            act=act,
        )

    def set_editions(self, act: Act, *, editions: Sequence[Edition], reports: Iterable[Report]) -> None:
        """All its editions, replacing those it had; of a published volume they are told at once. ``reports`` are
        those of its workshops.

        Raises ``InvalidInput`` for a language twice, ``RuleBroken`` R67 when a published volume would lose
        the edition in its original language.
        """
        refuse(self.obstacles_to_set_editions())
        languages = [edition.language for edition in editions]
        if len(languages) != len(set(languages)):
            raise InvalidInput("There is more than one edition in a language.", remedy="Give one for each language.")
        if self.state is State.PUBLISHED:
            refuse(self._lacks_original(editions))
        self.editions = tuple(editions)
        self._mark(reports)
        self.record(EditionsSet(languages=tuple(languages)), act=act)
        if self.state is State.PUBLISHED:
            self._tell_publication(act)

    def publish(self, act: Act, *, reports: Mapping[str, Report]) -> None:
        """It comes out. ``reports`` by workshop. Raises ``RuleBroken`` R67, ``WrongState`` for reports that are
        not published."""
        refuse(self.obstacles_to_publish(reports))
        self.state, self.state_since, self.published_on = State.PUBLISHED, act.occurred_on, act.occurred_on
        self._mark(reports.values())
        self._tell_publication(act)

    def withdraw(self, act: Act, *, reason: str, reports: Iterable[Report]) -> None:
        """It is published no longer. ``reports`` are those of its workshops."""
        refuse(self.obstacles_to_withdraw())
        self.state, self.state_since, self.reason = State.WITHDRAWN, act.occurred_on, reason
        self._mark(reports)
        facts = {**self.facts(), "withdrawn_on": act.occurred_on, "reason": reason}
        self.record(VolumeWithdrawn.model_validate(facts), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_revise(self) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT}), "revised")

    def obstacles_to_set_editions(self) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT, State.PUBLISHED}), "given editions")

    def obstacles_to_publish(self, reports: Mapping[str, Report]) -> Obstacles:
        """``reports`` are those of its workshops, by workshop."""
        yield from self._outside(frozenset({State.DRAFT}), "published")
        yield from self._lacks_original(self.editions)
        for one in self.workshops:
            yield from reports[one.workshop].obstacles_to_come_out()

    def obstacles_to_withdraw(self) -> Obstacles:
        yield from self._outside(frozenset({State.PUBLISHED}), "withdrawn")

    def facts(self) -> dict[str, object]:
        """What :class:`VolumeFacts` asks for."""
        return {
            "volume": self.id,
            "series_number": self.number,
            "title": self.title,
            "original_language": self.original_language,
            "workshops": self.workshops,
            "editions": self.editions,
        }

    def _tell_publication(self, act: Act) -> None:
        self.record(VolumePublished.model_validate({**self.facts(), "published_on": self.published_on}), act=act)

    def _cover(self, reports: Sequence[Report]) -> None:
        if not reports:
            raise RuleBroken(
                COVERED_BY_A_VOLUME, f"The volume {self.number} covers no workshop.", remedy="Name at least one."
            )
        workshops = [report.workshop for report in reports]
        if len(workshops) != len(set(workshops)):
            raise InvalidInput("A workshop is named more than once.", remedy="Name each workshop once.")
        for report in reports:
            refuse(report.obstacles_to_be_covered())
        self.workshops = tuple(_covered(report) for report in reports)
        self._mark(reports)
        self.due_on = min((report.volume_due_on for report in reports if report.volume_due_on), default=None)

    def _mark(self, reports: Iterable[Report]) -> None:
        """In the year of any workshop it covers: its reports know whether that is closed."""
        self.after_close = any(report.closed_on is not None for report in reports)

    def _lacks_original(self, editions: Sequence[Edition]) -> Obstacles:
        if self.original_language not in {edition.language for edition in editions}:
            yield RuleBroken(
                ORIGINAL_LANGUAGE,
                f"The volume {self.number} has no edition in its original language, “{self.original_language}”.",
                remedy="Give the edition in that language, with its formats and its address.",
            )

    def _outside(self, allowed: frozenset[State], done: str) -> Obstacles:
        if self.state not in allowed:
            yield WrongState(
                f"The volume {self.number} is {self.state} and cannot be {done}.",
                remedy=f"This is possible while it is {' or '.join(sorted(allowed))}.",
            )


def _covered(report: Report) -> CoveredWorkshop:
    assert report.held is not None  # only what was held has a report that can be covered
    return CoveredWorkshop(
        workshop=report.workshop, cycle=report.cycle, title=report.held.title, held_on=report.held.held_on
    )
