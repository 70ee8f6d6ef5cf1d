"""The year as governance tells it afterwards in one call: from the theme to topics, workshops, money and volumes."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.tree import Tree

from cli.demo.client import Services
from cli.demo.failing import DemoFailed
from cli.demo.fields import Which
from cli.demo.following import Record, chain_of, gatherings_of
from cli.demo.gatherings import NAMES, days, in_figures, workshop_id
from cli.demo.play import await_answer
from cli.demo.schema import Year
from shared.domain.identifiers import cycle_id
from shared.domain.money import Money

_LABELS = {which: name[4].upper() + name[5:] for which, name in NAMES.items()}
"""“the first workshop” at the beginning of a line."""


def show_year(year: Year, services: Services, console: Console) -> None:
    """Read the chain and show it. Raises :class:`DemoFailed` when it does not become what the file says."""
    await_answer(lambda ready: differing(year, chain_of(ready, year)), services, after="the last act")
    chain = chain_of(services, year)
    if chain is None:
        raise DemoFailed(f"The cycle {year.year} cannot be read back.")
    console.print()
    console.print(_table(year, chain))
    console.print(f"[dim]GET /governance/v1/cycles/{cycle_id(year.year)}/chain, one call:[/]")
    console.print(_tree(year, chain))


def differing(year: Year, chain: Record | None) -> str | None:
    """Where the chain is not (yet) what the file says, in a sentence without its full stop; ``None`` when it is."""
    if chain is None:
        return f"the cycle {year.year} has no chain"
    return next(_differences(year, chain), None)


def _differences(year: Year, chain: Record) -> Iterator[str]:
    gatherings = gatherings_of(chain)
    if (chain["theme"] or {}).get("id") != year.determination.option:
        yield f"the chain of {year.year} does not show the theme “{year.determination.option}”"
    for selected in (chain["topics"] or {}).get("workshops", ()):
        planned = gatherings.get(f"workshop-{year.year}-{selected['number']}", {"topics": ()})
        if [one["id"] for one in planned["topics"]] != [one["id"] for one in selected["topics"]]:
            yield f"workshop {selected['number']} does not have the topics that the Membership selected"
    for entry in year.workshops:
        identifier = workshop_id(entry.which, year.year)
        state = gatherings.get(identifier, {}).get("state", "missing")
        if entry.held is not None and state != "held":
            yield f"{identifier} was recorded as held, and the chain shows it as {state}"
    if year.satisfaction is not None and not chain.get("satisfaction"):
        yield f"the satisfaction survey of {year.year} was closed, and the chain does not show it"
    for accounts in year.accounts:
        identifier = workshop_id(accounts.workshop, year.year)
        if accounts.closed_on is not None and not gatherings.get(identifier, {}).get("accounts"):
            yield f"the accounts of {identifier} were closed, and the chain does not show what it did cost"
    for volume in year.volumes:
        covering = {one["id"] for one in chain["volumes"] if one["published_on"]}
        if volume.published_on is not None and volume.id not in covering:
            yield f"the volume {volume.id} was published, and the chain does not show it"
    if year.closing is not None and chain["closed_on"] != year.closing.on.isoformat():
        yield f"the cycle was closed on {year.closing.on.isoformat()}, and the chain shows {chain['closed_on']}"


def _table(year: Year, chain: Record) -> Table:
    theme = f"“{_title(chain['theme']['title'])}”"
    table = Table(title=f"The year {year.year}: {theme}", title_style="bold", title_justify="left", show_lines=True)
    if year.illustrative:
        # Said again here: these lines are what people photograph.
        table.caption, table.caption_justify = f"Illustrative. {year.note}", "left"
    table.add_column("Topic")
    table.add_column("Workshop")
    table.add_column("Covered", justify="right", no_wrap=True)
    table.add_column("Cost (estimate)", justify="right", no_wrap=True)
    table.add_column("Red Book", no_wrap=True)
    for which, one in _known(year, chain):
        table.add_row(
            "; ".join(f"{_title(topic['title'])}{_made_of(topic)}" for topic in one["topics"]) or "–",
            f"{_LABELS[which]}: {one['state'].replace('_', ' ')}\n{_when_and_where(one)}",
            _covered(one) or "–",
            _cost(one) or "–",
            _books(one, chain) or "–",
        )
    return table


def _tree(year: Year, chain: Record) -> Tree:
    theme, topics = chain["theme"], chain["topics"]
    closed = f", closed on {_day(chain['closed_on'])} and read-only since" if chain["closed_on"] else ""
    tree = Tree(f"[bold]{year.year}[/]{closed}")
    above = tree
    if theme["sources"]:
        above = tree.add(f"suggested in: {'; '.join(theme['sources'])}")
    decided = theme["decided_in"]
    branch = above.add(f"theme “{_title(theme['title'])}”, chosen in {decided['id']} on {_day(decided['on'])}")
    numbered = {one["number"]: one for one in topics["workshops"]} if topics else {}
    for _, one in _known(year, chain):
        selected = numbered.get(one["number"])
        below = branch
        if selected:
            titles = "; ".join(f"“{_title(topic['title'])}”{_made_of(topic)}" for topic in selected["topics"])
            below = branch.add(f"topic {selected['number']} {titles}, chosen on {_day(topics['decided_in']['on'])}")
        held = f" on {_day(one['held_on'])}" if one["held_on"] else ""
        parts = [f"[green]{one['id']}[/] {one['state'].replace('_', ' ')}{held}"]
        covered, books = _covered(one), _books(one, chain)
        parts += [f"{covered} covered"] if covered else []
        parts += [f"[red]Red Book {books}[/]"] if books else []
        below.add(" → ".join(parts))
    asked = chain.get("satisfaction")
    if asked is not None:
        branch.add(f"participants: {_satisfied(asked)}")
    return tree


def _satisfied(asked: Record) -> str:
    """R41: two figures, with how many answered."""
    answered = f"{asked['respondents']} of {asked['invited']} answered"
    shares = (asked["satisfied_with_event"], asked["satisfied_with_materials"])
    if None in shares:
        return f"{answered}, too few to say more"
    event, materials = (f"{100 * share:.1f} %" for share in shares)
    return f"{event} satisfied with the event, {materials} with the background materials ({answered})"


def _known(year: Year, chain: Record) -> list[tuple[Which, Record]]:
    gatherings = gatherings_of(chain)
    named = ((which, gatherings.get(workshop_id(which, year.year))) for which in Which)
    return [(which, one) for which, one in named if one is not None]


def _covered(workshop: Record) -> str | None:
    """``100 %``: secured ÷ estimate (R58), cut and never rounded up."""
    share = (workshop["coverage"] or {}).get("share")
    return f"{int(Decimal(share) * 100)} %" if share is not None else None


def _cost(workshop: Record) -> str | None:
    accounts = workshop["accounts"]
    if accounts is None:
        return None
    actual, estimate = (Money.model_validate(accounts[name]) for name in ("actual", "estimate"))
    return f"{in_figures(actual)}\n({in_figures(estimate)})"


def _books(workshop: Record, chain: Record) -> str:
    on_it = (one for one in chain["volumes"] if one["id"] in workshop["volumes"])
    return ", ".join(f"No. {one['series_number']}{' (withdrawn)' if one['withdrawn_on'] else ''}" for one in on_it)


def _made_of(topic: Record) -> str:
    return f" (combined from {', '.join(topic['combined_from'])})" if topic["combined_from"] else ""


def _when_and_where(workshop: Record) -> str:
    if workshop["start"] is None:
        return "no days yet"
    zone = ZoneInfo(workshop["zone"])
    first, last = (datetime.fromisoformat(workshop[end]).astimezone(zone).date() for end in ("start", "end"))
    return f"{days(first, last)}, {workshop['city'] or 'online'}"


def _day(written: str) -> str:
    return days(date.fromisoformat(written), date.fromisoformat(written))


def _title(text: Record) -> str:
    return next((str(text[one]) for one in ("en", "fr", "es") if text.get(one)), "")
