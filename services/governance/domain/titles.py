"""When two titles are the same to a reader: on one slate, and in one year (R73)."""

import re
import unicodedata
from collections.abc import Iterable

from shared.domain.errors import InvalidInput
from shared.domain.text import Language, LocalizedText


def same_title(one: LocalizedText, other: LocalizedText) -> bool:
    """True when the two read the same in some language: whatever the case, the spaces, and whether an accent is a sign
    of its own or part of its letter; with or without marks that nobody sees, and the vowel signs of Arabic."""
    pairs = ((getattr(one, language.value), getattr(other, language.value)) for language in Language)
    return any(mine is not None and yours is not None and _read(mine) == _read(yours) for mine, yours in pairs)


def require_titles_apart(titles: Iterable[LocalizedText], *, of: LocalizedText) -> None:
    """Raises ``InvalidInput`` when a title among them reads as this one: the Membership could not tell them apart."""
    twin = next((one for one in titles if same_title(one, of)), None)
    if twin is not None:
        raise InvalidInput(
            f"Another option of this slate bears the title “{twin.any()}”.",
            remedy="Give each option a title of its own, or speak to the one there is.",
        )


_LEFT_OUT = re.compile("[\u0640\u064b-\u0652\u0670]")
"""Of Arabic: what stretches a word, and vowel signs, which most writers leave out."""


def _read(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # Marks of direction, soft hyphens, joiners: they come along when a text is pasted, and are not seen.
    seen = "".join(one for one in folded if unicodedata.category(one) != "Cf")
    return " ".join(_LEFT_OUT.sub("", seen).split())
