"""R31 for speakers: where a session has only so many speaking slots, governments come first.

A moderator has no slot, and the Migrant's Voice stands outside, as do slots reserved for a group (domain.md 1.8).
"""

from collections import Counter

from services.events.domain.invitation import COVERED
from services.events.domain.programme import Session
from services.events.domain.rules import GOVERNMENTS_FIRST
from services.events.domain.speakers import Speaker, SpeakerRole
from shared.contracts.events import SessionKind, StakeholderGroup
from shared.domain.actions import Obstacles
from shared.domain.errors import InvalidInput, RuleBroken, WrongState


def check_slots(session: Session) -> None:
    """Raises ``InvalidInput`` for slots reserved for others than civil society, the private sector and academia, or for
    more than there are."""
    if any(group not in COVERED for group in session.reserved_slots):
        raise InvalidInput(
            "Slots are reserved for civil society, the private sector and academia alone.",
            remedy="Leave the others out; governments come first by R31.",
        )
    if sum(session.reserved_slots.values()) > (session.speaking_slots or 0):
        raise InvalidInput("More slots are reserved than the session has.", remedy="Reserve fewer, or have more slots.")


def check_slots_kept(before: Session, changed: Session) -> None:
    """Raises ``WrongState`` where a session is changed so that it has fewer slots than those need who said yes, the
    reserved ones among them."""
    same = (before.speaking_slots, before.reserved_slots, before.kind) == (
        changed.speaking_slots,
        changed.reserved_slots,
        changed.kind,
    )
    if same or changed.speaking_slots is None or changed.kind is SessionKind.MIGRANTS_VOICE:
        return
    by_group = Counter(one.group for one in changed.speakers if one.confirmed and _has_slot(one))
    kept = Counter(changed.reserved_slots)
    needed = sum((by_group | kept).values())
    if needed > changed.speaking_slots:
        raise WrongState(
            f"“{before.title.any()}” would have {changed.speaking_slots} speaking slots, and its confirmed speakers "
            f"and the slots reserved for others need {needed}.",
            remedy="Have more slots, reserve fewer, or take back the yes of somebody first.",
        )


def obstacles_of_slots(session: Session, speaker: Speaker) -> Obstacles:
    """What is in the way of this speaker's yes: no slot is free, or those that are free are for governments that were
    asked and did not answer yet (R31)."""
    if session.speaking_slots is None or session.kind is SessionKind.MIGRANTS_VOICE or not _has_slot(speaker):
        return
    others = [one for one in session.speakers if one.id != speaker.id and _has_slot(one)]
    by_group = {group: sum(one.confirmed and one.group is group for one in others) for group in StakeholderGroup}
    if by_group[speaker.group] < session.reserved_slots.get(speaker.group, 0):
        return
    kept = {group: max(many, by_group[group]) for group, many in session.reserved_slots.items()}
    in_open = sum(many for group, many in by_group.items() if group not in kept)
    free = session.speaking_slots - in_open - sum(kept.values())
    called = speaker.group.value.replace("_", " ")
    if free <= 0:
        yield WrongState(
            f"“{session.title.any()}” has {session.speaking_slots} speaking slots, and none is free for {called}.",
            remedy="Have more slots, or take back the yes of somebody else.",
        )
        return
    asked = sum(not one.confirmed and one.group is StakeholderGroup.GOVERNMENT for one in others)
    if speaker.group is not StakeholderGroup.GOVERNMENT and asked >= free:
        yield RuleBroken(
            GOVERNMENTS_FIRST,
            f"“{session.title.any()}” has {free} free speaking slots, and {asked} speakers of governments were asked.",
            remedy="Wait for their answers and remove who does not come; or have more slots, or reserve one.",
        )


def takes_over(session: Session, was: Speaker, by: Speaker) -> bool:
    """Whether one who replaces another has that one's slot, and needs no other. A moderator leaves none, and a slot
    that may be reserved is for its group alone."""
    if not was.confirmed or not _has_slot(was):
        return False
    return by.group is was.group or (
        by.group is StakeholderGroup.GOVERNMENT and not session.reserved_slots.get(was.group)
    )


def _has_slot(speaker: Speaker) -> bool:
    return speaker.role is not SpeakerRole.MODERATOR
