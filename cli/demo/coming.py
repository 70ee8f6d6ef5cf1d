"""Who comes, as steps: the room is full, somebody waits and moves up (R31); and an interpreter who is missing (R38)."""

import base64
import csv
import io
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from cli.demo.client import ADMINISTRATION, Api, Call, Services
from cli.demo.gatherings import NAMES, counted, workshop_id
from cli.demo.schema import Year
from cli.demo.sections import Interpretation, Interpreter, Latecomer, Registration
from cli.demo.steps import Order, Question, Step
from shared.contracts.events import StakeholderGroup

API = Api("events")
_COLUMNS = ("name", "email", "function", "gender", "group", "body", "country", "attends")


def steps(year: Year) -> Iterator[Step]:
    """None for a file without these sections."""
    if year.registration is not None:
        yield from _registration(year.registration, year.year)
    if year.interpretation is not None:
        yield from _interpretation(year.interpretation, year.year)


def _registration(asked: Registration, year: int) -> Iterator[Step]:
    path, name = f"/workshops/{workshop_id(asked.workshop, year)}", NAMES[asked.workshop]
    place = ("registration",)
    yield Step(
        day=asked.opened_on,
        order=Order.REGISTRATION,
        place=place,
        who=ADMINISTRATION,
        text=f"opens registration for {name}",
        calls=[API.post(f"{path}/seats", approval="automatic", occurred_on=asked.opened_on)],
    )
    yield Step(
        day=asked.listed_on,
        order=Order.LISTED,
        place=(*place, "listed"),
        who=ADMINISTRATION,
        text=f"enters a list of {counted(sum(asked.listed.values()), 'participant')} of {name}: the room is full",
        calls=[API.post(f"{path}/registrations/import", file=_list(asked), format="csv", occurred_on=asked.listed_on)],
    )
    for number, one in enumerate(asked.late):
        yield Step(
            day=one.on,
            order=Order.LATE,
            place=(*place, "late", number),
            who=ADMINISTRATION,
            text=f"registers somebody of {_said(one.group)}, who is told: “{_told(one, asked.late[: number + 1])}”",
            calls=[
                API.post(f"{path}/registrations", name=one.name, group=one.group, occurred_on=one.on),
            ],
            check=_waits(path, asked.late[: number + 1]),
        )
    yield Step(
        day=asked.one_withdrew_on,
        order=Order.FREED,
        place=(*place, "one_withdrew_on"),
        who=ADMINISTRATION,
        text=f"notes that one participant does not come to {name}: the seat is given on in the same step",
        calls=[Call(service="events", method="GET", path=f"{API.root}{path}/registrations?state=accepted&limit=1")],
        then=lambda read: [_withdraw(read[-1].body["items"][0]["id"], asked)],
    )
    yield Step(
        day=asked.one_withdrew_on,
        order=Order.MOVED_UP,
        place=(*place, "one_withdrew_on"),
        who=ADMINISTRATION,
        text=f"reads the waiting list: {_said(_in_order(asked.late)[0].group)} has the seat, and the others moved up",
        check=_waits(path, asked.late, seated=1),
    )


def _withdraw(registration: str, asked: Registration) -> Call:
    path = f"/registrations/{registration}"
    return API.post(f"{path}/withdrawal", changes=path, occurred_on=asked.one_withdrew_on)


def _list(asked: Registration) -> str:
    """As the export of another system has it, in Base64."""
    written = io.StringIO()
    groups = (group for group, many in asked.listed.items() for _ in range(many))
    countries = chain((country for country, many in asked.countries.items() for _ in range(many)), repeat(""))
    rows = (
        (f"Participant {number} (fictional)", "", "", "", group, "", country, "")
        for number, (group, country) in enumerate(zip(groups, countries, strict=False), 1)
    )
    csv.writer(written).writerows([_COLUMNS, *rows])
    return base64.b64encode(written.getvalue().encode()).decode()


def _in_order(late: tuple[Latecomer, ...]) -> list[Latecomer]:
    """R31: governments first, then as they came."""
    return sorted(late, key=lambda one: one.group is not StakeholderGroup.GOVERNMENT)


def _told(one: Latecomer, waiting: tuple[Latecomer, ...]) -> str:
    """How what the person is told begins; the service says it, and the step waits until it does."""
    return f"place {1 + _in_order(waiting).index(one)}; governments first, R31"


def _waits(path: str, waiting: tuple[Latecomer, ...], *, seated: int = 0) -> Question:
    """Whether these wait and are told so, without the first who have a seat now."""
    wanted = _in_order(waiting)[seated:]

    def question(services: Services) -> str | None:
        found: Any = services.read(ADMINISTRATION, "events", f"{API.root}{path}/waiting-list") or {"items": ()}
        told = [(row["participant"]["name"], row["explained"]["en"]) for row in found["items"]]
        if [name for name, _ in told] == [one.name for one in wanted] and all(
            said.startswith(f"place {place}; governments first, R31") for place, (_, said) in enumerate(told, 1)
        ):
            return None
        return f"the waiting list does not have {counted(len(wanted), 'person', 'people')} in the order of R31"

    return question


def _interpretation(asked: Interpretation, year: int) -> Iterator[Step]:
    path, name = f"/workshops/{workshop_id(asked.workshop, year)}/interpretation", NAMES[asked.workshop]
    place = ("interpretation",)
    yield Step(
        day=asked.assigned_on,
        order=Order.INTERPRETERS,
        place=(*place, "interpreters"),
        who=ADMINISTRATION,
        text=f"assigns {counted(len(asked.interpreters), 'interpreter')} to a session of {name}",
        calls=[_assign(one, path, asked, day=asked.assigned_on) for one in asked.interpreters],
    )
    yield Step(
        day=asked.assigned_on,
        order=Order.GAP_FOUND,
        place=(*place, "interpreters"),
        who=ADMINISTRATION,
        text=f"reads the language grid of {name}: one interpreter into {asked.last.into.upper()} is missing (R38)",
        check=_gap(path, asked, missing=1),
    )
    yield Step(
        day=asked.last_on,
        order=Order.LAST_INTERPRETER,
        place=(*place, "last"),
        who=ADMINISTRATION,
        text=f"finds an interpreter into {asked.last.into.upper()}",
        calls=[_assign(asked.last, path, asked, day=asked.last_on)],
    )
    yield Step(
        day=asked.last_on,
        order=Order.GAP_CLOSED,
        place=(*place, "last"),
        who=ADMINISTRATION,
        text=f"reads the language grid of {name} again: the session has no gap",
        check=_gap(path, asked, missing=0),
    )


def _assign(one: Interpreter, path: str, asked: Interpretation, *, day: Any) -> Call:
    return API.post(
        f"{path}/assignments", session=asked.session, interpreter=one.id, name=one.name, into=one.into, occurred_on=day
    )


def _gap(path: str, asked: Interpretation, *, missing: int) -> Question:
    def question(services: Services) -> str | None:
        found: Any = services.read(ADMINISTRATION, "events", f"{API.root}{path}") or {"gaps": ()}
        gaps = [
            (one["into"], one["needed"] - one["assigned"]) for one in found["gaps"] if one["session"] == asked.session
        ]
        if gaps == ([(asked.last.into, missing)] if missing else []):
            return None
        return f"the grid has gaps in “{asked.session}” that are not as the file says: {gaps}"

    return question


def _said(group: StakeholderGroup) -> str:
    return group.value.replace("_", " ")
