"""Workshops that cannot be paid for as things stand, for the work list: at risk, or no-go (R58)."""

from datetime import date

from services.funding.api.actions import judge_budgets
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.feasibility import Feasibility, Verdict, feasibility
from services.funding.domain.scenario import plan_of
from services.funding.domain.stage import Stage
from shared.domain.act import Actor
from shared.domain.text import LocalizedText
from shared.http.actions import by_id, woken
from shared.http.work_list import Source
from shared.persistence.driver import Document, Store

OPERATION = "pledgeContribution"
_SAYS = {
    Verdict.AT_RISK: ("workshop-at-risk", "“{title}” is at risk: {why}"),
    Verdict.NO_GO: ("workshop-no-go", "“{title}” cannot be held as things stand: {why}"),
}
_AHEAD: Document = {"stage": Stage.AHEAD.value, "lines": {"$ne": []}, "closed_on": None}
"""What has no estimate yet waits to be drafted."""


async def sources_of_outlook(store: Store, caller: Actor | None, today: date) -> tuple[Source, ...]:
    """No document says how a workshop stands: that hangs on the day, and is judged for the few that are ahead."""
    budgets = [woken(Budget, one) for one in await store[Budget.collection].find(_AHEAD)]
    gifts = await by_id(store, Contribution, (one.contribution for budget in budgets for one in budget.shares))
    found: dict[Verdict, dict[str, tuple[str, Feasibility]]] = {verdict: {} for verdict in _SAYS}
    for budget in budgets:
        own = [gifts[one.contribution] for one in budget.shares if one.contribution in gifts]
        plan = plan_of(budget, own)
        seen = feasibility(plan, today=today) if plan else None
        since = (seen.since if seen else None) or budget.drafted_on
        if seen is not None and since is not None and seen.verdict in found:
            found[seen.verdict][budget.id] = since.isoformat(), seen
    return tuple(_source(caller, verdict, those) for verdict, those in found.items() if those)


def _source(caller: Actor | None, verdict: Verdict, those: dict[str, tuple[str, Feasibility]]) -> Source:
    what, sentence = _SAYS[verdict]

    def why(document: Document) -> str:
        title = LocalizedText.model_validate(document["title"]).any()
        return sentence.format(title=title, why=those[document["_id"]][1].why)

    days = [{"case": {"$eq": ["$_id", one]}, "then": since} for one, (since, _) in those.items()]
    return Source(
        what=what,
        operation=OPERATION,
        collection=Budget.collection,
        where={"_id": {"$in": sorted(those)}},
        since={"$switch": {"branches": days}},
        resource="/funding/v1/budgets/{id}",
        why=why,
        judge=judge_budgets(caller),
    )
