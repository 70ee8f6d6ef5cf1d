"""A body: one member of the Membership."""

from typing import Annotated, Self

from pydantic import StringConstraints

from services.governance.domain.log import BodyRegistered
from services.governance.domain.membership import Attendee, BodyType
from services.governance.domain.rules import R1
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import RuleBroken
from shared.domain.text import LocalizedText

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""


class Body(Aggregate, type="body", collection="bodies"):
    """A Member State, an Observer State or an Observer Organization (F21)."""

    name: LocalizedText
    type: BodyType
    country: Country | None = None

    @classmethod
    def register(cls, *, id: str, name: LocalizedText, type: str, country: str | None, act: Act) -> Self:
        """Enter a body. Raises ``RuleBroken`` R1 for whoever is not of the Membership."""
        body = cls(id=id, name=name, type=_judge_type(type), country=country)
        body.record(BodyRegistered(body=id, name=name, body_type=body.type, country=country), act=act)
        return body

    def as_attendee(self) -> Attendee:
        """This body as it is kept where it was present: its type may change later, that record does not."""
        return Attendee(body=self.id, type=self.type)


def _judge_type(type: str) -> BodyType:
    try:
        return BodyType(type)
    except ValueError:
        raise RuleBroken(
            R1,
            f"“{type}” is not a type of body of the Membership: "
            "a donor, migrant, academic or unaffiliated NGO takes no part in its decisions.",
            remedy="Register it as member_state, observer_state or observer_organization if it is one.",
        ) from None


def require_registered(identifier: str, found: Body | None) -> Body:
    """R1: who takes part is a registered body; ``found`` is what is registered under ``identifier``."""
    if found is None:
        raise RuleBroken(
            R1,
            f"“{identifier}” is not a registered body of the Membership, so it takes no part in its consultations.",
            remedy="Register the body first, if it is one of the Membership, or check the identifier.",
        )
    return found
