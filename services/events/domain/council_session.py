"""A session of the Council, in the register that R25 reads."""

from datetime import date

from services.events.domain.days import LONGEST
from services.events.domain.log import CouncilSessionRegistered
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput


class CouncilSession(Aggregate, type="council_session", collection="council_sessions"):
    """``number`` as the Council counts its sessions: 109 for the one of November 2018."""

    number: int
    start: date
    end: date

    def register(self, act: Act) -> None:
        """Raises ``InvalidInput`` when it ends before it starts."""
        if self.end < self.start:
            raise InvalidInput("The session ends before it starts.", remedy="Give an end on or after the start.")
        if self.end - self.start > LONGEST:
            raise InvalidInput(
                f"The session lasts longer than {LONGEST.days} days.", remedy="Check the year of start and end."
            )
        self.record(CouncilSessionRegistered(number=self.number, start=self.start, end=self.end), act=act)
