"""Audit messages of gates, venues, holidays and presentations: recorded, never sent."""

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.waivers import Waived


class WorkshopConfirmed(
    Message, type="int.iom.idm.events.WorkshopConfirmed.v1", aggregate="workshop", audience=Audience.AUDIT
):
    waived: tuple[Waived, ...] = ()


class WorkshopReady(Message, type="int.iom.idm.events.WorkshopReady.v1", aggregate="workshop", audience=Audience.AUDIT):
    waived: tuple[Waived, ...] = ()


class ReadinessLost(Message, type="int.iom.idm.events.ReadinessLost.v1", aggregate="workshop", audience=Audience.AUDIT):
    """It was ready, and something that ``rule`` asks for is missing again."""

    rule: str


class VolumeNoted(Message, type="int.iom.idm.events.VolumeNoted.v1", aggregate="workshop", audience=Audience.AUDIT):
    """Publications told of a volume that contains its report."""

    volume: Identifier
    withdrawn: bool


class SeminarPresented(
    Message, type="int.iom.idm.events.SeminarPresented.v1", aggregate="calendar", audience=Audience.AUDIT
):
    """At which session of the Council an expert seminar is presented (R26)."""

    workshop: Identifier
    council_session: Identifier


class VenueRegistered(
    Message, type="int.iom.idm.events.VenueRegistered.v1", aggregate="venue", audience=Audience.AUDIT
):
    country: str
    zone: str
    capacity: int


class VenueChanged(Message, type="int.iom.idm.events.VenueChanged.v1", aggregate="venue", audience=Audience.AUDIT):
    country: str
    zone: str
    capacity: int


class HolidaysListed(
    Message, type="int.iom.idm.events.HolidaysListed.v1", aggregate="holidays", audience=Audience.AUDIT
):
    of: str
    year: int
    days: int
    source: str
