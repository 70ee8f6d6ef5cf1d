"""The HTTP surface of funding."""

from services.funding.api import accounts, budgets, contributions, cycles, work_list

ROUTERS = (budgets.router, contributions.router, accounts.router, cycles.router, work_list.router)
