"""What every service says of a cycle that governance may close: what is still open in it, and what it has heard of."""

from pydantic import ConfigDict, Field

from shared.contracts.facts import Fact
from shared.domain.identifiers import Identifier
from shared.domain.message import Message


class OpenMatter(Fact):
    """One thing that keeps a service from saying that a cycle can be closed."""

    what: str = Field(description="A stable slug, such as workshop-not-held")
    about: Identifier = Field(
        description="The thing it is about: a workshop, an account, a report, or the cycle itself"
    )
    why: str = Field(description="A sentence")


class CycleReview(Message):
    """The whole answer of one service on one cycle; a later one replaces it. It can be closed when ``open`` is
    empty and ``held`` has every workshop that events says was held, so that a service which has not heard of
    the last workshop yet is not taken at its word."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    cycle: Identifier
    year: int
    open: tuple[OpenMatter, ...]
    """In order of ``about``, then ``what``; empty when this service can do without anything more."""
    held: tuple[Identifier, ...]
    """Every workshop of the cycle, of whatever kind, that this service knows to have been held; sorted."""
