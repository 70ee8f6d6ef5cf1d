"""Parts of requests that several operations share, and what they become in the domain."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import Field, StringConstraints

from shared.domain.identifiers import Identifier
from shared.domain.money import Money
from shared.http.schemas import Input

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=100)]
"""A word that the rules judge: an unknown one is refused by its rule, not by its shape."""
Kinds = Annotated[
    tuple[Word, ...],
    Field(
        max_length=10,
        description="What is covered of expert_participation: economy_travel, dsa, accommodation (R54)",
        examples=[["economy_travel"]],
    ),
]
Legs = Annotated[
    tuple[Word, ...],
    Field(
        max_length=12,
        description="Of fares of expert_participation the cabin of every leg; economy, or it is refused (R52)",
        examples=[["economy"]],
    ),
]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
OccurredOn = Annotated[
    date | None, Field(description="The day it happened, not later than today (UTC); today when left out.")
]
Group = Annotated[
    Identifier | None,
    Field(
        description="A group of those who are brought: a stakeholder group, speaker, participant, developing_country, "
        "ldc, lldc, sids, a region (M49) or a country (ISO 3166-1 alpha-2)",
        examples=["africa"],
    ),
]
OwnId = Annotated[
    Identifier | None, Field(description="Your own identifier; the server makes one when it is left out.")
]
OfCycle = Annotated[str | None, Query(max_length=100, examples=["cycle-2018"])]
OfWorkshop = Annotated[str | None, Query(max_length=100, examples=["workshop-2018-1"])]


class Happened(Input):
    """Nothing but the day."""

    occurred_on: OccurredOn = None


class AcknowledgeMisfit(Input):
    about: Identifier = Field(description="As the misfit has it", examples=["workshop-2018-1"])
    reason: Reason = Field(description="What follows from it", examples=["It was held after all; contributions stay."])
    occurred_on: OccurredOn = None


AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,3})?$"
"""Of nothing or more, and so small that a million of them can be added up."""


class MoneyForm(Input):
    """Both are text: a number of JSON would be rounded on its way."""

    amount: str = Field(pattern=AMOUNT, examples=["12500.00"])
    currency: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 4217", examples=["CHF"])

    def money(self) -> Money:
        """Raises ``InvalidInput``: an unknown currency, or more decimals than it has."""
        return Money.of(self.amount, self.currency)
