"""The years before the one that is played."""

from pathlib import Path

import pytest

from cli.demo.before import import_years_before
from cli.demo.client import ADMINISTRATION, PUBLIC, Services
from cli.demo.failing import DemoFailed
from shared.localstack.issuer import Issuer


def test_no_year_lies_before_the_first(tmp_path: Path) -> None:
    with Services(addresses={}, issuer=Issuer(tmp_path)) as services:
        assert import_years_before(2001, services) is None


def test_a_service_that_is_away_is_told(tmp_path: Path) -> None:
    addresses = dict.fromkeys(("governance", "events"), "http://127.0.0.1:9")
    with (
        Services(addresses=addresses, issuer=Issuer(tmp_path)) as services,
        pytest.raises(DemoFailed, match="The years before 2002 cannot be imported: governance does not answer"),
    ):
        import_years_before(2002, services)


def test_the_public_has_no_token(tmp_path: Path) -> None:
    with Services(addresses={}, issuer=Issuer(tmp_path)) as services:
        assert services.token_of(ADMINISTRATION) == services.token_of(ADMINISTRATION)
        with pytest.raises(ValueError, match="The public has no token"):
            services.token_of(PUBLIC)
