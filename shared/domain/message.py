"""What an aggregate records: the base class of every message, whether it travels or only stays in the log."""

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Audience(StrEnum):
    """Who reads a message. ``audit`` ones are recorded and never sent."""

    PUBLIC = "public"
    INTERNAL = "internal"
    AUDIT = "audit"


class Message(BaseModel):
    """A fact in the past tense, recorded by exactly one type of aggregate.

    Subclasses say their literal wire type, never derived from a class path, so that a class can move::

        class ThemeSelected(Message, type="int.iom.idm.governance.ThemeSelected.v1",
                            aggregate="theme_slate", audience=Audience.PUBLIC): ...

    Unknown fields are ignored when reading: a newer producer may add optional ones.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    message_type: ClassVar[str]
    aggregate: ClassVar[str]
    audience: ClassVar[Audience]

    def __init_subclass__(
        cls, *, type: str = "", aggregate: str = "", audience: Audience | None = None, **options: Any
    ) -> None:
        super().__init_subclass__(**options)
        if audience is None:  # an intermediate base class that is never recorded itself
            return
        prefix, service, name, version = type.rsplit(".", 3) if type.count(".") >= 3 else ("", "", "", "")
        if prefix != "int.iom.idm" or not service or name != cls.__name__ or not version.startswith("v"):
            raise TypeError(f"{cls.__name__}: the wire type “{type}” is not int.iom.idm.<service>.{cls.__name__}.v<n>")
        cls.message_type, cls.aggregate, cls.audience = type, aggregate, audience
