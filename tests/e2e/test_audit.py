"""``idm audit``: the log of a running service is verified and taken away."""

import re
from pathlib import Path

import httpx2

from tests.e2e.conftest import Platform
from tests.e2e.idm import idm, said


def test_the_log_of_a_running_service_is_verified_exported_and_a_planted_edit_is_found(
    platform: Platform, tmp_path: Path
) -> None:
    token = re.findall(r"^administration\s+(\S+)", platform.output, re.MULTILINE)[0]
    body = {"name": {"en": "A body for the audit"}, "type": "member_state"}
    answer = httpx2.post(
        f"{platform.addresses['governance']}/governance/v1/bodies",
        json=body,
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201
    verified = idm("audit", "verify", "--service", "governance", "--folder", platform.folder)
    assert verified.returncode == 0, verified.stdout
    assert "Nothing was changed" in verified.stdout
    file = tmp_path / "governance.ndjson"
    written = idm("audit", "export", "--service", "governance", "--to", file, "--folder", platform.folder)
    assert "messages are in" in said(written)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("A body for the audit", "Another body"), encoding="utf-8")
    found = idm("audit", "verify", "--service", "governance", "--file", file)
    assert found.returncode == 1
    assert "edited: Message 1 of" in said(found)
    assert "not the log as it was written" in said(found)
