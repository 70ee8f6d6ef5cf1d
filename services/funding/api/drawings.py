"""What the pictures of funding show: each function makes a chart and the words that say the same.

Bars are placed by numbers of the screen; the labels beside them are the exact amounts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.funding.api.drawing_words import word
from services.funding.domain.feasibility import DueDay, Feasibility
from services.funding.domain.ledger import Given
from services.funding.domain.lines import ALERT_ABOVE
from shared.contracts.funding import Part
from shared.domain.money import Money
from shared.domain.text import Language
from shared.http.pictures import Chart, Colour, alt

_WIDTH = 560
_ROW = 34


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart, its title, and in words all that it shows."""

    chart: Chart
    title: str
    description: str


def coverage_picture(found: Feasibility, *, of: str, language: Language = Language.EN) -> Drawing:
    """Above, how far secured money reaches per item; then, what each item takes of the whole, with the line at 75 %;
    below, by which day how much is due, in all and of each item, and what will be there by then. Each bar has its
    amounts beside it, so that nothing is said by a colour alone."""
    say = partial(word, language=language)
    title = say("coverage", of=of)
    whole = found.estimate.amount
    rows: list[dict[str, Any]] = [
        {
            "item": say(one.item),
            "covered": _share(one.paid, one.estimate, of_nothing=0.0),
            "label": say("of", part=one.paid, whole=one.estimate),
            "part": _share(one.estimate, found.estimate, of_nothing=0.0),
            "taken": f"{one.estimate.amount / whole:.1%}" if whole else "—",
        }
        for one in found.items
    ]
    order = [row["item"] for row in rows]
    covered = _bars(rows, order, field="covered", label="label", says=say("paid"), colour=Colour.BLUE)
    line = _chart([{"at": float(ALERT_ABOVE), "word": "75 %"}]).encode(x="at:Q")
    parts = alt.layer(
        _bars(rows, order, field="part", label="taken", says=say("part"), colour=Colour.ORANGE),
        line.mark_rule(strokeDash=[6, 4], strokeWidth=2, color=Colour.VERMILION.value),
        line.mark_text(align="left", dx=4, fontSize=12, fontWeight="bold").encode(text="word:N", y=alt.value(8)),
    )
    charts = [
        covered.properties(width=_WIDTH, height=_ROW * len(rows), title=title),
        parts.properties(width=_WIDTH, height=_ROW * len(rows), title=say("takes")),
    ]
    due: list[dict[str, Any]] = [
        {
            "day": f"{day.on.isoformat()}, {name}",
            "there": _share(expected, wanted, of_nothing=1.0),
            "label": say("of", part=expected, whole=wanted),
        }
        for day in found.calendar
        for name, expected, wanted in (
            (say("in_all"), day.expected, day.due),
            *((say(one.item), one.expected, one.due) for one in day.items),
        )
    ]
    if due:
        days = [row["day"] for row in due]
        calendar = _bars(due, days, by="day", field="there", label="label", says=say("there"), colour=Colour.GREEN)
        charts.append(calendar.properties(width=_WIDTH, height=_ROW * len(due), title=say("by_day")))
    said = [
        _capital(say("item_said", item=row["item"], part=one.paid, whole=one.estimate, taken=row["taken"]))
        for row, one in zip(rows, found.items, strict=True)
    ]
    said += [_day_in_words(one, language) for one in found.calendar]
    said += [say("alert")] if found.share_alert else []
    said.append(say("verdict", verdict=say(found.verdict), missing=found.missing, why=found.why))
    # Why it is so is told in English alone; the figures that it names are in every language.
    if language is not Language.EN and found.last_day is not None and found.must_be_in is not None:
        said.append(say("must_be_in", money=found.must_be_in, day=found.last_day.isoformat()))
    return Drawing(chart=alt.vconcat(*charts), title=title, description=" ".join(said))


def _day_in_words(day: DueDay, language: Language) -> str:
    say = partial(word, language=language)
    items = [say("day_item", item=say(one.item), there=one.expected, due=one.due) for one in day.items]
    in_all = say("day_said", day=day.on.isoformat(), due=day.due, there=day.expected)
    unsecured = [say("unsecured", missing=day.missing)] if day.missing.amount else []
    return "; ".join([f"{in_all} ({', '.join(items)})", *unsecured]) + "."


def _share(part: Money, whole: Money, *, of_nothing: float) -> float:
    return float(part.amount / whole.amount) if whole.amount else of_nothing


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def given_picture(days: Sequence[Given], *, of: str, language: Language = Language.EN) -> Drawing:
    """What was pledged and what came of it, day by day: a step at each day on which it changed; and, where donors took
    anything back, what went back of it. Lines are told apart by their dashes and by the words at their ends."""
    say = partial(word, language=language)
    title = say("contributions", of=of)
    back = any(one.returned.amount for one in days)
    lines = {"pledged": (Colour.ORANGE, [6, 4]), "received": (Colour.BLUE, [1, 0])}
    if back:
        lines["returned"] = (Colour.VERMILION, [2, 3])
    rows = [
        {"day": one.on.isoformat(), "line": say(name), "amount": float(getattr(one, name).amount)}
        for one in days
        for name in lines
    ]
    currency = days[-1].pledged.currency if days else ""
    names = [say(name) for name in lines]
    colour = alt.Scale(domain=names, range=[one.value for one, _ in lines.values()])
    dash = alt.Scale(domain=names, range=[dashes for _, dashes in lines.values()])
    chart = (
        _chart(rows)
        .mark_line(interpolate="step-after", strokeWidth=2.5, point=True)
        .encode(
            x=alt.X("day:T", title=None),
            y=alt.Y("amount:Q", title=currency or say("nothing_axis")),
            color=alt.Color("line:N", scale=colour, title=None),
            strokeDash=alt.StrokeDash("line:N", scale=dash, title=None),
        )
        .properties(width=_WIDTH, height=260, title=title)
    )
    said = "; ".join(
        say("given_said", day=one.on.isoformat(), pledged=one.pledged, received=one.received)
        + (f", {say('without_returned', returned=one.returned)}" if one.returned.amount else "")
        for one in days
    )
    return Drawing(chart=chart, title=title, description=f"{said}." if said else say("nothing"))


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
