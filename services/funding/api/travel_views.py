"""What a caller sees of sponsored travel. Nobody's name: the person is a reference of events."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import Field

from services.funding.domain.dsa import DsaRow, DsaShares
from services.funding.domain.eligibility import Reading
from services.funding.domain.parts import Advance, Approval, Booking, Claim, Quote, Settlement
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Ending, PrivateField, Stay
from services.funding.domain.travel import Place, Travel
from services.funding.domain.travellers import ListedGroup
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import CoveredKind, Part
from shared.domain.money import Money
from shared.http.actions import ActedView, woken
from shared.http.schemas import View
from shared.persistence.driver import Document


class SponsorshipView(ActedView):
    """``reading`` says why the person is eligible; ``narrow`` whether the narrower reading of the brochure has them
    too (A15)."""

    workshop: str
    cycle: str
    person: str
    country: str
    group: StakeholderGroup
    part: Part
    reading: Reading
    narrow: bool
    country_list: str
    groups: tuple[str, ...]
    """Those that the traveller belongs to, as earmarks name them."""
    alike: tuple[str, ...]
    """Sponsorships of the workshop whose person may be the same, spelled another way: look before you approve."""
    kinds: tuple[CoveredKind, ...]
    stay: Stay
    estimate: Money
    accommodation: Money
    state: State
    state_since: date
    quotes: tuple[Quote, ...]
    approval: Approval | None
    booking: Booking | None
    advance: Advance | None
    claim: Claim | None
    settlement: Settlement | None
    ending: Ending | None
    private: tuple[PrivateField, ...]
    """What is kept of passport and bank; what they say is read by itself (R77)."""
    purged_on: date | None
    committed: Money
    """What it holds of the workshop's money now."""
    outstanding: Money
    """What of an advance is to come back."""

    @classmethod
    def of(cls, document: Document) -> Self:
        stored = {name: value for name, value in document.items() if name != "actions"}
        sponsorship = woken(Sponsorship, stored)
        derived = {name: getattr(sponsorship, name) for name in ("groups", "committed", "outstanding")}
        return super().of({**document, **derived})


class TravelView(ActedView):
    """The sponsored travel of one workshop. ``queue`` is who waits for an approval, speakers first (R55)."""

    workshop: str
    cycle: str
    currency: str
    places: tuple[Place, ...]
    open_places: int
    open_each: Money | None
    committed: Money
    spent: Money
    reserved: Money
    queue: tuple[str, ...]

    @classmethod
    def of(cls, document: Document) -> Self:
        travel = woken(Travel, {name: value for name, value in document.items() if name != "actions"})
        figures = {name: getattr(travel, name) for name in ("committed", "spent", "reserved")}
        return super().of({**document, **figures, "queue": travel.queue()})


class DsaTableView(View):
    source: str
    valid_from: date
    shares: DsaShares
    rows: tuple[DsaRow, ...]


class CountryListView(View):
    source: str
    valid_from: date
    developing: tuple[str, ...]
    groups: Mapping[ListedGroup, tuple[str, ...]] = Field(default_factory=dict)
