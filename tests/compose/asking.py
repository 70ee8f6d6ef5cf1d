"""Somebody who goes on using the platform, or watching it, while something is done to it."""

import contextlib
import itertools
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import httpx2

from tests.compose.engine import Failed


class Asking:
    """Asks these addresses in turn, over and over until it is left, and counts what each answered with.

    A request that got no answer counts as 0.
    """

    def __init__(self, urls: Sequence[str], headers: Mapping[str, str]) -> None:
        self._urls = urls
        self._headers = headers
        self._over = threading.Event()
        self._answers = Counter[tuple[str, int]]()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Counter[tuple[str, int]]:
        self._thread.start()
        return self._answers

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx2.Client(timeout=20.0, headers=dict(self._headers)) as client:
            for url in itertools.cycle(self._urls):
                if self._over.wait(0.1):
                    return
                try:
                    status = client.get(url).status_code
                except httpx2.HTTPError:
                    status = 0
                self._answers[url, status] += 1


class Deciding:
    """Gives one command after another until it is left; one that was not done is given again, with the same key.

    ``decide`` takes the command's number, from 1, and answers its status. What it raises is raised when this is left.
    """

    def __init__(self, decide: Callable[[int], int]) -> None:
        self._decide = decide
        self._over = threading.Event()
        self._why: Exception | None = None
        self._thread = threading.Thread(target=self._go_on)
        self.done = 0
        self.again = 0

    def __enter__(self) -> "Deciding":
        self._thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._over.set()
        self._thread.join()
        if kind is None and self._why is not None:
            raise self._why

    def _go_on(self) -> None:
        while not self._over.wait(0.5):
            try:
                if self._decide(self.done + 1) == 200:
                    self.done += 1
                else:
                    self.again += 1
            except (Failed, httpx2.HTTPError) as why:
                self._why = why
                return


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
