"""What the pictures of funding show: each function makes a chart and the words that say the same.

Bars are placed by numbers of the screen; the labels beside them are the exact amounts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.funding.domain.feasibility import Feasibility
from services.funding.domain.items import in_words
from services.funding.domain.ledger import Given
from services.funding.domain.lines import ALERT_ABOVE
from shared.contracts.funding import Part
from shared.http.pictures import Chart, Colour, alt

_WIDTH = 560
_ROW = 34


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart, its title, and in words all that it shows."""

    chart: Chart
    title: str
    description: str


def coverage_picture(found: Feasibility, *, of: str) -> Drawing:
    """Above, how far secured money reaches per item; then, what each item takes of the whole, with the line at 75 %;
    below, by which day how much is due, and what will be there by then. Each bar has its amounts beside it, so that
    nothing is said by a colour alone."""
    title = f"Coverage of {of}"
    whole = found.estimate.amount
    rows: list[dict[str, Any]] = [
        {
            "item": in_words(one.item),
            "covered": float(one.paid.amount / one.estimate.amount) if one.estimate.amount else 0.0,
            "label": f"{one.paid} of {one.estimate}",
            "part": float(one.estimate.amount / whole) if whole else 0.0,
            "taken": f"{one.estimate.amount / whole:.1%}" if whole else "—",
        }
        for one in found.items
    ]
    order = [row["item"] for row in rows]
    covered = _bars(rows, order, field="covered", label="label", says="paid by secured money", colour=Colour.BLUE)
    line = _chart([{"at": float(ALERT_ABOVE), "word": "75 %"}]).encode(x="at:Q")
    parts = alt.layer(
        _bars(rows, order, field="part", label="taken", says="part of the whole estimate", colour=Colour.ORANGE),
        line.mark_rule(strokeDash=[6, 4], strokeWidth=2, color=Colour.VERMILION.value),
        line.mark_text(align="left", dx=4, fontSize=12, fontWeight="bold").encode(text="word:N", y=alt.value(8)),
    )
    charts = [
        covered.properties(width=_WIDTH, height=_ROW * len(rows), title=title),
        parts.properties(width=_WIDTH, height=_ROW * len(rows), title="What each item takes, with the line at 75 %"),
    ]
    due = [
        {
            "day": one.on.isoformat(),
            "there": float(one.expected.amount / one.due.amount) if one.due.amount else 1.0,
            "label": f"{one.expected} of {one.due}",
        }
        for one in found.calendar
    ]
    if due:
        days = [one.on.isoformat() for one in found.calendar]
        calendar = _bars(
            due, days, by="day", field="there", label="label", says="there by the day", colour=Colour.GREEN
        )
        height = _ROW * len(due)
        charts.append(calendar.properties(width=_WIDTH, height=height, title="What is due by which day, in all"))
    chart = alt.vconcat(*charts)
    said = " ".join(
        f"{row['item'].capitalize()}: {row['label']} is paid by secured money; it takes {row['taken']} of the whole."
        for row in rows
    )
    by_day = "".join(
        f" By {one.on.isoformat()} {one.due} is due in all and {one.expected} will be there"
        + (f"; {one.missing} is secured by nobody." if one.missing.amount else ".")
        for one in found.calendar
    )
    alert = " Experts take more than 75 %." if found.share_alert else ""
    verdict = f" {found.verdict.value.replace('_', ' ').capitalize()}: {found.why}"
    return Drawing(chart=chart, title=title, description=f"{said}{by_day}{alert}{verdict}")


def given_picture(days: Sequence[Given], *, of: str) -> Drawing:
    """What was pledged and what came of it, day by day: a step at each day on which it changed; and, where donors took
    anything back, what went back of it. Lines are told apart by their dashes and by the words at their ends."""
    title = f"Contributions to {of}"
    back = any(one.returned.amount for one in days)
    lines = {"pledged": (Colour.ORANGE, [6, 4]), "received": (Colour.BLUE, [1, 0])}
    if back:
        lines["returned"] = (Colour.VERMILION, [2, 3])
    rows = [
        {"day": one.on.isoformat(), "line": name, "amount": float(getattr(one, name).amount)}
        for one in days
        for name in lines
    ]
    currency = days[-1].pledged.currency if days else ""
    colour = alt.Scale(domain=list(lines), range=[one.value for one, _ in lines.values()])
    dash = alt.Scale(domain=list(lines), range=[dashes for _, dashes in lines.values()])
    chart = (
        _chart(rows)
        .mark_line(interpolate="step-after", strokeWidth=2.5, point=True)
        .encode(
            x=alt.X("day:T", title=None),
            y=alt.Y("amount:Q", title=currency or "nothing yet"),
            color=alt.Color("line:N", scale=colour, title=None),
            strokeDash=alt.StrokeDash("line:N", scale=dash, title=None),
        )
        .properties(width=_WIDTH, height=260, title=title)
    )
    said = "; ".join(
        f"{one.on.isoformat()}: {one.pledged} pledged, {one.received} received"
        + (f", without {one.returned} that went back" if one.returned.amount else "")
        for one in days
    )
    return Drawing(chart=chart, title=title, description=f"{said or 'Nothing was pledged yet'}.")


def brought_picture(regions: Mapping[str, Mapping[Part, int]], *, of: str) -> Drawing:
    """Who is brought from where: a bar for each region, speakers and others side by side, each with its number."""
    title = f"Who is brought to {of}"
    colours = {Part.SPEAKER: Colour.BLUE, Part.PARTICIPANT: Colour.ORANGE}
    rows = [
        {"region": region, "part": part.value, "number": regions[region].get(part, 0)}
        for region in sorted(regions)
        for part in colours
    ]
    base = _chart(rows).encode(
        y=alt.Y("region:N", title=None),
        yOffset=alt.YOffset("part:N", sort=[part.value for part in colours]),
        x=alt.X("number:Q", title="experts", axis=alt.Axis(format="d", tickMinStep=1)),
    )
    scale = alt.Scale(domain=[part.value for part in colours], range=[one.value for one in colours.values()])
    chart = alt.layer(
        base.mark_bar(stroke="black", strokeWidth=0.6).encode(color=alt.Color("part:N", scale=scale, title=None)),
        base.mark_text(align="left", dx=6, fontSize=12).encode(text="number:Q"),
    ).properties(width=_WIDTH, height=max(2 * _ROW * len(regions), _ROW), title=title)
    said = "; ".join(
        f"{region}: {found.get(Part.SPEAKER, 0)} speakers, {found.get(Part.PARTICIPANT, 0)} other participants"
        for region, found in sorted(regions.items())
    )
    return Drawing(chart=chart, title=title, description=f"{said or 'Nobody is brought yet'}.")


def _bars(
    rows: Sequence[dict[str, Any]],
    order: Sequence[str],
    *,
    by: str = "item",
    field: str,
    label: str,
    says: str,
    colour: Colour,
) -> "alt.LayerChart | alt.FacetChart":
    base = _chart(rows).encode(
        y=alt.Y(f"{by}:N", sort=list(order), title=None),
        x=alt.X(f"{field}:Q", title=says, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
    )
    return alt.layer(
        base.mark_bar(color=colour.value, stroke="black", strokeWidth=0.6),
        base.mark_text(align="left", dx=6, fontSize=12).encode(text=f"{label}:N"),
    )


def _chart(rows: Sequence[dict[str, Any]]) -> "alt.Chart":
    """A chart of rows that stand in the picture itself: nothing is fetched."""
    return alt.Chart(alt.Data(values=list(rows)))  # type: ignore[no-untyped-call]
