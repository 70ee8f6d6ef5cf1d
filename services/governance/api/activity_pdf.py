"""An activity report as a PDF: tagged for those who hear it, and the same bytes for the same report."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from services.governance.domain.activity_figures import Figures, Section
from services.governance.domain.activity_report import ActivityReport
from shared.contracts.events import Presence
from shared.domain.text import Language, LocalizedText

_TEMPLATE = Path(__file__).with_name("activity_report.typ").read_bytes()
Table = dict[str, Any]
"""``columns`` and ``rows`` of text; the first row of none is what is said when there is nothing."""


async def pdf_of(report: ActivityReport, *, figures: Figures, year: int, language: Language) -> bytes:
    """Everything goes into the template as data, so that no text of a person is ever taken for markup."""
    content = content_of(report, figures=figures, year=year, language=language)
    day = datetime.combine(report.filed_on or report.opened_on, datetime.min.time(), UTC)
    return await asyncio.to_thread(_set, json.dumps(content, ensure_ascii=False), day)


def _set(content: str, day: datetime) -> bytes:
    """Fonts are those that the setter carries, and the day is the report's: nothing hangs on this machine."""
    made = typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"report": content},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=day,
    )
    assert isinstance(made, bytes)
    return made


def content_of(report: ActivityReport, *, figures: Figures, year: int, language: Language) -> dict[str, Any]:
    """What the template sets: a title, and the sections in their order, each with its text and its tables."""

    def told(text: LocalizedText | None) -> str:
        return (getattr(text, language.value) or text.any()) if text else "—"

    filed = f"Put before the Membership at the consultation “{report.consultation}” on {report.filed_on}."
    tables = dict(_tables(figures, told))
    return {
        "lang": language.value,
        "title": f"International Dialogue on Migration: report on activities in {year}",
        "note": filed if report.filed_on else "A draft, not yet put before the Membership.",
        "sections": [
            {
                "title": _TITLES[section],
                "text": [part for part in told(report.texts[section]).split("\n") if part.strip()]
                if section in report.texts
                else [],
                "tables": tables[section],
            }
            for section in Section
        ],
    }


_TITLES = {
    Section.DECISIONS: "What the Membership decided",
    Section.GATHERINGS: "Workshops, conferences and Council sessions",
    Section.PARTICIPATION: "Who came, and the balance",
    Section.SATISFACTION: "Satisfaction",
    Section.MONEY: "Money",
    Section.VOLUMES: "Volumes of the Red Book series",
    Section.PARTNERS: "Partners",
    Section.SUGGESTIONS: "What was suggested, and what became of it",
}


def _tables(figures: Figures, told: Any) -> Iterator[tuple[Section, list[Table]]]:
    decided, money, partners, suggested = figures.decisions, figures.money, figures.partners, figures.suggestions
    decisions = []
    if decided.theme:
        decisions.append(["Theme", told(decided.theme.title), str(decided.theme.decided_in.on)])
    if decided.format:
        decisions.append(["Format", decided.format.format.value.replace("_", " "), str(decided.format.decided_on)])
    if decided.topics:
        on = str(decided.topics.decided_in.on)
        decisions += [[f"Workshop {one.number}", told(one.title), on] for one in decided.topics.workshops]
    yield Section.DECISIONS, [_table(["Matter", "Decision", "Day"], decisions, none="Nothing is decided.")]
    yield (
        Section.GATHERINGS,
        [
            _table(
                ["Gathering", "Kind", "State", "Held on", "City"],
                [
                    [
                        told(one.title),
                        one.kind.value.replace("_", " ") if one.kind else "—",
                        one.state.value,
                        str(one.held_on or "—"),
                        one.city or "—",
                    ]
                    for one in figures.gatherings
                ],
                none="None is on record.",
            )
        ],
    )
    yield (
        Section.PARTICIPATION,
        [
            _table(
                [
                    "Gathering",
                    "Participants",
                    "Of these remotely",
                    "Speakers",
                    "Government, participants",
                    "Government, speakers",
                ],
                [
                    [
                        told(one.title),
                        str(sum(one.participants.by_group.values())),
                        str(one.participants.by_presence.get(Presence.REMOTE, "—")),
                        str(sum(one.speakers.by_group.values())),
                        _share(one.participant_shares.government),
                        _share(one.speaker_shares.government),
                    ]
                    for one in figures.participation
                ],
                none="No attendance is on record.",
            ),
            *_balance(figures, told),
        ],
    )
    yield Section.SATISFACTION, [_satisfaction(figures)]
    names = {one.id: told(one.title) for one in figures.gatherings}
    yield (
        Section.MONEY,
        [
            _table(
                ["Gathering", "Estimate", "Actual"],
                [
                    *([names.get(one.id, one.id), str(one.estimate), str(one.actual)] for one in money.accounts),
                    *(["Together", str(one.estimate), str(one.actual)] for one in money.totals),
                ],
                none="No accounts are closed.",
            )
        ],
    )
    yield (
        Section.VOLUMES,
        [
            _table(
                ["No.", "Title", "Published on", "Withdrawn on"],
                [
                    [str(one.series_number), told(one.title), str(one.published_on), str(one.withdrawn_on or "—")]
                    for one in figures.volumes
                ],
                none="No volume is published.",
            )
        ],
    )
    rows = [[name] for name in partners.names]
    none = f"None of {partners.held} gatherings had a partner."
    together = [f"{partners.partnered} of {partners.held} gatherings had a partner"]
    yield Section.PARTNERS, [_table(["Partner"], [*rows, together] if rows else [], none=none)]
    yield (
        Section.SUGGESTIONS,
        [
            _table(
                ["Suggested in", "Became"],
                [[source, told(suggested.theme.title)] for source in suggested.sources] if suggested.theme else [],
                none="Nothing is decided on what was suggested.",
            )
        ],
    )


def _satisfaction(figures: Figures) -> Table:
    """Both figures with how many answered (R41), and whether they exceed 80 % (R42)."""
    none = "No satisfaction survey is on record."
    told = figures.satisfaction
    if told is None:
        return _table([], [], none=none)
    passed = "—" if told.benchmark_passed is None else "yes" if told.benchmark_passed else "no"
    row = [
        f"{told.respondents} of {told.invited}",
        _share(told.response_rate),
        _share(told.satisfied_with_event),
        _share(told.satisfied_with_materials),
        passed,
    ]
    columns = ["Answered", "Response rate", "With the event", "With the background materials", "Both above 80 %"]
    return _table(columns, [row], none=none)


def _balance(figures: Figures, told: Any) -> Iterator[Table]:
    """The three axes of each gathering, as events told them (R34)."""
    for one in figures.participation:
        axes = one.participant_shares.axes
        if axes is not None:
            rows = [
                [axis.replace("_", " "), value.replace("_", " "), _share(share)]
                for axis, shares in axes.model_dump().items()
                for value, share in sorted(shares.items())
            ]
            yield _table([f"Participants of {told(one.title)}", "Value", "Share"], rows, none="No countries recorded.")


def _table(columns: list[str], rows: list[list[str]], *, none: str) -> Table:
    return {"columns": columns, "rows": rows, "none": none}


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"
