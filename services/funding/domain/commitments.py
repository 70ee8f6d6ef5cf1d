"""Secured money that is promised to somebody: never more than what the donors' earmarks let pay for it (R59)."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.by_hand import ByHand, by_hand
from services.funding.domain.earmarks import Earmark, Need
from services.funding.domain.flow import most_paid
from services.funding.domain.items import item_of
from services.funding.domain.rules import WITHIN_SECURED
from shared.contracts.funding import CostItem
from shared.domain.actions import Obstacles
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class Commitment(BaseModel):
    """``groups`` are those that its traveller belongs to, for earmarks to a group of travellers. ``what`` says what it
    is for and names no person: those who are brought stand in their sponsorships. ``by_hand``: what is covered, where
    it is for experts and of no sponsorship."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    item: CostItem
    amount: Money
    what: str
    groups: tuple[Identifier, ...] = ()
    committed_on: date
    by_hand: ByHand | None = None

    @classmethod
    def of(
        cls,
        *,
        id: str,
        item: str,
        amount: Money,
        what: str,
        groups: Sequence[str] = (),
        kinds: Sequence[str] = (),
        cabins: Sequence[str] = (),
        committed_on: date,
    ) -> "Commitment":
        """Raises ``RuleBroken`` R49 for an unknown item, R52 and R54 for experts on other fares and kinds,
        ``InvalidInput`` for an amount that is nothing."""
        if amount.amount <= 0:
            raise InvalidInput(f"{amount} is nothing to commit.", remedy="Give an amount of more than 0.")
        meant = item_of(item)
        return cls(
            id=id,
            item=meant,
            amount=amount,
            what=what,
            groups=tuple(groups),
            committed_on=committed_on,
            by_hand=by_hand(meant, kinds=kinds, cabins=cabins),
        )

    @property
    def need(self) -> Need:
        return Need(item=self.item, groups=self.groups)

    @property
    def of_journey(self) -> bool:
        """Whether a sponsorship holds it, and alone lets go of it: only travellers belong to groups."""
        return bool(self.groups)


Sources = Mapping[str, tuple[Earmark, Money]]


def lacking(commitments: Sequence[Commitment], sources: Sources, *, currency: str) -> Money:
    """What of the commitments the sources cannot pay, whichever pays for which."""
    needs = [(one.need, one.amount) for one in commitments]
    wanted = Money.total((money for _, money in needs), currency=currency)
    return wanted - most_paid(sources.values(), needs, currency=currency)


def obstacles_beyond_secured(
    commitments: Sequence[Commitment], sources: Sources, *, currency: str, workshop: str
) -> Obstacles:
    """``RuleBroken`` R59, saying how much too much it is."""
    over = lacking(commitments, sources, currency=currency)
    if over.amount:
        secured = Money.total((money for _, money in sources.values()), currency=currency)
        committed = Money.total((one.amount for one in commitments), currency=currency)
        yield RuleBroken(
            WITHIN_SECURED,
            f"{committed} would be committed for {workshop}, of which what is secured ({secured}, with its earmarks) "
            f"cannot pay {over}.",
            remedy="Commit less, or wait until more is secured that may pay for it.",
        )
