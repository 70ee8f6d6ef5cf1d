"""The balance and the registrations of a gathering as pictures, each with words that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.events.domain.balance import AxisReading, Reading
from services.events.domain.classification import WEIGHED
from shared.http.pictures import Chart, Colour, alt

WIDTH = 420
_STEP = 22


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart, its title, and in words all that it shows."""

    chart: Chart
    title: str
    description: str


@dataclass(frozen=True, kw_only=True)
class Bars:
    """One side of the balance: ``of`` participants, or speakers."""

    of: str
    readings: Sequence[AxisReading]


def balance_bars(sides: Sequence[Bars], *, of: str) -> Drawing:
    """A bar for each value of the three axes, in its target band; a mark says where a share is outside of it."""
    rows = [
        _row(side.of, reading, one)
        for side in sides
        for reading in side.readings
        if reading.axis in WEIGHED
        for one in reading.values
    ]
    title = f"Balance of {of}"
    base = alt.Chart(alt.Data(values=rows)).encode(  # type: ignore[no-untyped-call]
        y=alt.Y("value:N", title=None, sort=[row["value"] for row in rows]),
    )
    across = alt.Scale(domain=[0, 1])
    # The band is drawn first and hatched by its frame: it is seen in grey too.
    band = base.transform_filter("datum.high !== null").mark_bar(
        color=Colour.SKY.value, opacity=0.35, stroke=Colour.BLACK.value, strokeDash=[3, 2], strokeWidth=0.8
    )
    chart = (
        alt.layer(
            band.encode(x=alt.X("low:Q", scale=across, title="share", axis=alt.Axis(format="%")), x2=alt.X2("high:Q")),
            base.mark_bar(color=Colour.BLUE.value, size=_STEP / 3).encode(x=alt.X("share:Q", scale=across)),
            base.mark_text(align="left", dx=5, fontSize=11).encode(x=alt.X("share:Q", scale=across), text="label:N"),
        )
        .properties(width=WIDTH, height=alt.Step(_STEP))
        .facet(column=alt.Column("of:N", title=None, sort=[side.of for side in sides]))
        .properties(title=title)
    )
    return Drawing(chart=chart, title=title, description=" ".join(row["said"] for row in rows) or "Nothing to show.")


def _row(of: str, reading: AxisReading, one: Reading) -> dict[str, Any]:
    name = f"{reading.axis.replace('_', ' ')}: {one.value.replace('_', ' ')}"
    outside = one.band is not None and one.share is not None and one.band.off(one.share) > 0
    share = "nobody classified" if one.share is None else f"{one.share:.0%}"
    band = f", band {one.band.low:.0%} to {one.band.high:.0%}" if one.band else ""
    return {
        "of": of,
        "value": name,
        "share": one.share or 0.0,
        "low": one.band.low if one.band else None,
        "high": one.band.high if one.band else None,
        "label": f"{share}{' ▲ outside' if outside else ''}",
        "said": f"{of}, {name}: {share}{band}{', outside' if outside else ''}.",
    }


@dataclass(frozen=True, kw_only=True)
class Day:
    """How many were registered by the end of a day, of governments and of others."""

    day: date
    governments: int
    others: int


def registrations_over_time(days: Sequence[Day], *, capacity: int | None, of: str) -> Drawing:
    """A line for governments and one for others, told apart by dashes and words; the seats as a rule across."""
    rows = [
        {"day": one.day.isoformat(), "who": who, "many": many}
        for one in days
        for who, many in (("governments", one.governments), ("others", one.others))
    ]
    title = f"Registrations for {of}"
    colours = alt.Scale(domain=["governments", "others"], range=[Colour.BLUE.value, Colour.VERMILION.value])
    dashes = alt.Scale(domain=["governments", "others"], range=[[1, 0], [6, 3]])
    base = alt.Chart(alt.Data(values=rows)).encode(  # type: ignore[no-untyped-call]
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%d %b %Y", tickCount=6)),
        y=alt.Y("many:Q", title="registered", axis=alt.Axis(format="d", tickMinStep=1)),
        color=alt.Color("who:N", scale=colours, title=None),
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash("who:N", scale=dashes, title=None)
    )
    layers = [lines, base.mark_point(size=40, filled=True)]
    if capacity is not None:
        seats = alt.Chart(alt.Data(values=[{"seats": capacity, "says": f"{capacity} seats"}]))  # type: ignore[no-untyped-call]
        layers += [
            seats.mark_rule(strokeDash=[2, 2]).encode(y="seats:Q"),
            seats.mark_text(align="left", dy=-6, x=4).encode(y="seats:Q", text="says:N"),
        ]
    chart = alt.layer(*layers).properties(width=WIDTH + 120, height=240, title=title)
    said = "; ".join(f"{one.day.isoformat()}: {one.governments} of governments, {one.others} others" for one in days)
    seats_said = f" The room seats {capacity}." if capacity is not None else ""
    return Drawing(chart=chart, title=title, description=f"{said or 'Nobody is registered yet'}.{seats_said}")
