"""The forms of requests and answers that every service shares."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shared.domain.errors import DomainError
from shared.domain.waivers import Waiver
from shared.persistence.driver import Document
from shared.persistence.reading import read


class Input(BaseModel):
    """A request body: a field that nobody knows is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _text_only(cls, value: Any) -> Any:
        """U+0000 is in no text that a person writes, and breaks exports and readers in other languages."""
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str) and "\0" in one:
                raise ValueError("the character U+0000 is not allowed")
            if isinstance(one, Mapping):
                waiting.extend(one)
                waiting.extend(one.values())
            elif isinstance(one, list | tuple):
                waiting.extend(one)
        return value


class WaiverForm(Input):
    """Somebody lifts a gate in the request that it blocks."""

    rule: str = Field(min_length=1, max_length=100, description="The slug of a rule that blocks, and somebody may lift")
    by: str = Field(
        min_length=1, max_length=300, description="Who lifts it, by name; it is kept beside the record, and never sent."
    )
    reason: str = Field(min_length=1, max_length=2000, description="It is in the log, so it names no person.")

    def waiver(self) -> Waiver:
        return Waiver(rule=self.rule, by=self.by, reason=self.reason)


class View(BaseModel):
    """What a caller sees of one thing. ``version`` is also its ETag."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    version: int

    @classmethod
    def of(cls, document: Document) -> Self:
        """The view of a stored document; fields that it or its parts do not name are left out.

        Raises ``WrittenByAnotherVersion`` for a value, such as a state, that only a newer version knows.
        """
        return read(cls, document, whole=False, named=cls.__name__)


class FieldProblem(BaseModel):
    """One field of the request that does not fit: where it is, and why."""

    field: str
    reason: str


class BrokenRule(BaseModel):
    """The rule that refuses. ``number`` is the R-number of the rule book."""

    number: str
    slug: str
    sentence: str
    lifted_by: str | None = None


class Blocking(BaseModel):
    """What is in the way: a numbered rule, or (without ``number``) the state the thing is in.

    ``sentence`` is the rule's own; ``detail`` and ``remedy`` are those that the refusal would have.
    """

    number: str | None = Field(examples=["R27"])
    slug: str
    sentence: str | None = Field(description="The rule in general; absent where no rule but the state is in the way")
    lifted_by: str | None
    detail: str
    remedy: str

    @classmethod
    def of(cls, obstacle: DomainError) -> "Blocking":
        rule = obstacle.rule
        return cls(
            number=rule.number if rule else None,
            slug=rule.slug if rule else obstacle.slug,
            sentence=rule.sentence if rule else None,
            lifted_by=rule.lifted_by if rule else None,
            detail=obstacle.sentence,
            remedy=obstacle.remedy,
        )


class Problem(BaseModel):
    """RFC 9457. ``type`` is a stable slug for machines, ``detail`` a sentence for people, ``remedy`` what to do."""

    type: str = Field(examples=["urn:idm:problem:theme-slate-of-two-in-the-year-before"])
    title: str
    status: int
    detail: str
    remedy: str | None = None
    rule: BrokenRule | None = None
    fields: list[FieldProblem] | None = None
    blocked_by: list[Blocking] | None = Field(
        default=None, description="Of a gate: everything that is in the way, each with its rule and who may lift it"
    )
    tombstone: dict[str, Any] | None = Field(
        default=None, description="Of what is gone (410): what it was, since when it is gone, and why"
    )
    instance: str | None = None


def _described(status: int, text: str) -> Mapping[str, Any]:
    # No `model`: the framework would make a validator of it for each status of each operation, a second of every start.
    # shared/http/openapi.py fills the form in.
    return {"description": text, "content": {"application/problem+json": {}}}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: dict(_described(status, text))
    for status, text in (
        (400, "The request cannot be read."),
        (401, "No bearer token, or one that is not valid."),
        (403, "This role or body may not do this."),
        (404, "There is no such thing, or the caller may not know of it."),
        (409, "A rule or the state of the thing refuses it; `rule` says which rule."),
        (412, "Somebody else changed it since it was read."),
        (413, "The body is larger than this operation takes."),
        (415, "The body is not JSON, or does not say so."),
        (422, "The payload has fields that do not fit (`fields` lists them), or an Idempotency-Key is reused."),
        (428, "A change needs `If-Match` with the ETag that was read."),
        (500, "Our mistake; the operator finds it by the request id."),
        (503, "The database or the token issuer is away; the same request may be sent again."),
    )
}
"""For ``responses=`` of every operation."""
