"""The language grid as a picture. Each field says in words what its colour says, so that print in grey is enough."""

from collections.abc import Sequence

from services.events.domain.language_grid import Cell, GridRow
from shared.domain.text import Language, LocalizedText
from shared.http.pictures import Chart, Colour, alt

_ROW, _COLUMN = 34, 150
_COLOURS = {
    Cell.SPOKEN: Colour.SKY,
    Cell.COVERED: Colour.GREEN,
    Cell.SHORT: Colour.YELLOW,
    Cell.OPEN: Colour.VERMILION,
    Cell.NONE: "#ffffff",
}


def drawing_of(rows: Sequence[GridRow], language: Language) -> Chart:
    fields = [
        {
            "session": _named(number, row, language),
            "language": one.language.value.upper(),
            "cell": one.cell.value,
            "says": _says(one.cell, one.assigned, one.needed),
        }
        for number, row in enumerate(rows, start=1)
        for one in row.languages
    ]
    order = [_named(number, row, language) for number, row in enumerate(rows, start=1)]
    at = alt.Chart(alt.Data(values=fields)).encode(  # type: ignore[no-untyped-call]
        x=alt.X(
            "language:N",
            sort=[one.value.upper() for one in Language],
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0),
        ),
        y=alt.Y("session:N", sort=order, title=None),
    )
    squares = at.mark_rect(stroke="#595959", strokeWidth=0.5).encode(
        color=alt.Color(
            "cell:N",
            scale=alt.Scale(domain=[one.value for one in _COLOURS], range=[str(one) for one in _COLOURS.values()]),
            legend=None,
        )
    )
    words = at.mark_text(fontSize=12).encode(text="says:N")
    both: Chart = (squares + words).properties(width=_COLUMN * len(Language), height=max(_ROW * len(rows), _ROW))
    return both


def description_of(rows: Sequence[GridRow], language: Language) -> str:
    """In words everything that the picture shows."""
    if not rows:
        return "The programme has no session."
    told = []
    for number, row in enumerate(rows, start=1):
        cells = "; ".join(
            f"{one.language.value.upper()} {_says(one.cell, one.assigned, one.needed)}" for one in row.languages
        )
        told.append(f"{_named(number, row, language)}: {cells}.")
    return " ".join(told)


def _named(number: int, row: GridRow, language: Language) -> str:
    """Numbered, for two sessions may have one title."""
    return f"{number}. {row.start:%d.%m. %H:%M} {_in(row.title, language)}"


def _says(cell: Cell, assigned: int, needed: int) -> str:
    return {
        Cell.SPOKEN: "spoken",
        Cell.COVERED: f"✓ {assigned} of {needed}",
        Cell.SHORT: f"! {assigned} of {needed}",
        Cell.OPEN: f"✗ 0 of {needed}",
        Cell.NONE: "–",
    }[cell]


def _in(text: LocalizedText, language: Language) -> str:
    return getattr(text, language.value) or text.any()
