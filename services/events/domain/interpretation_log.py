"""Audit messages of interpretation: recorded, never sent. Interpreters are identifiers."""

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.money import Money
from shared.domain.text import Language


class InterpreterAssigned(
    Message, type="int.iom.idm.events.InterpreterAssigned.v1", aggregate="interpretation", audience=Audience.AUDIT
):
    assignment: Identifier
    session: Identifier
    interpreter: Identifier
    into: Language


class InterpreterReleased(
    Message, type="int.iom.idm.events.InterpreterReleased.v1", aggregate="interpretation", audience=Audience.AUDIT
):
    assignment: Identifier


class InterpretationTermsSet(
    Message,
    type="int.iom.idm.events.InterpretationTermsSet.v1",
    aggregate="interpretation_terms",
    audience=Audience.AUDIT,
):
    alone_minutes: int
    pair_minutes: int
    daily_minutes: int
    break_minutes: int
    interpreter_day: Money | None = None
    booth_day: Money | None = None
    receiver_day: Money | None = None
    link_day: Money | None = None
