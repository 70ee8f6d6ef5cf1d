"""What a harvester asks for (OAI-PMH 2.0): verbs and arguments, checked; what is wrong with them, by its code."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

PREFIX = "oai_dc"
_VERBS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
"""Each with the arguments that it needs, and those that it may have."""
_LISTS = ("ListIdentifiers", "ListRecords")
_DAY, _SECOND = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SET = re.compile(r"(year-[0-9]{4})|(language-(en|fr|es))")


class OaiError(Exception):
    """``code`` is one of the protocol's."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Selection(BaseModel):
    """Which records of a list, and where it goes on: after the record ``after`` of that moment. Moments are text of a
    fixed width. A resumption token is this, so that any instance goes on with it, at any time."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    first: str | None = None
    last: str | None = None
    set: str | None = None
    at: str | None = None
    after: str | None = None
    cursor: int = Field(default=0, ge=0, le=10**9)
    total: int | None = Field(default=None, ge=0, le=10**9)

    def token(self) -> str:
        return base64.urlsafe_b64encode(self.model_dump_json(exclude_none=True).encode()).decode().rstrip("=")

    @classmethod
    def of_token(cls, token: str) -> "Selection":
        try:
            read = cls.model_validate_json(
                base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            )
        except (binascii.Error, ValueError, ValidationError):
            raise OaiError("badResumptionToken", "The token is not one that a list gave.") from None
        if read.after is None or read.at is None or (read.set is not None and not _SET.fullmatch(read.set)):
            raise OaiError("badResumptionToken", "The token is not one that a list gave.")
        return read

    def where(self) -> dict[str, Any]:
        """The filter of the whole list."""
        where: dict[str, Any] = {}
        if self.first or self.last:
            where["changed_at"] = {
                **({"$gte": self.first} if self.first else {}),
                **({"$lte": self.last} if self.last else {}),
            }
        kind, _, value = (self.set or "").partition("-")
        if kind == "year":
            where["workshops.cycle"] = f"cycle-{value}"
        if kind == "language":
            where["original_language"] = value
        return where

    def rest(self) -> dict[str, Any]:
        """The filter of what comes after the last record given."""
        if self.after is None:
            return self.where()
        later = {"$or": [{"changed_at": {"$gt": self.at}}, {"changed_at": self.at, "_id": {"$gt": self.after}}]}
        return {"$and": [self.where(), later]}


@dataclass(frozen=True, kw_only=True)
class Asked:
    verb: str
    arguments: Mapping[str, str]

    @property
    def is_list(self) -> bool:
        return self.verb in _LISTS

    def selection(self) -> Selection:
        """Of a list. Raises :class:`OaiError`."""
        token = self.arguments.get("resumptionToken")
        if token is not None:
            return Selection.of_token(token)
        first, last = self.arguments.get("from"), self.arguments.get("until")
        for moment in (first, last):
            if moment is not None and not _is_moment(moment):
                raise OaiError(
                    "badArgument", f"“{moment}” is no day (2018-03-26) and no moment (2018-03-26T08:00:00Z)."
                )
        if first and last and (len(first) != len(last) or first > last):
            raise OaiError("badArgument", "from and until are of one kind, and from is not later.")
        chosen = self.arguments.get("set")
        if chosen is not None and not _SET.fullmatch(chosen):
            raise OaiError("noRecordsMatch", f"There is no set “{chosen}”.")
        return Selection(
            first=first and (f"{first}T00:00:00.000Z" if len(first) == 10 else f"{first[:-1]}.000Z"),
            last=last and (f"{last}T23:59:59.999Z" if len(last) == 10 else f"{last[:-1]}.999Z"),
            set=chosen,
        )


def asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The request. Raises :class:`OaiError` for a verb, or arguments, that the protocol does not know."""
    names = [name for name, _ in pairs]
    given = dict(pairs)
    verb = given.pop("verb", "")
    if names.count("verb") != 1 or verb not in _VERBS:
        raise OaiError("badVerb", "Give one verb: " + ", ".join(_VERBS) + ".")
    if len(names) != len(set(names)):
        raise OaiError("badArgument", "An argument is given more than once.")
    needed, allowed = _VERBS[verb]
    if verb in _LISTS and "resumptionToken" in given:
        needed, allowed = frozenset({"resumptionToken"}), frozenset()
    wrong = sorted((given.keys() - needed - allowed) | (needed - given.keys()))
    if wrong:
        raise OaiError(
            "badArgument", f"{verb} has arguments that it does not know, or lacks some: {', '.join(wrong)[:200]}."
        )
    if given.get("metadataPrefix", PREFIX) != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"Records are given as {PREFIX}.")
    return Asked(verb=verb, arguments=given)


def _is_moment(text: str) -> bool:
    if not (_DAY.fullmatch(text) or _SECOND.fullmatch(text)) or not text.isascii():
        return False
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True
