"""The years before the one that is played, imported over the APIs from the brochure’s table."""

from pathlib import Path

from cli import history
from cli.demo.client import ADMINISTRATION, Services
from cli.demo.failing import DemoFailed
from cli.demo.gatherings import counted
from cli.history_table import ImportFailed, read

FILE = Path(__file__).parents[2] / "history" / "idm-history.json"


def import_years_before(year: int, services: Services) -> str | None:
    """What was imported, in a sentence; ``None`` when the table has no earlier year.

    Years that are there already stay as they are. Raises :class:`DemoFailed` when one is refused.
    """
    try:
        table = read(FILE)
        earlier = table.model_copy(update={"rows": tuple(row for row in table.rows if row.year < year)})
        if not earlier.rows:
            return None
        with history.Services(services.addresses, services.token_of(ADMINISTRATION)) as importing:
            done = history.import_all(earlier, importing, reason=None)
    except ImportFailed as why:
        raise DemoFailed(f"The years before {year} cannot be imported: {why}") from None
    first, last = (pick(row.year for row in earlier.rows) for pick in (min, max))
    printed = sum(len(row.items) for row in earlier.rows)
    cells = [cell for row in earlier.rows for cell in earlier.entry_cells(row)]
    derived = sum(bool(cell.get("derived_from_theme")) for cell in cells)
    also = f" and {derived} derived from its year’s theme" if derived else ""
    known = f"; {done['unchanged']} cells were there already" if done["unchanged"] else ""
    return f"{first}–{last} imported: {counted(len(earlier.rows), 'year')}, {printed} entries{also}{known}."
