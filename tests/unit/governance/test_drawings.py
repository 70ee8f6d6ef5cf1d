"""Pictures: each says in words all that it shows, by nothing but colours, and asks nothing of the network."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from services.governance.api.drawings import (
    POSITIONS,
    Drawing,
    Lane,
    Milestone,
    Participation,
    Reading,
    YearTheme,
    participation,
    temperature,
    themes,
    timeline,
)
from shared.contracts.facts import YearFormat
from shared.http.pictures import Colour, drawn

_SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("&")</script>'
TIMELINE = timeline(
    2018,
    [
        Milestone(what="A volume", lane=Lane.VOLUME, first=date(2019, 3, 12)),
        Milestone(what=HOSTILE, lane=Lane.GATHERING, first=date(2018, 3, 26), last=date(2018, 3, 27), off=True),
        Milestone(what="The theme was chosen", lane=Lane.DECISION, first=date(2017, 3, 2)),
    ],
)
THEMES = themes(
    [
        YearTheme(year=2013, theme="Diaspora Ministerial Conference", format=YearFormat.SINGLE_CONFERENCE),
        YearTheme(year=2001, theme="Migration Challenges in the 21st Century", format=YearFormat.COUNCIL_ONLY),
        YearTheme(year=2019, theme="a theme of many words " * 12, format=None),
    ]
)
TEMPERATURE = temperature(
    [
        Reading(option="Cities", group="Member States", position=position, bodies=number)
        for number, position in enumerate(POSITIONS)
    ],
    of="the theme of 2019",
)
PARTICIPATION = participation(
    [Participation(group="Africa", answered=12, asked=30), Participation(group="Nobody", answered=0, asked=0)],
    of="the survey",
)
DRAWINGS = {"timeline": TIMELINE, "themes": THEMES, "temperature": TEMPERATURE, "participation": PARTICIPATION}


def svg(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(drawing.chart, title=drawing.title, description=drawing.description))


def texts(root: ElementTree.Element) -> str:
    """Everything that is written in the picture."""
    return " ".join("".join(one.itertext()) for one in root.iter(f"{_SVG}text"))


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=list(DRAWINGS))
def test_a_picture_is_read_out_as_one_thing_with_title_and_description(drawing: Drawing) -> None:
    root = svg(drawing)
    title, description = root[0], root[1]
    assert (root.get("role"), title.tag, description.tag) == ("img", f"{_SVG}title", f"{_SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (drawing.title, drawing.description)


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=list(DRAWINGS))
def test_a_picture_fetches_nothing_and_uses_the_palette_alone(drawing: Drawing) -> None:
    text = drawn(drawing.chart, title=drawing.title, description=drawing.description).decode()
    assert set(re.findall(r"https?://[^\"<\s]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "@font-face" not in text
    grey = re.compile(r"#([0-9a-f]{2})\1\1|#([0-9a-f])\2\2", re.IGNORECASE)
    used = {one.upper() for one in re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", text) if not grey.fullmatch(one)}
    assert used <= {colour.value for colour in Colour}


def test_the_same_data_make_the_same_bytes() -> None:
    made = [drawn(one.chart, title=one.title, description=one.description) for one in (THEMES, THEMES)]
    assert made[0] == made[1]


def test_a_timeline_goes_by_days_and_says_what_was_called_off() -> None:
    assert TIMELINE.description == (
        "2017-03-02: The theme was chosen (decision); "
        f"2018-03-26 to 2018-03-27: {HOSTILE} (gathering, called off); 2019-03-12: A volume (volume)."
    )
    assert f"{HOSTILE} (called off)" in texts(svg(TIMELINE))
    assert timeline(2018, []).description == "Nothing yet."
    assert svg(timeline(2018, [])) is not None


def test_two_things_of_one_title_have_two_rows() -> None:
    twice = [Milestone(what="Trade and Migration", lane=Lane.GATHERING, first=date(2003, n, 1)) for n in (6, 9)]
    assert texts(svg(timeline(2003, twice))).count("Trade and Migration") == 2


def test_themes_are_in_order_of_year_with_their_format_in_words() -> None:
    written = texts(svg(THEMES))
    assert written.index("2001") < written.index("2013") < written.index("2019")
    assert "2013: Diaspora Ministerial Conference (one conference)." in THEMES.description
    for word in ("Council alone", "one conference", "not decided"):
        assert word in written
    assert "two workshops" not in written
    assert THEMES.title == "Themes of the dialogue 2001–2019"
    assert themes([]).description == "No year is on record."


def test_a_temperature_is_read_by_letter_and_number_and_decides_nothing() -> None:
    written = texts(svg(TEMPERATURE))
    for number, (letter, _) in enumerate(POSITIONS.values()):
        assert (f"{letter} {number}" in written) == (number > 0)
    assert TEMPERATURE.description.endswith("A reading, and no decision.")


def test_participation_says_how_many_of_how_many() -> None:
    assert "12 of 30" in texts(svg(PARTICIPATION))
    assert PARTICIPATION.description == "Africa: 12 of 30; Nobody: 0 of 0."
