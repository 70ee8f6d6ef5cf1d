"""Which message types there are, by literal wire type, and what must hold among them (invariant 3)."""

from collections.abc import Iterable, Iterator

from shared.contracts.topics import Topic, topic_of
from shared.domain.message import Audience, Message


class Registry:
    """The messages that are sent. Raises ``ValueError`` at once for a type said twice or an aggregate on two topics."""

    def __init__(self, messages: Iterable[type[Message]]) -> None:
        self._by_type: dict[str, type[Message]] = {}
        topics: dict[tuple[str, str], str] = {}
        for message in messages:
            if message.message_type in self._by_type:
                raise ValueError(f"the type {message.message_type} is declared twice")
            self._by_type[message.message_type] = message
            topic = topic_for(message)
            if topic is None:
                raise ValueError(f"{message.message_type} is an audit message and never travels")
            stream_kind = (topic.service, message.aggregate)
            if topics.setdefault(stream_kind, topic.name) != topic.name:
                raise ValueError(f"the aggregate {message.aggregate} would send to two topics: no order among them")

    def __iter__(self) -> Iterator[type[Message]]:
        return iter(self._by_type.values())

    def find(self, message_type: str) -> type[Message] | None:
        return self._by_type.get(message_type)

    def name_is_known(self, message_type: str) -> bool:
        """True when some version of this type's name is known, whatever its version."""
        stem = message_type.rpartition(".")[0]
        return any(known.rpartition(".")[0] == stem for known in self._by_type)


def service_of(message: type[Message]) -> str:
    """``governance`` for ``int.iom.idm.governance.ThemeSelected.v1``."""
    return message.message_type.split(".")[3]


def topic_for(message: type[Message]) -> Topic | None:
    """Where this message is sent; ``None`` for audit messages, which stay in the log."""
    if message.audience is Audience.AUDIT:
        return None
    return topic_of(service=service_of(message), audience=message.audience)
