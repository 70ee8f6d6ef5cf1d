"""How long a service takes to its end once it is told to stop: the sum of the bounds that its code has."""

from shared.messaging import consumer
from shared.outbox.sender import ABANDON_SECONDS
from shared.runtime.settings import Settings

# The most that the head of docker-compose.yml allows for IDM_STOP_SECONDS.
_REQUESTS_SECONDS = 40.0


def longest_drain_seconds() -> float:
    """While Kafka is away, which is when every bound is met: requests, then the consumer, then the relay."""
    delivery, lease = (Settings.model_fields[name].default for name in ("delivery_seconds", "relay_lease_seconds"))
    # It connects and then sends; the last round has the time of the lease, whatever it does.
    relay = (delivery + delivery + ABANDON_SECONDS) + lease + (delivery + ABANDON_SECONDS)
    return float(_REQUESTS_SECONDS + consumer.STOP_SECONDS + relay)
