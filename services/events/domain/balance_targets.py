"""Bands that the secretariat sets for the balance; where none is set, they lie around the Membership's own shares."""

from collections.abc import Mapping

from services.events.domain.balance import Band
from services.events.domain.balance_log import BalanceTargetsSet
from services.events.domain.classification import WEIGHED, Axis
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput

TARGETS_ID = "balance-targets"


class BalanceTargets(Aggregate, type="balance_targets", collection="balance_targets"):
    bands: dict[Axis, dict[str, Band]]
    reason: str

    def set_bands(self, act: Act, *, bands: Mapping[Axis, Mapping[str, Band]], reason: str) -> None:
        """In place of those there were."""
        _check(bands)
        self.bands, self.reason = {axis: dict(values) for axis, values in bands.items()}, reason
        told = {
            axis.value: {value: (band.low, band.high) for value, band in values.items()}
            for axis, values in self.bands.items()
        }
        self.record(BalanceTargetsSet(bands=told, reason=reason), act=act)


def _check(bands: Mapping[Axis, Mapping[str, Band]]) -> None:
    for axis, values in bands.items():
        if axis not in WEIGHED:
            raise InvalidInput(f"{axis.value} has no bands.", remedy=f"Set them for {', '.join(WEIGHED)}.")
        for value, band in values.items():
            if not 0 <= band.low <= band.high <= 1:
                raise InvalidInput(
                    f"The band of {value} is none: {band.low} to {band.high}.",
                    remedy="Give shares between 0 and 1, the lower one first.",
                )
