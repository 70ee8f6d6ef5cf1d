"""Somebody who goes on using the platform, or watching it, while something is done to it."""

import contextlib
import threading
from collections.abc import Callable

import httpx2

from tests.compose.engine import Failed


class Asking:
    """Asks one address over and over until it is left; a request that got no answer counts as 0."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._over = threading.Event()
        self._answers: list[int] = []
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> list[int]:
        self._thread.start()
        return self._answers

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx2.Client(timeout=20.0) as client:
            while not self._over.wait(0.05):
                try:
                    self._answers.append(client.get(self._url).status_code)
                except httpx2.HTTPError:
                    self._answers.append(0)


class Watching:
    """Looks over and over at the containers, as anybody on the machine can, until it is left or ``until`` is seen."""

    def __init__(self, look: Callable[[], str], *, until: str) -> None:
        self._looked = look
        self._until = until
        self._over = threading.Event()
        self._seen: list[str] = []
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> list[str]:
        self._thread.start()
        return self._seen

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        seen = ""
        while self._until not in seen and not self._over.wait(0.1):
            # There is no container yet, or it has just ended.
            with contextlib.suppress(Failed):
                self._seen.append(seen := self._looked())
