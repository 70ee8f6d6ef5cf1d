"""Outbox rows: the log of everything recorded, and the queue of what is still to be sent.

A row's ``recorded`` part never changes, and its ``seal``, made when it is written, shows when somebody changed it all
the same (``shared/persistence/seals.py``). Its ``delivery`` part says whether Kafka has it.
"""

from enum import StrEnum

from shared.contracts.registry import topic_for
from shared.domain.identifiers import new_identifier
from shared.domain.moment import write_moment
from shared.persistence.driver import Document
from shared.persistence.staging import Fact

COLLECTION = "outbox"


class Delivery(StrEnum):
    """``kept``: an audit row, which is never sent."""

    UNSENT = "unsent"
    SENT = "sent"
    KEPT = "kept"


def to_row(fact: Fact) -> Document:
    """The row of one recorded message, not yet sealed: who, when, what, and why (correlation and causation)."""
    recorded, context = fact.recorded, fact.context
    message, act = recorded.message, recorded.act
    topic = topic_for(type(message))
    return {
        "_id": new_identifier(),
        "recorded": {
            "type": message.message_type,
            "aggregate": message.aggregate,
            "stream": fact.stream,
            "version": recorded.version,
            "sequence": recorded.sequence,
            "audience": message.audience.value,
            "topic": topic.name if topic else None,
            "data": message.model_dump(mode="json", exclude_none=True),
            "occurred_on": act.occurred_on.isoformat(),
            "recorded_at": write_moment(act.recorded_at),
            "actor": act.actor.model_dump(mode="json", exclude_none=True),
            "correlation_id": context.correlation_id,
            "causation_id": context.causation_id,
            "traceparent": context.traceparent,
        },
        "delivery": {"state": (Delivery.UNSENT if topic else Delivery.KEPT).value},
    }
