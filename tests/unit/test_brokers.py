"""How many brokers the local stack has, and how many copies a topic has on them."""

import pytest

from shared.contracts.topics import TOPICS
from shared.localstack.apache import apache_brokers
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import chosen_kafka
from shared.outbox import topics


@pytest.mark.parametrize(
    ("kafka", "brokers", "names"),
    [("noida", "1", ["kafka"]), ("apache", "1", ["kafka"]), ("apache", "3", ["kafka-1", "kafka-2", "kafka-3"])],
)
def test_the_brokers_are_those_that_are_asked_for(
    kafka: str, brokers: str, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDM_LOCAL_KAFKA", kafka)
    monkeypatch.setenv("IDM_LOCAL_KAFKA_BROKERS", brokers)
    assert [server.name for server in chosen_kafka()] == names


@pytest.mark.parametrize(("kafka", "brokers"), [("noida", "3"), ("apache", "2"), ("apache", "many"), ("other", "1")])
def test_what_cannot_be_had_is_refused(kafka: str, brokers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDM_LOCAL_KAFKA", kafka)
    monkeypatch.setenv("IDM_LOCAL_KAFKA_BROKERS", brokers)
    with pytest.raises(StackUnavailable):
        chosen_kafka()


def test_brokers_of_one_cluster_have_data_of_their_own() -> None:
    brokers = apache_brokers(3)
    assert len({broker.data for broker in brokers}) == 3
    assert apache_brokers(1)[0].data not in {broker.data for broker in brokers}, "one broker's data is not a cluster's"


@pytest.mark.parametrize(("copies", "in_sync"), [(1, None), (2, None), (3, "2"), (5, "2")])
def test_of_three_copies_two_must_be_written(copies: int, in_sync: str | None) -> None:
    assert topics._new(TOPICS[0], copies).topic_configs.get("min.insync.replicas") == in_sync
