"""The section of a demonstration file on sponsored travel: whom a workshop brings, and what its donors are told."""

from typing import Literal

from pydantic import Field

from cli.demo.fields import Amount, Country, Day, Line, Reason, Section, Which
from services.funding.domain.dsa import DsaShares
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import Part
from shared.domain.identifiers import Identifier
from shared.domain.text import Language


class Tables(Section):
    """What sponsorship goes by, as data: developing countries, and the daily allowance where the workshop is."""

    entered_on: Day
    source: Line
    developing: list[Country] = Field(min_length=1)
    country: Country
    city: Line
    rate: Amount
    shares: DsaShares


class Committed(Section):
    """Promised to somebody besides the journeys below."""

    on: Day
    amount: Amount
    what: Line


class Quotes(Section):
    on: Day
    fares: list[Amount] = Field(min_length=1)


class Journey(Section):
    """An expert who waits. ``approved``: whether the approver brings them; who is not is declined."""

    id: Identifier
    person: Identifier
    country: Country
    group: StakeholderGroup
    part: Part
    estimate: Amount
    quotes: Quotes
    approved: bool = False


class Planned(Section):
    """A plan is proposed for those who wait, and accepted."""

    id: Identifier
    on: Day


class DonorReport(Section):
    """The report to a donor as a PDF. It is written to the folder ``demo-output``."""

    contribution: Identifier
    on: Day
    language: Language


class Travel(Section):
    """``asked_on``: the day on which finance asks whether the workshop can still be held."""

    workshop: Which
    tables: Tables
    asked_on: Day
    committed: Committed | None = None
    requested_on: Day
    arrival: Day
    departure: Day
    journeys: list[Journey] = Field(min_length=1)
    plan: Planned
    decided_on: Day
    why_fewer: Reason = "No more were offered."
    booked_on: Day
    claimed_on: Day
    settled_on: Day
    donor_reports: tuple[DonorReport, ...] = ()


class BusinessClassFare(Section):
    """A fare above economy class is quoted for a journey of the file."""

    attempt: Literal["business_class_fare"]
    on: Day
    rule: Line
    journey: Identifier
    fare: Amount
