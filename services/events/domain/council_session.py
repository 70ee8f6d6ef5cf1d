"""A session of the Council, in the register that R25 reads."""

from datetime import date

from services.events.domain.days import LONGEST
from services.events.domain.log import CouncilSessionCorrected, CouncilSessionRegistered
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, WrongState


class CouncilSession(Aggregate, type="council_session", collection="council_sessions"):
    """``number`` as the Council counts its sessions: 109 for the one of November 2018."""

    number: int
    start: date
    end: date

    def register(self, act: Act) -> None:
        """Raises ``InvalidInput`` when it ends before it starts."""
        self._check_days()
        self.record(CouncilSessionRegistered(number=self.number, start=self.start, end=self.end), act=act)

    def correct(self, act: Act, *, start: date, end: date) -> None:
        """It has other days. Raises ``InvalidInput`` as :meth:`register` does, ``WrongState`` for those that it has."""
        if (self.start, self.end) == (start, end):
            raise WrongState("These are the days it has.", remedy="Nothing is to do.")
        self.start, self.end = start, end
        self._check_days()
        self.record(CouncilSessionCorrected(start=start, end=end), act=act)

    @property
    def years(self) -> range:
        """The calendar years that its days fall in."""
        return range(self.start.year, self.end.year + 1)

    def _check_days(self) -> None:
        if self.end < self.start:
            raise InvalidInput("The session ends before it starts.", remedy="Give an end on or after the start.")
        if self.end - self.start > LONGEST:
            raise InvalidInput(
                f"The session lasts longer than {LONGEST.days} days.", remedy="Check the year of start and end."
            )
