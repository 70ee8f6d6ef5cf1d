"""What is done with suggestions."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.body import Body, require_registered
from services.governance.domain.suggestion import About, SaidIn, Suggestion
from services.governance.use_cases.identity import identity
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


async def record_suggestion(
    unit: UnitOfWork,
    *,
    id: str | None,
    text: LocalizedText,
    about: About,
    said_in: SaidIn,
    reference: str,
    body: str | None,
    cycle: str | None,
    target: str | None,
    domains: Sequence[str],
    occurred_on: date | None,
) -> Suggestion:
    """Keep what was said. A body that is named is a registered one (R1)."""
    if body is not None:
        require_registered(body, await unit.find(Body, body))
    suggestion = Suggestion.record_said(
        id=identity(id),
        text=text,
        about=about,
        said_in=said_in,
        reference=reference,
        body=body,
        cycle=cycle,
        target=target,
        domains=tuple(domains),
        act=unit.act(occurred_on),
    )
    await unit.add(suggestion)
    return suggestion


async def answer_suggestion(
    unit: UnitOfWork, *, suggestion: str, note: str, occurred_on: date | None, expected_version: int | None
) -> Suggestion:
    """Say what became of it."""
    one = await unit.load(Suggestion, suggestion, expected_version=expected_version)
    one.answer(note=note, act=unit.act(occurred_on))
    unit.save(one)
    return one
