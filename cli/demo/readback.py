"""The year as the APIs tell it afterwards: one table, and the chain from the theme to the workshops that were held."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from cli.demo.client import AUDITOR, PUBLIC, Services
from cli.demo.events import NAMES, days
from cli.demo.failing import DemoFailed
from cli.demo.reactions import ROOT, workshop_id
from cli.demo.schema import Which, Year
from shared.domain.identifiers import cycle_id

Record = dict[str, Any]
_LABELS = {which: name[4].upper() + name[5:] for which, name in NAMES.items()}
"""“the first workshop” at the beginning of a line."""


def show_year(year: Year, services: Services, console: Console) -> None:
    """Read everything again and show it. Raises :class:`DemoFailed` when it is not what the file says."""
    decisions = services.read(AUDITOR, "governance", f"/governance/v1/cycles/{cycle_id(year.year)}/decisions")
    page = services.read(PUBLIC, "events", f"{ROOT}/workshops?cycle={cycle_id(year.year)}&limit=200")
    if decisions is None or page is None:
        raise DemoFailed(f"The cycle {year.year} cannot be read back.")
    workshops: dict[str, Record] = {one["id"]: one for one in page["items"]}
    _compare(year, decisions, workshops)
    console.print()
    console.print(_table(year, workshops))
    console.print(_chain(year, decisions, workshops))


def _compare(year: Year, decisions: Record, workshops: dict[str, Record]) -> None:
    theme = decisions["theme"]
    if theme is None or theme["id"] != year.determination.option:
        raise DemoFailed(f"The decisions of {year.year} do not show the theme “{year.determination.option}”.")
    for one in workshops.values():
        if one["theme"] and one["theme"]["id"] != theme["id"]:
            raise DemoFailed(f"{one['id']} has the theme “{one['theme']['id']}” and the year has “{theme['id']}”.")
    for selected in (decisions["topics"] or {}).get("workshops", ()):
        planned = workshops.get(f"workshop-{year.year}-{selected['number']}")
        if planned is None or [one["id"] for one in planned["topics"]] != [one["id"] for one in selected["topics"]]:
            raise DemoFailed(f"Workshop {selected['number']} does not have the topics that the Membership selected.")
    for entry in year.workshops:
        identifier = workshop_id(entry.which, year.year)
        state = workshops.get(identifier, {}).get("state", "missing")
        if entry.held is not None and state != "held":
            raise DemoFailed(f"{identifier} was recorded as held, and events shows it as {state}.")


def _table(year: Year, workshops: dict[str, Record]) -> Table:
    table = Table(title=f"The year {year.year}, as the public reads it", title_style="bold", title_justify="left")
    if year.illustrative:
        # Said again here: these lines are what people photograph.
        table.caption, table.caption_justify = f"Illustrative. {year.note}", "left"
    table.add_column("When", no_wrap=True)
    table.add_column("What")
    table.add_column("Where", no_wrap=True)
    table.add_column("State", no_wrap=True)
    table.add_column("Came", justify="right", no_wrap=True)
    for which, one in sorted(_known(year, workshops), key=lambda pair: (pair[1]["schedule"] or {}).get("start", "~")):
        came = one["attendance"]
        table.add_row(
            _when(one["schedule"]),
            f"{_LABELS[which]}: {_title(one['title'])}",
            ((one["schedule"] or {}).get("venue") or {}).get("city", "–"),
            one["state"].replace("_", " "),
            str(sum(came["participants"]["by_group"].values())) if came else "–",
        )
    return table


def _chain(year: Year, decisions: Record, workshops: dict[str, Record]) -> Tree:
    theme = decisions["theme"]
    tree = Tree(
        f"[bold]{year.year}[/] theme “{_title(theme['title'])}”, "
        f"chosen in {theme['decided_in']['id']} on {_day(theme['decided_in']['on'])}"
    )
    topics = decisions["topics"]
    for selected in topics["workshops"] if topics else ():
        [topic] = selected["topics"]
        made = f", combined from {', '.join(topic['combined_from'])}" if topic["combined_from"] else ""
        branch = tree.add(
            f"topic {selected['number']} “{_title(topic['title'])}”{made}, chosen on {_day(topics['decided_in']['on'])}"
        )
        branch.add(_ending(workshops[f"workshop-{year.year}-{selected['number']}"]))
    for which, one in _known(year, workshops):
        if which in (Which.CONFERENCE, Which.COUNCIL_IDM_SESSION):
            tree.add(_ending(one))
    return tree


def _ending(workshop: Record) -> str:
    held = f" on {_day(workshop['held_on'])}" if workshop["held_on"] else ""
    return f"[green]{workshop['id']}[/] {workshop['state'].replace('_', ' ')}{held}"


def _known(year: Year, workshops: dict[str, Record]) -> list[tuple[Which, Record]]:
    named = ((which, workshops.get(workshop_id(which, year.year))) for which in Which)
    return [(which, one) for which, one in named if one is not None]


def _when(schedule: Record | None) -> str:
    if schedule is None:
        return "–"
    zone = ZoneInfo(schedule["zone"])
    first, last = (datetime.fromisoformat(schedule[end]).astimezone(zone).date() for end in ("start", "end"))
    return days(first, last)


def _day(written: str) -> str:
    return days(date.fromisoformat(written), date.fromisoformat(written))


def _title(text: Record) -> str:
    return next((str(text[one]) for one in ("en", "fr", "es") if text.get(one)), "")
