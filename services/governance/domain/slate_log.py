"""What the log keeps of slates: audit messages, never sent, with nothing personal in them (invariant 10)."""

from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class ThemeSlateOpened(
    Message, type="int.iom.idm.governance.ThemeSlateOpened.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    slate: Identifier
    cycle: Identifier
    consultation: Identifier
    options: tuple[ThemeRef, ...]
    replaces_because: str | None = None


class ThemeFoundInconclusive(
    Message, type="int.iom.idm.governance.ThemeFoundInconclusive.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    """The consultation or survey showed no clear wish of the Membership; the slate stays open."""

    slate: Identifier
    cycle: Identifier
    forum: Identifier
    why: str


class TopicSlateOpened(
    Message, type="int.iom.idm.governance.TopicSlateOpened.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    slate: Identifier
    cycle: Identifier
    consultation: Identifier
    theme: Identifier
    topics: tuple[TopicRef, ...]
    replaces_because: str | None = None


class ThemeProposed(
    Message, type="int.iom.idm.governance.ThemeProposed.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    """A body put an option of its own on the slate."""

    slate: Identifier
    option: Identifier
    body: Identifier
    consultation: Identifier


class ThemeWithdrawn(
    Message, type="int.iom.idm.governance.ThemeWithdrawn.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    """The body that proposed the option took it back."""

    slate: Identifier
    option: Identifier
    reason: str


class ThemeSlateWithdrawn(
    Message, type="int.iom.idm.governance.ThemeSlateWithdrawn.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    slate: Identifier
    reason: str


class ThemeSlateSurveyed(
    Message, type="int.iom.idm.governance.ThemeSlateSurveyed.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    """The slate was put to the Membership in writing."""

    slate: Identifier
    survey: Identifier


class TopicsFoundInconclusive(
    Message, type="int.iom.idm.governance.TopicsFoundInconclusive.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    """As :class:`ThemeFoundInconclusive`, on topics."""

    slate: Identifier
    cycle: Identifier
    forum: Identifier
    why: str


class TopicProposed(
    Message, type="int.iom.idm.governance.TopicProposed.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    """A body put an option of its own on the slate."""

    slate: Identifier
    option: Identifier
    body: Identifier
    consultation: Identifier


class TopicWithdrawn(
    Message, type="int.iom.idm.governance.TopicWithdrawn.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    """The body that proposed the option took it back."""

    slate: Identifier
    option: Identifier
    reason: str


class TopicSlateWithdrawn(
    Message, type="int.iom.idm.governance.TopicSlateWithdrawn.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    slate: Identifier
    reason: str


class TopicSlateSurveyed(
    Message, type="int.iom.idm.governance.TopicSlateSurveyed.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    """The slate was put to the Membership in writing."""

    slate: Identifier
    survey: Identifier


class ThemeSurveyEnded(
    Message, type="int.iom.idm.governance.ThemeSurveyEnded.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    """The survey on the slate was withdrawn; the slate stays open."""

    slate: Identifier
    survey: Identifier


class TopicSurveyEnded(
    Message, type="int.iom.idm.governance.TopicSurveyEnded.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    """The survey on the slate was withdrawn; the slate stays open."""

    slate: Identifier
    survey: Identifier
