"""The HTTP surface of funding."""

from services.funding.api import (
    accounts,
    budgets,
    contributions,
    cycles,
    donor_reports,
    donors,
    feasibility,
    imports,
    interpretation,
    ledger,
    rates,
    work_list,
)

ROUTERS = (
    donors.router,
    budgets.router,
    interpretation.router,
    contributions.router,
    donor_reports.router,
    feasibility.router,
    rates.router,
    accounts.router,
    imports.router,
    ledger.router,
    cycles.router,
    work_list.router,
)
