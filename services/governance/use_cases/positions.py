"""What bodies say of the options of a slate, in a consultation or in a written survey."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.governance.domain.body import Body, require_registered
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.position import Position, Positions, SourceDocument, positions_id
from services.governance.domain.suggestion import About, SaidIn, Suggestion
from services.governance.domain.survey import WrittenSurvey
from services.governance.use_cases.surveys import load_slate
from shared.contracts.facts import ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act, Role
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, NotAllowed
from shared.domain.identifiers import new_identifier
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a body says at one moment. ``proposals`` are themes or topics of its own."""

    positions: Sequence[Position]
    comment: str | None = None
    proposals: Sequence[LocalizedText] = ()
    source: SourceDocument | None = None


async def answer_survey(
    unit: UnitOfWork, *, survey: str, body: str | None, said: Said, occurred_on: date | None
) -> Positions:
    """The body's one response (R16): what it says now replaces what it said before; late ones are kept too.

    What it proposes is kept as a suggestion, and never refused (domain.md 1.8).
    """
    asked = await unit.load(WrittenSurvey, survey)
    refuse(asked.obstacles_to_answer())
    act = unit.act(occurred_on)
    _require_on_or_after(act, asked.issued_on, what="the survey was issued")
    name = _speaking(act, body)
    type = asked.require_asked(name)
    response = await unit.find(Positions, positions_id(forum=survey, slate=asked.slate, body=name))
    is_new = response is None
    if response is None:
        response = Positions.begin(
            forum_kind=ForumKind.WRITTEN_SURVEY,
            forum=survey,
            cycle=asked.cycle,
            slate_kind=asked.kind,
            slate=asked.slate,
            body=name,
            type=type,
        )
    about = About.THEME if asked.kind is SlateKind.THEME else About.TOPIC
    suggestions = [await _suggest(unit, one, about=about, survey=asked, body=name, act=act) for one in said.proposals]
    response.state(
        said.positions,
        options=[one.id for one in asked.options],
        comment=said.comment,
        source=said.source,
        suggestions=suggestions,
        act=act,
    )
    await _keep(unit, response, is_new=is_new)
    return response


async def state_position(
    unit: UnitOfWork,
    *,
    consultation: str,
    kind: SlateKind,
    slate: str,
    body: str | None,
    said: Said,
    occurred_on: date | None,
) -> Positions:
    """In a consultation, while it is open and the slate is too."""
    forum = await unit.load(Consultation, consultation)
    put = await load_slate(unit, kind, slate)
    act = unit.act(occurred_on)
    refuse(put.obstacles_to_state(await unit.load(Cycle, put.cycle), forum))
    forum.require_open(act.occurred_on)
    name = _speaking(act, body)
    type = require_registered(name, await unit.find(Body, name)).require_of_the_membership(act.occurred_on)
    stated = await unit.find(Positions, positions_id(forum=consultation, slate=slate, body=name))
    is_new = stated is None
    if stated is None:
        stated = Positions.begin(
            forum_kind=ForumKind.CONSULTATION,
            forum=consultation,
            cycle=put.cycle,
            slate_kind=kind,
            slate=slate,
            body=name,
            type=type,
        )
    if said.proposals:
        raise InvalidInput(
            "In a consultation a body proposes an option on the slate itself.",
            remedy="Propose it on the slate (R6, R12), and leave it out here.",
        )
    stated.state(
        said.positions,
        options=[one.id for one in put.standing()],
        comment=said.comment,
        source=said.source,
        act=act,
    )
    await _keep(unit, stated, is_new=is_new)
    return stated


async def confirm_positions(
    unit: UnitOfWork, *, positions: str, occurred_on: date | None, expected_version: int | None
) -> Positions:
    """The body confirms what was written down on its behalf."""
    stated = await unit.load(Positions, positions, expected_version=expected_version)
    stated.confirm(unit.act(occurred_on))
    unit.save(stated)
    return stated


async def _keep(unit: UnitOfWork, stated: Positions, *, is_new: bool) -> None:
    if is_new:
        await unit.add(stated)
    else:
        unit.save(stated)


def _speaking(act: Act, body: str | None) -> str:
    """Which body speaks: the caller's own, or the one that the secretariat names."""
    own = act.actor.body if act.actor.role is Role.MEMBER else None
    if own is not None and body not in (None, own):
        raise NotAllowed("A body speaks for itself alone.", remedy="Leave out the body, or name your own.")
    name = own or body
    if name is None:
        raise InvalidInput("No body is named.", remedy="Name the body on whose behalf it is recorded (body).")
    return name


def _require_on_or_after(act: Act, day: date, *, what: str) -> None:
    if act.occurred_on < day:
        raise InvalidInput(
            f"The day given ({act.occurred_on.isoformat()}) lies before {what} ({day.isoformat()}).",
            remedy="Give the day on which it was received (occurred_on).",
        )


async def _suggest(
    unit: UnitOfWork, text: LocalizedText, *, about: About, survey: WrittenSurvey, body: str, act: Act
) -> str:
    suggestion = Suggestion.record_said(
        id=new_identifier(),
        text=text,
        about=about,
        said_in=SaidIn.WRITTEN_SURVEY,
        reference=survey.id,
        body=body,
        cycle=survey.cycle,
        target=None,
        act=act,
    )
    await unit.add(suggestion)
    return suggestion.id
