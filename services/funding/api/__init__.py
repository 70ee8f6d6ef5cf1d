"""The HTTP surface of funding."""

from services.funding.api import accounts, budgets, contributions, cycles, donors, feasibility, ledger, rates, work_list

ROUTERS = (
    donors.router,
    budgets.router,
    contributions.router,
    feasibility.router,
    rates.router,
    accounts.router,
    ledger.router,
    cycles.router,
    work_list.router,
)
