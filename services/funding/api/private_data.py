"""Passport and bank data of sponsored travellers (R77): given by the administration, read by who needs them, each
reading recorded."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from services.funding.api import forms
from services.funding.api.access import Administration, Finance
from services.funding.api.sponsorships import view_of
from services.funding.api.travel_forms import Country
from services.funding.api.travel_views import SponsorshipView
from services.funding.domain.terms import PrivateField
from services.funding.use_cases import private_data
from shared.domain.errors import InvalidInput, WrongState
from shared.http.acting import Command, platform_of
from shared.http.actions import Offering
from shared.http.problems import HttpProblem
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.private_fields import FieldNotReadable, PrivateFields

router = APIRouter(prefix="/funding/v1", tags=["sponsorships"])
_Number = Annotated[str, StringConstraints(min_length=3, max_length=40)]


class PassportForm(Input):
    name: forms.Line = Field(description="As the passport has it")
    number: _Number
    country: Country
    expires: date


class BankForm(Input):
    holder: forms.Line
    account: _Number = Field(description="IBAN, or the account’s number")
    bank: forms.Line = Field(description="BIC, or the bank’s name and place")


class KeepPrivate(Input):
    passport: PassportForm | None = None
    bank: BankForm | None = None


class PrivateView(BaseModel):
    """One field, as it was given."""

    sponsorship: str
    field: PrivateField
    details: dict[str, str]


@router.put("/sponsorships/{sponsorship}/private-data", operation_id="keepPrivateData", responses=PROBLEMS)
async def keep_private_data(
    sponsorship: str, body: KeepPrivate, offers: Offering, expected: ExpectedVersion, command: Administration
) -> SponsorshipView:
    """Give a traveller's passport or bank data, or correct them. They are encrypted, never shown with the sponsorship,
    and deleted 90 days after it is settled, declined or released, or after the journey that nobody decided on (R77)."""
    given = {PrivateField.PASSPORT: body.passport, PrivateField.BANK: body.bank}
    details = {field: form.model_dump(mode="json") for field, form in given.items() if form is not None}
    if not details:
        raise InvalidInput("Neither passport nor bank data are given.", remedy="Give one of them, or both.")
    private = _fields_of(command)
    kept = await command.run(
        lambda unit: private_data.keep_private(
            unit, sponsorship, details=details, private=private, expected_version=expected
        )
    )
    return await view_of(kept, offers, command)


@router.post("/sponsorships/{sponsorship}/passport-readings", operation_id="readPassport", responses=PROBLEMS)
async def read_passport(sponsorship: str, command: Administration) -> PrivateView:
    """Read the passport data, to book a journey. Who read them, and when, is recorded first (R77)."""
    return await _read(command, sponsorship, PrivateField.PASSPORT)


@router.post("/sponsorships/{sponsorship}/bank-readings", operation_id="readBankData", responses=PROBLEMS)
async def read_bank_data(sponsorship: str, command: Finance) -> PrivateView:
    """Read the bank data, to pay a traveller. Who read them, and when, is recorded first (R77)."""
    return await _read(command, sponsorship, PrivateField.BANK)


async def _read(command: Command, sponsorship: str, field: PrivateField) -> PrivateView:
    private, details = _fields_of(command), dict[str, str]()
    try:
        await command.run(
            lambda unit: private_data.read_private(unit, sponsorship, field=field, private=private, into=details)
        )
    except FieldNotReadable:
        raise HttpProblem(
            503,
            "private-data-not-readable",
            f"No key of this service opens the {field.value} data of the sponsorship “{sponsorship}”.",
            remedy="Ask the operator for the key that encrypted them, or give the data again.",
        ) from None
    if not details:  # a repeat of a request that was answered: each reading is recorded by itself
        raise WrongState("This request was answered already.", remedy="Send a new one, with a key of its own.")
    return PrivateView(sponsorship=sponsorship, field=field, details=details)


def _fields_of(command: Command) -> PrivateFields:
    private = platform_of(command.request).private
    if private is None:
        raise HttpProblem(
            503,
            "no-private-keys",
            "Private data cannot be kept or read: the operator gave this service no key to encrypt them with.",
            remedy="Ask the operator to set IDM_PRIVATE_KEYS_FILE.",
        )
    return private
