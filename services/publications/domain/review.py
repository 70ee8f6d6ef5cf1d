"""What people say of a report before it comes out: comments, and the decisions of those who have to agree."""

from collections.abc import Collection, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.publications.domain.log import CommentMade, CommentResolved, DecisionTaken, ReviewAsked
from services.publications.domain.marked import Marked
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from shared.domain.identifiers import Identifier


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comment(_Part):
    """``about`` is a section, a message, a lesson or a practice; absent for the report as a whole. ``by`` is an
    account, never a name."""

    id: Identifier
    about: Identifier | None = None
    text: str
    by: str
    on: date
    resolved: bool = False


class Decision(_Part):
    """What one reviewer said of the text as it was then. ``current`` until it is written again."""

    by: str
    approved: bool
    why: str | None = None
    on: date
    current: bool = True


class Reviewed(Marked):
    """Base of a report. Its clearance waits for every reviewer that was asked; without any, for nobody."""

    comments: tuple[Comment, ...] = ()
    reviewers: tuple[str, ...] = ()
    """The accounts that have to agree."""
    decisions: tuple[Decision, ...] = ()
    """All that were taken, the earliest first: those of earlier texts too."""

    def awaited(self) -> tuple[str, ...]:
        """The reviewers who have not approved of the text as it is."""
        approved = {one.by for one in self._current() if one.approved}
        return tuple(one for one in self.reviewers if one not in approved)

    def ask_reviewers(self, act: Act, *, reviewers: Sequence[str]) -> None:
        """From now on these have to agree, and nobody else. Raises ``InvalidInput`` for one named twice."""
        refuse(self.obstacles_to_review())
        if len(set(reviewers)) != len(reviewers):
            raise InvalidInput("A reviewer is named more than once.", remedy="Name each account once.")
        self.reviewers = tuple(reviewers)
        self.record(ReviewAsked(reviewers=self.reviewers), act=act)

    def decide(self, act: Act, *, approved: bool, why: str | None) -> None:
        """What a reviewer says of the text as it is; it replaces what the same one said of it before. Raises
        ``NotAllowed`` for anybody else, ``InvalidInput`` for a no without a reason."""
        refuse(self.obstacles_to_decide())
        by = act.actor.subject
        if by not in self.reviewers:
            raise NotAllowed(
                "Only those who were asked to review this report decide on it.",
                remedy="Ask an editor to name you among its reviewers, or comment on it.",
            )
        if not approved and not why:
            raise InvalidInput("Changes are asked for without saying which.", remedy="Say what should change.")
        past = tuple(one.model_copy(update={"current": False}) if one.by == by else one for one in self.decisions)
        self.decisions = (*past, Decision(by=by, approved=approved, why=why, on=act.occurred_on))
        self.record(DecisionTaken(approved=approved), act=act)

    def comment(self, act: Act, *, identifier: str, about: str | None, text: str, parts: Collection[str]) -> None:
        """Say something of the report or of one of its ``parts``. Raises ``NotFound`` for a part it has not,
        ``InvalidInput`` for an identifier that is taken."""
        if about is not None and about not in parts:
            raise NotFound("part of the report", about)
        if any(one.id == identifier for one in self.comments):
            raise InvalidInput(
                f"There is a comment “{identifier}” already.", remedy="Choose another identifier, or leave it out."
            )
        made = Comment(id=identifier, about=about, text=text, by=act.actor.subject, on=act.occurred_on)
        self.comments = (*self.comments, made)
        self.record(CommentMade(comment=identifier, part=about), act=act)

    def resolve(self, act: Act, *, comment: str) -> None:
        """It is dealt with. Raises ``NotFound``, ``WrongState`` when it is already."""
        found = next((one for one in self.comments if one.id == comment), None)
        if found is None:
            raise NotFound("comment", comment)
        if found.resolved:
            raise WrongState(f"The comment “{comment}” is dealt with already.", remedy="Nothing is to do.")
        self.comments = tuple(
            one.model_copy(update={"resolved": True}) if one.id == comment else one for one in self.comments
        )
        self.record(CommentResolved(comment=comment), act=act)

    def obstacles_to_review(self) -> Obstacles:
        """In the way of naming reviewers: the state of what is reviewed."""
        yield from ()

    def obstacles_to_decide(self) -> Obstacles:
        """In the way of a decision; whoever is reviewed adds its state."""
        if not self.reviewers:
            yield WrongState("Nobody was asked to review this report.", remedy="Name its reviewers first.")

    def obstacles_of_review(self, name: str) -> Obstacles:
        """In the way of a clearance."""
        waiting = self.awaited()
        if waiting:
            yield WrongState(
                f"The report on “{name}” waits for {len(waiting)} of its {len(self.reviewers)} reviewers, who have not "
                "approved of it as it is.",
                remedy="Wait for them, change what they ask for, or name other reviewers.",
            )

    def forget_decisions(self) -> None:
        """The text is another: nobody has approved of it."""
        self.decisions = tuple(one.model_copy(update={"current": False}) for one in self.decisions)

    def _current(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.current)
