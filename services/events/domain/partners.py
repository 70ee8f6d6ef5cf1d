"""Agencies and entities with which a gathering is held: each has expertise in what it is about (R70, F56)."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from services.events.domain.personal import plain
from services.events.domain.rules import PARTNERS_WITH_EXPERTISE
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import LocalizedText


class Partner(BaseModel):
    """An organisation, never a person. ``matches`` are the tags of its ``expertise`` that fit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    name: str
    expertise: tuple[str, ...]
    matches: tuple[str, ...]


class PartnerAdded(Message, type="int.iom.idm.events.PartnerAdded.v1", aggregate="workshop", audience=Audience.AUDIT):
    partner: Identifier
    name: str
    expertise: tuple[str, ...]


class PartnerRemoved(
    Message, type="int.iom.idm.events.PartnerRemoved.v1", aggregate="workshop", audience=Audience.AUDIT
):
    partner: Identifier


def matching(
    expertise: Sequence[str], *, title: LocalizedText, theme: ThemeRef | None, topics: Sequence[TopicRef]
) -> tuple[str, ...]:
    """The tags that fit what a gathering is about: all their words stand in its title, its theme or one of its topics,
    in any language and whatever accents; or they are the identifier of the theme or of a topic.

    Raises ``RuleBroken`` R70 when none does.
    """
    about = [title, *([theme.title] if theme else []), *(topic.title for topic in topics)]
    texts = [
        set(plain(text).replace(",", " ").replace(":", " ").split())
        for one in about
        for text in one.model_dump().values()
        if text
    ]
    identifiers = {*({plain(theme.id)} if theme else ()), *(plain(topic.id) for topic in topics)}
    fitting = tuple(
        tag
        for tag in expertise
        if plain(tag) in identifiers or any(set(plain(tag).split()) <= words for words in texts if plain(tag))
    )
    if not fitting:
        raise RuleBroken(
            PARTNERS_WITH_EXPERTISE,
            f"None of its expertise ({', '.join(expertise) or 'none is given'}) is what “{title.any()}” is about.",
            remedy="Name expertise in the words of the title, the theme or a topic, or the identifier of one of them.",
        )
    return fitting
