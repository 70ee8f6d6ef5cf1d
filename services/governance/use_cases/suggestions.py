"""What is done with suggestions."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from services.governance.domain.body import Body, require_registered
from services.governance.domain.chain import Chain
from services.governance.domain.cycle import Cycle
from services.governance.domain.suggestion import About, SaidIn, Suggestion
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from services.governance.domain.trace import Trace, trace
from services.governance.use_cases.identity import identity
from shared.domain.text import LocalizedText
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork, from_document


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


Find = Callable[[str, Document], Awaitable[Sequence[Document]]]
"""The documents of a collection, in a transaction or outside one."""


async def traces_of_year(find: Find, cycle: Cycle, chain: Chain) -> list[Trace]:
    """What became of every suggestion that was made for the year, or that an option of its slates rests on."""
    of_it: Document = {"cycle": cycle.id}
    slates: list[ThemeSlate | TopicSlate] = [
        *(from_document(ThemeSlate, one) for one in await find(ThemeSlate.collection, of_it)),
        *(from_document(TopicSlate, one) for one in await find(TopicSlate.collection, of_it)),
    ]
    cited = sorted({source for slate in slates for option in slate.choices for source in option.cited})
    found = await find(Suggestion.collection, {"$or": [of_it, {"_id": {"$in": cited}}]})
    said = sorted((from_document(Suggestion, one) for one in found), key=lambda one: (one.said_on, one.id))
    return [trace(one, slates=slates, cycles=[cycle], chains=[chain]) for one in said]
