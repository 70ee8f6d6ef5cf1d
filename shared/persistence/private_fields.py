"""Fields that nobody reads in the database: encrypted one by one, with keys that only the service has.

A key file has one key a line, as 32 random bytes in URL-safe base64 (a Fernet key). The first encrypts, each decrypts:
a new key is put in front, and an old one is taken out once all that it encrypted is renewed or deleted.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class FieldNotReadable(RuntimeError):
    """No key opens what is kept, or it is kept where it does not belong."""


class PrivateFields:
    """Encrypts texts for one place each, so that what is moved to another place is not read there."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ``ValueError`` without a key, and for one that is none; it does not tell the key."""
        if not keys:
            raise ValueError("there is no key in it")
        try:
            found = [Fernet(key) for key in keys]
        except ValueError:
            raise ValueError("a key is 32 random bytes in URL-safe base64, one a line") from None
        self._newest, self._keys = found[0], MultiFernet(found)

    @classmethod
    def from_file(cls, file: Path) -> Self:
        """Raises ``OSError`` and ``ValueError``."""
        lines = (line.strip() for line in file.read_text("ascii", errors="replace").splitlines())
        return cls([line for line in lines if line])

    def close(self, text: str, *, place: str) -> str:
        """The text as it is kept. ``place`` names where: the thing and the field."""
        return self._keys.encrypt(json.dumps([place, text]).encode()).decode()

    def renew(self, kept: str, *, place: str) -> str:
        """The same, closed with the first key; itself where it is that already. Raises :class:`FieldNotReadable`."""
        text = self.open(kept, place=place)
        try:
            self._newest.decrypt(kept)
        except InvalidToken:
            return self.close(text, place=place)
        return kept

    def open(self, kept: str, *, place: str) -> str:
        """The text. Raises :class:`FieldNotReadable`."""
        try:
            where, text = json.loads(self._keys.decrypt(kept))
        except InvalidToken:
            raise FieldNotReadable(f"no key opens {place}") from None
        if where != place:
            raise FieldNotReadable(f"what is kept as {place} belongs elsewhere")
        return str(text)
