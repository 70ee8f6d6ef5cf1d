"""Run once by compose before everything else: a password for each user, a key of encrypted fields for each
service, and the key of MongoDB's replica set.

``python make_passwords.py FOLDER [NAME…]``. What is there is kept, so an operator may give passwords of their own
beforehand; what is named is made anew, such as `events`, `mongodb` or `private-keys/funding`. The folder itself may be
entered by its owner alone; each container is shown its own part of it.
"""

import base64
import re
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

_SERVICES = ("governance", "events", "funding", "publications")
_USERS = ("operator", *_SERVICES)
# Not the operator's: the servers must know a new one of it before it stands in the file (`idm access operator`).
_PRIVATE = "private-keys"
_RENEWED = (*_SERVICES, "mongodb", *(f"{_PRIVATE}/{service}" for service in _SERVICES))
# They stand between quotes in Kafka's configuration, and are told apart from a line's end.
_FITTING = re.compile(r"[A-Za-z0-9._~-]{16,128}")
_KEY_FITTING = re.compile(r"[A-Za-z0-9+/=\s]{6,1024}")


def main(folder: Path, anew: Sequence[str]) -> int:
    if unknown := set(anew) - {*_RENEWED}:
        print(f"{', '.join(sorted(unknown))}: only these are made anew: {', '.join(_RENEWED)}")
        return 1
    folder.chmod(0o700)
    made = []
    for user in _USERS:
        if _given(folder / user / "password", secrets.token_urlsafe(32), anew=user in anew):
            made.append(user)
    for service in _SERVICES:
        name = f"{_PRIVATE}/{service}"
        if _keys_given(folder / name / "keys", moved_from=folder / service / "private-keys", anew=name in anew):
            made.append(name)
    if _given(folder / "mongodb" / "key", secrets.token_hex(128), anew="mongodb" in anew):
        made.append("mongodb")
    for user in _USERS:
        if _FITTING.fullmatch((folder / user / "password").read_text("utf-8").strip()) is None:
            print(f"{user}/password does not fit: 16 to 128 letters, digits and . _ ~ -")
            return 1
    if _KEY_FITTING.fullmatch((folder / "mongodb" / "key").read_text("utf-8")) is None:
        print("mongodb/key does not fit: 6 to 1024 characters of base64")
        return 1
    print("passwords made: " + (", ".join(made) or "none, all are there"))
    return 0


def _keys_given(file: Path, *, moved_from: Path, anew: bool) -> bool:
    """A first key of encrypted fields, or a new one in front of those there are: they still open what they closed.

    The folder is the service's alone: who enters its database as the operator must not read what is private there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if moved_from.exists():  # beside the password, where the operator's commands saw it too
        if file.exists():  # the version before was back for a while, and made one of its own: both still open
            known = file.read_text("ascii").split()
            others = [key for key in moved_from.read_text("ascii").split() if key not in known]
            _given(file, "\n".join([*known, *others]), anew=True)
            moved_from.unlink()
        else:
            moved_from.replace(file)
    older = file.read_text("ascii") if file.exists() else ""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return _given(file, f"{key}\n{older}".strip(), anew=anew)


def _given(file: Path, secret: str, *, anew: bool) -> bool:
    """Write it where nothing is, or in the place of what is; answers whether it did."""
    file.parent.mkdir(exist_ok=True)
    if file.exists() and file.stat().st_size and not anew:
        return False
    # Whole or not at all: a start that was interrupted must not leave half a password.
    fresh = file.with_suffix(".new")
    fresh.write_text(secret + "\n", "utf-8")
    # The containers' users differ; nobody else gets past the folder.
    fresh.chmod(0o444)
    fresh.replace(file)
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
