"""ETags are versions: ``"3"``. A change says which version it was made for (invariant 2).

What has no version, such as a list that everybody reads, has an ETag of what is in it, for ``If-None-Match`` alone.
"""

from hashlib import sha256
from typing import Annotated, TypeVar

import etag
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from shared.http.problems import HttpProblem
from shared.http.schemas import View

V = TypeVar("V", bound=View)
M = TypeVar("M", bound=BaseModel)
NEVER = 0
"""No thing ever has this version: a change made for it is refused, wherever it is checked."""


def versioned(response: Response, view: V) -> V:
    """Set the ETag of the answer."""
    response.headers["ETag"] = etag.format_etag(str(view.version))
    return view


def tag_of(content: bytes, *, weak: bool = False) -> str:
    """The ETag of what is in an answer. ``weak``: of all in it that matters, where a part changes with the clock."""
    return etag.format_etag(sha256(content).hexdigest()[:32], weak=weak)


def tagged(response: Response, answer: M) -> M:
    """Set the ETag of a public answer that has no version: of what is in it. What is ``no-store`` gets none, so that
    nobody makes a change for it."""
    if "no-store" not in response.headers.get("Cache-Control", ""):
        response.headers["ETag"] = tag_of(answer.model_dump_json().encode())
    return answer


def kept_headers(response: Response, *, content: bytes, weak: bool = False) -> dict[str, str]:
    """Those of an answer that is made by hand: its ETag, and how long it is kept, for whom, as set for its caller."""
    kept = {name: response.headers[name] for name in ("Cache-Control", "Vary") if name in response.headers}
    return {**kept, "ETag": tag_of(content, weak=weak)}


async def _expected(
    request: Request,
    if_match: Annotated[
        str | None, Header(description='Needed (428 without it): the ETag that was read, `"3"`, or `*` for any')
    ] = None,
) -> int | None:
    if if_match is not None and etag.is_wildcard(if_match):
        return None
    tags = _strong(if_match or "")
    if len(tags) == 1 and tags[0].isascii() and tags[0].isdigit() and len(tags[0]) < 10 and tags[0][0] != "0":
        return int(tags[0])
    # Not raised here: who calls comes first (401, 403), and a repeat by its Idempotency-Key needs no version.
    request.state.unmet = _MISSING if if_match is None else _NONE_OF_ITS
    return NEVER


def _strong(if_match: str) -> list[str]:
    """The tags that may match; none where the header cannot be read."""
    try:
        return [tag for tag, weak in etag.parse(if_match) if not weak]
    except ValueError:
        return []


_MISSING = (428, "if-match-missing", "A change must say which version it was made for.")
_NONE_OF_ITS = (412, "stale-version", "The ETag in If-Match is none of this thing's versions.")


def require_version(request: Request) -> None:
    """Raises :class:`HttpProblem` when ``If-Match`` is needed and missing (428), or is no version (412)."""
    unmet = getattr(request.state, "unmet", None)
    if unmet is not None:
        status, slug, sentence = unmet
        raise HttpProblem(
            status,
            slug,
            sentence,
            remedy='Read the thing, and send the ETag it has now in If-Match, with its quotes: "3".',
        )


ExpectedVersion = Annotated[int | None, Depends(_expected)]
"""The version named by ``If-Match``; ``None`` for ``*``. ``Command.run`` refuses when there is none."""
