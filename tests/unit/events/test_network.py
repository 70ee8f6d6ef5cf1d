"""The contact network of a gathering: by consent, and left at any time (R45)."""

from datetime import date

import pytest

from services.events.domain.network import Membership, NetworkEntry
from shared.domain.errors import RuleBroken, WrongState
from tests.unit.events.sample import act_on


def test_r45_who_opted_in_is_entered_and_nobody_else() -> None:
    entry = NetworkEntry.join(act_on(), id="entry-1", workshop="workshop-2018-1", opted_in=True)
    assert entry.state is Membership.IN
    with pytest.raises(RuleBroken, match="did not opt in") as refused:
        NetworkEntry.join(act_on(), id="entry-2", workshop="workshop-2018-1", opted_in=False)
    assert refused.value.rule.number == "R45"


def test_who_is_in_may_leave_once() -> None:
    entry = NetworkEntry.join(act_on(), id="entry-1", workshop="workshop-2018-1", opted_in=True)
    entry.leave(act_on(date(2018, 4, 1)))
    assert (entry.state, entry.left_on) == (Membership.LEFT, date(2018, 4, 1))
    with pytest.raises(WrongState, match="left the network already"):
        entry.leave(act_on(date(2018, 4, 2)))
