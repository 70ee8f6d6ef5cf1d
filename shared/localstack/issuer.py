"""A development issuer of tokens, for the local stack and for tests only; operators have a real one."""

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from shared.domain.act import Role

ISSUER = "https://issuer.idm.example"
AUDIENCE = "idm"
LIFETIME_SECONDS = 8 * 3600


class Issuer:
    """Keeps a key of its own under ``folder``; the services read only ``jwks.json``, its public half.

    ``name`` is what tokens call the key by, so that two issuers' keys can be told apart.
    """

    def __init__(self, folder: Path, *, name: str = "development") -> None:
        self._name = name
        self.jwks_file = folder / "jwks.json"
        self._key_file = folder / "issuer.json"
        folder.mkdir(parents=True, exist_ok=True)
        if not self._key_file.exists():
            key = ECKey.generate_key("P-256", {"kid": name, "alg": "ES256", "use": "sig"})
            with os.fdopen(os.open(self._key_file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as output:
                json.dump(key.as_dict(private=True), output)
        self._key = ECKey.import_key(json.loads(self._key_file.read_text(encoding="utf-8")))
        self.jwks_file.write_text(json.dumps({"keys": [self._key.as_dict(private=False)]}), encoding="utf-8")

    def token(self, *, role: Role, subject: str, body: str | None = None, also: Sequence[Role] = ()) -> str:
        """A token of one role, and of those in ``also``, valid for eight hours."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "roles": [role.value, *(one.value for one in also)],
        }
        if body is not None:
            claims["body"] = body
        return jwt.encode({"alg": "ES256", "kid": self._name}, claims, self._key, algorithms=["ES256"])
