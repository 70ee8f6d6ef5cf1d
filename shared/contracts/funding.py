"""What funding tells."""

from shared.domain.message import Message

MESSAGES: tuple[type[Message], ...] = ()
