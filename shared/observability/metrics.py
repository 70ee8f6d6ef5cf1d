"""The figures of one process, read at ``/metrics``."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Histogram(
    "idm_http_request_seconds", "Time to answer, by operation", ("service", "method", "route", "status")
)
SENT = Counter("idm_relay_sent_total", "Outbox rows that Kafka acknowledged", ("service",))
MESSAGES = Counter("idm_consumer_messages_total", "What became of arrivals", ("service", "topic", "outcome"))
BACKOFFS = Counter("idm_backoffs_total", "Waits after a failure of the database or the broker", ("service", "part"))
REFUSALS = Counter("idm_refusals_total", "Commands refused, by the rule or reason", ("service", "rule"))
AGE = Histogram(
    "idm_message_age_seconds",
    "From the recording of a message to its effect here, one of each batch",
    ("service", "topic"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
LAG = Gauge("idm_consumer_lag_records", "Records on Kafka that are not done here yet", ("service",))
GAPS = Gauge("idm_consumer_gaps", "Streams in which a message is missing", ("service",))
READY = Gauge("idm_ready", "1 when /readyz has nothing to complain of", ("service",))
HELD = Gauge("idm_held_messages", "Messages that are dead or wait", ("service", "state"))
UNSENT = Gauge("idm_relay_unsent_rows", "Outbox rows that wait to be sent", ("service",))
UNSENT_AGE = Gauge("idm_relay_oldest_unsent_seconds", "Age of the oldest of them", ("service",))
CHECKPOINT = Gauge("idm_log_checkpoint", "Number of the newest checkpoint of the log", ("service",))
