"""What an operator is told at the terminal when a command cannot do what it is asked."""

import pytest

from tests.e2e.idm import idm


@pytest.mark.parametrize("command", [("outbox", "status"), ("held", "list"), ("held", "show", "x")])
def test_a_service_that_there_is_not_is_told_with_those_that_there_are(command: tuple[str, ...]) -> None:
    refused = idm(*command, "--service", "govrnance")
    assert refused.returncode == 1
    assert refused.stdout == "", "what was asked for goes there, and from there into files"
    assert refused.stderr.strip() == (
        "There is no service “govrnance”: they are events, funding, governance and publications."
    )
