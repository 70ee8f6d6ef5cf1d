"""The sections of a file that funding is told, as steps: budgets, contributions, accounts."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cli.demo import following
from cli.demo.aftermath import Accounts, Budget, Contribution
from cli.demo.client import APPROVER, FINANCE, Api
from cli.demo.fields import Which
from cli.demo.gatherings import NAMES, counted, in_figures, workshop_id
from cli.demo.reading import Place
from cli.demo.refusals import AssessedContribution
from cli.demo.schema import Year
from cli.demo.steps import Order, Step, Told, attempt, attempts
from shared.contracts.funding import CostItem, CoveredKind
from shared.domain.money import Money

API = Api("funding")
_ITEMS = {
    CostItem.VENUE: "the venue",
    CostItem.INTERPRETATION: "interpretation",
    CostItem.EXPERT_PARTICIPATION: "the participation of experts",
    CostItem.OTHER: "everything else",
}


def steps(year: Year) -> Iterator[Step]:
    """In the file’s order; their days put them in the year’s."""
    for number, budget in enumerate(year.budgets):
        yield from _budget(budget, year, ("budgets", number))
    for place, refusal in attempts(year, AssessedContribution):
        yield attempt(
            refusal,
            place,
            order=Order.REFUSED_PLEDGE,
            who=FINANCE,
            text=f"tries to post an assessed contribution of {refusal.donor} to {NAMES[refusal.workshop]}: "
            f"{in_figures(refusal.amount)}",
            call=API.post(
                "/contributions",
                kind="assessed",
                donor=refusal.donor,
                workshop=workshop_id(refusal.workshop, year.year),
                amount=refusal.amount,
                occurred_on=refusal.on,
            ),
        )
    for number, contribution in enumerate(year.contributions):
        yield from _contribution(contribution, year, ("contributions", number))
    for number, accounts in enumerate(year.accounts):
        yield from _accounts(accounts, year, ("accounts", number))


def _budget(budget: Budget, year: Year, place: Place) -> Iterator[Step]:
    name = NAMES[budget.workshop]
    path = f"/budgets/budget-{workshop_id(budget.workshop, year.year)}"
    currency = budget.lines[0].estimate.currency
    # Two currencies are not added up: funding refuses them, and the line of the file is told.
    of_one_currency = [line.estimate for line in budget.lines if line.estimate.currency == currency]
    total = Money.total(of_one_currency, currency=currency)
    yield Step(
        day=budget.drafted_on,
        order=Order.BUDGET,
        place=place,
        who=FINANCE,
        text=f"drafts the budget of {name}: {in_figures(total)} in {counted(len(budget.lines), 'line')}",
        calls=[
            API.put(
                f"{path}/lines",
                changes=path,
                lines=budget.lines,
                comment=budget.comment,
                occurred_on=budget.drafted_on,
            )
        ],
        told=[_coverage_changed(budget.workshop, year)],
    )
    if budget.approved_on is not None:
        yield Step(
            day=budget.approved_on,
            order=Order.BUDGET_APPROVED,
            place=(*place, "approved_on"),
            who=APPROVER,
            text=f"approves the budget of {name}",
            calls=[API.post(f"{path}/approval", changes=path, occurred_on=budget.approved_on)],
            told=[Told(name="BudgetApproved", source="funding")],
        )


def _contribution(one: Contribution, year: Year, place: Place) -> Iterator[Step]:
    path = f"/contributions/{one.id}"
    earmark = f" for {_ITEMS[one.item]}" if one.item else ""
    coverage = _coverage_changed(one.workshop, year)
    yield Step(
        day=one.pledged_on,
        order=Order.PLEDGED,
        place=place,
        who=FINANCE,
        text=f"notes what {one.donor} pledges to {NAMES[one.workshop]}: {in_figures(one.amount)}{earmark}",
        calls=[
            API.post(
                "/contributions",
                id=one.id,
                donor=one.donor,
                workshop=workshop_id(one.workshop, year.year),
                item=one.item,
                amount=one.amount,
                occurred_on=one.pledged_on,
            )
        ],
        told=[Told(name="ContributionPledged", source="funding"), coverage],
    )
    if one.signed_on is not None:
        arrived = sum(receipt.amount.amount for receipt in one.receipts if receipt.on < one.signed_on)
        yield Step(
            day=one.signed_on,
            order=Order.SIGNED,
            place=(*place, "signed_on"),
            who=FINANCE,
            text=f"records the signed agreement with {one.donor}",
            calls=[API.post(f"{path}/agreement", changes=path, occurred_on=one.signed_on)],
            # What has arrived in full was secured before the signature, which then changes nothing (R48).
            told=[coverage] if arrived < one.amount.amount else [],
        )
    for number, receipt in enumerate(one.receipts):
        yield Step(
            day=receipt.on,
            order=Order.RECEIVED,
            place=(*place, "receipts", number),
            who=FINANCE,
            text=f"records that {in_figures(receipt.amount)} of {one.donor} arrived",
            calls=[API.post(f"{path}/receipts", changes=path, amount=receipt.amount, occurred_on=receipt.on)],
            told=[Told(name="ContributionReceived", source="funding"), coverage],
        )
    if one.surplus_returned_on is not None:
        yield Step(
            day=one.surplus_returned_on,
            order=Order.SURPLUS,
            place=(*place, "surplus_returned_on"),
            who=FINANCE,
            text=f"records that {one.donor} takes back what is left of its gift to {NAMES[one.workshop]}",
            calls=[
                API.post(
                    f"{path}/choice",
                    changes=path,
                    choice="return",
                    reason="Letter of the donor (illustrative).",
                    occurred_on=one.surplus_returned_on,
                )
            ],
        )


def covered_by_hand(item: CostItem) -> dict[str, Any]:
    """What is covered of experts who were booked together, outside sponsored journeys (R52, R54)."""
    if item is not CostItem.EXPERT_PARTICIPATION:
        return {}
    return {"kinds": [CoveredKind.ECONOMY_TRAVEL, CoveredKind.DSA], "cabins": ["economy"]}


def _accounts(accounts: Accounts, year: Year, place: Place) -> Iterator[Step]:
    name, workshop = NAMES[accounts.workshop], workshop_id(accounts.workshop, year.year)
    path = f"/accounts/accounts-{workshop}"
    costs = sorted(enumerate(accounts.actuals), key=lambda cost: cost[1].on)
    for day, together in groupby(costs, key=lambda cost: cost[1].on):
        of_the_day = list(together)
        said = ", ".join(f"{in_figures(actual.amount)} for {_ITEMS[actual.item]}" for _, actual in of_the_day)
        yield Step(
            day=day,
            order=Order.ACTUALS,
            place=(*place, "actuals"),
            who=FINANCE,
            text=f"records what {name} did cost: {said}",
            calls=[
                API.post(
                    f"{path}/actuals",
                    changes=path,
                    place=(*place, "actuals", number),
                    item=actual.item,
                    amount=actual.amount,
                    occurred_on=day,
                    **covered_by_hand(actual.item),
                )
                for number, actual in of_the_day
            ],
        )
    if accounts.closed_on is not None:
        yield Step(
            day=accounts.closed_on,
            order=Order.ACCOUNTS_CLOSED,
            place=(*place, "closed_on"),
            who=FINANCE,
            text=f"closes the accounts of {name}",
            calls=[API.post(f"{path}/closing", changes=path, occurred_on=accounts.closed_on)],
            told=[
                Told(name="AccountsClosed", source="funding", reactions=following.the_closed_accounts(workshop, year))
            ],
        )


def _coverage_changed(which: Which, year: Year) -> Told:
    reactions = following.the_coverage(workshop_id(which, year.year), year)
    return Told(name="CoverageChanged", source="funding", reactions=reactions)
