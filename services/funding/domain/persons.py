"""One person is sponsored for a workshop once.

A person is a reference of events, never a name. Two that differ in case and punctuation alone may be one person: that
is a suggestion for somebody to look at, and never a reason to refuse.
"""

from collections.abc import Iterable
from typing import Protocol

from services.funding.domain.sponsored import State
from shared.domain.actions import Obstacles
from shared.domain.errors import WrongState

_NO_MORE = frozenset({State.DECLINED, State.RELEASED, State.ENDED})


class SponsoredAlready(WrongState):
    """The person has a sponsorship for the workshop that is still to take place, or did."""

    slug = "person-sponsored-already"


class Sponsored(Protocol):
    """A sponsorship of the workshop, as its travel knows it; ``person`` is absent of those from before it was kept."""

    @property
    def sponsorship(self) -> str: ...
    @property
    def person(self) -> str | None: ...
    @property
    def state(self) -> State: ...


def obstacles_to_sponsor_again(person: str, others: Iterable[Sponsored], *, workshop: str) -> Obstacles:
    """``others`` are the sponsorships of the workshop. One that was declined, or whose journey does not take place, is
    in nobody's way."""
    for one in others:
        if one.person == person and one.state not in _NO_MORE:
            yield SponsoredAlready(
                f"“{person}” is sponsored for {workshop} already, by “{one.sponsorship}”.",
                remedy="Go on with that one; where it is wrong, decline or end it, and ask anew.",
            )


def spelled_alike(person: str, others: Iterable[Sponsored]) -> tuple[str, ...]:
    """The sponsorships of the workshop whose person is another reference, and the same but for case and punctuation."""
    key = _key(person)
    return tuple(
        sorted(one.sponsorship for one in others if one.person and one.person != person and _key(one.person) == key)
    )


def _key(person: str) -> str:
    return "".join(letter for letter in person.casefold() if letter.isalnum())
