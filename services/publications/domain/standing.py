"""Whether a volume is out, and what of it is not as it came out any more: a story taken back, files that are old."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from services.publications.domain.book import book_of
from services.publications.domain.log import StoriesNoted
from services.publications.domain.report import Report
from services.publications.domain.work import Work
from shared.domain.act import Act
from shared.domain.actions import Obstacles
from shared.domain.errors import WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import Language


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """For good: it keeps its number, and a tombstone stands for it in the catalogue (R66)."""


class Standing(Work):
    """Base of a volume."""

    state: State = State.DRAFT
    state_since: date
    published_on: date | None = None
    reason: str | None = None
    """Why it was withdrawn."""
    stories_to_remove: tuple[Identifier, ...] = ()
    """It is out, and tells of these workshops a story without its speaker's consent (R30)."""
    taken_back_in: tuple[Identifier, ...] = ()
    """It is out, and a name or a picture of these workshops was taken back, which nobody followed yet (R30)."""
    outdated: tuple[Language, ...] = ()
    """It is out, and the files of these editions that are made here are not of the source as it is now."""
    outdated_since: date | None = None

    def note_stories(self, act: Act, *, report: Report, reports: Sequence[Report]) -> None:
        """A speaker gave or took back the consent to a story, a name or a picture in a report that it contains, or a
        person followed that. ``reports`` are those of all its workshops. The same again records nothing."""
        stories = _named(self.stories_to_remove, report.workshop, report.story_to_remove)
        names = _named(self.taken_back_in, report.workshop, bool(report.to_follow))
        before = self.outdated, set(self.stories_to_remove), set(self.taken_back_in)
        self._note_outdated(act, reports)
        if (self.outdated, set(stories), set(names)) != before:
            self.stories_to_remove, self.taken_back_in = stories, names
            self._mark((report,))
            self.record(StoriesNoted(workshops=stories, taken_back_in=names), act=act)

    def _note_outdated(self, act: Act, reports: Iterable[Report]) -> None:
        """Which editions have files that were made before it, its imprint or a report changed."""
        if self.state is State.PUBLISHED:
            self.outdated = tuple(self.made_of_another_source({report.workshop: report for report in reports}))
            self.outdated_since = (self.outdated_since or act.occurred_on) if self.outdated else None

    def made_of_another_source(self, reports: Mapping[str, Report]) -> Iterator[Language]:
        """The languages of the editions whose files are not of it as it is now."""
        for made in self.made:
            edition = self.edition_in(made.language)
            if edition is not None and book_of(self, reports, edition).digest != made.source:
                yield made.language

    def _mark(self, reports: Iterable[Report]) -> None:
        """In the year of any workshop it covers: its reports know whether that is closed."""
        self.after_close = any(report.closed_on is not None for report in reports)

    def _outside(self, allowed: frozenset[State], done: str) -> Obstacles:
        if self.state not in allowed:
            yield WrongState(
                f"The volume {self.number} is {self.state} and cannot be {done}.",
                remedy=f"This is possible while it is {' or '.join(sorted(allowed))}.",
            )


def _named(workshops: Iterable[str], workshop: str, marked: bool) -> tuple[str, ...]:
    """These, with or without this one."""
    others = tuple(one for one in workshops if one != workshop)
    return (*others, workshop) if marked else others
