"""What an action says of what is in its way."""

from shared.domain.errors import Rule, RuleBroken, WrongState
from shared.http.schemas import Blocking

RULE = Rule(number="R99", slug="no-notes-on-sundays", sentence="Notes are not written on Sundays.", lifted_by="editor")


def test_a_rule_is_said_in_general_and_for_this_case() -> None:
    blocking = Blocking.of(RuleBroken(RULE, "The 4th is a Sunday.", remedy="Write on Monday."))
    assert (blocking.number, blocking.slug, blocking.lifted_by) == ("R99", "no-notes-on-sundays", "editor")
    assert (blocking.sentence, blocking.detail) == ("Notes are not written on Sundays.", "The 4th is a Sunday.")


def test_a_state_has_no_rule_and_is_said_once() -> None:
    blocking = Blocking.of(WrongState("It is closed.", remedy="Open it."))
    assert (blocking.number, blocking.slug, blocking.sentence) == (None, "wrong-state", None)
    assert (blocking.detail, blocking.remedy) == ("It is closed.", "Open it.")
