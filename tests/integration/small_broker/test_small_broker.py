"""What the message path relies on holds on the small broker too: the same tests, with it in the place of the run's."""

import asyncio

from shared.localstack.servers import KAFKA
from shared.localstack.stack import Endpoints
from shared.persistence.driver import Store
from tests.integration.test_consumer import (
    test_g5_everything_is_done_once_in_order_though_every_message_comes_twice,
    test_g5_poison_between_good_records_stops_nobody_else,
    test_g7_two_members_one_leaves_and_another_comes_and_each_message_is_done_once,
    test_g8_trap_12_a_member_whose_coordination_died_joins_anew,
    test_g9_a_member_that_stops_finishes_its_batch_and_commits_its_offsets,
)
from tests.integration.test_relay import (
    running,
    test_g4_a_crash_between_the_send_and_the_mark_only_repeats,
    test_g4_every_row_is_sent_once_in_the_order_of_its_stream,
    test_g7_trap_11_a_broker_that_is_away_costs_a_bounded_wait_and_the_producer_is_made_again,
    test_g11_a_planted_hole_is_found,
)
from tests.integration.test_traps import (
    test_trap_1_what_was_read_and_not_done_is_read_again,
    test_trap_7_a_member_gives_its_partitions_back_when_its_work_is_done,
    test_trap_9_a_stream_keeps_to_one_partition_however_many_go_at_once,
    test_trap_10_a_topic_that_is_not_there_is_waited_for_and_not_made,
)
from tests.support.member import member
from tests.support.probe import eventually

__all__ = [
    "running",
    "test_g4_a_crash_between_the_send_and_the_mark_only_repeats",
    "test_g4_every_row_is_sent_once_in_the_order_of_its_stream",
    "test_g5_everything_is_done_once_in_order_though_every_message_comes_twice",
    "test_g5_poison_between_good_records_stops_nobody_else",
    "test_g7_trap_11_a_broker_that_is_away_costs_a_bounded_wait_and_the_producer_is_made_again",
    "test_g7_two_members_one_leaves_and_another_comes_and_each_message_is_done_once",
    "test_g8_trap_12_a_member_whose_coordination_died_joins_anew",
    "test_g9_a_member_that_stops_finishes_its_batch_and_commits_its_offsets",
    "test_g11_a_planted_hole_is_found",
    "test_trap_1_what_was_read_and_not_done_is_read_again",
    "test_trap_7_a_member_gives_its_partitions_back_when_its_work_is_done",
    "test_trap_9_a_stream_keeps_to_one_partition_however_many_go_at_once",
    "test_trap_10_a_topic_that_is_not_there_is_waited_for_and_not_made",
]


def test_it_is_the_small_broker(endpoints: Endpoints, servers: Endpoints) -> None:
    assert endpoints.description == KAFKA.version()
    assert endpoints.kafka_bootstrap != servers.kafka_bootstrap


async def test_an_idle_member_asks_seldom_though_the_small_broker_answers_at_once(
    store: Store, endpoints: Endpoints, topic: str
) -> None:
    """Without `wait_for_records` it asks some two thousand times a second."""
    async with member(store, endpoints, topic, service=topic) as consumer:

        async def complaint() -> str | None:
            return "; ".join(consumer.complaints) or None

        await eventually(complaint)
        reader = consumer._subscriber.consumer
        assert reader is not None
        client = reader._client
        send, asked = client.send, []

        async def counted(node: int, request: object, **options: object) -> object:
            asked.append(type(request).__name__)
            return await send(node, request, **options)

        client.send = counted
        await asyncio.sleep(1)
        fetches = sum("Fetch" in name for name in asked)
        assert 0 < fetches <= 41, f"asked {fetches} times a second"
