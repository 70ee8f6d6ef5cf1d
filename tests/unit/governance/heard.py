"""What governance hears of a year, made from the golden samples."""

from typing import Any, TypeVar

from services.governance.domain.chain import Chain, Party
from shared.domain.message import Message
from tests.contracts.golden import read
from tests.unit.governance.given import DAY, review

M = TypeVar("M", bound=Message)


def told(kind: type[M], /, **changes: Any) -> M:
    """The message of the golden sample, with other facts where they are given."""
    return kind.model_validate({**read(kind.message_type).data, **changes})


def ready(*, held: tuple[str, ...] = ()) -> Chain:
    """A year of which every service says that it can be closed; ``held`` are in the answers and were never told."""
    chain = Chain(id="cycle-2018")
    for party in (Party.EVENTS, Party.FUNDING, Party.PUBLICATIONS):
        chain = chain.hear_review(party, review(party, held=held), on=DAY)
    return chain
