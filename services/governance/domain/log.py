"""What stays in the log and is never sent: audit messages. They hold nothing personal (invariant 10)."""

from pydantic import JsonValue

from shared.contracts.facts import ThemeRef
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class ThemePutToMembership(
    Message, type="int.iom.idm.governance.ThemePutToMembership.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle's one theme slate was opened."""

    cycle: Identifier
    slate: Identifier


class ThemeSettled(Message, type="int.iom.idm.governance.ThemeSettled.v1", aggregate="cycle", audience=Audience.AUDIT):
    """The cycle has its one theme (R7); ``ThemeSelected`` of the slate tells the world."""

    cycle: Identifier
    slate: Identifier
    theme: ThemeRef


class ThemeLeftOpen(
    Message, type="int.iom.idm.governance.ThemeLeftOpen.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle is still without its theme: ``ThemeFoundInconclusive`` of the slate says where and why."""

    cycle: Identifier
    slate: Identifier


class TopicsPutToMembership(
    Message, type="int.iom.idm.governance.TopicsPutToMembership.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle's one topic slate was opened."""

    cycle: Identifier
    slate: Identifier


class ThemeSlateTakenBack(
    Message, type="int.iom.idm.governance.ThemeSlateTakenBack.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle is without a theme slate again."""

    cycle: Identifier
    slate: Identifier


class TopicSlateTakenBack(
    Message, type="int.iom.idm.governance.TopicSlateTakenBack.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle is without a topic slate again."""

    cycle: Identifier
    slate: Identifier


class DeviationExplained(
    Message, type="int.iom.idm.governance.DeviationExplained.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """Why the year repeats the format of the one before (R21)."""

    cycle: Identifier
    reason: str


class SurveyAnnounced(
    Message, type="int.iom.idm.governance.SurveyAnnounced.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """A written survey was issued in the cycle. Recorded, so that this and a closing at once meet."""

    cycle: Identifier
    survey: Identifier


class TopicsLeftOpen(
    Message, type="int.iom.idm.governance.TopicsLeftOpen.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle is still without its topics: ``TopicsFoundInconclusive`` of the slate says where and why."""

    cycle: Identifier
    slate: Identifier


class NoLongerFits(Message, type="int.iom.idm.governance.NoLongerFits.v1", aggregate="cycle", audience=Audience.AUDIT):
    """The topics were put forward within a theme, or for a format, that was replaced since. They stand until a person
    says what follows."""

    cycle: Identifier
    about: Identifier
    why: str


class NoLongerFitsSeen(
    Message, type="int.iom.idm.governance.NoLongerFitsSeen.v1", aggregate="cycle", audience=Audience.AUDIT
):
    cycle: Identifier
    about: Identifier
    reason: str


class TopicsSettled(
    Message, type="int.iom.idm.governance.TopicsSettled.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle has its topics (R13); ``TopicsSelected`` of the slate tells the world."""

    cycle: Identifier
    slate: Identifier


class HistoryImported(
    Message, type="int.iom.idm.governance.HistoryImported.v1", aggregate="past_year", audience=Audience.AUDIT
):
    """A year of the brochure's table was entered (R72). What it is travels beside."""

    year: int


class HistoryCellCorrected(
    Message, type="int.iom.idm.governance.HistoryCellCorrected.v1", aggregate="past_year", audience=Audience.AUDIT
):
    """A cell was restated, and why; ``before`` and ``after`` have the fields that differ (R75, R76)."""

    year: int
    fields: tuple[str, ...]
    before: dict[str, JsonValue]
    after: dict[str, JsonValue]
    reason: str
