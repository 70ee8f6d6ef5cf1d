"""The report of one workshop: opened when it was held, written, reviewed, cleared, published (F53)."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.publications.domain.closing import why_dropped
from services.publications.domain.content import (
    Content,
    Point,
    Practice,
    Section,
    as_told,
    check_content,
    with_texts,
)
from services.publications.domain.given import (
    Gone,
    Kind,
    all_gone,
    check_not_used_again,
    gone_because,
    kinds_of,
    published_again,
)
from services.publications.domain.kinds import KINDS
from services.publications.domain.log import (
    HeldAfterClose,
    HeldFactsCorrected,
    ReportCleared,
    ReportDropped,
    ReportOpened,
    ReportPublished,
    ReportPutIntoVolume,
    ReportSentToReview,
    ReportTakenOutOfVolume,
    ReportWithdrawn,
    ReportWritten,
    ReportYearClosed,
    WorkshopCalledOff,
)
from services.publications.domain.parts import HeldWorkshop, InVolume, State
from services.publications.domain.reported import Reported
from services.publications.domain.rules import CONTENT_OF_A_REPORT
from shared.contracts.closing import OpenMatter
from shared.contracts.events import SessionFacts
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.text import Language
from shared.domain.waivers import Waiver, lifted

VOLUME_WITHIN = timedelta(days=365)
"""So long after the last day of a workshop a volume that covers it is overdue (R61)."""


_OPEN = frozenset({State.DRAFT, State.REVIEW, State.CLEARED})


class Report(Reported, type="report", collection="reports"):
    key_messages: tuple[Point, ...] = ()
    lessons_learned: tuple[Point, ...] = ()
    effective_practices: tuple[Practice, ...] = ()
    machine_languages: tuple[Language, ...] = ()
    """Those into which a machine translated its texts, and nobody read them yet (R68)."""
    written_on: date | None = None
    """The day its content was last changed."""
    volumes: tuple[InVolume, ...] = ()
    volume_due_on: date | None = None
    """The last day on which no volume that covers it is not yet overdue (R61); absent where none is due."""

    # What events tells: never refused, and the same again records nothing

    def note_held(self, act: Act, *, held: HeldWorkshop, sessions: Sequence[SessionFacts]) -> bool:
        """The workshop was held: the report has a section for each session. What was written stays, also about
        a session that is not told of any more.

        Answers whether nothing stood in the way: facts that differ change no read-only report, and a person
        should know.
        """
        sections = as_told(sessions, before=self.sections)
        nothing_new = (self.held, self.sections) == (held, sections)
        if self.read_only:
            # It stays as it is; that the workshop was held at all is kept once it is told.
            first = self.held is None
            if first:
                self.held, self.sections = held, sections
            if first or self.called_off is not None:
                self.called_off = None
                self.record(HeldAfterClose(held_on=held.held_on, sections=_names(self.sections)), act=act)
            return first or nothing_new
        opened = self.state is State.DROPPED
        if not opened and nothing_new:
            return True
        self.held, self.sections = held, sections
        self.story_to_remove = self.state is State.PUBLISHED and bool(self.told_all_the_same)
        self.volume_due_on = held.held_on + VOLUME_WITHIN if KINDS[held.kind].volume_due else None
        if opened:
            self.called_off = None
            self.given = gone_because(self.given, Gone.TAKEN_BACK)
            self._enter(State.DRAFT, act)
            self.record(ReportOpened(workshop=self.workshop, held_on=held.held_on, sections=_names(sections)), act=act)
        else:
            self.record(HeldFactsCorrected(held_on=held.held_on, sections=_names(sections)), act=act)
        return True

    def note_called_off(self, act: Act, *, reason: str) -> None:
        """The workshop was cancelled or put off. A draft is dropped, and kept as it was; what is published
        stays so until a person decides."""
        if self.called_off == reason and self.state not in _OPEN:
            return
        self.called_off = reason
        if self.state is State.PUBLISHED:
            self.record(WorkshopCalledOff(reason=reason), act=act)
            return
        self.given = gone_because(self.given, Gone.CALLED_OFF)
        self._enter(State.DROPPED, act)
        self.record(ReportDropped(reason=reason), act=act)

    # What governance tells

    def close_year(self, act: Act, *, closed_on: date, left_out: bool) -> None:
        """The cycle was closed. A report that was never published is dropped when its workshop was ``left_out``:
        it is kept as it was, and read-only. Every other goes on as before."""
        self.left_out = left_out
        if self.state in _OPEN and self.read_only:
            self._enter(State.DROPPED, act)
            self.record(ReportDropped(reason=why_dropped(self.cycle, closed_on)), act=act)
        # The closing itself is not marked: it is recorded before the report knows of it.
        self.record(ReportYearClosed(closed_on=closed_on, left_out=left_out), act=act)
        self.closed_on = closed_on

    def open_matters(self) -> Iterator[OpenMatter]:
        """What keeps publications from saying that the cycle can be closed. That a volume is due (R61) does not."""
        if self.state in _OPEN:
            why = f"The report on “{self.name}” is not published."
            yield OpenMatter(what="report-not-published", about=self.id, why=why)
        if self.story_to_remove:
            why = f"The report on “{self.name}” tells a story without its speaker’s consent (R30)."
            yield OpenMatter(what="story-without-consent", about=self.id, why=why)
        if self.state is State.PUBLISHED and self.to_follow:
            why = f"The report on “{self.name}” is published, and a speaker’s name or picture was taken back (R30)."
            yield OpenMatter(what="name-or-picture-taken-back", about=self.id, why=why)
        if self.state is State.PUBLISHED and self.called_off is not None:
            why = f"The report on “{self.name}” is published, and the workshop was cancelled or put off."
            yield OpenMatter(what="report-of-called-off-workshop", about=self.id, why=why)

    @property
    def parts(self) -> tuple[str, ...]:
        """What a comment may be about."""
        points: tuple[Point | Practice, ...] = (*self.key_messages, *self.lessons_learned, *self.effective_practices)
        return (*_names(self.sections), *(one.id for one in points))

    @property
    def _kinds(self) -> dict[str, Kind]:
        return kinds_of(self.key_messages, self.lessons_learned, self.effective_practices)

    @property
    def sections_written(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.text is not None)

    # What editors do

    def write(self, act: Act, *, content: Content) -> None:
        """Replace its content. One in review, or cleared, is a draft again. Raises ``InvalidInput``,
        ``RuleBroken`` R68."""
        refuse(self.obstacles_to_write())
        # Whoever knows nothing of the mark, such as a web application of before, takes none off (R68).
        marked = self.machine_languages if content.machine_languages is None else content.machine_languages
        check_content(content, sections=self.sections, machine_languages=marked)
        points = (content.key_messages, content.lessons_learned, content.effective_practices)
        check_not_used_again(self.given, kinds_of(*points))
        silent = sorted(self.silent_sessions & set(content.sections))
        if silent:
            raise self.without_consent(silent, name=self.name)
        before = self.state
        self.sections = with_texts(self.sections, content.sections)
        self.key_messages, self.lessons_learned = content.key_messages, content.lessons_learned
        self.effective_practices = content.effective_practices
        self.machine_languages = tuple(language for language in Language if language in marked)
        self.written_on = act.occurred_on
        self.forget_decisions()
        self._enter(State.DRAFT, act)
        self.record(
            ReportWritten(
                before=before,
                sections=_names(self.sections_written),
                key_messages=tuple(one.id for one in self.key_messages),
                lessons_learned=tuple(one.id for one in self.lessons_learned),
                effective_practices=tuple(one.id for one in self.effective_practices),
            ),
            act=act,
        )

    def send_to_review(self, act: Act) -> None:
        """Its editors are done with it."""
        refuse(self.obstacles_to_send())
        self._enter(State.REVIEW, act)
        self.record(ReportSentToReview(), act=act)

    def clear(self, act: Act) -> None:
        """Somebody checked it, and every reviewer approved of it."""
        refuse(self.obstacles_to_clear())
        self._enter(State.CLEARED, act)
        self.record(ReportCleared(), act=act)

    def publish(self, act: Act, *, waivers: Sequence[Waiver] = ()) -> None:
        """Raises ``RuleBroken`` R63, naming everything that is missing, unless that is waived; and ``InvalidInput`` for
        a waiver of what is not in the way."""
        left, waived = lifted(self.obstacles_to_publish(), waivers=waivers)
        refuse(left)
        self.waived = waived
        self._enter(State.PUBLISHED, act)
        self.first_published_on = self.first_published_on or act.occurred_on
        self.given = published_again(self.given, self._kinds, on=act.occurred_on)
        self.record(ReportPublished(waived=waived), act=act)

    def withdraw(self, act: Act, *, reason: str) -> None:
        """Take it back, to correct it; that of a workshop that was called off is dropped. What was waived for it is
        waived no more."""
        refuse(self.obstacles_to_withdraw())
        self.waived = ()
        why = Gone.CALLED_OFF if self.called_off is not None else Gone.TAKEN_BACK
        first = self.first_published_on or self.state_since
        self.given = all_gone(self.given, self._kinds, published_on=first, on=act.occurred_on, why=why)
        self._enter(State.DROPPED if self.called_off is not None else State.DRAFT, act)
        removed = self.story_to_remove
        if removed:
            self.take_stories_out()
        self.record(ReportWithdrawn(reason=reason, removed=removed), act=act)

    # The volumes that cover the workshop

    def put_into(self, act: Act, *, volume: str, published: bool) -> None:
        """A volume that covers it is prepared, or comes out."""
        others = tuple(one for one in self.volumes if one.volume != volume)
        self.volumes = (*others, InVolume(volume=volume, published=published))
        self.record(ReportPutIntoVolume(volume=volume, published=published), act=act)

    def take_out(self, act: Act, *, volume: str) -> None:
        """The volume covers it no longer, or was withdrawn."""
        self.volumes = tuple(one for one in self.volumes if one.volume != volume)
        self.record(ReportTakenOutOfVolume(volume=volume), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_write(self) -> Obstacles:
        yield from self._outside(_OPEN, "written")

    def obstacles_to_send(self) -> Obstacles:
        yield from self._outside(frozenset({State.DRAFT}), "sent to review")
        if self.written_on is None and not self.read_only:
            yield WrongState(f"Nothing is written in the report on “{self.name}” yet.", remedy="Write it first.")

    def obstacles_to_clear(self) -> Obstacles:
        yield from self._outside(frozenset({State.REVIEW}), "cleared")
        yield from self.obstacles_of_stories()
        if not self.read_only:
            yield from self.obstacles_of_review(self.name)

    def obstacles_to_review(self) -> Obstacles:
        yield from self._outside(_OPEN, "given reviewers")

    def obstacles_to_decide(self) -> Obstacles:
        yield from self._outside(frozenset({State.REVIEW, State.CLEARED}), "decided on")
        yield from super().obstacles_to_decide()

    def obstacles_to_publish(self) -> Obstacles:
        yield from self._outside(frozenset({State.CLEARED}), "published")
        missing = tuple(self._missing())
        if missing and not self.read_only:
            yield RuleBroken(
                CONTENT_OF_A_REPORT,
                f"The report on “{self.name}” has {_listed(missing)}.",
                remedy="Write at least one of each that is missing, and have the report cleared again, or publish it "
                "so by name and for a reason.",
            )
        yield from self.obstacles_of_stories()
        if not self.read_only:
            yield from self.obstacles_of_review(self.name)

    def obstacles_to_withdraw(self) -> Obstacles:
        yield from self._outside(frozenset({State.PUBLISHED}), "withdrawn")
        out = tuple(one.volume for one in self.volumes if one.published)
        if out:
            yield WrongState(
                f"The report on “{self.name}” stands in a published volume: {', '.join(out)}.",
                remedy="Withdraw the volume first.",
            )

    def obstacles_to_be_covered(self) -> Obstacles:
        if self.read_only:
            yield self._year_is_closed("no volume can cover it", remedy="Leave it out.")
        elif self.state is State.DROPPED:
            yield WrongState(
                f"“{self.name}” was cancelled or put off, and no volume can cover it.",
                remedy="Leave it out, or wait until it was held.",
            )

    def obstacles_to_come_out(self) -> Obstacles:
        """Of a volume that covers the workshop: it shows no report that is not published."""
        if self.read_only:
            yield self._year_is_closed("no volume can show it", remedy="Take the workshop out of the volume.")
        elif self.story_to_remove:
            yield self.without_consent(self.told_all_the_same, name=self.name)
        elif self.state is not State.PUBLISHED:
            yield WrongState(
                f"The report on “{self.name}” is {self.stands}, not published.",
                remedy="Publish the report first, or take the workshop out of the volume.",
            )
        else:
            yield from self.obstacles_of_names(self.name)

    def _missing(self) -> Iterator[str]:
        if not self.key_messages:
            yield "no key message"
        if not self.lessons_learned:
            yield "no lesson learned"
        if not self.effective_practices:
            yield "no effective practice"


def _names(sections: Sequence[Section]) -> tuple[str, ...]:
    return tuple(section.session for section in sections)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
