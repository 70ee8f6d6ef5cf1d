"""Answers that stay as fast when there is more behind them: one page asked again and again."""

import base64
import time

import httpx2

from benchmarks.harness import Bound, Sample, Side, spread_of

FLAT = Bound(limit=1.3, at_most=True)
PAGE = 50


def cursor_after(identifier: str) -> str:
    """As the `next` address of the page that ends with it has it."""
    return base64.urlsafe_b64encode(identifier.encode()).decode().rstrip("=")


def page_side(client: httpx2.AsyncClient, path: str, *, requests: int, rows: int | None = PAGE) -> Side:
    """How long one answer takes. It has so many ``rows``; ``None`` for what is no page of a list."""

    async def run() -> Sample:
        times = []
        for _ in range(requests):
            began = time.perf_counter()
            answer = await client.get(path)
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text
            assert rows is None or len(answer.json()["items"]) == rows, f"{path} gave no page of {rows} rows"
        return spread_of(times)

    return run
