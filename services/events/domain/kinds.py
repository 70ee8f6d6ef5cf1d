"""One table, kind of gathering × rule (domain.md 1.8): what each kind is bound by."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from services.events.domain.rules import KNOWN_KIND
from shared.contracts.events import WorkshopKind
from shared.domain.errors import RuleBroken


class MigrantsVoice(StrEnum):
    """How far a kind needs a Migrant's Voice session (R27, R29)."""

    REQUIRED = "required"
    UNLESS_LEFT_OUT = "unless_left_out"
    """On by default, left out with a reason (R29)."""
    FREE = "free"


class CouncilSessionRule(StrEnum):
    """Where a kind's days lie as to the Council's sessions (R25)."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    FREE = "free"


@dataclass(frozen=True, kw_only=True)
class KindRules:
    """``counted``: it takes one of the year's places (R24)."""

    name: str
    counted: bool
    migrants_voice: MigrantsVoice
    council_session: CouncilSessionRule
    balance_reviewed: bool
    """Whether R34 gates its programme; the Council's own gatherings are not the secretariat's to balance."""


KINDS: Mapping[WorkshopKind, KindRules] = MappingProxyType(
    {
        WorkshopKind.COUNCIL_IDM_SESSION: KindRules(
            name="Council IDM session",
            counted=False,
            migrants_voice=MigrantsVoice.FREE,
            council_session=CouncilSessionRule.INSIDE,
            balance_reviewed=False,
        ),
        WorkshopKind.COUNCIL_SESSION_WORKSHOP: KindRules(
            name="workshop at a Council session",
            counted=False,
            migrants_voice=MigrantsVoice.FREE,
            council_session=CouncilSessionRule.INSIDE,
            balance_reviewed=False,
        ),
        WorkshopKind.INTERSESSIONAL_WORKSHOP: KindRules(
            name="intersessional workshop",
            counted=True,
            migrants_voice=MigrantsVoice.REQUIRED,
            council_session=CouncilSessionRule.OUTSIDE,
            balance_reviewed=True,
        ),
        WorkshopKind.HIGH_LEVEL_CONFERENCE: KindRules(
            name="high-level conference",
            counted=True,
            migrants_voice=MigrantsVoice.UNLESS_LEFT_OUT,
            council_session=CouncilSessionRule.FREE,
            balance_reviewed=True,
        ),
        WorkshopKind.EXPERT_SEMINAR: KindRules(
            name="expert seminar",
            counted=False,
            migrants_voice=MigrantsVoice.FREE,
            council_session=CouncilSessionRule.FREE,
            balance_reviewed=True,
        ),
    }
)


def kind_of(text: str) -> WorkshopKind:
    """The kind a request names. Raises ``RuleBroken`` R23 for any other word."""
    try:
        return WorkshopKind(text)
    except ValueError:
        raise RuleBroken(
            KNOWN_KIND,
            f"“{text}” is not a kind of workshop.",
            remedy=f"Name one of: {', '.join(WorkshopKind)}.",
        ) from None
