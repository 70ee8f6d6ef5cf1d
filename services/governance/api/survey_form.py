"""The form of a written survey as a workbook: filled in off line by a mission, and read back by the same rules."""

import io
from collections.abc import Sequence

from services.governance.domain.position import Position, PositionKind
from services.governance.domain.survey import WrittenSurvey
from services.governance.use_cases.positions import Said
from shared.domain.errors import InvalidInput
from shared.domain.moment import write_moment
from shared.domain.text import LocalizedText
from shared.http.sheets import Row, at

_FORM = "IDM written survey, form 1"
_KINDS = [kind.value for kind in PositionKind]
_FIRST_OPTION = 7
_LONGEST = 5_000
_PROPOSALS = 5
_COMMENT, _PROPOSAL = "comment", "proposal"


def form_of(survey: WrittenSurvey, *, body: str) -> bytes:
    """The workbook for one body: a row for each option, one for a comment, and some for proposals of its own."""
    import xlsxwriter  # as in shared/http/sheets.py

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Form")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30, wrap)
    sheet.set_column(1, 1, 50, wrap)
    sheet.set_column(2, 2, 20)
    sheet.set_column(3, 3, 60, wrap)
    head = (
        (_FORM, ""),
        ("survey", survey.id),
        ("body", body),
        ("deadline (UTC)", write_moment(survey.deadline)),
        ("positions", ", ".join(_KINDS)),
        ("", ""),
        ("option", "title", "position", "text"),
    )
    for number, cells in enumerate(head):
        sheet.write_row(number, 0, cells, bold)
    row = _FIRST_OPTION
    for option in survey.options:
        sheet.write_row(row, 0, (option.id, option.title.any()))
        sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": _KINDS})
        row += 1
    sheet.write_row(row, 0, (_COMMENT, "Anything else"))
    for number in range(_PROPOSALS):
        sheet.write_row(row + 1 + number, 0, (_PROPOSAL, "A theme or topic of your own (text in English)"))
    book.close()
    return stream.getvalue()


def body_of(rows: Sequence[Row], *, survey: str) -> str:
    """For which body the form was made. Raises ``InvalidInput`` for a form of another survey."""
    if at(rows, 0, 0) != _FORM:
        raise _unfit("It is not the form of a written survey.")
    if at(rows, 1, 1) != survey:
        raise _unfit(f"It is the form of the survey “{at(rows, 1, 1)}”, not of “{survey}”.")
    return at(rows, 2, 1)


def said_in(rows: Sequence[Row]) -> Said:
    """What the form says. Whether its options are on the slate is judged as for any other answer."""
    positions: list[Position] = []
    comments: list[str] = []
    proposals: list[LocalizedText] = []
    for number in range(_FIRST_OPTION, len(rows)):
        name, kind, text = (at(rows, number, column) for column in (0, 2, 3))
        if len(text) > _LONGEST:
            raise _unfit(f"The text in row {number + 1} is longer than {_LONGEST} characters.")
        if name == _COMMENT:
            comments += [text] if text else []
        elif name == _PROPOSAL:
            proposals += [LocalizedText(en=text)] if text else []
        elif name and kind:
            positions.append(Position(option=name, kind=_kind(kind, number + 1), text=text or None))
        elif text:
            raise _unfit(f"Row {number + 1} has a text and no position.")
    return Said(positions=positions, comment="\n".join(comments) or None, proposals=proposals)


def _kind(text: str, row: int) -> PositionKind:
    try:
        return PositionKind(text.strip().lower().replace(" ", "_"))
    except ValueError:
        raise _unfit(f"“{text[:50]}” in row {row} is no position: it is one of {', '.join(_KINDS)}.") from None


def _unfit(why: str) -> InvalidInput:
    return InvalidInput(
        f"The form is not accepted. {why}",
        remedy="Fill in the form that this survey gives for your body, and send it again.",
        slug="form-not-accepted",
    )
