"""R30: the Migrant's Voice of a year, workshop by workshop, with its speakers by sex."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from services.events.domain.gathering import State
from services.events.domain.kinds import KINDS, MigrantsVoice
from services.events.domain.programme import Session
from services.events.domain.speakers import Sex, SpeakerRole
from services.events.domain.workshop import Workshop
from services.events.domain.year import Part
from shared.contracts.events import ConsentUse, SessionKind, WorkshopKind
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText


class BySex(Part):
    """Speakers. ``not_stated``: nobody wrote it down, or it was erased."""

    female: int = 0
    male: int = 0
    other: int = 0
    not_stated: int = 0


class VoiceOfWorkshop(Part):
    workshop: Identifier
    title: LocalizedText
    kind: WorkshopKind
    state: State
    needed: bool
    """Whether its kind needs a Migrant's Voice, left out or not (R27, R29)."""
    left_out: str | None
    """Why a conference goes without (R29)."""
    sessions: int
    """Migrant's Voice sessions."""
    speakers: BySex
    """Confirmed migrant speakers in them."""
    stories: int
    """Of these, the ones who agreed that the story stands in the report."""


class VoicesOfYear(Part):
    year: int
    workshops: tuple[VoiceOfWorkshop, ...]
    speakers: BySex
    """Of workshops that were held, and of those still to come."""
    held: BySex
    """Of workshops that were held."""
    without: tuple[Identifier, ...]
    """Those that need one and have none: left out, not yet found, or held by a departure."""


def voices_of_year(
    year: int,
    workshops: Iterable[Workshop],
    *,
    sexes: Mapping[str, Sex],
    granted: Mapping[str, Sequence[ConsentUse]],
) -> VoicesOfYear:
    """``sexes`` and ``granted`` by speaker. Cancelled and lapsed workshops are left out."""
    told = [
        _of(one, sexes=sexes, granted=granted)
        for one in sorted(workshops, key=lambda one: one.id)
        if one.state not in (State.CANCELLED, State.LAPSED)
    ]
    return VoicesOfYear(
        year=year,
        workshops=tuple(told),
        speakers=_sum(one.speakers for one in told),
        held=_sum(one.speakers for one in told if one.state is State.HELD),
        without=tuple(one.workshop for one in told if one.needed and not sum(one.speakers.model_dump().values())),
    )


def _of(
    workshop: Workshop, *, sexes: Mapping[str, Sex], granted: Mapping[str, Sequence[ConsentUse]]
) -> VoiceOfWorkshop:
    voices = [one for one in workshop.sessions if one.kind is SessionKind.MIGRANTS_VOICE]
    speakers = _speaking(voices)
    counted = Counter(sexes[one].value if one in sexes else "not_stated" for one in speakers)
    return VoiceOfWorkshop(
        workshop=workshop.id,
        title=workshop.title,
        kind=workshop.kind,
        state=workshop.state,
        needed=KINDS[workshop.kind].migrants_voice is not MigrantsVoice.FREE,
        left_out=workshop.migrants_voice_left_out,
        sessions=len(voices),
        speakers=BySex(**counted),
        stories=sum(ConsentUse.STORY in granted.get(one, ()) for one in speakers),
    )


def _speaking(sessions: Iterable[Session]) -> list[str]:
    return [
        one.id
        for session in sessions
        for one in session.speakers
        if one.confirmed and one.role is SpeakerRole.MIGRANT_SPEAKER
    ]


def _sum(parts: Iterable[BySex]) -> BySex:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.model_dump())
    return BySex(**total)
