"""The sections of a demonstration file on money, publications and the closing; a year can do without each of them."""

from typing import Literal

from pydantic import Field

from cli.demo.fields import Amount, Country, Day, Line, Reason, Section, Which, Words
from shared.contracts.funding import CostItem
from shared.contracts.publications import EditionFormat
from shared.domain.identifiers import Identifier
from shared.domain.text import Language


class BudgetLine(Section):
    """``reason``: why a major item costs nothing (R50)."""

    item: CostItem
    description: Line
    estimate: Amount
    reason: Reason | None = None


class Budget(Section):
    """``comment``: why experts take more than 75 % (R51)."""

    workshop: Which
    drafted_on: Day
    lines: list[BudgetLine] = Field(min_length=1)
    comment: Reason | None = None
    approved_on: Day | None = None


class Receipt(Section):
    on: Day
    amount: Amount


class Contribution(Section):
    """``item``: what it is earmarked for, if for less than the whole workshop. ``donor`` is fictional. What is left
    once the accounts are closed waits for it, and goes back on ``surplus_returned_on``."""

    id: Identifier
    donor: Line
    workshop: Which
    item: CostItem | None = None
    amount: Amount
    pledged_on: Day
    signed_on: Day | None = None
    receipts: tuple[Receipt, ...] = ()
    surplus_returned_on: Day | None = None


class Actual(Section):
    """What an item did cost in all."""

    on: Day
    item: CostItem
    amount: Amount


class Accounts(Section):
    workshop: Which
    actuals: list[Actual] = Field(min_length=1)
    closed_on: Day | None = None


class Practice(Section):
    """``id`` makes the last part of its address in the bank; without one, the service does. ``partners`` are fictional
    organizations, never persons."""

    id: Identifier | None = None
    title: Words
    kind: Literal["policy", "programme"]
    country: Country | None = None
    domains: tuple[Line, ...] = ()
    partners: tuple[Line, ...] = ()
    text: Words
    evidence: Words | None = None


class Report(Section):
    """``sections``: texts by session of the programme."""

    workshop: Which
    written_on: Day
    sections: dict[Identifier, Words] = Field(default_factory=dict)
    key_messages: tuple[Words, ...] = ()
    lessons_learned: tuple[Words, ...] = ()
    effective_practices: tuple[Practice, ...] = ()
    cleared_on: Day | None = None
    published_on: Day | None = None


class EditionIdentifier(Section):
    scheme: Line
    value: Line
    format: EditionFormat | None = None


class Edition(Section):
    language: Language
    formats: list[EditionFormat] = Field(min_length=1)
    identifiers: tuple[EditionIdentifier, ...] = ()
    address: Line


class Volume(Section):
    """A Red Book. Without a number it takes the series' next one."""

    id: Identifier
    number: int | None = None
    title: Words
    original_language: Language
    workshops: list[Which] = Field(min_length=1)
    prepared_on: Day
    editions: tuple[Edition, ...] = ()
    published_on: Day | None = None


class RedBook(Section):
    """A volume in all three languages, whose files are made of the report on one workshop once the year is told."""

    id: Identifier
    title: Words
    original_language: Language
    workshop: Which
    formats: list[EditionFormat] = Field(min_length=1)
    prepared_on: Day
    published_on: Day


class Waiver(Section):
    """A service that the cycle is closed without, by whom and why. The name is kept beside the record."""

    service: Line
    by: Line
    reason: Reason


class Closing(Section):
    on: Day
    waivers: tuple[Waiver, ...] = ()
