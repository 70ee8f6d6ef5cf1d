"""What governance does on other services' messages: nothing. It is where a cycle's story begins."""

from shared.messaging.reactions import Reactions

REACTIONS: Reactions = {}
