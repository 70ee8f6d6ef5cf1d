"""Somebody who goes on using the platform while something is done to it."""

import threading

import httpx2


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
