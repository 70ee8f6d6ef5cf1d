"""``actions`` and refusals of sponsored travel never disagree: random stories of one journey, each action tried each
time, by each of the three accounts."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from services.funding.api.travel_actions import of_sponsorship, of_travel
from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.terms import Ending, PrivateField
from services.funding.domain.travel import Travel, commitment_of, obstacles_to_sponsor
from services.funding.use_cases.commitments import keep_committed
from shared.contracts.funding import CoveredKind, Part
from shared.domain.act import Act
from shared.domain.actions import Action, refuse
from shared.domain.errors import DomainError
from tests.unit.funding.sample import accounts_of, act_on, close_year, francs
from tests.unit.funding.travelling import (
    AFTER,
    APPROVER,
    PAYER,
    REQUESTER,
    approve,
    claim,
    requested,
    secured_budget,
    travel_with,
)

CALLERS = (REQUESTER, APPROVER, PAYER)


@dataclass(kw_only=True)
class World:
    """``dice`` decides what a payload leaves open, and who asks."""

    sponsorship: Sponsorship
    travel: Travel
    budget: Budget = field(default_factory=lambda: secured_budget("50000.00"))
    accounts: Accounts = field(default_factory=lambda: accounts_of(settling=False))
    dice: int = 0

    @property
    def act(self) -> Act:
        return act_on(AFTER, subject=CALLERS[self.dice % 3])


Attempt = Callable[[World], None]


def _quote(world: World) -> None:
    refuse(obstacles_to_sponsor(world.budget))
    world.sponsorship.quote(world.act, fare=francs("800.00"), cabins=["economy"], seller="Atlantis Air")


def _approve(world: World) -> None:
    one, act = world.sponsorship, world.act
    refuse(chain(one.obstacles_to_approve(act.actor.subject), world.travel.obstacles_to_commit(one.part, world.budget)))
    quote = 1 if CoveredKind.ECONOMY_TRAVEL in one.kinds else None
    approve(one, quote=quote, why_fewer="None.", act=act)
    assert one.approval is not None
    world.travel.require_room(one.part, one.approval.total, budget=world.budget)
    world.budget.commit(act, commitment=commitment_of(one, on=act.occurred_on))


def _decides(step: Attempt) -> Attempt:
    def attempt(world: World) -> None:
        refuse(obstacles_to_sponsor(world.budget))
        step(world)

    return attempt


def _book(world: World) -> None:
    mine = bool(world.dice % 2)
    world.sponsorship.book(world.act, fare=francs("800.00"), cabins=["economy"], reference="X", by_traveller=mine)


def _end(world: World) -> None:
    missed = Ending.DID_NOT_BOARD if world.sponsorship.booking else Ending.WITHDREW
    world.sponsorship.end(world.act, ending=missed)


def _recover(world: World) -> None:
    refuse(world.sponsorship.obstacles_to_recover())
    world.sponsorship.recover(world.act, amount=world.sponsorship.outstanding)


def _settle(world: World) -> None:
    act = world.act
    refuse(
        chain(
            world.sponsorship.obstacles_to_settle(act.actor.subject),
            world.accounts.obstacles_to_record(world.budget.currency),
        )
    )
    world.sponsorship.settle(act, ticket=None, write_off="Gone.", late=False)
    world.accounts.post_journey(act, sponsorship=world.sponsorship.id, cost=world.sponsorship.spent)


def _claim(world: World) -> None:
    refuse(world.sponsorship.obstacles_to_claim())
    claim(world.sponsorship, dsa=francs("100.00"))


_ATTEMPTS: dict[str, Attempt] = {
    "quoteFare": _quote,
    "approveSponsorship": _approve,
    "declineSponsorship": lambda w: w.sponsorship.decline(w.act),
    "reopenSponsorship": _decides(lambda w: w.sponsorship.reopen(w.act)),
    "bookTravel": _decides(_book),
    "payAdvance": _decides(lambda w: w.sponsorship.pay_advance(w.act, amount=francs("400.00"))),
    "endJourney": _end,
    "recoverAdvance": _recover,
    "claimCosts": _claim,
    "keepPrivateData": lambda w: w.sponsorship.keep_private(w.act, fields=[list(PrivateField)[w.dice % 2]]),
    "readPassport": lambda w: w.sponsorship.note_reading(w.act, field=PrivateField.PASSPORT),
    "readBankData": lambda w: w.sponsorship.note_reading(w.act, field=PrivateField.BANK),
    "settleTravel": _settle,
    "reserveOpenPlaces": _decides(lambda w: w.travel.reserve(w.act, places=w.dice % 2 * 40, each=francs("1500.00"))),
}


def _held(world: World) -> None:
    if world.accounts.stage is Stage.AHEAD:
        world.budget.settle(act_on())
        world.accounts.settle(act_on())


def _cancelled(world: World) -> None:
    if world.accounts.stage is Stage.AHEAD:
        if not list(world.sponsorship.obstacles_to_end()):
            world.sponsorship.end(act_on(), ending=Ending.WORKSHOP_CALLED_OFF)
        world.budget.call_off(act_on())
        world.accounts.call_off(act_on())


def _closed(world: World) -> None:
    if world.accounts.closed_on is None:
        close_year(world.budget, world.accounts)


def _forward(world: World) -> None:
    """What many steps would do by chance alone: the next one on the way to a settlement, by who may take it."""
    for name, caller in (
        ("quoteFare", 0),
        ("approveSponsorship", 1),
        ("payAdvance", 2),
        ("bookTravel", 0),
        ("claimCosts", 0),
        ("recoverAdvance", 2),
    ):
        world.dice = world.dice // 3 * 3 + caller
        allowed = {action.name: action.allowed for action, _ in offered(world)}
        if allowed[name] and not (name == "quoteFare" and world.sponsorship.quotes):
            _ATTEMPTS[name](world)
            return


def _poor(world: World) -> None:
    """A donor takes everything back."""
    world.budget = world.budget.model_copy(update={"shares": ()})


def offered(world: World) -> Iterator[tuple[Action, Attempt]]:
    caller = CALLERS[world.dice % 3]
    told = of_sponsorship(world.sponsorship, world.travel, world.budget, world.accounts, caller=caller)
    for action in (*told, *of_travel(world.travel, world.budget)):
        yield action, _ATTEMPTS[action.name]


def _refusal(attempt: Attempt, world: World) -> DomainError | None:
    try:
        attempt(deepcopy(world))
    except DomainError as refused:
        return refused
    return None


STORIES = st.tuples(
    st.sampled_from([(Part.SPEAKER, True), (Part.PARTICIPANT, True), (Part.SPEAKER, False)]),
    st.lists(st.integers(min_value=0, max_value=999), max_size=14),
)


def played(story: tuple[tuple[Part, bool], list[int]]) -> Iterator[World]:
    (part, travels), choices = story
    kinds = (CoveredKind.ECONOMY_TRAVEL, CoveredKind.DSA) if travels else (CoveredKind.DSA,)
    sponsorship = requested(part, kinds=kinds)
    world = World(sponsorship=sponsorship, travel=travel_with(sponsorship))
    yield world
    for choice in choices:
        world.dice = choice
        moves = [attempt for action, attempt in offered(world) if action.allowed]
        if choice % 3 == 0:
            moves = [_forward]
        elif choice % 11 == 0:
            moves = [(_held, _cancelled, _closed, _poor)[choice % 4]]
        if moves:
            moves[choice % len(moves)](world)
            world.travel.note(act_on(), world.sponsorship)
            keep_committed(act_on(), sponsorship=world.sponsorship, budget=world.budget)
        yield world


@settings(derandomize=True, max_examples=40)
@given(story=STORIES)
def test_an_action_is_allowed_exactly_when_its_command_is_not_refused(
    story: tuple[tuple[Part, bool], list[int]],
) -> None:
    for world in played(story):
        for action, attempt in offered(world):
            refused = _refusal(attempt, world)
            assert action.allowed == (refused is None), (action, refused)
            if refused is not None:
                assert str(refused) == str(action.obstacles[0]), (action, refused)
        assert world.travel.committed == world.sponsorship.committed
        assert world.travel.spent == world.sponsorship.spent


def test_the_stories_reach_every_action_both_allowed_and_blocked() -> None:
    """Otherwise the test above would prove nothing about those they miss."""
    seen: set[tuple[str, bool]] = set()
    slugs: set[str] = set()

    @settings(derandomize=True, max_examples=200, database=None)
    @given(story=STORIES)
    def look(story: tuple[tuple[Part, bool], list[int]]) -> None:
        for world in played(story):
            for action, _ in offered(world):
                seen.add((action.name, action.allowed))
                slugs.update(one.slug for one in action.obstacles[:1])

    look()
    assert seen == {(name, allowed) for name in _ATTEMPTS for allowed in (True, False)}
    assert slugs == {
        "speakers-before-other-participants",
        "commitments-within-secured-funds",
        "requester-does-not-approve",
        "requester-does-not-pay",
        "approver-does-not-pay",
        "wrong-state",
        "cycle-closed",
    }
