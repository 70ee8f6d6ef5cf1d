"""The contact network of a gathering: those of its participants who want to be found by the others (R45, F14)."""

from datetime import date
from enum import StrEnum
from typing import Self

from services.events.domain.rules import CONTACT_NETWORK
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class Membership(StrEnum):
    IN = "in"
    LEFT = "left"


class NetworkJoined(
    Message, type="int.iom.idm.events.NetworkJoined.v1", aggregate="network_entry", audience=Audience.AUDIT
):
    """Somebody opted in; who it is stands beside the record."""

    workshop: Identifier


class NetworkLeft(
    Message, type="int.iom.idm.events.NetworkLeft.v1", aggregate="network_entry", audience=Audience.AUDIT
):
    workshop: Identifier


class NetworkEntry(Aggregate, type="network_entry", collection="network_entries"):
    """One person of one gathering. Name and contact stand in a document of the same identifier, until the person
    leaves."""

    workshop: Identifier
    state: Membership = Membership.IN
    joined_on: date
    left_on: date | None = None

    @classmethod
    def join(cls, act: Act, *, id: str, workshop: str, opted_in: bool) -> Self:
        """Raises ``RuleBroken`` R45 for somebody who did not opt in."""
        if not opted_in:
            raise RuleBroken(
                CONTACT_NETWORK,
                "This person did not opt in.",
                remedy="Ask first; who does not want to be found is not entered.",
            )
        entry = cls(id=id, workshop=workshop, joined_on=act.occurred_on)
        entry.record(NetworkJoined(workshop=workshop), act=act)
        return entry

    def leave(self, act: Act) -> None:
        """The person takes it back, at any time. Name and contact are forgotten with it."""
        refuse(self.obstacles_to_leave())
        self.state, self.left_on = Membership.LEFT, act.occurred_on
        self.record(NetworkLeft(workshop=self.workshop), act=act)

    def obstacles_to_leave(self) -> Obstacles:
        if self.state is Membership.LEFT:
            yield WrongState("This person has left the network already.", remedy="Nothing is to do.")
