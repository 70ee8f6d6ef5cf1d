"""What both slates have in common: options of two origins, the survey that may run on them, and their withdrawal."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self, TypeVar

from services.governance.domain.body import Body
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.forum import Forum
from services.governance.domain.titles import require_titles_apart
from shared.contracts.facts import DecidedIn, Determined, Fact
from shared.contracts.governance import Origin, SlateKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, NotAllowed, NotFound, Rule, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.message import Message
from shared.domain.text import Language, LocalizedText

O = TypeVar("O", bound="Option")  # noqa: E741


class SourceKind(StrEnum):
    """What an option may rest on (F26)."""

    CONSULTATION = "consultation"
    IDM_SESSION = "idm_session"
    OTHER_FORUM = "other_forum"


class Source(Fact):
    """Where an option was suggested. ``kind`` is judged by R5 when a theme slate opens. ``suggestion`` is the recorded
    one, if it was recorded."""

    kind: str
    reference: str
    on: date | None = None
    suggestion: Identifier | None = None


class Option(Fact):
    """One of the things put to the Membership. ``proposed_by`` is the body, named to the Membership alone; ``None`` for
    what the Administration put on the slate."""

    id: Identifier
    title: LocalizedText
    description: LocalizedText | None = None
    sources: tuple[Source, ...] = ()
    origin: Origin = Origin.ADMINISTRATION
    proposed_by: Identifier | None = None
    proposed_on: date | None = None
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None

    def proposed(self, *, by: str, in_: str, on: date) -> Self:
        """As a body proposed it. Its source is the consultation, unless it has one."""
        said_here = Source(kind=SourceKind.CONSULTATION.value, reference=in_, on=on)
        of_membership = {"origin": Origin.MEMBERSHIP, "proposed_by": by, "proposed_on": on}
        return self.model_copy(update={"sources": self.sources or (said_here,), **of_membership})

    @property
    def stands(self) -> bool:
        return self.withdrawn_on is None

    @property
    def missing_languages(self) -> tuple[Language, ...]:
        """In which of the three its title or its description is still missing."""
        texts = [text for text in (self.title, self.description) if text is not None]
        return tuple(language for language in Language if any(language in text.missing for text in texts))

    @property
    def cited(self) -> tuple[str, ...]:
        """What it rests on: the recorded suggestion, or else the reference."""
        return tuple(source.suggestion or source.reference for source in self.sources)


class Finding(Fact):
    """A forum found conclusive or not, where, when and why (R8, R18). ``corrects`` is the number of the finding that
    this one replaces, counted from 1; that one stays on record."""

    determination: Determined
    decided_in: DecidedIn
    option: Identifier | None = None
    corrects: int | None = None
    correction_reason: str | None = None


class SlateState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Slate(Aggregate):
    """Both kinds of slate. ``survey`` is the written survey that runs on it now."""

    slate_kind: ClassVar[SlateKind]
    proposal_rule: ClassVar[Rule]

    cycle: Identifier
    consultation: Identifier
    opened_on: date
    state: SlateState = SlateState.OPEN
    survey: Identifier | None = None
    replaces_because: str | None = None
    """Why it was opened in the place of a slate that was withdrawn."""
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None

    @property
    @abstractmethod
    def choices(self) -> tuple[Option, ...]:
        """Everything on the slate, in the order in which it came."""

    @property
    def what(self) -> str:
        return "theme slate" if self.slate_kind is SlateKind.THEME else "topic slate"

    def standing(self) -> tuple[Option, ...]:
        return tuple(option for option in self.choices if option.stands)

    # What is in the way whatever the payload says

    def obstacles_unless_open(self) -> Obstacles:
        if self.state is SlateState.WITHDRAWN:
            yield WrongState(
                f"This {self.what} was withdrawn on {self.withdrawn_on}: {self.withdrawal_reason}",
                remedy="Go on with the slate that replaces it.",
            )
        elif self.state is SlateState.DECIDED:
            yield WrongState(
                f"This {self.what} is decided already.", remedy="Read the decisions of the cycle, or correct them."
            )

    def obstacles_while_surveyed(self, forum: Forum) -> Obstacles:
        if self.survey is not None and forum.id != self.survey:
            yield WrongState(
                f"The written survey “{self.survey}” on this {self.what} is under way.",
                remedy="Say what the survey showed once it is closed (decided_in names it), or withdraw it first.",
            )

    def obstacles_to_propose(self, cycle: Cycle, consultation: Consultation) -> Obstacles:
        """R6, R12: ``consultation`` deals with this slate and is open."""
        yield from cycle.obstacles_once_closed()
        yield from self.obstacles_unless_open()
        if not consultation.deals_with(self.id):
            yield RuleBroken(
                self.proposal_rule,
                f"The consultation “{consultation.title.any()}” does not deal with this {self.what}.",
                remedy="Name the consultation to which the slate was put or returned (consultation).",
            )
        closed = next(iter(consultation.obstacles_to_go_on()), None)
        if closed is not None:
            yield RuleBroken(
                self.proposal_rule,
                f"{closed.sentence.rstrip('.')}, and proposals are made while a consultation on the slate is open.",
                remedy="Propose it in a later consultation on this slate, or record it as a suggestion.",
            )

    def obstacles_to_state(self, cycle: Cycle, consultation: Consultation) -> Obstacles:
        """To say what a body thinks of its options: the same consultation is open."""
        yield from cycle.obstacles_once_closed()
        yield from self.obstacles_unless_open()
        if not consultation.deals_with(self.id):
            yield WrongState(
                f"The consultation “{consultation.title.any()}” does not deal with this {self.what}.",
                remedy="Name the consultation to which the slate was put or returned.",
            )
        yield from consultation.obstacles_to_go_on()

    # What happens to it

    def judge_proposal(
        self, *, cycle: Cycle, body: Body | None, consultation: Consultation, option: Option, act: Act
    ) -> Body:
        """R6, R12: a body proposes, in an open consultation that deals with this slate. Answers the body."""
        refuse(self.obstacles_to_propose(cycle, consultation))
        if body is None:
            raise RuleBroken(
                self.proposal_rule,
                f"The Administration adds nothing to a {self.what} in its own name once it is open.",
                remedy="Name the body of the Membership that proposes it (body).",
            )
        body.require_of_the_membership(act.occurred_on)
        if any(one.id == option.id for one in self.choices):
            raise InvalidInput(f"“{option.id}” is on this slate already.", remedy="Give another identifier, or none.")
        require_titles_apart((one.title for one in self.standing()), of=option.title)
        consultation.hear_proposal(slate=self.id, option=option.id, act=act)
        return body

    def without(self, options: Sequence[O], option: str, *, body: str | None, reason: str, act: Act) -> tuple[O, ...]:
        """The options with one withdrawn by the body that proposed it.

        Raises ``NotFound``, ``NotAllowed`` for another body's, and ``WrongState`` for one of the Administration's.
        """
        refuse(self.obstacles_unless_open())
        found = next((one for one in options if one.id == option), None)
        if found is None:
            raise NotFound("option of this slate", option)
        if found.origin is Origin.ADMINISTRATION:
            raise WrongState(
                "The Administration's options stand or fall together (R4, R10).",
                remedy="Withdraw the whole slate, with a reason, and open another one.",
            )
        if found.proposed_by != body:
            raise NotAllowed(
                "Only the body that proposed an option withdraws it.", remedy="Ask the body that proposed it."
            )
        if not found.stands:
            raise WrongState(f"“{found.title.any()}” was withdrawn already.", remedy="Go on without it.")
        if act.occurred_on < (found.proposed_on or self.opened_on):
            raise InvalidInput(
                f"The day given ({act.occurred_on.isoformat()}) lies before it was proposed.",
                remedy="Give the day on which the body took it back (occurred_on).",
            )
        gone = found.model_copy(update={"withdrawn_on": act.occurred_on, "withdrawal_reason": reason})
        return tuple(gone if one.id == option else one for one in options)

    def begin_survey(self, survey: str, *, message: Message, act: Act) -> None:
        self.survey = survey
        self.record(message, act=act)

    def end_survey(self, survey: str, *, act: Act) -> None:
        """The survey was withdrawn; the slate stays open."""
        self.survey = None
        self.record(self.survey_ended(survey), act=act)

    @abstractmethod
    def withdraw_option(self, option: str, *, body: str | None, reason: str, act: Act) -> None:
        """The body that proposed it takes it back."""

    @abstractmethod
    def withdraw(self, *, cycle: Cycle, reason: str, act: Act) -> None:
        """Take the whole slate back, so that another one may be put to the Membership."""

    @abstractmethod
    def survey_ended(self, survey: str) -> Message:
        """The message of this kind of slate that says so."""

    def close_for_good(self, *, reason: str, message: Message, act: Act) -> None:
        """Withdraw it, open or (for topics whose theme was replaced) decided."""
        if not reason.strip():
            raise InvalidInput("A slate is withdrawn for a reason.", remedy="Say in a sentence why.")
        if act.occurred_on < self.opened_on:
            raise InvalidInput(
                f"The day given ({act.occurred_on.isoformat()}) lies before the slate opened.",
                remedy="Give the day on which it was withdrawn (occurred_on).",
            )
        self.state, self.survey = SlateState.WITHDRAWN, None
        self.withdrawn_on, self.withdrawal_reason = act.occurred_on, reason
        self.record(message, act=act)


def judge_titles(options: Sequence[Option]) -> None:
    for number, one in enumerate(options):
        require_titles_apart((other.title for other in options[:number]), of=one.title)


def require_why(why: str) -> None:
    """R18: a determination says why."""
    if not why.strip():
        raise InvalidInput("A determination says why.", remedy="Say in a sentence what the consultation showed.")


def judge_source(source: Source, option: Option, day: date, *, rule: Rule) -> None:
    """Raises ``RuleBroken`` for a source of no known kind, or of a day after the slate opened."""
    if source.kind not in list(SourceKind):
        raise RuleBroken(
            rule,
            f"“{source.kind}”, cited for the option “{option.title.any()}”, is not a kind of source.",
            remedy=f"Cite a source of one of these kinds: {', '.join(kind.value for kind in SourceKind)}.",
        )
    if source.on is not None and source.on > day:
        raise RuleBroken(
            rule,
            f"The source “{source.reference}” of the option “{option.title.any()}” is of {source.on.isoformat()}, "
            f"after the slate opened ({day.isoformat()}).",
            remedy="Cite what was said before the slate opened.",
        )
