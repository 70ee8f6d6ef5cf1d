"""ETags are versions: ``"3"``. A change says which version it was made for (invariant 2)."""

from typing import Annotated, TypeVar

import etag
from fastapi import Depends, Header, Request, Response

from shared.http.problems import HttpProblem
from shared.http.schemas import View

V = TypeVar("V", bound=View)
NEVER = 0
"""No thing ever has this version: a change made for it is refused, wherever it is checked."""


def versioned(response: Response, view: V) -> V:
    """Set the ETag of the answer."""
    response.headers["ETag"] = etag.format_etag(str(view.version))
    return view


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
