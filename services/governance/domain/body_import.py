"""An import of bodies or of delegates: what one file entered, whole. By it a request sent again is the same import."""

from collections.abc import Sequence
from typing import Self

from services.governance.domain.body_log import BodiesImported, DelegatesImported
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import Identifier


class BodyImport(Aggregate, type="body_import", collection="body_imports"):
    entered: tuple[Identifier, ...]

    @classmethod
    def of(cls, *, id: str, entered: Sequence[str], act: Act) -> Self:
        one = cls(id=id, entered=tuple(entered))
        one.record(BodiesImported(count=len(one.entered)), act=act)
        return one

    @classmethod
    def of_delegates(cls, *, id: str, entered: Sequence[str], act: Act) -> Self:
        one = cls(id=id, entered=tuple(entered))
        one.record(DelegatesImported(count=len(one.entered)), act=act)
        return one
