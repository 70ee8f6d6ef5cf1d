"""The figures of one process, read at ``/metrics``."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "idm_http_request_seconds", "Time to answer, by operation", ("service", "method", "route", "status")
)
SENT = Counter("idm_relay_sent_total", "Outbox rows that Kafka acknowledged", ("service",))
MESSAGES = Counter("idm_consumer_messages_total", "What became of arrivals", ("service", "topic", "outcome"))
BACKOFFS = Counter("idm_backoffs_total", "Waits after a failure of the database or the broker", ("service", "part"))
HELD = Gauge("idm_held_messages", "Messages that are dead, or wait behind a dead one or a gap", ("service", "state"))
UNSENT = Gauge("idm_relay_unsent_rows", "Outbox rows that wait to be sent", ("service",))
UNSENT_AGE = Gauge("idm_relay_oldest_unsent_seconds", "Age of the oldest of them", ("service",))
CHECKPOINT = Gauge("idm_log_checkpoint", "Number of the newest checkpoint of the log", ("service",))
