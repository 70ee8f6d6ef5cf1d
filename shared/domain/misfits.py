"""Facts of other services that could not take effect when they came: kept where a person sees them (invariant 6)."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.domain.errors import NotFound


class Misfit(BaseModel):
    """``fact`` is the message's name, ``about`` what it is about. ``seen`` once a person dealt with it, and
    ``after_close`` when that was after the cycle was closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    about: str
    why: str
    noted_on: date
    seen: bool = False
    after_close: bool = False


def is_noted(misfits: Iterable[Misfit], *, fact: str, about: str, why: str) -> bool:
    """Whether this very misfit is kept already, so that a message that comes again is noted once."""
    return any((one.fact, one.about, one.why) == (fact, about, why) for one in misfits)


def anything_waits(misfits: Iterable[Misfit]) -> bool:
    """Whether a person still has to look at one of them."""
    return any(not one.seen for one in misfits)


def seen_by_a_person(misfits: Iterable[Misfit], *, about: str, after_close: bool = False) -> tuple[Misfit, ...]:
    """All of them, with those ``about`` something marked as seen. Raises ``NotFound`` when none of these waits."""
    found = tuple(misfits)
    waiting = {one for one in found if one.about == about and not one.seen}
    if not waiting:
        raise NotFound("misfit", about)
    return tuple(
        one.model_copy(update={"seen": True, "after_close": after_close}) if one in waiting else one for one in found
    )
