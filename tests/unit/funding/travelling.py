"""A sponsored journey to the sample's workshop, step by step, and who takes each step."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from services.funding.domain.approving import approval_of
from services.funding.domain.budget import Budget
from services.funding.domain.dsa import DsaRow, DsaShares, DsaTable, allowance
from services.funding.domain.eligibility import CountryList, Reading
from services.funding.domain.gift import Rates, Valued
from services.funding.domain.parts import Receipted
from services.funding.domain.rate import AppliedRate
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Provided, Stay
from services.funding.domain.travel import Travel
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import CoveredKind, Part
from shared.domain.act import Act, Role
from shared.domain.money import Money
from tests.unit.funding.sample import CYCLE, THREE, WORKSHOP, act_on, budget_of, contribution_of, francs

REQUESTER, APPROVER, PAYER = "account-secretariat", "account-approver", "account-payer"
ALL_KINDS = tuple(CoveredKind)
ARRIVAL, DEPARTURE, AFTER = date(2018, 3, 25), date(2018, 3, 28), date(2018, 4, 4)
FRANCS = Rates(currency="CHF", day=date(2018, 2, 1))
"""Nobody recorded what any other currency is worth."""
SHARES = DsaShares(accommodation=50, breakfast=5, lunch=10, dinner=10, last_day=40)


def requesting(day: date = date(2018, 2, 1)) -> Act:
    return act_on(day, subject=REQUESTER, role=Role.ADMINISTRATION)


def approving(*, subject: str = APPROVER) -> Act:
    return act_on(date(2018, 2, 5), subject=subject, role=Role.APPROVER)


def paying(day: date = date(2018, 2, 20), *, subject: str = PAYER) -> Act:
    return act_on(day, subject=subject)


def row(rate: str = "200.00", *, city: str | None = None, first: str = "01-01", last: str = "12-31") -> DsaRow:
    return DsaRow(country="US", city=city, first=first, last=last, rate=francs(rate))


def table(*rows: DsaRow, id: str = "table-1", valid_from: date = date(2018, 1, 1)) -> DsaTable:
    return DsaTable.enter(
        act_on(), id=id, source="A circular", valid_from=valid_from, shares=SHARES, rows=rows or (row(),)
    )


def countries(*developing: str, id: str = "list-1", valid_from: date = date(2018, 1, 1)) -> CountryList:
    return CountryList.enter(
        act_on(), id=id, source="A list", valid_from=valid_from, developing=developing or ("KE", "NP")
    )


def stay(*provided: Provided, nights: int = 3, city: str = "New York") -> Stay:
    departure = ARRIVAL + timedelta(days=nights)
    return Stay.of(country="US", city=city, arrival=ARRIVAL, departure=departure, provided=provided)


def requested(
    part: Part = Part.SPEAKER,
    *,
    id: str = "sponsorship-1",
    kinds: Sequence[CoveredKind] = (CoveredKind.ECONOMY_TRAVEL, CoveredKind.DSA),
    estimate: str = "2000.00",
    accommodation: str | None = None,
    at: Stay | None = None,
) -> Sponsorship:
    return Sponsorship.request(
        requesting(),
        id=id,
        workshop=WORKSHOP,
        cycle=CYCLE,
        person="person-1",
        country="KE",
        group=StakeholderGroup.GOVERNMENT,
        part=part,
        reading=Reading.DEVELOPING_COUNTRY,
        country_list="list-1",
        kinds=kinds,
        stay=at or stay(),
        estimate=francs(estimate),
        accommodation=francs(accommodation) if accommodation else None,
    )


def quoted(*fares: str, cabins: Sequence[str] = ("economy", "economy"), **fields: object) -> Sponsorship:
    sponsorship = requested(**fields)  # type: ignore[arg-type]
    for fare in fares or ("900.00", "800.00", "850.00"):
        sponsorship.quote(requesting(), fare=francs(fare), cabins=cabins, seller="Atlantis Air")
    return sponsorship


def quoted_in_dollars(fare: str = "894.72", *, worth: str = "0.95") -> Sponsorship:
    """Of its quotes the second is in another currency than the budget."""
    sponsorship, dollars = quoted("900.00"), Money.of(fare, "USD")
    told = AppliedRate(worth=Decimal(worth), on=date(2018, 2, 1), source="A bank")
    valued = Valued.by(told, dollars, currency="CHF")
    sponsorship.quote(requesting(), fare=dollars, cabins=["economy"], seller="Atlantis Air", valued=valued)
    sponsorship.quote(requesting(), fare=francs("850.00"), cabins=["economy"], seller="Atlantis Air")
    return sponsorship


def approve(
    sponsorship: Sponsorship,
    *,
    quote: int | None = 2,
    reason: str | None = None,
    why_fewer: str | None = None,
    act: Act | None = None,
) -> Sponsorship:
    """As the use case does, without asking whether the money is there."""
    act = act or approving()
    covered = CoveredKind.DSA in sponsorship.kinds
    lodged = CoveredKind.ACCOMMODATION in sponsorship.kinds
    approval = approval_of(
        act,
        kinds=sponsorship.kinds,
        quotes=sponsorship.quotes,
        quote=quote,
        days=allowance(sponsorship.stay, [table()], lodged=lodged, rates=FRANCS) if covered else (),
        accommodation=sponsorship.accommodation,
        reason=reason,
        why_fewer=why_fewer,
    )
    sponsorship.approve(act, approval=approval)
    return sponsorship


def booked(fare: str = "800.00", *, by_traveller: bool = False, **fields: object) -> Sponsorship:
    sponsorship = approve(quoted(**fields))  # type: ignore[arg-type]
    sponsorship.book(
        requesting(), fare=francs(fare), cabins=("economy",), reference="X7K2QD", by_traveller=by_traveller
    )
    return sponsorship


def claim(
    sponsorship: Sponsorship,
    *lines: Receipted,
    at: Stay | None = None,
    dsa: Money | None = None,
    day: date = AFTER,
    late: bool = False,
) -> Sponsorship:
    at = at or sponsorship.stay
    lodged = CoveredKind.ACCOMMODATION in sponsorship.kinds
    sponsorship.claim_costs(
        requesting(day),
        stay=at,
        days=allowance(at, [table()], lodged=lodged, rates=FRANCS) if CoveredKind.DSA in sponsorship.kinds else (),
        dsa=dsa,
        lines=lines,
        late=late,
    )
    return sponsorship


def receipt(kind: CoveredKind, amount: str, *, number: str = "R-1", cabins: Sequence[str] = ()) -> Receipted:
    return Receipted(kind=kind, amount=francs(amount), receipt=number, cabins=tuple(cabins))


def secured_budget(amount: str = "5000.00", *, item: str | None = None) -> Budget:
    """An approved budget with one contribution that is signed for."""
    budget = budget_of(*THREE)
    budget.approve(approving())
    gift = contribution_of(amount, item=item)
    gift.sign(act_on())
    budget.note_share(act_on(), share=gift.share())
    return budget


def travel_with(*sponsorships: Sponsorship) -> Travel:
    travel = Travel.of(budget_of(*THREE), currency="CHF")
    for one in sponsorships:
        travel.note(act_on(), one)
    return travel
