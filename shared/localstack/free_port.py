"""A port of this machine that nobody uses right now."""

import random
import socket

_FIRST, _LAST = 20_000, 32_000
"""Below those that the system gives to clients: such a one would be taken by a connection before its server starts."""
_TRIES = 200


def free_port() -> int:
    """Raises ``OSError`` when none is found."""
    for _ in range(_TRIES):
        port = random.SystemRandom().randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port between {_FIRST} and {_LAST} is free")
