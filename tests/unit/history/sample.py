"""Cells of the brochure's table, as the rules of the past are tried on them."""

from datetime import date
from typing import Any

from services.events.domain.past_list import PastList
from shared.contracts.facts import YearFormat
from shared.contracts.history import EntryCell, PastKind, YearCell
from shared.domain.act import Act
from tests.sample import CONTEXT

WORKSHOP = PastKind.INTERSESSIONAL_WORKSHOP
CONFERENCE = PastKind.HIGH_LEVEL_CONFERENCE
TOPIC = PastKind.COUNCIL_SESSION_TOPIC
SEMINAR = PastKind.EXPERT_SEMINAR
AT_COUNCIL = PastKind.COUNCIL_SESSION_WORKSHOP


def act() -> Act:
    return CONTEXT.act(date(2026, 2, 1))


def year_cell(format: YearFormat = YearFormat.TWO_WORKSHOPS, **fields: Any) -> YearCell:
    return YearCell.model_validate({"theme": "Valuing Migration", "format": format, "lines": (246,), **fields})


def entry_cell(title: str = "Trade and Migration", kind: PastKind = WORKSHOP, **fields: Any) -> EntryCell:
    return EntryCell.model_validate({"printed_title": title, "kind": kind, "lines": (248,), **fields})


def list_of(year: int, *kinds: PastKind) -> PastList:
    listed = PastList(id=f"history-{year}", year=year)
    for number, kind in enumerate(kinds, start=1):
        listed.enter(act(), number=number, cell=entry_cell(f"Title {number}", kind))
    return listed
