"""Titles and texts: one record in the three working languages, with what is missing left out."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator


class Language(StrEnum):
    """The three working languages (F47)."""

    EN = "en"
    FR = "fr"
    ES = "es"


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]


class LocalizedText(BaseModel):
    """``{en, fr, es}``, at least one of them; a missing language is absent, never an empty text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: Text | None = None
    fr: Text | None = None
    es: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_language(cls, given: object) -> object:
        if isinstance(given, str):
            raise ValueError('give the text by language, such as {"en": "…"}')
        return given

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.en is None and self.fr is None and self.es is None:
            raise ValueError("give the text in at least one of en, fr, es")
        return self

    @property
    def missing(self) -> tuple[Language, ...]:
        """The working languages that this text still lacks."""
        return tuple(language for language in Language if getattr(self, language.value) is None)

    def any(self) -> str:
        """The text in the first language there is, in the order English, French, Spanish."""
        return self.en or self.fr or self.es or ""


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Without the characters that XML cannot hold (XML 1.0, 2.2): what a word processor leaves in a text that was
    copied, such as U+000B for a break of a line."""
    return _NOT_XML.sub("", text)
