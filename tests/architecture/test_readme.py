"""What the README says of settings and messages is what the code has."""

import re
from pathlib import Path

from pydantic.fields import FieldInfo

from shared.contracts.catalogue import REGISTRY
from shared.runtime.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def row(name: str, field: FieldInfo) -> str:
    """A line of the README's table of settings."""
    default = "needed" if field.is_required() else "—" if field.default in (None, "", ()) else f"`{field.default}`"
    return f"| `IDM_{name.upper()}` | {default} | {field.description} |"


def test_every_setting_has_its_line() -> None:
    missing = [
        line for name, field in Settings.model_fields.items() if (line := row(name, field)) not in README.splitlines()
    ]
    assert not missing, "the README lacks these lines:\n" + "\n".join(missing)


def test_every_placeholder_is_filled() -> None:
    assert not re.findall(r"[A-Z]+_(?:TIME|TABLE)\b", README)


def test_every_message_is_named() -> None:
    assert [kind.__name__ for kind in REGISTRY if kind.__name__ not in README] == []
