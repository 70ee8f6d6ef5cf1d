"""The cycle as publications sees it: what is still open in it, which workshops were held, and when it was closed.

Every act that opens or settles one of its reports is written here too. Otherwise two editors who publish the last
two reports at the same moment would each tell governance of one that is open still.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from services.publications.domain.closing import held_and_left_out
from services.publications.domain.decided import ChosenTopics, CouncilGathering, TopicChoices
from services.publications.domain.document import Document
from services.publications.domain.document_log import DocumentsEntered, WorkshopEntered
from services.publications.domain.log import (
    CycleClosingNoted,
    CycleNoted,
    FactDidNotFit,
    MisfitAcknowledged,
    ReportsEntered,
)
from services.publications.domain.parts import HeldWorkshop
from services.publications.domain.report import Report
from services.publications.domain.year_log import CouncilGatheringNoted, ThemeNoted, TopicsNoted
from shared.contracts.closing import OpenMatter
from shared.contracts.facts import ThemeRef
from shared.contracts.publications import ReportsReviewed
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import WrongState
from shared.domain.identifiers import Identifier
from shared.domain.misfits import Misfit, anything_waits, is_noted, seen_by_a_person


class Cycle(Aggregate, type="cycle", collection="cycles"):
    year: int
    opened_on: date | None = None
    """Absent until governance told of it."""
    closed_on: date | None = None
    reports: tuple[Identifier, ...] = ()
    """Every report on a workshop of the cycle, in whatever state."""
    planned: tuple[Identifier, ...] = ()
    """The workshops that were planned in it, of whatever kind: sorted."""
    documents: tuple[Identifier, ...] = ()
    """Every document of its workshops, in whatever state."""
    open: tuple[OpenMatter, ...] = ()
    held: tuple[Identifier, ...] = ()
    """The workshops that were held, of whatever kind, as far as events told: sorted."""
    closed_with: tuple[Identifier, ...] = ()
    """The workshops that governance knew to be held when it closed the cycle: sorted. Those that are told only
    afterwards are taken as if in time."""
    misfits: tuple[Misfit, ...] = ()
    theme: ThemeRef | None = None
    topics: TopicChoices = TopicChoices()
    council: tuple[CouncilGathering, ...] = ()
    """The gatherings at the Council that were held: sorted."""

    def note_opened(self, act: Act, *, opened_on: date) -> None:
        """Governance opened it. The same again records nothing."""
        if self.opened_on != opened_on:
            self.opened_on = opened_on
            self.record(CycleNoted(opened_on=opened_on), act=act)
        self.review(act)

    def note_planned(self, act: Act, *, workshop: str) -> None:
        """The workshop was planned: it may have documents from now on. The same again records nothing."""
        if workshop not in self.planned:
            self.planned = tuple(sorted({*self.planned, workshop}))
            self.record(WorkshopEntered(workshop=workshop), act=act)
        self.review(act)

    def note_theme(self, act: Act, *, theme: ThemeRef) -> None:
        """The theme of the year (R7), or the one that it was corrected to: all come from one slate, in its order. What
        the cycle was closed with is the last word. The same again records nothing."""
        if theme != self.theme and (self.closed_on is None or self.theme is None):
            self.theme = theme
            self.record(ThemeNoted(theme=theme.id), act=act)
        self.review(act)

    def note_topics(self, act: Act, *, topics: ChosenTopics, supersedes: str | None) -> None:
        """The topics of the year (R13), chosen or corrected, on one slate or on one that took another's place: in any
        order. The same again records nothing."""
        choices = self.topics.with_choice(topics, supersedes=supersedes)
        if choices != self.topics:
            self.topics = choices
            current = choices.current.slate if choices.current else None
            self.record(TopicsNoted(slate=topics.slate, current=current), act=act)
        self.review(act)

    def note_council(self, act: Act, *, workshop: str, held: HeldWorkshop | None) -> None:
        """A gathering at the Council was held; ``None``: it was called off. The same again records nothing."""
        others = tuple(one for one in self.council if one.workshop != workshop)
        told = () if held is None else (CouncilGathering(workshop=workshop, held=held),)
        council = tuple(sorted((*others, *told), key=lambda one: one.workshop))
        if council != self.council:
            self.council = council
            self.record(CouncilGatheringNoted(workshop=workshop, held_on=held and held.held_on), act=act)

    def knows(self, workshop: str) -> bool:
        """Whether events told that the workshop was planned, or held."""
        return workshop in self.planned or workshop in self.held

    def review(
        self,
        act: Act,
        *,
        reports: Iterable[Report] = (),
        documents: Iterable[Document] = (),
        held: Iterable[str] = (),
    ) -> None:
        """Take in what became of some of its reports and documents, and workshops that were ``held``.

        This is the one place where the answer to governance changes, and it is told whenever it differs from
        the last one told, or none was told yet.
        """
        changed = {report.id: report for report in reports}
        entered = tuple(name for name in changed if name not in self.reports)
        if entered:
            self.reports = (*self.reports, *entered)
            self.record(ReportsEntered(reports=entered), act=act)
        papers = {document.id: document for document in documents}
        added = tuple(name for name in papers if name not in self.documents)
        if added:
            self.documents = (*self.documents, *added)
            self.record(DocumentsEntered(documents=added), act=act)
        others = (matter for matter in self.open if matter.about not in changed and matter.about not in papers)
        changes: tuple[Report | Document, ...] = (*changed.values(), *papers.values())
        told = (matter for one in changes for matter in one.open_matters())
        open_now = sorted((*others, *told), key=lambda matter: (matter.about, matter.what))
        reported = (report.workshop for report in changed.values() if report.held is not None)
        held_before, held_now = self.held, sorted({*self.held, *held, *reported})
        answer = (tuple(open_now), tuple(held_now))
        never_told = self.sequence == 0
        if answer == (self.open, self.held) and not never_told:
            return
        self.open, self.held = answer
        self.record(ReportsReviewed(cycle=self.id, year=self.year, open=self.open, held=self.held), act=act)
        self._compare(act, held=set(self.held) - set(held_before), reports=changed.values())

    def close(
        self,
        act: Act,
        *,
        closed_on: date,
        held: Iterable[str],
        reports: Sequence[Report],
        theme: ThemeRef | None = None,
    ) -> None:
        """Governance closed it, with the workshops ``held`` and the ``theme``. ``reports`` are all that
        ``self.reports`` names. The same again records nothing."""
        if self.closed_on is not None:
            return
        if theme is not None:
            self.note_theme(act, theme=theme)
        self.closed_on, self.closed_with = closed_on, tuple(sorted(set(held)))
        self.record(CycleClosingNoted(closed_on=closed_on, held=self.closed_with), act=act)
        for report in reports:
            report.close_year(act, closed_on=closed_on, left_out=self.leaves_out(report.workshop))
        self._compare(act, held=self.held, reports=reports)
        self.review(act, reports=reports)

    def leaves_out(self, workshop: str) -> bool:
        """Whether it was closed, and without this workshop."""
        return self.closed_on is not None and workshop not in self.closed_with

    def _compare(self, act: Act, *, held: Collection[str], reports: Iterable[Report]) -> None:
        """What was held, and governance closed the cycle without, waits for a person, whichever was told first."""
        if self.closed_on is None:
            return
        titles = {report.workshop: f"“{report.name}”" for report in reports}
        for workshop in sorted(held):
            if self.leaves_out(workshop):
                called = titles.get(workshop, workshop)
                why = held_and_left_out(self.id, self.closed_on, called=called)
                self.did_not_fit(act, fact="WorkshopHeld", about=workshop, why=why)

    def did_not_fit(self, act: Act, *, fact: str, about: str, why: str) -> None:
        """Keep a fact that cannot take effect, once, where a person sees it (invariant 6)."""
        if is_noted(self.misfits, fact=fact, about=about, why=why):
            return
        # What came too late may have happened long ago; it waits for a person since the close at the earliest.
        noted_on = max(act.occurred_on, self.closed_on or act.occurred_on)
        self.misfits = (*self.misfits, Misfit(fact=fact, about=about, why=why, noted_on=noted_on))
        self.record(FactDidNotFit(fact=fact, about=about, why=why), act=act)

    def acknowledge(self, act: Act, *, about: str, reason: str) -> None:
        """A person saw what did not fit about a workshop, and says what follows from it. Raises ``NotFound``."""
        refuse(self.obstacles_to_acknowledge())
        late = self.closed_on is not None
        self.misfits = seen_by_a_person(self.misfits, about=about, after_close=late)
        self.record(MisfitAcknowledged(about=about, reason=reason, after_close=late), act=act)

    def obstacles_to_acknowledge(self) -> Obstacles:
        if not anything_waits(self.misfits):
            yield WrongState(
                f"In the cycle {self.year} nothing that did not fit waits for a person.", remedy="Nothing is to do."
            )
