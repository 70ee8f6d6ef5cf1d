"""Audit messages of sponsorship and travel: recorded, never sent. They name a person's reference and amounts; what is
private (passport, bank, why somebody stayed at home) stands in none."""

from datetime import date

from services.funding.domain.terms import PrivateField
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.money import Money

_AUDIT = Audience.AUDIT


class DsaTableEntered(Message, type="int.iom.idm.funding.DsaTableEntered.v1", aggregate="dsa_table", audience=_AUDIT):
    valid_from: date
    rows: int


class CountryListEntered(
    Message, type="int.iom.idm.funding.CountryListEntered.v1", aggregate="country_list", audience=_AUDIT
):
    valid_from: date
    countries: int


class SponsorshipRequested(
    Message, type="int.iom.idm.funding.SponsorshipRequested.v1", aggregate="sponsorship", audience=_AUDIT
):
    workshop: Identifier
    person: Identifier
    reading: str
    narrow: bool
    estimate: Money


class FareQuoted(Message, type="int.iom.idm.funding.FareQuoted.v1", aggregate="sponsorship", audience=_AUDIT):
    number: int
    fare: Money


class FareChosen(Message, type="int.iom.idm.funding.FareChosen.v1", aggregate="sponsorship", audience=_AUDIT):
    """``saving``: against the first quote, below nothing when more was paid (R57)."""

    number: int
    fare: Money
    saving: Money
    cheapest: bool


class SponsorshipReopened(
    Message, type="int.iom.idm.funding.SponsorshipReopened.v1", aggregate="sponsorship", audience=_AUDIT
):
    """The approval was given back before anything was booked."""


class TravelBooked(Message, type="int.iom.idm.funding.TravelBooked.v1", aggregate="sponsorship", audience=_AUDIT):
    fare: Money
    by_traveller: bool


class AdvancePaid(Message, type="int.iom.idm.funding.AdvancePaid.v1", aggregate="sponsorship", audience=_AUDIT):
    amount: Money


class AdvanceRecovered(
    Message, type="int.iom.idm.funding.AdvanceRecovered.v1", aggregate="sponsorship", audience=_AUDIT
):
    amount: Money


class TravelClaimed(Message, type="int.iom.idm.funding.TravelClaimed.v1", aggregate="sponsorship", audience=_AUDIT):
    """``due``: what the traveller is owed in all, before what was paid in advance."""

    due: Money
    after_close: bool


class TravelSettled(Message, type="int.iom.idm.funding.TravelSettled.v1", aggregate="sponsorship", audience=_AUDIT):
    """``paid``: what the traveller got now; ``cost``: what the journey did cost the workshop in all."""

    cost: Money
    paid: Money
    written_off: Money
    after_close: bool


class PlaceNoted(Message, type="int.iom.idm.funding.PlaceNoted.v1", aggregate="travel", audience=_AUDIT):
    """What became of one sponsorship, as far as the workshop's money goes."""

    sponsorship: Identifier
    state: str
    committed: Money
    spent: Money


class OpenPlacesReserved(
    Message, type="int.iom.idm.funding.OpenPlacesReserved.v1", aggregate="travel", audience=_AUDIT
):
    places: int
    each: Money


class PrivateDataKept(Message, type="int.iom.idm.funding.PrivateDataKept.v1", aggregate="sponsorship", audience=_AUDIT):
    """Which private fields were given, never what they say (invariant 10)."""

    fields: tuple[PrivateField, ...]


class PrivateDataRead(Message, type="int.iom.idm.funding.PrivateDataRead.v1", aggregate="sponsorship", audience=_AUDIT):
    """Who read it, and when, is the act's."""

    field: PrivateField


class PrivateDataPurged(
    Message, type="int.iom.idm.funding.PrivateDataPurged.v1", aggregate="sponsorship", audience=_AUDIT
):
    """Passport and bank data were deleted."""


class PlanProposed(Message, type="int.iom.idm.funding.PlanProposed.v1", aggregate="plan", audience=_AUDIT):
    workshop: Identifier
    brought: int
    conflicts: tuple[str, ...]


class PlanAccepted(Message, type="int.iom.idm.funding.PlanAccepted.v1", aggregate="plan", audience=_AUDIT):
    """A person works by it; nothing is approved by that."""
