"""What the pictures of governance show: each function makes a chart and the words that say the same.

They draw plain data, wherever it comes from. Shapes and labels say what colours say, so that print in grey is enough.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.contracts.facts import YearFormat
from shared.http.pictures import Chart, Colour, alt

WIDTH = 640
_ROW = 24
_CHARACTERS = 78
_LINE = 15


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart, its title, and in words all that it shows."""

    chart: Chart
    title: str
    description: str


class Lane(StrEnum):
    """What a row of a timeline is about."""

    DECISION = "decision"
    CONSULTATION = "consultation"
    GATHERING = "gathering"
    VOLUME = "volume"


_LANES = {
    Lane.DECISION: (Colour.BLUE, "diamond"),
    Lane.CONSULTATION: (Colour.ORANGE, "circle"),
    Lane.GATHERING: (Colour.GREEN, "square"),
    Lane.VOLUME: (Colour.VERMILION, "triangle-up"),
}


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One row of a timeline: something on a day, or from one to another. ``off``: it was called off."""

    what: str
    lane: Lane
    first: date
    last: date | None = None
    off: bool = False


def timeline(year: int, milestones: Sequence[Milestone]) -> Drawing:
    """A cycle from its opening to its close, a row for each thing that happened or is planned, the earliest first."""
    rows = sorted(milestones, key=lambda one: (one.first, one.what))
    data = [
        {
            # Two rows may bear one title; what is not seen keeps them apart.
            "row": f"{_short(one.what)}{' (called off)' if one.off else ''}" + "\u200b" * number,
            "kind": one.lane.value,
            "first": one.first.isoformat(),
            "last": (one.last or one.first).isoformat(),
        }
        for number, one in enumerate(rows)
    ]
    lanes = [lane.value for lane in _LANES]
    colours, shapes = zip(*_LANES.values(), strict=True)
    used = [lane for lane in lanes if any(one.lane == lane for one in rows)]
    base = _chart(data).encode(
        y=alt.Y("row:N", sort=[row["row"] for row in data], title=None, axis=alt.Axis(domain=False, ticks=False)),
        x=alt.X("first:T", title=None, scale=alt.Scale(padding=14), axis=alt.Axis(format="%b %Y", tickCount=8)),
        color=alt.Color("kind:N", scale=_scale(colours, lanes, used), title=None),
    )
    chart = alt.layer(
        base.mark_rule(strokeWidth=5).encode(x2="last:T"),
        base.mark_point(size=110, filled=True, opacity=1).encode(
            shape=alt.Shape("kind:N", scale=_scale(shapes, lanes, used), title=None)
        ),
    ).properties(width=WIDTH, height=_ROW * max(len(rows), 1), title=f"The year {year} of the dialogue")
    said = "; ".join(
        f"{one.first.isoformat()}{f' to {one.last.isoformat()}' if one.last and one.last != one.first else ''}: "
        f"{one.what} ({one.lane.value}{', called off' if one.off else ''})"
        for one in rows
    )
    return Drawing(chart=chart, title=f"The year {year} of the dialogue", description=f"{said or 'Nothing yet'}.")


@dataclass(frozen=True, kw_only=True)
class YearTheme:
    year: int
    theme: str
    format: YearFormat | None


_FORMATS = {
    YearFormat.TWO_WORKSHOPS.value: ("two workshops", Colour.BLUE, "circle"),
    YearFormat.SINGLE_CONFERENCE.value: ("one conference", Colour.ORANGE, "square"),
    YearFormat.COUNCIL_ONLY.value: ("Council alone", Colour.GREEN, "triangle-up"),
    "": ("not decided", Colour.BLACK, "cross"),
}

_NO_YEAR = "No year is on record."


def themes(years: Sequence[YearTheme]) -> Drawing:
    """The overarching theme of each year, and in which format the year was held."""
    if not years:
        # Of marks that there are none of Vega would make a picture without bounds.
        nothing = _chart([{"says": _NO_YEAR}]).mark_text(align="left").encode(x=alt.value(0), text="says:N")
        title = "Themes of the dialogue"
        return Drawing(
            chart=nothing.properties(width=WIDTH, height=_LINE, title=title), title=title, description=_NO_YEAR
        )
    rows: list[dict[str, Any]] = []
    top = 0
    for one in sorted(years, key=lambda one: one.year):
        lines = textwrap.wrap(one.theme, _CHARACTERS) or [""]
        name = _FORMATS[one.format.value if one.format else ""][0]
        rows.append({"year": str(one.year), "theme": lines, "format": name, "top": top + _LINE / 2})
        top += _LINE * len(lines) + 9
    words, colours, shapes = zip(*_FORMATS.values(), strict=True)
    used = [name for name in words if any(row["format"] == name for row in rows)]
    place = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[0, top], reverse=True, nice=False))
    base = _chart(rows).encode(y=place)
    marks = base.mark_point(size=110, filled=True, opacity=1).encode(
        x=alt.value(52),
        color=alt.Color("format:N", scale=_scale(colours, words, used), title=None),
        shape=alt.Shape("format:N", scale=_scale(shapes, words, used), title=None),
    )
    year_text = base.mark_text(align="left", fontWeight="bold", fontSize=13, baseline="middle").encode(
        x=alt.value(0), text="year:N"
    )
    theme_text = base.mark_text(align="left", fontSize=12, baseline="middle", lineHeight=_LINE).encode(
        x=alt.value(72), text="theme:N"
    )
    title = f"Themes of the dialogue {rows[0]['year']}–{rows[-1]['year']}"
    chart = alt.layer(marks, year_text, theme_text).properties(width=WIDTH, height=top, title=title)
    said = " ".join(f"{row['year']}: {' '.join(row['theme'])} ({row['format']})." for row in rows)
    return Drawing(chart=chart, title=title, description=said)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How many bodies of a group take one position on an option. ``group`` is a type of body or a region."""

    option: str
    group: str
    position: str
    bodies: int


POSITIONS = {
    "support": ("S", Colour.GREEN),
    "can_live_with": ("L", Colour.SKY),
    "more_time": ("T", Colour.YELLOW),
    "concern": ("C", Colour.ORANGE),
    "cannot_accept": ("N", Colour.VERMILION),
}
"""In order from for to against, each with the letter it bears in the picture."""


def temperature(readings: Sequence[Reading], *, of: str) -> Drawing:
    """How the Membership stands to each option, by group. It is a reading: it decides nothing (A6)."""
    order = list(POSITIONS)
    data = [
        {
            "option": _short(one.option),
            "group": one.group,
            "position": _legend(one.position),
            "bodies": one.bodies,
            "place": order.index(one.position),
            "label": f"{POSITIONS[one.position][0]} {one.bodies}",
        }
        for one in readings
        if one.bodies
    ]
    names = [_legend(one) for one in order]
    title = f"Temperature reading: {of}"
    base = _chart(data).encode(
        y=alt.Y("group:N", title=None),
        x=alt.X("bodies:Q", stack="zero", title="bodies", axis=alt.Axis(format="d", tickMinStep=1)),
        order="place:O",
    )
    bars = base.mark_bar(stroke="black", strokeWidth=0.6).encode(
        color=alt.Color("position:N", scale=_scale([colour for _, colour in POSITIONS.values()], names), title=None)
    )
    labels = base.mark_text(fontSize=11, fontWeight="bold").encode(
        x=alt.X("bodies:Q", stack="zero", bandPosition=0.5), text="label:N", detail="position:N"
    )
    heading = alt.Header(labelAngle=0, labelOrient="top", labelAnchor="start")
    chart = (
        alt.layer(bars, labels)
        .properties(width=WIDTH)
        .facet(row=alt.Row("option:N", title=None, header=heading))
        .properties(title=title)
    )
    said = " ".join(
        f"{one.option}, {one.group}: {one.bodies} {one.position.replace('_', ' ')}." for one in readings if one.bodies
    )
    return Drawing(
        chart=chart, title=title, description=f"{said or 'No position was taken.'} A reading, and no decision."
    )


@dataclass(frozen=True, kw_only=True)
class Participation:
    """How many bodies of a group answered a survey, of those it was sent to."""

    group: str
    answered: int
    asked: int


def participation(groups: Sequence[Participation], *, of: str) -> Drawing:
    """Who answered a written survey, by region or by type of body."""
    data = [
        {"group": one.group, "share": one.answered / one.asked if one.asked else 0, "label": _of(one)} for one in groups
    ]
    title = f"Answers to {of}"
    base = _chart(data).encode(
        y=alt.Y("group:N", title=None, sort=[one.group for one in groups]),
        x=alt.X("share:Q", title="share that answered", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
    )
    chart = alt.layer(
        base.mark_bar(color=Colour.BLUE.value, stroke="black", strokeWidth=0.6),
        base.mark_text(align="left", dx=6, fontSize=12).encode(text="label:N"),
    ).properties(width=WIDTH, height=_ROW * max(len(groups), 1), title=title)
    said = "; ".join(f"{one.group}: {_of(one)}" for one in groups)
    return Drawing(chart=chart, title=title, description=f"{said or 'Nobody was asked'}.")


def _chart(rows: Sequence[dict[str, Any]]) -> "alt.Chart":
    """A chart of rows that stand in the picture itself: nothing is fetched."""
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _of(one: Participation) -> str:
    return f"{one.answered} of {one.asked}"


def _legend(position: str) -> str:
    letter, _ = POSITIONS[position]
    return f"{letter}  {position.replace('_', ' ')}"


def _scale(values: Sequence[str], domain: Sequence[str], used: Sequence[str] | None = None) -> "alt.Scale":
    """What each of ``domain`` looks like; only those ``used`` are in the legend."""
    looks = dict(zip(map(str, domain), map(str, values), strict=True))
    shown = list(map(str, domain)) if used is None else list(used)
    return alt.Scale(domain=shown, range=[looks[one] for one in shown])


def _short(title: str) -> str:
    return textwrap.shorten(title, 60, placeholder=" …")
