"""Donors: who gives, under one name, whatever it gives in whatever year (R46, R47)."""

from enum import StrEnum
from typing import Self

from services.funding.domain.log import DonorChanged, DonorRegistered
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput


class DonorKind(StrEnum):
    """What a donor is; private persons are none."""

    STATE = "state"
    INTERGOVERNMENTAL_ORGANIZATION = "intergovernmental_organization"
    FOUNDATION = "foundation"
    PRIVATE_SECTOR = "private_sector"
    OTHER_ORGANIZATION = "other_organization"


class Donor(Aggregate, type="donor", collection="donors"):
    name: str
    """That of a state or an organization."""
    kind: DonorKind

    @classmethod
    def register(cls, act: Act, *, id: str, name: str, kind: DonorKind) -> Self:
        one = cls(id=id, name=name, kind=kind)
        one.record(DonorRegistered(name=name, kind=kind.value), act=act)
        return one

    def change(self, act: Act, *, name: str, kind: DonorKind) -> None:
        """It has another name, or is something else. Contributions keep the name they were pledged under."""
        if (name, kind) == (self.name, self.kind):
            raise InvalidInput("That is the donor as it is.", remedy="Give another name or kind.")
        self.name, self.kind = name, kind
        self.record(DonorChanged(name=name, kind=kind.value), act=act)
