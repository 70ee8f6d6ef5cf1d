"""Staying a member of a consumer group where aiokafka would leave it without a word."""

import asyncio

from aiokafka import AIOKafkaConsumer


def stay_a_member(consumer: AIOKafkaConsumer) -> None:
    """Rejoin under the same member id when a commit or a heartbeat was of a generation that has passed.

    aiokafka forgets its id then, and its group waits for a member that will never answer: until the
    session times out on Apache Kafka, for ever on the local broker. Only a refused join, which the
    coordination task sees, means that the id is no longer known.
    """
    coordinator = consumer._coordinator
    forget = coordinator.reset_generation

    def reset_generation() -> None:
        member = coordinator.member_id
        forget()
        if asyncio.current_task() is not coordinator._coordination_task:
            coordinator.member_id = member

    coordinator.reset_generation = reset_generation


def is_out(consumer: AIOKafkaConsumer) -> bool:
    """True when the coordination task died: nothing is consumed then, and everything else looks alive (trap 12)."""
    coordinator = consumer._coordinator
    return coordinator is not None and coordinator._coordination_task.done()
