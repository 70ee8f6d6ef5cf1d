"""When a written survey may be issued: two lawful reasons (R14), on an open slate on which none runs yet."""

from collections.abc import Sequence

from services.governance.domain.body import Body
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.rules import R14
from services.governance.domain.slate import Slate, SlateState
from shared.contracts.governance import SurveyReason
from shared.domain.actions import Obstacles
from shared.domain.errors import RuleBroken, WrongState


def obstacles_to_issue(slate: Slate, cycle: Cycle) -> Obstacles:
    """Whatever the payload says: the slate is open, and no survey runs on it."""
    yield from cycle.obstacles_once_closed()
    yield from slate.obstacles_unless_open()
    if slate.state is SlateState.OPEN and slate.survey is not None:
        yield WrongState(
            f"The survey “{slate.survey}” on this slate is under way.", remedy="Wait for it, or withdraw it first."
        )


def lawful_reason(
    reason: str, *, slate: str, consultation: Consultation, asked_for_by: Sequence[str], bodies: Sequence[Body]
) -> SurveyReason:
    """R14: the reason, when the consultation bears it out."""
    if reason not in list(SurveyReason):
        raise RuleBroken(
            R14,
            f"“{reason}” is no reason for a written survey.",
            remedy="Issue one only as not_conclusive or more_time_requested.",
        )
    if not consultation.deals_with(slate):
        raise RuleBroken(
            R14,
            f"The consultation “{consultation.title.any()}” did not deal with this slate.",
            remedy="Name the consultation that was not conclusive, or in which more time was asked for.",
        )
    lawful = SurveyReason(reason)
    found = [item for item in consultation.items if item.slate == slate and item.conclusive is False]
    if lawful is SurveyReason.NOT_CONCLUSIVE and not found:
        raise RuleBroken(
            R14,
            f"It is not on record that the consultation “{consultation.title.any()}” was not conclusive on this slate.",
            remedy="Record that finding first, or name the bodies that asked for more time.",
        )
    if lawful is SurveyReason.MORE_TIME_REQUESTED:
        day = consultation.opened_on
        of_it = {body.id for body in bodies if day is not None and body.type_on(day) is not None}
        others = sorted(set(asked_for_by) - of_it)
        if not asked_for_by or others:
            raise RuleBroken(
                R14,
                f"“{others[0]}” was no body of the Membership at that consultation."
                if others
                else "No body that asked for it is named.",
                remedy="Name at least one body of the Membership that asked for it (asked_for_by).",
            )
    return lawful
