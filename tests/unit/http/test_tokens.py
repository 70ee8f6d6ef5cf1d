"""Whom a token lets in. The key sets are real files and a real HTTP server's."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from shared.domain.act import Role
from shared.http.tokens import LEEWAY_SECONDS, Keys, KeysAway, TokenRefused, TokenVerifier

ISSUER, AUDIENCE = "https://issuer.example", "idm"
EC = ECKey.generate_key("P-256", {"kid": "ec"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
Key = ECKey | RSAKey | OKPKey


def jwks(*keys: Key) -> str:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    every = {"iss": ISSUER, "aud": AUDIENCE, "sub": "account-7", "iat": now, "exp": now + 60, "roles": ["finance"]}
    return {name: value for name, value in {**every, **changed}.items() if value is not ...}


def token(key: Key = EC, algorithm: str = "ES256", *, kid: str | None = "", **changed: Any) -> str:
    """A token; a claim changed to ``...`` is left out. ``kid=None`` names no key."""
    header = {"alg": algorithm, **({} if kid is None else {"kid": kid or key.kid})}
    return jwt.encode(header, claims(**changed), key, algorithms=[algorithm])


def verifier(keys: Keys) -> TokenVerifier:
    return TokenVerifier(keys=keys, issuer=ISSUER, audience=AUDIENCE)


@pytest.fixture
def one(tmp_path: Path) -> TokenVerifier:
    """A verifier that knows three keys."""
    file = tmp_path / "jwks.json"
    file.write_text(jwks(EC, RSA, ED), "utf-8")
    return verifier(Keys.from_file(file))


@pytest.mark.parametrize(("key", "algorithm"), [(EC, "ES256"), (RSA, "RS256"), (ED, "Ed25519")])
async def test_a_good_token_says_who_calls(key: Key, algorithm: str, one: TokenVerifier) -> None:
    caller = await one.caller(token(key, algorithm, roles=["member", "editor", "nonsense", 3], body="atlantis"))
    assert (caller.subject, caller.body) == ("account-7", "atlantis")
    assert caller.roles == {Role.MEMBER, Role.EDITOR}
    assert (await one.caller(token(aud=["other", AUDIENCE], roles=...))).roles == frozenset()


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
async def test_the_old_name_of_ed25519_is_taken_too(one: TokenVerifier) -> None:
    assert (await one.caller(token(ED, "EdDSA"))).subject == "account-7"


async def test_no_token_makes_its_holder_the_system(one: TokenVerifier) -> None:
    assert (await one.caller(token(roles=["system"]))).roles == frozenset()


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unsigned(algorithm: str) -> str:
    return f"{_part({'alg': algorithm, 'kid': 'ec'})}.{_part(claims())}."


def _by_shared_secret() -> str:
    """Signed with the public key as if it were a secret: what a verifier that trusts ``alg`` lets in."""
    signed = f"{_part({'alg': 'HS256', 'kid': 'rsa'})}.{_part(claims())}"
    digest = hmac.new(RSA.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _tampered() -> str:
    header, _, signature = token().split(".")
    return f"{header}.{_part(claims(roles=['administration']))}.{signature}"


NOT_OURS = {
    "garbage": "garbage",
    "empty parts": "..",
    "five parts": "a.b.c.d.e",
    "not base64": "é.è.ê",
    "no header": f".{_part(claims())}.x",
    "a list for a header": f"{_part([1])}.{_part(claims())}.x",
    "an algorithm that is a list": f"{_part({'alg': ['ES256']})}.{_part(claims())}.x",
    "a deep header": base64.urlsafe_b64encode(b"[" * 20_000).decode() + ".e30.x",
    "none": _unsigned("none"),
    "None": _unsigned("None"),
    "no signature": _unsigned("ES256"),
    "HS256 with the public key": _by_shared_secret(),
    "tampered": _tampered(),
    "an unknown key": token(ECKey.generate_key("P-256"), kid="other"),
    "another key of the same name": token(ECKey.generate_key("P-256"), kid="ec"),
    "a key of another kind": token(RSA, "RS256", kid="ec"),
    "an algorithm that is not pinned": token(RSA, "RS384"),
    "no key named, and several there": token(kid=None),
}


@pytest.mark.parametrize("wrong", NOT_OURS.values(), ids=NOT_OURS.keys())
async def test_what_is_not_signed_by_the_issuer_is_refused(wrong: str, one: TokenVerifier) -> None:
    with pytest.raises(TokenRefused, match="not signed by a key"):
        await one.caller(wrong)


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "sub"])
@pytest.mark.parametrize("value", [..., None, "", [], {}, True])
async def test_every_claim_is_required(claim: str, value: Any, one: TokenVerifier) -> None:
    with pytest.raises(TokenRefused, match=claim):
        await one.caller(token(**{claim: value}))


NOW = int(time.time())
UNFIT: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://issuer.example.evil"},
    "issuers": {"iss": [ISSUER]},
    "another audience": {"aud": "other"},
    "audiences": {"aud": ["other", "idm2"]},
    "an end that is text": {"exp": "tomorrow"},
    "an endless token": {"exp": float("inf")},
    "an end that is no number": {"exp": float("nan")},
    "issued tomorrow": {"iat": NOW + 86_400},
    "not yet": {"nbf": NOW + 86_400},
    "a number for a subject": {"sub": 7},
    "a long subject": {"sub": "x" * 256},
    "a subject with a line": {"sub": "account\n7"},
    "a name for a subject": {"sub": "Amina Ünsal"},
    "roles as text": {"roles": "administration"},
    "roles as a map": {"roles": {"administration": True}},
    "a number for a body": {"body": 7},
    "an empty body": {"body": ""},
    "a body that is a list": {"body": ["atlantis"]},
}


@pytest.mark.parametrize("changed", UNFIT.values(), ids=UNFIT.keys())
async def test_claims_that_do_not_fit_are_refused_with_the_reason(changed: dict[str, Any], one: TokenVerifier) -> None:
    with pytest.raises(TokenRefused) as refusal:
        await one.caller(token(**changed))
    said = str(refusal.value)
    assert any(word in said for word in (next(iter(changed)), "not yet valid", "in the future")), said


async def test_a_token_ends_when_it_says_and_clocks_may_differ_a_little(one: TokenVerifier) -> None:
    now = int(time.time())
    assert (await one.caller(token(exp=now - LEEWAY_SECONDS + 15))).subject == "account-7"
    assert (await one.caller(token(iat=now + LEEWAY_SECONDS - 15))).subject == "account-7"
    with pytest.raises(TokenRefused, match="expired"):
        await one.caller(token(exp=now - LEEWAY_SECONDS - 1))


async def test_a_rotated_file_is_read_again_once_for_an_unknown_key(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(jwks(EC), "utf-8")
    reads = Counted(file)
    one = verifier(Keys(reads, reload_seconds=0.0))
    await one.caller(token())
    new = ECKey.generate_key("P-256", {"kid": "new"})
    file.write_text(jwks(new, RSA), "utf-8")
    assert (await one.caller(token(new))).subject == "account-7"
    assert reads.number == 2
    with pytest.raises(TokenRefused):
        await one.caller(token())
    assert (await one.caller(token(new))).subject == "account-7"
    assert reads.number == 3


async def test_a_key_that_was_taken_back_lets_nobody_in_once_the_set_is_old(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    for oldest_seconds, still in ((3600.0, True), (0.0, False)):
        file.write_text(jwks(EC), "utf-8")
        reads = Counted(file)
        one = verifier(Keys(reads, reload_seconds=0.0, oldest_seconds=oldest_seconds))
        await one.caller(token())
        file.write_text(jwks(RSA), "utf-8")
        if still:
            assert (await one.caller(token())).subject == "account-7"
            assert reads.number == 1
        else:
            with pytest.raises(TokenRefused):
                await one.caller(token())


async def test_an_old_set_is_asked_for_again_soon_when_its_issuer_was_away(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(jwks(EC), "utf-8")
    one = verifier(Keys(Counted(file), reload_seconds=0.0, oldest_seconds=0.2))
    await one.caller(token())
    await asyncio.sleep(0.2)
    file.rename(tmp_path / "away.json")
    assert (await one.caller(token())).subject == "account-7"  # nobody's access is taken away
    file.write_text(jwks(RSA), "utf-8")
    with pytest.raises(TokenRefused):
        await one.caller(token())


async def test_while_one_caller_reads_an_old_set_again_the_others_do_not_wait() -> None:
    asked, answer = 0, asyncio.Event()

    async def slow() -> Any:
        nonlocal asked
        asked += 1
        if asked > 1:
            await answer.wait()
        return json.loads(jwks(EC))

    one = verifier(Keys(slow, reload_seconds=0.0, oldest_seconds=0.0))
    await one.caller(token())
    first = asyncio.create_task(one.caller(token()))
    await asyncio.sleep(0)
    assert (await asyncio.wait_for(one.caller(token()), 5.0)).subject == "account-7"
    assert not first.done()
    answer.set()
    assert (await first).subject == "account-7"
    assert asked == 2


async def test_bad_tokens_do_not_make_it_read_again_and_again(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(jwks(EC, RSA, ED), "utf-8")
    reads = Counted(file)
    one = verifier(Keys(reads, reload_seconds=3600.0))
    await one.caller(token())
    for wrong in NOT_OURS.values():
        with pytest.raises(TokenRefused):
            await one.caller(wrong)
    assert reads.number == 1


@pytest.mark.parametrize(
    "broken", ["", "[]", "{}", '{"keys": []}', '{"keys": 5}', '{"keys": [{"kty": "EC"}]}', "[" * 9999]
)
async def test_a_set_that_cannot_be_read_is_no_fault_of_the_callers(broken: str, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    with pytest.raises(KeysAway):
        await verifier(Keys.from_file(file)).caller(token())
    file.write_text(broken, "utf-8")
    why = "an empty set" if broken == '{"keys": []}' else "cannot be read"
    with pytest.raises(KeysAway, match=why):
        await verifier(Keys.from_file(file)).caller(token())


async def test_a_set_that_breaks_later_takes_nobodys_access_away(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(jwks(EC), "utf-8")
    one = verifier(Keys.from_file(file, reload_seconds=0.0))
    await one.caller(token())
    file.write_text("{", "utf-8")
    with pytest.raises(TokenRefused):
        await one.caller(token(RSA, "RS256"))
    assert (await one.caller(token())).subject == "account-7"


@dataclass
class Counted:
    file: Path
    number: int = field(default=0)

    async def __call__(self) -> Any:
        self.number += 1
        return json.loads(self.file.read_text("utf-8"))


class _Issuer(BaseHTTPRequestHandler):
    document, status = "", 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.document.encode())

    def log_message(self, *_: Any) -> None:
        """Not on standard error."""


@pytest.fixture
def issuer() -> Iterator[str]:
    """The address of a real issuer's key set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Issuer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_keys_are_read_from_an_address(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Issuer, "document", jwks(EC))
    one = verifier(Keys.from_address(issuer, reload_seconds=0.0))
    assert (await one.caller(token())).subject == "account-7"
    monkeypatch.setattr(_Issuer, "document", jwks(RSA))
    assert (await one.caller(token(RSA, "RS256"))).subject == "account-7"


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_an_issuer_that_answers_otherwise_is_away(
    status: int, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Issuer, "document", jwks(EC))
    monkeypatch.setattr(_Issuer, "status", status)
    with pytest.raises(KeysAway):
        await verifier(Keys.from_address(issuer)).caller(token())


async def test_an_issuer_that_is_away_is_not_asked_by_every_request() -> None:
    asked = 0

    async def away() -> Any:
        nonlocal asked
        asked += 1
        raise ConnectionError

    one = verifier(Keys(away))
    for _ in range(5):
        with pytest.raises(KeysAway):
            await one.caller(token())
    assert asked == 1
