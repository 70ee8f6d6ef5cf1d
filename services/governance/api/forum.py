"""Where the Membership took a decision, as a request says it."""

from pydantic import Field

from shared.domain.identifiers import Identifier
from shared.http.schemas import Input


class DecidedInInput(Input):
    """The forum of a decision (R8): `consultation` or `written_survey`."""

    kind: str = Field(max_length=100, examples=["consultation"])
    id: Identifier = Field(examples=["consultation-2017-1"])
