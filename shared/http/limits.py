"""Two things every request meets before its operation: a bound on its body, and the 304 of what was read already."""

import etag
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.problems import problem

LARGEST_BODY_BYTES = 1_000_000
LARGEST_FILE_BYTES = 8_000_000
"""Of an operation that takes a file with lines: its address ends in ``/import``."""


def _largest(scope: Scope) -> int:
    return LARGEST_FILE_BYTES if scope["path"].endswith("/import") else LARGEST_BODY_BYTES


class BodyLimit:
    """Refuses a body over ``LARGEST_BODY_BYTES`` (of a file ``LARGEST_FILE_BYTES``) with 413, whether it says its
    length or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = _largest(scope)
        said = Headers(scope=scope).get("content-length", "0")
        # More digits than any length has: Python does not even read a number of thousands of digits.
        if not (said.isascii() and said.isdigit()) or len(said) > 20 or int(said) > largest:
            await _too_large(scope, receive, send)
            return
        body: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":  # the caller went away
                return
            body.append(message.get("body", b""))
            size += len(body[-1])
            more = message.get("more_body", False)
            if size > largest:
                await _too_large(scope, receive, send)
                return
        whole: Message | None = {"type": "http.request", "body": b"".join(body), "more_body": False}

        async def replay() -> Message:
            nonlocal whole
            if whole is None:
                return await receive()
            message, whole = whole, None
            return message

        await self._app(scope, replay, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    refusal = problem(
        413,
        "body-too-large",
        f"The body is larger than {_largest(scope) // 1000} kB.",
        remedy="Send less at once.",
        instance=scope["path"],
    )
    await refusal(scope, receive, send)


class NotModified:
    """Answers 304 without a body to a GET whose ``If-None-Match`` names the ETag of the answer (RFC 9110).

    Not to staff (``no-store``): what they may do now changes without the thing itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = Headers(scope=scope).get("if-none-match") if scope["type"] == "http" else None
        if known is None or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        unchanged = False

        async def answer(message: Message) -> None:
            nonlocal unchanged
            if message["type"] == "http.response.start" and message["status"] == 200:
                sent = Headers(raw=message["headers"])
                current = sent.get("etag")
                unchanged = (
                    current is not None
                    and "no-store" not in sent.get("cache-control", "")
                    and etag.evaluate_preconditions("GET", current, if_none_match=known) == 304
                )
                if unchanged:
                    kept = [pair for pair in message["headers"] if pair[0] not in (b"content-length", b"content-type")]
                    message = {**message, "status": 304, "headers": kept}
            if unchanged and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, answer)
