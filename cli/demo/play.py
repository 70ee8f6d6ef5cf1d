"""Plays a file: each step in the role that takes it, and waiting for what another service must do because of it."""

import time
from collections.abc import Sequence

from cli.demo import events, governance
from cli.demo.client import PUBLIC, Answer, Services
from cli.demo.failing import DemoFailed
from cli.demo.reading import DemoFile
from cli.demo.schema import Year
from cli.demo.show import Show, together
from cli.demo.steps import Reaction, Step, Told
from shared.domain.identifiers import cycle_id

WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.02


def steps_of(year: Year) -> list[Step]:
    """The whole story, by day; the acts of one day in the order a day has."""
    return sorted([*governance.steps(year), *events.steps(year)], key=lambda step: (step.day, step.order))


def play(file: DemoFile, services: Services, show: Show) -> list[Told]:
    """Play every step; answers the messages that this made travel, in order.

    Raises :class:`DemoFailed` when a step is refused that should not be, when an expected refusal does
    not come or is another rule's, and when a reaction does not come in time.
    """
    _refuse_a_year_that_is_there(file.year, services)
    told: list[Told] = []
    for step in steps_of(file.year):
        show.step(step)
        answers = _send(file, step, services)
        if step.expected is not None:
            show.refused(step.expected.rule, answers[-1])
            continue
        if step.check is not None and (wrong := step.check(services)) is not None:
            raise DemoFailed(wrong)
        told.extend(step.told)
        for messages in together(step.told):
            reaction = messages[0].reaction
            waited = await_reaction(messages[0], reaction, services, show) if reaction else None
            show.told(messages, waited_seconds=waited)
    return told


def _refuse_a_year_that_is_there(year: Year, services: Services) -> None:
    if services.read(PUBLIC, "governance", f"/governance/v1/cycles/{cycle_id(year.year)}") is not None:
        raise DemoFailed(
            f"The cycle {year.year} is entered already on these services: play the file of another year, "
            "or play it on fresh ones (without --against)."
        )


def _send(file: DemoFile, step: Step, services: Services) -> Sequence[Answer]:
    answers = []
    for call in step.calls:
        answer = services.call(step.who, call)
        answers.append(answer)
        if answer.accepted or (call.may_exist and answer.slug == "already-exists"):
            continue
        if step.expected is not None and answer.rule == step.expected.rule:
            return answers
        where = file.where(call.place or step.place)
        if step.expected is not None:
            by = f"by the rule {answer.rule}" if answer.rule else f"as “{answer.slug}”"
            raise DemoFailed(
                f"{where}: this was to be refused by {step.expected.rule} and was refused {by}: {answer.sentence}"
            )
        rule = f" by {answer.rule}" if answer.rule else ""
        raise DemoFailed(f"{where}: {call.service} refused this{rule}: {answer.sentence}")
    if step.expected is not None:
        raise DemoFailed(
            f"{file.where(step.place)}: this was to be refused by {step.expected.rule} and was not refused."
        )
    return answers


def await_reaction(message: Told, reaction: Reaction, services: Services, show: Show) -> float:
    """Wait for what follows from a message; answers how long it took, in seconds.

    Raises :class:`DemoFailed` when it has not come ``WAIT_SECONDS`` after the act.
    """
    began = time.monotonic()
    with show.waiting(message, reaction):
        while (missing := reaction.question(services)) is not None:
            if time.monotonic() - began > WAIT_SECONDS:
                raise DemoFailed(
                    f"{WAIT_SECONDS:.0f} seconds after {message.name} {missing}: see that the relay of "
                    f"{message.source} and the consumer of {reaction.service} run (their /readyz says what is wrong)."
                )
            time.sleep(_LOOK_SECONDS)
    return time.monotonic() - began
