"""An import of pledges or rates: what one file entered, whole. By it a repeat of the request is the same import."""

from collections.abc import Sequence
from typing import Self

from services.funding.domain.log import FileImported
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import Identifier


class FileImport(Aggregate, type="file_import", collection="file_imports"):
    what: str
    """`contributions` or `rates`."""
    entered: tuple[Identifier, ...]

    @classmethod
    def of(cls, act: Act, *, id: str, what: str, entered: Sequence[str]) -> Self:
        one = cls(id=id, what=what, entered=tuple(entered))
        one.record(FileImported(what=what, count=len(one.entered)), act=act)
        return one
