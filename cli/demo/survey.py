"""The written survey of a file, as steps: a consultation that was not conclusive, the survey, and what came back."""

from collections.abc import Iterator

from cli.demo.client import ADMINISTRATION, Api
from cli.demo.schema import Year
from cli.demo.steps import Order, Step, Told

API = Api("governance")


def steps(year: Year, *, slate: str) -> Iterator[Step]:
    """None for a file whose consultation was conclusive. ``slate`` is the address of the theme slate."""
    if year.inconclusive is not None:
        found = year.inconclusive
        yield Step(
            day=found.on,
            order=Order.INCONCLUSIVE,
            place=("inconclusive",),
            who=ADMINISTRATION,
            text=f"records that the consultation was not conclusive. {found.why}",
            calls=[
                API.post(
                    f"{slate}/determination",
                    changes=slate,
                    conclusive=False,
                    why=found.why,
                    decided_in={"kind": "consultation", "id": found.consultation},
                    occurred_on=found.on,
                )
            ],
        )
    asked = year.survey
    if asked is None:
        return
    path = f"/written-surveys/{asked.id}"
    yield Step(
        day=asked.issued_on,
        order=Order.SURVEY,
        place=("survey",),
        who=ADMINISTRATION,
        text=f"asks every body in writing, until {asked.deadline:%-d %B %Y}",
        calls=[
            API.post(
                "/written-surveys",
                id=asked.id,
                kind="theme",
                slate=slate.rpartition("/")[2],
                reason="not_conclusive",
                consultation=asked.consultation,
                deadline=f"{asked.deadline.isoformat()}T16:00:00Z",
                occurred_on=asked.issued_on,
            )
        ],
        told=[Told(name="WrittenSurveyIssued", source="governance")],
    )
    names = {body.id: body.name.any() for body in year.bodies}
    for number, one in enumerate(asked.responses):
        said = ", ".join(f"{option}: {kind.replace('_', ' ')}" for option, kind in one.positions.items())
        yield Step(
            day=one.on,
            order=Order.RESPONSE,
            place=("survey", "responses", number),
            who=ADMINISTRATION,
            text=f"writes down what {names.get(one.body, one.body)} answers in its {one.note_verbale}: {said}",
            calls=[
                API.post(
                    f"{path}/responses",
                    body=one.body,
                    positions=[{"option": option, "kind": kind} for option, kind in one.positions.items()],
                    source={"kind": "note_verbale", "reference": one.note_verbale, "on": one.on},
                    occurred_on=one.on,
                )
            ],
        )
    yield Step(
        day=asked.closed_on,
        order=Order.SURVEY_CLOSED,
        place=("survey",),
        who=ADMINISTRATION,
        text="closes the survey; what it shows is for a person to say",
        calls=[API.post(f"{path}/closing", changes=path, occurred_on=asked.closed_on)],
        told=[Told(name="WrittenSurveyClosed", source="governance")],
    )
