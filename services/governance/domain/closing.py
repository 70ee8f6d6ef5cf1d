"""When a cycle can be closed: every service has said so, of all that was held, or somebody waived it by name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pydantic import Field

from services.governance.domain.chain import Chain, Party
from shared.contracts.closing import OpenMatter
from shared.contracts.facts import Fact
from shared.contracts.governance import Waived
from shared.domain.errors import CycleIsClosed, InvalidInput, WrongState
from shared.domain.identifiers import Identifier

NOT_READY = "cycle-not-ready"
NOTHING_TO_WAIVE = "nothing-to-waive"
_NAMED_AT_MOST = 3


class Waiver(Fact):
    """``by`` is the person's name. It is personal, so it is in no message, in no log and not in the cycle (invariant
    10)."""

    service: Party
    by: str = Field(repr=False)
    reason: str


class Answer(Fact):
    """What one service says: ``open`` is ``None`` before it said anything. ``not_heard_of`` are the workshops told as
    held that it does not know of yet, and ``left_out``, of events alone, those told as being ahead of which its answer
    has no word: the answer is older than they are, so that it cannot be taken at its word."""

    service: Party
    open: tuple[OpenMatter, ...] | None
    not_heard_of: tuple[Identifier, ...] = ()
    left_out: tuple[Identifier, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.open == () and not self.not_heard_of and not self.left_out

    def in_words(self, chain: Chain) -> str:
        """What keeps this service from being ready, its first matters only. ``chain`` has the titles."""
        if self.open is None:
            return f"{self.service} has said nothing yet."
        sentences = [matter.why for matter in self.open]
        if self.not_heard_of:
            sentences.append(f"It has not heard yet that {_named(chain, self.not_heard_of)} took place.")
        if self.left_out:
            sentences.append(f"It has not said yet what becomes of {_named(chain, self.left_out)}.")
        more = len(sentences) - _NAMED_AT_MOST
        rest = [f"And {more} more."] if more > 0 else []
        return f"{self.service}: {' '.join(sentences[:_NAMED_AT_MOST] + rest)}"


def answers(chain: Chain, *, own: Iterable[OpenMatter] | None) -> tuple[Answer, ...]:
    """All four answers. ``own`` are governance's matters, ``None`` for a cycle that it never opened; of workshops
    governance knows what it heard one by one."""
    mine = None if own is None else (tuple(own), chain.heard_as_held)
    said = {party: (review.open, frozenset(review.held)) for party, review in chain.reviews.items()}
    return tuple(_answer(party, mine if party is Party.GOVERNANCE else said.get(party), chain) for party in Party)


def _answer(service: Party, said: tuple[tuple[OpenMatter, ...], frozenset[str]] | None, chain: Chain) -> Answer:
    if said is None:
        return Answer(service=service, open=None)
    open, heard = said
    named = heard | {matter.about for matter in open}
    return Answer(
        service=service,
        open=open,
        not_heard_of=tuple(sorted(chain.held - heard)),
        left_out=tuple(sorted(chain.ahead - named)) if service is Party.EVENTS else (),
    )


def _named(chain: Chain, workshops: Iterable[str]) -> str:
    return ", ".join(chain.called(one) for one in workshops)


# The refusals


def closed_already(year: int, closed_on: date) -> CycleIsClosed:
    return CycleIsClosed(
        f"The cycle {year} was closed on {closed_on.isoformat()}, and its decisions are read-only.",
        remedy="Read the cycle and its chain; what was decided stands.",
    )


def not_begun(year: int, day: date) -> InvalidInput:
    return InvalidInput(
        f"The year {year} had not begun on the day given ({day.isoformat()}), so it cannot be closed.",
        remedy=f"Give a day from {year}-01-01 on (occurred_on).",
    )


def too_early(year: int, day: date, *, latest: tuple[date, str]) -> InvalidInput:
    """``latest``: the last thing that happened in the year, and its day."""
    on, what = latest
    return InvalidInput(
        f"The cycle {year} cannot be closed on the day given ({day.isoformat()}): {what} on {on.isoformat()}.",
        remedy=f"Give a day from {on.isoformat()} on (occurred_on).",
    )


def nothing_to_waive(year: int) -> WrongState:
    return WrongState(
        f"There is nothing to waive: every service has said that the cycle {year} can be closed.",
        remedy="Close it without waivers.",
        slug=NOTHING_TO_WAIVE,
    )


def not_ready(year: int, in_the_way: Sequence[Answer], *, chain: Chain) -> WrongState:
    """It names each service in the way and its first open matters."""
    return WrongState(
        f"The cycle {year} cannot be closed yet. {' '.join(answer.in_words(chain) for answer in in_the_way)}",
        remedy="Settle what is open, or waive each of these services by the name of a person and with a reason "
        "(waivers).",
        slug=NOT_READY,
    )


def waived(given: Sequence[Waiver], *, of: Sequence[Answer]) -> tuple[Waived, ...]:
    """The waivers without their names, in order of service.

    Raises ``InvalidInput`` for one without name or reason, for two of one service, and for one of a service that
    has nothing in the way.
    """
    if not all(waiver.by.strip() and waiver.reason.strip() for waiver in given):
        raise InvalidInput(
            "A waiver names the person who takes it upon them, and says why.", remedy="Give both name and reason."
        )
    by_service: Mapping[Party, Waiver] = {waiver.service: waiver for waiver in given}
    if len(by_service) != len(given):
        raise InvalidInput("One service is waived twice.", remedy="Give one waiver for each service.")
    for answer in of:
        if answer.is_ready and answer.service in by_service:
            raise InvalidInput(
                f"There is nothing to waive: {answer.service} says that the cycle can be closed.",
                remedy="Leave this waiver out.",
            )
    return tuple(
        Waived(
            service=answer.service,
            reason=by_service[answer.service].reason.strip(),
            open=tuple(matter.what for matter in answer.open or ()),
        )
        for answer in of
        if answer.service in by_service
    )
