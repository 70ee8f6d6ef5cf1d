"""The figures as JSON (all that was measured), as a table, and as a chart of the ratios."""

import json
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import altair
from rich.console import Console
from rich.table import Table

from benchmarks.harness import Bound, Outcome, Sample
from benchmarks.machine import described
from benchmarks.running import Outcomes

_JSON, _SVG, _TABLE = "figures.json", "figures.svg", "figures.md"
_MET = {True: "yes", False: "no", None: "–"}
_HEAD = ("figure", "ours", "floor", "ratio (min – max)", "wanted", "met")


def keep(outcomes: Outcomes, *, into: Path) -> None:
    """Write what was measured; figures that were not measured now stay as they were measured last."""
    path = into / _JSON
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for number, (figure, measured) in outcomes.items():
        kept[str(number)] = {
            "title": figure.title,
            "floor": figure.floor,
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {**described(), "servers": measured[0].servers},
            "lines": [_line(outcome) for outcome in measured],
        }
    kept = dict(sorted(kept.items(), key=lambda one: int(one[0])))
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (into / _TABLE).write_text(as_markdown(kept), encoding="utf-8")
    _chart(kept).save(into / _SVG)


def _line(outcome: Outcome) -> dict[str, Any]:
    line = outcome.line
    return {
        "name": line.name,
        "unit": line.unit,
        "bound": {"limit": line.bound.limit, "at_most": line.bound.at_most} if line.bound else None,
        "ours": _side(outcome.ours),
        "floor": _side(outcome.floor) if outcome.floor else None,
        "ratios": [round(ratio, 3) for ratio in outcome.ratios],
        "median": round(outcome.ratio, 3),
        "met": outcome.met,
        "load": [round(load, 1) for load in outcome.load],
        "seconds": round(outcome.seconds, 1),
    }


def _side(samples: Sequence[Sample]) -> dict[str, Any]:
    also = {name: round(statistics.median(sample.also[name] for sample in samples), 2) for name in samples[0].also}
    return {
        "median": round(statistics.median(sample.value for sample in samples), 2),
        "rounds": [round(sample.value, 2) for sample in samples],
        "also": also,
    }


def rows_of(kept: dict[str, Any]) -> list[tuple[str, ...]]:
    """One row of text for every line, as in ``_HEAD``."""
    rows: list[tuple[str, ...]] = []
    for number, figure in kept.items():
        for line in figure["lines"]:
            wanted = f"{Bound(**line['bound'])}{'' if line['floor'] else ' ' + line['unit']}" if line["bound"] else "–"
            if line["floor"]:
                ratio = f"{line['median']:.2f} ({min(line['ratios']):.2f} – {max(line['ratios']):.2f})"
            else:
                ratio = "–"
            rows.append(
                (
                    f"{number} {figure['title']}: {line['name']}",
                    _told(line["ours"], line["unit"]),
                    _told(line["floor"], line["unit"]) if line["floor"] else "–",
                    ratio,
                    wanted,
                    _MET[line["met"]],
                )
            )
    return rows


def _told(side: dict[str, Any], unit: str) -> str:
    value = side["median"]
    also = "".join(f", {name} {figure:,.1f}" for name, figure in side["also"].items())
    return f"{value:,.0f} {unit}{also}" if value >= 100 else f"{value:,.1f} {unit}{also}"


def as_markdown(kept: dict[str, Any]) -> str:
    """The table, with the days and machines it was measured on below."""
    lines = [f"| {' | '.join(_HEAD)} |", f"|{' --- |' * len(_HEAD)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows_of(kept)]
    lines += ["", *_measured(kept)]
    return "\n".join(lines) + "\n"


def _measured(kept: dict[str, Any]) -> list[str]:
    """One sentence for each day and machine, naming the figures measured then and how busy the machine was."""
    by_run: dict[str, list[str]] = {}
    for number, figure in kept.items():
        machine = figure["machine"]
        packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
        text = (
            f"on {figure['date'][:10]} ({machine['cores']} cores of {machine['processor']}, "
            f"{machine['memory_gib']} GiB, {machine['system']}, Python {machine['python']}; "
            f"{machine['servers']}; {packages})"
        )
        by_run.setdefault(text, []).append(number)
    loads = [load for figure in kept.values() for line in figure["lines"] for load in line["load"]]
    said = [f"Figures {', '.join(numbers)} were measured {text}." for text, numbers in by_run.items()]
    return [*said, f"The machine's load average was {min(loads):.1f} to {max(loads):.1f} meanwhile."]


def show(folder: Path, *, console: Console) -> None:
    """The table in the terminal."""
    kept = json.loads((folder / _JSON).read_text(encoding="utf-8"))
    table = Table(*_HEAD, title="Figures beside their floors")
    for row in rows_of(kept):
        table.add_row(*row, style="yellow" if row[-1] == "no" else None)
    console.print(table)
    for sentence in _measured(kept):
        console.print(sentence)
    console.print(f"Written to {folder}: {_JSON}, {_TABLE}, {_SVG}")


def _chart(kept: dict[str, Any]) -> Any:
    """Each line's ratio with its spread, beside what is wanted; 1 is the floor."""
    points = [
        {
            "line": f"{number} {figure['title']}: {line['name']}",
            "order": index,
            "ratio": line["median"],
            "low": min(line["ratios"]),
            "high": max(line["ratios"]),
            "wanted": line["bound"]["limit"] if line["bound"] else None,
            "met": {True: "met", False: "not met", None: "only compared"}[line["met"]],
        }
        for number, figure in kept.items()
        for index, line in enumerate(figure["lines"])
        if line["floor"]
    ]
    data = altair.InlineData(values=points)
    name = altair.Y("line:N", sort=None, title=None, axis=altair.Axis(labelLimit=600))
    colour = altair.Color(
        "met:N",
        title=None,
        scale=altair.Scale(domain=["met", "not met", "only compared"], range=["#1b7837", "#d95f02", "#5e6b7a"]),
    )
    base = altair.Chart(data)
    spread = base.mark_rule(strokeWidth=3).encode(
        y=name, x=altair.X("low:Q", title="ours ÷ floor"), x2="high:Q", color=colour
    )
    median = base.mark_point(filled=True, size=70, opacity=1).encode(y=name, x="ratio:Q", color=colour)
    wanted = base.mark_tick(thickness=2, size=16, color="black").encode(y=name, x="wanted:Q")
    days = sorted({figure["date"][:10] for figure in kept.values()})
    return (spread + median + wanted).properties(
        width=520,
        title=altair.Title(
            "The platform beside its floors",
            subtitle=f"Median and spread of the rounds; the black tick is what is wanted. Measured {', '.join(days)}.",
        ),
    )
