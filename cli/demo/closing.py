"""The end of a year: every service has said that it can be closed, and afterwards it is read-only."""

from collections.abc import Collection, Iterator

from cli.demo import following
from cli.demo.aftermath import Closing
from cli.demo.client import ADMINISTRATION, Api, Services
from cli.demo.refusals import ChangeAfterClose
from cli.demo.schema import Year
from cli.demo.steps import Order, Step, Told, attempt, attempts
from shared.contracts.events import WorkshopKind
from shared.domain.identifiers import cycle_id

_GOVERNANCE, _EVENTS = Api("governance"), Api("events")


def steps(year: Year) -> Iterator[Step]:
    """None for a file whose year is not closed."""
    closing = year.closing
    if closing is None:
        return
    path = f"/cycles/{cycle_id(year.year)}"
    yield _readiness(closing, year)
    waived = f", without what is open in {' and '.join(one.service for one in closing.waivers)}"
    yield Step(
        day=closing.on,
        order=Order.CYCLE_CLOSED,
        place=("closing",),
        who=ADMINISTRATION,
        text=f"closes the cycle of {year.year}{waived if closing.waivers else ''}",
        calls=[_GOVERNANCE.post(f"{path}/closing", changes=path, waivers=closing.waivers, occurred_on=closing.on)],
        told=[Told(name="CycleClosed", source="governance", reactions=following.the_closing(year))],
    )
    for place, refusal in attempts(year, ChangeAfterClose):
        yield attempt(
            refusal,
            place,
            order=Order.REFUSED_CHANGE,
            who=ADMINISTRATION,
            text=f"tries to plan one more gathering in {year.year}: “{refusal.title.any()}”",
            call=_EVENTS.post(
                "/workshops",
                kind=WorkshopKind.EXPERT_SEMINAR,
                cycle=cycle_id(year.year),
                title=refusal.title,
                occurred_on=refusal.on,
            ),
        )


def _readiness(closing: Closing, year: Year) -> Step:
    """The last answers of the other services are on their way while the last act is done; they are waited for."""
    waived = {one.service for one in closing.waivers}

    def check(services: Services) -> str | None:
        chain = following.chain_of(services, year)
        return f"{year.year} has no chain" if chain is None else in_the_way(chain, waived=waived)

    return Step(
        day=closing.on,
        order=Order.READ_READINESS,
        place=("closing",),
        who=ADMINISTRATION,
        text="reads what each service says of the year: " + ("nothing else is open" if waived else "nothing is open"),
        check=check,
    )


def in_the_way(chain: following.Record, *, waived: Collection[str]) -> str | None:
    """The first service that does not say that the year can be closed, and is not waived; and why."""
    for one in chain["closing"]:
        if one["can_be_closed"] or one["service"] in waived:
            continue
        if one["open"] is None:
            return f"{one['service']} has said nothing yet of the year"
        matters = [matter["why"].rstrip(".") for matter in one["open"]]
        unheard = [f"it has not heard that {workshop} was held" for workshop in one["not_heard_of"]]
        return f"{one['service']} does not say that the year can be closed: {'; '.join([*matters, *unheard])}"
    return None
