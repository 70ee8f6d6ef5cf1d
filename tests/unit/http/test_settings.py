import pytest
from pydantic import ValidationError

from shared.runtime.settings import Settings

NEEDED = {
    "IDM_MONGODB_URI": "mongodb://localhost",
    "IDM_KAFKA_BOOTSTRAP": "localhost:9092",
    "IDM_TOKEN_ISSUER": "https://issuer.example",
    "IDM_JWKS_URL": "https://issuer.example/jwks",
}


def settings(monkeypatch: pytest.MonkeyPatch, **more: str) -> Settings:
    for name, value in {**NEEDED, **more}.items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", ()),
        ("https://idm.example", ("https://idm.example",)),
        (" https://idm.example , http://localhost:5173,", ("https://idm.example", "http://localhost:5173")),
        ("http://[::1]:3000", ("http://[::1]:3000",)),
    ],
)
def test_origins_are_separated_by_commas(given: str, meant: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, IDM_CORS_ORIGINS=given).cors_origins == meant


def test_by_default_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IDM_CORS_ORIGINS", raising=False)
    assert settings(monkeypatch).cors_origins == ()


@pytest.mark.parametrize(
    "wrong", ["*", "idm.example", "https://idm.example/", "https://*.example", "https://a b", "null"]
)
def test_what_is_no_origin_is_named(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        settings(monkeypatch, IDM_CORS_ORIGINS=f"https://idm.example,{wrong}")
