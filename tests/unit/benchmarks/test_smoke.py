"""Every figure runs, in tiny sizes: they measure nothing here, and cannot rot."""

from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.__main__ import figures
from benchmarks.profile import profiled
from benchmarks.report import keep, show
from benchmarks.running import run


@pytest.mark.timeout(600)  # two dozen processes, one after another, on a machine that may be busy
def test_every_figure_runs_and_is_told(tmp_path: Path) -> None:
    console = Console(record=True, width=200)
    outcomes = run(figures(), quick=True, rounds=1, console=console)
    assert [len(measured) for _, measured in outcomes.values()] == [4, 1, 1, 1, 1, 1, 2, 6, 2, 1, 4, 2, 5]
    for outcome in (outcome for _, measured in outcomes.values() for outcome in measured):
        sides = [outcome.ours] if outcome.line.floor is None else [outcome.ours, outcome.floor]
        assert all(len(samples) == 1 for samples in sides)
        assert outcome.line.floor is None or outcome.ratio > 0
    keep(outcomes, into=tmp_path)
    show(tmp_path, console=console)
    told = console.export_text()
    for figure, _ in outcomes.values():
        assert f"{figure.number} {figure.title}" in told


def test_a_profile_says_where_the_time_went(tmp_path: Path) -> None:
    [unit_of_work] = figures([2])
    profiled([unit_of_work], quick=True, into=tmp_path, console=Console(record=True))
    text = (tmp_path / "profile-02-1.txt").read_text("utf-8")
    assert "Unit of work, no HTTP: one after another" in text
    assert "Duration:" in text
    assert "_run_once" in text  # below it is what the event loop ran; a short run has too few samples to name more
