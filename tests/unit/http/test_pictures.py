"""A text with any sign in it makes a picture that is good XML."""

from xml.etree import ElementTree

import pytest

from shared.http.pictures import alt, drawn


@pytest.mark.parametrize("sign", ["\x00", "\x05", "\x0b", "\x1f", "\ufffe", "\ud800", "\u202e", "\U0001f600", "<&\"'"])
def test_a_sign_that_xml_cannot_hold_costs_itself_and_not_the_process(sign: str) -> None:
    said = f"be{sign}fore"
    data = alt.InlineData(values=[{"said": said, "count": 1}])
    chart = alt.Chart(data, title=said).mark_bar().encode(x="said:N", y="count:Q")
    svg = ElementTree.fromstring(drawn(chart, title=said, description=said))
    shown = said if sign in ("\u202e", "\U0001f600", "<&\"'") else "before"
    assert [one.text for one in svg.iter("{http://www.w3.org/2000/svg}desc")] == [shown]
    assert shown in "".join(svg.itertext())
