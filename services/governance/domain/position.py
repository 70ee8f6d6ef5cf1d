"""What a body says of the options of a slate, in a consultation or in a written survey. It decides nothing (A6)."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Self

from services.governance.domain.membership import BodyType
from services.governance.domain.position_log import PositionConfirmed, PositionsStated
from shared.contracts.facts import Fact, ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act, Role
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, NotAllowed, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment

MOST_STATEMENTS = 100


class PositionKind(StrEnum):
    SUPPORT = "support"
    CAN_LIVE_WITH = "can_live_with"
    CONCERN = "concern"
    CANNOT_ACCEPT = "cannot_accept"
    MORE_TIME = "more_time"


class Position(Fact):
    option: Identifier
    kind: PositionKind
    text: str | None = None


class SourceDocument(Fact):
    """What the secretariat wrote a statement down from: a note verbale, a call, a form."""

    kind: str
    reference: str
    on: date


class Statement(Fact):
    """All that a body says at one moment; the next one replaces it whole. ``written_by`` is the account that wrote it
    down on behalf of the body, from ``source``; the body may confirm it (``confirmed_on``) or state its own."""

    number: int
    on: date
    received_at: Moment
    positions: tuple[Position, ...]
    comment: str | None = None
    suggestions: tuple[Identifier, ...] = ()
    """Themes or topics that it proposed, kept as suggestions (domain.md 1.8)."""
    source: SourceDocument | None = None
    written_by: str | None = None
    confirmed_on: date | None = None


def positions_id(*, forum: str, slate: str, body: str) -> str:
    """The same for one body on one slate in one forum, so that there is one (R16)."""
    return f"positions-{hashlib.sha256('|'.join((forum, slate, body)).encode()).hexdigest()[:32]}"


class Positions(Aggregate, type="positions", collection="body_positions"):
    """What one body said on one slate in one forum: in a survey, its one response (R16)."""

    forum_kind: ForumKind
    forum: Identifier
    cycle: Identifier
    slate_kind: SlateKind
    slate: Identifier
    body: Identifier
    type: BodyType
    statements: tuple[Statement, ...] = ()
    to_confirm: bool = False
    """The last statement was written down on behalf of the body, which has not confirmed it."""

    @classmethod
    def begin(
        cls,
        *,
        forum_kind: ForumKind,
        forum: str,
        cycle: str,
        slate_kind: SlateKind,
        slate: str,
        body: str,
        type: BodyType,
    ) -> Self:
        return cls(
            id=positions_id(forum=forum, slate=slate, body=body),
            forum_kind=forum_kind,
            forum=forum,
            cycle=cycle,
            slate_kind=slate_kind,
            slate=slate,
            body=body,
            type=type,
        )

    def state(
        self,
        positions: Sequence[Position],
        *,
        options: Collection[str],
        comment: str | None,
        source: SourceDocument | None,
        suggestions: Sequence[str] = (),
        act: Act,
    ) -> Statement:
        """State anew, whole. Raises ``NotAllowed`` for another body, and ``InvalidInput`` for an option that is not on
        the slate, for one named twice, for nothing said at all, and for a note of the secretariat without its source.
        """
        own = act.actor.role is Role.MEMBER
        if own and act.actor.body != self.body:
            raise NotAllowed("A body speaks for itself alone.", remedy="Ask the secretariat to bind the account.")
        if not own and source is None:
            raise InvalidInput(
                "What is recorded on behalf of a body names the document or the call that it comes from.",
                remedy="Give source: its kind, its reference and its day.",
            )
        if source is not None and source.on > act.occurred_on:
            raise InvalidInput(
                f"The source is of {source.on.isoformat()}, after the day given ({act.occurred_on.isoformat()}).",
                remedy="Give the day on which it was received (occurred_on).",
            )
        _judge(positions, options)
        if not positions and not (comment or "").strip() and not suggestions:
            raise InvalidInput("Nothing is said.", remedy="Give a position on an option, a comment or a proposal.")
        if len(self.statements) >= MOST_STATEMENTS:
            raise WrongState(
                f"{MOST_STATEMENTS} statements of this body are on record here already.",
                remedy="Ask the secretariat which of them is meant.",
            )
        statement = Statement(
            number=len(self.statements) + 1,
            on=act.occurred_on,
            received_at=act.recorded_at,
            positions=tuple(positions),
            comment=comment,
            suggestions=tuple(suggestions),
            source=source,
            written_by=None if own else act.actor.subject,
        )
        self.statements += (statement,)
        self.to_confirm = not own
        self.record(
            PositionsStated(
                forum=self.forum,
                slate=self.slate,
                body=self.body,
                number=statement.number,
                on_behalf=not own,
                source=source.kind if source else None,
            ),
            act=act,
        )
        return statement

    def confirm(self, act: Act) -> None:
        """The body says that what was written down on its behalf is what it said."""
        if act.actor.body != self.body:
            raise NotAllowed("A body speaks for itself alone.", remedy="Ask the body itself.")
        refuse(self.obstacles_to_confirm())
        last = self.statements[-1].model_copy(update={"confirmed_on": act.occurred_on})
        self.statements, self.to_confirm = (*self.statements[:-1], last), False
        self.record(PositionConfirmed(forum=self.forum, body=self.body, number=last.number), act=act)

    def obstacles_to_confirm(self) -> Obstacles:
        last = self.statements[-1] if self.statements else None
        if last is None or last.written_by is None:
            yield WrongState("The body itself said this last.", remedy="State it anew where it is wrong.")
        elif last.confirmed_on is not None:
            yield WrongState(f"It was confirmed on {last.confirmed_on.isoformat()}.", remedy="Nothing is to do.")


def _judge(positions: Sequence[Position], options: Collection[str]) -> None:
    named = [one.option for one in positions]
    if len(set(named)) != len(named):
        raise InvalidInput("One option is named twice.", remedy="Give each option one position.")
    unknown = sorted(set(named) - set(options))
    if unknown:
        raise InvalidInput(
            f"“{unknown[0]}” is not on this slate, or was withdrawn.",
            remedy=f"Name options of the slate: {', '.join(options)}.",
        )


WITHOUT_REGION = "without_region"
"""Where bodies of no country stand, such as organizations."""


class Temperature(Fact):
    """How many bodies hold each position on one option; also by type of body and by region. It decides nothing."""

    option: Identifier
    bodies: dict[PositionKind, int]
    by_type: dict[BodyType, dict[PositionKind, int]]
    by_region: dict[str, dict[PositionKind, int]]


def temperature(
    options: Sequence[str],
    said: Sequence[tuple[BodyType, str | None, Statement]],
) -> tuple[Temperature, ...]:
    """``said``: for each body its type, its region and the statement that counts."""
    readings = []
    for option in options:
        held = [
            (type, region, one.kind)
            for type, region, statement in said
            for one in statement.positions
            if one.option == option
        ]
        by_type: dict[BodyType, dict[PositionKind, int]] = {}
        by_region: dict[str, dict[PositionKind, int]] = {}
        bodies: dict[PositionKind, int] = {}
        for type, region, kind in held:
            for counts in (bodies, by_type.setdefault(type, {}), by_region.setdefault(region or WITHOUT_REGION, {})):
                counts[kind] = counts.get(kind, 0) + 1
        readings.append(Temperature(option=option, bodies=bodies, by_type=by_type, by_region=by_region))
    return tuple(readings)
