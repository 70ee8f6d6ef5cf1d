"""The close of a cycle, as events sees it: what the year still waits for, and what is said once it is closed.

Governance closes a cycle when every service has said that it can. This is what events says.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from services.events.domain.identity import reserved_for
from services.events.domain.kinds import KINDS
from services.events.domain.year import ORDINALS, Part, Place
from shared.contracts.closing import OpenMatter
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import YearFormat
from shared.domain.errors import CycleIsClosed
from shared.domain.identifiers import Identifier, cycle_id
from shared.domain.misfits import Misfit


class Answer(Part):
    """``open`` and ``held`` as :class:`shared.contracts.closing.CycleReview` has them, in the same order."""

    open: tuple[OpenMatter, ...]
    held: tuple[Identifier, ...]


def answer_of(*, year: int, format: YearFormat | None, places: Sequence[Place], misfits: Sequence[Misfit]) -> Answer:
    """What a year with these workshops, and these facts that did not fit, says about its cycle."""
    matters = (
        *_not_held(year, places),
        *_not_presented(year, places),
        *_missing(year, format, places),
        *_unseen(misfits),
    )
    return Answer(
        open=tuple(sorted(matters, key=lambda one: (one.about, one.what, one.why))),
        held=tuple(sorted(place.workshop for place in places if place.held_on is not None)),
    )


def cycle_closed(*, year: int, closed_on: date) -> CycleIsClosed:
    """The refusal of whatever would change a closed year."""
    return CycleIsClosed(
        f"The cycle {year} was closed on {closed_on.isoformat()}, and its workshops are read-only.",
        remedy="A closed cycle is not opened again; plan what is still to come in the cycle of another year.",
    )


def _not_held(year: int, places: Sequence[Place]) -> Iterator[OpenMatter]:
    for place in places:
        if place.held_on is None:
            why = f"{_called(year, place)} is planned, and not recorded as held."
            yield OpenMatter(what="workshop-not-held", about=place.workshop, why=why)


def _not_presented(year: int, places: Sequence[Place]) -> Iterator[OpenMatter]:
    """R26: a seminar that names no session of the Council."""
    for place in places:
        if place.kind is WorkshopKind.EXPERT_SEMINAR and place.presented_at is None:
            why = f"{_called(year, place)} is presented at no session of the Council yet."
            yield OpenMatter(what="seminar-not-presented", about=place.workshop, why=why)


def _missing(year: int, format: YearFormat | None, places: Sequence[Place]) -> Iterator[OpenMatter]:
    """What a year has by its format (R24), and this one has not."""
    cycle = cycle_id(year)
    if format is None:
        yield OpenMatter(what="format-not-known", about=cycle, why=f"The format of {year} is not decided yet.")
    lacking = _lacking(format, [place.kind for place in places])
    if lacking is not None:
        yield OpenMatter(what="workshops-missing", about=cycle, why=f"{year} is a {lacking}.")


def _lacking(format: YearFormat | None, kinds: Sequence[WorkshopKind]) -> str | None:
    """What a year of this format has too few of; ``None`` when it has all that the format asks for."""
    if format is YearFormat.TWO_WORKSHOPS:
        count = kinds.count(WorkshopKind.INTERSESSIONAL_WORKSHOP)
        words = {0: "no", 1: "only one"}
        return f"two-workshop year, and has {words[count]} intersessional workshop" if count in words else None
    if format is YearFormat.SINGLE_CONFERENCE and WorkshopKind.HIGH_LEVEL_CONFERENCE not in kinds:
        return "conference year, and has no conference"
    return None


def _unseen(misfits: Sequence[Misfit]) -> Iterator[OpenMatter]:
    for misfit in misfits:
        if not misfit.seen:
            why = f"{misfit.why} Nobody has said yet what follows from that."
            yield OpenMatter(what="misfit-not-seen", about=misfit.about, why=why)


def _called(year: int, place: Place) -> str:
    """“The second intersessional workshop of 2018”, with its identifier when the name alone does not tell it."""
    ordinal = f"{ORDINALS[place.number]} " if place.number in ORDINALS else ""
    own = place.workshop == reserved_for(place.kind, year, place.number)
    return f"The {ordinal}{KINDS[place.kind].name} of {year}{'' if own else f' ({place.workshop})'}"
