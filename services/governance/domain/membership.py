"""Who the Membership is (F21), and how a body that was present is kept."""

from enum import StrEnum

from shared.contracts.facts import Fact
from shared.domain.identifiers import Identifier


class BodyType(StrEnum):
    """The three types of body that make up the Membership (R1)."""

    MEMBER_STATE = "member_state"
    OBSERVER_STATE = "observer_state"
    OBSERVER_ORGANIZATION = "observer_organization"


class Attendee(Fact):
    """A body that was present, with the type it had on that day (domain.md 1.8, Time)."""

    body: Identifier
    type: BodyType
