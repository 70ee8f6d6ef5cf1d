"""The HTTP surface of funding."""

from services.funding.api import accounts, budgets, contributions, cycles, donors, ledger, rates, work_list

ROUTERS = (
    donors.router,
    budgets.router,
    contributions.router,
    rates.router,
    accounts.router,
    ledger.router,
    cycles.router,
    work_list.router,
)
