"""The HTTP surface of funding."""

from services.funding.api import accounts, budgets, contributions, cycles, interpretation, work_list

ROUTERS = (
    budgets.router,
    interpretation.router,
    contributions.router,
    accounts.router,
    cycles.router,
    work_list.router,
)
