"""What events says that interpretation will cost is kept beside the budget; the last word counts."""

from shared.contracts.events import InterpretationEstimated
from shared.domain.money import Money
from tests.integration.funding.flow import BUDGET, CYCLE, WORKSHOP, hear, scheduled
from tests.support.api import Api


def estimated(amount: str) -> InterpretationEstimated:
    return InterpretationEstimated(
        workshop=WORKSHOP,
        cycle=CYCLE,
        estimate=Money.of(amount, "CHF"),
        days=1,
        interpreter_days=6,
        booths=3,
        receivers=200,
        video_link=False,
    )


async def test_an_estimate_of_interpretation_is_kept_whether_there_is_a_budget_yet_or_not(funding: Api) -> None:
    address = f"{BUDGET}/interpretation-estimate"
    await hear(funding, estimated("5000.00"))
    assert (await funding.get(address, role="finance")).status == 404
    await hear(funding, scheduled())
    assert (await funding.get(address, role="finance")).ok().body["estimate"]["amount"] == "5000.00"
    await hear(funding, estimated("6250.00"))
    assert (await funding.get(address, role="auditor")).ok().body["estimate"]["amount"] == "6250.00"
    assert (await funding.get(address, role="member", body_id="body-1")).status == 403
    assert (await funding.get(BUDGET, role="finance")).ok().body["lines"] == []
