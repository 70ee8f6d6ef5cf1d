"""Pictures that everybody can read: SVG with a text in their place, in colours that survive colour-blindness and print.

Drawn on the server by Vega-Lite; nothing is fetched, and fonts are the reader's own.
"""

import asyncio
import hashlib
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import etag
import vl_convert
from fastapi import Response

from shared.domain.text import Language, clean

if TYPE_CHECKING:
    import altair as alt

    Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart
else:

    class _Later:
        """Altair, loaded by the first picture: a third of a second and 28 MiB that most services never need."""

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module("altair"), name)

    alt = _Later()
    Chart = Any

__all__ = ["PICTURE", "Chart", "Colour", "alt", "drawn", "picture"]


class Colour(StrEnum):
    """The palette of Okabe and Ito, told apart by all eyes. In grey they are not all different, so no picture says
    anything by colour alone."""

    BLACK = "#000000"
    ORANGE = "#E69F00"
    SKY = "#56B4E9"
    GREEN = "#009E73"
    YELLOW = "#F0E442"
    BLUE = "#0072B2"
    VERMILION = "#D55E00"
    PURPLE = "#CC79A7"


_STYLE: dict[str, Any] = {
    "font": "sans-serif",
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 420, "domainColor": "#595959"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "symbolSize": 120},
    "title": {"fontSize": 15, "anchor": "start", "fontWeight": "bold"},
}


def drawn(chart: Chart, *, title: str, description: str, language: Language = Language.EN) -> bytes:
    """The picture as SVG. ``description`` says in words everything that it shows: who cannot see it reads that."""
    spec = _clean(chart.to_dict())
    spec["config"] = {**spec.get("config", {}), **_STYLE}
    svg = vl_convert.vegalite_to_svg(spec)
    root, rest = svg.split(">", 1)
    return (
        f'{root} role="img" aria-labelledby="picture-title picture-description" xml:lang={quoteattr(language.value)}>'
        f'<title id="picture-title">{escape(clean(title))}</title>'
        f'<desc id="picture-description">{escape(clean(description))}</desc>{rest}'
    ).encode()


def _clean(part: Any) -> Any:
    """Every text in a picture. The drawing library ends the whole process at a sign that XML cannot hold."""
    if isinstance(part, str):
        return clean(part)
    if isinstance(part, dict):
        return {_clean(name): _clean(value) for name, value in part.items()}
    return [_clean(one) for one in part] if isinstance(part, list) else part


async def picture(
    chart: Chart, *, response: Response, title: str, description: str, language: Language = Language.EN
) -> Response:
    """The answer of an operation, with an ETag; ``response`` has the headers that were set for its caller."""
    svg = await asyncio.to_thread(drawn, chart, title=title, description=description, language=language)
    headers = {
        **{name: response.headers[name] for name in ("Cache-Control", "Vary") if name in response.headers},
        "ETag": etag.format_etag(hashlib.sha256(svg).hexdigest()[:32]),
        # Opened by itself an SVG is a document: it needs its own style and nothing else.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(svg, media_type="image/svg+xml", headers=headers)


PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The picture, with its text in `title` and `desc`", "content": {"image/svg+xml": {}}}
}
"""For ``responses=`` of an operation that answers with one."""
