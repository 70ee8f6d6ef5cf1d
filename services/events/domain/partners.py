"""Agencies and entities with which a gathering is held: each has expertise in what it is about (R70, F56)."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.events.domain.personal import plain
from services.events.domain.rules import PARTNERS_WITH_EXPERTISE
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.act import Act
from shared.domain.actions import Obstacles
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import LocalizedText

_WORD = re.compile(r"\w+")


class AgreementKind(StrEnum):
    MEMORANDUM_OF_UNDERSTANDING = "memorandum_of_understanding"
    EXCHANGE_OF_LETTERS = "exchange_of_letters"
    CONTRACT = "contract"
    OTHER = "other"


class PartnerAgreement(BaseModel):
    """What was agreed with a partner, and where it is filed: ``reference`` is that of the document."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: AgreementKind
    signed_on: date
    reference: str


class Partner(BaseModel):
    """An organisation, never a person. ``matches`` are the tags of its ``expertise`` that fit; ``agreement`` is absent
    where none was recorded, and for the public."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier
    name: str
    expertise: tuple[str, ...]
    matches: tuple[str, ...]
    agreement: PartnerAgreement | None = None


class PartnerAdded(Message, type="int.iom.idm.events.PartnerAdded.v1", aggregate="workshop", audience=Audience.AUDIT):
    partner: Identifier
    name: str
    expertise: tuple[str, ...]
    agreement: PartnerAgreement | None = None


class PartnerRemoved(
    Message, type="int.iom.idm.events.PartnerRemoved.v1", aggregate="workshop", audience=Audience.AUDIT
):
    partner: Identifier


def check_agreement(agreement: PartnerAgreement | None, *, act: Act) -> None:
    """Raises ``InvalidInput`` for one that is not signed yet."""
    today = act.recorded_at.date()
    if agreement is not None and agreement.signed_on > today:
        raise InvalidInput(
            f"The agreement is said to be signed on {agreement.signed_on.isoformat()}, after today "
            f"({today.isoformat()}, UTC).",
            remedy="Record it once it is signed.",
        )


def matching(
    expertise: Sequence[str], *, title: LocalizedText, theme: ThemeRef | None, topics: Sequence[TopicRef]
) -> tuple[str, ...]:
    """The tags that fit what a gathering is about, as :func:`fits` finds them.

    Raises ``RuleBroken`` R70 when none fits its theme or one of its topics; where it has neither, its title.
    """
    fitting = [fit for fit in fits(expertise, title=title, theme=theme, topics=topics) if fit.points]
    if not _enough(fitting, theme=theme, topics=topics):
        where = "the theme or a topic, or the identifier of one of them" if theme or topics else "the title"
        raise RuleBroken(
            PARTNERS_WITH_EXPERTISE,
            f"None of its expertise ({', '.join(expertise) or 'none is given'}) is what “{title.any()}” is about.",
            remedy=f"Name expertise in the words of {where}.",
        )
    return tuple(fit.tag for fit in fitting)


def not_entered(named: Sequence[str], *, partners: Sequence[Partner]) -> Obstacles:
    """Who is ``named`` on the day as a partner, and was never entered with expertise that fits (R70)."""
    known = {plain(one.name) for one in partners}
    if strangers := [name for name in dict.fromkeys(named) if plain(name) not in known]:
        yield RuleBroken(
            PARTNERS_WITH_EXPERTISE,
            f"No partner was entered under {'this name' if len(strangers) == 1 else 'these names'}: "
            f"{', '.join(f'“{name}”' for name in strangers)}.",
            remedy="Enter each as a partner, with its expertise; then record that it was held.",
        )


class Fit(BaseModel):
    """One tag: its ``points`` (0 when it fits nothing), and in a sentence what they are for."""

    model_config = ConfigDict(frozen=True)

    tag: str
    points: int
    because: str


THEME, TOPIC, TITLE = 3, 2, 1
"""Points. The theme counts most: expertise is to be relevant to it (F56); a title may say little of what is meant."""


def fits(
    expertise: Sequence[str], *, title: LocalizedText, theme: ThemeRef | None, topics: Sequence[TopicRef]
) -> tuple[Fit, ...]:
    """What each tag counts, once, where it counts most: all its words stand in the theme, in one topic or in the
    title, in one language and whatever accents; or it is the identifier of the theme or of a topic. A tag that is
    given twice counts once."""
    about = [
        *([(THEME, "theme", theme.id, theme.title)] if theme else []),
        *((TOPIC, "topic", topic.id, topic.title) for topic in topics),
        (TITLE, "title", None, title),
    ]
    once: dict[str, str] = {}
    for tag in expertise:
        once.setdefault(plain(tag), tag)
    return tuple(_fit(tag, about) for tag in once.values())


def _fit(tag: str, about: Sequence[tuple[int, str, str | None, LocalizedText]]) -> Fit:
    wanted = _words(tag)
    for points, what, identifier, text in about:
        counted = f"{points} point{'s' if points > 1 else ''}."
        if identifier is not None and plain(tag) == plain(identifier):
            return Fit(tag=tag, points=points, because=f"“{tag}” is the {what} “{text.any()}”: {counted}")
        for language, said in text.model_dump().items():
            if said and wanted and wanted <= _words(said):
                because = f"“{tag}” stands in the {what} “{said}” ({language}): {counted}"
                return Fit(tag=tag, points=points, because=because)
    return Fit(tag=tag, points=0, because=f"“{tag}” stands in no theme, topic or title of it: no points.")


_TITLE_ALONE = f" The title alone is not enough: {PARTNERS_WITH_EXPERTISE.number} asks for the theme or a topic."


def _words(text: str) -> set[str]:
    return set(_WORD.findall(plain(text)))


def _enough(found: Sequence["Fit"], *, theme: ThemeRef | None, topics: Sequence[TopicRef]) -> bool:
    """R70: the theme or a topic. The title says what a gathering is about only while it has neither."""
    return any(fit.points > (TITLE if theme or topics else 0) for fit in found)


class Ranked(BaseModel):
    """An organisation and its ``score`` for one gathering: the points of its tags, each explained. ``partner_of`` are
    the gatherings of which it is a partner; ``here`` says whether this is one of them."""

    model_config = ConfigDict(frozen=True)

    name: str
    score: int
    here: bool
    partner_of: tuple[Identifier, ...]
    fits: tuple[Fit, ...]
    because: str


def ranked(
    known: Sequence[tuple[Identifier, Partner]],
    *,
    workshop: Identifier,
    title: LocalizedText,
    theme: ThemeRef | None,
    topics: Sequence[TopicRef],
) -> tuple[Ranked, ...]:
    """The organisations that fit a gathering, the best first. ``known`` are partners with the gathering of each; one
    that is a partner of several counts with all the expertise it was entered with. Those of no score are left out,
    since R70 refuses them, but for partners of the gathering itself: its topics may have changed. Of those that fit the
    title alone it is said that R70 refuses them."""
    by_name: dict[str, list[tuple[Identifier, Partner]]] = {}
    for of, partner in known:
        by_name.setdefault(plain(partner.name), []).append((of, partner))
    found = [_ranked(entries, workshop, title, theme, topics) for entries in by_name.values()]
    return tuple(sorted((one for one in found if one.score or one.here), key=lambda one: (-one.score, plain(one.name))))


def _ranked(
    entries: Sequence[tuple[Identifier, Partner]],
    workshop: Identifier,
    title: LocalizedText,
    theme: ThemeRef | None,
    topics: Sequence[TopicRef],
) -> Ranked:
    found = fits([tag for _, partner in entries for tag in partner.expertise], title=title, theme=theme, topics=topics)
    score, counted = sum(fit.points for fit in found), sum(fit.points > 0 for fit in found)
    refused = bool(score) and not _enough(found, theme=theme, topics=topics)
    gatherings = tuple(dict.fromkeys(of for of, _ in entries))
    return Ranked(
        name=entries[0][1].name,
        score=score,
        here=workshop in gatherings,
        partner_of=gatherings,
        fits=found,
        because=f"{counted} of {len(found)} tags of its expertise fit, for {score} in all: a tag counts {THEME} in the "
        f"theme, else {TOPIC} in a topic, else {TITLE} in the title." + (_TITLE_ALONE if refused else ""),
    )
