"""What waits of sponsored travel, for the work list."""

from services.funding.api.travel_actions import judge_sponsorships
from services.funding.domain.sponsored import TO_SETTLE, State
from services.funding.domain.sponsorship import Sponsorship
from shared.contracts.funding import CoveredKind
from shared.domain.act import Actor
from shared.http.work_list import Source
from shared.persistence.driver import Document

_TRAVEL = CoveredKind.ECONOMY_TRAVEL.value
_TO_SETTLE = {"$in": sorted(state.value for state in TO_SETTLE)}


def sources_of_travel(caller: Actor | None) -> tuple[Source, ...]:
    """Who requested a sponsorship is not shown that it waits for an approval, nor who approved it that it waits for
    money: they may not."""
    subject = caller.subject if caller else ""
    others = {"requested_by": {"$ne": subject}}
    requested = {"state": State.REQUESTED.value}
    to_quote = {**requested, "kinds": _TRAVEL, "quotes": []}
    to_decide = {**requested, **others, "$or": [{"quotes": {"$ne": []}}, {"kinds": {"$ne": _TRAVEL}}]}
    to_book = {"state": State.APPROVED.value, "kinds": _TRAVEL}
    to_settle = {"state": _TO_SETTLE, **others, "approval.by": {"$ne": subject}}
    return (
        _source(caller, "fare-to-quote", "quoteFare", to_quote, "no fare is quoted"),
        _source(caller, "sponsorship-to-approve", "approveSponsorship", to_decide, "nobody decided"),
        _source(caller, "travel-to-book", "bookTravel", to_book, "nothing is booked"),
        _source(caller, "travel-to-settle", "settleTravel", to_settle, "what it did cost is not settled"),
    )


def _source(caller: Actor | None, what: str, operation: str, where: Document, why: str) -> Source:
    return Source(
        what=what,
        operation=operation,
        collection=Sponsorship.collection,
        where=where,
        since="$state_since",
        resource="/funding/v1/sponsorships/{id}",
        why=lambda one: f"A {one['part']} is sponsored for {one['workshop']}, and {why}.",
        judge=judge_sponsorships(caller),
    )
