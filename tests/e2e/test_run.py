"""``idm run`` and ``idm token``."""

from pathlib import Path

import httpx2
import pytest

from tests.e2e.conftest import Platform
from tests.e2e.idm import idm, said


def test_run_shows_pages_that_answer_and_a_token_of_each_role(platform: Platform) -> None:
    for name, address in platform.addresses.items():
        page = f"{address}/{name}/v1/docs"
        assert page in platform.output
        assert httpx2.get(page).status_code == 200
    for role in ("administration", "member", "auditor", "operator"):
        assert f"\n{role}" in platform.output


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--role", "auditor"], 200),
        (["--role", "member", "--body", "member-state-a", "--subject", "account-9"], 200),
        (["--role", "finance"], 403),
    ],
)
def test_a_token_lets_in_whom_its_role_lets_in(platform: Platform, words: list[str], status: int) -> None:
    token = idm("token", *words, "--folder", platform.folder).stdout.strip()
    bodies = f"{platform.addresses['governance']}/governance/v1/bodies"
    assert httpx2.get(bodies, headers={"Authorization": f"Bearer {token}"}).status_code == status


def test_a_second_run_on_one_folder_is_told_who_uses_it(platform: Platform) -> None:
    second = idm("run", "--folder", platform.folder)
    assert second.returncode == 1
    assert "Another local stack" in said(second)
    assert "or choose another folder" in said(second)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--role", "king"], "“king” is not a role: choose one of administration, member"),
        (["--role", "member"], "A member acts for a body: name it with --body."),
        (["--role", "auditor"], "start the platform with `make run` first"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, words: list[str], sentence: str) -> None:
    refused = idm("token", *words, "--folder", tmp_path)
    assert refused.returncode == 1
    assert sentence in said(refused)
    assert list(tmp_path.iterdir()) == []
