"""R30: the Migrant's Voice of a year, workshop by workshop, with its speakers by sex."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from services.events.domain.gathering import State
from services.events.domain.kinds import KINDS, MigrantsVoice
from services.events.domain.programme import Session
from services.events.domain.small_groups import not_small
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
    confirmed: int
    """Migrant speakers in them who said yes."""
    speakers: BySex | None
    """The same by sex; for the secretariat alone."""
    stories: int
    """Of these, the ones who agreed that the story stands in the report."""


class VoicesOfYear(Part):
    year: int
    workshops: tuple[VoiceOfWorkshop, ...]
    speakers: BySex | None
    """Of workshops that were held, and of those still to come. Absent where that would tell the sex of few."""
    held: BySex | None
    """Of workshops that were held. Absent as above."""
    without: tuple[Identifier, ...]
    """Those that need one and have none: left out, not yet found, or held by a departure."""

    def for_others(self) -> Self:
        """As others than the secretariat read it: by sex only over the year, and only where no figure, nor the
        difference between those held and all, is of fewer than five. Everybody knows who told a story; what is written
        down of the person's sex is for the report alone."""
        everybody, held = _figures(self.speakers), _figures(self.held)
        tells_all, tells_held = not_small(everybody.values()), not_small(held.values())
        if tells_all and tells_held:
            tells_held = not_small(everybody[sex] - held[sex] for sex in held)
        return self.model_copy(
            update={
                "workshops": tuple(one.model_copy(update={"speakers": None}) for one in self.workshops),
                "speakers": self.speakers if tells_all else None,
                "held": self.held if tells_held else None,
            }
        )


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
        without=tuple(one.workshop for one in told if one.needed and not one.confirmed),
    )


def _of(
    workshop: Workshop, *, sexes: Mapping[str, Sex], granted: Mapping[str, Sequence[ConsentUse]]
) -> VoiceOfWorkshop:
    voices = [one for one in workshop.sessions if one.kind is SessionKind.MIGRANTS_VOICE]
    speakers = _speaking(voices)
    counted = Counter(next((sexes[one].value for one in each if one in sexes), "not_stated") for each in speakers)
    return VoiceOfWorkshop(
        workshop=workshop.id,
        title=workshop.title,
        kind=workshop.kind,
        state=workshop.state,
        needed=KINDS[workshop.kind].migrants_voice is not MigrantsVoice.FREE,
        left_out=workshop.migrants_voice_left_out,
        sessions=len(voices),
        confirmed=len(speakers),
        speakers=BySex(**counted),
        stories=sum(any(ConsentUse.STORY in granted.get(one, ()) for one in each) for each in speakers),
    )


def _speaking(sessions: Iterable[Session]) -> list[list[str]]:
    """The people who said yes, each with the identifiers of the slots in which they speak."""
    people: dict[str, list[str]] = {}
    for session in sessions:
        for one in session.speakers:
            if one.confirmed and one.role is SpeakerRole.MIGRANT_SPEAKER:
                people.setdefault(one.person or one.id, []).append(one.id)
    return list(people.values())


def _figures(one: BySex | None) -> dict[str, int]:
    return one.model_dump() if one else {}


def _sum(parts: Iterable[BySex | None]) -> BySex:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(_figures(part))
    return BySex(**total)
