"""A key of encrypted fields for the local stack and for tests; operators have their own."""

import os
from pathlib import Path

from cryptography.fernet import Fernet


def private_keys_file(folder: Path) -> Path:
    """The key file under ``folder``, made at the first call; what it encrypted is read after a restart."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "private-keys"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as output:
            output.write(Fernet.generate_key())
    return file
