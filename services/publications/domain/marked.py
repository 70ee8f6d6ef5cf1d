"""What stays open once its year is closed, and is marked “after close” (domain.md 1.8): reports, volumes, records."""

from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.message import Message


class Marked(Aggregate):
    """Base of what is changed also in a closed year. Every message it records has a field ``after_close``."""

    after_close: bool = False
    """It was last changed after the cycle of a workshop it is about was closed."""

    def record(self, message: Message, *, act: Act) -> None:
        """The mark is put on here, so that no act in a closed year goes without it."""
        super().record(message.model_copy(update={"after_close": self.after_close}), act=act)
