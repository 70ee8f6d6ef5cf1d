"""Plays a file: each step in the role that takes it, and waiting for what another service must do because of it."""

import time
from collections.abc import Sequence

from cli.demo import closing, coming, events, funding, governance, publications, satisfaction, travel
from cli.demo.client import PUBLIC, Answer, Call, Services
from cli.demo.failing import DemoFailed
from cli.demo.reading import DemoFile
from cli.demo.schema import Year
from cli.demo.show import Show, together
from cli.demo.steps import Question, Reaction, Step, Told
from shared.domain.identifiers import cycle_id

WAIT_SECONDS = 20.0
_LOOK_SECONDS = 0.02


def steps_of(year: Year) -> list[Step]:
    """The whole story, by day; the acts of one day in the order a day has."""
    told_to = (governance, events, coming, satisfaction, funding, travel, publications, closing)
    return sorted((step for one in told_to for step in one.steps(year)), key=lambda step: (step.day, step.order))


def play(file: DemoFile, services: Services, show: Show) -> list[Told]:
    """Play every step; answers the messages that this made travel, in order.

    Raises :class:`DemoFailed` when a step is refused that should not be, when an expected refusal does
    not come or is another rule's, and when a reaction does not come in time.
    """
    told: list[Told] = []
    for step in steps_of(file.year):
        show.step(step)
        answers = _send(file, step, services)
        if step.expected is not None:
            show.refused(step.expected, answers[-1])
            continue
        if step.check is not None:
            with show.waiting("reading it back"):
                hint = f"see {file.where(step.place)}" if step.place else ""
                await_answer(step.check, services, after="the question was put", hint=hint)
        if step.tells is not None:
            show.found(step.tells(services))
        told.extend(step.told)
        for messages in together(step.told):
            waited = [_await_reaction(one, reaction, services, show) for one in messages for reaction in one.reactions]
            show.told(messages, waited_seconds=waited)
    return told


def refuse_a_year_that_is_there(year: Year, services: Services) -> None:
    """Raises :class:`DemoFailed`: a year is entered once."""
    if services.read(PUBLIC, "governance", f"/governance/v1/cycles/{cycle_id(year.year)}") is not None:
        raise DemoFailed(
            f"The cycle {year.year} is entered already on these services: play the file of another year, "
            "or play it on fresh ones (without --against)."
        )


def _send(file: DemoFile, step: Step, services: Services) -> Sequence[Answer]:
    answers = _send_all(file, step, step.calls, services)
    if step.then is not None:
        answers = [*answers, *_send_all(file, step, step.then(answers), services)]
    if step.expected is not None and not step.expected.is_met_by(answers[-1]):
        raise DemoFailed(f"{file.where(step.place)}: this was to be refused by {step.expected.by} and was not refused.")
    return answers


def _send_all(file: DemoFile, step: Step, calls: Sequence[Call], services: Services) -> Sequence[Answer]:
    """Until one is refused as it should be."""
    answers = []
    for call in calls:
        answer = services.call(step.who, call)
        answers.append(answer)
        if answer.accepted or (call.may_exist and answer.slug == "already-exists"):
            continue
        if step.expected is not None and step.expected.is_met_by(answer):
            return answers
        where = file.where(call.place or step.place)
        if step.expected is not None:
            by = f"by the rule {answer.rule}" if answer.rule else f"as “{answer.slug}”"
            raise DemoFailed(
                f"{where}: this was to be refused by {step.expected.by} and was refused {by}: {answer.sentence}"
            )
        rule = f" by {answer.rule}" if answer.rule else ""
        raise DemoFailed(f"{where}: {call.service} refused this{rule}: {answer.sentence}")
    return answers


def _await_reaction(message: Told, reaction: Reaction, services: Services, show: Show) -> float:
    hint = (
        f"see that the relay of {message.source} and the consumer of {reaction.service} run "
        "(their /readyz says what is wrong)"
    )
    with show.waiting(f"{message.name}: waiting for {reaction.service}"):
        return await_answer(reaction.question, services, after=message.name, hint=hint)


def await_answer(question: Question, services: Services, *, after: str, hint: str = "") -> float:
    """Ask until nothing is missing; answers how long it took, in seconds.

    Raises :class:`DemoFailed` with what is still missing ``WAIT_SECONDS`` later, or the services' patience longer.
    """
    began = time.monotonic()
    bound = WAIT_SECONDS + services.patience_seconds
    while (missing := question(services)) is not None:
        if time.monotonic() - began > bound:
            raise DemoFailed(f"{bound:.0f} seconds after {after} {missing}{f': {hint}' if hint else ''}.")
        time.sleep(_LOOK_SECONDS)
    return time.monotonic() - began
