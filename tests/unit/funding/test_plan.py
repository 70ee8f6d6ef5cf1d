import time
from dataclasses import replace
from datetime import date
from itertools import chain, repeat

import pytest

from services.funding.domain.plan import FareBasis, Plan, Verdict
from services.funding.domain.planning import Candidate, Problem, Target
from services.funding.domain.standing import BalanceBasis, standing_targets
from services.funding.use_cases.plans import AS_PLANNED, Answer, Question, answer, explain
from services.funding.use_cases.solver import SECOND, NotSolved
from shared.contracts.events import BalanceTarget
from shared.contracts.funding import CostItem, Part
from shared.domain.errors import WrongState
from tests.unit.funding.sample import CYCLE, WORKSHOP, act_on, francs


def _candidate(id: str, cost: int, *, part: Part = Part.SPEAKER, country: str = "KE") -> Candidate:
    """``cost`` in francs."""
    return Candidate(
        id=id,
        part=part,
        country=country,
        estimate=cost * 100,
        costs={AS_PLANNED: cost * 100},
        groups=frozenset({country, part.value}),
    )


def _asked(*candidates: Candidate, free: int, **fields: object) -> Answer:
    problem = Problem(
        candidates=candidates,
        venues={AS_PLANNED: 0},
        needs={CostItem.VENUE: 100_000},
        earmarked={},
        free=free * 100,
        **fields,  # type: ignore[arg-type]
    )
    question = Question(
        workshop=WORKSHOP, cycle=CYCLE, currency="CHF", travel_version=3, budget_version=4, problem=problem
    )
    return answer(question)


def _plan(given: Answer, *, balance: BalanceBasis | None = None, by_standing: bool = False) -> Plan:
    plan = Plan(
        id="plan-1",
        workshop=WORKSHOP,
        cycle=CYCLE,
        proposed_on=act_on().occurred_on,
        travel_version=3,
        budget_version=4,
        conflicts=given.conflicts,
        cut_short=given.cut_short,
        balance=balance,
        by_standing=by_standing,
    )
    if given.choice is not None:
        explain(plan, given.question, given.choice, given.richer)
    plan.propose(act_on())
    return plan


def _verdicts(plan: Plan) -> dict[str, Verdict]:
    return {line.sponsorship: line.verdict for line in plan.lines}


def test_a_plan_says_of_each_why_and_what_one_more_thousand_would_bring() -> None:
    guest = _candidate("guest", 900, part=Part.PARTICIPANT)
    plan = _plan(_asked(_candidate("a", 1_400), _candidate("b", 1_500), _candidate("c", 1_600), guest, free=4_000))
    assert _verdicts(plan) == {
        "a": Verdict.BROUGHT,
        "b": Verdict.BROUGHT,
        "c": Verdict.TOO_DEAR,
        "guest": Verdict.TOO_DEAR,
    }
    assert (plan.money, plan.cost, plan.left) == (francs("3000.00"), francs("2900.00"), francs("100.00"))
    assert plan.money_binds, "the hall is covered first: 1,000 of 4,000"
    assert plan.more is not None
    assert (plan.more.amount, plan.more.speakers, plan.more.participants) == (francs("1000.00"), 0, 0)


@pytest.mark.parametrize(
    ("fare", "quote", "elsewhere", "basis"),
    [
        (90_000, 2, (), FareBasis.QUOTED),
        (90_000, 2, ("another",), FareBasis.QUOTED),
        (90_000, 2, (AS_PLANNED,), FareBasis.QUOTED_FOR_PLANNED_PLACE),
        (90_000, None, (), FareBasis.ESTIMATED),
        (None, None, (), None),
    ],
)
def test_r57_a_line_says_on_which_fare_and_whether_that_was_quoted_to_this_venue(
    fare: int | None, quote: int | None, elsewhere: tuple[str, ...], basis: FareBasis | None
) -> None:
    one = replace(_candidate("a", 1_400), fare=fare, quote=quote, elsewhere=frozenset(elsewhere))
    [line] = _plan(_asked(one, free=4_000)).lines
    assert (line.fare, line.quote, line.fare_is) == (fare and francs("900.00"), quote, basis)


def test_r55_a_participant_is_left_out_while_a_speaker_may_need_the_money() -> None:
    guest = _candidate("guest", 600, part=Part.PARTICIPANT)
    plan = _plan(_asked(_candidate("a", 1_400), _candidate("b", 1_500), guest, free=3_100))
    assert _verdicts(plan) == {"a": Verdict.BROUGHT, "b": Verdict.TOO_DEAR, "guest": Verdict.SPEAKERS_FIRST}
    assert plan.reserved == francs("1500.00")
    assert plan.more is not None
    assert (plan.more.speakers, plan.more.participants) == (1, 0)
    rich = _plan(_asked(_candidate("a", 1_400), _candidate("b", 1_500), guest, free=4_500))
    assert set(_verdicts(rich).values()) == {Verdict.BROUGHT}
    assert not rich.money_binds


def test_a_target_of_balance_that_binds_is_shown_and_one_that_conflicts_is_named() -> None:
    two = (_candidate("a", 1_000), _candidate("b", 1_000), _candidate("island", 2_000, country="FJ"))
    islands = Target(name="islands", countries=frozenset({"FJ"}), at_least=1)
    plan = _plan(_asked(*two, free=4_000, targets=[islands]))
    brought = {line.sponsorship for line in plan.lines if line.verdict is Verdict.BROUGHT}
    assert len(brought) == 2
    assert "island" in brought
    [shown] = plan.targets
    assert (shown.brought, shown.binds) == (1, True)
    half = Target(name="islands", countries=frozenset({"FJ"}), at_least_percent=50)
    balanced = _plan(_asked(*two, free=9_000, targets=[half]))
    assert sorted(_verdicts(balanced).values()) == [Verdict.BALANCE, Verdict.BROUGHT, Verdict.BROUGHT]
    none = _plan(_asked(*two, free=2_500, targets=[islands]))
    assert (none.venue, none.conflicts) == (None, ("cover:venue", "target:islands"))
    with pytest.raises(WrongState, match="demands conflict"):
        none.accept(act_on(), travel_version=3, budget_version=4, balance=None)


def test_a_plan_is_accepted_once_and_while_it_is_what_it_was_made_for() -> None:
    plan = _plan(_asked(_candidate("a", 1_000), free=3_000))
    for travel, budget in ((4, 4), (3, 5)):
        with pytest.raises(WrongState, match="changed since"):
            plan.accept(act_on(), travel_version=travel, budget_version=budget, balance=None)
    plan.accept(act_on(), travel_version=3, budget_version=4, balance=None)
    assert [type(one.message).__name__ for one in plan.recorded] == ["PlanProposed", "PlanAccepted"]
    with pytest.raises(WrongState, match="accepted on"):
        plan.accept(act_on(), travel_version=3, budget_version=4, balance=None)


def _clock(monkeypatch: pytest.MonkeyPatch, *, in_time: int) -> None:
    """So often the clock says that no time has passed, and after that an hour."""
    said = chain(repeat(0, in_time), repeat(3_600 * SECOND))
    monkeypatch.setattr(time, "monotonic_ns", lambda: next(said))


def test_a_plan_that_the_time_is_not_enough_for_is_none_and_one_that_it_ended_after_is_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked() -> Answer:
        return _asked(_candidate("a", 1_400), _candidate("b", 1_500), free=4_000)

    _clock(monkeypatch, in_time=2)  # the start, and one of its two questions: how many speakers
    with pytest.raises(NotSolved):
        asked()
    _clock(monkeypatch, in_time=3)  # and for how little money
    plan = _plan(asked())
    assert (len(plan.lines), plan.more, plan.cut_short) == (2, None, True)
    _clock(monkeypatch, in_time=5)
    whole = _plan(asked())
    assert (whole.lines, whole.more is None, whole.cut_short) == (plan.lines, False, False)


def test_demands_are_not_all_shown_to_be_in_the_way_where_the_time_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    islands = Target(name="islands", countries=frozenset({"FJ"}), at_least=1)
    nepal = Target(name="nepal", countries=frozenset({"NP"}), at_least=0)

    def told(in_time: int) -> Plan:
        _clock(monkeypatch, in_time=in_time)
        return _plan(_asked(_candidate("a", 1_000), free=4_000, targets=[nepal, islands]))

    at_once, halfway, whole = told(2), told(8), told(100)
    assert (len(at_once.conflicts), at_once.cut_short) == (5, True)
    assert (len(halfway.conflicts), halfway.cut_short, "target:islands" in halfway.conflicts) == (3, True, True)
    assert (whole.conflicts, whole.cut_short) == (("target:islands",), False)


def test_money_that_is_committed_beyond_what_is_secured_brings_nobody() -> None:
    given = _asked(_candidate("a", 1_000), free=500, held={frozenset(): 100_000})
    assert given.choice is None
    assert given.conflicts == ("money",)


def test_r59_money_for_travellers_of_one_group_brings_nobody_else_and_is_taken_first() -> None:
    kenya, nepal = _candidate("kenya", 1_400), _candidate("nepal", 1_500, country="NP")
    groups = {"NP": 200_000, "FJ": 100_000}
    plan = _plan(_asked(kenya, nepal, free=1_300, for_groups=groups))
    assert _verdicts(plan) == {"nepal": Verdict.BROUGHT, "kenya": Verdict.EARMARKED}, "300 is left for anybody"
    assert [(one.travellers, str(one.used), one.binds) for one in plan.earmarks] == [
        ("FJ", "0.00 CHF", False),
        ("NP", "1500.00 CHF", False),
    ]
    assert (plan.money, plan.left, plan.money_binds) == (francs("3300.00"), francs("1800.00"), True)
    both = _plan(_asked(kenya, nepal, free=2_400, for_groups=groups))
    assert set(_verdicts(both).values()) == {Verdict.BROUGHT}
    spent = _plan(_asked(kenya, nepal, free=2_400, for_groups=groups, held={frozenset({"NP"}): 100_000}))
    assert len([one for one in spent.lines if one.verdict is Verdict.BROUGHT]) == 1, "1,000 for Nepal is committed"


def test_r55_a_participant_waits_for_speakers_even_where_money_is_for_participants_alone() -> None:
    guest = _candidate("guest", 600, part=Part.PARTICIPANT)
    speaker = _candidate("speaker", 1_500)
    plan = _plan(_asked(speaker, guest, free=1_000, for_groups={"participant": 60_000}))
    assert _verdicts(plan) == {"guest": Verdict.SPEAKERS_FIRST, "speaker": Verdict.TOO_DEAR}
    enough = _plan(_asked(speaker, guest, free=2_500, for_groups={"participant": 60_000}))
    assert set(_verdicts(enough).values()) == {Verdict.BROUGHT}


def _band(value: str, *countries: str, low: float, axis: str = "region") -> BalanceTarget:
    return BalanceTarget(axis=axis, value=value, low=low, high=1.0, countries=countries)


def test_bands_that_events_tells_of_ask_for_their_lower_end_in_whole_per_cent() -> None:
    told = (
        _band("africa", "KE", "TN", low=0.29),
        _band("transit", "TN", low=0.335, axis="migration_role"),
        _band("asia", "NP", low=0.009),
        _band("oceania", low=0.2),
        _band("developing", "KE", low=0.5, axis="development"),
    )
    assert standing_targets(told) == (
        Target(name="region: africa", countries=frozenset({"KE", "TN"}), at_least_percent=29, standing=True),
        Target(name="migration_role: transit", countries=frozenset({"TN"}), at_least_percent=33, standing=True),
    )


def test_a_target_that_stands_is_kept_as_far_as_people_wait() -> None:
    """One of two from islands is less than half of three: it comes with everybody else. Two of them are half."""
    half = Target(name="region: oceania", countries=frozenset({"FJ"}), at_least_percent=50, standing=True)
    two = (_candidate("a", 1_000), _candidate("b", 1_000))
    island = _candidate("island", 2_000, country="FJ")
    everybody = _plan(_asked(*two, island, free=9_000, targets=[half]))
    assert set(_verdicts(everybody).values()) == {Verdict.BROUGHT}
    [shown] = everybody.targets
    assert (shown.standing, shown.waiting, shown.brought, shown.binds) == (True, 1, 1, True)
    poor = _plan(_asked(*two, _candidate("c", 1_000), island, free=5_000, targets=[half]))
    assert _verdicts(poor)["island"] is Verdict.BROUGHT, "so the share, or all of them"
    assert len([one for one in poor.lines if one.verdict is Verdict.BROUGHT]) == 3
    nobody = _plan(_asked(*two, free=9_000, targets=[half]))
    assert set(_verdicts(nobody).values()) == {Verdict.BROUGHT}, "nobody from there waits"


def test_a_plan_by_targets_that_were_set_anew_is_not_accepted() -> None:
    old = BalanceBasis(set_on=date(2018, 1, 15), versions={"region": "1"}, revision=1)
    plan = _plan(_asked(_candidate("a", 1_000), free=3_000), balance=old)
    with pytest.raises(WrongState, match="targets of balance changed"):
        plan.accept(act_on(), travel_version=3, budget_version=4, balance=old.model_copy(update={"revision": 2}))
    plan.accept(act_on(), travel_version=3, budget_version=4, balance=old)
    own = _plan(_asked(_candidate("a", 1_000), free=3_000))
    own.accept(act_on(), travel_version=3, budget_version=4, balance=old)


def test_a_plan_of_before_any_targets_were_told_is_not_accepted_once_there_are_some() -> None:
    first = BalanceBasis(set_on=date(2018, 1, 15), versions={"region": "1"}, revision=1)
    early = _plan(_asked(_candidate("a", 1_000), free=3_000), by_standing=True)
    with pytest.raises(WrongState, match="targets of balance changed"):
        early.accept(act_on(), travel_version=3, budget_version=4, balance=first)
    early.accept(act_on(), travel_version=3, budget_version=4, balance=None)
