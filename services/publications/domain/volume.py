"""A volume of the Red Book series: a work with its number, the workshops it covers and its editions by language."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from pydantic import Field

from services.publications.domain.book import obstacles_of_files
from services.publications.domain.editions import as_entered, by_machine, check_editions
from services.publications.domain.imprint import Imprint, check_issn
from services.publications.domain.log import (
    EditionMade,
    EditionsSet,
    ImprintSet,
    LanguageSigned,
    VolumeCreated,
    VolumeRevised,
)
from services.publications.domain.made import MadeEdition, still_made
from services.publications.domain.official import (
    lacks_notice,
    lacks_original,
    made_by_machine,
    original_by_machine,
    titles_by_machine,
)
from services.publications.domain.report import Report
from services.publications.domain.rules import COVERED_BY_A_VOLUME
from services.publications.domain.standing import Standing, State
from shared.contracts.publications import CoveredWorkshop, Edition, VolumePublished, VolumeWithdrawn
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText


class Volume(Standing, type="volume", collection="volumes"):
    entered_on: dict[Language, date] = Field(default_factory=dict)
    """The day each edition was entered, signed for, or became the original or a translation."""
    due_on: date | None = None
    """The earliest day after which a workshop it covers is overdue (R61); absent where none is due."""

    def create(self, act: Act, *, reports: Sequence[Report]) -> None:
        """Raises ``RuleBroken`` R61 without a workshop, R68 for an official title that a machine made."""
        refuse(titles_by_machine(self, self.title, self.machine_titles, self.original_language))
        self._cover(reports)
        self.created_on = act.occurred_on
        self.record(
            VolumeCreated(
                number=self.number,
                title=self.title,
                original_language=self.original_language,
                workshops=tuple(one.workshop for one in self.workshops),
            ),
            act=act,
        )

    def revise(
        self,
        act: Act,
        *,
        title: LocalizedText,
        original_language: Language,
        reports: Sequence[Report],
        machine_titles: Sequence[Language] = (),
    ) -> None:
        """What it is called and which workshops it covers, until it is published. Raises ``RuleBroken`` R61, R68."""
        refuse(self.obstacles_to_revise())
        refuse(titles_by_machine(self, title, machine_titles, original_language))
        if by_machine(self.editions, original_language):
            raise made_by_machine(self, "edition", original_language)
        self._cover(reports)
        if original_language is not self.original_language:
            # What was the original is a translation now, and nobody signed for any as one of the other text.
            entered = as_entered(self.editions, before=(), original=original_language)
            changed = {one.language: act.occurred_on for one in entered if one not in self.editions}
            self.editions, self.entered_on = entered, {**self.entered_on, **changed}
        self.title, self.original_language = title, original_language
        self.machine_titles = tuple(language for language in Language if language in machine_titles)
        self.record(
            VolumeRevised(
                title=title,
                original_language=original_language,
                workshops=tuple(one.workshop for one in self.workshops),
            ),
            act=act,
        )

    def set_editions(self, act: Act, *, editions: Sequence[Edition], reports: Iterable[Report]) -> None:
        """All its editions, replacing those it had; of a published volume they are told at once. ``reports`` are
        those of its workshops.

        Raises ``InvalidInput`` for a language twice or a number that is none, ``RuleBroken`` R67 when a published
        volume would lose the edition in its original language, R68 when a machine made that one, R69 when a published
        volume's notice is not in a language.
        """
        refuse(self.obstacles_to_set_editions())
        reports = tuple(reports)
        made = still_made(self.made, editions, volume=self.id)
        # Only of what changes: another language that waits to be made again keeps none from being changed.
        entered = as_entered(editions, before=self.editions, original=self.original_language)
        changed = tuple(one for one in made if self.edition_in(one.language) not in entered)
        self._enter_editions(act, editions, made=made, changed=changed, reports=reports)
        self.record(EditionsSet(languages=tuple(edition.language for edition in editions)), act=act)
        if self.state is State.PUBLISHED:
            self._tell_publication(act)

    def make(self, act: Act, *, edition: Edition, made: MadeEdition, reports: Sequence[Report]) -> None:
        """One edition with the files that were made of it here, in the place of what there was in its language; of a
        published volume it is told at once. Who signed for a translation signed for the files there were: of another
        source it waits for a signature again (R68).

        Raises what :meth:`set_editions` raises, and ``WrongState`` when a published volume’s files are not as they
        have to be: of its source as it is now, and passed.
        """
        self.check_make(edition)
        editions = self._editions_with(edition)
        others = tuple(one for one in self.made if one.language is not edition.language)
        known, before = self.made_in(edition.language), self.editions
        if known is None or known.source != made.source:
            before = tuple(one for one in before if one.language is not edition.language)
        self._enter_editions(act, editions, made=(*others, made), changed=(made,), reports=reports, signed=before)
        formats = tuple(file.format.value for file in made.files)
        self.record(
            EditionMade(language=edition.language, formats=formats, source=made.source, passed=made.passed), act=act
        )
        if self.state is State.PUBLISHED:
            self._tell_publication(act)

    def check_make(self, edition: Edition) -> None:
        """Raises what refuses :meth:`make` whatever the files are like, so that none are made for nothing."""
        refuse(self.obstacles_to_make(edition.language))
        self._check_editions(self._editions_with(edition))

    def _editions_with(self, edition: Edition) -> tuple[Edition, ...]:
        return (*(one for one in self.editions if one.language is not edition.language), edition)

    def _check_editions(self, editions: Sequence[Edition]) -> None:
        check_editions(editions)
        if by_machine(editions, self.original_language):
            raise made_by_machine(self, "edition", self.original_language)
        if self.state is State.PUBLISHED:
            refuse(lacks_original(self, editions))
            refuse(lacks_notice(self, _languages(editions), self.imprint))

    def _enter_editions(
        self,
        act: Act,
        editions: Sequence[Edition],
        *,
        made: tuple[MadeEdition, ...],
        changed: tuple[MadeEdition, ...],
        reports: Sequence[Report],
        signed: Sequence[Edition] | None = None,
    ) -> None:
        """``signed``: the editions whose signatures stand where they did not change; else all there are."""
        self._check_editions(editions)
        if self.state is State.PUBLISHED:
            by_workshop = {report.workshop: report for report in reports}
            refuse(obstacles_of_files(self.model_copy(update={"editions": editions, "made": changed}), by_workshop))
        before = {edition.language: edition for edition in self.editions}
        known = self.editions if signed is None else signed
        self.editions = as_entered(editions, before=known, original=self.original_language)
        self.made = made
        self.entered_on = {
            one.language: self.entered_on.get(one.language, act.occurred_on)
            if before.get(one.language) == one
            else act.occurred_on
            for one in self.editions
        }
        self._mark(reports)
        self._note_outdated(act, reports)

    def sign(self, act: Act, *, language: Language, reports: Collection[Report]) -> None:
        """A person read the title and the edition in a language: they are official from now on (R68)."""
        refuse(self.obstacles_to_sign(language))
        self.machine_titles = tuple(one for one in self.machine_titles if one is not language)
        self.editions = tuple(
            one.model_copy(update={"official": True}) if one.language is language else one for one in self.editions
        )
        self.entered_on = {**self.entered_on, language: act.occurred_on}
        self._mark(reports)
        self._note_outdated(act, reports)
        self.record(LanguageSigned(language=language), act=act)
        if self.state is State.PUBLISHED:
            self._tell_publication(act)

    def set_imprint(self, act: Act, *, imprint: Imprint, reports: Collection[Report]) -> None:
        """What stands on the back of its title page. Raises ``InvalidInput``, ``RuleBroken`` R69 for a published
        volume whose notice would not be in all its languages."""
        refuse(self.obstacles_to_set_editions())
        check_issn(imprint.issn)
        if self.state is State.PUBLISHED:
            refuse(lacks_notice(self, _languages(self.editions), imprint))
        self.imprint = imprint
        self._mark(reports)
        self._note_outdated(act, reports)
        notice_in = tuple(language for language in Language if language not in imprint.notice.missing)
        self.record(ImprintSet(issn=imprint.issn, print_code=imprint.print_code, notice_in=notice_in), act=act)

    def publish(self, act: Act, *, reports: Mapping[str, Report]) -> None:
        """It comes out. ``reports`` by workshop. Raises ``RuleBroken`` R67, ``WrongState`` for reports that are
        not published."""
        refuse(self.obstacles_to_publish(reports))
        self.state, self.state_since, self.published_on = State.PUBLISHED, act.occurred_on, act.occurred_on
        self._mark(reports.values())
        self._tell_publication(act)

    def withdraw(self, act: Act, *, reason: str, reports: Iterable[Report]) -> None:
        """It is published no longer. ``reports`` are those of its workshops."""
        refuse(self.obstacles_to_withdraw())
        self.state, self.state_since, self.reason = State.WITHDRAWN, act.occurred_on, reason
        self._mark(reports)
        facts = {**self.facts(), "withdrawn_on": act.occurred_on, "reason": reason}
        self.record(VolumeWithdrawn.model_validate(facts), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_revise(self) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT}), "revised")

    def obstacles_to_set_editions(self) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT, State.PUBLISHED}), "given editions")

    def obstacles_to_make(self, language: Language) -> Obstacles:
        yield from self.obstacles_to_set_editions()
        if self.state is State.PUBLISHED:
            yield from lacks_notice(self, (language,), self.imprint)

    def obstacles_to_publish(self, reports: Mapping[str, Report]) -> Obstacles:
        """``reports`` are those of its workshops, by workshop."""
        yield from self._outside(frozenset({State.DRAFT}), "published")
        yield from lacks_original(self, self.editions)
        yield from original_by_machine(self)
        yield from lacks_notice(self, _languages(self.editions), self.imprint)
        for one in self.workshops:
            yield from reports[one.workshop].obstacles_to_come_out()
        yield from obstacles_of_files(self, reports)

    def to_sign(self) -> tuple[Language, ...]:
        """The languages in which something waits for a person."""
        waiting = {*self.machine_titles, *(one.language for one in self.editions if not one.official)}
        return tuple(language for language in Language if language in waiting)

    def obstacles_to_sign(self, language: Language) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT, State.PUBLISHED}), "signed for")
        if language not in self.to_sign():
            yield WrongState(
                f"Nothing of the volume {self.number} waits for a signature in “{language}”.",
                remedy="Nothing is to do.",
            )
        if language is self.original_language:
            yield from original_by_machine(self)

    def obstacles_to_withdraw(self) -> Obstacles:
        yield from self._outside(frozenset({State.PUBLISHED}), "withdrawn")

    def facts(self) -> dict[str, object]:
        """What :class:`VolumeFacts` asks for."""
        return {
            "volume": self.id,
            "series_number": self.number,
            "title": self.official_title,
            "original_language": self.original_language,
            "workshops": self.workshops,
            "editions": self.editions,
        }

    def _tell_publication(self, act: Act) -> None:
        self.record(VolumePublished.model_validate({**self.facts(), "published_on": self.published_on}), act=act)

    def _cover(self, reports: Sequence[Report]) -> None:
        if not reports:
            raise RuleBroken(
                COVERED_BY_A_VOLUME, f"The volume {self.number} covers no workshop.", remedy="Name at least one."
            )
        workshops = [report.workshop for report in reports]
        if len(workshops) != len(set(workshops)):
            raise InvalidInput("A workshop is named more than once.", remedy="Name each workshop once.")
        for report in reports:
            refuse(report.obstacles_to_be_covered())
        self.workshops = tuple(_covered(report) for report in reports)
        self._mark(reports)
        self.due_on = min((report.volume_due_on for report in reports if report.volume_due_on), default=None)


def _languages(editions: Iterable[Edition]) -> Iterator[Language]:
    return (edition.language for edition in editions)


def _covered(report: Report) -> CoveredWorkshop:
    assert report.held is not None  # only what was held has a report that can be covered
    return CoveredWorkshop(
        workshop=report.workshop, cycle=report.cycle, title=report.held.title, held_on=report.held.held_on
    )
