"""The imprint of a volume: the notice that opinions are the authors' (R69), the numbers that the world knows it by."""

import re

from pydantic import BaseModel, ConfigDict

from shared.domain.errors import InvalidInput
from shared.domain.text import LocalizedText

NOTICE = LocalizedText(
    en="The International Dialogue on Migration is informal and non-binding. The opinions expressed in this volume are "
    "those of the authors and do not necessarily reflect the views of the International Organization for Migration.",
    fr="Le Dialogue international sur la migration est informel et non contraignant. Les opinions exprimées dans ce "
    "volume sont celles des auteurs et ne reflètent pas nécessairement les vues de l’Organisation internationale pour "
    "les migrations.",
    es="El Diálogo Internacional sobre la Migración es informal y no vinculante. Las opiniones expresadas en este "
    "volumen son las de los autores y no reflejan necesariamente las de la Organización Internacional para las "
    "Migraciones.",
)
SERIES_ISSN = "1726-2224"
"""The ISSN of the Red Book series."""
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9X]")
_ISBN_SEPARATORS = str.maketrans("", "", "- ")


class Imprint(BaseModel):
    """What stands on the back of the title page. A volume that is given none has the series' own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    notice: LocalizedText = NOTICE
    issn: str = SERIES_ISSN
    publisher: str = "International Organization for Migration"
    place: str = "Geneva"
    print_code: str | None = None
    """The printer's job and year, such as 67_18."""


def check_issn(issn: str) -> None:
    """Raises ``InvalidInput`` for what is no ISSN: eight digits whose last one checks the others."""
    digits = issn.replace("-", "")
    rest = (
        sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=False))
        if (_ISSN.fullmatch(issn))
        else -1
    )
    if rest < 0 or "0123456789X"[-rest % 11] != digits[7]:
        raise InvalidInput(f"“{issn}” is no ISSN.", remedy="Give it as it is printed, such as 1726-2224.")


def check_isbn(isbn: str) -> None:
    """Raises ``InvalidInput`` for what is no ISBN of thirteen digits, whose last one checks the others."""
    digits = isbn.translate(_ISBN_SEPARATORS)
    fits = len(digits) == 13 and digits.isascii() and digits.isdigit() and digits[:3] in ("978", "979")
    if not fits or sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10:
        raise InvalidInput(f"“{isbn}” is no ISBN.", remedy="Give all thirteen digits, such as 978-92-9068-743-6.")


def plain_isbn(isbn: str) -> str:
    """Its digits alone, by which two are compared."""
    return isbn.translate(_ISBN_SEPARATORS)
