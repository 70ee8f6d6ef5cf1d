"""What compose's first container makes: a password for each user, and a key for MongoDB."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from cli import access
from cli.operator import app
from shared.persistence.private_fields import PrivateFields

_FILE = Path(__file__).parents[2] / "docker" / "make_passwords.py"
_SERVICES = ("governance", "events", "funding", "publications")


@pytest.fixture(scope="module")
def made() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_passwords", _FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _all(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in folder.glob("**/*") if file.is_file()}


def test_each_user_gets_a_password_of_its_own_and_what_is_there_is_kept(made: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "password").write_text("given-by-the-operator", "utf-8")
    assert made.main(tmp_path, []) == 0
    found = _all(tmp_path)
    keys = {"mongodb/key", *(f"private-keys/{service}/keys" for service in _SERVICES)}
    assert set(found) == {*(f"{user}/password" for user in ("operator", *_SERVICES)), *keys}
    assert found["events/password"] == "given-by-the-operator"
    assert len(set(found.values())) == len(found)
    assert made.main(tmp_path, []) == 0
    assert _all(tmp_path) == found


@pytest.mark.parametrize(("name", "file"), [("governance", "governance/password"), ("mongodb", "mongodb/key")])
def test_only_what_is_named_is_made_anew(made: ModuleType, tmp_path: Path, name: str, file: str) -> None:
    made.main(tmp_path, [])
    before = _all(tmp_path)
    assert made.main(tmp_path, [name]) == 0
    after = _all(tmp_path)
    assert {one for one in after if after[one] != before[one]} == {file}


def test_r77_a_new_key_of_private_fields_stands_before_those_that_opened_them(made: ModuleType, tmp_path: Path) -> None:
    made.main(tmp_path, [])
    before = _all(tmp_path)
    assert made.main(tmp_path, ["private-keys/funding"]) == 0
    after = _all(tmp_path)
    assert {one for one in after if after[one] != before[one]} == {"private-keys/funding/keys"}
    newest, *older = after["private-keys/funding/keys"].splitlines()
    assert older == before["private-keys/funding/keys"].splitlines()
    PrivateFields([newest, *older])


def test_keys_that_stood_beside_a_password_are_moved_and_not_made_anew(made: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "funding").mkdir()
    (tmp_path / "funding" / "private-keys").write_text("the-key-of-before", "utf-8")
    assert made.main(tmp_path, []) == 0
    assert _all(tmp_path)["private-keys/funding/keys"] == "the-key-of-before"
    assert not (tmp_path / "funding" / "private-keys").exists()
    # The version before is gone back to, and makes a key where it looks for one.
    (tmp_path / "funding" / "private-keys").write_text("another", "utf-8")
    assert made.main(tmp_path, []) == 0
    assert _all(tmp_path)["private-keys/funding/keys"].split() == ["the-key-of-before", "another"]
    assert not (tmp_path / "funding" / "private-keys").exists()


@pytest.mark.parametrize("name", ["operator", "stranger"])
def test_the_operators_password_is_not_made_anew_before_the_servers_know_it(
    made: ModuleType, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made.main(tmp_path, [])
    before = _all(tmp_path)
    assert made.main(tmp_path, [name]) == 1
    assert f"{name}: only these are made anew" in capsys.readouterr().out
    assert _all(tmp_path) == before


def test_a_password_that_servers_could_not_be_given_is_refused(made: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "funding").mkdir()
    (tmp_path / "funding" / "password").write_text('short" or quoted', "utf-8")
    assert made.main(tmp_path, []) == 1


def test_a_password_is_held_to_the_same_letters_wherever_it_is_given(made: ModuleType, tmp_path: Path) -> None:
    assert made._FITTING.pattern == access._PASSWORD.pattern
    file = tmp_path / "password"
    for fitting in ("a" * 16, "a" * 128, "Aa0._~-" * 3):
        file.write_text(f"{fitting}\n", "utf-8")
        assert access._password(file) == fitting


@pytest.mark.parametrize(
    "password", ["a" * 15, "a" * 129, 'a-quote-"-is-in-it', "a-backslash-\\-is-in-it", "two words or three", ""]
)
def test_a_partner_gets_no_password_that_its_settings_could_not_hold(password: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(password, "utf-8")
    words = ["access", "partner", "example", "--password-file", str(tmp_path / "password")]
    nowhere = {"IDM_MONGODB_URI": "mongodb://127.0.0.1:1", "IDM_KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    refused = CliRunner().invoke(app, words, env=nowhere)
    assert refused.exit_code == 1
    assert "does not fit: it takes 16 to 128 letters" in " ".join(refused.output.split())
