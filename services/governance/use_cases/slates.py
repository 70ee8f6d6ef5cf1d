"""What is done alike with both kinds of slate."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from services.governance.domain.body import Body, require_registered
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.slate import Slate, Source
from services.governance.domain.suggestion import Suggestion
from services.governance.use_cases.withdrawals import withdraw_survey_on
from shared.domain.errors import InvalidInput
from shared.persistence.unit_of_work import UnitOfWork

S = TypeVar("S", bound=Slate)


async def check_cited(unit: UnitOfWork, sources: Iterable[Source]) -> None:
    """Raises ``InvalidInput`` for a suggestion that is not on record: what it led to would be told of nothing (R5)."""
    for cited in sorted({one.suggestion for one in sources if one.suggestion is not None}):
        if await unit.find(Suggestion, cited) is None:
            raise InvalidInput(
                f"A source names the suggestion “{cited}”, and there is none of that identifier.",
                remedy="Record the suggestion first, or name the source by its reference alone.",
            )


async def load_to_propose(
    unit: UnitOfWork,
    kind: type[S],
    slate: str,
    *,
    body: str | None,
    consultation: str | None,
    expected_version: int | None,
) -> tuple[S, Cycle, Body | None, Consultation]:
    """The slate, its year, who proposes, and where: without a ``consultation`` the one to which the slate was put."""
    found = await unit.load(kind, slate, expected_version=expected_version)
    forum = await unit.load(Consultation, consultation or found.consultation)
    proposer = require_registered(body, await unit.find(Body, body)) if body is not None else None
    return found, await unit.load(Cycle, found.cycle), proposer, forum


async def withdraw_option(
    unit: UnitOfWork,
    kind: type[S],
    *,
    slate: str,
    option: str,
    body: str | None,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> S:
    """The body that proposed it takes it back."""
    found = await unit.load(kind, slate, expected_version=expected_version)
    found.withdraw_option(option, body=body, reason=reason, act=unit.act(occurred_on))
    unit.save(found)
    return found


async def withdraw_slate(
    unit: UnitOfWork,
    kind: type[S],
    *,
    slate: str,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> S:
    """Take the slate back; a survey that runs on it is withdrawn too."""
    found = await unit.load(kind, slate, expected_version=expected_version)
    year = await unit.load(Cycle, found.cycle)
    act = unit.act(occurred_on)
    await withdraw_survey_on(unit, found, reason=reason, act=act)
    found.withdraw(cycle=year, reason=reason, act=act)
    unit.save(found)
    unit.save(year)
    return found
