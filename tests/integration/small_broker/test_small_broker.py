"""What the message path relies on holds on the small broker too: the same tests, with it in the place of the run's."""

from shared.localstack.servers import KAFKA
from shared.localstack.stack import Endpoints
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
