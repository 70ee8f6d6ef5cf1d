"""A budget, its accounts and a contribution, as the rules of funding are tried on them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.commitments import Commitment
from services.funding.domain.contribution import Contribution
from services.funding.domain.gift import Terms, Valued
from services.funding.domain.lines import Line
from services.funding.domain.rate import AppliedRate
from shared.domain.act import Act, Actor, Role
from shared.domain.message import Message
from shared.domain.money import Money
from shared.domain.text import LocalizedText

WORKSHOP = "workshop-2018-1"
CYCLE = "cycle-2018"
CLOSED_ON = date(2019, 5, 6)
TITLE = LocalizedText(en="A first workshop")
DRAFTER, APPROVER = "account-finance", "account-approver"


def act_on(day: date = date(2018, 2, 1), *, subject: str = DRAFTER, role: Role = Role.FINANCE) -> Act:
    actor = Actor(subject=subject, role=role)
    return Act.of(actor=actor, recorded_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC), occurred_on=day)


def approving(day: date = date(2018, 2, 2), *, subject: str = APPROVER) -> Act:
    return act_on(day, subject=subject, role=Role.APPROVER)


def francs(amount: str) -> Money:
    return Money.of(amount, "CHF")


def line(
    item: str, estimate: str = "1000.00", *, reason: str | None = None, currency: str = "CHF", **fields: Any
) -> Line:
    return Line.of(item=item, description="A line", estimate=Money.of(estimate, currency), reason=reason, **fields)


THREE = (line("venue"), line("interpretation", "3000.00"), line("expert_participation", "6000.00"))


def budget_of(*lines: Line, shares: bool = False) -> Budget:
    budget = Budget(id=f"budget-{WORKSHOP}", workshop=WORKSHOP, cycle=CYCLE, title=TITLE)
    budget.open(act_on())
    if lines:
        budget.draft(act_on(), lines=lines)
    if shares:
        budget.note_share(act_on(), share=contribution_of().share())
    return budget


def accounts_of(*, settling: bool = True) -> Accounts:
    accounts = Accounts(id=f"accounts-{WORKSHOP}", workshop=WORKSHOP, cycle=CYCLE, title=TITLE)
    accounts.open(act_on())
    if settling:
        accounts.settle(act_on(date(2018, 3, 27)))
    return accounts


def contribution_of(
    amount: str = "5000.00",
    *,
    id: str = "contribution-1",
    kind: str = "voluntary",
    currency: str = "CHF",
    rate: AppliedRate | None = None,
    **terms: Any,
) -> Contribution:
    """``rate`` values it in francs; ``terms`` are those of :class:`Terms`."""
    money = Money.of(amount, currency)
    return Contribution.pledge(
        act_on(),
        id=id,
        kind=kind,
        donor="Government of Atlantis",
        workshop=WORKSHOP,
        cycle=CYCLE,
        amount=money,
        terms=Terms.of(**terms),
        valued=Valued.by(rate, money, currency="CHF") if rate else None,
    )


def rate_of(worth: str, on: date = date(2018, 2, 1)) -> AppliedRate:
    return AppliedRate(worth=Decimal(worth), on=on, source="A bank (fictional)")


BY_HAND = {"kinds": ("economy_travel",), "cabins": ("economy",)}


def commitment_of(amount: str = "1000.00", item: str = "venue", *, id: str = "hall", **fields: Any) -> Commitment:
    if item == "expert_participation":
        fields = {**BY_HAND, **fields}
    return Commitment.of(
        id=id, item=item, amount=francs(amount), what="A contract", committed_on=date(2018, 2, 3), **fields
    )


def close_year(*things: Budget | Accounts | Contribution, held: bool = True) -> None:
    """Governance closed the cycle, and counted the workshop as ``held`` or not."""
    for thing in things:
        if isinstance(thing, Contribution):
            thing.close_year(act_on(CLOSED_ON), closed_on=CLOSED_ON)
        else:
            thing.close_year(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=held)


def last(thing: Budget | Accounts | Contribution) -> Message:
    return thing.recorded[-1].message


def names(thing: Budget | Accounts | Contribution) -> list[str]:
    """What was recorded, in order."""
    return [type(one.message).__name__ for one in thing.recorded]
