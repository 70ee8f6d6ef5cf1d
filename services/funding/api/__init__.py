"""The HTTP surface of funding."""

from services.funding.api import accounts, budgets, contributions, work_list

ROUTERS = (budgets.router, contributions.router, accounts.router, work_list.router)
