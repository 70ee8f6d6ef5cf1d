"""Files that people send are taken whole or not at all, and every line that does not fit is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class BadLine:
    """Why a line of an import is refused; ``line`` is as in the file, counted from 1."""

    line: int
    field: str
    reason: str


class ImportRefused(InvalidInput):
    """An import with any bad line; nothing of it was entered. ``lines`` are all of them."""

    slug = "import-refused"

    def __init__(self, lines: Sequence[BadLine]) -> None:
        shown = "; ".join(f"line {one.line}, {one.field}: {one.reason}" for one in lines[:50])
        more = f"; and {len(lines) - 50} more" if len(lines) > 50 else ""
        super().__init__(
            f"{len(lines)} line{'s do' if len(lines) > 1 else ' does'} not fit, and nothing was entered. {shown}{more}",
            remedy="Correct these lines and send the whole file again.",
        )
        self.lines = tuple(lines)
        self.fields = [(f"line {one.line}, {one.field}", one.reason) for one in lines]
