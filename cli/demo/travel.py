"""Sponsored travel as steps: can the workshop still be held, whom does it bring, and what is a donor told."""

from collections.abc import Iterator, Sequence
from typing import Any

from cli.demo.client import ADMINISTRATION, APPROVER, FINANCE, Api, Call, Services, Who
from cli.demo.failing import DemoFailed
from cli.demo.fields import Day
from cli.demo.funding import covered_by_hand
from cli.demo.gatherings import NAMES, counted, in_figures, workshop_id
from cli.demo.red_book import OUTPUT
from cli.demo.schema import Year
from cli.demo.sponsored import BusinessClassFare, DonorReport, Journey, Travel
from cli.demo.steps import Order, Step, Told, attempt, attempts
from shared.contracts.funding import CostItem, CoveredKind
from shared.domain.money import Money

API = Api("funding")
"""Where reports to donors are written, below the folder it is played in."""
_PLACE = ("travel",)
_KINDS = (CoveredKind.ECONOMY_TRAVEL, CoveredKind.DSA)


def steps(year: Year) -> Iterator[Step]:
    """None for a file without the section."""
    if year.travel is None:
        return
    travel, workshop = year.travel, workshop_id(year.travel.workshop, year.year)
    yield from _means(travel, workshop)
    yield from _waiting(travel, workshop)
    for place, refusal in attempts(year, BusinessClassFare):
        yield attempt(
            refusal,
            place,
            order=Order.REFUSED_FARE,
            who=ADMINISTRATION,
            text=f"tries to quote a fare in business class: {in_figures(refusal.fare)}",
            call=_quote(refusal.journey, refusal.fare, on=refusal.on, cabin="business"),
        )
    yield from _decided(travel, workshop)
    yield from _travelled(travel)
    for number, report in enumerate(travel.donor_reports):
        yield _report(report, number)


def _means(travel: Travel, workshop: str) -> Iterator[Step]:
    """Tables, the question whether it can be held, and what is promised to others."""
    tables, budget = travel.tables, f"/budgets/budget-{workshop}"
    said: dict[str, Any] = {
        "source": tables.source,
        "valid_from": tables.entered_on,
        "occurred_on": tables.entered_on,
    }
    row = {"country": tables.country, "city": tables.city, "rate": tables.rate}
    yield Step(
        day=tables.entered_on,
        order=Order.TABLES,
        place=(*_PLACE, "tables"),
        who=FINANCE,
        text=f"enters the list of developing countries and the daily allowance in {tables.city}",
        calls=[
            API.post("/country-lists", developing=tables.developing, **said),
            API.post("/dsa-tables", shares=tables.shares, rows=[row], **said),
        ],
    )

    def outlook(services: Services) -> str:
        path = f"{API.root}{budget}/feasibility?on={travel.asked_on.isoformat()}"
        now = services.read(FINANCE, API.service, path)["now"]
        return f"{now['verdict'].replace('_', ' ')}: {now['why']}"

    yield Step(
        day=travel.asked_on,
        order=Order.ASKED,
        place=(*_PLACE, "asked_on"),
        who=FINANCE,
        text=f"asks whether {NAMES[travel.workshop]} can still be held",
        tells=outlook,
    )
    if travel.committed is not None:
        promised = travel.committed
        yield Step(
            day=promised.on,
            order=Order.COMMITTED,
            place=(*_PLACE, "committed"),
            who=APPROVER,
            text=f"commits {in_figures(promised.amount)}: {promised.what}",
            calls=[
                API.post(
                    f"{budget}/commitments",
                    changes=budget,
                    item=CostItem.EXPERT_PARTICIPATION,
                    amount=promised.amount,
                    what=promised.what,
                    occurred_on=promised.on,
                    **covered_by_hand(CostItem.EXPERT_PARTICIPATION),
                )
            ],
        )


def _stay(travel: Travel) -> dict[str, Any]:
    tables = travel.tables
    return {
        "country": tables.country,
        "city": tables.city,
        "arrival": travel.arrival,
        "departure": travel.departure,
    }


def _waiting(travel: Travel, workshop: str) -> Iterator[Step]:
    yield Step(
        day=travel.requested_on,
        order=Order.SPONSORSHIP,
        place=(*_PLACE, "journeys"),
        who=ADMINISTRATION,
        text=f"asks to sponsor {counted(len(travel.journeys), 'expert')} of {NAMES[travel.workshop]}",
        calls=[
            API.post(
                "/sponsorships",
                place=(*_PLACE, "journeys", number),
                id=one.id,
                workshop=workshop,
                person=one.person,
                country=one.country,
                group=one.group,
                part=one.part,
                kinds=_KINDS,
                stay=_stay(travel),
                estimate=one.estimate,
                occurred_on=travel.requested_on,
            )
            for number, one in enumerate(travel.journeys)
        ],
    )
    for number, one in enumerate(travel.journeys):
        fares = ", ".join(in_figures(fare) for fare in one.quotes.fares)
        yield Step(
            day=one.quotes.on,
            order=Order.QUOTED,
            place=(*_PLACE, "journeys", number, "quotes"),
            who=ADMINISTRATION,
            text=f"has fares in economy class quoted for a {one.part.value} from {one.country}: {fares}",
            calls=[_quote(one.id, fare, on=one.quotes.on) for fare in one.quotes.fares],
        )


def _quote(journey: str, fare: Money, *, on: Day, cabin: str = "economy") -> Call:
    path = f"/sponsorships/{journey}"
    return API.post(
        f"{path}/quotes", changes=path, fare=fare, cabins=[cabin], seller="Atlantis Air (fictional)", occurred_on=on
    )


def _decided(travel: Travel, workshop: str) -> Iterator[Step]:
    """The plan that is proposed and accepted, and the approver, who decides one by one."""
    plan, path = travel.plan, f"/plans/{travel.plan.id}"
    yield Step(
        day=plan.on,
        order=Order.PLANNED,
        place=(*_PLACE, "plan"),
        who=FINANCE,
        text="has a plan proposed whom to bring with the money there is, and accepts it",
        calls=[
            API.post("/plans", id=plan.id, workshop=workshop),
            API.post(f"{path}/acceptance", changes=path, occurred_on=plan.on),
        ],
        tells=lambda services: _in_words(services.read(FINANCE, API.service, API.root + path)),
    )
    approved = [one for one in travel.journeys if one.approved]
    declined = [one for one in travel.journeys if not one.approved]
    yield Step(
        day=travel.decided_on,
        order=Order.SPONSORED,
        place=(*_PLACE, "decided_on"),
        who=APPROVER,
        text=f"approves {counted(len(approved), 'journey')} on the cheapest fares and declines {len(declined)}",
        calls=[
            *(
                _to(one, "approval", on=travel.decided_on, quote=_cheapest(one), why_fewer=travel.why_fewer)
                for one in approved
            ),
            *(_to(one, "declining", on=travel.decided_on) for one in declined),
        ],
        told=[
            *(Told(name="SponsorshipApproved", source="funding") for _ in approved),
            *(Told(name="SponsorshipDeclined", source="funding") for _ in declined),
        ],
    )


def _in_words(plan: Any) -> str:
    """What a plan comes to, line by line."""
    lines = "; ".join(
        f"{line['part']} from {line['country']}, {_money(line['cost'])}: {line['verdict'].replace('_', ' ')}"
        for line in plan["lines"]
    )
    more = plan["more"]
    brings = counted(more["speakers"], "speaker"), counted(more["participants"], "participant")
    return (
        f"{lines}. {_money(plan['left'])} of {_money(plan['money'])} is left; one more {_money(more['amount'])} would "
        f"bring {brings[0]} and {brings[1]} more."
    )


def _money(written: Any) -> str:
    return in_figures(Money.model_validate(written))


def _cheapest(one: Journey) -> int:
    """The number of the quote."""
    fares = [fare.amount for fare in one.quotes.fares]
    return 1 + fares.index(min(fares))


def _to(one: Journey, path: str, *, on: Day, **said: Any) -> Call:
    root = f"/sponsorships/{one.id}"
    return API.post(f"{root}/{path}", changes=root, occurred_on=on, **said)


def _travelled(travel: Travel) -> Iterator[Step]:
    approved = [one for one in travel.journeys if one.approved]

    def step(day: Day, order: Order, field: str, who: Who, text: str, calls: Sequence[Call]) -> Step:
        return Step(day=day, order=order, place=(*_PLACE, field), who=who, text=text, calls=calls)

    journeys = counted(len(approved), "journey")
    booking = {"cabins": ["economy"], "reference": "X7K2QD"}
    yield step(
        travel.booked_on,
        Order.BOOKED,
        "booked_on",
        ADMINISTRATION,
        f"books {journeys}",
        [
            _to(one, "booking", on=travel.booked_on, fare=one.quotes.fares[_cheapest(one) - 1], **booking)
            for one in approved
        ],
    )
    yield step(
        travel.claimed_on,
        Order.CLAIMED,
        "claimed_on",
        ADMINISTRATION,
        f"records the claims of {journeys}",
        [_to(one, "claim", on=travel.claimed_on, stay=_stay(travel)) for one in approved],
    )
    yield step(
        travel.settled_on,
        Order.TRAVEL_SETTLED,
        "settled_on",
        FINANCE,
        f"settles {journeys}, which neither the requester nor the approver may",
        [_to(one, "settlement", on=travel.settled_on) for one in approved],
    )


def _report(report: DonorReport, number: int) -> Step:
    """The PDF, written to a file, and that its donor was sent it."""
    path = f"/contributions/{report.contribution}"

    def written(services: Services) -> str:
        pdf = services.fetch(FINANCE, API.service, f"{API.root}{path}/report.pdf?language={report.language.value}")
        if not pdf.startswith(b"%PDF-"):
            raise DemoFailed(f"The report on {report.contribution} is no PDF.")
        OUTPUT.mkdir(exist_ok=True)
        file = OUTPUT / f"{report.contribution}.{report.language.value}.pdf"
        file.write_bytes(pdf)
        told = services.read(FINANCE, API.service, f"{API.root}{path}/report")
        ties_out = "ties out to the ledger" if told["ties_out"] else "does not tie out"
        return f"{file} ({len(pdf):,} bytes): {_money(told['paid_in_all'])} paid, {ties_out}"

    return Step(
        day=report.on,
        order=Order.TOLD_DONOR,
        place=(*_PLACE, "donor_reports", number),
        who=FINANCE,
        text=f"sends the donor of {report.contribution} its report",
        calls=[API.post(f"{path}/report", changes=path, occurred_on=report.on)],
        tells=written,
    )
