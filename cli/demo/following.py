"""What the services do by themselves when a workshop, its money, a volume or the closing is told, read back over
their APIs; and the year’s chain, in which governance keeps what it heard of all of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from cli.demo.client import ADMINISTRATION, AUDITOR, PUBLIC, Services
from cli.demo.fields import Which
from cli.demo.gatherings import PAID_AND_REPORTED, workshop_id
from cli.demo.schema import Year
from cli.demo.steps import Reaction
from shared.domain.identifiers import cycle_id

Record = dict[str, Any]


def chain_of(services: Services, year: Year) -> Record | None:
    """The whole year in one call, as the secretariat reads it."""
    path = f"/governance/v1/cycles/{cycle_id(year.year)}/chain"
    found: Record | None = services.read(ADMINISTRATION, "governance", path)
    return found


def gatherings_of(chain: Record) -> dict[str, Record]:
    """Its workshops and the Council IDM session, by identifier."""
    session = chain.get("council_idm_session")
    return {one["id"]: one for one in (*chain.get("workshops", ()), *([session] if session else []))}


def an_account_of_the_cycle(service: str, year: Year) -> Reaction:
    """Funding and publications keep what is open in a year from its opening on."""

    def question(services: Services) -> str | None:
        return None if _cycle_in(service, services, year) else f"{service} does not know the cycle of {year.year}"

    return Reaction(service=service, effect="begins to keep what is open in it", question=question)


def a_workshop_planned(which: Which, year: Year) -> tuple[Reaction, ...]:
    workshop = workshop_id(which, year.year)

    def question(services: Services) -> str | None:
        return None if _budget_of(workshop, services) else f"funding has no budget of {workshop}"

    if which not in PAID_AND_REPORTED:
        return ()
    return (Reaction(service="funding", effect="opens its budget", question=question),)


def a_workshop_scheduled(which: Which, year: Year, *, starts_on: date) -> tuple[Reaction, ...]:
    workshop = workshop_id(which, year.year)

    def question(services: Services) -> str | None:
        known = (_budget_of(workshop, services) or {}).get("starts_on") == starts_on.isoformat()
        return None if known else f"funding does not know that {workshop} begins on {starts_on.isoformat()}"

    if which not in PAID_AND_REPORTED:
        return ()
    return (Reaction(service="funding", effect="notes the day by which money must be in", question=question),)


def _budget_of(workshop: str, services: Services) -> Record | None:
    found: Record | None = services.read(AUDITOR, "funding", f"/funding/v1/budgets/budget-{workshop}")
    return found


def a_workshop_held(which: Which, year: Year) -> tuple[Reaction, ...]:
    """Everybody notes it: no cycle is closed by a service that has not heard of its last workshop."""
    workshop = workshop_id(which, year.year)
    if which not in PAID_AND_REPORTED:
        return tuple(
            Reaction(service=one, effect="notes it", question=_noted_as_held(one, workshop, year))
            for one in ("funding", "publications")
        )

    def settling(services: Services) -> str | None:
        found = services.read(AUDITOR, "funding", f"/funding/v1/accounts/accounts-{workshop}") or {}
        if found.get("stage") != "settling":
            return f"funding does not settle the accounts of {workshop}"
        return _noted_as_held("funding", workshop, year)(services)

    def reported(services: Services) -> str | None:
        found = services.read(AUDITOR, "publications", f"/publications/v1/reports/report-{workshop}") or {}
        if found.get("state") != "draft":
            return f"publications has opened no report on {workshop}"
        return _noted_as_held("publications", workshop, year)(services)

    return (
        Reaction(service="funding", effect="begins to settle its accounts", question=settling),
        Reaction(service="publications", effect="opens its report, with a section for each session", question=reported),
    )


def the_coverage(workshop: str, year: Year) -> tuple[Reaction, ...]:
    def question(services: Services) -> str | None:
        budget = services.read(AUDITOR, "funding", f"/funding/v1/budgets/budget-{workshop}") or {}
        now, told = budget.get("coverage") or {}, _in_chain(services, year, workshop).get("coverage") or {}
        if any(told.get(name) != now.get(name) for name in ("secured", "estimate")):
            return f"the chain of {year.year} does not show how far the money of {workshop} reaches"
        return None

    return (Reaction(service="governance", effect="notes the coverage", question=question),)


def the_closed_accounts(workshop: str, year: Year) -> tuple[Reaction, ...]:
    def question(services: Services) -> str | None:
        if _in_chain(services, year, workshop).get("accounts") is None:
            return f"the chain of {year.year} does not show what {workshop} did cost"
        return None

    return (Reaction(service="governance", effect="adds its cost to the year", question=question),)


def a_volume(volume: str, year: Year) -> tuple[Reaction, ...]:
    def question(services: Services) -> str | None:
        volumes = (chain_of(services, year) or {}).get("volumes", ())
        if not any(one["id"] == volume and one["published_on"] for one in volumes):
            return f"the chain of {year.year} does not show the volume {volume}"
        return None

    return (Reaction(service="governance", effect="adds it to the year", question=question),)


def the_closing(year: Year) -> tuple[Reaction, ...]:
    """The year is read-only in all the others."""

    def frozen(service: str, read: Callable[[Services], Record | None]) -> Reaction:
        def question(services: Services) -> str | None:
            closed_on = (read(services) or {}).get("closed_on")
            return None if closed_on else f"{year.year} is not read-only in {service}"

        return Reaction(service=service, effect=f"keeps {year.year} read-only from now on", question=question)

    return (
        frozen("events", lambda services: services.read(PUBLIC, "events", f"/events/v1/calendars/{year.year}")),
        frozen("funding", lambda services: _cycle_in("funding", services, year)),
        frozen("publications", lambda services: _cycle_in("publications", services, year)),
    )


def _noted_as_held(service: str, workshop: str, year: Year) -> Callable[[Services], str | None]:
    def question(services: Services) -> str | None:
        held = (_cycle_in(service, services, year) or {}).get("held", ())
        return None if workshop in held else f"{service} does not know that {workshop} was held"

    return question


def _cycle_in(service: str, services: Services, year: Year) -> Record | None:
    found: Record | None = services.read(AUDITOR, service, f"/{service}/v1/cycles/{cycle_id(year.year)}")
    return found


def _in_chain(services: Services, year: Year, workshop: str) -> Record:
    """What the chain says of a workshop; nothing while it does not know it."""
    return gatherings_of(chain_of(services, year) or {}).get(workshop, {})
