"""What is done with theme slates. The cycle and the consultation are written with them, so that two slates,
or a slate and a closing, that come at once meet in the database and only one is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.slate import Source
from services.governance.domain.theme_slate import ThemeOption, ThemeSlate
from services.governance.use_cases.forums import load_forum, return_to_the_membership, save_forum
from services.governance.use_cases.identity import identity
from services.governance.use_cases.slates import check_cited, load_to_propose
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

    def made(self) -> ThemeOption:
        return ThemeOption(
            id=self.id or new_identifier(),
            title=self.title,
            description=self.description,
            sources=tuple(self.sources),
        )


async def open_theme_slate(
    unit: UnitOfWork,
    *,
    id: str | None,
    cycle: str,
    consultation: str,
    options: Sequence[NewOption],
    occurred_on: date | None,
    replaces_because: str | None = None,
) -> ThemeSlate:
    """Put the two options of the Administration to the Membership (R4, R5)."""
    year = await unit.load(Cycle, cycle)
    forum = await unit.load(Consultation, consultation)
    await check_cited(unit, (source for option in options for source in option.sources))
    slate = ThemeSlate.open(
        id=identity(id),
        cycle=year,
        consultation=forum,
        options=[option.made() for option in options],
        act=unit.act(occurred_on),
        replaces_because=replaces_because,
    )
    await unit.add(slate)
    unit.save(year)
    unit.save(forum)
    return slate


async def propose_theme(
    unit: UnitOfWork,
    *,
    slate: str,
    option: NewOption,
    body: str | None,
    consultation: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> ThemeSlate:
    """A body proposes another theme (R6). Without a ``consultation`` it is the one to which the slate was put."""
    theme_slate, year, proposer, forum = await load_to_propose(
        unit, ThemeSlate, slate, body=body, consultation=consultation, expected_version=expected_version
    )
    await check_cited(unit, option.sources)
    theme_slate.propose(option.made(), cycle=year, body=proposer, consultation=forum, act=unit.act(occurred_on))
    unit.save(theme_slate)
    unit.save(forum)
    return theme_slate


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
    """Record what a consultation or a survey showed on the slate (R8), and the theme if it was conclusive (R7).

    A survey that was not returns the slate to the next consultation (R17).
    """
    theme_slate = await unit.load(ThemeSlate, slate, expected_version=expected_version)
    place = await load_forum(unit, kind=forum_kind, id=forum)
    year = await unit.load(Cycle, theme_slate.cycle)
    act = unit.act(occurred_on)
    theme_slate.determine(cycle=year, forum=place, conclusive=conclusive, option=option, why=why, act=act)
    unit.save(theme_slate)
    save_forum(unit, place)
    unit.save(year)
    if not conclusive:
        await return_to_the_membership(unit, place, slate=slate, cycle=year.id, act=act)
    return theme_slate


async def correct_theme(
    unit: UnitOfWork,
    *,
    slate: str,
    option: str,
    why: str,
    reason: str,
    forum_kind: str,
    forum: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> ThemeSlate:
    """Another determination supersedes the one that stands (R18)."""
    theme_slate = await unit.load(ThemeSlate, slate, expected_version=expected_version)
    place = await load_forum(unit, kind=forum_kind, id=forum, correcting=True)
    year = await unit.load(Cycle, theme_slate.cycle)
    theme_slate.correct(cycle=year, forum=place, option=option, why=why, reason=reason, act=unit.act(occurred_on))
    unit.save(theme_slate)
    save_forum(unit, place)
    unit.save(year)
    return theme_slate
