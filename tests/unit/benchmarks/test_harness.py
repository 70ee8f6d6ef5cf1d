"""How two sides are measured, and what is made of it."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.__main__ import figures, main
from benchmarks.harness import Bound, Figure, Line, Sample, measure, spread_of
from benchmarks.report import keep, rows_of, show
from benchmarks.running import Outcomes

SERVERS = "a database, a broker"


def _line(ours: list[float], floor: list[float] | None, *, bound: Bound, once: bool = False) -> tuple[Line, list[str]]:
    """A line whose sides give these values in turn, the warm-up's first; the second is who ran when."""
    ran: list[str] = []

    def side(name: str, values: list[float]) -> object:
        left = iter(values)

        async def run() -> Sample:
            ran.append(name)
            return Sample(value=next(left), also={"p99": 9.0})

        return run

    line = Line(
        name="a line",
        unit="units/s",
        bound=bound,
        ours=side("ours", ours),  # type: ignore[arg-type]
        floor=side("floor", floor) if floor else None,  # type: ignore[arg-type]
        once=once,
    )
    return line, ran


async def test_the_figure_is_the_median_of_the_rounds_ratios_and_the_warm_up_does_not_count() -> None:
    line, _ = _line([1, 50, 80, 30], [9, 100, 100, 100], bound=Bound(limit=0.5))
    outcome = await measure(line, rounds=3, servers=SERVERS)
    assert outcome.ratios == [0.5, 0.8, 0.3]
    assert outcome.ratio == 0.5
    assert outcome.met


async def test_the_sides_take_turns_at_going_first() -> None:
    line, ran = _line([1] * 4, [1] * 4, bound=Bound(limit=1))
    done: list[None] = []
    await measure(line, rounds=3, servers=SERVERS, done=lambda: done.append(None))
    assert ran == ["ours", "floor", "ours", "floor", "floor", "ours", "ours", "floor"]
    assert len(done) == 6


async def test_what_has_no_floor_is_bounded_itself_and_is_measured_once() -> None:
    line, ran = _line([21], None, bound=Bound(limit=20, at_most=True), once=True)
    outcome = await measure(line, rounds=5, servers=SERVERS)
    assert ran == ["ours"]
    assert (outcome.ratio, outcome.met) == (21, False)


@pytest.mark.parametrize(
    ("bound", "figure", "met"),
    [
        (Bound(limit=0.7), 0.7, True),
        (Bound(limit=0.7), 0.69, False),
        (Bound(limit=1.3, at_most=True), 1.3, True),
        (Bound(limit=1.3, at_most=True), 1.31, False),
    ],
)
def test_a_bound_holds_up_to_its_limit(bound: Bound, figure: float, met: bool) -> None:
    assert bound.met_by(figure) is met


def test_times_become_the_median_and_the_99th_of_a_hundred_in_milliseconds() -> None:
    sample = spread_of([number / 1000 for number in range(100, 0, -1)])
    assert (sample.value, sample.also) == (50.5, {"p99": 100.0})


async def _outcomes(number: int, title: str, *, ours: float) -> Outcomes:
    async def nothing(_: object) -> object:
        raise AssertionError

    line, _ = _line([ours] * 3, [100] * 3, bound=Bound(limit=0.5))
    figure = Figure(number=number, title=title, floor="bare", lines=nothing)  # type: ignore[arg-type]
    return {number: (figure, [await measure(line, rounds=2, servers=SERVERS)])}


async def test_figures_measured_later_replace_their_own_and_no_others(tmp_path: Path) -> None:
    keep(await _outcomes(10, "Ten", ours=70), into=tmp_path)
    keep(await _outcomes(2, "Two", ours=80), into=tmp_path)
    keep(await _outcomes(10, "Ten", ours=40), into=tmp_path)
    kept = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert [(number, figure["lines"][0]["median"]) for number, figure in kept.items()] == [("2", 0.8), ("10", 0.4)]
    assert kept["2"]["machine"]["servers"] == SERVERS
    assert kept["2"]["machine"]["cores"] >= 1
    assert rows_of(kept) == [
        ("2 Two: a line", "80.0 units/s, p99 9.0", "100 units/s, p99 9.0", "0.80 (0.80 – 0.80)", "≥ 0.5", "yes"),
        ("10 Ten: a line", "40.0 units/s, p99 9.0", "100 units/s, p99 9.0", "0.40 (0.40 – 0.40)", "≥ 0.5", "no"),
    ]


async def test_table_and_chart_name_every_line_with_its_day(tmp_path: Path) -> None:
    keep(await _outcomes(2, "Two", ours=80), into=tmp_path)
    kept = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    day = kept["2"]["date"][:10]
    table, chart = ((tmp_path / name).read_text("utf-8") for name in ("figures.md", "figures.svg"))
    assert "| 2 Two: a line |" in table
    assert f"Figures 2 were measured on {day} (" in table
    assert chart.startswith("<svg")
    assert "2 Two: a line" in chart
    assert day in chart
    console = Console(record=True, width=200)
    show(tmp_path, console=console)
    assert "0.80 (0.80 – 0.80)" in console.export_text()


def test_there_are_thirteen_figures_and_each_can_be_asked_for() -> None:
    assert [figure.number for figure in figures()] == list(range(1, 14))
    assert [figure.number for figure in figures([3, 1])] == [1, 3]


def test_a_figure_that_is_not_there_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["99", "--into", str(tmp_path)]) == 2
    assert "There is no figure 99" in capsys.readouterr().out
