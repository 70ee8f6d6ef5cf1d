"""Parts of requests about sponsored travel, and what they become in the domain."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.funding.api import forms
from services.funding.api.forms import MoneyForm, Word
from services.funding.domain.parts import Receipted
from services.funding.domain.terms import LONGEST_STAY_DAYS, Meal, Provided, Stay, covered_kinds
from shared.http.schemas import Input

Country = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(description="ISO 3166-1 alpha-2", examples=["KE"])
]
Place = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Cabins = Annotated[
    tuple[Word, ...],
    Field(
        min_length=1, max_length=12, description="Of every leg; economy, or it is refused (R52)", examples=[["economy"]]
    ),
]


class ProvidedForm(Input):
    on: date
    accommodation: bool = Field(default=False, description="For the night after that day")
    meals: tuple[Meal, ...] = Field(default=(), max_length=3)


class StayForm(Input):
    country: Country
    city: Place = Field(examples=["Nairobi"])
    arrival: date
    departure: date
    provided: tuple[ProvidedForm, ...] = Field(
        default=(), max_length=LONGEST_STAY_DAYS, description="What is given in kind: it reduces the allowance (R56)"
    )

    def stay(self) -> Stay:
        """Raises ``InvalidInput``."""
        return Stay.of(
            country=self.country,
            city=self.city,
            arrival=self.arrival,
            departure=self.departure,
            provided=[Provided(on=one.on, accommodation=one.accommodation, meals=one.meals) for one in self.provided],
        )


class ReceiptedForm(Input):
    kind: Word = Field(description="economy_travel or accommodation (R54)", examples=["accommodation"])
    amount: MoneyForm = Field(description="As the receipt has it, in any currency with a rate of the day (R60)")
    receipt: forms.Line = Field(description="The number of the receipt", examples=["INV-2018-114"])
    cabins: tuple[Word, ...] = Field(default=(), max_length=12, description="Of every leg of a fare (R52)")

    def line(self) -> Receipted:
        """Raises ``RuleBroken`` R54."""
        [kind] = covered_kinds([self.kind])
        return Receipted(kind=kind, amount=self.amount.money(), receipt=self.receipt, cabins=self.cabins)
