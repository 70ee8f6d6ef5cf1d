"""A cycle that is closed, and who waives what."""

from collections.abc import Sequence

from services.governance.domain.chain import Chain, Party
from services.governance.domain.closing import Waiver
from services.governance.domain.cycle import Cycle
from shared.contracts.governance import CycleClosed
from tests.unit.governance.given import (
    on,
)
from tests.unit.governance.heard import ready


def waiver(service: Party, *, by: str = "A. Head", reason: str = "It is small.") -> Waiver:
    return Waiver(service=service, by=by, reason=reason)


def close(
    one: Cycle, chain: Chain | None = None, *, waivers: Sequence[Waiver] = (), day: str = "2019-05-06"
) -> CycleClosed:
    one.close(chain=chain or ready(), waivers=waivers, act=on(day))
    message = one.recorded[-1].message
    assert isinstance(message, CycleClosed)
    return message
