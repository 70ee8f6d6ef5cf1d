"""The list of a past year: what its entries must be together (R73, R74)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.events.domain.log import PastEntryListed, PastListCompleted
from shared.contracts.facts import Fact, YearFormat
from shared.contracts.history import EntryCell, PastKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import Rule, RuleBroken, WrongState

FIRST_YEAR, LAST_YEAR = 2001, 2018
"""The years of the brochure's table."""
_COUNCIL_ONLY = frozenset({2001, 2002})
_CONFERENCE = frozenset({2013, 2015})

R73 = Rule(
    number="R73",
    slug="title-unique-in-its-year",
    sentence="Within one year no two entries bear the same title; in two years they may.",
)
R74 = Rule(
    number="R74",
    slug="entries-of-a-past-year",
    sentence="2001 and 2002 have no workshop, only topics of the Council session; 2013 and 2015 have one conference "
    "and no intersessional workshop; every other year has exactly two intersessional workshops and no conference.",
)


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """What a format has exactly ``count`` of (``kind=None``: of nothing), and which kinds may stand beside it."""

    kind: PastKind | None
    count: int
    name: str
    beside: frozenset[PastKind]


_ADDITIONS = frozenset({PastKind.COUNCIL_SESSION_WORKSHOP, PastKind.EXPERT_SEMINAR})
"""What took place in addition to the format (``**``, ``***``) is never counted (A2)."""
_COUNTED = {
    YearFormat.COUNCIL_ONLY: _Counted(
        kind=None,
        count=0,
        name="topics of the Council session alone",
        beside=frozenset({PastKind.COUNCIL_SESSION_TOPIC}),
    ),
    YearFormat.SINGLE_CONFERENCE: _Counted(
        kind=PastKind.HIGH_LEVEL_CONFERENCE, count=1, name="one conference", beside=_ADDITIONS
    ),
    YearFormat.TWO_WORKSHOPS: _Counted(
        kind=PastKind.INTERSESSIONAL_WORKSHOP, count=2, name="two intersessional workshops", beside=_ADDITIONS
    ),
}


class Listed(Fact):
    number: int
    title: str
    kind: PastKind


def past_list_id(year: int) -> str:
    return f"history-{year}"


class PastList(Aggregate, type="past_list", collection="past_lists"):
    """Entries are written through it, so two people who enter a year's second workshop cannot both succeed."""

    year: int
    entries: tuple[Listed, ...] = ()
    completed: bool = False

    @property
    def format(self) -> YearFormat:
        """The format that the year had (F58, F61; 2015 by D7)."""
        if self.year in _COUNCIL_ONLY:
            return YearFormat.COUNCIL_ONLY
        return YearFormat.SINGLE_CONFERENCE if self.year in _CONFERENCE else YearFormat.TWO_WORKSHOPS

    def enter(self, act: Act, *, number: int, cell: EntryCell) -> None:
        """Give the entry its place, or follow its correction. Raises ``RuleBroken`` R73 and R74."""
        entry = Listed(number=number, title=cell.printed_title, kind=cell.kind)
        if entry in self.entries:
            return
        others = tuple(one for one in self.entries if one.number != number)
        refuse(self._obstacles_to_enter(entry, others))
        self.entries = tuple(sorted((*others, entry), key=lambda one: one.number))
        self.record(PastEntryListed(year=self.year, number=number), act=act)

    def complete(self, act: Act) -> None:
        """All entries are there. Again changes nothing. Raises ``RuleBroken`` R74 while some are missing."""
        if self.completed:
            return
        refuse(self.obstacles_to_complete())
        self.completed = True
        self.record(PastListCompleted(year=self.year), act=act)

    def obstacles_to_complete(self) -> Obstacles:
        yield from self._short_of(self.entries)

    def _obstacles_to_enter(self, entry: Listed, others: Sequence[Listed]) -> Obstacles:
        new = all(one.number != entry.number for one in self.entries)
        if self.completed and new:
            yield WrongState(
                f"The list of {self.year} is complete, so it takes no entry {entry.number}.",
                remedy="Correct an entry there is.",
            )
        for one in others:
            if one.title.casefold() == entry.title.casefold():
                yield RuleBroken(
                    R73,
                    f"Entry {one.number} of {self.year} bears the title “{one.title}” already.",
                    remedy="Check the number of the entry, or its title.",
                )
        yield from self._misfit(entry, others)
        if self.completed and not new:
            yield from self._short_of((*others, entry))

    def _misfit(self, entry: Listed, others: Sequence[Listed]) -> Obstacles:
        counted = _COUNTED[self.format]
        if entry.kind in counted.beside:
            return
        if entry.kind is not counted.kind:
            yield RuleBroken(
                R74,
                f"{self.year} had {counted.name}, and no {entry.kind.value}.",
                remedy="Check the year and the kind of the entry.",
            )
        elif _how_many(counted, others) >= counted.count:
            yield RuleBroken(
                R74,
                f"{self.year} had {counted.name}, and the list has {_how_many(counted, others)} already.",
                remedy="Check the year; what took place in addition has another kind.",
            )

    def _short_of(self, entries: Sequence[Listed]) -> Obstacles:
        counted = _COUNTED[self.format]
        if _how_many(counted, entries) < counted.count:
            yield RuleBroken(
                R74,
                f"{self.year} had {counted.name}, and the list has {_how_many(counted, entries)}.",
                remedy="Enter what is missing; a correction leaves a complete year complete.",
            )


def _how_many(counted: _Counted, entries: Sequence[Listed]) -> int:
    return sum(one.kind is counted.kind for one in entries)
