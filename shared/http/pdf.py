"""PDF files set from a template and data: tagged, and the same bytes for the same data."""

from datetime import datetime
from typing import Literal

import typst


def set_pdf(template: bytes, *, name: str, content: str, day: datetime) -> bytes:
    """``content`` (JSON) is what the template finds as ``name``, so that no text of a person is ever taken for markup.

    Fonts are those that the setter carries, and the day is the document's own: nothing hangs on this machine. It is
    PDF/UA-1, but for a document with a sign that these fonts have not (Chinese, a picture): that is tagged all the
    same, shows a box there, keeps the sign for whoever copies or hears the text, and claims no standard.
    """
    try:
        return _compiled(template, {name: content}, day, "ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compiled(template, {name: content}, day, None)


def _compiled(template: bytes, inputs: dict[str, str], day: datetime, standard: Literal["ua-1"] | None) -> bytes:
    made = typst.compile(
        template,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        ignore_system_fonts=True,
        timestamp=day,
    )
    assert isinstance(made, bytes)
    return made
