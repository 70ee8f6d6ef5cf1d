"""Files that callers download: whole or a range of them (RFC 9110), and never run or shown by a browser."""

import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import etag
from fastapi import Request, Response
from starlette.responses import StreamingResponse

from shared.http.problems import HttpProblem

_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_HARMLESS = {
    # A browser saves it, whatever it holds; one that shows it all the same runs nothing in it and fetches nothing.
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Accept-Ranges": "bytes",
}


def download(
    request: Request,
    response: Response,
    *,
    read: Callable[[int, int], AsyncIterator[bytes]],
    size_bytes: int,
    digest: str,
    media_type: str,
    name: str,
) -> Response:
    """The answer with a file. ``read`` gives its bytes from the first to the last, both included; ``digest`` is its
    hash, and so its ETag; ``name`` is ASCII; ``response`` has the headers that were set for its caller.

    Several ranges at once are answered with the whole. Raises :class:`HttpProblem` 416.
    """
    tag = etag.format_etag(digest)
    headers = {
        **{name: response.headers[name] for name in ("Cache-Control", "Vary") if name in response.headers},
        **_HARMLESS,
        "ETag": tag,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    known = request.headers.get("if-none-match")
    if known is not None and etag.evaluate_preconditions("GET", tag, if_none_match=known) == 304:
        return Response(status_code=304, headers=headers)
    wanted = _range(request, size_bytes=size_bytes, tag=tag)
    first, last = wanted or (0, size_bytes - 1)
    headers["Content-Length"] = str(last + 1 - first)
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{size_bytes}"
    return StreamingResponse(
        read(first, last), status_code=206 if wanted else 200, headers=headers, media_type=media_type
    )


def _range(request: Request, *, size_bytes: int, tag: str) -> tuple[int, int] | None:
    """The first and the last byte asked for; ``None`` for all of them."""
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    # With If-Range a range counts only of the file that the caller has the beginning of.
    if found is None or found[0] == "bytes=-" or request.headers.get("if-range", tag) != tag:
        return None
    first = int(found[1]) if found[1] else max(size_bytes - int(found[2]), 0)
    last = min(int(found[2]), size_bytes - 1) if found[1] and found[2] else size_bytes - 1
    if found[1] and found[2] and int(found[2]) < first:
        return None
    if first > last:
        raise HttpProblem(
            416,
            "range-not-satisfiable",
            f"The file has {size_bytes} bytes, and none of those asked for.",
            remedy="Ask for bytes that it has, or for the whole file.",
            headers={"Content-Range": f"bytes */{size_bytes}"},
        )
    return first, last


def downloads_of(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """For ``responses=`` of an operation that answers with a file of one of these types."""
    content: dict[str, Any] = {media_type: {} for media_type in media_types}
    return {
        200: {"description": "The whole file", "content": content},
        206: {"description": "The range asked for", "content": content},
        304: {"description": "The file that `If-None-Match` names is still the one there is"},
    }
