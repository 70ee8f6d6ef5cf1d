"""What a report consists of (F53): sections, key messages, lessons learned, effective practices."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from services.publications.domain.rules import NO_MACHINE_TEXT_AS_OFFICIAL
from shared.contracts.events import SessionFacts, SessionKind, StakeholderGroup
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText

SET_ASIDE = "texts_set_aside"
"""The collection of what was written for a version of a report that was no longer the last: for a week."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PracticeKind(StrEnum):
    POLICY = "policy"
    PROGRAMME = "programme"


class Section(_Part):
    """One session of the workshop, and what the report says of it."""

    session: Identifier
    kind: SessionKind
    title: LocalizedText
    speakers_by_group: dict[StakeholderGroup, int] = Field(default_factory=dict)
    """How many were confirmed to speak in it, as events told: numbers alone."""
    text: LocalizedText | None = None


class Point(_Part):
    """A key message or a lesson learned."""

    id: Identifier
    text: LocalizedText


class Practice(_Part):
    """An example of an effective practice. ``country``: ISO 3166-1 alpha-2; absent when it is of no single one.
    ``domains`` are policy domains, of no closed list (R44); ``evidence`` is what shows that it works."""

    id: Identifier
    title: LocalizedText
    kind: PracticeKind
    country: str | None = None
    text: LocalizedText
    domains: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    evidence: LocalizedText | None = None


class Content(_Part):
    """What a person writes: whole, so that what is left out is gone. ``sections``: texts by session;
    ``machine_languages``: those into which a machine translated, and nobody read it; ``None``: the mark stays."""

    sections: dict[Identifier, LocalizedText]
    key_messages: tuple[Point, ...]
    lessons_learned: tuple[Point, ...]
    effective_practices: tuple[Practice, ...]
    machine_languages: tuple[Language, ...] | None = Field(default=None, exclude_if=lambda marked: marked is None)


def check_content(content: Content, *, sections: Sequence[Section], machine_languages: Sequence[Language] = ()) -> None:
    """Raises ``InvalidInput`` for an identifier used twice, or a section that the workshop had no session for;
    ``RuleBroken`` R68 for a text that would be a machine's alone."""
    points = (*content.key_messages, *content.lessons_learned)
    used = [point.id for point in points] + [practice.id for practice in content.effective_practices]
    twice = sorted({one for one in used if used.count(one) > 1})
    if twice:
        raise InvalidInput(
            f"Identifiers are used more than once: {', '.join(twice)}.",
            remedy="Give each key message, lesson and practice an identifier of its own, or leave it out.",
        )
    unknown = sorted(set(content.sections) - {section.session for section in sections})
    if unknown:
        raise InvalidInput(
            f"The workshop had no session {', '.join(unknown)}.", remedy="Name sessions that the report has."
        )
    alone = [name for name, text in _texts(content) if {*Language} - {*text.missing} <= {*machine_languages}]
    if alone:
        raise RuleBroken(
            NO_MACHINE_TEXT_AS_OFFICIAL,
            f"Texts would be a machine’s in every language they are in: {', '.join(dict.fromkeys(alone))}.",
            remedy="Give each text in the language in which a person wrote it, and mark translations alone.",
        )


def _texts(content: Content) -> Iterator[tuple[str, LocalizedText]]:
    """Each with the section, message, lesson or practice it stands in."""
    yield from content.sections.items()
    for point in (*content.key_messages, *content.lessons_learned):
        yield point.id, point.text
    for practice in content.effective_practices:
        for text in filter(None, (practice.title, practice.text, practice.evidence)):
            yield practice.id, text


def with_texts(sections: Iterable[Section], texts: dict[Identifier, LocalizedText]) -> tuple[Section, ...]:
    """The same sections with these texts."""
    return tuple(section.model_copy(update={"text": texts.get(section.session)}) for section in sections)


def as_told(sessions: Iterable[SessionFacts], *, before: Iterable[Section]) -> tuple[Section, ...]:
    """A section for each session. What was written stays, also about a session that is not told of any more."""
    written = {section.session: section for section in before if section.text is not None}
    told = tuple(
        Section(
            session=one.id,
            kind=one.kind,
            title=one.title,
            speakers_by_group=one.speakers_by_group,
            text=written[one.id].text if one.id in written else None,
        )
        for one in sessions
    )
    names_told = {section.session for section in told}
    return (*told, *(section for name, section in written.items() if name not in names_told))
