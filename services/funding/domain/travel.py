"""The sponsored travel of one workshop: who waits, what is committed, and what is left (R55, R59).

Every step of a sponsorship that moves money is noted here too, so that two approvals of the last franc meet.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.funding.domain.budget import Budget
from services.funding.domain.closing import obstacles_after_close
from services.funding.domain.commitments import Commitment, lacking
from services.funding.domain.coverage import sources_of
from services.funding.domain.identity import travel_id
from services.funding.domain.rules import SPEAKERS_FIRST, WITHIN_SECURED
from services.funding.domain.sponsored import COMMITTED, State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage, obstacles_outside
from services.funding.domain.travel_log import OpenPlacesReserved, PlaceNoted
from shared.contracts.funding import CostItem, Part
from shared.domain.act import Act
from shared.domain.actions import Obstacles
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class Place(BaseModel):
    """One sponsorship, as far as the workshop's money goes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sponsorship: Identifier
    person: Identifier | None = None
    """Absent of those that were noted before it was kept."""
    part: Part
    state: State
    estimate: Money
    committed: Money
    spent: Money
    groups: tuple[str, ...] = ()
    """Those that its traveller belongs to, for earmarks to a group of travellers."""


class Travel(Aggregate, type="travel", collection="travels"):
    workshop: Identifier
    cycle: Identifier
    currency: str
    places: tuple[Place, ...] = ()
    open_places: int = 0
    """Places of speakers that nobody is named for yet."""
    open_each: Money | None = None
    """What one of them may cost."""

    @classmethod
    def of(cls, budget: Budget, *, currency: str) -> Self:
        return cls(id=travel_id(budget.workshop), workshop=budget.workshop, cycle=budget.cycle, currency=currency)

    def note(self, act: Act, sponsorship: Sponsorship) -> None:
        """What became of one sponsorship."""
        place = Place(
            sponsorship=sponsorship.id,
            person=sponsorship.person,
            part=sponsorship.part,
            state=sponsorship.state,
            estimate=sponsorship.estimate,
            committed=sponsorship.committed,
            spent=sponsorship.spent,
            groups=sponsorship.groups,
        )
        if place in self.places:
            return
        others = tuple(one for one in self.places if one.sponsorship != place.sponsorship)
        self.places = (*others, place)
        self.record(
            PlaceNoted(sponsorship=place.sponsorship, state=place.state, committed=place.committed, spent=place.spent),
            act=act,
        )

    def reserve(self, act: Act, *, places: int, each: Money) -> None:
        """Keep money back for places of speakers that are still open (R55)."""
        each.require_currency(self.currency)
        if each.amount <= 0 < places:
            raise InvalidInput("An open place costs something.", remedy="Give what one place may cost.")
        self.open_places, self.open_each = places, each
        self.record(OpenPlacesReserved(places=places, each=each), act=act)

    @property
    def committed(self) -> Money:
        """What is promised and not spent yet."""
        return self._total(one.committed for one in self.places)

    @property
    def spent(self) -> Money:
        return self._total(one.spent for one in self.places)

    @property
    def reserved(self) -> Money:
        """What speakers may still need: those who wait for an approval, and places nobody is named for."""
        waiting = (one.estimate for one in self.places if one.part is Part.SPEAKER and one.state is State.REQUESTED)
        each = self.open_each or Money.none(self.currency)
        return self._total((*waiting, *(each for _ in range(self.open_places))))

    def queue(self) -> tuple[str, ...]:
        """Who waits for an approval, speakers first, then by when they were asked for (R55)."""
        waiting = [one for one in self.places if one.state is State.REQUESTED]
        return tuple(one.sponsorship for one in sorted(waiting, key=lambda one: one.part is not Part.SPEAKER))

    def require_room(self, part: Part, amount: Money, *, budget: Budget, groups: Sequence[str] = ()) -> None:
        """Raises ``RuleBroken`` R59 for more than is left, R55 for a participant who would take what speakers need.
        ``groups`` are those that the traveller belongs to."""
        left = left_for_experts(budget, currency=self.currency)
        if (left - amount).amount < 0:
            raise RuleBroken(
                WITHIN_SECURED,
                f"{amount} is needed, and {left} is left of what is secured for experts of {self.workshop}.",
                remedy="Wait until more is signed for or received, or choose a journey that costs less.",
            )
        if part is Part.PARTICIPANT and (left - self.reserved - amount).amount < 0:
            raise RuleBroken(
                SPEAKERS_FIRST,
                f"{amount} is needed, and of the {left} left {self.reserved} is reserved for speakers.",
                remedy="Approve or decline the speakers who wait, or free the places kept open for speakers.",
            )
        if part is Part.PARTICIPANT:
            self._require_paid(amount, (*budget.commitments, _wish(amount, groups)), budget=budget)

    def require_speakers_paid(self, commitment: Commitment, *, budget: Budget) -> None:
        """Raises ``RuleBroken`` R55 when what the ``budget`` has committed by hand for experts, ``commitment`` among
        it, takes what speakers who wait need, or those who are not named yet."""
        self._require_paid(commitment.amount, budget.commitments, budget=budget)

    def _require_paid(self, amount: Money, wanted: Sequence[Commitment], *, budget: Budget) -> None:
        """There may be enough for all of them, and yet what is left may be earmarked for others than the speakers."""
        speakers = [
            _wish(one.estimate, one.groups)
            for one in self.places
            if one.part is Part.SPEAKER and one.state is State.REQUESTED
        ]
        if self.open_each is not None and self.open_places:
            speakers.append(_wish(self._total(self.open_each for _ in range(self.open_places))))
        over = lacking((*wanted, *speakers), sources_of(budget.shares), currency=self.currency)
        if over.amount:
            raise RuleBroken(
                SPEAKERS_FIRST,
                f"{amount} is needed, and what is left then cannot pay {over}, with its earmarks, of what is wanted "
                "for this and the speakers.",
                remedy="Approve or decline the speakers who wait, or free the places kept open for speakers.",
            )

    def require_settled(self) -> None:
        """Raises ``WrongState`` while a journey is not settled, when it is said what expert participation did cost in
        all: what is settled afterwards would be added to it, and counted twice."""
        unsettled = self._unsettled()
        if unsettled:
            raise WrongState(
                f"Of the sponsored journeys to {self.workshop} {len(unsettled)} are not settled, and what they cost is "
                "added by their settlement.",
                remedy="Settle each, or end it when the traveller does not come; then give what expert participation "
                "did cost in all.",
            )

    def require_within(self, actual: Money) -> None:
        """Raises ``InvalidInput`` when expert participation is said to have cost less than settled journeys."""
        actual.require_currency(self.currency)
        if (actual - self.spent).amount < 0:
            raise InvalidInput(
                f"Journeys that are settled did cost {self.spent}, which is more than {actual}.",
                remedy="Give what expert participation did cost in all, the settled journeys among it.",
            )

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_commit(self, part: Part, budget: Budget) -> Obstacles:
        yield from obstacles_to_sponsor(budget)
        yield from budget.obstacles_to_commit()
        left = left_for_experts(budget, currency=self.currency)
        if left.amount <= 0:
            yield RuleBroken(
                WITHIN_SECURED,
                f"Nothing is left of the money secured for experts of {self.workshop}.",
                remedy="Wait until more is signed for or received.",
            )
        elif part is Part.PARTICIPANT and (left - self.reserved).amount <= 0:
            yield RuleBroken(
                SPEAKERS_FIRST,
                f"Of the money for experts {left} is left, and {self.reserved} is reserved for speakers.",
                remedy="Approve or decline the speakers who wait, or free the places kept open for speakers.",
            )

    def obstacles_to_close_accounts(self) -> Obstacles:
        """In the way of closing the workshop's accounts: a journey that is paid for and not settled."""
        unsettled = self._unsettled()
        if unsettled:
            yield WrongState(
                f"Of the sponsored journeys to {self.workshop} {len(unsettled)} are not settled.",
                remedy="Settle each, or end it when the traveller does not come.",
            )

    def _unsettled(self) -> list[str]:
        return [one.sponsorship for one in self.places if one.state in COMMITTED]

    def _total(self, amounts: Iterable[Money]) -> Money:
        return Money.total(amounts, currency=self.currency)


def commitment_of(sponsorship: Sponsorship, *, on: date) -> Commitment:
    """What a sponsorship holds of the budget, what is spent of it too. Its traveller belongs to the group of
    stakeholders and to the country, so that money earmarked for one of these may pay for it."""
    return Commitment(
        id=sponsorship.id,
        item=CostItem.EXPERT_PARTICIPATION,
        amount=sponsorship.committed + sponsorship.spent,
        what="A sponsored journey",
        groups=sponsorship.groups,
        committed_on=on,
    )


def left_for_experts(budget: Budget, *, currency: str) -> Money:
    """What may still be committed for experts, as the earmarks allow (R59); below nothing when secured money cannot pay
    what is committed. For a traveller of one group it may be less: the budget counts again."""
    if budget.overcommitted is not None:
        return Money.none(currency) - budget.overcommitted
    sources = sources_of(budget.shares)
    secured = Money.total((money for _, money in sources.values()), currency=currency)
    return secured - lacking((*budget.commitments, _wish(secured)), sources, currency=currency)


def _wish(amount: Money, groups: Sequence[str] = ()) -> Commitment:
    """As if it were committed for experts, to ask whether it could be paid."""
    return Commitment(
        id="wish",
        item=CostItem.EXPERT_PARTICIPATION,
        amount=amount,
        what="What may be wanted",
        groups=tuple(groups),
        committed_on=date.min,
    )


def obstacles_to_sponsor(budget: Budget) -> Obstacles:
    """In the way of asking for a sponsorship, and of every step that decides on one."""
    yield from obstacles_after_close(budget.cycle, budget.closed_on, so="nobody is sponsored for it any more")
    yield from obstacles_outside(
        frozenset({Stage.AHEAD}),
        budget.stage,
        lapsed=budget.lapsed,
        workshop=budget.workshop,
        remedy="Sponsor experts of a workshop that is still to come.",
    )
    if budget.currency is None:
        yield WrongState(
            f"The budget of {budget.workshop} has no estimate yet, and so no currency.",
            remedy="Draft the budget first.",
        )
