"""What is done with theme slates. The cycle and the consultation are written with them, so that two slates,
or a slate and a closing, that come at once meet in the database and only one is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.governance.domain.consultation import Consultation, require_consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.theme_slate import Source, ThemeOption, ThemeSlate
from services.governance.use_cases.identity import identity
from shared.domain.identifiers import new_identifier
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NewOption:
    """An option as it is proposed; without an ``id`` it is given one."""

    title: LocalizedText
    sources: Sequence[Source]
    description: LocalizedText | None = None
    id: str | None = None


async def open_theme_slate(
    unit: UnitOfWork,
    *,
    id: str | None,
    cycle: str,
    consultation: str,
    options: Sequence[NewOption],
    occurred_on: date | None,
) -> ThemeSlate:
    """Put the two options of the Administration to the Membership (R4, R5)."""
    year = await unit.load(Cycle, cycle)
    forum = await unit.load(Consultation, consultation)
    slate = ThemeSlate.open(
        id=identity(id),
        cycle=year,
        consultation=forum,
        options=[
            ThemeOption(
                id=option.id or new_identifier(),
                title=option.title,
                description=option.description,
                sources=tuple(option.sources),
            )
            for option in options
        ],
        act=unit.act(occurred_on),
    )
    await unit.add(slate)
    unit.save(year)
    unit.save(forum)
    return slate


async def determine_theme(
    unit: UnitOfWork,
    *,
    slate: str,
    conclusive: bool,
    option: str | None,
    why: str,
    forum_kind: str,
    forum: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> ThemeSlate:
    """Record what a consultation showed on the slate (R8), and the theme if it was conclusive (R7)."""
    theme_slate = await unit.load(ThemeSlate, slate, expected_version=expected_version)
    require_consultation(forum_kind)
    year = await unit.load(Cycle, theme_slate.cycle)
    consultation = await unit.load(Consultation, forum)
    theme_slate.determine(
        cycle=year,
        consultation=consultation,
        conclusive=conclusive,
        option=option,
        why=why,
        act=unit.act(occurred_on),
    )
    unit.save(theme_slate)
    unit.save(consultation)
    unit.save(year)
    return theme_slate
