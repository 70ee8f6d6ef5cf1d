"""An activity report as a PDF: tagged for those who hear it, and the same bytes for the same report."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.governance.api.activity_labels import Labels
from services.governance.domain.activity_figures import Figures, Section
from services.governance.domain.activity_report import ActivityReport
from shared.domain.text import Language, LocalizedText
from shared.http.pdf import set_pdf

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
    return set_pdf(_TEMPLATE, name="report", content=content, day=day)


def content_of(report: ActivityReport, *, figures: Figures, year: int, language: Language) -> dict[str, Any]:
    """What the template sets: a title, and the sections in their order, each with its text and its tables."""
    words = Labels(language)

    def told(text: LocalizedText | None) -> str:
        return (getattr(text, language.value) or text.any()) if text else "—"

    filed = words.say("filed", consultation=report.consultation, on=report.filed_on)
    tables = dict(_Tables(figures, told, words).all())
    return {
        "lang": language.value,
        "title": words.say("title", year=year),
        "note": filed if report.filed_on else words.say("draft"),
        "informal": words.say("informal"),
        "sections": [
            {
                "title": words.say(section),
                "text": [part for part in told(report.texts[section]).split("\n") if part.strip()]
                if section in report.texts
                else [],
                "tables": tables[section],
            }
            for section in Section
        ],
    }


class _Tables:
    """The figures as tables, in the words of one language."""

    def __init__(self, figures: Figures, told: Callable[[LocalizedText | None], str], words: Labels) -> None:
        self.figures, self.told, self.words = figures, told, words
        self.say, self.share = words.say, words.share

    def all(self) -> Iterator[tuple[Section, list[Table]]]:
        yield Section.DECISIONS, [self._decisions()]
        yield Section.GATHERINGS, [self._gatherings()]
        yield Section.PARTICIPATION, [self._participation(), *self._balance()]
        yield Section.SATISFACTION, [self._satisfaction()]
        yield Section.MONEY, [self._money()]
        yield Section.VOLUMES, [self._volumes()]
        yield Section.PARTNERS, [self._partners()]
        yield Section.SUGGESTIONS, [self._sources(), self._suggestions()]

    def _table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, none: str) -> Table:
        return {"columns": [self.say(one) for one in columns], "rows": [list(row) for row in rows], "none": none}

    def _decisions(self) -> Table:
        decided, say = self.figures.decisions, self.say
        rows = []
        if decided.theme:
            rows.append([say("theme"), self.told(decided.theme.title), str(decided.theme.decided_in.on)])
        if decided.format:
            rows.append([say("format"), say(decided.format.format), str(decided.format.decided_on)])
        if decided.topics:
            on = str(decided.topics.decided_in.on)
            topics = decided.topics.workshops
            rows += [[say("workshop", number=one.number), self.told(one.title), on] for one in topics]
        return self._table(["matter", "decision", "day"], rows, none=say("undecided"))

    def _gatherings(self) -> Table:
        rows = (
            [
                self.told(one.title),
                self.words.value(one.kind) if one.kind else "—",
                self.say(one.state),
                str(one.held_on or "—"),
                one.city or "—",
            ]
            for one in self.figures.gatherings
        )
        return self._table(["gathering", "kind", "state", "held_on", "city"], rows, none=self.say("no_gathering"))

    def _participation(self) -> Table:
        columns = ["gathering", "participants", "speakers", "government_participants", "government_speakers"]
        rows = (
            [
                self.told(one.title),
                str(sum(one.participants.by_group.values())),
                str(sum(one.speakers.by_group.values())),
                self.share(one.participant_shares.government),
                self.share(one.speaker_shares.government),
            ]
            for one in self.figures.participation
        )
        return self._table(columns, rows, none=self.say("nobody"))

    def _balance(self) -> Iterator[Table]:
        """The three axes of each gathering, as events told them (R34)."""
        for one in self.figures.participation:
            axes = one.participant_shares.axes
            if axes is not None:
                rows = [
                    [self.words.value(axis), self.words.value(value), self.share(share)]
                    for axis, shares in axes.model_dump().items()
                    for value, share in sorted(shares.items())
                ]
                columns = [
                    self.say("participants_of", title=self.told(one.title)),
                    self.say("value"),
                    self.say("share"),
                ]
                yield {"columns": columns, "rows": rows, "none": self.say("no_countries")}

    def _satisfaction(self) -> Table:
        """Both figures with how many answered (R41); the benchmark of R42."""
        passed = {True: self.say("yes"), False: self.say("no"), None: "—"}
        rows = (
            [
                str(one.closed_on),
                self.say("of_many", count=one.respondents, all=one.invited),
                self.share(one.satisfied_with_event),
                self.share(one.satisfied_with_materials),
                passed[one.benchmark_passed],
            ]
            for one in self.figures.satisfaction or ()
        )
        columns = ["survey_of", "answered", "with_event", "with_materials", "benchmark"]
        return self._table(columns, rows, none=self.say("no_survey"))

    def _money(self) -> Table:
        names = {one.id: self.told(one.title) for one in self.figures.gatherings}
        money = self.figures.money
        rows = [
            *([names.get(one.id, one.id), str(one.estimate), str(one.actual)] for one in money.accounts),
            *([self.say("together"), str(one.estimate), str(one.actual)] for one in money.totals),
        ]
        return self._table(["gathering", "estimate", "actual"], rows, none=self.say("no_accounts"))

    def _volumes(self) -> Table:
        rows = (
            [str(one.series_number), self.told(one.title), str(one.published_on), str(one.withdrawn_on or "—")]
            for one in self.figures.volumes
        )
        columns = ["number", "a_title", "published_on", "withdrawn_on"]
        return self._table(columns, rows, none=self.say("no_volume"))

    def _partners(self) -> Table:
        partners = self.figures.partners
        rows = [[name] for name in partners.names]
        together = [self.say("partnered", count=partners.partnered, all=partners.held)]
        none = self.say("unpartnered", all=partners.held)
        return self._table(["partner"], [*rows, together] if rows else [], none=none)

    def _sources(self) -> Table:
        suggested = self.figures.suggestions
        rows = [[source, self.told(suggested.theme.title)] for source in suggested.sources] if suggested.theme else []
        return self._table(["suggested_in", "theme"], rows, none=self.say("undecided"))

    def _suggestions(self) -> Table:
        """“You said, we did”."""
        rows = []
        for one in self.figures.suggestions.answered:
            waiting = [title for title in one.put_forward if title not in one.chosen]
            became = [
                *(self.say("chosen", title=self.told(title)) for title in one.chosen),
                *(self.say("put_forward", title=self.told(title)) for title in waiting),
                *([one.reply] if one.reply else []),
            ]
            rows.append([self.told(one.text), "; ".join(became)])
        return self._table(["suggestion", "became"], rows, none=self.say("no_suggestion"))
