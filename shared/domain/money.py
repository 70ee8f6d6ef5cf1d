"""Money: an exact decimal amount of one currency. Never a float, whether in memory, stored or on the wire."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, model_validator
from pydantic.functional_serializers import field_serializer

from shared.domain.errors import InvalidInput

_TWO_DECIMALS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE
CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW
KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG
"""
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
DECIMALS: dict[str, int] = {
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}
"""The currencies in use (ISO 4217) and how many decimals each has. Funds codes and metals are none of them."""

AMOUNT_PATTERN = r"^-?[0-9]{1,18}(\.[0-9]{1,3})?$"
_AMOUNT = re.compile(AMOUNT_PATTERN.strip("^$"))


def _exact(amount: Any) -> Decimal:
    """From the wire form or a ``Decimal``; a number of JSON may have been a float already, and is refused."""
    if isinstance(amount, Decimal):
        amount = format(amount, "f")
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
        raise ValueError("an amount is a text of digits, such as “12.50”")
    return Decimal(amount)


def _known(currency: str) -> str:
    if currency not in DECIMALS:
        raise ValueError("a currency is an ISO 4217 code, such as “CHF”")
    return currency


class Money(BaseModel):
    """``{"amount": "12.50", "currency": "CHF"}``, with as many decimals as the currency has.

    Unknown fields are ignored when reading, as in every part of a message.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    amount: Annotated[
        Decimal,
        BeforeValidator(_exact),
        WithJsonSchema({"type": "string", "pattern": AMOUNT_PATTERN, "examples": ["12.50"]}),
    ]
    currency: Annotated[
        str,
        AfterValidator(_known),
        WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["CHF"]}),
    ]

    @model_validator(mode="after")
    def _as_fine_as_the_currency(self) -> Self:
        if self.amount != round(self.amount, DECIMALS[self.currency]):
            raise ValueError(f"{self.currency} has {DECIMALS[self.currency]} decimals")
        return self

    @field_serializer("amount", when_used="json")
    def _written(self, amount: Decimal) -> str:
        # Adding 0 takes the sign off a zero.
        return format(round(amount, DECIMALS[self.currency]) + 0, "f")

    @classmethod
    def of(cls, amount: str, currency: str) -> Self:
        """The money that a request names. Raises ``InvalidInput`` for what is no amount of a known currency."""
        try:
            return cls(amount=amount, currency=currency)
        except ValueError:
            raise InvalidInput(
                f"“{amount} {currency}” is no amount of money.",
                remedy="Give the amount as text with no more decimals than the currency has, such as “12.50”, and "
                "the currency as its ISO 4217 code, such as “CHF”.",
            ) from None

    @classmethod
    def none(cls, currency: str) -> Self:
        """Nothing, in a currency."""
        return cls(amount=Decimal(0), currency=currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], *, currency: str) -> "Money":
        """The sum, nothing for no amounts. Raises ``InvalidInput`` when one is of another currency."""
        return sum(amounts, start=cls.none(currency))

    def __add__(self, other: "Money") -> "Money":
        """Raises ``InvalidInput`` for two currencies."""
        self.require_currency(other.currency)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Raises ``InvalidInput`` for two currencies."""
        self.require_currency(other.currency)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def require_currency(self, currency: str) -> None:
        """Raises ``InvalidInput`` when this is another currency's money."""
        if self.currency != currency:
            raise InvalidInput(
                f"{self} is not in {currency}, and money of two currencies is never added up.",
                remedy=f"Give the amount in {currency}.",
            )

    def __str__(self) -> str:
        return f"{self._written(self.amount)} {self.currency}"
