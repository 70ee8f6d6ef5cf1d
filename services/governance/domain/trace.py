"""From a suggestion to the volumes that came of it, and back: “you said, we did”."""

from collections.abc import Iterable, Iterator, Sequence

from services.governance.domain.chain import Chain
from services.governance.domain.cycle import Cycle
from services.governance.domain.slate import Option, Slate
from services.governance.domain.suggestion import Suggestion
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.facts import Fact
from shared.contracts.governance import SlateKind
from shared.domain.text import LocalizedText


class TracedOption(Fact):
    """An option that rests on the suggestion. ``chosen``: it became the theme, or a topic or part of one."""

    kind: SlateKind
    cycle: str
    slate: str
    option: str
    title: LocalizedText
    chosen: bool


class TracedWorkshop(Fact):
    """A workshop on what was chosen. ``volumes`` are those that cover it."""

    cycle: str
    workshop: str
    title: LocalizedText | None
    state: str | None
    volumes: tuple[str, ...]


class Trace(Fact):
    """``suggestion`` is its identifier; ``reply`` what the Administration says where nothing came of it yet."""

    suggestion: str
    text: LocalizedText
    reply: str | None
    options: tuple[TracedOption, ...]
    workshops: tuple[TracedWorkshop, ...]


def trace(
    suggestion: Suggestion, *, slates: Iterable[Slate], cycles: Sequence[Cycle], chains: Sequence[Chain]
) -> Trace:
    """``slates`` are those with an option that rests on it; ``cycles`` and ``chains`` those of these slates."""
    by_cycle = {one.id: one for one in cycles}
    options = tuple(
        TracedOption(
            kind=slate.slate_kind,
            cycle=slate.cycle,
            slate=slate.id,
            option=option.id,
            title=option.title,
            chosen=_is_chosen(slate, option, by_cycle[slate.cycle]),
        )
        for slate in slates
        for option in slate.choices
        if rests_on(option, suggestion.id)
    )
    chosen = [one for one in options if one.chosen]
    workshops = tuple(one for chain in chains for one in _workshops(chain, chosen))
    reply = suggestion.reply.note if suggestion.reply else None
    return Trace(suggestion=suggestion.id, text=suggestion.text, reply=reply, options=options, workshops=workshops)


def rests_on(option: Option, suggestion: str) -> bool:
    """By the recorded suggestion, or by a reference that is its identifier."""
    return suggestion in option.cited


def suggested_by(slates: Iterable[ThemeSlate | TopicSlate], *, theme: str | None, topics: Iterable[str]) -> list[str]:
    """What the theme and the topics of a workshop rest on: identifiers of suggestions, and references."""
    wanted = {theme, *topics}
    found = (source for slate in slates for option in slate.choices if option.id in wanted for source in option.cited)
    return list(dict.fromkeys(found))


def _is_chosen(slate: Slate, option: Option, cycle: Cycle) -> bool:
    if slate.slate_kind is SlateKind.THEME:
        return cycle.theme is not None and (cycle.theme.slate, cycle.theme.id) == (slate.id, option.id)
    topics = cycle.topics
    if topics is None or topics.slate != slate.id:
        return False
    named = (topic for workshop in topics.workshops for topic in workshop.topics)
    return any(option.id == topic.id or option.id in topic.combined_from for topic in named)


def _workshops(chain: Chain, chosen: Sequence[TracedOption]) -> Iterator[TracedWorkshop]:
    of_cycle = [one for one in chosen if one.cycle == chain.id]
    topics = {one.option for one in of_cycle if one.kind is SlateKind.TOPICS}
    whole_year = any(one.kind is SlateKind.THEME for one in of_cycle)
    for workshop in chain.workshops:
        named = {part for topic in workshop.topics for part in (topic.id, *topic.combined_from)}
        if whole_year or named & topics:
            yield TracedWorkshop(
                cycle=chain.id,
                workshop=workshop.id,
                title=workshop.title,
                state=workshop.state,
                volumes=tuple(volume.id for volume in chain.volumes if workshop.id in volume.workshops),
            )
