"""Audit messages of satisfaction surveys: recorded, never sent. Of answers there is none: not even their moment."""

from datetime import date

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.moment import Moment


class SatisfactionSurveyNoted(
    Message, type="int.iom.idm.events.SatisfactionSurveyNoted.v1", aggregate="calendar", audience=Audience.AUDIT
):
    """The year has its survey (R40)."""

    survey: Identifier
    opened_on: date


class SatisfactionSurveyOpened(
    Message,
    type="int.iom.idm.events.SatisfactionSurveyOpened.v1",
    aggregate="satisfaction_survey",
    audience=Audience.AUDIT,
):
    cycle: Identifier
    deadline: Moment
    scale: str
    off_its_day: str | None


class SatisfactionTokensIssued(
    Message,
    type="int.iom.idm.events.SatisfactionTokensIssued.v1",
    aggregate="satisfaction_survey",
    audience=Audience.AUDIT,
):
    """How many, and nothing of the tokens themselves."""

    batch: int
    count: int


class SatisfactionTokensWithdrawn(
    Message,
    type="int.iom.idm.events.SatisfactionTokensWithdrawn.v1",
    aggregate="satisfaction_survey",
    audience=Audience.AUDIT,
):
    batch: int
    count: int


class SatisfactionSurveyExtended(
    Message,
    type="int.iom.idm.events.SatisfactionSurveyExtended.v1",
    aggregate="satisfaction_survey",
    audience=Audience.AUDIT,
):
    deadline: Moment
    earlier_deadline: Moment
