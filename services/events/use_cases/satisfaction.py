"""Satisfaction surveys: opened, answered without a name, and closed once (R40 to R42).

What keeps answers apart from persons: a token is a random word that is told once and stored as a hash; whose it is
stands nowhere. An answer makes its token unusable and adds one to a count. Neither document has a moment or an order,
neither is an aggregate, so no log has a row of it, and which token filled which box is not written down.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from services.events.domain.identity import satisfaction_id, year_of
from services.events.domain.satisfaction import Answer, BallotBox, Count, Scale, results_of
from services.events.domain.satisfaction_survey import (
    MOST_TOKENS,
    SatisfactionSurvey,
    place_to_ask_at,
)
from services.events.domain.workshop import Workshop
from services.events.use_cases.calendars import calendar_of
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import NotFound, WrongState
from shared.domain.moment import Moment
from shared.persistence.unit_of_work import UnitOfWork

TOKENS = "satisfaction_tokens"
BALLOT_BOXES = "ballot_boxes"
BOXES = 8
"""Of each survey, so that a hall that answers in one minute does not queue at one document. An answer goes into any."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none looks like another on paper."""
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_token() -> str:
    """Eighty random bits, to be read off a slip of paper: ``7KQF-2MXA-9R4D-WC0E``."""
    word = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(word[start : start + 4] for start in range(0, 16, 4))


def hash_of(survey: str, token: str) -> str:
    """What is stored of a token. Hyphens, spaces and small letters do not matter, nor an O for a 0."""
    word = token.upper().translate(_LOOK_ALIKE)
    return hashlib.sha256(f"{survey}/{word}".encode()).hexdigest()


async def open_survey(
    unit: UnitOfWork, *, cycle: str, deadline: Moment, scale: Scale, reason: str | None, occurred_on: date | None
) -> SatisfactionSurvey:
    """The year's one survey. The calendar is part of the write, so that two who open it at once cannot both. Raises
    ``RuleBroken`` R40."""
    act = unit.act(occurred_on)
    year = year_of(cycle)
    calendar = await calendar_of(unit, year)
    refuse(calendar.obstacles_to_survey())
    place, usual = place_to_ask_at(calendar.counted)
    survey = SatisfactionSurvey.open(
        id=satisfaction_id(year),
        workshop=await unit.load(Workshop, place.workshop),
        usual=usual,
        workshops=tuple(sorted(one.workshop for one in calendar.counted)),
        deadline=deadline,
        scale=scale,
        reason=reason,
        act=act,
    )
    calendar.note_survey(act, survey=survey.id)
    await unit.add(survey)
    unit.save(calendar)
    for number in range(BOXES):
        _keep(unit, survey.id, number, BallotBox(survey=survey.id))
    return survey


async def issue_tokens(unit: UnitOfWork, identifier: str, *, tokens: Sequence[str]) -> SatisfactionSurvey:
    """Only their hashes are kept. To whom they are given is for the secretariat, and never told here."""
    survey = await unit.load(SatisfactionSurvey, identifier)
    batch = survey.issue_tokens(unit.act(), count=len(tokens))
    for token in tokens:
        unit.put_document(TOKENS, hash_of(identifier, token), {"survey": identifier, "batch": batch, "usable": True})
    unit.save(survey)
    return survey


async def withdraw_tokens(
    unit: UnitOfWork, identifier: str, *, batch: int, expected_version: int | None
) -> SatisfactionSurvey:
    """Those of a batch that nobody used are worth nothing any more, and not counted as invited."""
    survey = await unit.load(SatisfactionSurvey, identifier, expected_version=expected_version)
    unused = await unit.query(TOKENS, {"survey": identifier, "batch": batch, "usable": True}, limit=MOST_TOKENS)
    survey.withdraw_tokens(unit.act(), batch=batch, unused=len(unused))
    for token in unused:
        unit.put_document(TOKENS, token["_id"], {"survey": identifier, "batch": batch, "usable": False})
    unit.save(survey)
    return survey


async def answer(unit: UnitOfWork, identifier: str, *, token: str, said: Answer) -> None:
    """Use a token up and count what was said. Whether a token was never issued, was withdrawn or was used is not
    told: it would tell who answered."""
    survey = await unit.load(SatisfactionSurvey, identifier)
    refuse(survey.obstacles_to_go_on(unit.context.recorded_at))
    hashed = hash_of(identifier, token)
    found = await unit.find_document(TOKENS, hashed)
    if found is None or not found["usable"]:
        raise WrongState(
            "This token cannot be used.",
            remedy="Check it letter by letter; each token is good for one answer. Else ask the secretariat for one.",
            slug="token-not-usable",
        )
    number = secrets.randbelow(BOXES)
    box = await _box(unit, identifier, number)
    filled = box.with_answer(said, survey.scale)
    unit.put_document(TOKENS, hashed, {"survey": identifier, "batch": found["batch"], "usable": False})
    _keep(unit, identifier, number, filled)


async def extend_survey(
    unit: UnitOfWork, identifier: str, *, deadline: Moment, expected_version: int | None
) -> SatisfactionSurvey:
    survey = await unit.load(SatisfactionSurvey, identifier, expected_version=expected_version)
    survey.extend(unit.act(), deadline=deadline)
    unit.save(survey)
    return survey


async def close_survey(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> SatisfactionSurvey:
    """One that was entered after it took place; the clock closes every other."""
    survey = await unit.load(SatisfactionSurvey, identifier, expected_version=expected_version)
    await _close(unit, survey, unit.act(occurred_on))
    return survey


async def close_on_time(unit: UnitOfWork, identifier: str) -> None:
    """By the clock. Whoever comes second finds it closed and changes nothing."""
    survey = await unit.load(SatisfactionSurvey, identifier)
    if survey.is_due(unit.context.recorded_at):
        await _close(unit, survey, unit.act())


async def _close(unit: UnitOfWork, survey: SatisfactionSurvey, act: Act) -> None:
    """The boxes are emptied: what stays is the results. An answer that is on its way meets a box that this writes
    too; it is counted or refused."""
    refuse(survey.obstacles_to_close(act.recorded_at))
    counts: dict[str, Count] = {}
    for number in range(BOXES):
        for group, count in (await _box(unit, survey.id, number)).counts.items():
            counts[group] = counts.get(group, Count()) + count
    survey.close(act, results=results_of(counts, invited=survey.invited))
    for number in range(BOXES):
        _keep(unit, survey.id, number, BallotBox(survey=survey.id, open=False))
    unit.save(survey)


async def _box(unit: UnitOfWork, survey: str, number: int) -> BallotBox:
    document = await unit.find_document(BALLOT_BOXES, f"{survey}.{number}")
    if document is None:
        raise NotFound("ballot box", f"{survey}.{number}")
    document.pop("_id")
    box = BallotBox.model_validate(document)
    if not box.open:
        raise WrongState("This survey is closed.", remedy="Read its results.")
    return box


def _keep(unit: UnitOfWork, survey: str, number: int, box: BallotBox) -> None:
    unit.put_document(BALLOT_BOXES, f"{survey}.{number}", box.model_dump(mode="json"))
