"""How a name reads when its spelling is left out: two that read alike may be one person, and a person says so.

It only suggests. Accents, case, the order of names, vowels, doubled letters and letters that are transliterated in
several ways (c, k and q; s and z; v, w and f; i, j and y) make no difference: “Mohamed Ben Ali” reads like “BENALI
Muhammad”.
"""

import unicodedata

_ALIKE = str.maketrans({"q": "k", "c": "k", "z": "s", "w": "f", "v": "f", "j": "y", "ß": "s", "ł": "l", "đ": "d"})
_SILENT = set("aeiouyhæœøıə")


def reading_of(name: str) -> str:
    """The reading; a name of vowels alone, or in a script without them, reads as it is written."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    words = "".join(one if one.isalnum() else " " for one in plain.replace("ph", "f")).split()
    bones = sorted(_bones(word) for word in words)
    return "".join(bones) or "".join(sorted(words))


def _bones(word: str) -> str:
    heard = [one for one in word.translate(_ALIKE) if one not in _SILENT]
    return "".join(one for place, one in enumerate(heard) if place == 0 or heard[place - 1] != one)
