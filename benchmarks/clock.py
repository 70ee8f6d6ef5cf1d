"""How long a number of things took that are done in many places at once."""

import asyncio
import time

from benchmarks.harness import Sample


class Clock:
    """Starts with the first ``begin``, stops when ``count`` things were noted."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._noted = 0
        self._all = asyncio.Event()
        self._began: float | None = None
        self._ended = 0.0

    def begin(self) -> None:
        if self._began is None:
            self._began = time.perf_counter()

    def note(self, how_many: int) -> None:
        self._noted += how_many
        if self._noted >= self._count and not self._all.is_set():
            self._ended = time.perf_counter()
            self._all.set()

    async def all_noted(self, *, within_seconds: float = 300.0) -> None:
        """Raises ``AssertionError`` that says how many were done when they are not all done in time."""
        try:
            await asyncio.wait_for(self._all.wait(), within_seconds)
        except TimeoutError:
            raise AssertionError(f"{self._noted:,} of {self._count:,} done after {within_seconds:.0f} s") from None

    @property
    def sample(self) -> Sample:
        """Things a second."""
        assert self._began is not None
        return Sample(value=self._count / (self._ended - self._began))
