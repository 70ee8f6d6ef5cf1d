"""A gate (G in domain.md) is lifted in the request that it blocks: by the name of a person, and for a reason."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from shared.domain.errors import DomainError, InvalidInput


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Waiver(_Part):
    """Somebody lifts a rule. ``by`` is a name, and is kept beside the record."""

    rule: str
    """Its slug."""
    by: str
    reason: str


class Waived(_Part):
    """A rule that was lifted, and why; by whom is kept beside the record."""

    number: str
    slug: str
    reason: str


def lifted(
    obstacles: Iterable[DomainError], *, waivers: Sequence[Waiver]
) -> tuple[Sequence[DomainError], tuple[Waived, ...]]:
    """What is left in the way, and what was lifted. Raises ``InvalidInput`` for a waiver of what does not block or what
    nobody may lift."""
    blocking = list(obstacles)
    liftable = {one.rule.slug: one.rule for one in blocking if one.rule and one.rule.lifted_by}
    for waiver in waivers:
        if waiver.rule not in liftable:
            raise InvalidInput(
                f"“{waiver.rule}” is not in the way, or nobody may lift it.",
                remedy="Waive only what `blocked_by` shows with somebody who may lift it.",
            )
    given = {one.rule: one for one in waivers}
    left = [one for one in blocking if not (one.rule and one.rule.slug in given)]
    waived = [(rule, given[slug]) for slug, rule in liftable.items() if slug in given]
    return left, tuple(Waived(number=rule.number, slug=rule.slug, reason=one.reason) for rule, one in waived)
