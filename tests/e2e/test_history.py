"""The brochure's table, imported as a person does it, into a platform that runs."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.conftest import Platform, running_platform
from tests.e2e.idm import ON_THE_SMALL_BROKER, ROOT, idm, said
from tests.support.memory import data_in_memory

FILE = ROOT / "history" / "idm-history.json"
_SECONDS = 30
"""Python starts, 72 requests, and a machine that has other work."""


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One of its own: the demonstrations import years too."""
    with (
        data_in_memory(tmp_path_factory.mktemp("platform")) as folder,
        running_platform(folder, extra=ON_THE_SMALL_BROKER) as platform,
    ):
        yield platform


def _changed(folder: Path, **fields: Any) -> Path:
    """The table with the first entry of 2008 changed."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    content["rows"][7]["items"][0].update(fields)
    path = folder / "table.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_all_years_are_imported_in_seconds_twice_and_a_cell_corrected(platform: Platform, tmp_path: Path) -> None:
    began = time.monotonic()
    done = idm("history", "import", *platform.options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - began < _SECONDS
    assert "54 imported, 0 corrected, 0 unchanged." in said(done)
    for line in ("years │ 18 │ 18", "entries printed │ 35 │ 35", "intersessional workshops │ 28 │ 28"):
        assert line in said(done)
    assert done.stderr == ""

    again = idm("history", "import", *platform.options)
    assert again.returncode == 0, again.stdout
    assert "0 imported, 0 corrected, 54 unchanged." in said(again)

    file = _changed(tmp_path, doubt="Held in April.")
    refused = idm("history", "import", file, *platform.options)
    assert refused.returncode == 1
    assert "2008, entry 1: events refused this by R75" in said(refused)
    corrected = idm("history", "import", file, "--reason", "From the news page.", *platform.options)
    assert corrected.returncode == 0, corrected.stdout
    assert "0 imported, 1 corrected, 53 unchanged." in said(corrected)

    wrong = _changed(tmp_path, kind="expert_seminar", doubt="Held in April.")
    broken = idm("history", "import", wrong, "--reason", "A trial.", *platform.options)
    assert broken.returncode == 1
    assert "2008, entry 1: events refused this by R74: 2008 had two intersessional workshops" in said(broken)

    # From a flag that went the counts differ, and the command says so.
    content = json.loads(FILE.read_text(encoding="utf-8"))
    content["rows"][2]["items"][2]["flag"] = None
    unflagged = tmp_path / "unflagged.json"
    unflagged.write_text(json.dumps(content), encoding="utf-8")
    differs = idm("history", "import", unflagged, "--reason", "A trial.", *platform.options)
    assert differs.returncode == 1
    assert "The services do not have what the brochure has." in said(differs)

    # What was imported first comes back by an act of its own, through the API.
    cell = f"{platform.addresses['events']}/events/v1/history/2003/entries/3"
    token = idm("token", "--role", "administration", "--folder", platform.folder).stdout.strip()
    imported = {**httpx2.get(cell).json()["imported"], "reason": "The trial is over."}
    assert httpx2.put(cell, json=imported, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert idm("history", "import", *platform.options).returncode == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Give --against for governance and events"),
        (["--against", "governance=http://127.0.0.1:9"], "Give --against for events"),
        (["--against", "nobody=http://127.0.0.1:9"], "“nobody=http://127.0.0.1:9” is not an address of a service"),
    ],
)
def test_addresses_that_do_not_fit_are_told(words: list[str], sentence: str) -> None:
    done = idm("history", "import", *words)
    assert done.returncode == 1
    assert sentence in said(done)


def test_a_service_that_is_away_and_a_token_it_does_not_know_are_told(platform: Platform) -> None:
    away = [word.replace(platform.addresses["governance"], "http://127.0.0.1:9") for word in platform.options]
    done = idm("history", "import", *away)
    assert (done.returncode, "governance does not answer at http://127.0.0.1:9" in said(done)) == (1, True)
    done = idm("history", "import", "--token", "none", *platform.options)
    assert (done.returncode, "The token is not accepted" in said(done)) == (1, True)


def test_a_file_that_does_not_fit_is_told_first(tmp_path: Path) -> None:
    done = idm("history", "import", _changed(tmp_path, kind="webinar"))
    assert done.returncode == 1
    assert "2008, entry 1, field “kind”: should be" in said(done)


def test_the_table_is_read_back_as_the_public_reads_it(platform: Platform) -> None:
    assert idm("history", "import", *platform.options).returncode == 0
    entries = httpx2.get(f"{platform.addresses['events']}/events/v1/history?year=2003").json()["items"]
    assert [one["cell"]["lines"] for one in entries] == [[234], [240], [241]]
    years = httpx2.get(f"{platform.addresses['governance']}/governance/v1/years").json()["items"]
    assert {one["year"] for one in years if one["printed"]} == set(range(2001, 2019))
