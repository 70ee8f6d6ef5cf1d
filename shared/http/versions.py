"""ETags are versions: ``"3"``. A change says which version it was made for (invariant 2)."""

from typing import Annotated, TypeVar

import etag
from fastapi import Depends, Header, Response

from shared.http.problems import HttpProblem
from shared.http.schemas import View

V = TypeVar("V", bound=View)


def versioned(response: Response, view: V) -> V:
    """Set the ETag of the answer."""
    response.headers["ETag"] = etag.format_etag(str(view.version))
    return view


def _expected(
    if_match: Annotated[str | None, Header(description='The ETag that was read, `"3"`, or `*`')] = None,
) -> int | None:
    if if_match is None:
        raise HttpProblem(
            428,
            "if-match-missing",
            "A change must say which version it was made for.",
            remedy="Read the thing, and send its ETag in If-Match.",
        )
    if etag.is_wildcard(if_match):
        return None
    tags = [tag for tag, weak in etag.parse(if_match) if not weak]
    if len(tags) != 1 or not (tags[0].isascii() and tags[0].isdigit() and len(tags[0]) < 10):
        raise HttpProblem(
            412,
            "stale-version",
            "The ETag in If-Match is none of this thing's versions.",
            remedy="Read the thing again, and send the ETag it has now.",
        )
    return int(tags[0])


ExpectedVersion = Annotated[int | None, Depends(_expected)]
"""The version named by ``If-Match``; ``None`` for ``*``."""
