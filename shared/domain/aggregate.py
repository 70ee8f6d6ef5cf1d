"""An aggregate: state that changes only by recording messages (invariant 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, PrivateAttr

from shared.domain.act import Act
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One message in the order the aggregate recorded it.

    ``version`` counts every message of the aggregate from 1; ``sequence`` counts only those that are
    sent (``None`` for audit ones), so that readers of the topic see 1, 2, 3 … without holes.
    """

    message: Message
    act: Act
    version: int
    sequence: int | None


class Aggregate(BaseModel):
    """Base of every aggregate. Its fields are its stored document; ``id`` is its stream on Kafka.

    ``version`` is the number of messages it ever recorded, ``sequence`` the number of those sent.
    """

    model_config = ConfigDict(extra="forbid")

    aggregate_type: ClassVar[str]
    collection: ClassVar[str]

    id: Identifier
    version: int = 0
    sequence: int = 0
    seal: str | None = None
    """The hash of the last message that was written of it; the unit of work keeps it here for the next one (G1)."""

    _recorded: list[Recorded] = PrivateAttr(default_factory=list)

    def __init_subclass__(cls, *, type: str = "", collection: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if type:
            cls.aggregate_type, cls.collection = type, collection

    def record(self, message: Message, *, act: Act) -> None:
        """Note that something happened. Raises ``TypeError`` for a message of another aggregate's type."""
        if message.aggregate != self.aggregate_type:
            raise TypeError(f"{type(message).__name__} is recorded by {message.aggregate}, not {self.aggregate_type}")
        self.version += 1
        sent = message.audience is not Audience.AUDIT
        if sent:
            self.sequence += 1
        self._recorded.append(
            Recorded(message=message, act=act, version=self.version, sequence=self.sequence if sent else None)
        )

    @property
    def recorded(self) -> Sequence[Recorded]:
        """What was recorded since this aggregate was loaded."""
        return tuple(self._recorded)
