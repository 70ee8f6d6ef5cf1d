"""Whether every figure ties out to the ledger: balances, commitments, coverage, costs; and the ledger to the log.

Nothing here believes a sum that is kept: all are made again, from the entries, from the things, and from the log.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.coverage import coverage_of
from services.funding.domain.ledger import OPENING, Account, Entry, Ledgered, Posting, imbalances, summed
from services.funding.domain.lines import needs_of
from services.funding.domain.log import ActualRecorded, PartGivenBack, PartGivenOn
from services.funding.domain.paying import Paying, checks_of, journey_of, whole_costs
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import OPEN, Stage
from services.funding.domain.travel_log import AdvancePaid, AdvanceRecovered
from shared.contracts.funding import ContributionReceived, CostItem
from shared.domain.money import Money


class Fault(StrEnum):
    UNBALANCED = "unbalanced"
    """An entry whose debits are not its credits."""
    OFF_POSITION = "off-position"
    """The entries of a thing do not add up to what it holds."""
    WITHOUT_ACT = "without-act"
    """An entry that no act of the log explains."""
    OFF_LOG = "off-log"
    """What the log says was received, spent or advanced is not what the ledger has."""
    OFF_SHARE = "off-share"
    """A budget counts on something else than its contributions bring."""
    OFF_COVERAGE = "off-coverage"
    """The coverage that is told is not that of the ledger."""
    OFF_JOURNEYS = "off-journeys"
    """What sponsored journeys hold is not committed, or what they did cost is not among the costs."""
    OFF_REPORT = "off-report"
    """The report to a donor does not tie out."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    fault: Fault
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A row of the log, as far as it matters here."""

    stream: str
    version: int
    type: str
    data: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Books:
    """All of funding at one moment."""

    entries: Sequence[Entry]
    budgets: Sequence[Budget]
    contributions: Sequence[Contribution]
    accounts: Sequence[Accounts]
    sponsorships: Sequence[Sponsorship]
    log: Sequence[Told]


def verify(books: Books) -> list[Finding]:
    """Everything that does not tie out; nothing does not, in books that are sound."""
    return [
        *_unbalanced(books.entries),
        *_off_position(books),
        *_off_log(books),
        *_off_budgets(books),
        *_off_journeys(books),
        *_off_reports(books),
    ]


def _unbalanced(entries: Iterable[Entry]) -> Iterable[Finding]:
    for entry in entries:
        for over in imbalances(entry.postings):
            yield Finding(fault=Fault.UNBALANCED, sentence=f"The entry {entry.id} is {over} out of balance.")


def _off_position(books: Books) -> Iterable[Finding]:
    holding = (*books.budgets, *books.contributions, *books.accounts, *books.sponsorships)
    things: dict[str, Ledgered] = {one.id: one for one in holding}
    posted: dict[str, list[Posting]] = defaultdict(list)
    for entry in books.entries:
        posted[entry.stream] += entry.postings
    for stream in sorted({*things, *posted}):
        position = things[stream].position() if stream in things else ()
        if summed(posted[stream]) != position:
            sentence = f"The entries of {stream} do not add up to what it holds."
            yield Finding(fault=Fault.OFF_POSITION, sentence=sentence)


def _off_log(books: Books) -> Iterable[Finding]:
    """The log is sealed (`idm audit verify`): what it says was received, spent and advanced is what the ledger has."""
    acts = {(one.stream, one.version) for one in books.log}
    for entry in books.entries:
        if entry.act != OPENING and (entry.stream, entry.version) not in acts:
            yield Finding(fault=Fault.WITHOUT_ACT, sentence=f"No act of the log explains the entry {entry.id}.")
    received: dict[str, Money] = {}
    advanced: dict[str, Decimal] = defaultdict(Decimal)
    spent: dict[tuple[str, str], Money] = {}
    for row in sorted(books.log, key=lambda one: (one.stream, one.version)):
        if row.type == ContributionReceived.message_type:
            amount = Money.model_validate(row.data["amount"])
            received[row.stream] = received.get(row.stream, Money.none(amount.currency)) + amount
        elif row.type in (PartGivenBack.message_type, PartGivenOn.message_type):
            amount = Money.model_validate(row.data["amount"])
            received[row.stream] = received.get(row.stream, Money.none(amount.currency)) - amount
        elif row.type == AdvancePaid.message_type:
            advanced[row.stream] += Money.model_validate(row.data["amount"]).amount
        elif row.type == AdvanceRecovered.message_type:
            advanced[row.stream] -= Money.model_validate(row.data["amount"]).amount
        elif row.type == ActualRecorded.message_type:
            spent[row.stream, row.data["item"]] = Money.model_validate(row.data["amount"])
    for contribution in books.contributions:
        logged = received.get(contribution.id, Money.none(contribution.amount.currency))
        if logged != contribution.received:
            sentence = f"The log has {logged} received of {contribution.id}, the contribution {contribution.received}."
            yield Finding(fault=Fault.OFF_LOG, sentence=sentence)
    for accounts in books.accounts:
        for one in accounts.actuals:
            if spent.get((accounts.id, one.item.value)) != one.amount:
                sentence = f"The log does not have {one.amount} as the cost of {one.item.value} in {accounts.id}."
                yield Finding(fault=Fault.OFF_LOG, sentence=sentence)
    for journey in books.sponsorships:
        out = journey.advance.outstanding.amount if journey.advance else Decimal(0)
        if advanced[journey.id] != out:
            sentence = f"The log has {advanced[journey.id]} advanced and not back of {journey.id}, the journey {out}."
            yield Finding(fault=Fault.OFF_LOG, sentence=sentence)


def _off_journeys(books: Books) -> Iterable[Finding]:
    """What each journey holds is committed while its budget is open, and those that are settled are in the ledger."""
    spent: dict[str, Decimal] = defaultdict(Decimal)
    held: dict[str, dict[str, Money]] = defaultdict(dict)
    for one in books.sponsorships:
        spent[one.workshop] += one.spent.amount
        holds = one.committed + one.spent
        if holds.amount:
            held[one.workshop][one.id] = holds
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for entry in books.entries:
        for posting in entry.postings:
            if posting.account is Account.COST and posting.item is CostItem.EXPERT_PARTICIPATION:
                costs[posting.workshop] += posting.value.amount
    for workshop in sorted(spent):
        if costs[workshop] < spent[workshop]:
            sentence = (
                f"Settled journeys to {workshop} did cost {spent[workshop]}, and the ledger has {costs[workshop]}. "
                "Record what expert participation did cost in all as an actual: it may be from the day the workshop "
                "was held, and of one that was called off too."
            )
            yield Finding(fault=Fault.OFF_JOURNEYS, sentence=sentence)
    for budget in books.budgets:
        committed = {one.id: one.amount for one in budget.commitments if one.of_journey}
        if budget.stage in OPEN and committed != held[budget.workshop]:
            sentence = f"{budget.id} has other commitments than its sponsored journeys hold."
            yield Finding(fault=Fault.OFF_JOURNEYS, sentence=sentence)


def _off_reports(books: Books) -> Iterable[Finding]:
    """The figures of what each donor would be told, beside the ledger's: those of a workshop are made together."""
    here: dict[str, list[Posting]] = defaultdict(list)
    for entry in books.entries:
        for posting in entry.postings:
            here[posting.workshop].append(posting)
    costs = {one.workshop: whole_costs(one) for one in books.accounts}
    gifts: dict[str, list[Contribution]] = defaultdict(list)
    for gift in books.contributions:
        gifts[gift.workshop].append(gift)
    settled = [one for one in sorted(books.sponsorships, key=lambda one: one.id) if one.state is State.SETTLED]
    for workshop, given in gifts.items():
        paying = Paying(
            contributions=given,
            costs=costs.get(workshop, {}),
            journeys=[journey_of(one) for one in settled if one.workshop == workshop],
            postings=here[workshop],
        )
        for gift in given:
            for one in checks_of(gift, paying):
                if not one.ties_out:
                    figures = f"{one.reported} as {one.figure}, and the ledger {one.ledger}"
                    sentence = f"The report on {gift.id} has {figures}."
                    yield Finding(fault=Fault.OFF_REPORT, sentence=sentence)


def _off_budgets(books: Books) -> Iterable[Finding]:
    """Shares are those of the contributions that count, and secured money is what the ledger has as agreed or in."""
    counting: dict[str, list[Contribution]] = defaultdict(list)
    for contribution in books.contributions:
        if contribution.counts:
            counting[contribution.workshop].append(contribution)
    by_workshop: dict[str, list[Posting]] = defaultdict(list)
    for entry in books.entries:
        for posting in entry.postings:
            by_workshop[posting.workshop].append(posting)
    for budget in books.budgets:
        shares = {one.contribution: one for one in budget.shares}
        if shares != {one.id: one.share() for one in counting[budget.workshop]}:
            sentence = f"{budget.id} counts on other money than its contributions bring."
            yield Finding(fault=Fault.OFF_SHARE, sentence=sentence)
        if budget.coverage is None or budget.currency is None:
            continue
        again = coverage_of(
            needs=needs_of(budget.lines), estimates=budget.estimates(), shares=budget.shares, currency=budget.currency
        )
        own = {one.id for one in counting[budget.workshop]}
        here = [
            posting
            for posting in by_workshop[budget.workshop]
            if posting.contribution in own or posting.contribution is None
        ]
        figures = {
            "secured": (again.secured, (Account.AGREED, Account.BANK)),
            "received": (again.received, (Account.BANK,)),
            "pledged": (again.pledged, (Account.PLEDGED, Account.AGREED, Account.BANK)),
            "estimate": (again.estimate, (Account.ESTIMATE,)),
        }
        for name, (figure, places) in figures.items():
            gifts = name != "estimate"
            stands = [one for one in here if one.account in places and (one.contribution is not None) == gifts]
            # What was in another currency before the budget was drafted anew left it, to the cent.
            for currency in sorted({budget.currency, *(one.value.currency for one in stands)}):
                wanted = figure if currency == budget.currency else Money.none(currency)
                held = Money.total((one.value for one in stands if one.value.currency == currency), currency=currency)
                if held != wanted:
                    sentence = f"{name.capitalize()} of {budget.id} is {wanted}, and in the ledger {held}."
                    yield Finding(fault=Fault.OFF_COVERAGE, sentence=sentence)
        told, now = budget.coverage.model_dump(exclude={"usable"}), again.model_dump(exclude={"usable"})
        if told != now and budget.coverage.usable is not None and budget.stage is not Stage.CLOSED:
            sentence = f"{budget.id} tells another coverage than its lines and contributions make."
            yield Finding(fault=Fault.OFF_COVERAGE, sentence=sentence)
