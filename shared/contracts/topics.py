"""The topics table: everything that exists on Kafka, created by ``migrate`` and never auto-created."""

from dataclasses import dataclass

from shared.domain.message import Audience


@dataclass(frozen=True, kw_only=True)
class Topic:
    """``partitions`` never changes once created: a stream's order hangs on it. Domain topics keep everything."""

    name: str
    service: str
    audience: Audience
    partitions: int = 6
    retention_ms: int = -1


TOPICS: tuple[Topic, ...] = (
    Topic(name="idm.governance.v1", service="governance", audience=Audience.PUBLIC),
    Topic(name="idm.events.v1", service="events", audience=Audience.PUBLIC),
    Topic(name="idm.events.internal.v1", service="events", audience=Audience.INTERNAL),
    Topic(name="idm.funding.v1", service="funding", audience=Audience.PUBLIC),
    Topic(name="idm.funding.internal.v1", service="funding", audience=Audience.INTERNAL),
    Topic(name="idm.publications.v1", service="publications", audience=Audience.PUBLIC),
    Topic(name="idm.publications.internal.v1", service="publications", audience=Audience.INTERNAL),
)


def topic_of(*, service: str, audience: Audience) -> Topic:
    """The one topic for a service's messages of this audience. Raises ``LookupError`` when there is none."""
    for topic in TOPICS:
        if topic.service == service and topic.audience is audience:
            return topic
    raise LookupError(f"no topic of {service} for {audience.value} messages in shared/contracts/topics.py")
