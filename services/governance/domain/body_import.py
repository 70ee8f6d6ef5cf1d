"""An import of bodies: what one file entered, whole. By it a repeat of the request is the same import."""

from collections.abc import Sequence
from typing import Self

from services.governance.domain.body_log import BodiesImported
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
