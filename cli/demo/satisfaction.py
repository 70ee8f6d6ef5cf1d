"""The satisfaction survey of a file, as steps: opened at the year's last workshop, answered without names, closed, and
on its way to the agenda of the next consultation."""

from collections.abc import Iterator, Sequence
from typing import Any

from cli.demo import following
from cli.demo.client import ADMINISTRATION, PUBLIC, Answer, Api, Call, Services
from cli.demo.failing import DemoFailed
from cli.demo.gatherings import counted
from cli.demo.schema import Year
from cli.demo.sections import Satisfaction
from cli.demo.steps import Order, Reaction, Step, Told
from shared.domain.identifiers import cycle_id

API = Api("events")


def steps(year: Year) -> Iterator[Step]:
    """None for a file without a survey."""
    asked = year.satisfaction
    if asked is None:
        return
    path = f"/satisfaction-surveys/satisfaction-{year.year}"
    yield Step(
        day=asked.opened_on,
        order=Order.SATISFACTION,
        place=("satisfaction",),
        who=ADMINISTRATION,
        text=f"opens the satisfaction survey of {year.year}, until {asked.deadline:%-d %B %Y}",
        calls=[
            API.post(
                "/satisfaction-surveys",
                cycle=cycle_id(year.year),
                deadline=f"{asked.deadline.isoformat()}T22:00:00Z",
                occurred_on=asked.opened_on,
            )
        ],
    )
    answers = sum(one.times for one in asked.answers)
    yield Step(
        day=asked.opened_on,
        order=Order.SATISFIED,
        place=("satisfaction", "answers"),
        who=ADMINISTRATION,
        text=f"hands out {counted(asked.invited, 'token')}, each good for one answer without a name; "
        f"{counted(answers, 'participant')} answer",
        calls=[API.post(f"{path}/tokens", count=asked.invited)],
        then=lambda issued: _answers(asked, path, issued),
    )
    yield Step(
        day=asked.closed_on,
        order=Order.SATISFACTION_CLOSED,
        place=("satisfaction", "closed_on"),
        who=ADMINISTRATION,
        text="closes the satisfaction survey: two figures, and no single answer is kept",
        calls=[API.post(f"{path}/closing", changes=path, occurred_on=asked.closed_on)],
        told=[Told(name="SatisfactionSurveyClosed", source="events", reactions=(_on_the_agenda(asked, year),))],
    )
    yield Step(
        day=asked.closed_on,
        order=Order.SATISFACTION_READ,
        place=("satisfaction", "closed_on"),
        who=PUBLIC,
        text="sees how satisfied participants were, with how many answered",
        check=_published(year, answers),
    )


def _answers(asked: Satisfaction, path: str, issued: Sequence[Answer]) -> Sequence[Call]:
    """The tokens are told once, in the answer of the step's own call."""
    told = issued[-1].body["tokens"]
    if len(told) < asked.invited:
        raise DemoFailed("The tokens of the satisfaction survey are told once, and that answer was lost.")
    tokens = iter(told)
    return [
        API.post(
            f"{path}/answers",
            place=("satisfaction", "answers", number),
            token=next(tokens),
            event=one.event,
            materials=one.materials,
            group=one.group,
        )
        for number, one in enumerate(asked.answers)
        for _ in range(one.times)
    ]


def _on_the_agenda(asked: Satisfaction, year: Year) -> Reaction:
    """R43: that of the next consultation by date, where one is called by then; else they wait for one."""
    survey = f"satisfaction-{year.year}"
    called = [one for one in year.consultations if one.announced_on <= asked.closed_on <= one.opened_on]
    if not called:

        def heard(services: Services) -> str | None:
            told = (following.chain_of(services, year) or {}).get("satisfaction")
            return None if told else f"the chain of {year.year} does not show what participants said"

        return Reaction(
            service="governance", effect="keeps the results for the next consultation’s agenda", question=heard
        )
    following_one = min(called, key=lambda one: (one.opened_on, one.id))

    def on_it(services: Services) -> str | None:
        path = f"/governance/v1/consultations/{following_one.id}"
        found: dict[str, Any] = services.read(ADMINISTRATION, "governance", path) or {}
        if any(item["about"] == survey for item in found.get("agenda", ())):
            return None
        return f"the results are not on the agenda of {following_one.id}"

    effect = f"puts the results on the agenda of the “{following_one.title.any()}”"
    return Reaction(service="governance", effect=effect, question=on_it)


def _published(year: Year, answers: int) -> Any:
    def question(services: Services) -> str | None:
        trend = services.read(PUBLIC, "events", "/events/v1/satisfaction") or {"years": ()}
        results = next((one["results"] for one in trend["years"] if one["year"] == year.year), None)
        if results is None or results["respondents"] != answers:
            return f"events does not show what {answers} participants of {year.year} said"
        return None

    return question
