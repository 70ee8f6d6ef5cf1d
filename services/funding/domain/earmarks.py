"""What money may be spent on, as its donor wishes: the workshop, one cost item, or one group of travellers."""

from pydantic import BaseModel, ConfigDict

from shared.contracts.funding import CostItem
from shared.domain.identifiers import Identifier


class Need(BaseModel):
    """What wants to be paid. ``groups`` are those that its traveller belongs to; a line that is for no group in
    particular has none, and may be paid by what is earmarked for any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem
    groups: tuple[Identifier, ...] = ()


class Earmark(BaseModel):
    """Without ``item`` the whole workshop is meant, without ``travellers`` everybody who is brought to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem | None = None
    travellers: Identifier | None = None

    def pays(self, need: Need) -> bool:
        if self.travellers is not None:
            return need.item is CostItem.EXPERT_PARTICIPATION and (not need.groups or self.travellers in need.groups)
        return self.item in (None, need.item)
