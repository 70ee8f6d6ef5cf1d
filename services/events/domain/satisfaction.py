"""What participants said, as figures: a scale, the counts in a ballot box, and what is shown of them (R41, R42)."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.events import StakeholderGroup
from shared.domain.errors import InvalidInput

SMALLEST_GROUP = 5
"""Of fewer who answered nothing is said: each could be guessed (domain.md 1.8)."""
BENCHMARK_PERCENT = 80
MOST_STEPS = 11
NOT_SAID = "not_said"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scale(Part):
    """From ``lowest`` to ``highest``; satisfied is who chose ``satisfied_from`` or better (A9: the brochure names no
    scale)."""

    lowest: int = Field(default=1, ge=0, le=100)
    highest: int = Field(default=5, ge=0, le=100)
    satisfied_from: int = Field(default=4, ge=0, le=100)

    def check(self) -> None:
        """Raises ``InvalidInput`` for a scale on which nobody could be satisfied, or everybody would be."""
        if not 1 <= self.highest - self.lowest < MOST_STEPS:
            raise InvalidInput(
                f"The scale goes from {self.lowest} to {self.highest}.",
                remedy=f"Give a scale of 2 to {MOST_STEPS} steps, the lowest first.",
            )
        if not self.lowest < self.satisfied_from <= self.highest:
            raise InvalidInput(
                f"On this scale {self.satisfied_from} does not tell the satisfied from the others.",
                remedy=f"Choose {self.lowest + 1} to {self.highest} (satisfied_from).",
            )

    def in_words(self) -> str:
        """``1 (not at all) to 5 (very); satisfied are 4 and 5``."""
        *others, last = map(str, range(self.satisfied_from, self.highest + 1))
        satisfied = f"{', '.join(others)} and {last}" if others else last
        return f"{self.lowest} (not at all) to {self.highest} (very); satisfied are {satisfied}"

    def has(self, score: int) -> bool:
        return self.lowest <= score <= self.highest


class Answer(Part):
    """What one participant says. ``group`` is theirs to tell or not; nothing says who they are."""

    event: int
    materials: int
    group: StakeholderGroup | None = None


class Count(Part):
    """Of one group: how many answered, and how many of them are satisfied. Single scores are not kept."""

    answered: int = 0
    with_event: int = 0
    with_materials: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            answered=self.answered + other.answered,
            with_event=self.with_event + other.with_event,
            with_materials=self.with_materials + other.with_materials,
        )


class BallotBox(Part):
    """The counts of an open survey, and no answer: neither an order nor a moment is in it, so nothing links an answer
    to a person, to a token or to a time. It is no aggregate, for a log of its changes would do just that.

    ``open`` is written with each answer and with the closing, so that no answer falls between the two.
    """

    survey: str
    open: bool = True
    counts: Mapping[str, Count] = Field(default_factory=dict)
    """By stakeholder group, or ``not_said``."""

    def with_answer(self, answer: Answer, scale: Scale) -> Self:
        """Raises ``InvalidInput`` for a score that the scale does not have."""
        for name, score in (("event", answer.event), ("materials", answer.materials)):
            if not scale.has(score):
                raise InvalidInput(
                    f"The score {score} ({name}) is not on the scale.",
                    remedy=f"Choose {scale.lowest} to {scale.highest}.",
                )
        one = Count(
            answered=1,
            with_event=int(answer.event >= scale.satisfied_from),
            with_materials=int(answer.materials >= scale.satisfied_from),
        )
        group = answer.group.value if answer.group else NOT_SAID
        return self.model_copy(update={"counts": {**self.counts, group: self.counts.get(group, Count()) + one}})

    @property
    def total(self) -> Count:
        return sum(self.counts.values(), Count())


class Figures(Part):
    """Shares between 0 and 1, each of the ``respondents`` (R41)."""

    respondents: int
    satisfied_with_event: float
    satisfied_with_materials: float


class Results(Part):
    """What is shown of a closed survey. Shares are absent where fewer than five answered; ``response_rate`` where
    nobody was invited. ``others`` are those who named no group, and the groups too small to be shown."""

    invited: int
    respondents: int
    response_rate: float | None
    satisfied_with_event: float | None
    satisfied_with_materials: float | None
    benchmark_passed: bool | None
    by_group: dict[StakeholderGroup, Figures] = Field(default_factory=dict)
    others: Figures | None = None


def exceeds_the_benchmark(satisfied: int, *, of: int) -> bool:
    """R42: strictly more than 80 %; exactly 80 % is not."""
    return 100 * satisfied > BENCHMARK_PERCENT * of


def results_of(counts: Mapping[str, Count], *, invited: int) -> Results:
    total = sum(counts.values(), Count())
    shown = total.answered >= SMALLEST_GROUP
    groups, others = _apart(counts) if shown else ({}, Count())
    return Results(
        invited=invited,
        respondents=total.answered,
        response_rate=total.answered / invited if invited else None,
        satisfied_with_event=total.with_event / total.answered if shown else None,
        satisfied_with_materials=total.with_materials / total.answered if shown else None,
        benchmark_passed=exceeds_the_benchmark(total.with_event, of=total.answered)
        and exceeds_the_benchmark(total.with_materials, of=total.answered)
        if shown
        else None,
        by_group={group: _figures(count) for group, count in groups.items()},
        others=_figures(others) if others.answered else None,
    )


def _apart(counts: Mapping[str, Count]) -> tuple[dict[StakeholderGroup, Count], Count]:
    """The groups that can be shown, and the rest together. A rest that is too small takes the smallest group in, else
    it could be read off as the difference to the whole."""
    groups = {group: counts[group.value] for group in StakeholderGroup if group.value in counts}
    shown = {group: count for group, count in groups.items() if count.answered >= SMALLEST_GROUP}
    small = (count for group, count in groups.items() if group not in shown)
    others = sum(small, counts.get(NOT_SAID, Count()))
    while shown and 0 < others.answered < SMALLEST_GROUP:
        smallest = min(shown, key=lambda group: (shown[group].answered, group.value))
        others += shown.pop(smallest)
    return shown, others


def _figures(count: Count) -> Figures:
    return Figures(
        respondents=count.answered,
        satisfied_with_event=count.with_event / count.answered,
        satisfied_with_materials=count.with_materials / count.answered,
    )
