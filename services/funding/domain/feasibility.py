"""Whether a workshop can still be held: what is missing, and the last day by which how much must be in (R58, R59).

Nothing here changes anything: it reads the lines, what contributions bring, and the calendar.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.funding.domain.coverage import share_of
from services.funding.domain.earmarks import Need
from services.funding.domain.flow import paid_by_item, paid_of, payments, total_of
from services.funding.domain.items import MAJOR_ITEMS
from services.funding.domain.lines import expert_share, is_alert, needs_of
from services.funding.domain.scenario import Plan
from services.funding.domain.stage import OPEN, Stage
from shared.contracts.funding import CostItem
from shared.domain.money import Money

PAID_BEFORE = timedelta(days=30)
"""When a line that says nothing else must be paid: so long before the first day."""


class Verdict(StrEnum):
    GO = "go"
    """Secured money pays for all of it in time, as its earmarks allow."""
    AT_RISK = "at_risk"
    """It does not, or comes too late, and there is still time."""
    NO_GO = "no_go"
    """It does not, and a day by which something had to be paid is over; or the workshop does not take place."""


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemFigures(_Figures):
    """``paid`` is what secured money pays of it: what is earmarked for it first, then what may pay for anything, the
    venue first, then interpretation, then those who are brought."""

    item: CostItem
    estimate: Money
    earmarked: Money
    paid: Money
    missing: Money
    share: str | None


class DueItem(_Figures):
    """Up to a day, of one item: what must be paid by then, and what is expected to pay for it, as earmarks allow."""

    item: CostItem
    due: Money
    expected: Money


class DueDay(_Figures):
    """Up to a day: what must be paid by then, in all, and what pays for it as earmarks allow."""

    on: date
    due: Money
    in_hand: Money
    """By what was received until now."""
    expected: Money
    """By that, and by what is signed and said to be in by then; without a day for it, it is taken to be in time."""
    missing: Money
    """What nobody secured: so much more must be secured and in by that day."""
    late: Money
    """What is secured, and said to be in only later: so much of it must be in by that day."""
    items: tuple[DueItem, ...]
    """Of which ``due`` and ``expected`` are the sums; of several ways to pay as much, the venue first."""

    @property
    def lacking(self) -> Money:
        """What is not there by that day."""
        return self.due - self.expected


class Feasibility(_Figures):
    verdict: Verdict
    since: date | None
    """The day it became so; absent where no day says."""
    estimate: Money
    secured: Money
    usable: Money
    missing: Money
    """Estimate less usable."""
    share: str | None
    last_day: date | None
    """The last day on which there is still time: the first one by which something is due that nobody pays for, or that
    is paid for only later."""
    must_be_in: Money | None
    """What must be secured and in by that day, beside what is said to be."""
    expert_share: str | None
    share_alert: bool
    items: tuple[ItemFigures, ...]
    calendar: tuple[DueDay, ...]
    why: str


def feasibility(plan: Plan, *, today: date) -> Feasibility:
    """What the plan comes to ``today``."""
    currency = plan.currency
    needs = needs_of(plan.lines)
    sources = {one.contribution: (one.earmark, one.secured) for one in plan.gifts}
    found = payments(sources, needs, currency=currency)
    estimates = _by_item(plan)
    estimate = Money.total(estimates.values(), currency=currency)
    usable = total_of(found, currency=currency)
    missing = estimate - usable
    calendar = _calendar(plan)
    last = next((day for day in calendar if day.lacking.amount), None)
    verdict, since, why = _verdict(plan, missing, last, today) or _overdue(plan, calendar, today) or _GO
    return Feasibility(
        verdict=verdict,
        since=since,
        estimate=estimate,
        secured=Money.total((money for _, money in sources.values()), currency=currency),
        usable=usable,
        missing=missing,
        share=share_of(usable, estimate),
        last_day=last.on if last else None,
        must_be_in=last.lacking if last else None,
        expert_share=expert_share(estimates),
        share_alert=is_alert(estimates),
        items=tuple(_item(item, plan, estimates, found, needs) for item in CostItem if _is_shown(item, estimates)),
        calendar=calendar,
        why=why,
    )


def _by_item(plan: Plan) -> dict[CostItem, Money]:
    return {
        item: Money.total((one.estimate for one in plan.lines if one.item is item), currency=plan.currency)
        for item in CostItem
        if any(one.item is item for one in plan.lines)
    }


def _is_shown(item: CostItem, estimates: Mapping[CostItem, Money]) -> bool:
    return item in MAJOR_ITEMS or item in estimates


def _item(
    item: CostItem,
    plan: Plan,
    estimates: Mapping[CostItem, Money],
    found: dict[tuple[str, str], Money],
    needs: Mapping[str, tuple[Need, Money]],
) -> ItemFigures:
    currency = plan.currency
    estimate = estimates.get(item, Money.none(currency))
    of_item = [name for name, (need, _) in needs.items() if need.item is item]
    paid = Money.total((paid_of(found, name, currency=currency) for name in of_item), currency=currency)
    earmarked = (one.secured for one in plan.gifts if one.earmark.item is item)
    return ItemFigures(
        item=item,
        estimate=estimate,
        earmarked=Money.total(earmarked, currency=currency),
        paid=paid,
        missing=estimate - paid,
        share=share_of(paid, estimate),
    )


def _calendar(plan: Plan) -> tuple[DueDay, ...]:
    """Each day by which something must be paid, the first one first; nothing without a day for any line."""
    currency = plan.currency
    usual = plan.starts_on - PAID_BEFORE if plan.starts_on else None
    due = [one.due_on or usual for one in plan.lines]
    days = []
    for day in sorted({one for one in due if one is not None}):
        wanted = {
            name: one
            for name, one in needs_of(plan.lines).items()
            if (on := due[int(name.rpartition(":")[2])]) is not None and on <= day
        }

        def by_item(
            brings: Mapping[str, Money], wanted: dict[str, tuple[Need, Money]] = wanted
        ) -> dict[CostItem, Money]:
            sources = [(one.earmark, brings[one.contribution]) for one in plan.gifts]
            return paid_by_item(sources, wanted.values(), currency=currency)

        def paid(brings: Mapping[str, Money]) -> Money:
            return Money.total(by_item(brings).values(), currency=currency)

        total = Money.total((money for _, money in wanted.values()), currency=currency)
        in_time = {
            one.contribution: one.secured if one.expected_on is None or one.expected_on <= day else one.secured_in_hand
            for one in plan.gifts
        }
        secured = paid({one.contribution: one.secured for one in plan.gifts})
        there = by_item(in_time)
        expected = Money.total(there.values(), currency=currency)
        days.append(
            DueDay(
                on=day,
                due=total,
                in_hand=paid({one.contribution: one.received for one in plan.gifts}),
                expected=expected,
                missing=total - secured,
                late=secured - expected,
                items=tuple(
                    DueItem(item=item, due=_of_item(item, wanted.values(), currency=currency), expected=money)
                    for item, money in there.items()
                ),
            )
        )
    return tuple(days)


def _of_item(item: CostItem, needs: Iterable[tuple[Need, Money]], *, currency: str) -> Money:
    return Money.total((money for need, money in needs if need.item is item), currency=currency)


_Said = tuple[Verdict, date | None, str]
_GO: _Said = (Verdict.GO, None, "Secured money pays for all of it, as its earmarks allow.")


def _overdue(plan: Plan, calendar: Sequence[DueDay], today: date) -> _Said | None:
    """Signed money that was to be in by a day that is over, and is not: a signature is still good for it. Once the
    workshop was held it puts that at risk no more."""
    if plan.stage is not Stage.AHEAD:
        return None
    for one in calendar:
        if one.on < today and (waited := one.expected - one.in_hand).amount > 0:
            why = f"{waited} had to be in by {one.on.isoformat()}; it is signed for, and has not come yet."
            return Verdict.AT_RISK, one.on + timedelta(days=1), why
    return None


def _verdict(plan: Plan, missing: Money, last: DueDay | None, today: date) -> _Said | None:
    """``None`` where nothing lacks."""
    if plan.stage not in OPEN:
        return Verdict.NO_GO, plan.stage_since, "The workshop does not take place, or its accounts are closed."
    if not plan.lines:
        return Verdict.AT_RISK, plan.uncovered_since, "There is no estimate yet."
    if last is None and not missing.amount:
        return None
    if last is None:
        why = f"{missing} is missing, and no day is known by which it must be in."
        return Verdict.AT_RISK, plan.uncovered_since, why
    over = last.on < today
    # What began to lack only after that day made it so on the day it began.
    since = max(last.on + timedelta(days=1), plan.uncovered_since or last.on) if over else plan.uncovered_since
    return Verdict.NO_GO if over else Verdict.AT_RISK, since, _why(missing, last, over=over)


def _why(missing: Money, last: DueDay, *, over: bool) -> str:
    day = last.on.isoformat()
    if not last.missing.amount:
        so = "had to be in" if over else "must be in"
        why = f"{last.late} {so} by {day}, and is signed for, but said to come only later."
        return f"{why} Besides, {missing} is missing." if missing.amount else why
    later = f" {last.late} of what is signed for is said to come only after that day." if last.late.amount else ""
    if over:
        return f"{last.missing} had to be in by {day}, and nobody secured it.{later}"
    return f"{missing} is missing; {last.missing} of it must be in by {day}.{later}"
