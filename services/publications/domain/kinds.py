"""One table, kind of gathering × rule: of which a report is written, and which a volume has to cover (R61)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.contracts.events import WorkshopKind


@dataclass(frozen=True, kw_only=True)
class KindRules:
    """``reported``: it has a report. ``volume_due``: a volume has to cover it in time (R61)."""

    reported: bool
    volume_due: bool


KINDS: Mapping[WorkshopKind, KindRules] = MappingProxyType(
    {
        # The Council reports on its own sessions.
        WorkshopKind.COUNCIL_IDM_SESSION: KindRules(reported=False, volume_due=False),
        WorkshopKind.COUNCIL_SESSION_WORKSHOP: KindRules(reported=False, volume_due=False),
        WorkshopKind.INTERSESSIONAL_WORKSHOP: KindRules(reported=True, volume_due=True),
        WorkshopKind.HIGH_LEVEL_CONFERENCE: KindRules(reported=True, volume_due=True),
        # Red Book No. 10 covers a seminar, so one may be covered; R61 names workshops and conferences alone.
        WorkshopKind.EXPERT_SEMINAR: KindRules(reported=True, volume_due=False),
    }
)
