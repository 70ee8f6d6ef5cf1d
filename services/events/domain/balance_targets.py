"""Bands that the secretariat sets for the balance; where none is set, they lie around the Membership's own shares."""

from collections.abc import Mapping
from datetime import date

from services.events.domain.balance import Band
from services.events.domain.balance_log import BalanceTargetsSet
from services.events.domain.classification import WEIGHED, Axis, Table
from shared.contracts.events import BalanceTarget, BalanceTargetsChanged
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput

TARGETS_ID = "balance-targets"


class BalanceTargets(Aggregate, type="balance_targets", collection="balance_targets"):
    bands: dict[Axis, dict[str, Band]]
    reason: str
    set_on: date | None = None
    """``None`` of bands that were set before there was a message for them, and never told."""

    def set_bands(
        self, act: Act, *, bands: Mapping[Axis, Mapping[str, Band]], reason: str, tables: Mapping[Axis, Table]
    ) -> None:
        """In place of those there were. ``tables`` are those in use: they say which countries a value has."""
        _check(bands)
        self.bands, self.reason = {axis: dict(values) for axis, values in bands.items()}, reason
        told = {
            axis.value: {value: (band.low, band.high) for value, band in values.items()}
            for axis, values in self.bands.items()
        }
        self.record(BalanceTargetsSet(bands=told, reason=reason), act=act)
        self._tell(act, set_on=act.occurred_on, tables=tables)

    def tell_anew(self, act: Act, *, tables: Mapping[Axis, Table]) -> None:
        """Another table is in use. What was never told, an instance of before the message having set it after the
        migration, is told by the day of this act: no later one would tell it."""
        self._tell(act, set_on=self.set_on or act.occurred_on, tables=tables)

    def tell_if_never_told(self, act: Act, *, set_on: date, tables: Mapping[Axis, Table]) -> None:
        if self.set_on is None:
            self._tell(act, set_on=set_on, tables=tables)

    def _tell(self, act: Act, *, set_on: date, tables: Mapping[Axis, Table]) -> None:
        """What they are now, to whoever plans by them. The reason stays in the log."""
        self.set_on = set_on
        told = BalanceTargetsChanged(
            set_on=set_on,
            versions={axis.value: tables[axis].version for axis in WEIGHED},
            targets=tuple(
                BalanceTarget(
                    axis=axis.value,
                    value=value,
                    low=band.low,
                    high=band.high,
                    countries=tuple(sorted(tables[axis].values.get(value, ()))),
                )
                for axis, values in self.bands.items()
                for value, band in values.items()
            ),
        )
        self.record(told, act=act)


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
