"""The family of refusals. One table in ``shared/http/problems.py`` maps each class to an HTTP status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of the house, named by a sentence.

    ``number`` is the R-number of domain.md, ``slug`` the stable name machines read, ``sentence`` what
    a delegate's assistant reads, ``lifted_by`` the role that may waive it (``None``: nobody may).
    """

    number: str
    slug: str
    sentence: str
    lifted_by: str | None = None


class DomainError(Exception):
    """A request that is refused for a reason a person can understand.

    ``slug`` is stable and for machines, ``sentence`` says what is wrong, ``remedy`` what to do.
    """

    slug: str = "refused"
    blocked_by: Sequence["DomainError"] = ()
    """Everything that is in the way, each by itself, where a gate refuses with all of it at once."""

    def __init__(self, sentence: str, *, remedy: str = "", slug: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        if slug is not None:
            self.slug = slug

    @property
    def rule(self) -> Rule | None:
        return None


class RuleBroken(DomainError):
    """A numbered rule refuses the act. ``sentence`` tells this case; the rule's own sentence is general."""

    def __init__(self, rule: Rule, sentence: str, *, remedy: str) -> None:
        super().__init__(sentence, remedy=remedy, slug=rule.slug)
        self._rule = rule

    @property
    def rule(self) -> Rule:
        return self._rule


class WrongState(DomainError):
    """The thing is not in the state this act needs (a closed consultation, a cancelled workshop)."""

    slug = "wrong-state"


class CycleIsClosed(WrongState):
    """The year is read-only since governance closed its cycle (domain.md 1.8 says what is not)."""

    slug = "cycle-closed"


class AlreadyExists(DomainError):
    """Another thing already has this identity."""

    slug = "already-exists"


class NotFound(DomainError):
    """There is no such thing, or the caller may not know of it."""

    slug = "not-found"

    def __init__(self, kind: str, identifier: str) -> None:
        super().__init__(
            f"There is no {kind} with the identifier “{identifier}”.",
            remedy="Check the identifier, or list what there is.",
        )


class Gone(DomainError):
    """There was such a thing for everybody, and is no more. ``tombstone`` is what everybody may know of it: plain
    values by name."""

    slug = "gone"

    def __init__(self, sentence: str, *, remedy: str, tombstone: Mapping[str, object]) -> None:
        super().__init__(sentence, remedy=remedy)
        self.tombstone = dict(tombstone)


class NotAllowed(DomainError):
    """The caller's role or body may not do this."""

    slug = "not-allowed"


class InvalidInput(DomainError):
    """The payload has the right types but makes no sense in itself (an end before its start)."""

    slug = "invalid-input"
    fields: Sequence[tuple[str, str]] = ()
    """Each place that does not fit with its reason, where one request has many: the lines of a file."""


class StaleVersion(DomainError):
    """Somebody else changed the thing since it was read (invariant 2)."""

    slug = "stale-version"

    def __init__(self, kind: str, identifier: str) -> None:
        super().__init__(
            f"The {kind} “{identifier}” was changed by somebody else since you read it.",
            remedy="Read it again, check that your change still fits, and send it with the new ETag.",
        )
