"""A text in any script makes a PDF."""

import json
from datetime import UTC, datetime

import pytest
import typst

from shared.http.pdf import set_pdf

_TEMPLATE = b"""#let told = json(bytes(sys.inputs.told))
#set document(title: told.title)
#title()
#told.text
"""
_DAY = datetime(2018, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "standard"), [("é بيان Ελλ", True), ("移民", False), ("\U0001f600", False), ("a\x01b", False)]
)
def test_a_sign_without_a_font_costs_the_standard_and_not_the_document(text: str, standard: bool) -> None:
    content = json.dumps({"title": "A title", "text": text})
    made, again = (set_pdf(_TEMPLATE, name="told", content=content, day=_DAY) for _ in range(2))
    assert made == again
    assert b"/StructTreeRoot" in made
    assert (b"pdfuaid" in made) is standard


def test_a_template_that_is_wrong_is_not_tried_again() -> None:
    with pytest.raises(typst.TypstError, match="unknown variable"):
        set_pdf(b"#nothing", name="told", content="{}", day=_DAY)
